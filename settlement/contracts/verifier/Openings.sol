// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Channel} from "./Channel.sol";
import "./Layout.sol";
import "./State.sol";

/// The openings of the traces, and with them the DEEP polynomial at the queries.
abstract contract Openings is Channel {
    address private immutable DEEP;

    constructor(address deep) {
        DEEP = deep;
    }

    /// Checks that the nodes at NODES, count of them, ascending, belong to a tree
    /// with the given root. A node is a word: its digest, and in the bits that the
    /// hash masks its number, counted from the root, 1. Siblings that are not known
    /// stand in the proof, level by level.
    function _climb(State memory s, uint256 count, uint256 root, uint256 section) internal pure {
        uint256 pos = s.pos;
        uint256 top;
        assembly ("memory-safe") {
            let end := add(NODES, shl(5, count))
            let indexMask := not(DIGEST_MASK)
            // Two digests are hashed at 0. The zeros behind them stay there.
            mstore(0, 0)
            mstore(0x20, 0)

            // Below the level where the first two nodes become siblings, each node
            // climbs alone: its siblings lie a level's length apart.
            let levels := 0
            {
                let nearest := and(mload(NODES), indexMask)
                for { let from := add(NODES, 0x20) } lt(from, end) { from := add(from, 0x20) } {
                    let distance := and(xor(mload(sub(from, 0x20)), mload(from)), indexMask)
                    if lt(distance, nearest) { nearest := distance }
                }
                levels := shl(5, lt(0xffffffff, nearest))
                levels := or(levels, shl(4, lt(0xffff, shr(levels, nearest))))
                levels := or(levels, shl(3, lt(0xff, shr(levels, nearest))))
                levels := or(levels, shl(2, lt(0xf, shr(levels, nearest))))
                levels := or(levels, shl(1, lt(3, shr(levels, nearest))))
                levels := or(levels, lt(1, shr(levels, nearest)))
            }
            let stride := mul(count, DIGEST_BYTES)
            let length := mul(stride, levels)
            let sibling := pos
            for { let from := NODES } lt(from, end) { from := add(from, 0x20) } {
                let index := and(mload(from), indexMask)
                let digest := xor(mload(from), index)
                let at := sibling
                let last := add(at, length)
                if and(levels, 1) {
                    let side := shl(5, and(index, 1))
                    mstore(side, digest)
                    calldatacopy(xor(side, 0x20), at, DIGEST_BYTES)
                    digest := and(keccak256(0, 0x40), DIGEST_MASK)
                    index := shr(1, index)
                    at := add(at, stride)
                }
                for {} lt(at, last) {} {
                    let side := shl(5, and(index, 1))
                    mstore(side, digest)
                    calldatacopy(xor(side, 0x20), at, DIGEST_BYTES)
                    at := add(at, stride)
                    side := and(shl(4, index), 0x20)
                    mstore(side, and(keccak256(0, 0x40), DIGEST_MASK))
                    calldatacopy(xor(side, 0x20), at, DIGEST_BYTES)
                    at := add(at, stride)
                    digest := and(keccak256(0, 0x40), DIGEST_MASK)
                    index := shr(2, index)
                }
                mstore(from, or(digest, index))
                sibling := add(sibling, DIGEST_BYTES)
            }
            pos := add(pos, length)

            // From there on, level by level.
            for {} gt(and(mload(NODES), indexMask), 1) {} {
                mstore(end, 0)
                let to := NODES
                for { let from := NODES } lt(from, end) {} {
                    let node := mload(from)
                    from := add(from, 0x20)
                    let index := and(node, indexMask)
                    let next := mload(from)
                    switch eq(and(xor(node, next), indexMask), 1)
                    case 1 {
                        mstore(0, xor(node, index))
                        mstore(0x20, and(next, DIGEST_MASK))
                        from := add(from, 0x20)
                    }
                    default {
                        let side := shl(5, and(index, 1))
                        mstore(side, xor(node, index))
                        calldatacopy(xor(side, 0x20), pos, DIGEST_BYTES)
                        pos := add(pos, DIGEST_BYTES)
                    }
                    mstore(to, or(and(keccak256(0, 0x40), DIGEST_MASK), shr(1, index)))
                    to := add(to, 0x20)
                }
                end := to
            }
            top := and(mload(NODES), DIGEST_MASK)
        }
        if (pos > s.end) revert ProofTooShort(s.end - s.traceRoots);
        if (top != root) revert WrongDecommitment(section);
        s.pos = pos;
    }

    /// Reads the rows of a table at the queries to memory, and checks them.
    function _openTable(State memory s, uint256 width, uint256 to, uint256 root, uint256 section) internal pure {
        uint256 queries = s.queries;
        uint256 pos = s.pos;
        uint256 size = 32 * width * queries;
        if (pos + size > s.end) revert ProofTooShort(s.end - s.traceRoots);
        uint256 logDomain = s.logRows + s.logCosets;
        bool bad;
        assembly ("memory-safe") {
            calldatacopy(to, pos, size)
            for { let end := add(pos, size) } lt(pos, end) { pos := add(pos, 0x20) } {
                bad := or(bad, iszero(lt(calldataload(pos), PRIME)))
            }
            if gt(width, 1) {
                let row := shl(5, width)
                let leaf := shl(logDomain, 1)
                let from := to
                for { let i := 0 } lt(i, shl(5, queries)) { i := add(i, 0x20) } {
                    mstore(
                        add(NODES, i),
                        or(and(keccak256(from, row), DIGEST_MASK), add(leaf, mload(add(QUERIES, i))))
                    )
                    from := add(from, row)
                }
            }
        }
        s.pos = pos;
        uint256 leaves = queries;
        if (width == 1) (leaves, bad) = _pairRows(s, to, bad);
        if (bad) revert NonCanonicalElement(section);
        _climb(s, leaves, root, section);
    }

    /// Makes the leaves of a table with one column, which are two rows each; the
    /// partners that are not known stand in the proof.
    function _pairRows(State memory s, uint256 rows, bool stray) internal pure returns (uint256 leaves, bool bad) {
        uint256 queries = s.queries;
        uint256 pos = s.pos;
        uint256 leaf = 1 << (s.logRows + s.logCosets - 1);
        assembly ("memory-safe") {
            bad := stray
            let to := NODES
            let end := add(QUERIES, shl(5, queries))
            mstore(end, not(0))
            for { let from := QUERIES } lt(from, end) {} {
                let query := mload(from)
                let side := shl(5, and(query, 1))
                mstore(side, mload(rows))
                from := add(from, 0x20)
                rows := add(rows, 0x20)
                switch eq(mload(from), xor(query, 1))
                case 1 {
                    mstore(0x20, mload(rows))
                    from := add(from, 0x20)
                    rows := add(rows, 0x20)
                }
                default {
                    let partner := calldataload(pos)
                    pos := add(pos, 0x20)
                    bad := or(bad, iszero(lt(partner, PRIME)))
                    mstore(xor(side, 0x20), partner)
                }
                mstore(to, or(and(keccak256(0, 0x40), DIGEST_MASK), add(leaf, shr(1, query))))
                to := add(to, 0x20)
            }
            leaves := shr(5, sub(to, NODES))
        }
        if (pos > s.end) revert ProofTooShort(s.end - s.traceRoots);
        s.pos = pos;
    }

    /// Opens the traces and computes the DEEP polynomial at the queries: value and
    /// inverse of the point in FRI's domain, at FOLDED.
    function _openTraces(State memory s) internal view {
        uint256 queries = s.queries;
        uint256 values = s.values;
        uint256 points;
        assembly ("memory-safe") {
            mcopy(PAGE, INPUT, 0x60)
            mstore(add(PAGE, 0x60), queries)
            calldatacopy(add(PAGE, 0x80), values, shl(5, add(MASK_CELLS, 2)))
            points := add(PAGE, shl(5, add(MASK_CELLS, 6)))
        }
        _writePoints(points, queries, s.logRows + s.logCosets);
        uint256 rows = points + 32 * queries;
        uint256 root;
        uint256 roots = s.traceRoots;
        assembly ("memory-safe") {
            root := and(calldataload(roots), DIGEST_MASK)
        }
        _openTable(s, ORIGINAL_COLUMNS, rows, root, SECTION_TRACE);
        rows += 32 * ORIGINAL_COLUMNS * queries;
        assembly ("memory-safe") {
            root := and(calldataload(add(roots, DIGEST_BYTES)), DIGEST_MASK)
        }
        _openTable(s, INTERACTION_COLUMNS, rows, root, SECTION_TRACE + 1);
        rows += 32 * INTERACTION_COLUMNS * queries;
        _openTable(s, 2, rows, s.compositionRoot, SECTION_TRACE + 2);
        rows += 64 * queries;
        address deep = DEEP;
        bool defined;
        assembly ("memory-safe") {
            let size := shl(6, queries)
            if iszero(staticcall(gas(), deep, PAGE, sub(rows, PAGE), FOLDED, size)) { invalid() }
            defined := eq(returndatasize(), size)
            for { let pos := add(FOLDED, 0x20) } lt(pos, add(FOLDED, size)) { pos := add(pos, 0x40) } {
                mstore(pos, mulmod(3, mload(pos), PRIME))
            }
        }
        if (!defined) revert DegenerateChallenge();
    }

    /// Writes the points of the queries: 3 times the generator of the domain to the
    /// power of the query with its bits reversed.
    function _writePoints(uint256 to, uint256 queries, uint256 logDomain) internal view {
        uint256 generator = GENERATOR;
        assembly ("memory-safe") {
            for { let i := logDomain } lt(i, MAX_LOG_DOMAIN) { i := add(i, 1) } {
                generator := mulmod(generator, generator, PRIME)
            }
        }
        for (uint256 i = 0; i < queries; i++) {
            uint256 exponent;
            assembly ("memory-safe") {
                let v := mload(add(QUERIES, shl(5, i)))
                v := or(shl(1, and(v, 0x5555555555555555)), and(shr(1, v), 0x5555555555555555))
                v := or(shl(2, and(v, 0x3333333333333333)), and(shr(2, v), 0x3333333333333333))
                v := or(shl(4, and(v, 0x0f0f0f0f0f0f0f0f)), and(shr(4, v), 0x0f0f0f0f0f0f0f0f))
                v := or(shl(8, and(v, 0x00ff00ff00ff00ff)), and(shr(8, v), 0x00ff00ff00ff00ff))
                v := or(shl(16, and(v, 0x0000ffff0000ffff)), and(shr(16, v), 0x0000ffff0000ffff))
                v := or(shl(32, and(v, 0x00000000ffffffff)), shr(32, v))
                exponent := shr(sub(64, logDomain), v)
            }
            uint256 point = _power(generator, exponent);
            assembly ("memory-safe") {
                mstore(add(to, shl(5, i)), mulmod(3, point, PRIME))
            }
        }
    }
}
