// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// The messages between L1 and L2, with the functions and events of Starknet's
/// core contract.
///
/// The hash of an L1→L2 message is keccak256 over the words from, to, nonce,
/// selector, payload length, payload…; of an L2→L1 message over from, to,
/// payload length, payload….
interface IMessaging {
    event LogMessageToL1(uint256 indexed fromAddress, address indexed toAddress, uint256[] payload);
    event LogMessageToL2(
        address indexed fromAddress,
        uint256 indexed toAddress,
        uint256 indexed selector,
        uint256[] payload,
        uint256 nonce,
        uint256 fee
    );
    event ConsumedMessageToL1(uint256 indexed fromAddress, address indexed toAddress, uint256[] payload);
    event ConsumedMessageToL2(
        address indexed fromAddress,
        uint256 indexed toAddress,
        uint256 indexed selector,
        uint256[] payload,
        uint256 nonce
    );
    event MessageToL2CancellationStarted(
        address indexed fromAddress,
        uint256 indexed toAddress,
        uint256 indexed selector,
        uint256[] payload,
        uint256 nonce
    );
    event MessageToL2Canceled(
        address indexed fromAddress,
        uint256 indexed toAddress,
        uint256 indexed selector,
        uint256[] payload,
        uint256 nonce
    );

    /// Sends a message to L2. The value is the fee, in (0, 1 ether]. Returns the
    /// message's hash and nonce.
    function sendMessageToL2(uint256 toAddress, uint256 selector, uint256[] calldata payload)
        external
        payable
        returns (bytes32, uint256);

    /// Consumes one message that L2 sent to the caller. Returns its hash.
    function consumeMessageFromL2(uint256 fromAddress, uint256[] calldata payload) external returns (bytes32);

    /// Begins to cancel a message of the caller's. L2 may still consume it.
    function startL1ToL2MessageCancellation(
        uint256 toAddress,
        uint256 selector,
        uint256[] calldata payload,
        uint256 nonce
    ) external returns (bytes32);

    /// Cancels a message of the caller's, the delay after the cancellation was
    /// begun. Its fee becomes the caller's credit.
    function cancelL1ToL2Message(uint256 toAddress, uint256 selector, uint256[] calldata payload, uint256 nonce)
        external
        returns (bytes32);

    /// Fee + 1 of the message with this hash, 0 if it is not pending.
    function l1ToL2Messages(bytes32 messageHash) external view returns (uint256);

    /// How many messages with this hash L2 has sent that were not consumed.
    function l2ToL1Messages(bytes32 messageHash) external view returns (uint256);

    /// When the message's cancellation was begun last, 0 if never.
    function l1ToL2MessageCancellations(bytes32 messageHash) external view returns (uint256);

    /// The nonce of the next message to L2.
    function l1ToL2MessageNonce() external view returns (uint256);

    /// Seconds from the beginning of a cancellation to its end.
    function messageCancellationDelay() external view returns (uint256);

    /// The highest fee of a message to L2.
    function getMaxL1MsgFee() external pure returns (uint256);

    /// What withdrawCredit would pay to the account.
    function credit(address account) external view returns (uint256);

    /// Pays the caller's credit to the recipient: fees of messages that were
    /// consumed by the caller's blocks, or that were cancelled.
    function withdrawCredit(address payable recipient) external returns (uint256 amount);
}
