// Package solo is the consensus of a node that makes the blocks alone: it decides
// only when a block is closed. That is when it is full, when it has been open for
// long enough, or when nothing more has come for a while.
package solo
