package mempool

import (
	"sync"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/holiman/uint256"

	"quarry/sequencer/execution"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// world is what a pool needs around it: a state, keys, a clock and a disk that can
// crash.
type world struct {
	mu       sync.Mutex
	accounts map[Felt]*program.Account
	prices   program.Prices
	now      time.Time
	fs       *vfs.MemFS
	db       *pebble.DB
	executor *execution.Executor
	keys     []starknet.PrivateKey
	address  []Felt
}

// richest is the balance of the accounts of a world.
const richest = 1_000_000_000_000_000

func newWorld(t testing.TB, accounts int) *world {
	w := &world{
		accounts: map[Felt]*program.Account{}, prices: program.Prices{L1: 1, L2: 1, L1Data: 1}, now: time.Unix(1_700_000_000, 0),
		fs:       vfs.NewCrashableMem(),
		executor: execution.NewExecutor(program.Config{L2ChainID: starknet.MustShortString("QUARRY_TEST")}, starknet.NewVerifier(0), 1),
	}
	for i := range accounts {
		k, err := starknet.PrivateKeyFromBytes(append(make([]byte, 30), byte(i>>8), byte(i+1)))
		if err != nil {
			t.Fatal(err)
		}
		w.own(k)
		w.accounts[w.address[i]].ClassHash = starknet.AccountClassHash
		w.accounts[w.address[i]].PublicKey = k.PublicKey()
	}
	w.openDisk(t)
	return w
}

// own adds an account that is not deployed.
func (w *world) own(k starknet.PrivateKey) Felt {
	x := k.PublicKey()
	a := starknet.AccountAddress(&x, &x)
	w.keys, w.address = append(w.keys, k), append(w.address, a)
	w.accounts[a] = &program.Account{Address: a, Balance: *uint256.NewInt(richest)}
	return a
}

func (w *world) openDisk(t testing.TB) {
	var err error
	if w.db, err = pebble.Open("db", &pebble.Options{FS: w.fs, Logger: quiet{}, MemTableSize: 1 << 20}); err != nil {
		t.Fatal(err)
	}
}

// openAt opens the database on the machine's disk instead.
func (w *world) openAt(t testing.TB, dir string) {
	if err := w.db.Close(); err != nil {
		t.Fatal(err)
	}
	var err error
	if w.db, err = state.OpenDatabase(dir, state.DatabaseOptions{}); err != nil {
		t.Fatal(err)
	}
}

type quiet struct{}

func (quiet) Infof(string, ...any)  {}
func (quiet) Errorf(string, ...any) {}
func (quiet) Fatalf(string, ...any) {}

// Account implements State.
func (w *world) Account(address *Felt) (*program.Account, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a := w.accounts[*address]
	if a == nil {
		return nil, nil
	}
	c := *a
	return &c, nil
}

// Prices implements State.
func (w *world) Prices() program.Prices { return w.prices }

func (w *world) options() Options {
	return Options{Now: func() time.Time { return w.now }, Threads: 1}
}

func (w *world) open(t testing.TB, o Options) *Pool {
	p, err := Open(t.Context(), w.db, w, w.executor, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// transfer is a signed transfer from the i-th account.
func (w *world) transfer(t testing.TB, i int, nonce, tip, price uint64) *starknet.InvokeV3 {
	to := starknet.NewFelt(nonce + 1)
	tx := &starknet.InvokeV3{Sender: w.address[i], Calldata: starknet.EncodeCalls(starknet.Transfer{Recipient: to}.Call())}
	tx.Nonce, tx.Tip = nonce, tip
	gas := program.GasOf(program.Transfer)
	tx.Bounds = starknet.ResourceBounds{
		L2Gas:     starknet.ResourceBound{MaxAmount: gas.L2, MaxPrice: *uint256.NewInt(price)},
		L1DataGas: starknet.ResourceBound{MaxAmount: gas.L1Data, MaxPrice: *uint256.NewInt(1)},
	}
	w.sign(t, i, tx)
	return tx
}

func (w *world) sign(t testing.TB, i int, tx starknet.AccountTransaction) {
	chain := w.executor.Config().L2ChainID
	if err := w.keys[i].SignTransaction(tx, &chain); err != nil {
		t.Fatal(err)
	}
}

// deploy is the signed deployment of the i-th account.
func (w *world) deploy(t testing.TB, i int) *starknet.DeployAccountV3 {
	x := w.keys[i].PublicKey()
	tx := &starknet.DeployAccountV3{ClassHash: starknet.AccountClassHash, Salt: x, ConstructorCalldata: []Felt{x}}
	gas := program.GasOf(program.Deploy)
	tx.Bounds = starknet.ResourceBounds{
		L2Gas:     starknet.ResourceBound{MaxAmount: gas.L2, MaxPrice: *uint256.NewInt(5)},
		L1DataGas: starknet.ResourceBound{MaxAmount: gas.L1Data, MaxPrice: *uint256.NewInt(1)},
	}
	w.sign(t, i, tx)
	return tx
}

func (w *world) checked(t testing.TB, tx starknet.Transaction) *execution.Transaction {
	c, err := w.executor.Check(tx)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// include makes a block of transactions: the state goes on, then the pool hears.
func (w *world) include(p *Pool, block []*execution.Transaction) {
	w.mu.Lock()
	for _, t := range block {
		a := w.accounts[t.Account]
		a.Nonce = t.Common().Nonce + 1
		if t.Kind == program.Deploy {
			a.ClassHash, a.PublicKey = starknet.AccountClassHash, t.PublicKey
		}
	}
	w.mu.Unlock()
	p.Included(block)
}
