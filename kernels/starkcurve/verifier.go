package starkcurve

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// VerifierOptions bound what a Verifier keeps. The zero value has the defaults.
type VerifierOptions struct {
	// Keys is how many keys it knows at most, some 250 bytes each: their points
	// need not be found again. Default 65,536.
	Keys int
	// TableBytes is how much memory the tables of the keys that come most recently
	// may take, 51 KiB each. Default 64 MiB.
	TableBytes int64
}

// A key gets its table with the second valid signature as long as there is room, and
// with the sixteenth if another key has to lose its own: making one takes as long as
// four verifications without, so that even keys that come by turns, more of them than
// there is room for, cost little more than without tables.
const (
	tableAfter     = 2
	tableAfterFull = 16
)

// Verifier verifies signatures and remembers keys, by least recent use. It is
// safe for concurrent use.
type Verifier struct {
	mu     sync.Mutex
	keys   *simplelru.LRU[fp.Element, *knownKey]
	tables *simplelru.LRU[fp.Element, *knownKey]
	most   int // tables
}

// knownKey is a key with its point.
type knownKey struct {
	point point
	valid atomic.Uint32 // valid signatures so far
	table atomic.Pointer[table]
}

// NewVerifier makes a Verifier that knows no key yet.
func NewVerifier(o VerifierOptions) *Verifier {
	if o.Keys <= 0 {
		o.Keys = 1 << 16
	}
	if o.TableBytes <= 0 {
		o.TableBytes = 64 << 20
	}
	v := &Verifier{most: max(1, int(o.TableBytes/keyTableBytes))}
	// NewLRU only refuses sizes below 1.
	v.keys, _ = simplelru.NewLRU(o.Keys, func(x fp.Element, _ *knownKey) { v.tables.Remove(x) })
	v.tables, _ = simplelru.NewLRU(v.most, func(_ fp.Element, k *knownKey) {
		k.valid.Store(0)
		k.table.Store(nil)
	})
	return v
}

// Verify is the function Verify.
func (v *Verifier) Verify(key, message *fp.Element, s *Signature) error {
	u, err := scalars(message, s)
	if err != nil {
		return err
	}
	k, err := v.known(key)
	if err != nil {
		return err
	}
	if t := k.table.Load(); t != nil {
		var list sum
		t.times(&list, u.key)
		return u.check(list.total(), &s.R)
	}
	if err := u.check(times(&k.point, u.key), &s.R); err != nil {
		return err
	}
	if n := k.valid.Add(1); n == tableAfterFull || n == tableAfter && v.room() {
		v.keepTable(key, k)
	}
	return nil
}

// room reports whether a table can be kept without losing another.
func (v *Verifier) room() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.tables.Len() < v.most
}

// known returns a key's entry, and makes it if there is none.
func (v *Verifier) known(key *fp.Element) (*knownKey, error) {
	v.mu.Lock()
	k, ok := v.keys.Get(*key)
	if ok {
		v.tables.Get(*key) // it is in use
	}
	v.mu.Unlock()
	if ok {
		return k, nil
	}
	p, ok := FromX(key)
	if !ok {
		return nil, ErrKey
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if k, ok := v.keys.Get(*key); ok {
		return k, nil
	}
	k = &knownKey{point: p}
	v.keys.Add(*key, k)
	return k, nil
}

// keepTable makes a key's table.
func (v *Verifier) keepTable(key *fp.Element, k *knownKey) {
	t := newTable(&k.point, keyWidth)
	v.mu.Lock()
	defer v.mu.Unlock()
	if now, ok := v.keys.Peek(*key); !ok || now != k {
		return
	}
	k.table.Store(t)
	v.tables.Add(*key, k)
}

// Item is a signature to be verified.
type Item struct {
	Key, Message fp.Element
	Signature    Signature
}

// VerifyMany verifies signatures on up to threads cores (0: all), and returns of
// each what Verify would; those that ctx ended before have its error.
func (v *Verifier) VerifyMany(ctx context.Context, items []Item, threads int) []error {
	if threads <= 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	errs := make([]error, len(items))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(threads, len(items)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(items) {
					return
				}
				if errs[i] = ctx.Err(); errs[i] == nil {
					it := &items[i]
					errs[i] = v.Verify(&it.Key, &it.Message, &it.Signature)
				}
			}
		})
	}
	wg.Wait()
	return errs
}
