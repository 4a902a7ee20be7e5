package wallet

import "quarry/fault"

// The ways that a wallet fails.
const (
	// CodeKeystore: the folder of keys can't be read or written.
	CodeKeystore fault.Code = "wallet/keystore"
	// CodeKey: a key file is malformed.
	CodeKey fault.Code = "wallet/key-file"
	// CodePassword: the password is not the key's.
	CodePassword fault.Code = "wallet/password"
	// CodeUnknownKey: the keystore has no such account, or several.
	CodeUnknownKey fault.Code = "wallet/unknown-account"
	// CodeExists: the keystore has the account, or another of that name.
	CodeExists fault.Code = "wallet/exists"
	// CodeAmount: a text is no amount of ETH.
	CodeAmount fault.Code = "wallet/amount"
	// CodeUnreachable: the node does not answer, or not as a node does.
	CodeUnreachable fault.Code = "wallet/unreachable"
	// CodeRefused: the node refuses the call; its reason stands in the message.
	CodeRefused fault.Code = "wallet/refused"
	// CodeReverted: the transaction is in a block and has paid, but had no effect.
	CodeReverted fault.Code = "wallet/reverted"
	// CodeDropped: the transaction was known to the node, and is no more.
	CodeDropped fault.Code = "wallet/dropped"
)
