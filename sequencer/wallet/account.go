package wallet

import (
	"quarry/sequencer/starknet"
)

// Account is a key and the address that it has as a standard account with salt 0.
type Account struct {
	Key     starknet.PrivateKey
	Public  starknet.Felt
	Address starknet.Felt
}

// NewAccount makes the account of a key.
func NewAccount(key starknet.PrivateKey) *Account {
	a := &Account{Key: key, Public: key.PublicKey()}
	a.Address = starknet.AccountAddress(&a.Public, &starknet.Felt{})
	return a
}

// Deployment is the transaction that deploys the account, without bounds and
// signature.
func (a *Account) Deployment() *starknet.DeployAccountV3 {
	return &starknet.DeployAccountV3{ClassHash: starknet.AccountClassHash, ConstructorCalldata: []starknet.Felt{a.Public}}
}

// Invocation is a transaction that does what the action says, without nonce, bounds
// and signature.
func (a *Account) Invocation(action starknet.Action) *starknet.InvokeV3 {
	return &starknet.InvokeV3{Sender: a.Address, Calldata: starknet.EncodeCalls(action.Call())}
}
