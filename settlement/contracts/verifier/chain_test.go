package verifier_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/tracing"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/core/vm/runtime"
	"github.com/ethereum/go-ethereum/params"
	"github.com/holiman/uint256"

	"quarry/prover/stone"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/contracts/verifier"
	"quarry/settlement/contracts/verifier/columns"
)

// evm runs contracts under Osaka's rules, without a chain around them.
type evm struct {
	config runtime.Config
}

func newEVM(t testing.TB) *evm {
	t.Helper()
	s, err := state.New(types.EmptyRootHash, state.NewDatabaseForTesting())
	if err != nil {
		t.Fatal(err)
	}
	return &evm{runtime.Config{
		ChainConfig: params.AllDevChainProtocolChanges, State: s, GasLimit: params.MaxTxGas, BlockNumber: new(big.Int),
	}}
}

// create deploys a contract.
func (e *evm) create(t testing.TB, m *bind.MetaData, args ...any) common.Address {
	t.Helper()
	at, reason := e.tryCreate(t, m, args...)
	if reason != "" {
		t.Fatalf("deploying: %s", reason)
	}
	return at
}

func (e *evm) tryCreate(t testing.TB, m *bind.MetaData, args ...any) (at common.Address, reason string) {
	t.Helper()
	parsed, err := m.GetAbi()
	if err != nil {
		t.Fatal(err)
	}
	packed, err := parsed.Pack("", args...)
	if err != nil {
		t.Fatal(err)
	}
	cfg := e.config
	ret, at, _, err := runtime.Create(append(common.FromHex(m.Bin), packed...), &cfg)
	if err != nil {
		return at, revertReason(ret, err)
	}
	e.config.State.SetNonce(cfg.Origin, e.config.State.GetNonce(cfg.Origin)+1, tracing.NonceChangeUnspecified)
	return at, ""
}

func (e *evm) data(t testing.TB, data []byte) common.Address {
	t.Helper()
	code, err := verifier.DataCode(data)
	if err != nil {
		t.Fatal(err)
	}
	return e.create(t, &bind.MetaData{ABI: "[]", Bin: hex.EncodeToString(code)})
}

// call runs a call and returns the gas of its execution, without what the
// transaction costs.
func (e *evm) call(to common.Address, input []byte, hooks *tracing.Hooks) (ret []byte, gas uint64, err error) {
	cfg := e.config
	cfg.EVMConfig = vm.Config{Tracer: hooks}
	snapshot := cfg.State.Snapshot()
	defer cfg.State.RevertToSnapshot(snapshot)
	ret, left, err := runtime.Call(to, input, &cfg)
	return ret, cfg.GasLimit - left, err
}

// deployed are the contracts of one layout.
type deployed struct {
	*evm
	layout                      string
	verifier, composition, deep common.Address
	programs                    map[common.Hash]common.Address
	factory                     common.Address
}

func deploy(t testing.TB, policy verifier.Policy) *deployed {
	t.Helper()
	d := &deployed{evm: newEVM(t), layout: policy.Layout, programs: map[common.Hash]common.Address{}}
	data, err := columns.Of(policy.Layout)
	if err != nil {
		t.Fatal(err)
	}
	var chunks []common.Address
	for _, chunk := range data {
		chunks = append(chunks, d.data(t, chunk))
	}
	floor := big.NewInt(int64(policy.SecurityFloor))
	v3 := policy.Version == stone.V3
	switch policy.Layout {
	case "starknet":
		d.composition = d.create(t, bindings.StarknetCompositionMetaData, [3]common.Address(chunks))
		d.deep = d.create(t, bindings.StarknetDeepMetaData)
		d.verifier = d.create(t, bindings.StarknetVerifierMetaData, d.composition, d.deep, v3, floor)
	case "recursive":
		d.composition = d.create(t, bindings.RecursiveCompositionMetaData, [2]common.Address(chunks))
		d.deep = d.create(t, bindings.RecursiveDeepMetaData)
		d.verifier = d.create(t, bindings.RecursiveVerifierMetaData, d.composition, d.deep, v3, floor)
	default:
		t.Fatalf("no contracts for %s", policy.Layout)
	}
	d.factory = d.create(t, bindings.ProgramFactoryMetaData)
	return d
}

// publish publishes a program, once.
func (d *deployed) publish(t testing.TB, p *verifier.Program) common.Address {
	t.Helper()
	if at, ok := d.programs[p.Identity()]; ok {
		return at
	}
	var chunks []common.Address
	for _, chunk := range p.Chunks() {
		chunks = append(chunks, d.data(t, chunk))
	}
	parsed, err := bindings.ProgramFactoryMetaData.GetAbi()
	if err != nil {
		t.Fatal(err)
	}
	input, err := parsed.Pack("publish", chunks, new(big.Int).SetUint64(p.Builtins))
	if err != nil {
		t.Fatal(err)
	}
	cfg := d.config
	ret, _, err := runtime.Call(d.factory, input, &cfg)
	if err != nil {
		t.Fatalf("publishing: %v", revertReason(ret, err))
	}
	at := common.BytesToAddress(ret)
	d.programs[p.Identity()] = at
	return at
}

var verifierABI = func() *abi.ABI {
	parsed, err := bindings.StarknetVerifierMetaData.GetAbi()
	if err != nil {
		panic(err)
	}
	return parsed
}()

// input is the calldata of a call of verify.
func input(t testing.TB, c *verifier.Call, program common.Address) []byte {
	t.Helper()
	data, err := verifierABI.Pack("verify", c.Proof, c.Parameters, c.PublicInput, program)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// revertReason is the typed error that a call reverted with, as text.
func revertReason(ret []byte, err error) string {
	if err == nil {
		return ""
	}
	if !errors.Is(err, vm.ErrExecutionReverted) || len(ret) < 4 {
		return err.Error()
	}
	for _, parsed := range []*abi.ABI{verifierABI} {
		for _, e := range parsed.Errors {
			if string(e.ID[:4]) == string(ret[:4]) {
				args, unpackErr := e.Inputs.Unpack(ret[4:])
				if unpackErr != nil {
					return unpackErr.Error()
				}
				return e.Name + fmt.Sprint(args)
			}
		}
	}
	return fmt.Sprintf("reverted with 0x%x", ret)
}

// verify runs verify and returns its execution's gas, and the reason if it
// reverted.
func (d *deployed) verify(t testing.TB, c *verifier.Call) (gas uint64, reason string) {
	t.Helper()
	ret, gas, err := d.call(d.verifier, input(t, c, d.publish(t, &c.Program)), nil)
	return gas, revertReason(ret, err)
}

// transactionGas is what a transaction pays for its data before its execution,
// and the least that it pays in all.
func transactionGas(t testing.TB, data []byte, rules params.Rules) (intrinsic, floor uint64) {
	t.Helper()
	var to common.Address
	intrinsic, err := core.IntrinsicGas(data, nil, nil, common.Address{1}, &to, new(uint256.Int), rules)
	if err != nil {
		t.Fatal(err)
	}
	floor, err = core.FloorDataGas(rules, common.Address{1}, &to, new(uint256.Int), data, nil)
	if err != nil {
		t.Fatal(err)
	}
	return intrinsic, floor
}

// osaka are the rules that the contracts are measured under.
var osaka = params.AllDevChainProtocolChanges.Rules(new(big.Int), true, 0)
