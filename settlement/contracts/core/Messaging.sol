// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IMessaging} from "./IMessaging.sol";

/// Messages between L1 and L2: those to L2 wait here, each with its fee, until a
/// block consumes them or their sender takes them back; those from L2 are counted
/// until their recipient consumes them.
abstract contract Messaging is IMessaging {
    /// A message needs a fee.
    error NoFee();
    /// The fee is above the highest.
    error FeeTooHigh(uint256 fee, uint256 highest);
    /// A word of the message is no field element: 0 the recipient, 1 the
    /// selector, 2 … the payload.
    error NotAFelt(uint256 word);
    /// The payload has more felts than L2 takes.
    error PayloadTooLong(uint256 length, uint256 most);
    /// There is no such message, not for this caller, or it was consumed.
    error NoMessageToConsume(bytes32 messageHash);
    /// There is no such message of the caller's that is pending.
    error NoMessageToCancel(bytes32 messageHash);
    /// The message's cancellation has not been begun.
    error CancellationNotStarted(bytes32 messageHash);
    /// The message can be cancelled from this time on.
    error CancellationNotYetAllowed(uint256 time);
    /// A message's payload ends behind the words that the output has for messages.
    error MessageTruncated(uint256 word);
    /// An L1 address in a message is not below 2^160.
    error NotAnAddress(uint256 word);
    /// The caller has no credit.
    error NoCredit(address account);
    /// The recipient did not take its money.
    error PaymentFailed(address recipient);

    event CreditWithdrawn(address indexed account, address indexed recipient, uint256 amount);

    /// @custom:storage-location erc7201:quarry.messages
    struct Messages {
        // fee + 1 in the low 128 bits, the time of sending above
        mapping(bytes32 => uint256) toL2;
        mapping(bytes32 => uint256) toL1;
        mapping(bytes32 => uint256) cancellations;
        mapping(address => uint256) credits;
        uint256 nonce;
    }

    /// keccak256(keccak256("quarry.messages") − 1), its last byte 0
    bytes32 private constant MESSAGES = 0x22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f00;

    uint256 internal constant PRIME = 0x800000000000011000000000000000000000000000000000000000000000001;
    uint256 private constant MAX_FEE = 1 ether;
    /// The most felts that the block program takes.
    uint256 private constant MAX_PAYLOAD = 16;

    uint256 public immutable messageCancellationDelay;

    constructor(uint256 cancellationDelay) {
        messageCancellationDelay = cancellationDelay;
    }

    // ---- to L2

    function getMaxL1MsgFee() external pure returns (uint256) {
        return MAX_FEE;
    }

    function l1ToL2MessageNonce() external view returns (uint256) {
        return _messages().nonce;
    }

    function l1ToL2Messages(bytes32 messageHash) external view returns (uint256) {
        return uint128(_messages().toL2[messageHash]);
    }

    function l1ToL2MessageCancellations(bytes32 messageHash) external view returns (uint256) {
        return _messages().cancellations[messageHash];
    }

    function sendMessageToL2(uint256 toAddress, uint256 selector, uint256[] calldata payload)
        external
        payable
        returns (bytes32 messageHash, uint256 nonce)
    {
        _checkOpen();
        require(msg.value != 0, NoFee());
        require(msg.value <= MAX_FEE, FeeTooHigh(msg.value, MAX_FEE));
        require(toAddress < PRIME, NotAFelt(0));
        require(selector < PRIME, NotAFelt(1));
        require(payload.length <= MAX_PAYLOAD, PayloadTooLong(payload.length, MAX_PAYLOAD));
        for (uint256 i = 0; i < payload.length; i++) {
            require(payload[i] < PRIME, NotAFelt(i + 2));
        }
        nonce = _messages().nonce++;
        messageHash = _hashToL2(msg.sender, toAddress, selector, payload, nonce);
        _messages().toL2[messageHash] = block.timestamp << 128 | msg.value + 1;
        emit LogMessageToL2(msg.sender, toAddress, selector, payload, nonce, msg.value);
    }

    function startL1ToL2MessageCancellation(
        uint256 toAddress,
        uint256 selector,
        uint256[] calldata payload,
        uint256 nonce
    ) external returns (bytes32 messageHash) {
        messageHash = _hashToL2(msg.sender, toAddress, selector, payload, nonce);
        require(_messages().toL2[messageHash] != 0, NoMessageToCancel(messageHash));
        _messages().cancellations[messageHash] = block.timestamp;
        emit MessageToL2CancellationStarted(msg.sender, toAddress, selector, payload, nonce);
    }

    function cancelL1ToL2Message(uint256 toAddress, uint256 selector, uint256[] calldata payload, uint256 nonce)
        external
        returns (bytes32 messageHash)
    {
        messageHash = _hashToL2(msg.sender, toAddress, selector, payload, nonce);
        uint256 pending = _messages().toL2[messageHash];
        require(pending != 0, NoMessageToCancel(messageHash));
        uint256 started = _messages().cancellations[messageHash];
        require(started != 0, CancellationNotStarted(messageHash));
        uint256 time = started + messageCancellationDelay;
        require(block.timestamp >= time, CancellationNotYetAllowed(time));
        delete _messages().toL2[messageHash];
        _messages().credits[msg.sender] += uint128(pending) - 1;
        emit MessageToL2Canceled(msg.sender, toAddress, selector, payload, nonce);
    }

    /// When the message was sent, 0 if it is not pending.
    function _sentAt(bytes32 messageHash) internal view returns (uint256) {
        return _messages().toL2[messageHash] >> 128;
    }

    function _hashToL2(
        address fromAddress,
        uint256 toAddress,
        uint256 selector,
        uint256[] calldata payload,
        uint256 nonce
    ) internal pure returns (bytes32) {
        return keccak256(
            abi.encodePacked(
                uint256(uint160(fromAddress)), toAddress, nonce, selector, payload.length, payload
            )
        );
    }

    // ---- from L2

    function l2ToL1Messages(bytes32 messageHash) external view returns (uint256) {
        return _messages().toL1[messageHash];
    }

    function consumeMessageFromL2(uint256 fromAddress, uint256[] calldata payload)
        external
        returns (bytes32 messageHash)
    {
        messageHash = keccak256(
            abi.encodePacked(fromAddress, uint256(uint160(msg.sender)), payload.length, payload)
        );
        uint256 count = _messages().toL1[messageHash];
        require(count != 0, NoMessageToConsume(messageHash));
        _messages().toL1[messageHash] = count - 1;
        emit ConsumedMessageToL1(fromAddress, msg.sender, payload);
    }

    // ---- credits

    function credit(address account) external view returns (uint256) {
        return _messages().credits[account];
    }

    function withdrawCredit(address payable recipient) external returns (uint256 amount) {
        amount = _messages().credits[msg.sender];
        require(amount != 0, NoCredit(msg.sender));
        delete _messages().credits[msg.sender];
        emit CreditWithdrawn(msg.sender, recipient, amount);
        (bool ok,) = recipient.call{value: amount}("");
        require(ok, PaymentFailed(recipient));
    }

    // ---- a block's messages

    /// Counts the messages to L1 that the output holds from word on. Returns
    /// the first word behind them.
    function _recordMessagesToL1(uint256[] calldata output, uint256 word) internal returns (uint256) {
        uint256 end = _segmentEnd(output, word);
        word++;
        while (word < end) {
            uint256 next = _messageEnd(output, word + 2, end);
            uint256 toAddress = output[word + 1];
            require(toAddress <= type(uint160).max, NotAnAddress(word + 1));
            // from, to, payload length, payload: just as the hash takes them
            _messages().toL1[keccak256(abi.encodePacked(output[word:next]))]++;
            emit LogMessageToL1(output[word], address(uint160(toAddress)), output[word + 3:next]);
            word = next;
        }
        return end;
    }

    /// Consumes the messages to L2 that the output holds from word on: their
    /// fees become the caller's credit. Returns the first word behind them.
    function _consumeMessagesToL2(uint256[] calldata output, uint256 word) internal returns (uint256) {
        uint256 end = _segmentEnd(output, word);
        uint256 fees = 0;
        word++;
        while (word < end) {
            uint256 next = _messageEnd(output, word + 4, end);
            require(output[word] <= type(uint160).max, NotAnAddress(word));
            // from, to, nonce, selector, payload length, payload: as the hash takes them
            bytes32 messageHash = keccak256(abi.encodePacked(output[word:next]));
            uint256 pending = _messages().toL2[messageHash];
            require(pending != 0, NoMessageToConsume(messageHash));
            delete _messages().toL2[messageHash];
            fees += uint128(pending) - 1;
            emit ConsumedMessageToL2(
                address(uint160(output[word])), output[word + 1], output[word + 3], output[word + 5:next], output[word + 2]
            );
            word = next;
        }
        if (fees != 0) _messages().credits[msg.sender] += fees;
        return end;
    }

    /// Where the segment ends that begins with its length at word.
    function _segmentEnd(uint256[] calldata output, uint256 word) private pure returns (uint256) {
        require(word < output.length && output[word] < output.length - word, MessageTruncated(word));
        return word + 1 + output[word];
    }

    /// Where the message ends that has its payload's length at word.
    function _messageEnd(uint256[] calldata output, uint256 word, uint256 end) private pure returns (uint256) {
        require(word < end && output[word] < end - word, MessageTruncated(word));
        return word + 1 + output[word];
    }

    /// Reverts if L2 takes no messages any more.
    function _checkOpen() internal view virtual;

    function _messages() private pure returns (Messages storage messages) {
        assembly {
            messages.slot := MESSAGES
        }
    }
}
