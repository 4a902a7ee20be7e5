// Package starknet speaks Starknet's words: felts as its JSON writes them, short
// strings, selectors, addresses, transactions with their hashes and encodings,
// calls, messages between the layers, events, the one account class and the one
// token that this sequencer has, and signatures on the Stark curve.
//
// It does no I/O and holds no state but caches. Felts are gnark-crypto's
// fp.Element in Montgomery form, as everywhere in Quarry; hex and bytes are
// big-endian and canonical, below p.
//
// Sources: the Starknet documentation ("Transactions", "Messaging", "Contract
// address"), the JSON-RPC specifications 0.9 and 0.10 (starknet-specs), SNIP-8
// (version 3 transactions, with L1 data gas since 0.13.4), cairo-lang 0.14
// (starkware/starknet/core/os). Published transactions of Starknet's own
// networks are the judges of the tests.
package starknet
