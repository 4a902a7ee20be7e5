package state

import (
	"bytes"
	"context"
	"errors"
	"math/big"
	"sync"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/program"
)

// initial is a state with the genesis of testdata.
func initial(t testing.TB) *State {
	t.Helper()
	s := testState(t)
	if err := s.Init(context.Background(), testGenesis(t), nil); err != nil {
		t.Fatal(err)
	}
	return s
}

// pay is a plan that gives account 1 a balance.
func pay(t testing.TB, s *State, balance uint64) *Plan {
	t.Helper()
	v, err := s.View()
	if err != nil {
		t.Fatal(err)
	}
	before, err := v.Account(1)
	if err != nil {
		t.Fatal(err)
	}
	after := *before
	after.Balance = *uint256.NewInt(balance)
	p, err := v.Plan([]Change{{Index: 1, Before: before, After: after}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func wantCode(t testing.TB, err error, code fault.Code) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Errorf("got %v, want an error with code %s", err, code)
	}
}

func TestEmptyState(t *testing.T) {
	s := testState(t)
	_, err := s.View()
	wantCode(t, err, CodeEmpty)
	_, err = s.ViewAt(0)
	wantCode(t, err, CodeEmpty)
	wantCode(t, s.Revert(nil), CodeEmpty)
	_, err = s.WriteSnapshot(t.Context(), new(bytes.Buffer))
	wantCode(t, err, CodeEmpty)
	one := fp.One()
	_, err = s.Prove(&one)
	wantCode(t, err, CodeEmpty)
	if !s.Empty() {
		t.Error("the state is not empty")
	}
	g := testGenesis(t)
	if err := s.Init(t.Context(), g, nil); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.Init(t.Context(), g, nil), CodeNotEmpty)
}

func TestStale(t *testing.T) {
	s := initial(t)
	first, second := pay(t, s, 1), pay(t, s, 2)
	old, _ := s.View()
	if err := s.Commit(first, nil); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.Commit(second, nil), CodeStale)
	wantCode(t, s.Commit(first, nil), CodeStale)
	_, err := old.Plan(first.Changes)
	wantCode(t, err, CodeStale)
	gone, _ := s.View()
	if err := s.Revert(nil); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.Revert(nil), CodeRevert)
	_, err = gone.Account(1)
	wantCode(t, err, CodeStale)
	_, _, err = gone.Find(&first.Changes[0].After.Address)
	wantCode(t, err, CodeStale)
	_, err = s.ViewAt(1)
	wantCode(t, err, CodeNoBlock)
	// The view of genesis has seen both, and holds.
	if a, err := old.Account(1); err != nil || *a != *first.Changes[0].Before {
		t.Errorf("account 1 is %v, %v", a, err)
	}
	if err := s.Commit(second, nil); err != nil {
		t.Fatal(err)
	}
	_, err = gone.Account(1)
	wantCode(t, err, CodeStale)
}

