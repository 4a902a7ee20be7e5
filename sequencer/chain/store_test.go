package chain

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/holiman/uint256"
	"pgregory.net/rapid"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

type testingT interface {
	Helper()
	Fatal(...any)
	Cleanup(func())
}

// quiet keeps the database's log out of the tests'.
type quiet struct{}

func (quiet) Infof(string, ...any)         {}
func (quiet) Errorf(string, ...any)        {}
func (quiet) Fatalf(f string, args ...any) { panic(fmt.Sprintf(f, args...)) }

func memoryStore(t testingT) *Store {
	t.Helper()
	db, err := pebble.Open("", &pebble.Options{FS: vfs.NewMem(), Logger: quiet{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s, err := OpenStore(db)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// put commits a block without a state.
func put(t testingT, s *Store, b *Block) {
	t.Helper()
	batch := s.db.NewBatch()
	if err := s.stage(batch, b, &StateDiff{}, []byte{1}); err != nil {
		t.Fatal(err)
	}
	if err := batch.Commit(pebble.NoSync); err != nil {
		t.Fatal(err)
	}
	s.head.Store(&b.Header)
}

func felt(n uint64) Felt { return starknet.NewFelt(n) }

// madeBlock makes block n with transactions that each emit so many events with
// keys drawn from few.
func madeBlock(t *rapid.T, n uint64) *Block {
	b := &Block{Header: Header{Header: program.Header{Number: n, Timestamp: n}, Hash: felt(1000 + n)}}
	for i := range rapid.IntRange(0, 3).Draw(t, "transactions") {
		hash := felt(n*100 + uint64(i))
		r := Receipt{Hash: hash, Kind: program.Transfer}
		for range rapid.IntRange(0, 3).Draw(t, "events") {
			e := starknet.Event{From: felt(rapid.Uint64Range(1, 2).Draw(t, "from"))}
			for range rapid.IntRange(0, 3).Draw(t, "keys") {
				e.Keys = append(e.Keys, felt(rapid.Uint64Range(1, 4).Draw(t, "key")))
			}
			r.Events = append(r.Events, e)
			b.EventCount++
		}
		b.Transactions = append(b.Transactions, Transaction{hash, &starknet.InvokeV3{Sender: felt(1)}})
		b.Receipts = append(b.Receipts, r)
	}
	b.TransactionCount = len(b.Receipts)
	return b
}

func TestRecordsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := memoryStore(t)
		felts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Felt { return felt(rapid.Uint64().Draw(t, "felt")) }), 0, 4)
		f := func() Felt { return felt(rapid.Uint64().Draw(t, "felt")) }
		list := func() []Felt {
			if l := felts.Draw(t, "list"); len(l) > 0 {
				return l
			}
			return nil
		}
		u := rapid.Uint64()
		want := &Block{Header: Header{
			Header: program.Header{Number: u.Draw(t, "number"), ParentHash: f(), Timestamp: u.Draw(t, "time"), Sequencer: f(),
				Prices: program.Prices{L1: u.Draw(t, "price"), L2: 2, L1Data: 3}},
			Hash: f(), OldRoot: f(), StateRoot: f(), Commitment: f(),
			TransactionCount: 2, EventCount: 1, MessageCount: 1, NextDeposit: u.Draw(t, "deposit"),
		}}
		want.Transactions = []Transaction{
			{felt(1), &starknet.InvokeV3{Sender: f(), Calldata: list()}},
			{felt(2), &starknet.L1Handler{Contract: f(), Calldata: list(), Nonce: 4}},
		}
		want.Receipts = []Receipt{
			{Hash: felt(1), Kind: program.Withdrawal, Status: program.Reverted, RevertReason: rapid.String().Draw(t, "reason"),
				Fee: *uint256.NewInt(u.Draw(t, "fee")), Gas: program.Gas{L1: 1, L2: u.Draw(t, "gas"), L1Data: 2},
				Events:   []starknet.Event{{From: f(), Keys: list(), Data: list()}},
				Messages: []starknet.MessageToL1{{From: f(), To: starknet.EthAddress{1, 19: 2}, Payload: list()}}},
			{Hash: felt(2), Kind: program.Deposit},
		}
		diff := &StateDiff{
			Storage:  []StorageDiff{{Address: f(), Entries: []StorageEntry{{Key: f(), Value: f()}, {Key: f(), Value: f()}}}},
			Deployed: []Deployed{{Address: f(), ClassHash: f()}}, Nonces: []NonceUpdate{{Address: f(), Nonce: u.Draw(t, "nonce")}},
		}
		batch := s.db.NewBatch()
		if err := s.stage(batch, want, diff, []byte("input")); err != nil {
			t.Fatal(err)
		}
		if err := batch.Commit(pebble.NoSync); err != nil {
			t.Fatal(err)
		}
		s, err := OpenStore(s.db)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Block(want.Number)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%v\n got %+v\nwant %+v", err, got, want)
		}
		if got, err := s.StateDiff(want.Number); err != nil || !reflect.DeepEqual(got, diff) {
			t.Fatal(got, err)
		}
		if got, err := s.ProgramInput(want.Number); err != nil || string(got) != "input" {
			t.Fatal(got, err)
		}
		if n, err := s.Number(&want.Hash); err != nil || n != want.Number {
			t.Fatal(n, err)
		}
		hash := felt(2)
		place, err := s.Place(&hash)
		if err != nil || place != (Place{want.Number, 1}) {
			t.Fatal(place, err)
		}
		if r, err := s.ReceiptAt(place); err != nil || r.Hash != hash {
			t.Fatal(r, err)
		}
		if x, err := s.TransactionAt(place); err != nil || x.Hash != hash || x.Type() != starknet.TypeL1Handler {
			t.Fatal(x, err)
		}
		batch = s.db.NewBatch()
		if err := s.unstage(batch, want); err != nil {
			t.Fatal(err)
		}
		if err := batch.Commit(pebble.NoSync); err != nil {
			t.Fatal(err)
		}
		if left, err := scan(s.db, []byte(keyPrefix), func(b []byte) (string, error) { return string(b), nil }); err != nil || len(left) != 1 {
			t.Fatal("a block that is taken back leaves records beside the head:", left, err)
		}
	})
}

