// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

// Contracts that tests put in the place of others. Nothing deploys them but tests.

import {Implementation} from "../governance/Implementation.sol";
import {Poseidon} from "../escape/Poseidon.sol";
import {StarkCurve} from "../escape/StarkCurve.sol";

/// Accepts what it was told to accept, word by word.
contract TestVerifier {
    error Unexpected(bytes32 call);

    uint256 public outputStart = 25;
    bytes32 public expected;

    function setOutputStart(uint256 start) external {
        outputStart = start;
    }

    function expect(bytes calldata proof, uint256 parameters, uint256[] calldata publicInput, address program)
        external
    {
        expected = keccak256(abi.encode(proof, parameters, publicInput, program));
    }

    function verify(bytes calldata proof, uint256 parameters, uint256[] calldata publicInput, address program)
        external
        view
    {
        bytes32 call_ = keccak256(abi.encode(proof, parameters, publicInput, program));
        require(call_ == expected, Unexpected(call_));
    }
}

/// The hashes and signatures of Escape, one at a time. The tables come with the
/// call.
contract TestHashes {
    function pedersen(bytes memory tables, uint256[] calldata pairs) external view returns (uint256[] memory sums) {
        uint256 points;
        assembly {
            points := add(tables, 32)
        }
        sums = new uint256[](pairs.length / 2);
        for (uint256 i = 0; i < sums.length; i++) {
            sums[i] = StarkCurve.pedersen(points, pairs[2 * i], pairs[2 * i + 1]);
        }
    }

    function permute(bytes memory keys, uint256[3] calldata state) external pure returns (uint256[3] memory after_) {
        (after_[0], after_[1], after_[2]) = Poseidon.permute(_keys(keys), state[0], state[1], state[2]);
    }

    function poseidon(bytes memory keys, uint256[] calldata felts) external pure returns (uint256) {
        if (felts.length == 3) return Poseidon.hash(_keys(keys), felts[0], felts[1], felts[2]);
        if (felts.length == 4) return Poseidon.hash(_keys(keys), felts[0], felts[1], felts[2], felts[3]);
        return Poseidon.hashOdd(_keys(keys), felts);
    }

    function isSigned(uint256 message, uint256 r, uint256 s, uint256 x, uint256 y) external view returns (bool) {
        return StarkCurve.isPoint(x, y) && StarkCurve.isSigned(message, r, s, x, y);
    }

    function _keys(bytes memory keys) private pure returns (uint256 content) {
        assembly {
            content := add(keys, 32)
        }
    }
}

/// Takes money as it was told to: not at all, or by calling back first.
contract TestRecipient {
    bool public refuses;
    address public target;
    bytes public call_;
    bool public calledBack;
    bool public callBackSucceeded;

    function refuse(bool refuses_) external {
        refuses = refuses_;
    }

    function callBack(address target_, bytes calldata data) external {
        (target, call_) = (target_, data);
    }

    function execute(address to, uint256 value, bytes calldata data) external payable returns (bytes memory) {
        (bool ok, bytes memory result) = to.call{value: value}(data);
        if (!ok) {
            assembly {
                revert(add(result, 32), mload(result))
            }
        }
        return result;
    }

    receive() external payable {
        require(!refuses);
        if (target == address(0) || calledBack) return;
        calledBack = true;
        (callBackSucceeded,) = target.call(call_);
    }
}

/// An implementation that other implementations are replaced by.
contract TestImplementation is Implementation {
    uint256 public first;

    error Refused();

    function _initialize(bytes calldata data) internal override {
        first = abi.decode(data, (uint256));
        require(first != 0, Refused());
    }

    function set(uint256 value) external onlyGovernor {
        first = value;
    }
}
