package mempool

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/execution"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

func mustAdd(t testing.TB, p *Pool, tx starknet.AccountTransaction) Felt {
	t.Helper()
	hash, err := p.Add(t.Context(), tx)
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

// counted is a Checker that counts what it is asked.
type counted struct {
	Checker
	checks, verifications atomic.Int64
}

func (c *counted) Check(t starknet.Transaction) (*execution.Transaction, error) {
	c.checks.Add(1)
	return c.Checker.Check(t)
}

func (c *counted) Verify(t *execution.Transaction, key *Felt) error {
	c.verifications.Add(1)
	return c.Checker.Verify(t, key)
}

// TestRefusals: each way to be refused has its code, and costs no more than it must.
func TestRefusals(t *testing.T) {
	w := newWorld(t, 3)
	undeployed := w.own(starknet.NewPrivateKey())
	w.accounts[w.address[1]].Nonce = 5
	w.accounts[w.address[2]].Balance.SetUint64(10)
	counter := &counted{Checker: w.executor}
	p, err := Open(t.Context(), w.db, w, counter, w.options())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	first := w.transfer(t, 0, 0, 10, 10)
	mustAdd(t, p, first)
	p.Stage(1)
	mustAdd(t, p, w.transfer(t, 0, 1, 10, 10))

	change := func(i int, f func(tx *starknet.InvokeV3)) *starknet.InvokeV3 {
		tx := w.transfer(t, i, 5, 0, 5)
		f(tx)
		w.sign(t, i, tx)
		return tx
	}
	forged := w.transfer(t, 1, 5, 0, 5)
	forged.Signature[0].Double(&forged.Signature[0])
	other := w.transfer(t, 1, 5, 0, 5)
	elsewhere := starknet.MustShortString("ELSEWHERE")
	if err := w.keys[1].SignTransaction(other, &elsewhere); err != nil {
		t.Fatal(err)
	}
	long := change(1, func(tx *starknet.InvokeV3) { tx.Calldata = make([]Felt, 200) })
	deployed := w.deploy(t, 1)
	for name, c := range map[string]struct {
		tx                    starknet.AccountTransaction
		want                  fault.Code
		checks, verifications int64
	}{
		"again":                {first, CodeDuplicate, 0, 0},
		"staged":               {w.transfer(t, 0, 0, 100, 100), CodeStaged, 0, 0},
		"too little more tip":  {w.transfer(t, 0, 1, 10, 11), CodeUnderpriced, 0, 0},
		"too little more":      {w.transfer(t, 0, 1, 11, 10), CodeUnderpriced, 0, 0},
		"used nonce":           {w.transfer(t, 1, 4, 0, 5), execution.CodeNonceUsed, 0, 0},
		"nonce far ahead":      {w.transfer(t, 1, 5+257, 0, 5), execution.CodeNonceAhead, 0, 0},
		"poor":                 {w.transfer(t, 2, 0, 0, 5), execution.CodeBalance, 0, 0},
		"no account":           {change(1, func(tx *starknet.InvokeV3) { tx.Sender = starknet.NewFelt(99) }), execution.CodeAccount, 0, 0},
		"undeployed":           {w.transfer(t, 3, 0, 0, 5), execution.CodeAccount, 0, 0},
		"long":                 {long, CodeTooLarge, 0, 0},
		"deployed already":     {deployed, execution.CodeDeployed, 0, 0},
		"other calls":          {change(1, func(tx *starknet.InvokeV3) { tx.Calldata[1] = starknet.NewFelt(1) }), starknet.CodeCall, 1, 0},
		"too little gas":       {change(1, func(tx *starknet.InvokeV3) { tx.Bounds.L2Gas.MaxAmount = 1 }), execution.CodeResources, 1, 0},
		"low price":            {change(1, func(tx *starknet.InvokeV3) { tx.Bounds.L2Gas.MaxPrice.Clear() }), execution.CodePrice, 1, 0},
		"query":                {change(1, func(tx *starknet.InvokeV3) { tx.Query = true }), execution.CodeType, 1, 0},
		"forged":               {forged, starknet.CodeSignature, 1, 1},
		"for another chain":    {other, starknet.CodeSignature, 1, 1},
		"no signature":         {&starknet.InvokeV3{V3: starknet.V3{Nonce: 5, Bounds: first.Bounds}, Sender: w.address[1], Calldata: first.Calldata}, starknet.CodeSignature, 1, 1},
		"another's account":    {func() starknet.AccountTransaction { tx := w.transfer(t, 1, 5, 0, 5); w.sign(t, 0, tx); return tx }(), starknet.CodeSignature, 1, 1},
		"deployed without key": {func() starknet.AccountTransaction { d := w.deploy(t, 3); d.ConstructorCalldata = nil; return d }(), execution.CodeAccount, 0, 0},
	} {
		before := p.Stats()
		checks, verifications := counter.checks.Load(), counter.verifications.Load()
		if _, err := p.Add(t.Context(), c.tx); fault.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if n, v := counter.checks.Load()-checks, counter.verifications.Load()-verifications; n != c.checks || v != c.verifications {
			t.Errorf("%s: %d hashes and %d signatures checked", name, n, v)
		}
		if p.Stats() != before {
			t.Errorf("%s: it has left something", name)
		}
	}
	if a, err := w.Account(&undeployed); err != nil || a.Deployed() {
		t.Fatal("the undeployed account")
	}
}

// TestDeploy: an account's transactions may follow its deployment at once.
func TestDeploy(t *testing.T) {
	w := newWorld(t, 0)
	w.own(starknet.NewPrivateKey())
	p := w.open(t, w.options())
	deploy := w.deploy(t, 0)
	mustAdd(t, p, deploy)
	next := w.transfer(t, 0, 1, 0, 5)
	mustAdd(t, p, next)
	staged := p.Stage(5)
	if len(staged) != 2 || staged[0].Kind != program.Deploy || staged[1].Common().Nonce != 1 {
		t.Fatalf("staged %v", staged)
	}
	w.include(p, staged[:1])
	if st := p.Stats(); st.Transactions != 1 || st.Staged != 1 {
		t.Errorf("%+v", st)
	}
	p.Rewind()
	if got := p.Stage(5); len(got) != 1 || got[0].Common().Nonce != 1 {
		t.Errorf("staged %v", got)
	}
	// A forged deployment of somebody's address.
	stranger := w.own(starknet.NewPrivateKey())
	forged := w.deploy(t, 1)
	w.sign(t, 0, forged)
	if _, err := p.Add(t.Context(), forged); fault.CodeOf(err) != starknet.CodeSignature {
		t.Errorf("%s: %v", starknet.FormatFelt(&stranger), err)
	}
}

func TestClosed(t *testing.T) {
	w := newWorld(t, 1)
	p := w.open(t, w.options())
	p.Close()
	if _, err := p.Add(t.Context(), w.transfer(t, 0, 0, 0, 5)); fault.CodeOf(err) != CodeClosed {
		t.Error(err)
	}
	if err := p.Restore(nil); fault.CodeOf(err) != CodeClosed {
		t.Error(err)
	}
}

// TestLostPlace: a transaction that loses its place while it is written is not taken;
// one that a block takes meanwhile is.
func TestLostPlace(t *testing.T) {
	w := newWorld(t, 2)
	o := w.options()
	var heard []EventKind
	o.Observer = func(e Event) { heard = append(heard, e.Kind) }
	p := w.open(t, o)
	place := func(i int) *entry {
		tx := w.transfer(t, i, 0, 0, 5)
		e := newEntry(w.checked(t, tx), tx.Common(), 600, w.now)
		on, err := p.lookAt(tx, &w.address[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.insert(e, on); err != nil {
			t.Fatal(err)
		}
		return e
	}
	replaced, included := place(0), place(1)
	if len(p.Stage(5)) != 0 {
		t.Error("what is not on disk is given out")
	}
	second := mustAdd(t, p, w.transfer(t, 0, 0, 1, 6))
	w.include(p, []*execution.Transaction{included.tx})
	if err := p.settle(replaced, nil); fault.CodeOf(err) != CodeReplaced {
		t.Error(err)
	}
	if err := p.settle(included, nil); err != nil {
		t.Error(err)
	}
	if !slices.Equal(heard, []EventKind{Added, Added, Included}) {
		t.Errorf("the observer heard %v", heard)
	}
	list, _, err := p.disk.read()
	if err != nil || len(list) != 1 {
		t.Fatalf("%d records, %v", len(list), err)
	}
	if hash := second.Bytes(); string(list[0].hash) != string(hash[:]) {
		t.Error("the wrong record is left")
	}
}

// TestFailedDisk: what can't be written is not taken, and nothing after it.
func TestFailedDisk(t *testing.T) {
	w := newWorld(t, 1)
	if err := w.db.Close(); err != nil {
		t.Fatal(err)
	}
	var err error
	if w.db, err = pebble.Open("db", &pebble.Options{FS: w.fs, Logger: quiet{}, ReadOnly: true}); err != nil {
		t.Fatal(err)
	}
	p := w.open(t, w.options())
	for i := range uint64(2) {
		if _, err := p.Add(t.Context(), w.transfer(t, 0, i, 0, 5)); fault.CodeOf(err) != CodeStorage {
			t.Error(err)
		}
	}
	if st := p.Stats(); st != (Stats{}) || len(p.Stage(1)) > 0 {
		t.Errorf("%+v", st)
	}
}

// TestCrowd: many at once, blocks in between, then a crash: what was taken and is in
// no block is there.
func TestCrowd(t *testing.T) {
	w := newWorld(t, 8)
	o := w.options()
	o.Threads = 4
	p := w.open(t, o)
	var mu sync.Mutex
	waiting := map[Felt]bool{}
	done := make(chan struct{})
	var blocks sync.WaitGroup
	blocks.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-p.Ready():
			case <-time.After(10 * time.Millisecond):
			}
			staged := p.Stage(5)
			if rand.IntN(3) == 0 {
				p.Rewind()
				continue
			}
			w.include(p, staged)
			mu.Lock()
			for _, x := range staged {
				delete(waiting, x.Hash)
			}
			mu.Unlock()
		}
	})
	var senders sync.WaitGroup
	for i := range 8 {
		senders.Go(func() {
			for n := range uint64(40) {
				tx := w.transfer(t, i, n, rand.Uint64N(9), 5)
				hash := w.checked(t, tx).Hash
				mu.Lock()
				waiting[hash] = true
				mu.Unlock()
				if _, err := p.Add(context.Background(), tx); err != nil {
					t.Errorf("account %d, nonce %d: %v", i, n, err)
				}
			}
		})
	}
	senders.Wait()
	close(done)
	blocks.Wait()
	p.Close()
	fs := w.fs.CrashClone(vfs.CrashCloneCfg{})
	if err := w.db.Close(); err != nil {
		t.Fatal(err)
	}
	w.fs = fs
	w.openDisk(t)
	p = w.open(t, o)
	for hash := range waiting {
		if known, _ := p.Has(hash); !known {
			t.Errorf("%s is lost", starknet.FormatFelt(&hash))
		}
	}
	for len(p.Stage(100)) > 0 {
	}
	if st := p.Stats(); st.Staged != len(waiting) || st.Transactions != len(waiting) {
		t.Errorf("%+v, want %d staged", st, len(waiting))
	}
}

