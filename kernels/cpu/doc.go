// Package cpu runs the kernels on the processor: the backends "go" (portable,
// the specification) and "avx2" (amd64 assembly, with AVX-512 where the machine
// has it; Variants lists what that comes to), which are one structure with
// different vector arithmetic (kernels/cpu/felt) and hash lanes (kernels/hash).
// Programs and quotients, the bulk of the multiplications, have a second form in
// the files lanes_*.go, on kernels/cpu/lanes, which "avx2" uses.
//
// One file per group of operations: transform, tree, program (schedule, streams),
// deep, fold, interaction, grind. What packages ssa and quotient make of programs
// and quotients is common to all backends. All split their work into blocks of rows
// (or columns) that stay in a core's cache, hand the blocks to all threads and look
// at the context between blocks. Within a block everything is a vector operation of
// felt.Ops on contiguous elements.
//
// Columns live in mapped memory (kernels.HostColumns). Coefficients are kept in
// bit-reversed order, which is what the transforms of kernels/cpu/ntt make of
// evaluations in natural order without any reordering pass.
//
// No protocol logic lives here.
package cpu
