// Package cairo1 runs what Cairo 1 tools make: executables, as scarb and the
// Cairo compiler write them (JSON with bytecode, typed hints and entry
// points). It recognises Sierra, which needs the compiler first, and compiled
// contract classes, which need a Starknet node, and says how to go on.
//
// A Runner runs the hints of one run: the core hints of the Cairo compiler,
// those of its older versions, and those of the entry code, which fetch the
// arguments. System calls and cheat codes belong to a Starknet node or a test
// runner and end a run with an error.
//
// Where the reference runner draws random numbers (RandomEcPoint), a Runner
// derives them from a counter, so that a program and its arguments determine
// the whole run.
package cairo1