func TestUnknown(t *testing.T) {
	s := memoryStore(t)
	hash := felt(1)
	_, noHeader := s.Header(1)
	_, noNumber := s.Number(&hash)
	_, noBlock := s.Block(0)
	_, noDiff := s.StateDiff(3)
	_, noFinality := s.Finality(3)
	for i, err := range []error{noHeader, noNumber, noBlock, noDiff, noFinality} {
		if fault.CodeOf(err) != CodeBlockUnknown {
			t.Errorf("%d: %v", i, err)
		}
	}
	_, noPlace := s.Place(&hash)
	_, noReceipt := s.ReceiptAt(Place{1, 2})
	for i, err := range []error{noPlace, noReceipt} {
		if fault.CodeOf(err) != CodeTransactionUnknown {
			t.Errorf("%d: %v", i, err)
		}
	}
}

// TestEvents holds queries, page by page, against a loop over all events.
func TestEvents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := memoryStore(t)
		n := rapid.Uint64Range(1, 8).Draw(t, "blocks")
		var blocks []*Block
		for i := range n {
			blocks = append(blocks, madeBlock(t, i))
			put(t, s, blocks[i])
		}
		var open *Block
		if rapid.Bool().Draw(t, "open") {
			open = madeBlock(t, n)
			blocks = append(blocks, open)
		}
		key := rapid.Custom(func(t *rapid.T) Felt { return felt(rapid.Uint64Range(1, 4).Draw(t, "key")) })
		f := &EventFilter{
			From: rapid.Uint64Range(0, n+1).Draw(t, "first"), To: rapid.Uint64Range(0, n+1).Draw(t, "last"),
			Addresses: rapid.SliceOfN(key, 0, 2).Draw(t, "addresses"),
			Keys:      rapid.SliceOfN(rapid.SliceOfN(key, 0, 2), 0, 3).Draw(t, "keys"),
		}
		var want []Felt
		for _, b := range blocks {
			for i := range b.Receipts {
				for j := range b.Receipts[i].Events {
					if b.Number >= f.From && b.Number <= f.To && f.Match(&b.Receipts[i].Events[j]) {
						want = append(want, b.Receipts[i].Hash)
					}
				}
			}
		}
		most := rapid.IntRange(1, 5).Draw(t, "page")
		var got []Felt
		for token, pages := "", 0; ; pages++ {
			page, next, err := s.Events(f, open, token, most)
			if err != nil || len(page) > most || pages > 100 {
				t.Fatal(len(page), err)
			}
			for _, e := range page {
				got = append(got, e.Transaction)
			}
			if token = next; token == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("events of %v, want those of %v", got, want)
		}
	})
}

