// Package hash computes Stone's hash functions: one at a time, many at a time
// with the machine's vector units, and searches proofs of work with them.
//
// Each of the eight hashes of kernels.Hash offers two functions. Sum hashes a
// string of bytes (Stone: HashBytesWithLength); Node hashes two digests, the
// children of a tree node, into one (Stone: Hash). SumMany and NodeMany do the
// same to many messages of one size that lie one after the other.
//
// # What the hashes are
//
// keccak256 is Ethereum's Keccak-256 (padding byte 0x01), blake256 is BLAKE2s
// with 32 bytes of digest; for both, Node(l, r) is Sum(l ‖ r). The masked
// variants compute the same and zero all but the first 160 bits (msb) or all
// but the last 160 or 248 bits (lsb) of the digest.
//
// pedersen and poseidon3 work on felts: a message is a sequence of 32-byte
// big-endian words, each read as an integer, that is, in standard form; table
// rows are serialised as the words of their Montgomery form, so what such a
// row's hash takes in is not the value but the value times 2^256. Digests are
// big-endian standard form too.
//
//   - pedersen: Node(l, r) is the Starknet Pedersen hash of l and r modulo p.
//     Sum folds the words from the initial state 0, state = H(state, w mod p) +
//     ⌊w/p⌋, and finally state = H(state, number of words).
//   - poseidon3: Node(l, r) is the first element of the Hades permutation of
//     (l, r, 2). Sum is the sponge of rate 2 with padding 1, 0…, as Starknet's
//     poseidon_hash_many. Words must be below p: see Canonical.
//
// # Levels
//
// A Level names the instructions that the batched functions may use. Every
// level gives the same bytes; Portable is plain Go and is what the others are
// tested against. Code that needs a level's instructions must ask Supported
// or take Best.
//
// Sources: src/starkware/crypt_tools of starkware-libs/stone-prover; FIPS 202
// and the Keccak reference; RFC 7693; the Starknet documentation of Pedersen
// and Poseidon.
package hash
