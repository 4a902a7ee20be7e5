// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Roles} from "../governance/Roles.sol";
import {IQuarryVerifier} from "../verifier/IQuarryVerifier.sol";
import {ProgramCheck} from "./ProgramCheck.sol";

/// Which program, config and verifier prove which blocks. A version holds from
/// its first block on, until that of the next one. Governors announce a version,
/// activate it after a delay, and may do so until all versions are final.
abstract contract Versions is Roles {
    event UpgradeProposed(
        uint64 indexed fromBlock, address verifier, address program, uint256 configHash, uint256 activationTime
    );
    event UpgradeCancelled(uint64 indexed fromBlock);
    event UpgradeActivated(uint64 indexed fromBlock, address verifier, address program, uint256 configHash);
    event ProgramHashChanged(address indexed changedBy, uint256 oldProgramHash, uint256 newProgramHash);
    event ConfigHashChanged(address indexed changedBy, uint256 oldConfigHash, uint256 newConfigHash);
    event VersionsFinal(address indexed by);

    /// No upgrade is under way.
    error NoUpgrade();
    /// Another upgrade is under way.
    error UpgradePending(uint64 fromBlock);
    /// The upgrade can be activated from this time on.
    error UpgradeNotYetActive(uint256 activationTime);
    /// The upgrade's first block has been settled already.
    error UpgradeTooLate(uint64 fromBlock, uint256 settled);
    /// The address has no code, or not what is asked of it; or it is a program with
    /// an identity that is not that of its cells.
    error NotASuitableContract(address account);
    /// The config hash is no field element, or 0.
    error NotAConfigHash(uint256 configHash);
    /// No version can be added any more.
    error VersionsAreFinal();

    struct Version {
        uint64 fromBlock;
        address verifier;
        /// verifier.outputStart()
        uint32 outputStart;
        address program;
        uint256 configHash;
    }

    /// @custom:storage-location erc7201:quarry.versions
    struct Table {
        Version[] versions; // by rising fromBlock
        Version pending;
        uint256 activationTime; // of pending, 0 if there is none
        bool isFinal;
    }

    /// keccak256(keccak256("quarry.versions") − 1), its last byte 0
    bytes32 private constant VERSIONS = 0xb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71400;

    /// Seconds between the announcement of a version and its activation.
    uint256 public immutable versionDelay;

    constructor(uint256 delay) {
        versionDelay = delay;
    }

    /// Announces the version that blocks from fromBlock on are settled under.
    function proposeUpgrade(uint64 fromBlock, address verifier, address program, uint256 configHash_)
        external
        onlyGovernor
    {
        Table storage table = _table();
        require(!table.isFinal, VersionsAreFinal());
        require(table.activationTime == 0, UpgradePending(table.pending.fromBlock));
        table.pending = _checkedVersion(fromBlock, verifier, program, configHash_);
        table.activationTime = block.timestamp + versionDelay;
        emit UpgradeProposed(fromBlock, verifier, program, configHash_, table.activationTime);
    }

    /// Takes the announcement back.
    function cancelUpgrade() external onlyGovernor {
        Table storage table = _table();
        require(table.activationTime != 0, NoUpgrade());
        emit UpgradeCancelled(table.pending.fromBlock);
        delete table.pending;
        delete table.activationTime;
    }

    /// Makes the announced version valid. It replaces versions that were to begin
    /// at the same block or later.
    function activateUpgrade() external onlyGovernor {
        Table storage table = _table();
        require(table.activationTime != 0, NoUpgrade());
        require(block.timestamp >= table.activationTime, UpgradeNotYetActive(table.activationTime));
        Version memory version = table.pending;
        uint256 settled = _settledBlock();
        require(version.fromBlock > settled, UpgradeTooLate(version.fromBlock, settled));
        delete table.pending;
        delete table.activationTime;
        _push(version);
    }

    /// Ends all changes of program, config and verifier. Versions that are active
    /// already hold, also those of blocks to come.
    function finalizeVersions() external onlyGovernor {
        Table storage table = _table();
        require(!table.isFinal, VersionsAreFinal());
        table.isFinal = true;
        delete table.pending;
        delete table.activationTime;
        emit VersionsFinal(msg.sender);
    }

    /// Whether program, config and verifier can't be changed any more.
    function areVersionsFinal() external view returns (bool) {
        return _table().isFinal;
    }

    /// The version that a block is settled under.
    function versionOf(uint64 blockNumber)
        external
        view
        returns (uint64 fromBlock, address verifier, address program, uint256 configHash_)
    {
        Version storage version = _versionOf(blockNumber);
        return (version.fromBlock, version.verifier, version.program, version.configHash);
    }

    /// The version that has been announced and its activation time, all 0 if none.
    function pendingUpgrade()
        external
        view
        returns (uint64 fromBlock, address verifier, address program, uint256 configHash_, uint256 activationTime)
    {
        Table storage table = _table();
        Version storage version = table.pending;
        return (version.fromBlock, version.verifier, version.program, version.configHash, table.activationTime);
    }

    /// The identity of the program that proves the next block: see Program.sol.
    function programHash() external view returns (uint256) {
        return ProgramCheck.stated(_versionOf(_settledBlock() + 1).program);
    }

    /// The config hash of the next block.
    function configHash() external view returns (uint256) {
        return _versionOf(_settledBlock() + 1).configHash;
    }

    function _versionOf(uint256 blockNumber) internal view returns (Version storage) {
        Version[] storage versions = _table().versions;
        uint256 i = versions.length - 1;
        while (versions[i].fromBlock > blockNumber) i--;
        return versions[i];
    }

    /// Adds the first version, which holds for all blocks.
    function _firstVersion(address verifier, address program, uint256 configHash_) internal {
        _push(_checkedVersion(0, verifier, program, configHash_));
    }

    function _push(Version memory version) private {
        Version[] storage versions = _table().versions;
        uint256 oldProgram = 0;
        uint256 oldConfig = 0;
        while (versions.length != 0 && versions[versions.length - 1].fromBlock >= version.fromBlock) versions.pop();
        if (versions.length != 0) {
            Version storage old = versions[versions.length - 1];
            (oldProgram, oldConfig) = (ProgramCheck.stated(old.program), old.configHash);
        }
        versions.push(version);
        emit UpgradeActivated(version.fromBlock, version.verifier, version.program, version.configHash);
        uint256 newProgram = ProgramCheck.stated(version.program);
        if (newProgram != oldProgram) emit ProgramHashChanged(msg.sender, oldProgram, newProgram);
        if (version.configHash != oldConfig) emit ConfigHashChanged(msg.sender, oldConfig, version.configHash);
    }

    function _checkedVersion(uint64 fromBlock, address verifier, address program, uint256 configHash_)
        private
        view
        returns (Version memory)
    {
        require(configHash_ != 0 && configHash_ < 2 ** 251 + 17 * 2 ** 192 + 1, NotAConfigHash(configHash_));
        require(verifier.code.length != 0, NotASuitableContract(verifier));
        require(ProgramCheck.checked(program) != 0, NotASuitableContract(program));
        uint256 outputStart = IQuarryVerifier(verifier).outputStart();
        require(outputStart <= type(uint32).max, NotASuitableContract(verifier));
        return Version(fromBlock, verifier, uint32(outputStart), program, configHash_);
    }

    /// The number of the last block that was settled.
    function _settledBlock() internal view virtual returns (uint256);

    function _table() private pure returns (Table storage table) {
        assembly {
            table.slot := VERSIONS
        }
    }
}
