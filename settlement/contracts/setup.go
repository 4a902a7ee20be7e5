package contracts

import (
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
)

// CoreGenesis is what the core contract is initialised with: Core.Genesis.
func CoreGenesis(g *Genesis, verifier, program common.Address, configHash *fp.Element, bridge common.Address) ([]byte, error) {
	return packTuple([]abi.ArgumentMarshaling{
		{Name: "root", Type: "uint256"},
		{Name: "blockNumber", Type: "uint64"},
		{Name: "blockHash", Type: "uint256"},
		{Name: "verifier", Type: "address"},
		{Name: "program", Type: "address"},
		{Name: "configHash", Type: "uint256"},
		{Name: "exit", Type: "address"},
	}, struct {
		Root        *big.Int
		BlockNumber uint64
		BlockHash   *big.Int
		Verifier    common.Address
		Program     common.Address
		ConfigHash  *big.Int
		Exit        common.Address
	}{number(&g.Root), g.BlockNumber, number(&g.BlockHash), verifier, program, number(configHash), bridge})
}

// BridgeSetup is what the bridge is initialised with: Bridge.Setup.
func BridgeSetup(core, escape common.Address, l2ChainID *fp.Element, l Limits) ([]byte, error) {
	return packTuple([]abi.ArgumentMarshaling{
		{Name: "core", Type: "address"},
		{Name: "escape", Type: "address"},
		{Name: "l2ChainId", Type: "uint256"},
		{Name: "limits", Type: "tuple", Components: []abi.ArgumentMarshaling{
			{Name: "maxDeposit", Type: "uint256"},
			{Name: "maxTotalBalance", Type: "uint256"},
			{Name: "dailyWithdrawals", Type: "uint256"},
		}},
	}, struct {
		Core, Escape common.Address
		L2ChainId    *big.Int
		Limits       Limits
	}{core, escape, number(l2ChainID), l})
}

func packTuple(fields []abi.ArgumentMarshaling, value any) ([]byte, error) {
	tuple, err := abi.NewType("tuple", "", fields)
	if err != nil {
		return nil, fault.Wrap(err, CodeOptions, "no type")
	}
	data, err := abi.Arguments{{Type: tuple}}.Pack(value)
	if err != nil {
		return nil, fault.Wrap(err, CodeOptions, "values that don't fit the contract")
	}
	return data, nil
}
