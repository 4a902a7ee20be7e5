// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Who governs a proxy, and what its implementations ask of it. Governors are
/// kept by the proxy (Proxy.sol) in a namespaced place of its storage, so that no
/// implementation can overwrite them by the order of its variables.
abstract contract Roles {
    /// The caller is no governor.
    error NotGovernor(address caller);

    /// @custom:storage-location erc7201:quarry.governors
    struct Governors {
        mapping(address => bool) accepted;
        mapping(address => bool) nominated;
    }

    /// keccak256(keccak256("quarry.governors") − 1), its last byte 0
    bytes32 private constant GOVERNORS = 0xf2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec4100;

    modifier onlyGovernor() {
        require(_governors().accepted[msg.sender], NotGovernor(msg.sender));
        _;
    }

    function _governors() internal pure returns (Governors storage governors) {
        assembly {
            governors.slot := GOVERNORS
        }
    }
}
