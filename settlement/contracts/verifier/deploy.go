package verifier

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"quarry/fault"
	"quarry/prover/stone"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/contracts/verifier/columns"
)

// What can go wrong while contracts are deployed.
const (
	// CodeLayout: there are no contracts for a layout.
	CodeLayout fault.Code = "verifier/layout"
	// CodeReverted: a transaction was included but failed.
	CodeReverted fault.Code = "verifier/reverted"
	// CodeWrongCode: a contract does not hold what was deployed.
	CodeWrongCode fault.Code = "verifier/wrong-code"
)

// Backend is a connection to Ethereum: an *ethclient.Client, or the client of a
// simulated chain.
type Backend interface {
	bind.ContractBackend
	bind.DeployBackend
}

// Deployer deploys contracts, one transaction after the other.
type Deployer struct {
	Backend Backend
	// Auth signs the transactions. Its nonce is left to the backend.
	Auth *bind.TransactOpts
	// Mined, if not nil, is called after each transaction: a simulated chain
	// makes its block then.
	Mined func()
	// Send, if not nil, makes the transactions: of Auth only the address counts then.
	// to is nil for a new contract, whose creation code is data; value may be nil.
	Send func(ctx context.Context, to *common.Address, value *big.Int, data []byte) (*types.Receipt, error)
	// Gas is what the transactions took so far.
	Gas uint64
	// First is the block of the first transaction, 0 if there was none.
	First uint64
}

// Policy is what a verifier is deployed with.
type Policy struct {
	// Layout is Stone's name: "starknet" or "recursive".
	Layout string
	// Version is the version of Stone whose seed is taken.
	Version stone.Version
	// SecurityFloor is the least n_queries · log_n_cosets + proof_of_work_bits.
	SecurityFloor int
}

// parts are the contracts of one layout.
type parts struct {
	composition, deep, verifier *bind.MetaData
	chunks                      int
}

var layoutParts = map[string]parts{
	"starknet":  {bindings.StarknetCompositionMetaData, bindings.StarknetDeepMetaData, bindings.StarknetVerifierMetaData, 3},
	"recursive": {bindings.RecursiveCompositionMetaData, bindings.RecursiveDeepMetaData, bindings.RecursiveVerifierMetaData, 2},
}

// Verifier deploys all contracts of a verifier and returns its address.
func (d *Deployer) Verifier(ctx context.Context, p Policy) (common.Address, error) {
	none := common.Address{}
	l, ok := layoutParts[p.Layout]
	if !ok {
		return none, fault.New(CodeLayout, "there are no contracts for the layout %q", p.Layout).
			WithHint("the layouts are starknet and recursive")
	}
	data, err := columns.Of(p.Layout)
	if err != nil {
		return none, err
	}
	chunks := make([]common.Address, len(data))
	for i, chunk := range data {
		if chunks[i], err = d.Data(ctx, chunk); err != nil {
			return none, err
		}
	}
	composition, err := d.Contract(ctx, l.composition, fixedArray(chunks))
	if err != nil {
		return none, err
	}
	deep, err := d.Contract(ctx, l.deep)
	if err != nil {
		return none, err
	}
	return d.Contract(ctx, l.verifier, composition, deep, p.Version == stone.V3, big.NewInt(int64(p.SecurityFloor)))
}

// fixedArray is addresses as an array, which is how the ABI takes them.
func fixedArray(a []common.Address) any {
	if len(a) == 2 {
		return [2]common.Address(a)
	}
	return [3]common.Address(a)
}

