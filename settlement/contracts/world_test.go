package contracts

import (
	"encoding/json"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/tracing"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/core/vm/runtime"
	"github.com/ethereum/go-ethereum/params"
	"github.com/holiman/uint256"

	"quarry/settlement/contracts/bindings"
	"quarry/settlement/contracts/verifier"
)

// world is an EVM under Osaka's rules with accounts that have ether, and a clock
// that tests set.
type world struct {
	testing.TB
	state  *state.StateDB
	now    uint64
	blobs  []common.Hash
	nonces uint64
}

// Accounts of tests.
var (
	governor  = common.Address{0x60}
	governor2 = common.Address{0x61}
	operator  = common.Address{0x62}
	alice     = common.Address{0xa1}
	bob       = common.Address{0xb0}
)

const testTime = 1_800_000_000

func newWorld(t testing.TB) *world {
	t.Helper()
	s, err := state.New(types.EmptyRootHash, state.NewDatabaseForTesting())
	if err != nil {
		t.Fatal(err)
	}
	w := &world{TB: t, state: s, now: testTime}
	for _, a := range []common.Address{governor, governor2, operator, alice, bob} {
		s.AddBalance(a, uint256.MustFromBig(ethers(1000)), tracing.BalanceChangeUnspecified)
	}
	return w
}

func ethers(n int64) *big.Int { return new(big.Int).Mul(big.NewInt(n), big.NewInt(1e18)) }

func (w *world) config(from common.Address, value *big.Int) *runtime.Config {
	chain := *params.AllDevChainProtocolChanges
	chain.BogotaTime = nil
	return &runtime.Config{
		ChainConfig: &chain, State: w.state, GasLimit: params.MaxTxGas, BlockNumber: big.NewInt(1),
		Time: w.now, Origin: from, Value: value, BlobHashes: w.blobs, BlobBaseFee: big.NewInt(1),
	}
}

// contract is a contract of a world.
type contract struct {
	*world
	at  common.Address
	abi *abi.ABI
}

// deploy makes a contract.
func (w *world) deploy(m *bind.MetaData, args ...any) contract {
	w.Helper()
	c, reason := w.tryDeploy(m, args...)
	if reason != "" {
		w.Fatalf("deploying: %s", reason)
	}
	return c
}

func (w *world) tryDeploy(m *bind.MetaData, args ...any) (contract, string) {
	w.Helper()
	parsed, err := m.GetAbi()
	if err != nil {
		w.Fatal(err)
	}
	packed, err := parsed.Pack("", args...)
	if err != nil {
		w.Fatal(err)
	}
	// The nonce of the creator makes the address.
	w.nonces++
	w.state.SetNonce(governor, w.nonces, tracing.NonceChangeUnspecified)
	ret, at, _, err := runtime.Create(append(common.FromHex(m.Bin), packed...), w.config(governor, nil))
	return contract{w, at, parsed}, reasonText(ret, err)
}

// data makes a data contract.
func (w *world) data(content []byte) common.Address {
	w.Helper()
	code, err := verifier.DataCode(content)
	if err != nil {
		w.Fatal(err)
	}
	return w.deploy(&bind.MetaData{ABI: "[]", Bin: common.Bytes2Hex(code)}).at
}

// as is the contract seen by another ABI: a proxy by that of its code.
func (c contract) as(m *bind.MetaData) contract {
	parsed, err := m.GetAbi()
	if err != nil {
		c.Fatal(err)
	}
	return contract{c.world, c.at, parsed}
}

// result is what a call has done.
type result struct {
	contract
	method string
	ret    []byte
	gas    uint64
	reason string
	logs   []*types.Log
}

// call calls a contract. If it reverts, nothing has changed.
func (c contract) call(from common.Address, value *big.Int, method string, args ...any) *result {
	c.Helper()
	input, err := c.abi.Pack(method, args...)
	if err != nil {
		c.Fatal(err)
	}
	return c.raw(from, value, method, input)
}

func (c contract) raw(from common.Address, value *big.Int, method string, input []byte) *result {
	c.Helper()
	if value == nil {
		value = new(big.Int)
	}
	cfg := c.config(from, value)
	before := len(c.state.Logs())
	ret, left, err := runtime.Call(c.at, input, cfg)
	return &result{c, method, ret, cfg.GasLimit - left, reasonText(ret, err), c.state.Logs()[before:]}
}

func reasonText(ret []byte, err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, vm.ErrExecutionReverted):
		return ReasonOf(ret).String()
	}
	return err.Error()
}

// ok demands that the call succeeded and returns what it returned.
func (r *result) ok() []any {
	r.Helper()
	if r.reason != "" {
		r.Fatalf("%s reverts: %s", r.method, r.reason)
	}
	values, err := r.abi.Unpack(r.method, r.ret)
	if err != nil {
		r.Fatal(err)
	}
	return values
}

// reverts demands that the call reverted with a typed error of this name.
func (r *result) reverts(name string) {
	r.Helper()
	if got, _, _ := cut(r.reason); got != name {
		r.Fatalf("%s: reverts with %q, not with %s", r.method, r.reason, name)
	}
}

func cut(reason string) (name, rest string, found bool) {
	for i := range reason {
		if reason[i] == '(' {
			return reason[:i], reason[i:], true
		}
	}
	return reason, "", false
}

// event returns the values of the one event of this name among the call's logs,
// those that are indexed first.
func (r *result) event(name string) []any {
	r.Helper()
	r.ok()
	event, ok := r.abi.Events[name]
	if !ok {
		r.Fatalf("no event %s", name)
	}
	for _, log := range r.logs {
		if log.Topics[0] != event.ID {
			continue
		}
		var indexed abi.Arguments
		for _, in := range event.Inputs {
			if in.Indexed {
				indexed = append(indexed, in)
			}
		}
		fields := map[string]any{}
		if err := abi.ParseTopicsIntoMap(fields, indexed, log.Topics[1:]); err != nil {
			r.Fatal(err)
		}
		var values []any
		for _, in := range indexed {
			values = append(values, fields[in.Name])
		}
		rest, err := event.Inputs.NonIndexed().Unpack(log.Data)
		if err != nil {
			r.Fatal(err)
		}
		return append(values, rest...)
	}
	r.Fatalf("%s has no event %s", r.method, name)
	return nil
}

// get calls a view and returns its only value.
func (c contract) get(method string, args ...any) any {
	c.Helper()
	return c.call(alice, nil, method, args...).ok()[0]
}

func (w *world) balance(a common.Address) *big.Int { return w.state.GetBalance(a).ToBig() }

// testArtifact reads the artefact of a contract that is for tests only.
func testArtifact(t testing.TB, name string) *bind.MetaData {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var artifact struct {
		ABI      json.RawMessage `json:"abi"`
		Bytecode string          `json:"bytecode"`
	}
	if err := json.Unmarshal(raw, &artifact); err != nil {
		t.Fatal(err)
	}
	return &bind.MetaData{ABI: string(artifact.ABI), Bin: artifact.Bytecode}
}

// proxied deploys code behind a proxy, initialised with data.
func (w *world) proxied(code contract, delay int64, data []byte) (proxy contract) {
	w.Helper()
	proxy = w.deploy(bindings.ProxyMetaData, governor, big.NewInt(delay))
	proxy.call(governor, nil, "addImplementation", code.at, data, false).ok()
	proxy.call(governor, nil, "upgradeTo", code.at, data, false).ok()
	return proxy
}