func TestEventTokens(t *testing.T) {
	s := memoryStore(t)
	put(t, s, &Block{})
	for _, token := range []string{"x", "1-2", "1-2-3-4", "01-2-3", "1--2-3", "-1-2-3", "0-0-0", " 1-2-3", "99999999999999999999-0-0"} {
		if _, _, err := s.Events(&EventFilter{From: 1, To: 2}, nil, token, 10); fault.CodeOf(err) != CodeToken {
			t.Errorf("%q: %v", token, err)
		}
	}
}

// TestReached holds the recorded progress of a run of blocks against counting.
func TestReached(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := memoryStore(t)
		const last = 6
		for n := range uint64(last + 1) {
			put(t, s, &Block{Header: Header{Header: program.Header{Number: n}, Hash: felt(n)}})
		}
		model := [last + 1]Stage{0: L1Finalized}
		for range rapid.IntRange(0, 40).Draw(t, "changes") {
			n := rapid.Uint64Range(0, last+1).Draw(t, "block")
			stage := Stage(rapid.IntRange(0, int(stages)).Draw(t, "stage"))
			err := s.SetStage(n, stage, Note{L1Block: n})
			refused := n == 0 || n > last || stage >= stages || model[n] == L1Finalized && stage < L1Finalized
			if (err != nil) != refused {
				t.Fatalf("block %d from %v to %v: %v", n, model, stage, err)
			}
			if !refused {
				model[n] = stage
			}
			for stage := Proving; stage < stages; stage++ {
				want := uint64(0)
				for want < last && model[want+1] >= stage {
					want++
				}
				if got, err := s.Reached(stage); err != nil || got != want {
					t.Fatalf("%v: all up to %d are %s, not %d: %v", model, want, stage, got, err)
				}
			}
		}
		for n := uint64(1); n <= last; n++ {
			if _, err := s.ProgramInput(n); (fault.CodeOf(err) == CodeInput) != (model[n] == L1Finalized) {
				t.Fatal(model[n], err)
			}
			if f, err := s.Finality(n); err != nil || f.Stage != model[n] || (f.L1Block != 0) != (model[n] >= L1Included) {
				t.Fatal(f, err)
			}
		}
	})
}

func TestFeed(t *testing.T) {
	s := memoryStore(t)
	put(t, s, &Block{Header: Header{Header: program.Header{Number: 1}}})
	keeps, lags := s.Feed().Subscribe(10), s.Feed().Subscribe(1)
	for _, stage := range []Stage{Proving, Proved, L1Submitted} {
		if err := s.SetStage(1, stage, Note{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, stage := range []Stage{Proving, Proved, L1Submitted} {
		if n := (<-keeps.C()).(*StageNotice); n.Block != 1 || n.Finality.Stage != stage {
			t.Error(n)
		}
	}
	<-lags.C()
	if _, ok := <-lags.C(); ok {
		t.Error("who does not keep up is not cut off")
	}
	keeps.Close()
	keeps.Close()
	lags.Close()
	if _, ok := <-keeps.C(); ok {
		t.Error("closed, and still open")
	}
}

func FuzzRecords(f *testing.F) {
	f.Add(encodeHeader(&Header{}))
	f.Add(encodeReceipt(&Receipt{Events: []starknet.Event{{Keys: make([]Felt, 2)}}}))
	f.Add(encodeStateDiff(&StateDiff{Storage: []StorageDiff{{Entries: make([]StorageEntry, 1)}}}))
	p, _ := (&Proposal{Transactions: []starknet.Transaction{&starknet.InvokeV3{}}}).MarshalBinary()
	f.Add(p)
	f.Fuzz(func(t *testing.T, b []byte) {
		if h, err := decodeHeader(b); err == nil {
			again, err := decodeHeader(encodeHeader(h))
			if err != nil || !reflect.DeepEqual(h, again) {
				t.Error("a header is another one when read again")
			}
		}
		decodeReceipt(b)
		decodeStateDiff(b)
		var p Proposal
		if err := p.UnmarshalBinary(b); err == nil {
			again, _ := p.MarshalBinary()
			var q Proposal
			if err := q.UnmarshalBinary(again); err != nil || q.Hash != p.Hash || len(q.Transactions) != len(p.Transactions) {
				t.Error("a proposal is another one when read again")
			}
		} else if fault.CodeOf(err) == "" {
			t.Error("no code:", err)
		}
	})
}
