package settler_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"quarry/fault"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/settlertest"
)

// world is a settler over fake blocks, with a clock that the test sets.
type world struct {
	testing.TB
	*settlertest.World
	blocks  *settlertest.Blocks
	prover  *settlertest.Prover
	stages  *stages
	now     time.Time
	settler *settler.Settler
	manager *l1.Manager
	config  settler.Config
	store   *l1.MemoryStore
}

// stages notes what Finality is told.
type stages struct {
	last    map[uint64]settler.Stage
	history map[uint64][]settler.Stage
}

func newStages() *stages {
	return &stages{map[uint64]settler.Stage{}, map[uint64][]settler.Stage{}}
}

// SetStage implements settler.Finality.
func (s *stages) SetStage(n uint64, stage settler.Stage, _ settler.Note) error {
	if len(s.history[n]) == 0 || s.last[n] != stage {
		s.history[n] = append(s.history[n], stage)
	}
	s.last[n] = stage
	return nil
}

func newWorld(t testing.TB, o settlertest.Options) *world {
	t.Helper()
	w := &world{
		TB: t, World: settlertest.New(t, o), prover: &settlertest.Prover{}, stages: newStages(),
		now: time.Now(), store: l1.NewMemoryStore(),
	}
	w.blocks = &settlertest.Blocks{Config: w.World.Config}
	w.config = settler.Config{
		DB: database(t), Client: w.Client, Core: w.Addresses.Core, Origin: w.Addresses.Block, Blocks: w.blocks, Prover: w.prover,
		Proofs: settlertest.Proofs{}, Finality: w.stages, Now: func() time.Time { return w.now }, Log: logger(t),
	}
	w.open()
	return w
}

func logger(t testing.TB) *slog.Logger {
	return slog.New(slog.NewTextHandler(logWriter{t}, &slog.HandlerOptions{Level: slog.LevelInfo}))
}

type logWriter struct{ testing.TB }

func (w logWriter) Write(b []byte) (int, error) {
	if testing.Verbose() {
		w.Logf("%s", b[:len(b)-1])
	}
	return len(b), nil
}

func database(t testing.TB) *pebble.DB {
	t.Helper()
	db, err := pebble.Open("db", &pebble.Options{FS: vfs.NewMem(), Logger: quiet{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

type quiet struct{}

func (quiet) Infof(string, ...any)  {}
func (quiet) Errorf(string, ...any) {}
func (quiet) Fatalf(f string, a ...any) {
	panic(f)
}

// open opens the settler anew, as after a restart, with the first operator's key.
func (w *world) open() {
	w.TB.Helper()
	w.manager = w.openManager(1, w.store)
	w.config.Manager = w.manager
	s, err := settler.Open(w.config)
	if err != nil {
		w.TB.Fatal(err)
	}
	w.settler = s
}

func (w *world) openManager(key int, store l1.Store) *l1.Manager {
	w.TB.Helper()
	m, err := l1.OpenManager(context.Background(), l1.ManagerOptions{
		Client: w.Client, Signer: l1.NewKeySigner(settlertest.Key(key)), Store: store, Now: func() time.Time { return w.now },
		Log: w.config.Log,
	})
	if err != nil {
		w.TB.Fatal(err)
	}
	return m
}

// step steps and demands that nothing is wrong.
func (w *world) step() {
	w.TB.Helper()
	if err := w.settler.Step(context.Background()); err != nil {
		w.TB.Fatal(err)
	}
}

// round steps, and lets L1 make a block.
func (w *world) round() {
	w.TB.Helper()
	w.step()
	w.Commit()
}

// settle goes on until the contract has a block.
func (w *world) settle(number uint64) {
	w.TB.Helper()
	for range 10 * (number + 1) {
		if w.Settled() >= number {
			w.step()
			return
		}
		w.round()
	}
	w.TB.Fatalf("block %d is not settled: %+v", number, w.block(number))
}

func (w *world) block(number uint64) *settler.Block {
	w.TB.Helper()
	b, err := w.settler.Block(number)
	if err != nil {
		w.TB.Fatal(err)
	}
	return b
}

// is demands the state of a job, and the code of its reason.
func (w *world) is(number uint64, kind settler.Kind, status settler.Status, code fault.Code) *settler.Block {
	w.TB.Helper()
	b := w.block(number)
	j := b.Jobs[kind]
	got := fault.Code("")
	if j.Reason != nil {
		got = j.Reason.Code
	}
	if j.Status != status || got != code {
		w.TB.Fatalf("job %s of block %d: %+v, reason %+v; want %s %q", kind, number, *j, j.Reason, status, code)
	}
	return b
}

// final demands that a block is final on L1.
func (w *world) final(number uint64) {
	w.TB.Helper()
	if err := w.Chain.Finalize(); err != nil {
		w.TB.Fatal(err)
	}
	w.step()
	w.is(number, settler.Track, settler.Completed, "")
	if w.stages.last[number] != settler.Finalized {
		w.TB.Fatalf("block %d is %s", number, w.stages.last[number])
	}
}
