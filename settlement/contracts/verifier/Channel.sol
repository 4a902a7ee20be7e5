// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IQuarryVerifier} from "./IQuarryVerifier.sol";
import "./State.sol";

/// The channel: Stone's Fiat–Shamir transform with keccak256. Its state is a
/// digest; a message replaces it by keccak256(digest + 1 ‖ message), and
/// randomness is keccak256(digest ‖ counter).
abstract contract Channel is IQuarryVerifier {
    /// The digest after a message of one word.
    function _absorb(uint256 digest, uint256 message) internal pure returns (uint256 next) {
        assembly ("memory-safe") {
            mstore(0, add(digest, 1))
            mstore(0x20, message)
            next := keccak256(0, 0x40)
        }
    }

    /// Draws a felt, in standard form. counter is the number of draws since the
    /// last message, and so is the counter returned.
    function _draw(uint256 digest, uint256 counter) internal pure returns (uint256 felt, uint256 next) {
        assembly ("memory-safe") {
            mstore(0, digest)
            for {} 1 {} {
                mstore(0x20, counter)
                counter := add(counter, 1)
                felt := keccak256(0, 0x40)
                if lt(felt, MAX_DIVISIBLE) { break }
            }
            felt := mulmod(felt, INVERSE_R, PRIME)
            next := counter
        }
    }

    /// Reads a commitment.
    function _readRoot(State memory s) internal pure returns (uint256 root) {
        uint256 pos = s.pos;
        if (pos + DIGEST_BYTES > s.end) revert ProofTooShort(s.end - s.traceRoots);
        assembly ("memory-safe") {
            root := and(calldataload(pos), DIGEST_MASK)
        }
        s.pos = pos + DIGEST_BYTES;
        s.digest = _absorb(s.digest, root);
    }

    /// Draws the queries and writes the distinct ones to QUERIES, ascending.
    function _drawQueries(State memory s) internal pure {
        uint256 digest = s.digest;
        uint256 queries = s.queries;
        uint256 mask = (1 << (s.logRows + s.logCosets)) - 1;
        assembly ("memory-safe") {
            let end := QUERIES
            let block_ := 0
            for { let i := 0 } lt(i, queries) { i := add(i, 1) } {
                if iszero(and(i, 3)) {
                    mstore(0, digest)
                    mstore(0x20, shr(2, i))
                    block_ := keccak256(0, 0x40)
                }
                let query := and(shr(192, block_), mask)
                block_ := shl(64, block_)
                let pos := end
                for {} gt(pos, QUERIES) { pos := sub(pos, 0x20) } {
                    if iszero(gt(mload(sub(pos, 0x20)), query)) { break }
                }
                if and(gt(pos, QUERIES), eq(mload(sub(pos, 0x20)), query)) { continue }
                mcopy(add(pos, 0x20), pos, sub(end, pos))
                mstore(pos, query)
                end := add(end, 0x20)
            }
            queries := shr(5, sub(end, QUERIES))
        }
        s.queries = queries;
    }

    /// base^exponent.
    function _power(uint256 base, uint256 exponent) internal view returns (uint256 result) {
        assembly ("memory-safe") {
            mstore(ROW, 0x20)
            mstore(add(ROW, 0x20), 0x20)
            mstore(add(ROW, 0x40), 0x20)
            mstore(add(ROW, 0x60), base)
            mstore(add(ROW, 0x80), exponent)
            mstore(add(ROW, 0xa0), PRIME)
            if iszero(staticcall(gas(), 5, ROW, 0xc0, 0, 0x20)) { invalid() }
            result := mload(0)
        }
    }
}
