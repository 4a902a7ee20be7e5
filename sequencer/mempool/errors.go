package mempool

import "quarry/fault"

// The ways that the pool refuses a transaction, or loses it, beyond those of
// execution and starknet. In brackets the error of Starknet's JSON-RPC that fits.
const (
	// CodeDuplicate: the transaction is here already. [DUPLICATE_TX]
	CodeDuplicate fault.Code = "mempool/duplicate"
	// CodeUnderpriced: the pool has a transaction of the account with this nonce,
	// and this one does not offer enough more.
	// [REPLACEMENT_TRANSACTION_UNDERPRICED]
	CodeUnderpriced fault.Code = "mempool/underpriced"
	// CodeStaged: the pool has a transaction of the account with this nonce, and it
	// is being put into a block. [REPLACEMENT_TRANSACTION_UNDERPRICED]
	CodeStaged fault.Code = "mempool/staged"
	// CodeTooLarge: the transaction is larger than any that a block can have.
	CodeTooLarge fault.Code = "mempool/too-large"
	// CodeAccountFull: the account has as many transactions waiting as it may.
	CodeAccountFull fault.Code = "mempool/account-full"
	// CodeFull: the pool is full of transactions that are worth more.
	CodeFull fault.Code = "mempool/full"
	// CodeBusy: too many transactions are being checked.
	CodeBusy fault.Code = "mempool/busy"
	// CodeReplaced: another transaction of the account with this nonce offered more.
	CodeReplaced fault.Code = "mempool/replaced"
	// CodeEvicted: the pool was full, and others were worth more.
	CodeEvicted fault.Code = "mempool/evicted"
	// CodeExpired: the transaction has waited for too long, or too long for one
	// before it.
	CodeExpired fault.Code = "mempool/expired"
	// CodeStorage: the pool's records can't be read or written.
	CodeStorage fault.Code = "mempool/storage"
	// CodeClosed: the node is stopping.
	CodeClosed fault.Code = "mempool/closed"
)
