// Package bytecode turns a kernels.Program into what the CUDA kernel
// program_rows interprets.
//
// A layout's constraints don't fit a straight-line kernel: a felt multiplication
// is 3 kB of machine code, and `starknet` has four hundred of them. As every row
// does the same, an interpreter costs little: no thread diverges, instructions
// are fetched once a warp, and the code of the interpreter stays in the
// instruction cache. Registers, called slots, lie in shared memory, of which they
// take so much that they limit how many threads a GPU holds: sums are put into an
// order that takes few, 13 for the AIR's programs.
//
// What is the same on all rows, or repeats with a short period, is computed
// beforehand (package ssa). Inversions leave the code: their operand is computed
// as a column, inverted as a batch, and read like a cell; so are the points of the
// domain. Additions are lazy: each value has a bound in units of p, and is reduced
// only where the next operation needs it. Only this translation lives here; it
// knows no device.
package bytecode
