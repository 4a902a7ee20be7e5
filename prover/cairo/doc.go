// Package cairo runs Cairo programs and hands their executions to the prover:
// from a compiled program and its input to the trace, the memory and the
// public and private input, without a file in between.
//
// Run does all of it. What happens in a run, in cairo-lang's words and to its
// letter: segments are laid out for the program, the execution and each builtin
// of the layout; the program runs from its start label to its end (proof mode)
// or from main to its return (execution mode); temporary segments are settled
// and deduced cells verified; in proof mode the last instruction is repeated
// until the number of steps is a power of two for which everything fits: the
// builtins' cells, the range checks, the memory's holes and the diluted units;
// the builtins' stop pointers are read; segments get their final sizes and
// places; public memory is listed.
//
// The machine itself is in package vm, Python hints in packages script and
// hints, the files in package program.
package cairo
