package chain

import "quarry/fault"

// The ways the chain refuses.
const (
	// CodeBlockUnknown: no block with this number or hash.
	CodeBlockUnknown fault.Code = "chain/block-unknown"
	// CodeTransactionUnknown: no transaction with this hash.
	CodeTransactionUnknown fault.Code = "chain/transaction-unknown"
	// CodeStore: the database can't be read or written, or holds what this
	// version can't read.
	CodeStore fault.Code = "chain/store"
	// CodeToken: a continuation token that was not given out for this query.
	CodeToken fault.Code = "chain/continuation-token"
	// CodeFinality: a block can't get from one stage of its finality to another.
	CodeFinality fault.Code = "chain/finality"
	// CodeInput: a block is not to be proved, or not any more.
	CodeInput fault.Code = "chain/input"
	// CodeSnapshot: a snapshot is damaged, or of another block than demanded.
	CodeSnapshot fault.Code = "chain/snapshot"
	// CodeProposal: the bytes are no proposed block.
	CodeProposal fault.Code = "chain/proposal"
	// CodeUndecided: a block is to be made the head that was neither built nor
	// validated on top of the head.
	CodeUndecided fault.Code = "chain/undecided"
	// CodeRevert: a block can't be reverted: L1 has it, or may have, or other nodes
	// have agreed on it.
	CodeRevert fault.Code = "chain/revert"

	// CodeParent: the block does not follow the head.
	CodeParent fault.Code = "chain/parent"
	// CodeNumber: the block's number is not the head's plus one.
	CodeNumber fault.Code = "chain/number"
	// CodeTimestamp: the block's timestamp is before its parent's, or too far from
	// this node's clock.
	CodeTimestamp fault.Code = "chain/timestamp"
	// CodePrices: the block's prices are not those that blocks must have.
	CodePrices fault.Code = "chain/prices"
	// CodeLimits: the block has more in it than blocks may have.
	CodeLimits fault.Code = "chain/limits"
	// CodeInvalid: a transaction can't be in the block; the cause says why.
	CodeInvalid fault.Code = "chain/invalid-transaction"
	// CodeDepositOrder: messages from L1 come in another order than L1 sent them.
	CodeDepositOrder fault.Code = "chain/deposit-order"
	// CodeDepositUnknown: this node has not seen a message on L1.
	CodeDepositUnknown fault.Code = "chain/deposit-unknown"
	// CodeDepositForged: a message is not one that L1 has sent.
	CodeDepositForged fault.Code = "chain/deposit-forged"
	// CodeCommitment: the block's transaction commitment is not that of its
	// transactions and what became of them.
	CodeCommitment fault.Code = "chain/commitment"
	// CodeStateRoot: the block's state root is not the one that its execution gives.
	CodeStateRoot fault.Code = "chain/state-root"
	// CodeHash: the block's hash is not that of its header.
	CodeHash fault.Code = "chain/block-hash"
)

func malformed(err error) error {
	return fault.Wrap(err, CodeProposal, "the proposed block is malformed")
}
