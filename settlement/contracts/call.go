package contracts

import (
	"context"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
	"quarry/settlement/contracts/bindings"
)

// Call is a call of one of the contracts, for whoever sends it: an account, or a
// wallet of several owners.
type Call struct {
	To common.Address
	// Value is sent along, in wei; nil: nothing.
	Value *big.Int
	Data  []byte
	// Method is the function's signature, such as registerOperator(address).
	Method string
}

// CoreCall is a call of a function of the core contract.
func CoreCall(core common.Address, method string, args ...any) (*Call, error) {
	return newCall(bindings.CoreMetaData, core, method, args)
}

// BridgeCall is a call of a function of the bridge.
func BridgeCall(bridge common.Address, method string, args ...any) (*Call, error) {
	return newCall(bindings.BridgeMetaData, bridge, method, args)
}

// ProxyCall is a call of a function that core contract and bridge have as proxies:
// governors and code.
func ProxyCall(proxy common.Address, method string, args ...any) (*Call, error) {
	return newCall(bindings.ProxyMetaData, proxy, method, args)
}

func newCall(m *bind.MetaData, to common.Address, method string, args []any) (*Call, error) {
	parsed, err := m.GetAbi()
	if err != nil {
		return nil, fault.Wrap(err, CodeCall, "no ABI")
	}
	data, err := parsed.Pack(method, args...)
	if err != nil {
		return nil, fault.Wrap(err, CodeCall, "no call of %s", method)
	}
	return &Call{To: to, Data: data, Method: parsed.Methods[method].Sig}, nil
}

// Try makes a call without sending it, from an account, at the last block of L1. An
// error is the node's; ReasonIn finds the contract's reason in it, Refusal says it.
func Try(ctx context.Context, client ethereum.ContractCaller, from common.Address, c *Call) error {
	_, err := client.CallContract(ctx, ethereum.CallMsg{From: from, To: &c.To, Value: c.Value, Data: c.Data}, nil)
	return err
}
