// Package components holds the parts of the Cairo AIR, one file each: what
// their cells mean, the constraints on them, and the witness that fills them.
//
// A component knows its cells by Stone's names of virtual columns and nothing
// of where a layout puts them. Only components live here; pools and the
// constraint language are in prover/air, the tables in prover/air/layouts.
//
// The source of the facts is Stone's air/components, air/cpu/component,
// air/cpu/builtin and the constraints in air/cpu/board.
package components
