package mempool

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/holiman/uint256"
	"pgregory.net/rapid"

	"quarry/fault"
	"quarry/sequencer/execution"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// modelTx is a transaction of the model.
type modelTx struct {
	tx      *execution.Transaction
	account int
	nonce   uint64
	tip     uint64
	price   uint64
	size    int64
	arrived time.Time
	seq     int
	staged  bool
}

// model is the pool as one would write it down: a list, searched again for
// everything.
type model struct {
	o      Options
	list   []*modelTx
	nonce  []uint64
	gap    map[int]time.Time
	seq    int
	blocks []modelBlock
}

// modelBlock is a finalised block and the nonces before it.
type modelBlock struct {
	before []uint64
	list   []*execution.Transaction
}

func (m *model) at(account int, nonce uint64) *modelTx {
	for _, x := range m.list {
		if x.account == account && x.nonce == nonce {
			return x
		}
	}
	return nil
}

func (m *model) of(account int) (list []*modelTx) {
	for _, x := range m.list {
		if x.account == account {
			list = append(list, x)
		}
	}
	slices.SortFunc(list, func(a, b *modelTx) int { return int(a.nonce) - int(b.nonce) })
	return list
}

func (m *model) remove(x *modelTx) {
	m.list = slices.DeleteFunc(m.list, func(y *modelTx) bool { return x == y })
}

func (m *model) bytes() (n int64) {
	for _, x := range m.list {
		n += x.size
	}
	return n
}

// whole reports whether nothing is missing before a transaction.
func (m *model) whole(x *modelTx) bool {
	for n := m.nonce[x.account]; n < x.nonce; n++ {
		if m.at(x.account, n) == nil {
			return false
		}
	}
	return true
}

// worse reports whether x is worth less than y.
func (m *model) worse(x, y *modelTx) bool {
	if m.whole(x) != m.whole(y) {
		return !m.whole(x)
	}
	if m.o.Order == ByTip && x.tip != y.tip {
		return x.tip < y.tip
	}
	return x.seq > y.seq
}

// next is the transaction of an account that can be staged next.
func (m *model) next(account int) *modelTx {
	for n := m.nonce[account]; ; n++ {
		if x := m.at(account, n); x == nil || !x.staged {
			return x
		}
	}
}

func (m *model) fee(x *modelTx) uint64 {
	gas := program.GasOf(program.Transfer)
	return gas.L2*(x.price+x.tip) + gas.L1Data
}

// add is what Add should do; the code is empty if it should succeed.
func (m *model) add(x *modelTx, balance uint64) fault.Code {
	switch {
	case x.nonce < m.nonce[x.account]:
		return execution.CodeNonceUsed
	case x.nonce-m.nonce[x.account] > m.o.MaxAhead:
		return execution.CodeNonceAhead
	case m.fee(x) > balance:
		return execution.CodeBalance
	}
	before := slices.Clone(m.list)
	if old := m.at(x.account, x.nonce); old != nil {
		up := func(v, old uint64) bool { return 10*v >= 11*old }
		switch {
		case old.tx.Hash == x.tx.Hash:
			return CodeDuplicate
		case old.staged:
			return CodeStaged
		case !up(x.tip, old.tip) || !up(x.price, old.price) || x.tip == old.tip && x.price == old.price:
			return CodeUnderpriced
		}
		m.remove(old)
	}
	fees, size := m.fee(x), x.size
	for _, y := range m.of(x.account) {
		fees += m.fee(y)
		size += y.size
	}
	switch {
	case len(m.of(x.account)) >= m.o.AccountTransactions || size > m.o.AccountBytes:
		m.list = before
		return CodeAccountFull
	case fees > balance:
		m.list = before
		return execution.CodeBalance
	}
	m.seq++
	x.seq = m.seq
	for len(m.list) >= m.o.MaxTransactions || m.bytes()+x.size > m.o.MaxBytes {
		var worst *modelTx
		for a := range m.nonce {
			list := m.of(a)
			if len(list) == 0 || list[len(list)-1].staged {
				continue
			}
			if last := list[len(list)-1]; worst == nil || m.worse(last, worst) {
				worst = last
			}
		}
		if worst == nil || worst.account == x.account && worst.nonce < x.nonce || !m.worse(worst, x) {
			m.list = before
			return CodeFull
		}
		m.remove(worst)
	}
	m.list = append(m.list, x)
	return ""
}

