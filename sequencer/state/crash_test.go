package state

import (
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
	"pgregory.net/rapid"
)

// crasher is a file system that a copy is taken of, as a crash would leave it, at
// one of its writes and syncs.
type crasher struct {
	mem   *vfs.MemFS
	mu    sync.Mutex
	after int // writes until the copy is taken; below 0: no more
	seed  uint64
	left  *vfs.MemFS
}

// MaybeError is called before each operation; errorfs calls it so.
func (c *crasher) MaybeError(op errorfs.Op) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if op.Kind.ReadOrWrite() == errorfs.OpIsWrite {
		if c.after == 0 {
			c.crash()
		}
		c.after--
	}
	return nil
}

func (c *crasher) String() string { return "crasher" }

func (c *crasher) crash() {
	c.left = c.mem.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: 50, RNG: rand.New(rand.NewPCG(c.seed, 1))})
}

// A crash while genesis is written leaves an empty state or all of it.
func TestCrashInit(t *testing.T) {
	g := testGenesis(t)
	for write := range 12 {
		disk := &crasher{mem: vfs.NewCrashableMem(), after: -1, seed: uint64(write)}
		fill := func(fs vfs.FS) *State {
			db, err := OpenDatabase("db", DatabaseOptions{FS: fs, Cache: 1 << 20})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			s, err := Open(db, nil)
			if err != nil {
				t.Fatal(err)
			}
			disk.mu.Lock()
			disk.after = write
			disk.mu.Unlock()
			if s.Empty() {
				if err := s.Init(t.Context(), g, nil); err != nil {
					t.Fatal(err)
				}
			}
			return s
		}
		fill(errorfs.Wrap(disk.mem, disk))
		disk.mu.Lock()
		if disk.left == nil {
			disk.crash()
		}
		disk.mu.Unlock()
		if v, err := fill(disk.left).View(); err != nil || v.Root() != g.Root() {
			t.Errorf("after a crash at write %d: %v", write, err)
		}
	}
}

// A crash at any time leaves the state before or after a block, whole; of what was
// not synced, any part may have reached the disk.
func TestCrash(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		disk := &crasher{mem: vfs.NewCrashableMem(), after: -1}
		open := func(fs vfs.FS) (*pebble.DB, *State) {
			db, err := OpenDatabase("db", DatabaseOptions{FS: fs, Cache: 1 << 20})
			if err != nil {
				t.Fatal(err)
			}
			s, err := Open(db, nil)
			if err != nil {
				t.Fatal(err)
			}
			return db, s
		}
		db, s := open(errorfs.Wrap(disk.mem, disk))
		defer db.Close()
		g, m := drawGenesis(t)
		if err := s.Init(t.Context(), g, nil); err != nil {
			t.Fatal(err)
		}
		for n := 1; n <= 2; n++ {
			next, d := m.drawBlock(t)
			v, _ := s.View()
			p, err := ApplyDiff(v, d)
			if err != nil {
				t.Fatal(err)
			}
			disk.mu.Lock()
			disk.after, disk.seed, disk.left = rapid.IntRange(0, 3).Draw(t, "write"), rapid.Uint64().Draw(t, "seed"), nil
			disk.mu.Unlock()
			if err := s.Commit(p, nil); err != nil {
				t.Fatal(err)
			}
			disk.mu.Lock()
			committed := disk.left == nil
			if committed {
				disk.crash()
			}
			disk.after = -1
			disk.mu.Unlock()
			after, again := open(disk.left)
			v, err = again.View()
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case v.Number() == uint64(n):
				next.check(t, v)
				next.checkProofs(t, again)
			case v.Number() == uint64(n-1) && !committed:
				m.check(t, v)
				m.checkProofs(t, again)
			default:
				t.Fatalf("after the crash the head is block %d, with block %d committed: %v", v.Number(), n, committed)
			}
			after.Close()
			m = next
		}
	})
}
