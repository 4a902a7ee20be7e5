// Package verifier is the Go side of the verifier's contracts, whose sources lie
// beside it: it deploys them, publishes programs, and brings proofs into the form
// of a call.
//
// For one layout there are three contracts with code and some with data:
//
//	Verifier     statement, channel, Merkle trees, FRI
//	Composition  the composition polynomial at the out-of-domain point,
//	             generated from prover/air by airgen
//	Deep         the DEEP polynomial at the queries, generated likewise
//	data         the periodic columns (package columns)
//
// A program is a data contract that names others with its cells, see
// Program.sol.
package verifier
