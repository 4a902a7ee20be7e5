package l1

import "quarry/fault"

// The ways in which L1 fails.
const (
	// CodeUnreachable: the L1 node doesn't answer.
	CodeUnreachable fault.Code = "l1/unreachable"
	// CodeChainID: the node is on another chain than the configured one.
	CodeChainID fault.Code = "l1/chain-id"
	// CodeChain: the embedded chain can't be started or can't make a block.
	CodeChain fault.Code = "l1/chain"
	// CodeKey: a key can't be read, or is not the expected account's.
	CodeKey fault.Code = "l1/key"
	// CodeSigner: the remote signer refuses, or signs something else.
	CodeSigner fault.Code = "l1/signer"
	// CodeRequest: a transaction is asked for that can't be sent.
	CodeRequest fault.Code = "l1/request"
	// CodeMeaning: a key is used again for another transaction.
	CodeMeaning fault.Code = "l1/meaning"
	// CodeReverts: the transaction would fail, so it is not sent.
	CodeReverts fault.Code = "l1/reverts"
	// CodeBalance: the account can't pay for the transaction.
	CodeBalance fault.Code = "l1/balance"
	// CodeFeeCap: gas costs more than the transaction may.
	CodeFeeCap fault.Code = "l1/fee-cap"
	// CodeStuck: the transaction has waited long although its fee is the market's.
	CodeStuck fault.Code = "l1/stuck"
	// CodeNonce: another one has sent transactions with the account's nonces.
	CodeNonce fault.Code = "l1/nonce"
	// CodeStore: the store of transactions can't be read or written.
	CodeStore fault.Code = "l1/store"
	// CodeRejected: the node refuses the transaction.
	CodeRejected fault.Code = "l1/rejected"
	// CodeBlobs: blobs can't be had, or are not those of their hashes.
	CodeBlobs fault.Code = "l1/blobs"
	// CodeReorganized: blocks that had been read are no more in the chain.
	CodeReorganized fault.Code = "l1/reorganized"
)