// What the caller writes with a block is written with it, or not at all.
func TestWith(t *testing.T) {
	s := initial(t)
	key := []byte("chain/1")
	boom := errors.New("boom")
	p := pay(t, s, 5)
	if err := s.Commit(p, func(b *pebble.Batch) error { return errors.Join(b.Set(key, key, nil), boom) }); !errors.Is(err, boom) {
		t.Fatal(err)
	}
	if v, _ := s.View(); v.Number() != 0 {
		t.Error("a block was committed without what goes with it")
	}
	if err := s.Commit(p, func(b *pebble.Batch) error { return b.Set(key, key, nil) }); err != nil {
		t.Fatal(err)
	}
	if got, err := get(s.db, key); err != nil || !bytes.Equal(got, key) {
		t.Errorf("got %q, %v", got, err)
	}
	if err := s.Revert(func(b *pebble.Batch) error { return b.Delete(key, nil) }); err != nil {
		t.Fatal(err)
	}
	if got, err := get(s.db, key); err != nil || got != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestPlanRefuses(t *testing.T) {
	s := initial(t)
	v, _ := s.View()
	one, _ := v.Account(1)
	fresh := program.Account{Address: fp.NewElement(0x77)}
	for name, changes := range map[string][]Change{
		"falling":   {{Index: 2, Before: one}, {Index: 1, Before: one}},
		"twice":     {{Index: 1, Before: one}, {Index: 1, Before: one}},
		"no before": {{Index: 1}},
		"before":    {{Index: v.Count(), Before: one, After: fresh}},
		"gap":       {{Index: v.Count() + 1, After: fresh}},
	} {
		_, err := v.Plan(changes)
		if fault.CodeOf(err) != CodeDiff {
			t.Errorf("%s: %v", name, err)
		}
	}
	p, err := v.Plan(nil)
	if err != nil || p.Root != v.Root() {
		t.Errorf("nothing changes the root to %v, %v", p.Root, err)
	}
}

func TestApplyDiffRefuses(t *testing.T) {
	s := initial(t)
	v, _ := s.View()
	n := v.Count()
	address := func(x uint64) program.DiffEntry {
		return program.DiffEntry{Index: n, IsNew: true, Address: fp.NewElement(x)}
	}
	last := func(e program.DiffEntry) program.DiffEntry { e.Index++; return e }
	bound, _ := new(fp.Element).SetString(program.AddressBound().String())
	five := program.DiffEntry{Index: 5} // 0x1000, the lowest
	for name, c := range map[string]struct {
		before, after uint32
		entries       []program.DiffEntry
	}{
		"count":          {n + 1, n + 1, nil},
		"count after":    {n, n + 1, nil},
		"falling":        {n, n, []program.DiffEntry{{Index: 2}, {Index: 1}}},
		"new and old":    {n, n, []program.DiffEntry{{Index: 2, IsNew: true}}},
		"old and new":    {n, n + 1, []program.DiffEntry{{Index: n}}},
		"gap":            {n, n + 1, []program.DiffEntry{five, last(address(0x1001))}},
		"address 0":      {n, n + 1, []program.DiffEntry{{Index: 0}, address(0)}},
		"address":        {n, n + 1, []program.DiffEntry{{Index: 4}, {Index: n, IsNew: true, Address: *bound}}},
		"exists":         {n, n + 1, []program.DiffEntry{{Index: 0}, five, address(0x1000)}},
		"twice":          {n, n + 2, []program.DiffEntry{five, address(0x1001), last(address(0x1001))}},
		"below missing":  {n, n + 1, []program.DiffEntry{{Index: 3}, address(0x1001)}},
		"head":           {n, n, []program.DiffEntry{{Balance: *uint256.NewInt(1)}}},
		"deployed twice": {n, n, []program.DiffEntry{{Index: 1, IsDeployed: true}}},
		"balance":        {n, n, []program.DiffEntry{{Index: 1, Balance: uint256.Int{0, 0, 1}}}},
	} {
		_, err := ApplyDiff(v, &program.StateDiff{AccountCountBefore: c.before, AccountCountAfter: c.after, Entries: c.entries})
		if fault.CodeOf(err) != CodeDiff {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A proof with anything changed in it does not verify.
func TestProofRefused(t *testing.T) {
	s := initial(t)
	v, _ := s.View()
	root := v.Root()
	beyond, _ := new(fp.Element).SetString(new(big.Int).Sub(program.AddressBound(), big.NewInt(2)).String())
	absent, present := fp.NewElement(0x1100), fp.NewElement(0x1234)
	for _, address := range []fp.Element{absent, present} {
		p, err := s.Prove(&address)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Verify(&root); err != nil || p.Present() != (address == present) {
			t.Fatalf("present: %v, %v", p.Present(), err)
		}
		one := fp.One()
		for name, change := range map[string]func(*Proof){
			"zero":      func(p *Proof) { p.Address.SetZero() },
			"other":     func(p *Proof) { p.Address = *beyond },
			"lower":     func(p *Proof) { p.Address = fp.NewElement(0x10) },
			"next":      func(p *Proof) { p.Address = p.Account.NextAddress },
			"index":     func(p *Proof) { p.Index ^= 1 },
			"balance":   func(p *Proof) { p.Account.Balance.AddUint64(&p.Account.Balance, 1) },
			"overflow":  func(p *Proof) { p.Account.Balance[2] = 1 },
			"nonce":     func(p *Proof) { p.Account.Nonce++ },
			"key":       func(p *Proof) { p.Account.PublicKey.Add(&p.Account.PublicKey, &one) },
			"link":      func(p *Proof) { p.Account.NextIndex++ },
			"path":      func(p *Proof) { p.Path[31].Add(&p.Path[31], &one) },
			"count":     func(p *Proof) { p.Count++ },
			"all gone":  func(p *Proof) { p.Count = 0 },
			"gap wider": func(p *Proof) { p.Account.NextAddress = fp.NewElement(0x99999); p.Address = fp.NewElement(0x5000) },
		} {
			q := *p
			change(&q)
			if fault.CodeOf(q.Verify(&root)) != CodeProof {
				t.Errorf("a proof about %v verifies with another %s", address, name)
			}
		}
	}
	zero := fp.Element{}
	_, err := s.Prove(&zero)
	wantCode(t, err, CodeProof)
}

func TestConcurrentReaders(t *testing.T) {
	s := initial(t)
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				v, err := s.View()
				if err != nil {
					t.Error(err)
					return
				}
				want := 1000 + v.Number()
				if a, err := v.Account(1); err != nil || v.Number() > 0 && a.Balance.Uint64() != want {
					t.Errorf("after block %d the balance is %v, %v", v.Number(), a, err)
					return
				}
				p, err := s.Prove(&[]fp.Element{fp.NewElement(0x1234)}[0])
				if err != nil {
					t.Error(err)
					return
				}
				at, err := s.ViewAt(p.Block)
				if err != nil {
					t.Error(err)
					return
				}
				root := at.Root()
				if err := p.Verify(&root); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for n := range uint64(50) {
		if err := s.Commit(pay(t, s, 1001+n), nil); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	wg.Wait()
}
