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
        /// The number of a governor's term, 0 for those who are none.
        mapping(address => uint256) terms;
        mapping(address => Nomination) nominations;
        uint256 lastTerm;
    }

    /// It holds as long as the term of the governor who made it.
    struct Nomination {
        address by;
        uint256 term;
    }

    /// keccak256(keccak256("quarry.governors") − 1), its last byte 0
    bytes32 private constant GOVERNORS = 0xf2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec4100;

    modifier onlyGovernor() {
        require(_isGovernor(msg.sender), NotGovernor(msg.sender));
        _;
    }

    function _isGovernor(address account) internal view returns (bool) {
        return _governors().terms[account] != 0;
    }

    function _governors() internal pure returns (Governors storage governors) {
        assembly {
            governors.slot := GOVERNORS
        }
    }
}
