package state

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"
	"pgregory.net/rapid"

	"quarry/kernels/hash"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// model is the state in its plainest form: accounts by index, their links left to
// the moment when they are asked for.
type model []program.Account

// linked returns the accounts with their links.
func (m model) linked() model {
	out := slices.Clone(m)
	order := make([]int, len(out))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return out[a].Address.Cmp(&out[b].Address) })
	for i, at := range order {
		out[at].NextAddress, out[at].NextIndex = fp.Element{}, 0
		if i+1 < len(order) {
			out[at].NextAddress, out[at].NextIndex = out[order[i+1]].Address, uint32(order[i+1])
		}
	}
	return out
}

// root computes the state root by the format's words, node by node.
func (m model) root() fp.Element {
	var empty, node fp.Element
	var level []fp.Element
	for _, a := range m.linked() {
		level = append(level, a.Leaf())
	}
	for range program.TreeHeight {
		var up []fp.Element
		for i := 0; i < len(level); i += 2 {
			right := empty
			if i+1 < len(level) {
				right = level[i+1]
			}
			up = append(up, hash.PedersenHash(&level[i], &right))
		}
		empty = hash.PedersenHash(&empty, &empty)
		level = up
	}
	node = level[0]
	return program.StateRoot(&node, uint64(len(m)))
}

// drawAddress draws addresses that collide and lie side by side now and then.
func drawAddress(t *rapid.T) fp.Element {
	switch rapid.IntRange(0, 3).Draw(t, "kind of address") {
	case 0:
		return fp.NewElement(rapid.Uint64Range(1, 12).Draw(t, "address"))
	case 1:
		v := *addressBound
		v.SubUint64(&v, rapid.Uint64Range(1, 6).Draw(t, "below the bound"))
		e, _ := starknet.FeltFromInteger(&v)
		return e
	}
	b := rapid.SliceOfN(rapid.Byte(), 31, 31).Draw(t, "address")
	b[30] |= 1
	return *new(fp.Element).SetBytes(b)
}

func drawBalance(t *rapid.T) uint256.Int {
	return uint256.Int{rapid.Uint64().Draw(t, "balance"), rapid.Uint64Range(0, 9).Draw(t, "high")}
}

// onCurve is a public key: the x coordinate of the curve's generator.
var onCurve = starknet.MustFelt("0x1ef15c18599971b7beced415a40f0c7deacfd9b0d1819e03d723d8bc943cfca")

// drawGenesis draws a small genesis and its model.
func drawGenesis(t *rapid.T) (*Genesis, model) {
	g := &Genesis{Sequencer: fp.NewElement(9), Timestamp: 1}
	m := make(model, 1)
	for range rapid.IntRange(0, 6).Draw(t, "accounts") {
		a := program.Account{Address: drawAddress(t), Balance: drawBalance(t)}
		if m.find(&a.Address) >= 0 {
			continue
		}
		if rapid.Bool().Draw(t, "deployed") {
			a.ClassHash, a.PublicKey, a.Nonce = starknet.AccountClassHash, onCurve, rapid.Uint64().Draw(t, "nonce")
		}
		m = append(m, a)
		g.Accounts = append(g.Accounts, GenesisAccount{a.Address, a.ClassHash, a.PublicKey, a.Nonce, a.Balance})
	}
	return g, m
}

func (m model) find(address *fp.Element) int {
	return slices.IndexFunc(m, func(a program.Account) bool { return a.Address == *address })
}