// TestJunk: ten thousand bad transactions, many under the names of honest accounts,
// while honest users send theirs; the pool does not grow, and all honest ones are
// taken.
func TestJunk(t *testing.T) {
	w := newWorld(t, 20)
	for i := range 10 { // whom the junk can't pay for
		w.accounts[w.address[i]].Balance.SetUint64(1)
	}
	o := w.options()
	o.MaxTransactions, o.AccountTransactions = 500, 8
	o.Threads = 2
	p := w.open(t, o)
	var junk []starknet.AccountTransaction
	for i := range 10_000 {
		tx := w.transfer(t, 12, uint64(i%8), 0, 5)
		tx.Signature = []Felt{starknet.NewFelt(uint64(i) + 1), starknet.NewFelt(7)} // to the name of account 12
		switch i % 10 {
		case 0:
			tx.Sender = starknet.NewFelt(uint64(i)) // of nobody
		case 1:
			tx.Nonce = 1 << 40
		case 2:
			tx.Sender = w.address[i/10%10] // of the poor
		case 3:
			tx.Sender = w.address[11] // another target
		}
		junk = append(junk, tx)
	}
	var senders sync.WaitGroup
	var next, refused atomic.Int64
	codes := sync.Map{}
	for range 16 {
		senders.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(junk)); i = next.Add(1) - 1 {
				_, err := p.Add(context.Background(), junk[i])
				if err == nil {
					t.Error("junk is taken")
				}
				refused.Add(1)
				codes.Store(fault.CodeOf(err), true)
			}
		})
	}
	var latest []time.Duration
	for n := range uint64(8) {
		for i := 13; i < 20; i++ {
			began := time.Now()
			mustAdd(t, p, w.transfer(t, i, n, 0, 5))
			latest = append(latest, time.Since(began))
		}
	}
	senders.Wait()
	// The attacked accounts are served, too, if slower.
	mustAdd(t, p, w.transfer(t, 12, 0, 0, 5))
	if st := p.Stats(); st.Transactions != 7*8+1 || refused.Load() != int64(len(junk)) {
		t.Errorf("%+v, %d refused", st, refused.Load())
	}
	slices.Sort(latest)
	t.Logf("an honest transaction took %v, at most %v", latest[len(latest)/2], latest[len(latest)-1])
}

