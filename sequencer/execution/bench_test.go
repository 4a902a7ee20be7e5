package execution

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"

	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// The benchmarks' chain: so many accounts, of which the first senders have keys.
const (
	benchAccounts = 1 << 20
	benchSenders  = 2048
	benchBlock    = 512
)

// bench is a chain on disk, with transfers from random senders to random accounts.
type bench struct {
	executor *Executor
	state    *state.State
	header   program.Header
	senders  []*user
	nonces   []uint64
	rng      *rand.Rand
}

func newBench(b *testing.B, accounts int) *bench {
	db, err := state.OpenDatabase(b.TempDir(), state.DatabaseOptions{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	s, err := state.Open(db, nil)
	if err != nil {
		b.Fatal(err)
	}
	n := &bench{
		executor: NewExecutor(testConfig(), starknet.NewVerifier(0), 0), state: s, rng: rand.New(rand.NewPCG(1, 2)),
		nonces: make([]uint64, benchSenders),
	}
	g := &state.Genesis{Sequencer: newUser(1 << 40).address}
	for i := range accounts {
		a := state.GenesisAccount{Address: benchAddress(i), Balance: ether(1)}
		if i < benchSenders {
			u := newUser(uint64(i))
			n.senders = append(n.senders, u)
			a.Address, a.ClassHash, a.PublicKey = u.address, starknet.AccountClassHash, u.public
		}
		g.Accounts = append(g.Accounts, a)
	}
	if err := s.Init(b.Context(), g, nil); err != nil {
		b.Fatal(err)
	}
	n.header = program.Header{
		Number: 1, ParentHash: g.BlockHash(), Timestamp: 1, Sequencer: g.Sequencer, Prices: program.Prices{L1: 1, L2: 1, L1Data: 1},
	}
	return n
}

// benchAddress is the address of an account without a key.
func benchAddress(i int) fp.Element {
	d := starknet.Keccak(binary.BigEndian.AppendUint64(nil, uint64(i)))
	d[0] &= 3
	return *new(fp.Element).SetBytes(d[:])
}

// transfers are signed transfers for the next block.
func (n *bench) transfers(count, accounts int) []starknet.Transaction {
	list := make([]starknet.Transaction, count)
	for i := range list {
		from := n.rng.IntN(len(n.senders))
		to := benchAddress(benchSenders + n.rng.IntN(accounts-benchSenders))
		tx := n.senders[from].invoke(n.nonces[from], 0, starknet.Transfer{Recipient: to, Amount: *uint256.NewInt(1000)})
		n.senders[from].sign(tx)
		n.nonces[from]++
		list[i] = tx
	}
	return list
}

func (n *bench) view(b *testing.B) *state.View {
	v, err := n.state.View()
	if err != nil {
		b.Fatal(err)
	}
	return v
}

func (n *bench) commit(b *testing.B, s *Sealed) {
	if err := n.state.Commit(s.Plan, nil); err != nil {
		b.Fatal(err)
	}
	n.header.Number++
	n.header.ParentHash = s.Hash
}

// BenchmarkBlocks makes whole blocks of 512 transfers between accounts of a state on
// disk: checks (form, hash, signature), execution, the state's tree, commit.
func BenchmarkBlocks(b *testing.B) {
	for _, accounts := range []int{1 << 12, benchAccounts} {
		b.Run(fmt.Sprintf("accounts=%d", accounts), func(b *testing.B) {
			n := newBench(b, accounts)
			b.ResetTimer()
			for range b.N {
				b.StopTimer()
				list := n.transfers(benchBlock, accounts)
				b.StartTimer()
				checked, err := n.executor.CheckMany(b.Context(), list)
				if err != nil {
					b.Fatal(err)
				}
				s, err := n.executor.Execute(b.Context(), n.view(b), n.header, checked)
				if err != nil {
					b.Fatal(err)
				}
				n.commit(b, s)
			}
			b.ReportMetric(float64(b.N*benchBlock)/b.Elapsed().Seconds(), "transfers/s")
		})
	}
}

// BenchmarkStages times the parts of a block of 512 transfers, over 2^20 accounts.
func BenchmarkStages(b *testing.B) {
	n := newBench(b, benchAccounts)
	prepare := func(b *testing.B) []*Transaction {
		checked, err := n.executor.CheckMany(b.Context(), n.transfers(benchBlock, benchAccounts))
		if err != nil {
			b.Fatal(err)
		}
		return checked
	}
	apply := func(b *testing.B, checked []*Transaction, verify bool) *Overlay {
		o, err := n.executor.Begin(n.view(b), n.header)
		if err != nil {
			b.Fatal(err)
		}
		if verify {
			if err := o.VerifyAhead(b.Context(), checked); err != nil {
				b.Fatal(err)
			}
		}
		for _, t := range checked {
			if _, err := o.Apply(t); err != nil {
				b.Fatal(err)
			}
		}
		return o
	}
	seal := func(b *testing.B, o *Overlay) *Sealed {
		s, err := o.Seal()
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
	stage := func(name string, run func(b *testing.B, timed func(func()))) {
		b.Run(name, func(b *testing.B) {
			b.StopTimer()
			b.ResetTimer()
			for range b.N {
				run(b, func(f func()) { b.StartTimer(); f(); b.StopTimer() })
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*benchBlock), "µs/transfer")
		})
	}
	list := n.transfers(benchBlock, benchAccounts)
	checked, err := n.executor.CheckMany(b.Context(), list)
	if err != nil {
		b.Fatal(err)
	}
	stage("check", func(b *testing.B, timed func(func())) {
		timed(func() {
			if _, err := n.executor.CheckMany(b.Context(), list); err != nil {
				b.Fatal(err)
			}
		})
	})
	stage("verify", func(b *testing.B, timed func(func())) {
		o, err := n.executor.Begin(n.view(b), n.header)
		if err != nil {
			b.Fatal(err)
		}
		for _, t := range checked {
			t.verified.Store(nil)
		}
		timed(func() { err = o.VerifyAhead(b.Context(), checked) })
		if err != nil {
			b.Fatal(err)
		}
	})
	n.commit(b, seal(b, apply(b, checked, true)))
	stage("apply", func(b *testing.B, timed func(func())) {
		checked := prepare(b)
		apply(b, checked, true) // signatures are known, and the cache is warm for the reads
		var o *Overlay
		timed(func() { o = apply(b, checked, false) })
		n.commit(b, seal(b, o))
	})
	stage("seal", func(b *testing.B, timed func(func())) {
		o := apply(b, prepare(b), true)
		var s *Sealed
		timed(func() { s = seal(b, o) })
		n.commit(b, s)
	})
	stage("commit", func(b *testing.B, timed func(func())) {
		s := seal(b, apply(b, prepare(b), true))
		timed(func() { n.commit(b, s) })
	})
	stage("input", func(b *testing.B, timed func(func())) {
		s := seal(b, apply(b, prepare(b), true))
		timed(func() {
			if _, err := s.Input(); err != nil {
				b.Fatal(err)
			}
		})
		n.commit(b, s)
	})
}
