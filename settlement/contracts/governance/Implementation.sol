// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IImplementation} from "./Proxy.sol";
import {Roles} from "./Roles.sol";

/// The base of what proxies run: it can be initialised once, by its proxy alone.
abstract contract Implementation is IImplementation, Roles {
    /// The code itself was called, not through a proxy.
    error OnlyThroughProxy();
    /// Data were given to initialise what has been initialised.
    error AlreadyInitialized();

    /// @custom:storage-location erc7201:quarry.implementation
    struct Initialization {
        bool done;
    }

    /// keccak256(keccak256("quarry.implementation") − 1), its last byte 0
    bytes32 private constant INITIALIZATION = 0x01106332565131938700c744c3b6896a22605c0ce7ef342cf3b115d0a82fc100;

    /// Where the code itself lies.
    address private immutable code = address(this);

    /// Proxies don't forward this to their implementation: they call it
    /// themselves, when a governor upgrades.
    function initialize(bytes calldata data) external {
        require(address(this) != code, OnlyThroughProxy());
        Initialization storage initialization;
        assembly {
            initialization.slot := INITIALIZATION
        }
        if (initialization.done) {
            require(data.length == 0, AlreadyInitialized());
            return;
        }
        initialization.done = true;
        _initialize(data);
    }

    /// Writes the first state.
    function _initialize(bytes calldata data) internal virtual;
}
