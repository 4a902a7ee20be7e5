package cometbft

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	abci "github.com/cometbft/cometbft/abci/types"
	cfg "github.com/cometbft/cometbft/config"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/execution"
	"quarry/sequencer/starknet"
)

// poolOf is a mempool that takes whatever is well-formed.
type poolOf struct {
	*chaintest.Pool
	executor *execution.Executor
}

func (p poolOf) Add(_ context.Context, t starknet.AccountTransaction) (hash starknet.Felt, err error) {
	list, err := p.Pool.Add(p.executor, t)
	if err != nil {
		return hash, err
	}
	return list[0].Hash, nil
}

func newApp(t *testing.T, accounts []*chaintest.Account) *app {
	t.Helper()
	db := chaintest.Database(t, vfs.NewMem(), "")
	t.Cleanup(func() { db.Close() })
	pool := poolOf{chaintest.NewPool(), chaintest.Executor()}
	ledger := chaintest.Open(t, db, accounts, chain.Config{Pool: pool, Executor: pool.executor})
	return &app{
		chain: ledger, pool: pool, chainID: chaintest.Config.L2ChainID, log: slog.New(slog.DiscardHandler), failed: make(chan error, 1),
	}
}

func check(t *testing.T, a *app, tx []byte, kind abci.CheckTxType) uint32 {
	t.Helper()
	answer, err := a.CheckTx(t.Context(), &abci.RequestCheckTx{Tx: tx, Type: kind})
	if err != nil {
		t.Fatal(err)
	}
	return answer.Code
}

func process(t *testing.T, a *app, txs [][]byte) bool {
	t.Helper()
	answer, err := a.ProcessProposal(t.Context(), &abci.RequestProcessProposal{Txs: txs, Height: 1})
	if err != nil {
		t.Fatal(err)
	}
	return answer.Status == abci.ResponseProcessProposal_ACCEPT
}

func TestCheckTx(t *testing.T) {
	accounts := chaintest.Accounts(1)
	a := newApp(t, accounts)
	transfer := starknet.EncodeTransaction(accounts[0].Transfer(starknet.NewFelt(9), 1))
	m := chaintest.Deposit(0, starknet.NewFelt(9), 1)
	for name, tx := range map[string][]byte{
		"nothing": {}, "garbage": []byte("garbage"), "cut off": transfer[:len(transfer)-1], "too long": append(slices.Clone(transfer), 0),
		"a message from L1": starknet.EncodeTransaction(m.Transaction()),
		"what no block has": starknet.EncodeTransaction(&starknet.InvokeV3{Sender: accounts[0].Address}),
	} {
		if check(t, a, tx, abci.CheckTxType_New) == 0 {
			t.Errorf("%s is taken", name)
		}
	}
	if check(t, a, transfer, abci.CheckTxType_Recheck) == 0 {
		t.Error("what the mempool does not have stays")
	}
	for range 2 {
		if check(t, a, transfer, abci.CheckTxType_New) != 0 || check(t, a, transfer, abci.CheckTxType_Recheck) != 0 {
			t.Error("a good transaction is refused")
		}
	}
	if len(a.pool.Waiting()) != 1 {
		t.Error(len(a.pool.Waiting()), "transactions wait")
	}
}

