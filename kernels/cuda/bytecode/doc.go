// Package bytecode turns a kernels.Program into what the CUDA kernel
// program_rows interprets.
//
// A layout's constraints don't fit a straight-line kernel: a felt multiplication
// is 3 kB of machine code, and `starknet` has four hundred of them. As every row
// does the same, an interpreter costs little: no thread diverges, instructions
// are fetched once a warp, and the code of the interpreter stays in the
// instruction cache. Registers lie in shared memory; the AIR's programs need
// about two dozen.
//
// What is the same on all rows is computed here, once; what repeats with a short
// period becomes a table. Inversions leave the code: their operand is computed
// as a column, inverted as a batch, and read like a cell. Additions are lazy:
// each value has a bound in units of p, and is reduced only where the next
// operation needs it. Only this translation lives here; it knows no device.
package bytecode
