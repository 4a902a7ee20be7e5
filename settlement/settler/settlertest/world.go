package settlertest

import (
	"context"
	"crypto/ecdsa"
	"math/big"
	"time"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"quarry/prover/stone"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/contracts/verifier"
	"quarry/settlement/l1"
	"quarry/settlement/settler/proving"
)

// T is what the helpers need of a test: testing.TB.
type T interface {
	Helper()
	Fatal(args ...any)
	Cleanup(f func())
}

// L2ChainID is the L2 chain's.
var L2ChainID = starknet.MustShortString("SN_TEST")

// World is an L1 chain with a rollup's contracts.
type World struct {
	T
	Chain     *l1.Chain
	Client    *l1.Client
	Addresses *contracts.Addresses
	Core      *bindings.Core
	Config    program.Config
	// Governor is the account that deployed.
	Governor *bind.TransactOpts
}

// Options say what a World is like. The zero value is good.
type Options struct {
	Chain l1.ChainOptions
	// Genesis is block 0; the zero value is that of Blocks.
	Genesis contracts.Genesis
	// Verifier, if it has a layout, is the real one that is deployed, with the block
	// program; otherwise the one that takes all good proofs.
	Verifier verifier.Policy
	// Operators is how many accounts may settle blocks: Key(1), Key(2) …; 0: 2.
	Operators int
}

// Ether is so much in wei.
func Ether(n int64) *big.Int { return new(big.Int).Mul(big.NewInt(n), big.NewInt(1e18)) }

// Key returns the i-th key; those below 8 have 1000 ether each.
func Key(i int) *ecdsa.PrivateKey {
	key, err := crypto.ToECDSA(common.LeftPadBytes([]byte{byte(i + 1)}, 32))
	if err != nil {
		panic(err)
	}
	return key
}

// Address returns the i-th key's address.
func Address(i int) common.Address { return crypto.PubkeyToAddress(Key(i).PublicKey) }

// New starts a chain and deploys a rollup on it.
func New(t T, o Options) *World {
	t.Helper()
	if o.Operators == 0 {
		o.Operators = 2
	}
	if o.Genesis == (contracts.Genesis{}) {
		o.Genesis = contracts.Genesis{Root: Root(0), BlockHash: Hash(0)}
	}
	o.Chain.Alloc = types.GenesisAlloc{}
	for i := range 8 {
		o.Chain.Alloc[Address(i)] = types.Account{Balance: Ether(1000)}
	}
	chain, err := l1.StartChain(o.Chain)
	check(t, err)
	t.Cleanup(func() { _ = chain.Close() })
	w := &World{T: t, Chain: chain, Client: chain.Client()}
	w.Governor, err = bind.NewKeyedTransactorWithChainID(Key(0), w.Client.Chain())
	check(t, err)
	w.deploy(&o)
	return w
}