func TestGate(t *testing.T) {
	g := newGate(1, 2)
	account, other := starknet.NewFelt(1), starknet.NewFelt(2)
	if g.suspect(&account) {
		t.Fatal("suspect at once")
	}
	for range failureBurst {
		g.failed(&account)
	}
	if !g.suspect(&account) || g.suspect(&other) {
		t.Fatal("not suspect after failures, or the other one is")
	}
	leave, err := g.enter(t.Context(), &account)
	if err != nil {
		t.Fatal(err)
	}
	// One slot: the next waits, and gives up with its context; the third is too many.
	ctx, cancel := context.WithCancel(t.Context())
	errs := make(chan error)
	for range 2 {
		go func() { _, err := g.enter(ctx, &other); errs <- err }()
	}
	for g.all.waiting.Load() < 2 {
		time.Sleep(time.Millisecond)
	}
	if _, err := g.enter(t.Context(), &other); fault.CodeOf(err) != CodeBusy {
		t.Error(err)
	}
	cancel()
	for range 2 {
		if err := <-errs; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	leave()
	if leave, err = g.enter(t.Context(), &other); err != nil {
		t.Fatal(err)
	}
	leave()
}

// TestTwoRecords: where the deletion of a record was lost, and its place was taken
// since, the later transaction counts.
func TestTwoRecords(t *testing.T) {
	w := newWorld(t, 1)
	p := w.open(t, w.options())
	first := mustAdd(t, p, w.transfer(t, 0, 0, 0, 5))
	old := p.entries[first]
	second := mustAdd(t, p, w.transfer(t, 0, 0, 1, 6))
	if err := p.disk.write([]*entry{old}, nil, true); err != nil {
		t.Fatal(err)
	}
	p.Close()
	p = w.open(t, w.options())
	if known, _ := p.Has(second); !known || p.Stats().Transactions != 1 {
		t.Errorf("%+v", p.Stats())
	}
	if list, _, err := p.disk.read(); err != nil || len(list) != 1 {
		t.Errorf("%d records, %v", len(list), err)
	}
}

// TestOtherChain: records of another chain are left out, and go.
func TestOtherChain(t *testing.T) {
	w := newWorld(t, 2)
	p := w.open(t, w.options())
	mustAdd(t, p, w.transfer(t, 0, 0, 0, 5))
	p.Close()
	if err := w.db.Set([]byte("pool/garbage"), []byte("garbage"), nil); err != nil {
		t.Fatal(err)
	}
	w.executor = execution.NewExecutor(program.Config{L2ChainID: starknet.MustShortString("OTHER")}, starknet.NewVerifier(0), 1)
	p = w.open(t, w.options())
	if st := p.Stats(); st != (Stats{}) {
		t.Errorf("%+v", st)
	}
	if list, bad, err := p.disk.read(); err != nil || len(list) != 0 || bad != 0 {
		t.Errorf("%d records, %d bad, %v", len(list), bad, err)
	}
}

func TestOrderText(t *testing.T) {
	for _, o := range []Order{ByTip, FirstCome} {
		text, _ := o.MarshalText()
		var again Order
		if err := again.UnmarshalText(text); err != nil || again != o {
			t.Errorf("%s: %v", text, err)
		}
	}
	if new(Order).UnmarshalText([]byte("random")) == nil {
		t.Error("a random order is taken")
	}
}

func TestReplaces(t *testing.T) {
	for _, c := range []struct {
		oldTip, oldPrice, tip, price uint64
		want                         bool
	}{
		{0, 0, 0, 0, false}, {0, 100, 0, 110, true}, {0, 100, 0, 109, false}, {1, 10, 1, 11, false}, {1, 10, 2, 11, true},
		{10, 10, 11, 11, true}, {10, 10, 10, 12, false}, {10, 10, 12, 10, false}, {0, 0, 1, 0, true}, {0, 9, 0, 9, false}, {0, 9, 0, 10, true},
		{1<<64 - 1, 1, 1<<64 - 1, 2, false},
	} {
		old := &entry{tip: c.oldTip, price: *uint256.NewInt(c.oldPrice)}
		e := &entry{tip: c.tip, price: *uint256.NewInt(c.price)}
		if got := e.replaces(old, 10); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
