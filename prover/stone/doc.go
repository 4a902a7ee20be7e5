// Package stone speaks Stone's languages: its parameter file, prover config,
// public and private input, trace and memory files and its proof file, the
// Fiat–Shamir seed that the statement serialises to, and what a set of
// parameters is worth (soundness accounting).
//
// Readers check every field they use and answer with a *fault.Error that names
// the file, the field and its line, or the byte offset. Fields that Stone does
// not know are ignored and copied to the proof file, as Stone does. Nothing
// here proves or verifies.
//
// Sources: Stone v3, statement/cpu/cpu_air_statement.cc, main/, stark/stark.cc,
// fri/fri_parameters.h, utils/json.cc.
package stone