// drawBlock draws what a block does and returns the model after it and its diff.
func (m model) drawBlock(t *rapid.T) (model, *program.StateDiff) {
	next := slices.Clone(m)
	touched := map[int]bool{}
	for range rapid.IntRange(0, 8).Draw(t, "steps") {
		address := drawAddress(t)
		i := next.find(&address)
		if i < 0 && rapid.Bool().Draw(t, "new") {
			i = len(next)
			next = append(next, program.Account{Address: address})
		} else if i < 0 {
			if len(next) == 1 {
				continue
			}
			i = rapid.IntRange(1, len(next)-1).Draw(t, "index")
		}
		touched[i] = true
		next[i].Balance = drawBalance(t)
		if !next[i].Deployed() && rapid.Bool().Draw(t, "deploy") {
			next[i].ClassHash, next[i].PublicKey = starknet.AccountClassHash, fp.NewElement(rapid.Uint64Range(1, 99).Draw(t, "key"))
		}
		if next[i].Deployed() {
			next[i].Nonce++
		}
	}
	before, after := m.linked(), next.linked()
	d := &program.StateDiff{Timestamp: 5, AccountCountBefore: uint32(len(m)), AccountCountAfter: uint32(len(next))}
	for i := range after {
		if i < len(before) && before[i] == after[i] && !touched[i] {
			continue
		}
		e := program.DiffEntry{Index: uint32(i), Nonce: after[i].Nonce, Balance: after[i].Balance}
		if e.IsNew = i >= len(before); e.IsNew {
			e.Address = after[i].Address
		}
		if e.IsDeployed = after[i].Deployed() && (e.IsNew || !before[i].Deployed()); e.IsDeployed {
			e.PublicKey = after[i].PublicKey
		}
		d.Entries = append(d.Entries, e)
	}
	return next, d
}

