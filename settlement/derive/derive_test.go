package derive_test

import (
	"context"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/ethereum/go-ethereum/rpc"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
	"quarry/settlement/blob"
	"quarry/settlement/derive"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/settlertest"
)

// world is a rollup whose blocks are settled.
type world struct {
	testing.TB
	*settlertest.Rollup
	settler *settler.Settler
}

func newWorld(t testing.TB, blobs bool, archive *blob.Archive) *world {
	t.Helper()
	w := &world{TB: t, Rollup: settlertest.NewRollup(t, settlertest.Options{Chain: l1.ChainOptions{Listen: "127.0.0.1:0"}}, 4, blobs, nil)}
	ctx := context.Background()
	manager, err := l1.OpenManager(ctx, l1.ManagerOptions{
		Client: w.Client, Signer: l1.NewKeySigner(settlertest.Key(1)), Store: l1.NewMemoryStore(),
	})
	w.check(err)
	w.settler, err = settler.Open(settler.Config{
		DB: w.DB, Prefix: []byte("settler/"), Client: w.Client, Manager: manager, Core: w.Addresses.Core, Origin: w.Addresses.Block,
		Blocks: w.Blocks, Prover: &settlertest.RunProver{}, Proofs: settlertest.Proofs{}, Archive: archive,
	})
	w.check(err)
	return w
}

func (w *world) check(err error) {
	w.TB.Helper()
	if err != nil {
		w.TB.Fatal(err)
	}
}

// settle settles all sealed blocks and makes L1 final.
func (w *world) settle() {
	w.TB.Helper()
	head := w.Chain().Head().Number
	for range 5 * head {
		w.check(w.settler.Step(context.Background()))
		w.Commit()
		if w.Settled() == head {
			w.check(w.World.Chain.Finalize())
			return
		}
	}
	w.TB.Fatalf("the contract is at block %d of %d", w.Settled(), head)
}

// Chain returns the L2 chain's blocks.
func (w *world) Chain() *chain.Store { return w.Rollup.Chain.Store() }

// derive derives the state into a database.
func (w *world) derive(db *pebble.DB, change func(*derive.Options)) (*derive.Block, error) {
	o := derive.Options{Client: w.Client, Core: w.Addresses.Core, Origin: w.Addresses.Block, Genesis: w.Genesis, DB: db}
	if change != nil {
		change(&o)
	}
	return derive.Run(context.Background(), o)
}

// seal makes three blocks: among them transfers to new accounts, a withdrawal and a
// deployment.
func (w *world) seal() {
	w.TB.Helper()
	a, b := w.Accounts[0], w.Accounts[1]
	carol := chaintest.NewAccount(77)
	w.Seal(a.Transfer(carol.Address, 1e15), a.Transfer(starknet.NewFelt(4711), 5))
	w.Seal(b.Withdraw(starknet.EthAddress{9}, 12345), carol.Deploy())
	w.Seal(carol.Transfer(a.Address, 99))
}

// same demands that a derived state is the node's, account by account.
func (w *world) same(db *pebble.DB, block *derive.Block) *state.State {
	w.TB.Helper()
	s, err := state.Open(db, []byte("state/"))
	w.check(err)
	got, err := s.View()
	w.check(err)
	want, err := w.State.ViewAt(block.Number)
	w.check(err)
	if got.Root() != want.Root() || got.Number() != want.Number() || got.Count() != want.Count() {
		w.TB.Fatalf("derived block %d with %d accounts, want %d with %d", got.Number(), got.Count(), want.Number(), want.Count())
	}
	for i := range want.Count() {
		g, err := got.Account(i)
		w.check(err)
		e, err := want.Account(i)
		w.check(err)
		if *g != *e {
			w.TB.Fatalf("account %d is %+v, not %+v", i, g, e)
		}
	}
	return s
}

