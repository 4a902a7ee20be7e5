// Package hints runs the Python hints of Cairo 0 programs beside the machine.
//
// A hint is Python (package script) that sees what cairo-lang's runner shows
// it: memory, ap, fp, pc, ids, segments, the builtin runners, program_input,
// scopes, and the modules of cairo-lang's common library that its hints
// import, which are made anew here in Go. Beyond that there is advice, the
// tape of non-determinism that is part of the program's input:
//
//	memory[ap] = advice.next()
//
// takes the tape's next value. See docs/cairo.md.
//
// The hints that programs run most are recognised by their text and run
// without the interpreter (native.go).
package hints
