package program_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"
	"github.com/stretchr/testify/require"

	"quarry/kernels/hash"
	"quarry/prover/cairo"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// user is a key with an account's address.
type user struct {
	key     starknet.PrivateKey
	public  fp.Element
	salt    fp.Element
	address fp.Element
}

// newUser derives a user from a number.
func newUser(n uint64) *user {
	seed := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("user"), n))
	seed[0] &= 3
	key, err := starknet.PrivateKeyFromBytes(seed[:])
	if err != nil {
		panic(err)
	}
	u := &user{key: key, public: key.PublicKey(), salt: fp.NewElement(n)}
	u.address = starknet.AccountAddress(&u.public, &u.salt)
	return u
}

// world is a state and a block that is executed on it: a model of format.md that
// is as plain as can be.
type world struct {
	config   program.Config
	header   program.Header
	accounts []program.Account // by index

	before  []program.Account // when the block began
	touched map[uint32]bool
	// credited are addresses that something was given, be it nothing.
	credited map[fp.Element]bool
	txs      []program.Executed
	fees     uint256.Int
}

func ether(n uint64) uint256.Int {
	return *new(uint256.Int).Mul(uint256.NewInt(n), uint256.NewInt(1e18))
}

// newWorld has the head and deployed accounts of these users, with 100 ether each.
func newWorld(users ...*user) *world {
	w := &world{
		config: program.Config{
			L2ChainID: starknet.MustShortString("QUARRY_TEST"), L1ChainID: 1337,
			Core: [20]byte{0: 0xc0, 19: 1}, Bridge: [20]byte{0: 0xb1, 19: 2},
		},
		header: program.Header{
			Number: 1, ParentHash: fp.NewElement(77), Timestamp: 1_800_000_000,
			Sequencer: newUser(1 << 40).address, Prices: program.Prices{L1: 30e9, L2: 2e9, L1Data: 5e9},
		},
		accounts: []program.Account{{}},
	}
	for _, u := range users {
		w.genesis(program.Account{
			Address: u.address, ClassHash: starknet.AccountClassHash, PublicKey: u.public, Balance: ether(100),
		})
	}
	w.begin()
	return w
}

// genesis adds an account to the state before the block.
func (w *world) genesis(a program.Account) {
	w.link(&a)
	w.accounts = append(w.accounts, a)
}

// link puts an account with the next index into the list, and returns the index
// of the one before it.
func (w *world) link(a *program.Account) uint32 {
	low := 0
	for i := range w.accounts {
		b := &w.accounts[i]
		if b.Address.Cmp(&a.Address) < 0 && b.Address.Cmp(&w.accounts[low].Address) >= 0 {
			low = i
		}
	}
	l := &w.accounts[low]
	a.NextAddress, a.NextIndex = l.NextAddress, l.NextIndex
	l.NextAddress, l.NextIndex = a.Address, uint32(len(w.accounts))
	return uint32(low)
}

// begin starts a block.
func (w *world) begin() {
	w.before = slices.Clone(w.accounts)
	w.touched, w.credited = map[uint32]bool{}, map[fp.Element]bool{}
	w.txs, w.fees = nil, uint256.Int{}
}

func (w *world) find(address *fp.Element) *program.Account {
	for i := range w.accounts {
		if i > 0 && w.accounts[i].Address.Equal(address) {
			w.touched[uint32(i)] = true
			return &w.accounts[i]
		}
	}
	return nil
}

func (w *world) credit(address *fp.Element, amount *uint256.Int) {
	w.credited[*address] = true
	if a := w.find(address); a != nil {
		a.Balance.Add(&a.Balance, amount)
		return
	}
	a := program.Account{Address: *address, Balance: *amount}
	w.touched[w.link(&a)] = true
	w.touched[uint32(len(w.accounts))] = true
	w.accounts = append(w.accounts, a)
}

// bounds suffice for all that transactions take.
func bounds() starknet.ResourceBounds {
	b := starknet.ResourceBound{MaxAmount: 2_000_000, MaxPrice: *uint256.NewInt(1e12)}
	return starknet.ResourceBounds{L1Gas: b, L2Gas: b, L1DataGas: b}
}

// invoke executes what an account does; sign tells whether to sign.
func (w *world) invoke(u *user, tip uint64, action starknet.Action) *starknet.InvokeV3 {
	a := w.find(&u.address)
	tx := &starknet.InvokeV3{
		V3:       starknet.V3{Nonce: a.Nonce, Bounds: bounds(), Tip: tip},
		Sender:   u.address,
		Calldata: starknet.EncodeCalls(action.Call()),
	}
	w.sign(u, tx)
	kind := program.KindOf(action)
	w.pay(a, kind, tip)
	status := program.Reverted
	switch action := action.(type) {
	case starknet.Transfer:
		if !a.Balance.Lt(&action.Amount) {
			a.Balance.Sub(&a.Balance, &action.Amount)
			status = program.Succeeded
			w.credit(&action.Recipient, &action.Amount)
		}
	case starknet.Withdrawal:
		if !a.Balance.Lt(&action.Amount) {
			a.Balance.Sub(&a.Balance, &action.Amount)
			status = program.Succeeded
		}
	}
	w.txs = append(w.txs, program.Executed{Transaction: tx, Status: status})
	return tx
}

func (w *world) sign(u *user, tx starknet.AccountTransaction) {
	if err := u.key.SignTransaction(tx, &w.config.L2ChainID); err != nil {
		panic(err)
	}
}

