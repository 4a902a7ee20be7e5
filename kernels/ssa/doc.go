// Package ssa simplifies a kernels.Program for one coset: the first half of what
// every backend does with it.
//
// Tables and parameters are known only then. Values that are the same on all rows
// are computed once, as scalars; values that repeat with a short period once, as
// tables; what remains are values in single-assignment form, in an order of their
// computation. How they are computed on rows is the backends' affair.
package ssa