func (m *model) stage(most int) (list []*modelTx) {
	for len(list) < most {
		var best *modelTx
		for a := range m.nonce {
			x := m.next(a)
			if x != nil && (best == nil || m.o.Order == ByTip && x.tip > best.tip || (m.o.Order == FirstCome || x.tip == best.tip) && x.seq < best.seq) {
				best = x
			}
		}
		if best == nil {
			break
		}
		best.staged = true
		list = append(list, best)
	}
	return list
}

func (m *model) rewind() {
	for _, x := range m.list {
		x.staged = false
	}
}

// setNonce moves an account's nonce, and forgets what is below.
func (m *model) setNonce(account int, nonce uint64) {
	m.nonce[account] = nonce
	m.list = slices.DeleteFunc(m.list, func(x *modelTx) bool { return x.account == account && x.nonce < nonce })
}

// watchGaps keeps since when accounts have gaps.
func (m *model) watchGaps(now time.Time) {
	for a := range m.nonce {
		list := m.of(a)
		if len(list) == 0 || m.whole(list[len(list)-1]) {
			delete(m.gap, a)
		} else if _, ok := m.gap[a]; !ok {
			m.gap[a] = now
		}
	}
}

func (m *model) sweep(now time.Time) {
	m.list = slices.DeleteFunc(m.list, func(x *modelTx) bool { return !x.staged && now.Sub(x.arrived) >= m.o.TTL })
	m.watchGaps(now)
	for a, since := range m.gap {
		if now.Sub(since) < m.o.GapTTL {
			continue
		}
		for {
			list := m.of(a)
			if len(list) == 0 || list[len(list)-1].staged || m.whole(list[len(list)-1]) {
				break
			}
			m.remove(list[len(list)-1])
		}
	}
	m.watchGaps(now)
}

// machine drives pool and model.
type machine struct {
	t     testing.TB
	w     *world
	p     *Pool
	m     *model
	lived map[Felt]string // what the observer has heard last
}

func newMachine(rt *rapid.T, t testing.TB) *machine {
	w := newWorld(t, 4)
	for _, a := range w.accounts {
		a.Balance = *uint256.NewInt(50_000_000) // for some transactions only
	}
	o := w.options()
	o.Order = Order(rapid.IntRange(0, 1).Draw(rt, "order"))
	o.MaxTransactions = rapid.IntRange(1, 12).Draw(rt, "most transactions")
	o.AccountTransactions = rapid.IntRange(1, 5).Draw(rt, "most of an account")
	o.MaxAhead = 5
	o.MaxBytes = int64(rapid.IntRange(3, 14).Draw(rt, "most bytes")) * 2100
	o.AccountBytes = 9000
	o.TTL, o.GapTTL = time.Hour, 10*time.Minute
	s := &machine{t: t, w: w, lived: map[Felt]string{}}
	o.Observer = s.observe
	s.p = w.open(t, o)
	s.m = &model{o: s.p.o, nonce: make([]uint64, 4), gap: map[int]time.Time{}}
	return s
}

func (s *machine) observe(e Event) {
	was := s.lived[e.Transaction.Hash]
	if (e.Kind == Added) == (was == "added") {
		panic(fmt.Sprintf("%s after %q", e.Kind, was))
	}
	s.lived[e.Transaction.Hash] = e.Kind.String()
}