// testDB opens a database in memory.
func testDB(t interface {
	Fatal(...any)
	Cleanup(func())
}) *pebble.DB {
	db, err := OpenDatabase("db", DatabaseOptions{FS: vfs.NewMem(), Cache: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func testState(t interface {
	Fatal(...any)
	Cleanup(func())
}) *State {
	s, err := Open(testDB(t), []byte("state/"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// contents are all records of a database.
func contents(t interface{ Fatal(...any) }, db *pebble.DB) []string {
	it, err := db.NewIter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer it.Close()
	var all []string
	for ok := it.First(); ok; ok = it.Next() {
		all = append(all, string(it.Key())+"="+string(it.Value()))
	}
	return all
}

// check compares a view with a model, account for account.
func (m model) check(t *rapid.T, v *View) {
	if root := m.root(); v.Root() != root || v.Count() != uint32(len(m)) {
		t.Fatalf("after block %d: root %v with %d accounts, want %v with %d", v.Number(), v.Root(), v.Count(), root, len(m))
	}
	for i, want := range m.linked() {
		got, err := v.Account(uint32(i))
		if err != nil || *got != want {
			t.Fatalf("after block %d, account %d is %v (%v), want %v", v.Number(), i, got, err, want)
		}
		if index, ok, err := v.Find(&want.Address); err != nil || !ok || index != uint32(i) {
			t.Fatalf("account %d is found at %d, %v, %v", i, index, ok, err)
		}
		key := starknet.StorageBalance(&want.Address)
		if index, upper, ok, err := v.FindBalance(&key); err != nil || !ok || upper || index != uint32(i) {
			t.Fatalf("balance of account %d is found at %d, %v, %v, %v", i, index, upper, ok, err)
		}
	}
	address := drawAddress(t)
	below, err := v.Predecessor(&address)
	if err != nil {
		t.Fatal(err)
	}
	if want := m.below(&address); below != uint32(want) {
		t.Fatalf("below %v is account %d, want %d", address, below, want)
	}
	if _, ok, err := v.Find(&address); err != nil || ok != (m.find(&address) >= 0) {
		t.Fatalf("address %v is found: %v, %v", address, ok, err)
	}
}

// below is the index of the account with the highest address below the given one.
func (m model) below(address *fp.Element) int {
	best := 0
	for i := range m {
		if m[i].Address.Cmp(address) < 0 && m[i].Address.Cmp(&m[best].Address) >= 0 {
			best = i
		}
	}
	return best
}

// checkProofs proves what there is, and what there is not, and verifies it.
func (m model) checkProofs(t *rapid.T, s *State) {
	root := m.root()
	addresses := []fp.Element{drawAddress(t), drawAddress(t)}
	if len(m) > 1 {
		addresses = append(addresses, m[len(m)-1].Address)
	}
	for _, address := range addresses {
		p, err := s.Prove(&address)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Verify(&root); err != nil {
			t.Fatal(err)
		}
		if i := m.find(&address); p.Present() != (i >= 0) || i >= 0 && p.Account != m.linked()[i] {
			t.Fatalf("proof about %v shows %v", address, p.Account)
		}
	}
}

func TestStateAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := testState(t)
		g, m := drawGenesis(t)
		if err := s.Init(t.Context(), g, nil); err != nil {
			t.Fatal(err)
		}
		if g.Root() != m.root() {
			t.Fatal("the root of genesis is another")
		}
		history := []model{m}
		records := [][]string{contents(t, s.db)}
		for range rapid.IntRange(1, 8).Draw(t, "blocks") {
			if len(history) > 1 && rapid.IntRange(0, 3).Draw(t, "revert") == 0 {
				if err := s.Revert(nil); err != nil {
					t.Fatal(err)
				}
				history, records = history[:len(history)-1], records[:len(records)-1]
				if !slices.Equal(contents(t, s.db), records[len(records)-1]) {
					t.Fatal("a reverted block leaves traces in the database")
				}
			} else {
				next, d := history[len(history)-1].drawBlock(t)
				commitDiff(t, s, d, next.root())
				history, records = append(history, next), append(records, contents(t, s.db))
			}
		}
		for number, m := range history {
			v, err := s.ViewAt(uint64(number))
			if err != nil {
				t.Fatal(err)
			}
			m.check(t, v)
		}
		history[len(history)-1].checkProofs(t, s)
	})
}

// commitDiff applies a diff, compares what comes out of it, and commits.
func commitDiff(t *rapid.T, s *State, d *program.StateDiff, root fp.Element) {
	v, err := s.View()
	if err != nil {
		t.Fatal(err)
	}
	p, err := ApplyDiff(v, d)
	if err != nil {
		t.Fatal(err)
	}
	if p.Root != root {
		t.Fatalf("the diff leads to root %v, want %v", p.Root, root)
	}
	got, err := program.NewStateDiff(&program.Block{Header: program.Header{Timestamp: d.Timestamp}}, p.Witness())
	if err != nil || !slices.Equal(got.Entries, d.Entries) || got.AccountCountBefore != d.AccountCountBefore || got.AccountCountAfter != d.AccountCountAfter {
		t.Fatalf("the diff comes back as %v, want %v", got, d)
	}
	checkWitness(t, v, p)
	if err := s.Commit(p, nil); err != nil {
		t.Fatal(err)
	}
}

// checkWitness computes both tree roots from the witness alone.
func checkWitness(t *rapid.T, v *View, p *Plan) {
	before, after, err := p.Witness().TreeRoots()
	if err != nil || before != v.TreeRoot() || after != p.TreeRoot {
		t.Fatalf("the witness leads to the roots %v and %v, %v", before, after, err)
	}
}

func TestRecords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := program.Account{
			Address: drawAddress(t), NextAddress: drawAddress(t), NextIndex: rapid.Uint32().Draw(t, "next"),
			ClassHash: drawAddress(t), PublicKey: drawAddress(t), Nonce: rapid.Uint64().Draw(t, "nonce"), Balance: drawBalance(t),
		}
		var back program.Account
		if err := decodeAccount(appendAccount(nil, &a), &back); err != nil || back != a {
			t.Fatalf("%v comes back as %v, %v", a, back, err)
		}
		b := block{root: a.Address.Bytes(), treeRoot: a.NextAddress.Bytes(), count: 1 << 31}
		b.touched = rapid.SliceOfDistinct(rapid.Uint32Range(0, 1<<31-1), rapid.ID).Draw(t, "touched")
		slices.Sort(b.touched)
		again, err := decodeBlock(b.encode())
		if err != nil || again.root != b.root || again.treeRoot != b.treeRoot || again.count != b.count || !slices.Equal(again.touched, b.touched) {
			t.Fatalf("%v comes back as %v, %v", b, again, err)
		}
	})
	if _, err := decodeBlock(binary.BigEndian.AppendUint64(make([]byte, 68), 1)); err == nil {
		t.Fatal("a malformed record of a block is read")
	}
}
