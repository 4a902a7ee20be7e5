package sequencing_test

import (
	"context"
	"log/slog"
	"math/big"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"

	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/starknet"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/sequencing"
	"quarry/settlement/settler/settlertest"
)

// depth is how many L1 blocks must lie upon a message's.
const depth = 2

// watch opens the deposits of a world.
func watch(t testing.TB, w *settlertest.World, db *pebble.DB) *sequencing.Deposits {
	t.Helper()
	d, err := sequencing.OpenDeposits(sequencing.DepositsConfig{
		DB: db, Prefix: []byte("deposits/"), Client: w.Client, Core: w.Addresses.Core, Origin: w.Addresses.Block, Depth: depth,
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// deposit deposits from the governor's account.
func deposit(t testing.TB, w *settlertest.World, to starknet.Felt, amount int64) {
	t.Helper()
	bridge, err := bindings.NewBridge(w.Addresses.Bridge, w.Client)
	if err != nil {
		t.Fatal(err)
	}
	auth := *w.Governor
	auth.Value = big.NewInt(amount + 1000)
	w.Transact(bridge.Deposit(&auth, big.NewInt(amount), to.BigInt(new(big.Int))))
}

// pending demands the nonces of the messages that can be taken.
func pending(t testing.TB, d *sequencing.Deposits, next uint64, want ...uint64) []starknet.MessageToL2 {
	t.Helper()
	d.Pending(next, next, 1) // says from where on
	if err := d.Step(context.Background()); err != nil {
		t.Fatal(err)
	}
	list := d.Pending(next, next, 10)
	if len(list) != len(want) {
		t.Fatalf("%d messages, want %v", len(list), want)
	}
	for i := range list {
		if list[i].Nonce != want[i] {
			t.Fatalf("message %d has nonce %d, want %v", i, list[i].Nonce, want)
		}
	}
	return list
}

// is demands what is known of a message.
func is(t testing.TB, d *sequencing.Deposits, next uint64, m starknet.MessageToL2, want chain.DepositView) {
	t.Helper()
	if got := d.Check(next, next, &m); got != want {
		t.Fatalf("message %d after %d: %d, want %d", m.Nonce, next, got, want)
	}
}

// Messages are taken when they lie deep enough, in order, and known again after a
// restart; others are forged.
func TestMessages(t *testing.T) {
	w := settlertest.New(t, settlertest.Options{})
	db := chaintest.Database(t, vfs.NewMem(), "db")
	d := watch(t, w, db)
	deposit(t, w, starknet.NewFelt(5), 100)
	deposit(t, w, starknet.NewFelt(6), 200)
	pending(t, d, 0)
	w.Commit()
	first := pending(t, d, 0, 0)[0]
	is(t, d, 0, first, chain.DepositSeen)
	w.Commit()
	both := pending(t, d, 0, 0, 1)
	pending(t, d, 1, 1)
	pending(t, d, 2)
	is(t, d, 1, both[1], chain.DepositSeen)
	is(t, d, 0, both[1], chain.DepositForged) // one is left out
	is(t, d, 1, both[0], chain.DepositForged) // it was consumed
	forged := both[0]
	forged.Payload = append([]starknet.Felt{starknet.NewFelt(9)}, forged.Payload[1:]...)
	is(t, d, 0, forged, chain.DepositForged)
	later := both[1]
	later.Nonce = 2
	is(t, d, 2, later, chain.DepositUnknown)

	// After a restart, it is looked at those that are next before they are asked for.
	pending(t, d, 1, 1)
	d = watch(t, w, db)
	if err := d.Step(context.Background()); err != nil {
		t.Fatal(err)
	}
	is(t, d, 1, both[1], chain.DepositSeen)
	is(t, d, 0, both[0], chain.DepositRecorded)
	pending(t, d, 0, 0, 1)
	logs, err := w.Core.FilterLogMessageToL2(&bind.FilterOpts{}, nil, nil, nil)
	if err != nil || !logs.Next() {
		t.Fatal(err)
	}
	sent, ok, err := d.Sent(context.Background(), logs.Event.Raw.TxHash)
	if err != nil || !ok || len(sent) != 1 || sent[0].Nonce != 0 {
		t.Fatal(sent, ok, err)
	}
	if _, ok, _ := d.Sent(context.Background(), common.Hash{1}); ok {
		t.Fatal("an unknown transaction has sent something")
	}
}

// A message that L1 has left is not taken, deep as it lay.
func TestReorganisedMessage(t *testing.T) {
	w := settlertest.New(t, settlertest.Options{Chain: l1.ChainOptions{SafeDepth: 8, FinalDepth: 16}})
	db := chaintest.Database(t, vfs.NewMem(), "db")
	d := watch(t, w, db)
	deposit(t, w, starknet.NewFelt(5), 100)
	parent := w.Commit()
	deposit(t, w, starknet.NewFelt(6), 200)
	for range depth {
		w.Commit()
	}
	both := pending(t, d, 0, 0, 1)
	if err := w.Chain.Fork(parent.Hash()); err != nil {
		t.Fatal(err)
	}
	w.Chain.Drop()
	// Who begins anew, as far as it knows, has both, until it has looked.
	d = watch(t, w, db)
	is(t, d, 0, both[0], chain.DepositRecorded)
	is(t, d, 1, both[1], chain.DepositRecorded)
	if err := d.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	is(t, d, 0, both[0], chain.DepositUnknown)
	is(t, d, 1, both[1], chain.DepositUnknown)
	pending(t, d, 0) // nor the one that lies less deep now
	for range depth + 3 {
		w.Commit()
	}
	pending(t, d, 0, 0)
	deposit(t, w, starknet.NewFelt(7), 300)
	for range depth {
		w.Commit()
	}
	if list := pending(t, watch(t, w, db), 0, 0, 1); list[1].Payload[0] != starknet.NewFelt(7) {
		t.Fatal(list[1])
	}
}

// A message that was taken back is left out, by the builder and by those who check.
func TestCancelledMessage(t *testing.T) {
	w := settlertest.New(t, settlertest.Options{})
	db := chaintest.Database(t, vfs.NewMem(), "db")
	d := watch(t, w, db)
	auth := *w.Governor
	auth.Value = big.NewInt(5)
	send := func(selector int64) {
		w.Transact(w.Core.SendMessageToL2(&auth, big.NewInt(1), big.NewInt(selector), nil))
	}
	send(10)
	send(11)
	for range depth {
		w.Commit()
	}
	both := pending(t, d, 0, 0, 1)
	w.Transact(w.Core.StartL1ToL2MessageCancellation(w.Governor, big.NewInt(1), big.NewInt(10), nil, big.NewInt(0)))
	pending(t, d, 0, 0, 1)
	if _, err := w.Chain.AdvanceTime(time.Hour); err != nil {
		t.Fatal(err)
	}
	w.Transact(w.Core.CancelL1ToL2Message(w.Governor, big.NewInt(1), big.NewInt(10), nil, big.NewInt(0)))
	// Neither is it taken, nor another before that is certain.
	pending(t, d, 0)
	is(t, d, 0, both[0], chain.DepositUnknown)
	is(t, d, 0, both[1], chain.DepositUnknown)
	for range depth {
		w.Commit()
	}
	pending(t, d, 0, 1)
	is(t, d, 0, both[0], chain.DepositForged)
	is(t, d, 0, both[1], chain.DepositSeen)
	d = watch(t, w, db)
	pending(t, d, 0, 1)
}

// A message whose cancellation L1 has left again is taken, in its place: whether the
// cancellation lay deep or not.
func TestReorganisedCancellation(t *testing.T) {
	for name, deep := range map[string]int{"shallow": 0, "deep": depth} {
		t.Run(name, func(t *testing.T) {
			w := settlertest.New(t, settlertest.Options{Chain: l1.ChainOptions{SafeDepth: 8, FinalDepth: 16}})
			db := chaintest.Database(t, vfs.NewMem(), "db")
			d := watch(t, w, db)
			auth := *w.Governor
			auth.Value = big.NewInt(5)
			for selector := range int64(2) {
				w.Transact(w.Core.SendMessageToL2(&auth, big.NewInt(1), big.NewInt(10+selector), nil))
			}
			w.Transact(w.Core.StartL1ToL2MessageCancellation(w.Governor, big.NewInt(1), big.NewInt(10), nil, big.NewInt(0)))
			if _, err := w.Chain.AdvanceTime(time.Hour); err != nil {
				t.Fatal(err)
			}
			for range depth {
				w.Commit()
			}
			parent := w.Commit()
			both := pending(t, d, 0, 0, 1)
			w.Transact(w.Core.CancelL1ToL2Message(w.Governor, big.NewInt(1), big.NewInt(10), nil, big.NewInt(0)))
			for range deep {
				w.Commit()
			}
			if deep == 0 {
				pending(t, d, 0)
			} else {
				pending(t, d, 0, 1)
			}
			if err := w.Chain.Fork(parent.Hash()); err != nil {
				t.Fatal(err)
			}
			w.Chain.Drop()
			for range depth + 3 {
				w.Commit()
			}
			pending(t, d, 0, 0, 1)
			is(t, d, 0, both[0], chain.DepositSeen)
			is(t, d, 0, both[1], chain.DepositForged) // the first is left out
			pending(t, watch(t, w, db), 0, 0, 1)
		})
	}
}

// A deposit's whole way: from L1 to the account's balance, consumed on L1 by the
// block's proof; and a withdrawal's back to an account on L1.
func TestDepositAndWithdrawal(t *testing.T) {
	ctx := context.Background()
	var d *sequencing.Deposits
	r := settlertest.NewRollup(t, settlertest.Options{}, 2, false, func(w *settlertest.World) chain.Deposits {
		d = watch(t, w, chaintest.Database(t, vfs.NewMem(), "deposits"))
		return d
	})
	alice := chaintest.NewAccount(50)
	deposit(t, r.World, alice.Address, 1e15)
	for range depth {
		r.Commit()
	}
	pending(t, d, 0, 0)
	bridge, err := bindings.NewBridge(r.Addresses.Bridge, r.Client)
	if err != nil {
		t.Fatal(err)
	}
	r.Transact(bridge.DepositCancelRequest(r.Governor, big.NewInt(1e15), alice.Address.BigInt(new(big.Int)), big.NewInt(0)))
	to := settlertest.Address(7)
	r.Seal(r.Accounts[0].Withdraw(starknet.EthAddress(to), 4242))
	view, err := r.State.View()
	if err != nil {
		t.Fatal(err)
	}
	if a, _, err := view.Lookup(&alice.Address); err != nil || a == nil || a.Balance.Uint64() != 1e15 {
		t.Fatalf("%+v, %v", a, err)
	}
	manager, err := l1.OpenManager(ctx, l1.ManagerOptions{
		Client: r.Client, Signer: l1.NewKeySigner(settlertest.Key(1)), Store: l1.NewMemoryStore(),
	})
	if err != nil {
		t.Fatal(err)
	}
	for range depth {
		r.Commit()
	}
	pending(t, d, 1)
	if list := d.Cancellations(); len(list) != 1 || !list[0].Taken {
		t.Fatalf("%+v", list)
	}
	store := r.Chain.Store()
	s, err := settler.Open(settler.Config{
		DB: r.DB, Prefix: []byte("settler/"), Client: r.Client, Manager: manager, Core: r.Addresses.Core, Origin: r.Addresses.Block,
		Blocks: r.Blocks, Prover: &settlertest.RunProver{}, Proofs: settlertest.Proofs{}, Finality: &sequencing.Stages{Store: store}, Deposits: d,
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 8 {
		if err := s.Step(ctx); err != nil {
			t.Fatal(err)
		}
		if o := s.Overview(); i == 0 && (len(o.Cancellations) != 1 || o.Cancellations[0].Nonce != 0) {
			t.Fatalf("%+v", o.Cancellations)
		}
		r.Commit()
	}
	if f, err := store.Finality(1); err != nil || f.Stage != chain.L1Finalized || f.L1Block == 0 || f.L1Transaction == [32]byte{} || f.Job == "" {
		t.Fatalf("%+v, %v", f, err)
	}
	pending(t, d, 1)
	if list := d.Cancellations(); len(list) != 0 {
		t.Fatalf("L1 has consumed it: %+v", list)
	}
	before, _ := r.Client.BalanceAt(ctx, to, nil)
	r.Transact(bridge.Withdraw(r.Governor, big.NewInt(4242), to))
	after, _ := r.Client.BalanceAt(ctx, to, nil)
	if got := new(big.Int).Sub(after, before); got.Int64() != 4242 {
		t.Fatalf("%s wei have arrived", got)
	}
}

// With an L1 that has stopped answering, what it has said is good for a while, and
// nobody waits for it.
func TestSilentL1(t *testing.T) {
	w := settlertest.New(t, settlertest.Options{})
	d := watch(t, w, chaintest.Database(t, vfs.NewMem(), "db"))
	deposit(t, w, starknet.NewFelt(5), 100)
	for range depth {
		w.Commit()
	}
	first := pending(t, d, 0, 0)[0]
	silent, cancel := context.WithCancel(context.Background())
	cancel()
	if err := d.Step(silent); err == nil {
		t.Fatal("L1 has answered")
	}
	is(t, d, 0, first, chain.DepositSeen)
	if list := d.Pending(0, 0, 10); len(list) != 1 {
		t.Error(list)
	}
}

// faults counts what is logged.
type faults struct {
	slog.Handler
	count atomic.Int64
}

func (f *faults) Enabled(context.Context, slog.Level) bool { return true }

func (f *faults) Handle(context.Context, slog.Record) error {
	f.count.Add(1)
	return nil
}

// However often messages are wanted, an L1 that fails is asked again at the next tick.
func TestFailingL1(t *testing.T) {
	w := settlertest.New(t, settlertest.Options{Chain: l1.ChainOptions{Listen: "127.0.0.1:0"}})
	db := chaintest.Database(t, vfs.NewMem(), "db")
	deposit(t, w, starknet.NewFelt(5), 100)
	for range depth {
		w.Commit()
	}
	first := pending(t, watch(t, w, db), 0, 0)[0]
	// It begins anew, and knows the message but not whether it is still there.
	client, err := l1.Dial(t.Context(), l1.Connection{URL: w.Chain.URL()})
	if err != nil {
		t.Fatal(err)
	}
	log := new(faults)
	d, err := sequencing.OpenDeposits(sequencing.DepositsConfig{
		DB: db, Prefix: []byte("deposits/"), Client: client, Core: w.Addresses.Core, Origin: w.Addresses.Block, Depth: depth, Log: slog.New(log),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Chain.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ticks, ended := make(chan time.Time), make(chan error)
	go func() { ended <- d.Run(ctx, ticks) }()
	is(t, d, 0, first, chain.DepositRecorded)
	const rounds = 20
	for range rounds {
		d.Pending(0, 0, 1)
		ticks <- time.Time{}
	}
	cancel()
	<-ended
	// Once before the first tick; the last may have been cut short.
	if n := log.count.Load(); n < rounds || n > rounds+1 {
		t.Errorf("L1 was asked %d times in %d ticks", n, rounds)
	}
}