// What L1 has is the whole state; and a chain that goes on from it makes the same
// blocks as the one that it was derived from.
func TestDerive(t *testing.T) {
	for name, blobs := range map[string]bool{"calldata": false, "blobs": true} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, blobs, nil)
			w.seal()
			w.settle()
			db := chaintest.Database(t, vfs.NewMem(), "derived")
			var seen []uint64
			block, err := w.derive(db, func(o *derive.Options) {
				o.Events = func(b derive.Block) { seen = append(seen, b.Number) }
			})
			w.check(err)
			if block.Number != 3 || len(seen) != 3 || (block.Blobs == 1) != blobs {
				t.Fatalf("%+v, seen %v", block, seen)
			}
			s := w.same(db, block)

			d := w.Accounts[3]
			pool := chaintest.NewPool()
			next, err := chain.New(context.Background(), chain.Config{
				DB: db, State: s, Executor: w.Executor, Pool: pool, Sequencer: chaintest.Sequencer, Prices: chaintest.Prices,
			})
			w.check(err)
			tx := d.Transfer(w.Accounts[2].Address, 8)
			_, err = pool.Add(w.Executor, tx)
			w.check(err)
			head := next.Store().Head()
			p, err := next.Build(context.Background(), chain.Request{Parent: head.Hash, Timestamp: head.Timestamp + 5})
			w.check(err)
			_, err = w.Pool.Add(w.Executor, tx)
			w.check(err)
			q, err := w.Rollup.Chain.Build(context.Background(), chain.Request{Parent: w.Chain().Head().Hash, Timestamp: head.Timestamp + 5})
			w.check(err)
			if p.Hash != q.Hash {
				t.Fatal("the chain that goes on from the derived state makes another block")
			}
		})
	}
}

// Derivation goes on where it stopped, and reads only what is final.
func TestDeriveGoesOn(t *testing.T) {
	w := newWorld(t, false, nil)
	w.seal()
	db := chaintest.Database(t, vfs.NewMem(), "derived")
	if block, err := w.derive(db, nil); err != nil || block.Number != 0 {
		t.Fatal(block, err)
	}
	w.settle()
	w.Seal(w.Accounts[2].Transfer(w.Accounts[0].Address, 1))
	for range 3 {
		w.check(w.settler.Step(context.Background()))
	}
	w.Commit()
	block, err := w.derive(db, nil)
	if err != nil || block.Number != 3 {
		t.Fatal(block, err)
	}
	if block, err = w.derive(db, func(o *derive.Options) { o.Tag = rpc.LatestBlockNumber }); err != nil || block.Number != 4 {
		t.Fatal(block, err)
	}
	w.same(db, block)
	if block, err = w.derive(db, func(o *derive.Options) { o.Tag = rpc.LatestBlockNumber }); err != nil || block.Number != 4 {
		t.Fatal(block, err)
	}
}

// Copies of blobs take the place of nodes that have forgotten them.
func TestDeriveFromArchive(t *testing.T) {
	archive := &blob.Archive{Dir: t.TempDir()}
	w := newWorld(t, true, archive)
	w.Seal(w.Accounts[0].Transfer(w.Accounts[1].Address, 3))
	w.settle()
	client, err := l1.Dial(context.Background(), l1.Connection{URL: w.World.Chain.URL()}) // without a source of blobs
	w.check(err)
	defer client.Close()
	without := func(o *derive.Options) { o.Client = client }
	if _, err := w.derive(chaintest.Database(t, vfs.NewMem(), "forgotten"), without); fault.CodeOf(err) != l1.CodeBlobs {
		t.Fatal(err)
	}
	block, err := w.derive(chaintest.Database(t, vfs.NewMem(), "derived"), func(o *derive.Options) { o.Client, o.Blobs = client, archive })
	if err != nil || block.Number != 1 {
		t.Fatal(block, err)
	}
}

func TestDeriveRefuses(t *testing.T) {
	w := newWorld(t, false, nil)
	w.Seal(w.Accounts[0].Transfer(w.Accounts[1].Address, 3))
	w.settle()
	other := *w.Genesis
	other.Timestamp++
	if _, err := w.derive(chaintest.Database(t, vfs.NewMem(), "a"), func(o *derive.Options) { o.Genesis = &other }); fault.CodeOf(err) != derive.CodeGenesis {
		t.Error(err)
	}
	if _, err := w.derive(w.DB, nil); fault.CodeOf(err) != derive.CodeDatabase {
		t.Error(err)
	}
}
