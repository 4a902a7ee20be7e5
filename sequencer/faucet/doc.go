// Package faucet gives away a little of the token on networks whose token is worth
// nothing: over HTTP, so much to an address and to a network within a time. It is a
// client of a node like any other; here live its limits and how it is asked.
package faucet
