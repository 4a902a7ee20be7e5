// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import "./Layout.sol";
import {Openings} from "./Openings.sol";
import {PAGE, QUERIES, State} from "./State.sol";

/// Opens a table alone, at queries of a test's choice. Only tests deploy it.
contract TestOpenings is Openings {
    uint256 public constant layoutName = LAYOUT_NAME;
    uint256 public constant outputStart = 0;
    uint256 public constant securityFloor = 0;
    bool public constant seedV3 = true;

    constructor() Openings(address(0)) {}

    function verify(bytes calldata, uint256, uint256[] calldata, address) external pure {
        revert OodsMismatch();
    }

    /// Reverts unless proof opens rows of the table with the given root at queries,
    /// which are distinct and ascending. It returns the bytes that are left.
    function open(uint256 logDomain, uint256 width, uint256[] calldata queries, bytes calldata proof, uint256 root)
        external
        pure
        returns (uint256 left)
    {
        State memory s;
        s.logRows = logDomain - 1;
        s.logCosets = 1;
        s.queries = queries.length;
        uint256 start;
        assembly ("memory-safe") {
            start := proof.offset
            calldatacopy(QUERIES, queries.offset, shl(5, queries.length))
        }
        s.pos = start;
        s.traceRoots = start;
        s.end = start + proof.length;
        _openTable(s, width, PAGE, root, 3);
        return s.end - s.pos;
    }
}
