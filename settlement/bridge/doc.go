// Package bridge is a user's side of the bridge on L1: which deposits and withdrawals
// are his and how far they are, the messages of L2 that pay him, and what his account
// needs to leave a frozen rollup. It sends nothing: it says which calls there are to
// make.
package bridge
