// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IEscape} from "./IEscape.sol";
import {Poseidon} from "./Poseidon.sol";
import {StarkCurve} from "./StarkCurve.sol";

/// Checks accounts that leave, see IEscape. It holds nothing and belongs to
/// nobody: any bridge of the format may use it.
contract Escape is IEscape {
    /// The tables are not those of the hashes.
    error WrongTables(bytes32 hash);

    uint256 private constant PRIME = 0x800000000000011000000000000000000000000000000000000000000000001;
    uint256 private constant ADDRESS_BOUND = 2 ** 251 - 256;
    uint256 private constant TREE_HEIGHT = 32;
    uint256 private constant STATE_DOMAIN = uint104(bytes13("QUARRY_STATE0"));

    // Of addresses.
    uint256 private constant ACCOUNT_CLASS = 0x05b4b537eaa2399e3aa99c4e2e0208ebd6c71bc1467938cd52c798c601e43564;
    uint256 private constant CONTRACT_DOMAIN = uint200(bytes25("STARKNET_CONTRACT_ADDRESS"));

    // Of the message: its prefix, and the hashes of the types of the domain and of
    // the message, written as SNIP-12 says.
    uint256 private constant MESSAGE_DOMAIN = uint128(bytes16("StarkNet Message"));
    uint256 private constant DOMAIN_TYPE = 0x01ff2f602e42168014d405a94f75e8a93d640751d71d16311266e140d8b0a210;
    uint256 private constant ESCAPE_TYPE = 0x01a981076a73495995b9dd0bd3da1e4db1051c5adb3c5ec3751c5b510eedbe1a;
    uint256 private constant NAME = uint48(bytes6("Quarry"));
    uint256 private constant VERSION = uint16(bytes2("v1"));
    uint256 private constant REVISION = 1;

    /// The bytes of both hashes' tables: the Pedersen hash's points, then
    /// Poseidon's constants.
    uint256 private constant TABLES_SIZE = StarkCurve.POINTS_SIZE + Poseidon.KEYS_SIZE;
    /// keccak256 of the tables.
    bytes32 private constant TABLES_HASH = 0x8cf84f9cf99946358658f808a6f5ce037827e8e863f9c9c352b4903decc3da0d;

    // Data contracts: a STOP and then the tables, piece by piece.
    address private immutable tables0;
    address private immutable tables1;
    address private immutable tables2;
    address private immutable tables3;
    address private immutable tables4;
    address private immutable tables5;

    constructor(address[6] memory tables) {
        (tables0, tables1, tables2) = (tables[0], tables[1], tables[2]);
        (tables3, tables4, tables5) = (tables[3], tables[4], tables[5]);
        bytes memory content = new bytes(TABLES_SIZE);
        uint256 to;
        assembly {
            to := add(content, 32)
        }
        uint256 end = to;
        for (uint256 i = 0; i < 6; i++) end = _append(tables[i], end);
        bytes32 hash = keccak256(content);
        require(end - to == TABLES_SIZE && hash == TABLES_HASH, WrongTables(hash));
    }

    function check(
        uint256 root,
        Account calldata account,
        Place calldata place,
        Authorisation calldata authorisation,
        uint256 l2ChainId,
        address recipient
    ) external view {
        _checkRanges(account, place, authorisation);
        require(place.index != 0 && place.index < place.accountCount, NobodysLeaf(place.index));
        (uint256 points, uint256 keys) = _loadTables();

        uint256 node = _leaf(keys, account);
        for (uint256 level = 0; level < TREE_HEIGHT; level++) {
            uint256 sibling = place.siblings[level];
            node = place.index >> level & 1 == 0
                ? StarkCurve.pedersen(points, node, sibling)
                : StarkCurve.pedersen(points, sibling, node);
        }
        uint256 computed = Poseidon.hash(keys, STATE_DOMAIN, node, place.accountCount);
        require(computed == root, WrongStateRoot(computed, root));

        _checkKey(points, account, authorisation);
        uint256 signed = _message(keys, account.l2Address, l2ChainId, msg.sender, recipient);
        require(
            StarkCurve.isSigned(
                signed, authorisation.r, authorisation.s, authorisation.publicKey, authorisation.publicKeyY
            ),
            WrongSignature(signed)
        );
    }

    /// The message that the owner of an account signs for a bridge.
    function message(uint256 l2Address, uint256 l2ChainId, address bridge, address recipient)
        external
        view
        returns (uint256)
    {
        (, uint256 keys) = _loadTables();
        return _message(keys, l2Address, l2ChainId, bridge, recipient);
    }

    function _checkRanges(Account calldata account, Place calldata place, Authorisation calldata authorisation)
        private
        pure
    {
        require(account.l2Address < ADDRESS_BOUND, EscapeOutOfRange(0));
        require(account.nextAddress < ADDRESS_BOUND, EscapeOutOfRange(1));
        require(account.nextIndex < 2 ** 32, EscapeOutOfRange(2));
        require(account.classHash == 0 || account.classHash == ACCOUNT_CLASS, EscapeOutOfRange(3));
        require(account.publicKey < PRIME, EscapeOutOfRange(4));
        require(account.nonce < 2 ** 64, EscapeOutOfRange(5));
        require(account.balance < 2 ** 128, EscapeOutOfRange(6));
        require(place.index < 2 ** 32, EscapeOutOfRange(7));
        require(place.accountCount <= 2 ** 32, EscapeOutOfRange(8));
        for (uint256 i = 0; i < TREE_HEIGHT; i++) {
            require(place.siblings[i] < PRIME, EscapeOutOfRange(9 + i));
        }
        require(authorisation.publicKey < PRIME, EscapeOutOfRange(41));
        require(authorisation.publicKeyY < PRIME, EscapeOutOfRange(42));
        require(authorisation.salt < PRIME, EscapeOutOfRange(45));
    }

    function _leaf(uint256 keys, Account calldata account) private pure returns (uint256) {
        uint256[] memory words = new uint256[](7);
        assembly ("memory-safe") {
            calldatacopy(add(words, 32), account, 224)
        }
        return Poseidon.hashOdd(keys, words);
    }

    /// The key must be the deployed account's, or that which its address is made of.
    function _checkKey(uint256 points, Account calldata account, Authorisation calldata authorisation)
        private
        view
    {
        uint256 key = authorisation.publicKey;
        require(StarkCurve.isPoint(key, authorisation.publicKeyY), NotOnCurve());
        if (account.classHash != 0) {
            require(key == account.publicKey, NotTheOwnersKey(key));
            return;
        }
        uint256 arguments = StarkCurve.pedersen(points, 0, key);
        arguments = StarkCurve.pedersen(points, arguments, 1);
        uint256 chain = StarkCurve.pedersen(points, 0, CONTRACT_DOMAIN);
        chain = StarkCurve.pedersen(points, chain, 0); // no deployer
        chain = StarkCurve.pedersen(points, chain, authorisation.salt);
        chain = StarkCurve.pedersen(points, chain, ACCOUNT_CLASS);
        chain = StarkCurve.pedersen(points, chain, arguments);
        chain = StarkCurve.pedersen(points, chain, 5);
        require(chain % ADDRESS_BOUND == account.l2Address, NotTheOwnersKey(key));
    }

    function _message(uint256 keys, uint256 l2Address, uint256 l2ChainId, address bridge, address recipient)
        private
        view
        returns (uint256)
    {
        uint256[] memory words = new uint256[](5);
        (words[0], words[1], words[2]) = (DOMAIN_TYPE, NAME, VERSION);
        (words[3], words[4]) = (l2ChainId, REVISION);
        uint256 domain = Poseidon.hashOdd(keys, words);
        uint256 content = Poseidon.hash(
            keys, ESCAPE_TYPE, block.chainid, uint256(uint160(bridge)), uint256(uint160(recipient))
        );
        return Poseidon.hash(keys, MESSAGE_DOMAIN, domain, l2Address, content);
    }

    /// Copies the tables to memory.
    function _loadTables() private view returns (uint256 points, uint256 keys) {
        bytes memory content = new bytes(TABLES_SIZE);
        assembly ("memory-safe") {
            points := add(content, 32)
        }
        uint256 end = _append(tables0, points);
        end = _append(tables1, end);
        end = _append(tables2, end);
        end = _append(tables3, end);
        end = _append(tables4, end);
        _append(tables5, end);
        keys = points + StarkCurve.POINTS_SIZE;
    }

    /// Copies a data contract's data to memory. Returns where they end.
    function _append(address data, uint256 to) private view returns (uint256 end) {
        assembly ("memory-safe") {
            let size := sub(extcodesize(data), 1)
            extcodecopy(data, to, 1, size)
            end := add(to, size)
        }
    }
}
