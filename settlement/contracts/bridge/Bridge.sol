// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IMessaging} from "../core/IMessaging.sol";
import {IExit} from "../core/Freezing.sol";
import {Implementation} from "../governance/Implementation.sol";
import {IEscape} from "../escape/IEscape.sol";

/// What the bridge asks of the core contract.
interface ICore is IMessaging {
    function stateRoot() external view returns (uint256);
    function isFrozen() external view returns (bool);
}

/// Holds the ether that is on L2. Deposits go in by a message to L2, withdrawals
/// out by a message from L2; when the rollup is frozen, accounts leave with their
/// balance under the last root.
contract Bridge is Implementation, IExit {
    event LogDeposit(address indexed sender, uint256 amount, uint256 indexed l2Recipient, uint256 nonce, uint256 fee);
    event LogWithdrawal(address indexed recipient, uint256 amount);
    event WithdrawalAnnounced(address indexed recipient, uint256 amount, uint256 payableFrom);
    event LogDepositCancelRequest(address indexed sender, uint256 amount, uint256 indexed l2Recipient, uint256 nonce);
    event LogDepositReclaimed(address indexed sender, uint256 amount, uint256 indexed l2Recipient, uint256 nonce);
    event Escaped(uint256 indexed l2Address, address indexed recipient, uint256 amount);
    event LimitsChanged(address indexed by, uint256 maxDeposit, uint256 maxTotalBalance, uint256 dailyWithdrawals);
    event Endowed(address indexed by, uint256 amount);

    /// 0 is no L2 address, nor are numbers from 2^251 − 256 on.
    error NotAnL2Address(uint256 l2Recipient);
    /// Nothing is to be moved.
    error NoAmount();
    /// The value does not cover amount and fee.
    error ValueTooLow(uint256 value, uint256 amount);
    /// The amount is above the highest of a deposit.
    error DepositTooHigh(uint256 amount, uint256 highest);
    /// The bridge would hold more than it may.
    error BridgeFull(uint256 balance, uint256 highest);
    /// The caller made no such deposit.
    error NotDepositor(address caller, uint256 nonce);
    /// Withdrawals are limited: this much is left for the day.
    error DailyLimitReached(uint256 amount, uint256 left);
    /// L2 has sent no such withdrawal, or it was paid.
    error NoWithdrawal(uint256 amount, address recipient);
    /// The recipient did not take its money.
    error PaymentFailed(address recipient);
    /// Only the core contract pays without a function; others endow.
    error NotCore(address caller);
    /// Accounts leave only when the rollup is frozen.
    error CoreNotFrozen();
    /// The account has left already.
    error AlreadyEscaped(uint256 l2Address);

    /// How the bridge begins.
    struct Setup {
        ICore core;
        IEscape escape;
        /// The L2 chain's id, a short string: owners sign it when they leave.
        uint256 l2ChainId;
        Limits limits;
    }

    /// Amounts in wei.
    struct Limits {
        uint256 maxDeposit;
        uint256 maxTotalBalance;
        /// What may be withdrawn on a day, see _withdrawable.
        uint256 dailyWithdrawals;
    }

    /// Withdrawals above the day's limit that are paid after a time.
    struct Announcement {
        /// When it was made, in seconds.
        uint64 time;
        /// How many withdrawals, equal to each other, it is still good for.
        uint192 count;
    }

    /// @custom:storage-location erc7201:quarry.bridge
    struct Storage {
        ICore core;
        IEscape escape;
        uint256 l2ChainId;
        Limits limits;
        mapping(uint256 => address) depositors; // by the nonce of the message
        mapping(uint256 => bool) escaped; // by L2 address
        uint256 escapes;
        mapping(bytes32 => Announcement) announced; // by the message's hash
        uint256 day; // the last day with a withdrawal, since 1970
        uint256 left; // what may still be withdrawn on it
    }

    /// keccak256(keccak256("quarry.bridge") − 1), its last byte 0
    bytes32 private constant STORAGE = 0x19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec91800;

    /// The bridge on L2.
    uint256 private constant L2_BRIDGE = 0x073314940630fd6dcda0d772d4c972c4e0a9946bef9dabf4ef84eda8ef542b82;
    /// selector("handle_deposit")
    uint256 private constant HANDLE_DEPOSIT = 0x02d757788a8d8d6f21d1cd40bce38a8222d70654214e96ff95d8086e684fbee5;
    /// The first number that is no L2 address.
    uint256 private constant ADDRESS_BOUND = 2 ** 251 - 256;
    /// The first word of a withdrawal's message.
    uint256 private constant TRANSFER_FROM_L2 = 0;
    /// How long before an announced withdrawal is paid whatever the limit.
    uint256 private constant NOTICE = 7 days;

    function _initialize(bytes calldata data) internal override {
        Setup memory setup = abi.decode(data, (Setup));
        Storage storage s = _storage();
        (s.core, s.escape, s.l2ChainId) = (setup.core, setup.escape, setup.l2ChainId);
        _setLimits(setup.limits);
    }

    function core() external view returns (address) {
        return address(_storage().core);
    }

    function l2ChainId() external view returns (uint256) {
        return _storage().l2ChainId;
    }

    function limits() external view returns (Limits memory) {
        return _storage().limits;
    }

    /// Sets the limits. They bound what is lost at once if something is broken;
    /// they can't keep money here: see announceWithdrawal.
    function setLimits(Limits calldata to) external onlyGovernor {
        _setLimits(to);
    }

    // ---- deposits

    /// Deposits amount for an account on L2. The rest of the value is the
    /// message's fee. Returns the message's nonce, which names the deposit.
    function deposit(uint256 amount, uint256 l2Recipient) external payable returns (uint256 nonce) {
        Storage storage s = _storage();
        require(l2Recipient != 0 && l2Recipient < ADDRESS_BOUND, NotAnL2Address(l2Recipient));
        require(amount != 0, NoAmount());
        require(msg.value >= amount, ValueTooLow(msg.value, amount));
        require(amount <= s.limits.maxDeposit, DepositTooHigh(amount, s.limits.maxDeposit));
        uint256 fee = msg.value - amount;
        uint256 balance = address(this).balance - fee;
        require(balance <= s.limits.maxTotalBalance, BridgeFull(balance, s.limits.maxTotalBalance));
        (, nonce) = s.core.sendMessageToL2{value: fee}(L2_BRIDGE, HANDLE_DEPOSIT, _depositPayload(amount, l2Recipient));
        s.depositors[nonce] = msg.sender;
        emit LogDeposit(msg.sender, amount, l2Recipient, nonce, fee);
    }

    /// Begins to take a deposit back that L2 has not consumed.
    function depositCancelRequest(uint256 amount, uint256 l2Recipient, uint256 nonce) external {
        Storage storage s = _storage();
        require(s.depositors[nonce] == msg.sender, NotDepositor(msg.sender, nonce));
        s.core.startL1ToL2MessageCancellation(
            L2_BRIDGE, HANDLE_DEPOSIT, _depositPayload(amount, l2Recipient), nonce
        );
        emit LogDepositCancelRequest(msg.sender, amount, l2Recipient, nonce);
    }

    /// Takes a deposit back, with its fee, when the delay of the core contract has
    /// passed and L2 has still not consumed it.
    function depositReclaim(uint256 amount, uint256 l2Recipient, uint256 nonce) external {
        Storage storage s = _storage();
        require(s.depositors[nonce] == msg.sender, NotDepositor(msg.sender, nonce));
        delete s.depositors[nonce];
        s.core.cancelL1ToL2Message(L2_BRIDGE, HANDLE_DEPOSIT, _depositPayload(amount, l2Recipient), nonce);
        uint256 fee = s.core.withdrawCredit(payable(address(this)));
        emit LogDepositReclaimed(msg.sender, amount, l2Recipient, nonce);
        _pay(msg.sender, amount + fee);
    }

    function _depositPayload(uint256 amount, uint256 l2Recipient) private pure returns (uint256[] memory payload) {
        payload = new uint256[](3);
        (payload[0], payload[1], payload[2]) = (l2Recipient, uint128(amount), amount >> 128);
    }

    // ---- withdrawals

    /// Pays a withdrawal of L2 to its recipient. Everybody may call this. The
    /// day's limit does not count if the withdrawal was announced long enough ago.
    function withdraw(uint256 amount, address recipient) external {
        Storage storage s = _storage();
        uint256[] memory payload = _withdrawalPayload(amount, recipient);
        if (!_useAnnouncement(s, _messageHash(payload))) _spendLimit(s, amount);
        s.core.consumeMessageFromL2(L2_BRIDGE, payload);
        emit LogWithdrawal(recipient, amount);
        _pay(recipient, amount);
    }

    /// Announces a withdrawal that L2 has sent and that is above the day's limit;
    /// all of them, if L2 has sent several that are equal. An announcement is for
    /// these alone: each payment of one uses it, also one within the limit.
    function announceWithdrawal(uint256 amount, address recipient) external {
        Storage storage s = _storage();
        uint256[] memory payload = _withdrawalPayload(amount, recipient);
        bytes32 messageHash = _messageHash(payload);
        uint256 sent = s.core.l2ToL1Messages(messageHash);
        require(sent != 0, NoWithdrawal(amount, recipient));
        if (s.announced[messageHash].count != 0) return;
        s.announced[messageHash] = Announcement(uint64(block.timestamp), uint192(sent));
        emit WithdrawalAnnounced(recipient, amount, block.timestamp + NOTICE);
    }

    /// Takes one withdrawal off its announcement. Returns whether it was announced
    /// long enough ago.
    function _useAnnouncement(Storage storage s, bytes32 messageHash) private returns (bool waited) {
        Announcement storage announcement = s.announced[messageHash];
        if (announcement.count == 0) return false;
        announcement.count--;
        return block.timestamp >= announcement.time + NOTICE;
    }

    function _messageHash(uint256[] memory payload) private view returns (bytes32) {
        return keccak256(abi.encodePacked(L2_BRIDGE, uint256(uint160(address(this))), payload.length, payload));
    }

    function _withdrawalPayload(uint256 amount, address recipient) private pure returns (uint256[] memory payload) {
        payload = new uint256[](4);
        (payload[0], payload[1]) = (TRANSFER_FROM_L2, uint256(uint160(recipient)));
        (payload[2], payload[3]) = (uint128(amount), amount >> 128);
    }

    /// What may still be withdrawn today.
    function withdrawableToday() external view returns (uint256) {
        return _withdrawable(_storage());
    }

    function _spendLimit(Storage storage s, uint256 amount) private {
        uint256 left = _withdrawable(s);
        require(amount <= left, DailyLimitReached(amount, left));
        if (left == type(uint256).max) return;
        (s.day, s.left) = (block.timestamp / 1 days, left - amount);
    }

    /// The governed amount a day, but never less than a twentieth of what the
    /// bridge held when the day began, and all of it when the rollup is frozen.
    function _withdrawable(Storage storage s) private view returns (uint256) {
        uint256 governed = s.limits.dailyWithdrawals;
        if (governed == type(uint256).max || s.core.isFrozen()) return type(uint256).max;
        if (s.day == block.timestamp / 1 days) return s.left;
        uint256 floor = address(this).balance / 20;
        return governed > floor ? governed : floor;
    }

    // ---- escapes

    function escapes() external view returns (uint256) {
        return _storage().escapes;
    }

    function hasEscaped(uint256 l2Address) external view returns (bool) {
        return _storage().escaped[l2Address];
    }

    /// Pays an account's balance under the last root to the recipient that its
    /// owner signed: see IEscape. Everybody may call this; once an account.
    function escape(
        IEscape.Account calldata account,
        IEscape.Place calldata place,
        IEscape.Authorisation calldata authorisation,
        address recipient
    ) external {
        Storage storage s = _storage();
        require(s.core.isFrozen(), CoreNotFrozen());
        require(!s.escaped[account.l2Address], AlreadyEscaped(account.l2Address));
        s.escaped[account.l2Address] = true;
        s.escapes++;
        s.escape.check(s.core.stateRoot(), account, place, authorisation, s.l2ChainId, recipient);
        emit Escaped(account.l2Address, recipient, account.balance);
        _pay(recipient, account.balance);
    }

    // ---- money

    /// Gives the bridge money that belongs to accounts of L2's genesis.
    function endow() external payable {
        emit Endowed(msg.sender, msg.value);
    }

    /// Fees of cancelled messages come back from the core contract.
    receive() external payable {
        require(msg.sender == address(_storage().core), NotCore(msg.sender));
    }

    function _pay(address recipient, uint256 amount) private {
        (bool ok,) = recipient.call{value: amount}("");
        require(ok, PaymentFailed(recipient));
    }

    function _setLimits(Limits memory to) private {
        _storage().limits = to;
        emit LimitsChanged(msg.sender, to.maxDeposit, to.maxTotalBalance, to.dailyWithdrawals);
    }

    function _storage() private pure returns (Storage storage s) {
        assembly {
            s.slot := STORAGE
        }
    }
}
