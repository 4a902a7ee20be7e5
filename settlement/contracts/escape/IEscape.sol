// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Checks that an account is in L2's state and that its owner lets it leave.
interface IEscape {
    /// An account, as the state's leaf has it.
    struct Account {
        uint256 l2Address;
        uint256 nextAddress;
        uint256 nextIndex;
        uint256 classHash;
        uint256 publicKey;
        uint256 nonce;
        uint256 balance;
    }

    /// Where the leaf lies: its index, the 32 siblings from the leaf up, and the
    /// number of accounts, which the state root commits to.
    struct Place {
        uint256 index;
        uint256[32] siblings;
        uint256 accountCount;
    }

    /// The owner's signature (r, s) on the Stark curve, and both coordinates of
    /// the public key. The message is a SNIP-12 message (revision 1):
    ///
    ///   domain   name 'Quarry', version 'v1', chainId: that of L2, revision 1
    ///   Escape   ("L1 chain": felt, "Bridge": felt, "Recipient": felt)
    ///
    /// salt is that of the account's address; it counts only for accounts that
    /// have not been deployed, of which the state does not hold the key.
    struct Authorisation {
        uint256 publicKey;
        uint256 publicKeyY;
        uint256 r;
        uint256 s;
        uint256 salt;
    }

    /// A value is no felt or out of its range: 0 … 6 the account's, 7 the index,
    /// 8 the account count, 9 … the siblings, 41 … the authorisation's.
    error EscapeOutOfRange(uint256 value);
    /// The head of the list, and indices behind the last account, are nobody's.
    error NobodysLeaf(uint256 index);
    /// The leaf and its siblings do not lead to the state's root.
    error WrongStateRoot(uint256 computed, uint256 root);
    /// The key is not the account's, nor, with the salt, that of its address.
    error NotTheOwnersKey(uint256 publicKey);
    /// The public key is no point of the curve.
    error NotOnCurve();
    /// The signature is not one of the message by the key.
    error WrongSignature(uint256 message);
    /// A denominator is zero: no honest input leads there.
    error Degenerate();

    /// Reverts unless account is in the state with this root and its owner signed
    /// that bridge, the caller, pays its balance to the recipient.
    function check(
        uint256 root,
        Account calldata account,
        Place calldata place,
        Authorisation calldata authorisation,
        uint256 l2ChainId,
        address recipient
    ) external view;
}
