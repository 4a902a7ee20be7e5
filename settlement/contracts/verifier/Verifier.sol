// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Constraints} from "./Constraints.sol";
import {Fri} from "./Fri.sol";
import {IQuarryVerifier} from "./IQuarryVerifier.sol";
import {COMPOSITION_TAG, DEEP_TAG} from "./Layout.sol";
import {Openings} from "./Openings.sol";
import {QUERIES, State} from "./State.sol";
import {Statement} from "./Statement.sol";

/// Verifies proofs in Stone's format of one layout: the compiler is given the
/// Layout.sol of that layout. What depends on the layout's constraints is in
/// Composition and Deep; the rest is here, in the order of the protocol.
///
/// Felts in proofs are in Montgomery form (times 2^256 modulo p); challenges are
/// brought to standard form, so that what is linear in the values of a proof stays
/// in Montgomery form.
contract Verifier is Statement, Constraints, Fri {
    /// The address does not hold the part of the verifier that belongs here.
    error WrongPart(address part);

    constructor(address composition, address deep, bool v3, uint256 floor)
        Statement(v3, floor)
        Constraints(composition)
        Openings(deep)
    {
        _checkPart(composition, COMPOSITION_TAG);
        _checkPart(deep, DEEP_TAG);
    }

    /// Called without data, a part says what it was generated as.
    function _checkPart(address part, bytes32 tag) private view {
        (bool ok, bytes memory answer) = part.staticcall("");
        require(ok && answer.length == 32 && bytes32(answer) == tag, WrongPart(part));
    }

    /// @inheritdoc IQuarryVerifier
    function verify(bytes calldata proof, uint256 parameters, uint256[] calldata publicInput, address program)
        external
        view
    {
        State memory s;
        _checkStatement(s, publicInput);
        _readParameters(s, parameters);
        uint256 cells = _writePage(publicInput, program);
        s.digest = _seedHash(s, publicInput, cells);
        uint256 start;
        assembly ("memory-safe") {
            // The fixed places in memory hold as long as the compiler needs little.
            if gt(mload(0x40), QUERIES) { invalid() }
            start := proof.offset
        }
        s.pos = start;
        s.end = start + proof.length;
        _readTraces(s, cells);
        _outOfDomain(s);
        _commitLayers(s);
        _drawQueries(s);
        _openTraces(s);
        _openLayers(s);
        _checkLastLayer(s);
        if (s.pos != s.end) revert TrailingBytes(s.end - s.pos);
    }
}