func (w *world) pay(a *program.Account, k program.Kind, tip uint64) {
	fee := program.Fee(k, tip, w.header.Prices)
	a.Balance.Sub(&a.Balance, &fee)
	a.Nonce++
	w.fees.Add(&w.fees, &fee)
}

func (w *world) transfer(from *user, to fp.Element, amount uint256.Int) {
	w.invoke(from, 0, starknet.Transfer{Recipient: to, Amount: amount})
}

func (w *world) withdraw(from *user, to starknet.EthAddress, amount uint256.Int) {
	w.invoke(from, 0, starknet.Withdrawal{Recipient: to, Amount: amount})
}

func (w *world) deploy(u *user) *starknet.DeployAccountV3 {
	tx := &starknet.DeployAccountV3{
		V3:        starknet.V3{Bounds: bounds()},
		ClassHash: starknet.AccountClassHash, Salt: u.salt, ConstructorCalldata: []fp.Element{u.public},
	}
	w.sign(u, tx)
	a := w.find(&u.address)
	a.ClassHash, a.PublicKey = starknet.AccountClassHash, u.public
	w.pay(a, program.Deploy, 0)
	w.txs = append(w.txs, program.Executed{Transaction: tx, Status: program.Succeeded})
	return tx
}

// message is a message from the bridge to its counterpart.
func (w *world) message(nonce uint64, payload ...fp.Element) *starknet.L1Handler {
	m := starknet.MessageToL2{
		From: w.config.Bridge, To: program.L2Bridge, Selector: starknet.SelectorDeposit, Payload: payload, Nonce: nonce,
	}
	return m.Transaction()
}

func (w *world) deposit(tx *starknet.L1Handler) {
	e := program.Executed{Transaction: tx, Status: program.Reverted}
	if program.WellFormed(&w.config, tx) {
		amount := uint256.Int(tx.Calldata[2].Bits())
		sum := amount
		if a := w.find(&tx.Calldata[1]); a != nil {
			sum.Add(&sum, &a.Balance)
		}
		if sum.BitLen() <= 128 {
			e.Status = program.Succeeded
			w.credit(&tx.Calldata[1], &amount)
		}
	}
	w.txs = append(w.txs, e)
}

// end gives the sequencer its fees, and returns the block.
func (w *world) end() (*program.Block, *program.Witness) {
	if !w.fees.IsZero() {
		w.credit(&w.header.Sequencer, &w.fees)
		w.fees.Clear()
	}
	return w.block(), w.witness()
}

func (w *world) block() *program.Block {
	return &program.Block{Header: w.header, Config: w.config, Transactions: w.txs}
}

func (w *world) witness() *program.Witness {
	out := &program.Witness{AccountCount: uint32(len(w.before))}
	var indices []uint32
	for i := range w.touched {
		indices = append(indices, i)
	}
	slices.Sort(indices)
	for _, i := range indices {
		l := program.TouchedLeaf{Index: i, After: w.accounts[i]}
		if i < out.AccountCount {
			l.Before = w.before[i]
		}
		out.Leaves = append(out.Leaves, l)
	}
	out.Siblings, _ = program.Siblings(indices, func(height int, position uint32) (fp.Element, error) {
		return treeNode(w.before, height, uint64(position)), nil
	})
	return out
}

// treeNode is a node of the account tree, by its definition.
func treeNode(accounts []program.Account, height int, position uint64) (n fp.Element) {
	if position<<height >= uint64(len(accounts)) {
		return emptyNode(height)
	}
	if height == 0 {
		return accounts[position].Leaf()
	}
	left, right := treeNode(accounts, height-1, 2*position), treeNode(accounts, height-1, 2*position+1)
	return hash.PedersenHash(&left, &right)
}

var empties = make([]fp.Element, 1, 33)

func emptyNode(height int) fp.Element {
	for len(empties) <= height {
		e := &empties[len(empties)-1]
		empties = append(empties, hash.PedersenHash(e, e))
	}
	return empties[height]
}

// run runs the program over an input in proof mode.
func run(input []byte) (*cairo.Result, error) {
	return cairo.Execute(context.Background(), cairo.Options{
		Program: program.Compiled(), Input: input, Layout: program.Layout, ProofMode: true,
	})
}

// output returns the words that a run has written.
func output(r *cairo.Result) (words []fp.Element) {
	for _, v := range r.Output() {
		words = append(words, v.Felt())
	}
	return words
}

func TestBlockOfAllKinds(t *testing.T) {
	block, witness, w := allKinds()
	requireCost(t, block, witness, requireRun(t, block, witness))
	before, after, err := witness.TreeRoots()
	require.NoError(t, err)
	require.Equal(t, treeNode(w.before, 32, 0), before)
	require.Equal(t, treeNode(w.accounts, 32, 0), after)
}

// requireRun runs the program over a block, and demands the output that Go
// expects, which must be read as it was written.
func requireRun(t tester, block *program.Block, witness *program.Witness) *cairo.Result {
	t.Helper()
	input, err := program.Input(block, witness)
	require.NoError(t, err)
	r, err := run(input)
	require.NoError(t, err)
	want, err := program.NewOutput(block, witness)
	require.NoError(t, err)
	require.Equal(t, want.Words(), output(r))
	read, err := program.ParseOutput(want.Words())
	require.NoError(t, err)
	require.Equal(t, want.Words(), read.Words())
	return r
}
