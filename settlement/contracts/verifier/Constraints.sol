// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Channel} from "./Channel.sol";
import "./Layout.sol";
import "./State.sol";

/// The traces' commitments, and the check out of domain that they satisfy the
/// constraints.
abstract contract Constraints is Channel {
    address private immutable COMPOSITION;

    constructor(address composition) {
        COMPOSITION = composition;
    }

    /// Reads the commitments to both traces and to the composition polynomial.
    function _readTraces(State memory s, uint256 cells) internal view {
        s.traceRoots = s.pos;
        _readRoot(s);
        uint256 counter = 0;
        uint256 felt;
        for (uint256 i = 0; i < INTERACTION_ELEMENTS; i++) {
            (felt, counter) = _draw(s.digest, counter);
            assembly ("memory-safe") {
                mstore(add(INPUT_INTERACTION, shl(5, i)), felt)
            }
        }
        _readRoot(s);
        (felt, counter) = _draw(s.digest, 0);
        assembly ("memory-safe") {
            mstore(INPUT_ALPHA, felt)
        }
        _publicMemoryProduct(cells, (1 << (s.logRows - LOG_STEP_ROWS)) * PUBLIC_MEMORY_UNITS);
        _dilutedAggregate();
        s.compositionRoot = _readRoot(s);
    }

    /// What the permutation product of memory ends with: the accesses of the public
    /// memory, (0, 0) in the trace, replaced by the true ones; the first cell pads.
    function _publicMemoryProduct(uint256 cells, uint256 room) internal view {
        uint256 denominator;
        uint256 numerator;
        assembly ("memory-safe") {
            numerator := mload(INPUT_INTERACTION)
            let alpha := mload(add(INPUT_INTERACTION, 0x20))
            let z := add(numerator, shl(1, PRIME)) // so that differences stay positive
            let product := 1
            let pos := PAGE
            let end := add(PAGE, shl(6, and(cells, not(3))))
            for {} lt(pos, end) { pos := add(pos, 0x100) } {
                product := mulmod(product, sub(z, add(mload(pos), mulmod(alpha, mload(add(pos, 0x20)), PRIME))), PRIME)
                product :=
                    mulmod(product, sub(z, add(mload(add(pos, 0x40)), mulmod(alpha, mload(add(pos, 0x60)), PRIME))), PRIME)
                product :=
                    mulmod(product, sub(z, add(mload(add(pos, 0x80)), mulmod(alpha, mload(add(pos, 0xa0)), PRIME))), PRIME)
                product :=
                    mulmod(product, sub(z, add(mload(add(pos, 0xc0)), mulmod(alpha, mload(add(pos, 0xe0)), PRIME))), PRIME)
            }
            end := add(PAGE, shl(6, cells))
            for {} lt(pos, end) { pos := add(pos, 0x40) } {
                product := mulmod(product, sub(z, add(mload(pos), mulmod(alpha, mload(add(pos, 0x20)), PRIME))), PRIME)
            }
            let power := sub(z, add(mload(PAGE), mulmod(alpha, mload(add(PAGE, 0x20)), PRIME)))
            for { let rest := sub(room, cells) } rest { rest := shr(1, rest) } {
                if and(rest, 1) { product := mulmod(product, power, PRIME) }
                power := mulmod(power, power, PRIME)
            }
            denominator := product
            for {} gt(room, 1) { room := shr(1, room) } { numerator := mulmod(numerator, numerator, PRIME) }
        }
        if (denominator == 0) revert DegenerateChallenge();
        uint256 inverse = _power(denominator, PRIME - 2);
        assembly ("memory-safe") {
            mstore(INPUT_PRODUCT, mulmod(numerator, inverse, PRIME))
        }
    }

    /// What the aggregate over all 2^16 diluted values ends with. A run of it maps r
    /// to scale · r + shift; the run over 2^(i+1) values is the run over 2^i values,
    /// one step, and the same run again.
    function _dilutedAggregate() internal pure {
        assembly ("memory-safe") {
            let z := mload(add(INPUT_INTERACTION, 0x80))
            let alpha := mload(add(INPUT_INTERACTION, 0xa0))
            let scale := 1
            let shift := 0
            let value := 1 // 2^i diluted, 16^i
            for { let i := 0 } lt(i, 16) { i := add(i, 1) } {
                let difference := sub(value, div(sub(value, 1), 15))
                let stepScale := addmod(mulmod(z, difference, PRIME), 1, PRIME)
                let stepShift := mulmod(mulmod(difference, difference, PRIME), alpha, PRIME)
                shift :=
                    addmod(mulmod(addmod(mulmod(shift, stepScale, PRIME), stepShift, PRIME), scale, PRIME), shift, PRIME)
                scale := mulmod(mulmod(scale, stepScale, PRIME), scale, PRIME)
                value := shl(4, value)
            }
            mstore(INPUT_AGGREGATE, addmod(scale, shift, PRIME))
        }
    }

    /// Draws the out-of-domain point, reads the values there, checks that the
    /// composition polynomial fits the constraints, and draws the DEEP alpha.
    function _outOfDomain(State memory s) internal view {
        (uint256 z,) = _draw(s.digest, 0);
        _checkPoint(z, s.logRows, s.logRows + s.logCosets);
        uint256 pos = s.pos;
        s.values = pos;
        uint256 next = pos + 32 * (MASK_CELLS + 2);
        if (next > s.end) revert ProofTooShort(s.end - s.traceRoots);
        uint256 digest = s.digest;
        bool bad;
        assembly ("memory-safe") {
            mstore(INPUT, z)
            for { let to := add(INPUT, MASK_OFFSET) } lt(pos, next) { pos := add(pos, 0x20) } {
                let value := calldataload(pos)
                bad := or(bad, iszero(lt(value, PRIME)))
                mstore(0, add(digest, 1))
                mstore(0x20, value)
                digest := keccak256(0, 0x40)
                mstore(to, mulmod(value, INVERSE_R, PRIME))
                to := add(to, 0x20)
            }
        }
        if (bad) revert NonCanonicalElement(SECTION_OODS);
        s.pos = next;
        s.digest = digest;
        address composition = COMPOSITION;
        bool defined;
        bool equal;
        assembly ("memory-safe") {
            if iszero(staticcall(gas(), composition, INPUT, HALVES_OFFSET, 0, 0x20)) { invalid() }
            defined := eq(returndatasize(), 0x20)
            equal :=
                eq(
                    mload(0),
                    addmod(mload(add(INPUT, HALVES_OFFSET)), mulmod(z, mload(add(INPUT, add(HALVES_OFFSET, 0x20))), PRIME), PRIME)
                )
        }
        if (!defined) revert DegenerateChallenge();
        if (!equal) revert OodsMismatch();
        (uint256 alpha,) = _draw(digest, 0);
        assembly ("memory-safe") {
            mstore(INPUT_ALPHA, alpha)
        }
    }

    /// The out-of-domain point may lie neither in the trace domain nor in the
    /// evaluation domain.
    function _checkPoint(uint256 z, uint256 logRows, uint256 logDomain) internal pure {
        bool bad;
        assembly ("memory-safe") {
            let x := z
            for { let i := 0 } lt(i, logRows) { i := add(i, 1) } { x := mulmod(x, x, PRIME) }
            let y := mulmod(z, INVERSE_3, PRIME)
            for { let i := 0 } lt(i, logDomain) { i := add(i, 1) } { y := mulmod(y, y, PRIME) }
            bad := or(eq(x, 1), eq(y, 1))
        }
        if (bad) revert DegenerateChallenge();
    }
}