// TestDecides leads a block through all calls, on the node that proposes it and on
// another, with a crash before the block is committed.
func TestDecides(t *testing.T) {
	accounts := chaintest.Accounts(1)
	a, b := newApp(t, accounts), newApp(t, accounts)
	empty, err := a.PrepareProposal(t.Context(), &abci.RequestPrepareProposal{MaxTxBytes: 1 << 20})
	if err != nil || len(empty.Txs) != 0 {
		t.Fatal(empty, err)
	}
	check(t, a, starknet.EncodeTransaction(accounts[0].Transfer(starknet.NewFelt(9), 1)), abci.CheckTxType_New)
	p, err := a.PrepareProposal(t.Context(), &abci.RequestPrepareProposal{MaxTxBytes: 1 << 20})
	if err != nil || len(p.Txs) != 2 {
		t.Fatal(p, err)
	}
	for name, txs := range map[string][][]byte{
		"no envelope":       p.Txs[1:],
		"no transactions":   p.Txs[:1],
		"two envelopes":     {p.Txs[0], p.Txs[0], p.Txs[1]},
		"longer envelope":   {append(slices.Clone(p.Txs[0]), 0), p.Txs[1]},
		"envelope cut off":  {p.Txs[0][:40], p.Txs[1]},
		"garbage":           {[]byte("x")},
		"another version":   {append([]byte{9}, p.Txs[0][1:]...), p.Txs[1]},
		"another timestamp": {changed(p.Txs[0], 35), p.Txs[1]},
		"another signature": {p.Txs[0], changed(p.Txs[1], 20)},
	} {
		if process(t, b, txs) {
			t.Errorf("%s: accepted", name)
		}
	}
	if !process(t, a, p.Txs) || !process(t, b, p.Txs) || !process(t, b, nil) {
		t.Fatal("a good block is refused")
	}
	for _, x := range []*app{a, b, b} { // b replays the block
		info, err := x.Info(t.Context(), &abci.RequestInfo{})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := x.FinalizeBlock(t.Context(), &abci.RequestFinalizeBlock{Txs: p.Txs, Height: 7})
		if err != nil || len(answer.TxResults) != 2 || slices.Equal(answer.AppHash, info.LastBlockAppHash) || info.LastBlockHeight != 0 {
			t.Fatal(answer, err)
		}
	}
	for _, x := range []*app{a, b} {
		if _, err := x.Commit(t.Context(), &abci.RequestCommit{}); err != nil {
			t.Fatal(err)
		}
		if info, err := x.Info(t.Context(), &abci.RequestInfo{}); err != nil || info.LastBlockHeight != 7 || x.head().Number != 1 {
			t.Error(info, err)
		}
		answer, err := x.FinalizeBlock(t.Context(), &abci.RequestFinalizeBlock{Height: 8})
		if err != nil || !slices.Equal(answer.AppHash, appHash(&x.head().Hash)) {
			t.Error(answer, err)
		}
		if _, err := x.Commit(t.Context(), &abci.RequestCommit{}); err != nil {
			t.Fatal(err)
		}
		if info, err := x.Info(t.Context(), &abci.RequestInfo{}); err != nil || info.LastBlockHeight != 8 || x.head().Number != 1 {
			t.Error("an empty block:", info, err)
		}
	}
}

// changed is b with a bit changed.
func changed(b []byte, at int) []byte {
	b = slices.Clone(b)
	b[at] ^= 1
	return b
}

