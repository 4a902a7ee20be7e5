// Package deployment puts a rollup's contracts on an L1 that costs money: it rehearses
// on an embedded chain what it is going to do, says beforehand what that takes, and
// keeps a record of its transactions, so that a deployment that was broken off goes on
// where it was.
package deployment
