// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Starknet's Poseidon hash: the Hades permutation of three felts, with cubes, 8
/// full and 83 partial rounds, in a sponge of rate 2.
///
/// keys is where the round constants lie in memory, 107 words in the order in
/// which a permutation adds them: three before each of the first four full
/// rounds; one, to the third felt, before each partial round (those of the other
/// two are moved to the next full round); to the third, first and second felt
/// before the fifth full round; and three before each of the last three.
library Poseidon {
    /// The bytes of the round constants.
    uint256 internal constant KEYS_SIZE = 107 * 32;

    /// Starknet's poseidon_hash_many over three felts.
    function hash(uint256 keys, uint256 a, uint256 b, uint256 c) internal pure returns (uint256 s0) {
        uint256 s1;
        uint256 s2;
        (s0, s1, s2) = permute(keys, a, b, 0);
        (s0,,) = permute(keys, s0 + c, s1 + 1, s2);
    }

    /// The same over four felts.
    function hash(uint256 keys, uint256 a, uint256 b, uint256 c, uint256 d) internal pure returns (uint256 s0) {
        uint256 s1;
        uint256 s2;
        (s0, s1, s2) = permute(keys, a, b, 0);
        (s0, s1, s2) = permute(keys, s0 + c, s1 + d, s2);
        (s0,,) = permute(keys, s0 + 1, s1, s2);
    }

    /// The same over a list of an odd number of felts.
    function hashOdd(uint256 keys, uint256[] memory felts) internal pure returns (uint256 s0) {
        uint256 s1;
        uint256 s2;
        uint256 last = felts.length - 1;
        for (uint256 i = 0; i < last; i += 2) {
            (s0, s1, s2) = permute(keys, s0 + felts[i], s1 + felts[i + 1], s2);
        }
        (s0,,) = permute(keys, s0 + felts[last], s1 + 1, s2);
    }

    /// The Hades permutation of three numbers below 2^253; the results are felts.
    function permute(uint256 keys, uint256 a, uint256 b, uint256 c)
        internal
        pure
        returns (uint256 x, uint256 y, uint256 z)
    {
        assembly ("memory-safe") {
            // Numbers stay below 16p < 2^256 before they are reduced: by mulmod,
            // which takes any number, or by mod.
            let p := 0x800000000000011000000000000000000000000000000000000000000000001
            let end := add(keys, 384)
            for {} lt(keys, end) { keys := add(keys, 96) } {
                x := add(a, mload(keys))
                y := add(b, mload(add(keys, 32)))
                z := add(c, mload(add(keys, 64)))
                x := mulmod(mulmod(x, x, p), x, p)
                y := mulmod(mulmod(y, y, p), y, p)
                z := mulmod(mulmod(z, z, p), z, p)
                // The matrix (3 1 1; 1 −1 1; 1 1 −2) is t + 2x, t − 2y, t − 3z with t = x + y + z.
                let t := add(x, add(y, z))
                a := add(t, add(x, x))
                b := add(t, shl(1, sub(p, y)))
                c := add(t, mul(3, sub(p, z)))
            }
            a := mod(a, p)
            b := mod(b, p)
            end := add(keys, 2656)
            for {} lt(keys, end) { keys := add(keys, 32) } {
                z := add(c, mload(keys))
                z := mulmod(mulmod(z, z, p), z, p)
                let t := add(a, add(b, z))
                a := mod(add(t, add(a, a)), p)
                b := mod(add(t, shl(1, sub(p, b))), p)
                c := add(t, mul(3, sub(p, z)))
            }
            c := add(c, mload(keys))
            a := add(a, mload(add(keys, 32)))
            b := add(b, mload(add(keys, 64)))
            end := add(keys, 384)
            for {} 1 {} {
                x := mulmod(mulmod(a, a, p), a, p)
                y := mulmod(mulmod(b, b, p), b, p)
                z := mulmod(mulmod(c, c, p), c, p)
                let t := add(x, add(y, z))
                a := add(t, add(x, x))
                b := add(t, shl(1, sub(p, y)))
                c := add(t, mul(3, sub(p, z)))
                keys := add(keys, 96)
                if eq(keys, end) { break }
                a := add(a, mload(keys))
                b := add(b, mload(add(keys, 32)))
                c := add(c, mload(add(keys, 64)))
            }
            x := mod(a, p)
            y := mod(b, p)
            z := mod(c, p)
        }
    }
}