// TestDecidedWrongly has the others decide for a block that is none: the node stops.
func TestDecidedWrongly(t *testing.T) {
	accounts := chaintest.Accounts(1)
	a, b := newApp(t, accounts), newApp(t, chaintest.Accounts(2))
	check(t, a, starknet.EncodeTransaction(accounts[0].Transfer(starknet.NewFelt(9), 1)), abci.CheckTxType_New)
	p, err := a.PrepareProposal(t.Context(), &abci.RequestPrepareProposal{MaxTxBytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.FinalizeBlock(t.Context(), &abci.RequestFinalizeBlock{Txs: p.Txs, Height: 1}); fault.CodeOf(err) != CodeDecided {
		t.Error(err)
	}
	if err := <-b.failed; fault.CodeOf(err) != CodeDecided {
		t.Error(err)
	}
}

func TestGenesisMustFit(t *testing.T) {
	a, b := newApp(t, chaintest.Accounts(1)), newApp(t, chaintest.Accounts(2))
	state, _ := json.Marshal(genesisState{starknet.Hex(a.head().Hash)})
	if _, err := a.InitChain(t.Context(), &abci.RequestInitChain{AppStateBytes: state}); err != nil {
		t.Error(err)
	}
	if _, err := b.InitChain(t.Context(), &abci.RequestInitChain{AppStateBytes: state}); fault.CodeOf(err) != CodeGenesis {
		t.Error(err)
	}
}

// TestAfterTheEnd has the library call on when the node has stopped.
func TestAfterTheEnd(t *testing.T) {
	a := newApp(t, nil)
	a.closed = true
	if _, err := a.Commit(t.Context(), &abci.RequestCommit{}); fault.CodeOf(err) != CodeClosed {
		t.Error(err)
	}
}

func TestIdentity(t *testing.T) {
	dir := t.TempDir()
	first, err := ReadIdentity(dir)
	if err != nil || len(first.Node) != 40 {
		t.Fatal(first, err)
	}
	if again, err := ReadIdentity(dir); err != nil || again != first {
		t.Error("the keys are others when they are read again:", err)
	}
	votes := filepath.Join(dir, validatorVoteFile)
	good, err := os.ReadFile(votes)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "{", `{"height": "x"}`} {
		if err := os.WriteFile(votes, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadIdentity(dir); fault.CodeOf(err) != CodeKey {
			t.Errorf("votes %q: %v", bad, err)
		}
	}
	if err := os.Remove(votes); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadIdentity(dir); fault.CodeOf(err) != CodeKey {
		t.Error("a key without its votes might vote twice:", err)
	}
	if err := os.WriteFile(votes, good, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, validatorKeyFile), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadIdentity(dir); fault.CodeOf(err) != CodeKey {
		t.Error(err)
	}
}

func TestOptions(t *testing.T) {
	good := Options{ChainID: "x", Validators: []Validator{{}}, GenesisTime: time.Now()}
	if err := good.check(); err != nil {
		t.Error(err)
	}
	for _, change := range []func(o *Options){
		func(o *Options) { o.ChainID = "" },
		func(o *Options) { o.ChainID = "123456789012345678901234567890123456789012345678901" },
		func(o *Options) { o.Validators = nil },
		func(o *Options) { o.GenesisTime = time.Time{} },
	} {
		o := good
		change(&o)
		if err := o.check(); fault.CodeOf(err) != CodeOptions {
			t.Error(err)
		}
	}
}

// broken is a chain that can't finalise anything.
type broken struct{ Chain }

func (broken) FinaliseTagged(context.Context, starknet.Felt, string, []byte) (*chain.Header, error) {
	panic("no")
}

// single is the only validator of a network, with a transfer waiting.
func single(t *testing.T, change func(Chain) Chain) *Node {
	t.Helper()
	accounts := chaintest.Accounts(1)
	a := newApp(t, accounts)
	check(t, a, starknet.EncodeTransaction(accounts[0].Transfer(starknet.NewFelt(9), 1)), abci.CheckTxType_New)
	options, err := Network(t.TempDir(), "quarry-test", freeAddresses(t, 1), time.Now().Add(-time.Second))
	if err != nil {
		t.Fatal(err)
	}
	options[0].BlockTime = 10 * time.Millisecond
	n, err := New(t.Context(), options[0], change(a.chain), a.pool, chaintest.Config.L2ChainID)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestAlone is a network of one, which is stopped when it has made its block.
func TestAlone(t *testing.T) {
	n := single(t, func(c Chain) Chain { return c })
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	blocks := n.app.chain.Store().Feed().Subscribe(100)
	go func() {
		for notice := range blocks.C() {
			if b, ok := notice.(*chain.BlockNotice); ok && len(b.Block.Transactions) == 1 {
				stop()
			}
		}
	}()
	if err := n.Run(ctx); err != nil {
		t.Error(err)
	}
	if n.app.head().Number != 1 {
		t.Error("the head is block", n.app.head().Number)
	}
	blocks.Close()
}

// TestHalts has the library end its consensus by itself: the node ends, too.
func TestHalts(t *testing.T) {
	n := single(t, func(c Chain) Chain { return broken{c} })
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	if err := n.Run(ctx); fault.CodeOf(err) != CodeHalted {
		t.Error(err)
	}
}

// TestDatabaseAfterItsEnd reads a closed database: the reader waits, and nobody else does.
func TestDatabaseAfterItsEnd(t *testing.T) {
	config := cfg.DefaultConfig().SetRoot(t.TempDir())
	context := &cfg.DBContext{ID: "x", Config: config}
	db, err := new(databases).open(context)
	if err != nil {
		t.Fatal(err)
	}
	batch := db.NewBatch()
	if err := errors.Join(batch.Set([]byte("k"), []byte("v")), batch.WriteSync(), db.Close(), db.Close()); err != nil {
		t.Fatal(err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = db.Get([]byte("k"))
	}()
	again, err := new(databases).open(context)
	if err != nil {
		t.Fatal("it is not given free:", err)
	}
	defer again.Close()
	if v, err := again.Get([]byte("k")); err != nil || string(v) != "v" {
		t.Error(string(v), err)
	}
	select {
	case <-read:
		t.Error("a closed database answers")
	case <-time.After(50 * time.Millisecond):
	}
}
