// Command quarry proves and verifies Cairo runs as StarkWare's Stone does, byte
// for byte. `quarry prove` and `quarry verify` take Stone's flags; called as
// cpu_air_prover or cpu_air_verifier (a symbolic link will do) it stands in for
// those. `quarry help` lists the rest.
//
// This package turns flags into options, errors into messages and exit codes,
// and events into a progress bar; it does nothing else.
package main
