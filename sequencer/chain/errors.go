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
	// CodeProposal: the bytes are no proposed block.
	CodeProposal fault.Code = "chain/proposal"
)

func malformed(err error) error {
	return fault.Wrap(err, CodeProposal, "the proposed block is malformed")
}
