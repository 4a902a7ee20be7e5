// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Roles} from "./Roles.sol";

/// What a proxy runs.
interface IImplementation {
    /// Called by the proxy, as its own code, when it begins to run this
    /// implementation. It initialises the storage, once; where that has been
    /// done, data must be empty.
    function initialize(bytes calldata data) external;
}

/// Holds the storage and the money of a contract, of which the code can be
/// replaced: by governors, after a delay in which everybody can see what comes,
/// until it is final.
///
/// The functions of this contract hide those of the implementation with the same
/// selector, so no implementation can take governance away.
contract Proxy is Roles {
    event GovernorNominated(address indexed candidate, address indexed by);
    event NominationCancelled(address indexed candidate, address indexed by);
    event GovernorAccepted(address indexed governor);
    event GovernorRemoved(address indexed governor, address indexed by);
    event ImplementationAdded(address indexed implementation, bytes data, bool isFinal, uint256 activationTime);
    event ImplementationRemoved(address indexed implementation, bytes data, bool isFinal);
    event Upgraded(address indexed implementation, bytes data);
    event ImplementationFinal(address indexed implementation);

    /// The caller has not been nominated.
    error NotNominated(address caller);
    /// The address is a governor already, or is 0.
    error NotEligible(address candidate);
    /// Governors remove others, never themselves: so one remains.
    error CannotRemoveSelf();
    /// The implementation is no contract.
    error NotAContract(address implementation);
    /// The same implementation, data and finality have been added before.
    error AlreadyAdded(address implementation);
    /// The implementation has not been added with these data and this finality.
    error NotAdded(address implementation);
    /// The delay of the upgrade has not passed.
    error NotYetActive(uint256 activationTime);
    /// The code can't be replaced any more.
    error IsFinal();
    /// Initialisation is the proxy's to call.
    error DirectCall();
    /// There is no implementation yet.
    error NoImplementation();

    /// @custom:storage-location erc7201:quarry.proxy
    struct Upgrades {
        mapping(bytes32 => uint256) activationTimes;
        bool isFinal;
    }

    /// keccak256(keccak256("quarry.proxy") − 1), its last byte 0
    bytes32 private constant UPGRADES = 0x0dd04c92e6307a868a1fa217825b3b56bb8185141d40b15fcea492783a5e1b00;
    /// keccak256("eip1967.proxy.implementation") − 1
    bytes32 private constant IMPLEMENTATION = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;

    /// Seconds between the announcement of an implementation and the first time
    /// it can be run. The first implementation has no delay.
    uint256 public immutable upgradeDelay;

    constructor(address governor, uint256 delay) {
        require(governor != address(0), NotEligible(governor));
        upgradeDelay = delay;
        _beginTerm(governor);
    }

    // ---- governors

    function isGovernor(address account) external view returns (bool) {
        return _isGovernor(account);
    }

    /// Whether a governor has nominated the account, and still governs.
    function isNominated(address account) public view returns (bool) {
        Nomination storage nomination = _governors().nominations[account];
        return nomination.term != 0 && _governors().terms[nomination.by] == nomination.term;
    }

    /// Nominates a governor, who must accept to become one. When who nominated is
    /// removed, the nomination falls.
    function nominateGovernor(address candidate) external onlyGovernor {
        require(candidate != address(0) && !_isGovernor(candidate), NotEligible(candidate));
        _governors().nominations[candidate] = Nomination(msg.sender, _governors().terms[msg.sender]);
        emit GovernorNominated(candidate, msg.sender);
    }

    function cancelNomination(address candidate) external onlyGovernor {
        require(isNominated(candidate), NotNominated(candidate));
        delete _governors().nominations[candidate];
        emit NominationCancelled(candidate, msg.sender);
    }

    function acceptGovernance() external {
        require(isNominated(msg.sender), NotNominated(msg.sender));
        delete _governors().nominations[msg.sender];
        _beginTerm(msg.sender);
    }

    /// Removes another governor.
    function removeGovernor(address governor) external onlyGovernor {
        require(governor != msg.sender, CannotRemoveSelf());
        require(_isGovernor(governor), NotGovernor(governor));
        delete _governors().terms[governor];
        emit GovernorRemoved(governor, msg.sender);
    }

    /// Each term has a number of its own, so that who comes back does not bring back
    /// what he nominated before.
    function _beginTerm(address governor) private {
        _governors().terms[governor] = ++_governors().lastTerm;
        emit GovernorAccepted(governor);
    }

    // ---- implementations

    function implementation() public view returns (address code) {
        assembly {
            code := sload(IMPLEMENTATION)
        }
    }

    /// Whether the code can't be replaced any more.
    function isFinal() external view returns (bool) {
        return _upgrades().isFinal;
    }

    /// When an announced implementation can be run, 0 if it has not been announced.
    function activationTime(address code, bytes calldata data, bool final_) external view returns (uint256) {
        return _upgrades().activationTimes[_key(code, data, final_)];
    }

    /// Announces an implementation, the data that it is initialised with, and
    /// whether it will be the last one.
    function addImplementation(address code, bytes calldata data, bool final_) external onlyGovernor {
        require(!_upgrades().isFinal, IsFinal());
        require(code.code.length != 0, NotAContract(code));
        bytes32 key = _key(code, data, final_);
        require(_upgrades().activationTimes[key] == 0, AlreadyAdded(code));
        uint256 time = block.timestamp + upgradeDelay;
        _upgrades().activationTimes[key] = time;
        emit ImplementationAdded(code, data, final_, time);
    }

    /// Takes an announcement back.
    function removeImplementation(address code, bytes calldata data, bool final_) external onlyGovernor {
        bytes32 key = _key(code, data, final_);
        require(_upgrades().activationTimes[key] != 0, NotAdded(code));
        delete _upgrades().activationTimes[key];
        emit ImplementationRemoved(code, data, final_);
    }

    /// Runs an announced implementation from now on.
    function upgradeTo(address code, bytes calldata data, bool final_) external onlyGovernor {
        require(!_upgrades().isFinal, IsFinal());
        bytes32 key = _key(code, data, final_);
        uint256 time = _upgrades().activationTimes[key];
        require(time != 0, NotAdded(code));
        // Only the first implementation need not wait; what else was announced before it must.
        require(implementation() == address(0) || block.timestamp >= time, NotYetActive(time));
        delete _upgrades().activationTimes[key];
        if (final_) {
            _upgrades().isFinal = true;
            emit ImplementationFinal(code);
        }
        assembly {
            sstore(IMPLEMENTATION, code)
        }
        emit Upgraded(code, data);
        (bool ok, bytes memory reason) = code.delegatecall(abi.encodeCall(IImplementation.initialize, (data)));
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(reason, 32), mload(reason))
            }
        }
    }

    receive() external payable {
        _delegate();
    }

    fallback() external payable {
        require(msg.sig != IImplementation.initialize.selector, DirectCall());
        _delegate();
    }

    /// Runs the implementation on this contract's storage with the caller's data.
    function _delegate() private {
        address code = implementation();
        require(code != address(0), NoImplementation());
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), code, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }

    function _key(address code, bytes calldata data, bool final_) private pure returns (bytes32) {
        return keccak256(abi.encode(code, data, final_));
    }

    function _upgrades() private pure returns (Upgrades storage upgrades) {
        assembly {
            upgrades.slot := UPGRADES
        }
    }
}
