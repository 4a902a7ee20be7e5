package settler_test

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/settlertest"
)

// killed is what a killed process ends with.
type killed struct{}

// fuse kills the process when it has burnt down: one unit at each call to the world
// outside.
type fuse struct{ left int }

func (f *fuse) burn() {
	if f.left > 0 {
		if f.left--; f.left == 0 {
			panic(killed{})
		}
	}
}

// The settler's surroundings, each with the fuse.
type (
	fusedBlocks struct {
		settler.Blocks
		*fuse
	}
	fusedProver struct {
		settler.Prover
		*fuse
	}
	fusedStages struct {
		settler.Finality
		*fuse
	}
	fusedStore struct {
		l1.Store
		*fuse
	}
)

func (b fusedBlocks) Run(ctx context.Context, n uint64) (*settler.Run, error) {
	b.burn()
	return b.Blocks.Run(ctx, n)
}

func (p fusedProver) Submit(ctx context.Context, o *settler.Order) (string, error) {
	p.burn()
	id, err := p.Prover.Submit(ctx, o)
	p.burn()
	return id, err
}

func (p fusedProver) Fetch(ctx context.Context, id string) ([]byte, error) {
	p.burn()
	return p.Prover.Fetch(ctx, id)
}

func (s fusedStages) SetStage(n uint64, stage settler.Stage, note settler.Note) error {
	s.burn()
	return s.Finality.SetStage(n, stage, note)
}

func (s fusedStore) Put(t *l1.Transaction) error {
	s.burn()
	err := s.Store.Put(t)
	s.burn()
	return err
}

// soak is a settler that is killed again and again.
type soak struct {
	*world
	rng  *rand.Rand
	fs   *vfs.MemFS
	db   *pebble.DB
	node *settlertest.Node
	fuse *fuse
	kept l1.Store
	// deaths, cuts and forks count what has happened.
	deaths, cuts, forks int
}

// start opens everything anew from what is on disk.
func (k *soak) start() {
	k.TB.Helper()
	var err error
	if k.db, err = pebble.Open("db", &pebble.Options{FS: k.fs, Logger: quiet{}}); err != nil {
		k.TB.Fatal(err)
	}
	k.fuse = &fuse{}
	c := k.config
	c.DB, c.Blocks, c.Prover, c.Finality = k.db, fusedBlocks{k.blocks, k.fuse}, fusedProver{k.prover, k.fuse}, fusedStages{k.stages, k.fuse}
	c.Manager, err = l1.OpenManager(context.Background(), l1.ManagerOptions{
		Client: c.Client, Signer: l1.NewKeySigner(settlertest.Key(1)), Store: fusedStore{k.kept, k.fuse}, Now: c.Now,
	})
	if err != nil {
		k.TB.Fatal(err)
	}
	if k.settler, err = settler.Open(c); err != nil {
		k.TB.Fatal(err)
	}
}

// kill ends the process, with or without what the disk had not yet been told to keep.
func (k *soak) kill() {
	lost := k.fs.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: k.rng.IntN(101), RNG: k.rng})
	_ = k.db.Close()
	k.fs = lost
}

// live steps until the fuse is burnt, or for so many steps.
func (k *soak) live(steps int) (dead bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(killed); !ok {
				panic(r)
			}
			dead = true
		}
	}()
	for range steps {
		_ = k.settler.Step(context.Background())
		if k.rng.IntN(2) == 0 {
			k.Commit()
		}
		k.now = k.now.Add(time.Duration(k.rng.IntN(60)) * time.Second)
	}
	return false
}

// Settler and connection are killed at random, and L1 reorganises itself now and then:
// every block is settled exactly once, in order.
func TestKills(t *testing.T) {
	kills := 12
	if n, err := strconv.Atoi(os.Getenv("QUARRY_KILLS")); err == nil {
		kills = n
	}
	seed := uint64(time.Now().UnixNano())
	if n, err := strconv.ParseUint(os.Getenv("QUARRY_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("QUARRY_SEED=%d", seed)
	k := &soak{
		world: newWorld(t, settlertest.Options{Chain: l1.ChainOptions{Listen: "127.0.0.1:0", SafeDepth: 4, FinalDepth: 8}}),
		rng:   rand.New(rand.NewPCG(seed, 1)), fs: vfs.NewCrashableMem(),
	}
	var err error
	if k.kept, err = l1.OpenStore(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	if err := k.Chain.Finalize(); err != nil { // no reorganisation takes the contracts away
		t.Fatal(err)
	}
	k.node = settlertest.NewNode(t, k.World)
	k.config.Client = k.node.Client(t)
	k.start()
	k.run(kills)
	k.finish()
}

// run kills so many times, each time the settler, the connection, or both.
func (k *soak) run(kills int) {
	for range kills {
		k.blocks.Seal(uint64(k.rng.IntN(3)))
		victim := k.rng.IntN(3)
		if victim != 0 {
			k.node.CutAfter.Store(int64(1 + k.rng.IntN(60)))
		}
		if victim != 1 {
			k.fuse.left = 1 + k.rng.IntN(25)
		}
		dead := k.live(4)
		if k.node.Broken.Load() {
			k.cuts++
		}
		if dead {
			k.deaths++
		}
		k.node.CutAfter.Store(0)
		k.node.Broken.Store(false)
		k.fuse.left = 0
		if dead || victim != 1 {
			k.kill()
			k.start()
		}
		k.live(k.rng.IntN(3))
		if k.rng.IntN(5) == 0 {
			k.reorganise()
		}
	}
}

// reorganise makes L1 leave its last blocks, and at times forget their transactions.
func (k *soak) reorganise() {
	k.TB.Helper()
	ctx := context.Background()
	head, err := k.World.Client.HeaderByNumber(ctx, nil)
	if err != nil {
		k.TB.Fatal(err)
	}
	for range 1 + k.rng.IntN(3) {
		if head, err = k.World.Client.HeaderByHash(ctx, head.ParentHash); err != nil {
			k.TB.Fatal(err)
		}
	}
	if err := k.Chain.Fork(head.Hash()); err != nil {
		return // it is final
	}
	k.forks++
	if k.rng.IntN(2) == 0 {
		k.Chain.Drop()
	}
}

// finish lets everything come to its end in peace.
func (k *soak) finish() {
	k.TB.Helper()
	sealed, _ := k.blocks.Sealed(context.Background())
	for range 20 * (sealed + 5) {
		_ = k.settler.Step(context.Background())
		k.Commit()
		k.now = k.now.Add(time.Minute)
		if k.Settled() == sealed {
			break
		}
	}
	if n := k.Settled(); n != sealed {
		k.TB.Fatalf("the contract is at block %d of %d: %+v", n, sealed, k.block(n + 1).Jobs[settler.Update].Reason)
	}
	k.once(sealed)
	if err := k.Chain.Finalize(); err != nil {
		k.TB.Fatal(err)
	}
	k.step()
	k.once(sealed)
	for n := uint64(1); n <= sealed; n++ {
		if k.prover.Ordered(n) != 1 {
			k.TB.Errorf("block %d was proved %d times", n, k.prover.Ordered(n))
		}
		if k.stages.last[n] != settler.Finalized {
			k.TB.Errorf("block %d is %s", n, k.stages.last[n])
		}
	}
	_ = k.db.Close()
	k.TB.Logf("%d blocks settled; the settler died %d times in the midst of something, the connection was cut %d times, L1 was forked %d times",
		sealed, k.deaths, k.cuts, k.forks)
}