// Add adds a transaction that may or may not be taken.
func (s *machine) Add(t *rapid.T) {
	i := rapid.IntRange(0, 3).Draw(t, "account")
	nonce := s.m.nonce[i] + rapid.Uint64Range(0, 6).Draw(t, "ahead")
	if rapid.IntRange(0, 9).Draw(t, "used") == 0 && nonce > 6 {
		nonce -= 7
	}
	tip, price := rapid.Uint64Range(0, 12).Draw(t, "tip"), rapid.Uint64Range(1, 12).Draw(t, "price")
	tx := s.w.transfer(s.t, i, nonce, tip, price)
	x := &modelTx{
		tx: s.w.checked(s.t, tx), account: i, nonce: nonce, tip: tip, price: price,
		size: int64(len(starknet.EncodeTransaction(tx))) + overhead, arrived: s.w.now,
	}
	balance := s.w.accounts[s.w.address[i]].Balance.Uint64()
	want := s.m.add(x, balance)
	hash, err := s.p.Add(context.Background(), tx)
	if got := fault.CodeOf(err); got != want {
		t.Fatalf("%v, want %q", err, want)
	}
	if (want == "" || want == CodeDuplicate) && hash != x.tx.Hash {
		t.Fatal("another hash")
	}
}

// Stage compares the order.
func (s *machine) Stage(t *rapid.T) {
	most := rapid.IntRange(0, 6).Draw(t, "most")
	want, got := s.m.stage(most), s.p.Stage(most)
	if len(got) != len(want) {
		t.Fatalf("%d staged, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i].Hash != want[i].tx.Hash {
			t.Fatalf("transaction %d: account %s, nonce %d; want account %d, nonce %d", i,
				got[i].Account.String(), got[i].Common().Nonce, want[i].account, want[i].nonce)
		}
	}
}

// Rewind gives all back.
func (s *machine) Rewind(*rapid.T) {
	s.m.rewind()
	s.p.Rewind()
}

// Include makes a block of what is staged, and of what the pool never had.
func (s *machine) Include(t *rapid.T) {
	b := modelBlock{before: slices.Clone(s.m.nonce)}
	for i := range s.m.nonce {
		for range rapid.IntRange(0, 2).Draw(t, "count") {
			if x := s.m.at(i, s.m.nonce[i]); x != nil && rapid.IntRange(0, 3).Draw(t, "ours") > 0 {
				b.list = append(b.list, x.tx)
			} else {
				b.list = append(b.list, s.w.checked(s.t, s.w.transfer(s.t, i, s.m.nonce[i], 77, 77)))
			}
			s.m.setNonce(i, s.m.nonce[i]+1)
		}
	}
	s.m.blocks = append(s.m.blocks, b)
	s.w.include(s.p, b.list)
}

// Revert takes the last block back.
func (s *machine) Revert(t *rapid.T) {
	if len(s.m.blocks) == 0 {
		t.Skip("no block")
	}
	b := s.m.blocks[len(s.m.blocks)-1]
	s.m.blocks = s.m.blocks[:len(s.m.blocks)-1]
	for i, n := range b.before {
		s.m.nonce[i] = n
		s.w.accounts[s.w.address[i]].Nonce = n
	}
	s.m.rewind()
	for _, tx := range b.list {
		i := slices.Index(s.w.address, tx.Account)
		v := tx.Common()
		s.m.seq++
		if s.m.at(i, v.Nonce) != nil {
			continue
		}
		s.m.list = append(s.m.list, &modelTx{
			tx: tx, account: i, nonce: v.Nonce, tip: v.Tip, price: v.Bounds.L2Gas.MaxPrice.Uint64(),
			size: int64(len(starknet.EncodeTransaction(tx.Transaction))) + overhead, arrived: s.w.now, seq: s.m.seq,
		})
	}
	if err := s.p.Restore(b.list); err != nil {
		t.Fatal(err)
	}
}

// Drop drops one.
func (s *machine) Drop(t *rapid.T) {
	if len(s.m.list) == 0 {
		t.Skip("empty")
	}
	x := rapid.SampledFrom(s.m.list).Draw(t, "transaction")
	s.m.remove(x)
	s.p.Drop(x.tx.Hash, errors.New("dropped"))
}

// Wait lets time go by.
func (s *machine) Wait(t *rapid.T) {
	s.w.now = s.w.now.Add(time.Duration(rapid.IntRange(1, 40).Draw(t, "minutes")) * time.Minute)
	s.m.sweep(s.w.now)
	s.p.sweep()
}

