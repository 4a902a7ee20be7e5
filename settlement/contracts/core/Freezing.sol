// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Roles} from "../governance/Roles.sol";

/// Where accounts leave L2 when it is frozen.
interface IExit {
    /// How many accounts have left.
    function escapes() external view returns (uint256);
}

/// When the rollup is frozen, its state does not change any more, and users leave
/// by proofs against the last root. Governors may freeze at any time. Everybody
/// may if a message to L2 has waited too long: operators can consume each message
/// whatever it says, so a message that waits means that users are not served. Then
/// governors can't end the freeze before users had as much time to leave.
abstract contract Freezing is Roles {
    event Frozen(address indexed by);
    event Unfrozen(address indexed by);

    /// The rollup is frozen.
    error IsFrozen();
    /// The rollup is not frozen.
    error IsNotFrozen();
    /// Users have time to leave until then.
    error UnfreezeNotYetAllowed(uint256 time);
    /// An account has left: the last root is the last for ever.
    error AccountsHaveLeft(uint256 escapes);

    /// @custom:storage-location erc7201:quarry.freezing
    struct Ice {
        bool frozen;
        address exit;
        uint256 unfreezeFrom; // when governors may end the freeze
    }

    /// keccak256(keccak256("quarry.freezing") − 1), its last byte 0
    bytes32 private constant ICE = 0x5c20856c3c22e77bb67f91d8a2d3a1f851b6a5d3e8dbcb135b2703101ac8e600;

    /// Seconds that a message to L2 must have waited for everybody to be allowed
    /// to freeze.
    uint256 public immutable freezeDelay;

    constructor(uint256 delay) {
        freezeDelay = delay;
    }

    modifier notFrozen() {
        _checkNotFrozen();
        _;
    }

    function isFrozen() external view returns (bool) {
        return _ice().frozen;
    }

    function freeze() external onlyGovernor {
        _freeze(block.timestamp);
    }

    /// Ends a freeze, as long as no account has left.
    function unfreeze() external onlyGovernor {
        Ice storage ice = _ice();
        require(ice.frozen, IsNotFrozen());
        require(block.timestamp >= ice.unfreezeFrom, UnfreezeNotYetAllowed(ice.unfreezeFrom));
        uint256 escapes = IExit(ice.exit).escapes();
        require(escapes == 0, AccountsHaveLeft(escapes));
        ice.frozen = false;
        emit Unfrozen(msg.sender);
    }

    function _setExit(address exit) internal {
        _ice().exit = exit;
    }

    function _freeze(uint256 unfreezeFrom) internal {
        _checkNotFrozen();
        (_ice().frozen, _ice().unfreezeFrom) = (true, unfreezeFrom);
        emit Frozen(msg.sender);
    }

    function _checkNotFrozen() internal view {
        require(!_ice().frozen, IsFrozen());
    }

    function _ice() private pure returns (Ice storage ice) {
        assembly {
            ice.slot := ICE
        }
    }
}
