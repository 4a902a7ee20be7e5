// Package contracts is the Go side of the rollup's contracts on L1, whose sources
// lie in folders beside it: it deploys them, writes the calls that settle a block
// or let an account leave, and reads their events and errors.
//
//	governance   the proxy, which holds governors, storage and money, and replaces code
//	core         the state root, program versions, messages, freezing
//	bridge       the ether on L2: deposits, withdrawals, escapes
//	escape       accounts' leaves, owners' signatures: Poseidon, Pedersen, ECDSA
//	verifier     proofs (package verifier)
//
// Core and bridge run behind a proxy each. Artefacts and bindings are compiled by
// `make contracts` and committed.
package contracts
