// Package air is the AIR as data: expressions over trace cells, the components
// that declare constraints with them, the layouts that place the components'
// cells, and the compiler that turns a layout and a trace length into one
// straight-line program (kernels.Program), which all evaluators read.
//
// Here lives the language: expressions, domains, virtual columns, scopes, the
// compiler, and the pools that witness writers share. The components are in
// prover/air/components, one file each with cells, constraints and witness; the
// layouts are in prover/air/layouts, one table each. Nothing here knows of
// channels, commitments or proofs.
//
// The source of all facts is Stone's air/cpu/board and air/components: names of
// cells and constraints, and the order of the constraints, which fixes the
// powers of the composition coefficient.
package air
