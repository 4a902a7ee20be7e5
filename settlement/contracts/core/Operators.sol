// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Roles} from "../governance/Roles.sol";

/// Who may update the state.
abstract contract Operators is Roles {
    event OperatorAdded(address indexed operator, address indexed by);
    event OperatorRemoved(address indexed operator, address indexed by);

    /// The caller is no operator.
    error NotOperator(address caller);

    /// @custom:storage-location erc7201:quarry.operators
    struct Registry {
        mapping(address => bool) registered;
    }

    /// keccak256(keccak256("quarry.operators") − 1), its last byte 0
    bytes32 private constant OPERATORS = 0x6952227e897ba7c0b2c72be0dfd88683c2bda107f395ca4817644d3b791a1000;

    modifier onlyOperator() {
        require(_operators().registered[msg.sender], NotOperator(msg.sender));
        _;
    }

    function isOperator(address account) external view returns (bool) {
        return _operators().registered[account];
    }

    function registerOperator(address operator) external onlyGovernor {
        _operators().registered[operator] = true;
        emit OperatorAdded(operator, msg.sender);
    }

    function unregisterOperator(address operator) external onlyGovernor {
        _operators().registered[operator] = false;
        emit OperatorRemoved(operator, msg.sender);
    }

    function _operators() private pure returns (Registry storage registry) {
        assembly {
            registry.slot := OPERATORS
        }
    }
}
