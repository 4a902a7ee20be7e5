// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Openings} from "./Openings.sol";
import "./State.sol";

/// FRI: the commitments to its layers, the proof of work, and the queries.
abstract contract Fri is Openings {
    /// Reads the roots of the layers, the last layer and the proof of work.
    function _commitLayers(State memory s) internal pure {
        uint256 steps = s.friSteps;
        for (uint256 i = 0; steps != 0; i++) {
            uint256 root = _readRoot(s);
            (uint256 zeta,) = _draw(s.digest, 0);
            assembly ("memory-safe") {
                mstore(add(ROOTS, shl(5, i)), root)
                mstore(add(ZETAS, shl(5, i)), zeta)
            }
            steps >>= 4;
        }
        uint256 pos = s.pos;
        s.lastLayer = pos;
        uint256 size = 32 << s.logLastLayer;
        if (pos + size > s.end) revert ProofTooShort(s.end - s.traceRoots);
        uint256 digest = s.digest;
        bool bad;
        assembly ("memory-safe") {
            mstore(PAGE, add(digest, 1))
            calldatacopy(add(PAGE, 0x20), pos, size)
            digest := keccak256(PAGE, add(size, 0x20))
            for { let end := add(pos, size) } lt(pos, end) { pos := add(pos, 0x20) } {
                bad := or(bad, iszero(lt(calldataload(pos), PRIME)))
            }
        }
        if (bad) revert NonCanonicalElement(SECTION_LAST_LAYER);
        s.pos = pos;
        s.digest = digest;
        _checkWork(s);
    }

    /// keccak256(keccak256(0x0123456789abcded ‖ digest ‖ bits) ‖ nonce) must begin
    /// with bits of zero.
    function _checkWork(State memory s) internal pure {
        uint256 bits = s.powBits;
        if (bits == 0) return;
        uint256 pos = s.pos;
        if (pos + 8 > s.end) revert ProofTooShort(s.end - s.traceRoots);
        uint256 digest = s.digest;
        uint256 work;
        assembly ("memory-safe") {
            mstore(0, shl(192, 0x0123456789abcded))
            mstore(8, digest)
            mstore8(40, bits)
            mstore(0, keccak256(0, 41))
            let nonce := shl(192, shr(192, calldataload(pos)))
            mstore(0x20, nonce)
            work := keccak256(0, 40)
            mstore(0, add(digest, 1))
            digest := keccak256(0, 40)
        }
        if (work >> (256 - bits) != 0) revert ProofOfWorkMissing();
        s.pos = pos + 8;
        s.digest = digest;
    }

    /// Opens the layers of FRI and folds the queries down to the last.
    function _openLayers(State memory s) internal pure {
        _writeRotations();
        uint256 logDomain = s.logRows + s.logCosets;
        uint256 steps = s.friSteps;
        for (uint256 i = 0; steps != 0; i++) {
            uint256 step = steps & 0xf;
            logDomain -= step;
            uint256 root;
            uint256 zeta;
            assembly ("memory-safe") {
                root := mload(add(ROOTS, shl(5, i)))
                zeta := mload(add(ZETAS, shl(5, i)))
            }
            _openLayer(s, step, 1 << logDomain, zeta, SECTION_FRI + 1 + i);
            _climb(s, s.queries, root, SECTION_FRI + 1 + i);
            steps >>= 4;
        }
    }

    /// Reads and folds the rows of a layer at the queries. A row is 2^step values in
    /// committed order; those of queries are known, the others stand in the proof.
    /// It leaves the row's leaves at NODES, and row numbers and folded values as the
    /// queries of the next layer.
    function _openLayer(State memory s, uint256 step, uint256 leaf, uint256 zeta, uint256 section) internal pure {
        uint256 pos = s.pos;
        uint256 queries = s.queries;
        bool bad;
        assembly ("memory-safe") {
            // Folds 2, 4 and 8 values in a row. They belong to points x·r_j with
            // roots of unity r_j in bit-reversed order, so that y and −y stand side
            // by side: f(y) + f(−y) + ratio·(f(y) − f(−y)), where ratio is the
            // challenge divided by y. The values must be below p, what comes out of
            // fold2 is below 3p.
            function fold2(a, b, ratio) -> value {
                value := add(add(a, b), mulmod(add(a, sub(PRIME, b)), ratio, PRIME))
            }
            function fold4(from, ratio, ratio1) -> value {
                let a := fold2(mload(from), mload(add(from, 0x20)), ratio)
                let b := mod(fold2(mload(add(from, 0x40)), mload(add(from, 0x60)), ratio1), PRIME)
                value := fold2(a, b, mulmod(ratio, ratio, PRIME))
            }
            function fold8(from, ratio, ratio2) -> value {
                let a := fold4(from, ratio, mulmod(ratio, mload(add(ROTATIONS_BACK, 0x20)), PRIME))
                let b := mod(fold4(add(from, 0x80), ratio2, mulmod(ratio2, mload(add(ROTATIONS_BACK, 0x20)), PRIME)), PRIME)
                let squared := mulmod(ratio, ratio, PRIME)
                value := fold2(a, b, mulmod(squared, squared, PRIME))
            }
            function fold(step_, ratio) -> value {
                switch step_
                case 3 { value := fold8(ROW, ratio, mulmod(ratio, mload(add(ROTATIONS_BACK, 0x40)), PRIME)) }
                case 2 { value := fold4(ROW, ratio, mulmod(ratio, mload(add(ROTATIONS_BACK, 0x20)), PRIME)) }
                case 1 { value := fold2(mload(ROW), mload(add(ROW, 0x20)), ratio) }
                default {
                    let a := fold8(ROW, ratio, mulmod(ratio, mload(add(ROTATIONS_BACK, 0x40)), PRIME))
                    let turned := mulmod(ratio, mload(add(ROTATIONS_BACK, 0x80)), PRIME)
                    let b := fold8(add(ROW, 0x100), turned, mulmod(ratio, mload(add(ROTATIONS_BACK, 0xc0)), PRIME))
                    let power := mulmod(ratio, ratio, PRIME)
                    power := mulmod(power, power, PRIME)
                    value := fold2(a, mod(b, PRIME), mulmod(power, power, PRIME))
                }
                value := mod(value, PRIME)
            }

            let size := shl(add(step, 5), 1)
            let from := QUERIES
            let end := add(QUERIES, shl(5, queries))
            mstore(end, not(0))
            let folded := FOLDED
            let count := 0
            for {} lt(from, end) {} {
                let query := mload(from)
                let row := shr(step, query)
                let inverse := 0 // of the row's first point
                let known := 0 // bytes of the row that are there
                for {} eq(shr(step, query), row) {} {
                    let offset := and(shl(5, query), sub(size, 1))
                    calldatacopy(add(ROW, known), pos, sub(offset, known))
                    pos := add(pos, sub(offset, known))
                    mstore(add(ROW, offset), mload(folded))
                    inverse := mulmod(mload(add(folded, 0x20)), mload(add(ROTATIONS, offset)), PRIME)
                    known := add(offset, 0x20)
                    folded := add(folded, 0x40)
                    from := add(from, 0x20)
                    query := mload(from)
                }
                calldatacopy(add(ROW, known), pos, sub(size, known))
                pos := add(pos, sub(size, known))
                for { let value := ROW } lt(value, add(ROW, size)) { value := add(value, 0x40) } {
                    bad := or(bad, or(lt(LARGEST, mload(value)), lt(LARGEST, mload(add(value, 0x20)))))
                }
                mstore(add(NODES, shl(5, count)), or(and(keccak256(ROW, size), DIGEST_MASK), add(leaf, row)))
                mstore(add(QUERIES, shl(5, count)), row)
                let to := add(FOLDED, shl(6, count))
                mstore(to, fold(step, mulmod(zeta, inverse, PRIME)))
                for { let i := 0 } lt(i, step) { i := add(i, 1) } { inverse := mulmod(inverse, inverse, PRIME) }
                mstore(add(to, 0x20), inverse)
                count := add(count, 1)
            }
            queries := count
        }
        if (pos > s.end) revert ProofTooShort(s.end - s.traceRoots);
        if (bad) revert NonCanonicalElement(section);
        s.pos = pos;
        s.queries = queries;
    }

    /// Checks the queries against the last layer's polynomial, from its lowest
    /// coefficient, in the inverse of the point: Σ c_i·x^(i−d+1) = value·x^(1−d).
    function _checkLastLayer(State memory s) internal pure {
        uint256 queries = s.queries;
        uint256 from = s.lastLayer;
        uint256 logDegree = s.logLastLayer;
        uint256 wrong = queries;
        assembly ("memory-safe") {
            let end := add(from, shl(add(logDegree, 5), 1))
            for { let i := 0 } lt(i, queries) { i := add(i, 1) } {
                let value := mload(add(FOLDED, shl(6, i)))
                let inverse := mload(add(add(FOLDED, 0x20), shl(6, i)))
                let sum := 0
                let pos := from
                for { let turns := shr(8, sub(end, from)) } turns { turns := sub(turns, 1) } {
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(pos))
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(add(pos, 0x20)))
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(add(pos, 0x40)))
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(add(pos, 0x60)))
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(add(pos, 0x80)))
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(add(pos, 0xa0)))
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(add(pos, 0xc0)))
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(add(pos, 0xe0)))
                    pos := add(pos, 0x100)
                }
                for {} lt(pos, end) { pos := add(pos, 0x20) } {
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(pos))
                }
                let power := inverse
                for { let k := 0 } lt(k, logDegree) { k := add(k, 1) } { power := mulmod(power, power, PRIME) }
                if iszero(eq(mulmod(sum, inverse, PRIME), mulmod(value, power, PRIME))) {
                    wrong := i
                    break
                }
            }
        }
        if (wrong != queries) revert LastLayerMismatch(wrong);
    }

    /// Writes the roots of unity of order 16 in bit-reversed order, of which the
    /// first 2^step are those of that order, and inverses of every second.
    function _writeRotations() internal pure {
        assembly ("memory-safe") {
            mstore(ROTATIONS, 0x1)
            mstore(add(ROTATIONS, 0x20), 0x800000000000011000000000000000000000000000000000000000000000000)
            mstore(add(ROTATIONS, 0x40), 0x625023929a2995b533120664329f8c7c5268e56ac8320da2a616626f41337e3)
            mstore(add(ROTATIONS, 0x60), 0x1dafdc6d65d66b5accedf99bcd607383ad971a9537cdf25d59e99d90becc81e)
            mstore(add(ROTATIONS, 0x80), 0x63365fe0de874d9c90adb1e2f9c676e98c62155e4412e873ada5e1dee6feebb)
            mstore(add(ROTATIONS, 0xa0), 0x1cc9a01f2178b3736f524e1d06398916739deaa1bbed178c525a1e211901146)
            mstore(add(ROTATIONS, 0xc0), 0x3b912c31d6a226e4a15988c6b7ec1915474043aac68553537192090b43635cd)
            mstore(add(ROTATIONS, 0xe0), 0x446ed3ce295dda2b5ea677394813e6eab8bfbc55397aacac8e6df6f4bc9ca34)
            mstore(add(ROTATIONS, 0x100), 0x5ec467b88826aba4537602d514425f3b0bdf467bbf302458337c45f6021e539)
            mstore(add(ROTATIONS, 0x120), 0x213b984777d9556bac89fd2aebbda0c4f420b98440cfdba7cc83ba09fde1ac8)
            mstore(add(ROTATIONS, 0x140), 0x5ce3fa16c35cb4da537753675ca3276ead24059dddea2ca47c36587e5a538d1)
            mstore(add(ROTATIONS, 0x160), 0x231c05e93ca34c35ac88ac98a35cd89152dbfa622215d35b83c9a781a5ac730)
            mstore(add(ROTATIONS, 0x180), 0xb54759e8c46e1258dc80f091e6f3be387888015452ce5f0ca09ce9e571f52)
            mstore(add(ROTATIONS, 0x1a0), 0x7f4ab8a6173b92fda7237f0f6e190c41c78777feabad31a0f35f63161a8e0af)
            mstore(add(ROTATIONS, 0x1c0), 0x23c12f3909539339b83645c1b8de3e14ebfee15c2e8b3ad2867e3a47eba558c)
            mstore(add(ROTATIONS, 0x1e0), 0x5c3ed0c6f6ac6dd647c9ba3e4721c1eb14011ea3d174c52d7981c5b8145aa75)
            mstore(ROTATIONS_BACK, 0x1)
            mstore(add(ROTATIONS_BACK, 0x20), 0x1dafdc6d65d66b5accedf99bcd607383ad971a9537cdf25d59e99d90becc81e)
            mstore(add(ROTATIONS_BACK, 0x40), 0x446ed3ce295dda2b5ea677394813e6eab8bfbc55397aacac8e6df6f4bc9ca34)
            mstore(add(ROTATIONS_BACK, 0x60), 0x1cc9a01f2178b3736f524e1d06398916739deaa1bbed178c525a1e211901146)
            mstore(add(ROTATIONS_BACK, 0x80), 0x5c3ed0c6f6ac6dd647c9ba3e4721c1eb14011ea3d174c52d7981c5b8145aa75)
            mstore(add(ROTATIONS_BACK, 0xa0), 0x7f4ab8a6173b92fda7237f0f6e190c41c78777feabad31a0f35f63161a8e0af)
            mstore(add(ROTATIONS_BACK, 0xc0), 0x231c05e93ca34c35ac88ac98a35cd89152dbfa622215d35b83c9a781a5ac730)
            mstore(add(ROTATIONS_BACK, 0xe0), 0x213b984777d9556bac89fd2aebbda0c4f420b98440cfdba7cc83ba09fde1ac8)
        }
    }
}