func check(t T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// deploy deploys the contracts, and puts the test's verifier in the place of the real
// one if it is asked for.
func (w *World) deploy(o *Options) {
	w.Helper()
	ctx := context.Background()
	d := w.Deployer()
	blockProgram, err := proving.BlockProgram()
	check(w, err)
	fake := o.Verifier.Layout == ""
	deployment := &contracts.Options{
		Verifier: o.Verifier, Program: blockProgram, L1ChainID: w.Client.Chain().Uint64(), L2ChainID: L2ChainID,
		Genesis: o.Genesis, Delays: contracts.Delays{Cancellation: time.Minute, Freeze: 24 * time.Hour},
		Limits: contracts.NoLimits(), Endowment: Ether(100),
	}
	if fake {
		deployment.Verifier = verifier.Policy{Layout: "recursive", Version: stone.V3, SecurityFloor: 96}
	}
	for i := range o.Operators {
		deployment.Operators = append(deployment.Operators, Address(i+1))
	}
	w.Addresses, err = contracts.Deploy(ctx, d, deployment)
	check(w, err)
	w.Core, err = bindings.NewCore(w.Addresses.Core, w.Client)
	check(w, err)
	w.Config = program.Config{
		L2ChainID: L2ChainID, L1ChainID: deployment.L1ChainID, Core: w.Addresses.Core, Bridge: w.Addresses.Bridge,
	}
	if fake {
		at, err := d.Contract(ctx, &bind.MetaData{ABI: "[]", Bin: common.Bytes2Hex(verifierCode())})
		check(w, err)
		w.Upgrade(1, at, w.Addresses.Program, w.Addresses.ConfigHash)
	}
}

// Deployer deploys with the governor's account.
func (w *World) Deployer() *verifier.Deployer {
	return &verifier.Deployer{Backend: w.Client, Auth: w.Governor, Mined: func() { w.Commit() }}
}

// Upgrade puts another version in force from a block on.
func (w *World) Upgrade(from uint64, verifier, program common.Address, configHash common.Hash) {
	w.Helper()
	w.Transact(w.Core.ProposeUpgrade(w.Governor, from, verifier, program, configHash.Big()))
	w.Transact(w.Core.ActivateUpgrade(w.Governor))
}

// Transact demands that a transaction of the governor's succeeds.
func (w *World) Transact(tx *types.Transaction, err error) *types.Receipt {
	w.Helper()
	check(w, err)
	w.Commit()
	receipt, err := w.Client.TransactionReceipt(context.Background(), tx.Hash())
	check(w, err)
	if receipt.Status != types.ReceiptStatusSuccessful {
		w.Fatal("the transaction has reverted", tx.Hash())
	}
	return receipt
}

// Commit makes an L1 block.
func (w *World) Commit() *types.Header {
	w.Helper()
	h, err := w.Chain.Commit()
	check(w, err)
	return h
}

// Settled returns the core contract's block number.
func (w *World) Settled() uint64 {
	w.Helper()
	n, err := w.Core.StateBlockNumber(nil)
	check(w, err)
	return n.Uint64()
}

// Updates returns the numbers of the blocks that the chain's LogStateUpdate events
// name, genesis left out, in the chain's order.
func (w *World) Updates() (numbers []uint64) {
	w.Helper()
	iterator, err := w.Core.FilterLogStateUpdate(&bind.FilterOpts{Start: w.Addresses.Block})
	check(w, err)
	for iterator.Next() {
		if n := iterator.Event.BlockNumber.Uint64(); n > 0 {
			numbers = append(numbers, n)
		}
	}
	check(w, iterator.Error())
	return numbers
}

// verifierCode creates a contract that takes every proof whose first byte is not 0xff.
func verifierCode() []byte {
	selector := func(signature string) []byte { return crypto.Keccak256([]byte(signature))[:4] }
	code := []byte{0x5f, 0x35, 0x60, 0xe0, 0x1c} // the selector of the call
	code = append(append(code, 0x63), selector("outputStart()")...)
	code = append(code, 0x14, 0x60, 0, 0x57) // → outputStart
	start := len(code) - 2
	code = append(code, 0x60, 0xa4, 0x35, 0x5f, 0x1a, 0x60, 0xff, 0x14, 0x60, 0, 0x57) // first byte of the proof → bad
	bad := len(code) - 2
	code = append(code, 0x00)
	code[start] = byte(len(code))
	code = append(code, 0x5b, 0x60, OutputStart, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3)
	code[bad] = byte(len(code))
	code = append(append(code, 0x5b, 0x63), selector("OodsMismatch()")...)
	code = append(code, 0x60, 0xe0, 0x1b, 0x5f, 0x52, 0x60, 0x04, 0x5f, 0xfd)
	// PUSH2 length, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN: the code follows
	return append([]byte{0x61, 0, byte(len(code)), 0x80, 0x60, 0x0a, 0x5f, 0x39, 0x5f, 0xf3}, code...)
}

// Root and Hash are the state root after a fake block and its hash.
func Root(number uint64) fp.Element {
	return starknet.Poseidon(fp.NewElement(1), fp.NewElement(number))
}

// Hash is a fake block's hash.
func Hash(number uint64) fp.Element {
	return starknet.Poseidon(fp.NewElement(2), fp.NewElement(number))
}