// Crash loses all that was not synced, and maybe more of what was not; what Add has
// taken is there again, but what may come back is tolerated.
func (s *machine) Crash(t *rapid.T) {
	lost := rapid.IntRange(0, 100).Draw(t, "lost")
	s.p.Close()
	fs := s.w.fs.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: lost, RNG: rand.New(rand.NewPCG(uint64(lost), 1))})
	if err := s.w.db.Close(); err != nil {
		t.Fatal(err)
	}
	s.w.fs = fs
	s.w.openDisk(s.t)
	s.lived = map[Felt]string{}
	o := s.p.o
	p, err := Open(context.Background(), s.w.db, s.w, s.w.executor, o)
	if err != nil {
		t.Fatal(err)
	}
	s.p = p
	s.m.rewind()
	s.m.gap = map[int]time.Time{}
	s.m.sweep(s.w.now)
	for _, x := range s.m.list {
		if known, staged := p.Has(x.tx.Hash); !known || staged {
			t.Fatalf("account %d, nonce %d is lost", x.account, x.nonce)
		}
	}
	// Deletions that were not synced are undone: they go again.
	for hash, e := range p.entries {
		if !slices.ContainsFunc(s.m.list, func(x *modelTx) bool { return x.tx.Hash == hash }) {
			defer s.p.Drop(e.tx.Hash, errors.New("again"))
		}
	}
}

// Check compares all.
func (s *machine) Check(t *rapid.T) {
	s.m.watchGaps(s.w.now)
	st := s.p.Stats()
	staged, ready := 0, 0
	for _, x := range s.m.list {
		known, is := s.p.Has(x.tx.Hash)
		if !known || is != x.staged {
			t.Fatalf("account %d, nonce %d: known %v, staged %v, want staged %v", x.account, x.nonce, known, is, x.staged)
		}
		if x.staged {
			staged++
		}
		if s.lived[x.tx.Hash] != "added" {
			t.Fatalf("the observer last heard %q", s.lived[x.tx.Hash])
		}
	}
	accounts := 0
	for a := range s.m.nonce {
		if len(s.m.of(a)) > 0 {
			accounts++
		}
		if s.m.next(a) != nil {
			ready++
		}
	}
	want := Stats{len(s.m.list), staged, accounts, ready, len(s.m.gap), s.m.bytes()}
	if st != want {
		t.Fatalf("%+v, want %+v", st, want)
	}
	s.derived(t)
}

// derived holds the derived queues against the map.
func (s *machine) derived(t *rapid.T) {
	p := s.p
	n := 0
	for address, a := range p.accounts {
		n += len(a.entries)
		var bytes int64
		var fees uint256.Int
		for i, e := range a.entries {
			if p.entries[e.tx.Hash] != e || e.account != a || i > 0 && a.entries[i-1].nonce >= e.nonce || e.nonce < a.nonce || e.tx.Account != address {
				t.Fatalf("the list of %s is wrong", address.String())
			}
			bytes += e.size
			fees.Add(&fees, &e.maxFee)
		}
		if bytes != a.bytes || fees != a.fees {
			t.Fatal("an account's sums are wrong")
		}
		h := a.head()
		if (a.ready > 0) != (h != nil && h.durable && !h.staged) || (a.tail > 0) == a.last().staged {
			t.Fatal("an account is in the wrong queue")
		}
	}
	if n != len(p.entries) || n != p.expiry.Len() {
		t.Fatal("the lists don't add up to the map")
	}
	for _, q := range []*queue[*account]{&p.ready, &p.tails} {
		for i, a := range q.items {
			if *q.place(a) != i+1 || p.accounts[a.address] != a || i > 0 && q.less(a, q.items[(i-1)/2]) {
				t.Fatal("a queue is out of order")
			}
		}
	}
}

// TestModel compares the pool with a naive one, through blocks, reverts and crashes.
func TestModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newMachine(rt, t)
		defer func() {
			s.p.Close()
			s.w.db.Close()
		}()
		rt.Repeat(map[string]func(*rapid.T){
			"add": s.Add, "add again": s.Add, "add more": s.Add, "stage": s.Stage, "rewind": s.Rewind, "include": s.Include,
			"revert": s.Revert, "drop": s.Drop, "wait": s.Wait, "crash": s.Crash, "": s.Check,
		})
	})
}
