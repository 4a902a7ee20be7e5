// Package program is the room of the block program: the one format of state,
// blocks and the program's output (format.md), the Cairo program that proves a
// block, its compiled artefact, the advice tape that it reads, and the decoder of
// what it writes. Everything that sequencer, settlement, derivation and RPC share
// about the format lives here, and nothing that keeps state or does I/O.
//
// Felts are fp.Element (Montgomery form); balances are 128-bit integers in a
// uint256.Int.
package program
