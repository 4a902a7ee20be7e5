// Package kerneltest is the conformance suite of backends. Run compares every
// operation of a kernels.Backend with its definition, written here as plainly as
// possible (sums by Horner, one hash at a time, products by definition), over
// many shapes: from one row up to several blocks of any implementation, wide
// and narrow, with cyclic wrap-around, on cosets of large blow-ups.
//
// It also holds a backend to its manners: cancelled contexts, the arena's
// limit and accounting, memory given back exactly once.
package kerneltest
