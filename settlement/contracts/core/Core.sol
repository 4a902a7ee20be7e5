// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Implementation} from "../governance/Implementation.sol";
import {IQuarryVerifier} from "../verifier/IQuarryVerifier.sol";
import {BlobCheck} from "./BlobCheck.sol";
import {Freezing} from "./Freezing.sol";
import {Messaging} from "./Messaging.sol";
import {Operators} from "./Operators.sol";
import {Versions} from "./Versions.sol";

/// The rollup on L1: it holds the root of L2's state and takes the next one if a
/// proof shows that the governed program made it from the last one.
///
/// The program's output begins with
///
///   0, 1   state root before and after
///   2, 3   number of the block before and of the block
///   4, 5   hash of the block before and of the block
///   6      0
///   7      config hash
///   8      use_kzg_da: whether the state diff lies in blobs
///   9      0
///
/// then, with use_kzg_da, what BlobCheck reads; then the messages to L1 and to
/// L2, each list with its number of words in front; then, without use_kzg_da, the
/// state diff, which the transaction so makes available.
contract Core is Implementation, Messaging, Versions, Operators, Freezing {
    event LogStateUpdate(uint256 globalRoot, int256 blockNumber, uint256 blockHash);
    /// keccak256 of the program's output.
    event LogStateTransitionFact(bytes32 stateTransitionFact);

    /// The output is shorter than its header and two empty lists of messages.
    error OutputTooShort(uint256 length);
    /// The block does not follow the last one that was settled.
    error WrongPreviousBlockNumber(uint256 given, uint256 settled);
    error WrongPreviousBlockHash(uint256 given, uint256 settled);
    error WrongPreviousRoot(uint256 given, uint256 settled);
    error WrongBlockNumber(uint256 given, uint256 expected);
    /// The function is for the other way of data availability.
    error WrongDataAvailability(uint256 useKzgDa);
    /// A word of the output is no field element.
    error OutputOutOfRange(uint256 word);
    /// The config is not the governed one of the block.
    error WrongConfigHash(uint256 given, uint256 governed);
    /// Words 6 and 9 must be 0.
    error ReservedWord(uint256 word);
    /// The statement has not the length that the verifier of the block asks for.
    error WrongStatementLength(uint256 length, uint256 expected);
    /// Words follow the messages, but the state diff lies in blobs.
    error OutputTooLong(uint256 length, uint256 expected);
    /// The block's state was replaced while it was settled.
    error Reentered();
    /// The message has not waited for so long that everybody may freeze.
    error NotOverdue(bytes32 messageHash, uint256 sentAt);
    /// An initial value is no field element or no address.
    error BadInitialState();

    /// @custom:storage-location erc7201:quarry.state
    struct State {
        uint256 root;
        uint256 blockNumber;
        uint256 blockHash;
    }

    /// How the core contract begins: with a block that needs no proof.
    struct Genesis {
        uint256 root;
        uint64 blockNumber;
        uint256 blockHash;
        address verifier;
        address program;
        uint256 configHash;
        /// Where accounts leave when the rollup is frozen: the bridge.
        address exit;
    }

    /// keccak256(keccak256("quarry.state") − 1), its last byte 0
    bytes32 private constant STATE = 0xa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd600;

    uint256 private constant HEADER = 10;

    constructor(uint256 cancellationDelay, uint256 versionDelay_, uint256 freezeDelay_)
        Messaging(cancellationDelay)
        Versions(versionDelay_)
        Freezing(freezeDelay_)
    {}

    function _initialize(bytes calldata data) internal override {
        Genesis memory genesis = abi.decode(data, (Genesis));
        require(
            genesis.root < PRIME && genesis.blockHash < PRIME && genesis.exit != address(0), BadInitialState()
        );
        State storage state = _state();
        (state.root, state.blockNumber, state.blockHash) = (genesis.root, genesis.blockNumber, genesis.blockHash);
        _firstVersion(genesis.verifier, genesis.program, genesis.configHash);
        _setExit(genesis.exit);
        emit LogStateUpdate(genesis.root, int256(uint256(genesis.blockNumber)), genesis.blockHash);
    }

    function stateRoot() external view returns (uint256) {
        return _state().root;
    }

    function stateBlockNumber() external view returns (int256) {
        return int256(_state().blockNumber);
    }

    function stateBlockHash() external view returns (uint256) {
        return _state().blockHash;
    }

    /// Settles the next block, whose state diff is in the output. The verifier's
    /// public input is statement and then the output.
    function updateState(
        uint256[] calldata programOutput,
        uint256[] calldata statement,
        uint256 parameters,
        bytes calldata proof
    ) external onlyOperator notFrozen {
        _checkBefore(programOutput, 0);
        _settle(programOutput, HEADER, statement, parameters, proof);
        _checkAfter(programOutput);
    }

    /// Settles the next block, whose state diff is in the blobs of the
    /// transaction; kzgProofs has a proof for each of them.
    function updateStateKzgDA(
        uint256[] calldata programOutput,
        uint256[] calldata statement,
        uint256 parameters,
        bytes calldata proof,
        bytes[] calldata kzgProofs
    ) external onlyOperator notFrozen {
        _checkBefore(programOutput, 1);
        uint256 word = BlobCheck.check(programOutput, HEADER, kzgProofs);
        uint256 end = _settle(programOutput, word, statement, parameters, proof);
        require(end == programOutput.length, OutputTooLong(programOutput.length, end));
        _checkAfter(programOutput);
    }

    /// Freezes the rollup if a message to L2 has waited longer than freezeDelay.
    function freezeOverdue(
        address fromAddress,
        uint256 toAddress,
        uint256 selector,
        uint256[] calldata payload,
        uint256 nonce
    ) external {
        bytes32 messageHash = _hashToL2(fromAddress, toAddress, selector, payload, nonce);
        uint256 sentAt = _sentAt(messageHash);
        require(sentAt != 0 && block.timestamp > sentAt + freezeDelay, NotOverdue(messageHash, sentAt));
        _freeze(block.timestamp + freezeDelay);
    }

    /// What is checked before anything that costs much: the block must follow the
    /// last one, by its number, and its data must be where this function looks.
    function _checkBefore(uint256[] calldata output, uint256 useKzgDa) private view {
        require(output.length >= HEADER + 2, OutputTooShort(output.length));
        uint256 settled = _state().blockNumber;
        require(output[2] == settled, WrongPreviousBlockNumber(output[2], settled));
        require(output[8] == useKzgDa, WrongDataAvailability(output[8]));
    }

    /// Checks the output and its proof, then takes the new state and the messages,
    /// which begin at word. Returns the first word behind the messages.
    function _settle(
        uint256[] calldata output,
        uint256 word,
        uint256[] calldata statement,
        uint256 parameters,
        bytes calldata proof
    ) private returns (uint256) {
        _checkRange(output);
        Version storage version = _versionOf(output[3]);
        require(output[7] == version.configHash, WrongConfigHash(output[7], version.configHash));
        require(output[6] == 0, ReservedWord(6));
        require(output[9] == 0, ReservedWord(9));
        require(
            statement.length == version.outputStart, WrongStatementLength(statement.length, version.outputStart)
        );
        _verify(version.verifier, version.program, output, statement, parameters, proof);
        emit LogStateTransitionFact(keccak256(abi.encodePacked(output)));

        State storage state = _state();
        uint256 number = state.blockNumber;
        require(output[2] == number, WrongPreviousBlockNumber(output[2], number));
        require(output[3] == number + 1, WrongBlockNumber(output[3], number + 1));
        require(output[4] == state.blockHash, WrongPreviousBlockHash(output[4], state.blockHash));
        require(output[0] == state.root, WrongPreviousRoot(output[0], state.root));
        (state.root, state.blockNumber, state.blockHash) = (output[1], output[3], output[5]);

        word = _recordMessagesToL1(output, word);
        word = _consumeMessagesToL2(output, word);
        emit LogStateUpdate(output[1], int256(output[3]), output[5]);
        return word;
    }

    /// Nothing may have replaced the state meanwhile.
    function _checkAfter(uint256[] calldata output) private view {
        require(_state().blockNumber == output[3], Reentered());
    }

    function _checkRange(uint256[] calldata output) private pure {
        uint256 bad = output.length;
        assembly {
            for { let i := 0 } lt(i, output.length) { i := add(i, 1) } {
                if iszero(lt(calldataload(add(output.offset, shl(5, i))), PRIME)) {
                    bad := i
                    break
                }
            }
        }
        require(bad == output.length, OutputOutOfRange(bad));
    }

    /// Calls the verifier, with statement and output as its public input. It
    /// reverts, with its reason, if the proof is not valid.
    function _verify(
        address verifier,
        address program,
        uint256[] calldata output,
        uint256[] calldata statement,
        uint256 parameters,
        bytes calldata proof
    ) private view {
        bytes4 selector = IQuarryVerifier.verify.selector;
        assembly ("memory-safe") {
            // verify(bytes proof, uint256 parameters, uint256[] publicInput, address program)
            let call_ := mload(64)
            mstore(call_, selector)
            let head := add(call_, 4)
            let proofWords := shl(5, shr(5, add(proof.length, 31)))
            mstore(head, 128)
            mstore(add(head, 32), parameters)
            mstore(add(head, 64), add(160, proofWords))
            mstore(add(head, 96), program)
            mstore(add(head, 128), proof.length)
            let p := add(head, 160)
            // the last word's padding is zero
            mstore(add(p, sub(proofWords, mul(32, gt(proofWords, 0)))), 0)
            calldatacopy(p, proof.offset, proof.length)
            p := add(p, proofWords)
            mstore(p, add(statement.length, output.length))
            p := add(p, 32)
            calldatacopy(p, statement.offset, shl(5, statement.length))
            p := add(p, shl(5, statement.length))
            calldatacopy(p, output.offset, shl(5, output.length))
            p := add(p, shl(5, output.length))
            if iszero(staticcall(gas(), verifier, call_, sub(p, call_), 0, 0)) {
                returndatacopy(call_, 0, returndatasize())
                revert(call_, returndatasize())
            }
        }
    }

    function _settledBlock() internal view override returns (uint256) {
        return _state().blockNumber;
    }

    function _checkOpen() internal view override {
        _checkNotFrozen();
    }

    function _state() private pure returns (State storage state) {
        assembly {
            state.slot := STATE
        }
    }
}