// Program publishes a program by a factory and returns its address.
func (d *Deployer) Program(ctx context.Context, factory common.Address, p *Program) (common.Address, error) {
	none := common.Address{}
	f, err := bindings.NewProgramFactory(factory, d.Backend)
	if err != nil {
		return none, err
	}
	var chunks []common.Address
	for _, chunk := range p.Chunks() {
		at, err := d.Data(ctx, chunk)
		if err != nil {
			return none, err
		}
		chunks = append(chunks, at)
	}
	parsed, err := bindings.ProgramFactoryMetaData.GetAbi()
	if err != nil {
		return none, err
	}
	data, err := parsed.Pack("publish", chunks, new(big.Int).SetUint64(p.Builtins))
	if err != nil {
		return none, err
	}
	receipt, err := d.Transact(ctx, &factory, nil, data)
	if err != nil {
		return none, err
	}
	for _, l := range receipt.Logs {
		if e, err := f.ParseProgramPublished(*l); err == nil {
			if e.Identity != p.Identity() {
				return none, fault.New(CodeWrongCode, "the program's identity on chain is 0x%x, not %s", e.Identity, p.Identity())
			}
			return e.Program, nil
		}
	}
	return none, fault.New(CodeReverted, "transaction %s published no program", receipt.TxHash)
}

// Factory deploys the factory of programs.
func (d *Deployer) Factory(ctx context.Context) (common.Address, error) {
	return d.Contract(ctx, bindings.ProgramFactoryMetaData)
}

// Data deploys a data contract: a STOP, then data.
func (d *Deployer) Data(ctx context.Context, data []byte) (common.Address, error) {
	code, err := DataCode(data)
	if err != nil {
		return common.Address{}, err
	}
	return d.Contract(ctx, &bind.MetaData{ABI: "[]", Bin: common.Bytes2Hex(code)})
}

// DataCode is the creation code of a data contract.
func DataCode(data []byte) ([]byte, error) {
	n := len(data) + 1
	if n > 24576 {
		return nil, fault.New(CodeWrongCode, "%d bytes do not fit a contract", len(data))
	}
	// PUSH2 n, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN; STOP
	code := []byte{0x61, byte(n >> 8), byte(n), 0x80, 0x60, 0x0a, 0x5f, 0x39, 0x5f, 0xf3, 0x00}
	return append(code, data...), nil
}

// Contract deploys a contract and waits for it.
func (d *Deployer) Contract(ctx context.Context, m *bind.MetaData, args ...any) (common.Address, error) {
	parsed, err := m.GetAbi()
	if err != nil {
		return common.Address{}, err
	}
	input, err := parsed.Pack("", args...)
	if err != nil {
		return common.Address{}, err
	}
	receipt, err := d.Transact(ctx, nil, nil, append(common.FromHex(m.Bin), input...))
	if err != nil {
		return common.Address{}, fmt.Errorf("deploying a contract: %w", err)
	}
	return receipt.ContractAddress, nil
}

// Transact sends a transaction, waits for it, and demands that it succeeds. Without
// to it makes a contract, of which data is the creation code.
func (d *Deployer) Transact(ctx context.Context, to *common.Address, value *big.Int, data []byte) (*types.Receipt, error) {
	send := d.Send
	if send == nil {
		send = d.sendSigned
	}
	receipt, err := send(ctx, to, value, data)
	if err != nil {
		return nil, err
	}
	d.Gas += receipt.GasUsed
	if d.First == 0 {
		d.First = receipt.BlockNumber.Uint64()
	}
	if receipt.Status != types.ReceiptStatusSuccessful {
		return nil, fault.New(CodeReverted, "transaction %s reverted", receipt.TxHash)
	}
	return receipt, nil
}

// sendSigned sends a transaction that Auth signs.
func (d *Deployer) sendSigned(ctx context.Context, to *common.Address, value *big.Int, data []byte) (*types.Receipt, error) {
	auth := *d.Auth
	auth.Context, auth.Value = ctx, value
	contract := bind.NewBoundContract(common.Address{}, abi.ABI{}, d.Backend, d.Backend, d.Backend)
	send := contract.RawCreationTransact
	if to != nil {
		send = bind.NewBoundContract(*to, abi.ABI{}, d.Backend, d.Backend, d.Backend).RawTransact
	}
	tx, err := send(&auth, data)
	if err != nil {
		return nil, err
	}
	if d.Mined != nil {
		d.Mined()
	}
	return bind.WaitMined(ctx, d.Backend, tx)
}
