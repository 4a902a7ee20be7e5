package program_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/stretchr/testify/require"

	"quarry/prover/cairo"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// spread moves a witness's leaves to random indices of a tree with count leaves,
// which does not change what the block means: links are not followed. No account
// may be new. The tree is made up.
func spread(w *program.Witness, count uint32) {
	rng := rand.New(rand.NewPCG(1, 2))
	taken := map[uint32]bool{}
	for len(taken) < len(w.Leaves) {
		taken[rng.Uint32N(count)] = true
	}
	var indices []uint32
	for i := range taken {
		indices = append(indices, i)
	}
	slices.Sort(indices)
	for i := range w.Leaves {
		w.Leaves[i].Index = indices[i]
	}
	w.AccountCount = count
	w.Siblings, _ = program.Siblings(indices, func(height int, position uint32) (fp.Element, error) {
		return fp.NewElement(rng.Uint64()), nil
	})
}

// transfers is a block of n transfers between 2n accounts of 2^20.
func transfers(n int) (*program.Block, *program.Witness) {
	users := make([]*user, 2*n)
	for i := range users {
		users[i] = newUser(uint64(i))
	}
	w := newWorld(users...)
	w.genesis(program.Account{Address: w.header.Sequencer})
	w.begin()
	for i := range n {
		w.transfer(users[i], users[n+i].address, ether(1))
	}
	block, witness := w.end()
	spread(witness, 1<<20)
	return block, witness
}

// loadOf is the load of a block.
func loadOf(b *program.Block, w *program.Witness) *program.Load {
	l := &program.Load{AccountCount: w.AccountCount, Blobs: b.Commitments != nil}
	for _, e := range b.Transactions {
		switch tx := e.Transaction.(type) {
		case *starknet.InvokeV3:
			action, _ := starknet.ParseAction(tx.Calldata)
			l.Add(program.KindOf(action), 0)
		case *starknet.DeployAccountV3:
			l.Add(program.Deploy, 0)
		case *starknet.L1Handler:
			l.Add(program.Deposit, len(tx.Calldata)-1)
		}
	}
	for i := range w.Leaves {
		if w.Leaves[i].Index < w.AccountCount {
			l.Opened++
		} else {
			l.New++
		}
	}
	return l
}

// tester is a test, also one of rapid's.
type tester interface {
	require.TestingT
	Helper()
}

// costOf is what a run has cost.
func costOf(r *cairo.Result) program.Cost {
	c := program.Cost{Steps: r.ProgramSteps(), OutputWords: len(r.Output())}
	for _, u := range r.Builtins() {
		n := int(u.Instances)
		switch u.Name {
		case "pedersen":
			c.Pedersen = n
		case "poseidon":
			c.Poseidon = n
		case "range_check":
			c.RangeChecks = n
		case "ecdsa":
			c.Signatures = n
		}
	}
	return c
}

// requireCost demands that the bound holds, and that it is close.
func requireCost(t *testing.T, b *program.Block, w *program.Witness, r *cairo.Result) {
	t.Helper()
	t.Logf("%d transactions: bound %+v, run %+v", len(b.Transactions), loadOf(b, w).Cost(), costOf(r))
	requireBound(t, b, w, r, true)
}

// requireBound demands that the bound holds, and, if it is to be close, that it is.
func requireBound(t tester, b *program.Block, w *program.Witness, r *cairo.Result, isClose bool) {
	t.Helper()
	bound, real := loadOf(b, w).Cost(), costOf(r)
	require.GreaterOrEqual(t, bound.ProofSteps(), r.Steps())
	for _, c := range [...]struct {
		name        string
		bound, real int
		slack       int
	}{
		{"steps", bound.Steps, real.Steps, 500},
		{"pedersen", bound.Pedersen, real.Pedersen, 0},
		{"poseidon", bound.Poseidon, real.Poseidon, 4},
		{"range checks", bound.RangeChecks, real.RangeChecks, 60},
		{"signatures", bound.Signatures, real.Signatures, 0},
		{"output", bound.OutputWords, real.OutputWords, 0},
	} {
		require.GreaterOrEqual(t, c.bound, c.real, c.name)
		if isClose {
			require.LessOrEqual(t, float64(c.bound), 1.15*float64(c.real)+float64(c.slack), c.name)
		}
	}
}

// TestTransfersPerBlock: the proof of a block of transfers is bound by nothing but
// signatures, also if the state diff goes into blobs.
func TestTransfersPerBlock(t *testing.T) {
	for _, blobs := range []bool{false, true} {
		block, witness := transfers(64)
		if blobs {
			block.Commitments = make([][48]byte, 1)
		}
		r := requireRun(t, block, witness)
		require.Equal(t, 1<<17, r.Steps())
		require.Equal(t, 1<<17, loadOf(block, witness).Cost().ProofSteps())
		requireCost(t, block, witness, r)
	}
}

// TestLargeBlock: so it is in a proof eight times as large.
func TestLargeBlock(t *testing.T) {
	block, witness := transfers(512)
	require.Equal(t, 1<<20, loadOf(block, witness).Cost().ProofSteps())
	r := requireRun(t, block, witness)
	require.Equal(t, 1<<20, r.Steps())
	requireCost(t, block, witness, r)
}
