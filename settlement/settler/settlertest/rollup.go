package settlertest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover"
	"quarry/prover/cairo"
	"quarry/prover/stone"
	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/execution"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
	"quarry/settlement/blob"
	"quarry/settlement/contracts"
	"quarry/settlement/settler"
	"quarry/settlement/settler/sequencing"
)

// Rollup is an L2 chain whose blocks a World's contracts settle.
type Rollup struct {
	*World
	DB       *pebble.DB
	State    *state.State
	Chain    *chain.Chain
	Pool     *chaintest.Pool
	Executor *execution.Executor
	Genesis  *state.Genesis
	Accounts []*chaintest.Account
	Blocks   *sequencing.Blocks
}

// NewRollup starts L1 and an L2 chain with so many accounts; the state diffs go to L1
// in blobs if blobs is set. deposits is nil for none.
func NewRollup(t T, o Options, accounts int, blobs bool, deposits func(*World) chain.Deposits) *Rollup {
	t.Helper()
	r := &Rollup{Accounts: chaintest.Accounts(accounts), Pool: chaintest.NewPool()}
	r.Genesis = chaintest.Genesis(r.Accounts)
	o.Genesis = contracts.Genesis{Root: r.Genesis.Root(), BlockHash: r.Genesis.BlockHash()}
	r.World = New(t, o)
	r.Genesis.Config = r.World.Config
	r.DB = chaintest.Database(t, vfs.NewMem(), "l2")
	var err error
	r.State, err = state.Open(r.DB, []byte("state/"))
	check(t, err)
	check(t, chain.Init(context.Background(), r.DB, r.State, r.Genesis))
	r.Executor = execution.NewExecutor(r.World.Config, starknet.NewVerifier(0), 0)
	config := chain.Config{
		DB: r.DB, State: r.State, Executor: r.Executor, Pool: r.Pool, Sequencer: chaintest.Sequencer, Prices: chaintest.Prices,
	}
	if blobs {
		config.Blobs = blob.Diffs{}
	}
	if deposits != nil {
		config.Deposits = deposits(r.World)
	}
	r.Chain, err = chain.New(context.Background(), config)
	check(t, err)
	r.Blocks = &sequencing.Blocks{Store: r.Chain.Store()}
	if blobs {
		r.Blocks.State = r.State
	}
	return r
}

// Seal makes a block of transactions and of what else waits.
func (r *Rollup) Seal(transactions ...starknet.Transaction) *chain.Header {
	r.Helper()
	_, err := r.Pool.Add(r.Executor, transactions...)
	check(r, err)
	ctx := context.Background()
	p, err := r.Chain.Build(ctx, chain.Request{Parent: r.Chain.Store().Head().Hash, AllowEmpty: true})
	check(r, err)
	h, err := r.Chain.Finalise(ctx, p.Hash)
	check(r, err)
	return h
}

// RealProver proves when it is asked to, with as little work as the contracts take.
// It implements settler.Prover.
type RealProver struct{ proofs map[string][]byte }

// Submit implements settler.Prover.
func (p *RealProver) Submit(ctx context.Context, o *settler.Order) (string, error) {
	artifact, err := prover.Prove(ctx, prover.Job{Source: &prover.ProgramInput{
		Options: cairo.Options{Program: o.Program, Input: o.Input, Layout: program.Layout, ProofMode: true},
		Wish:    &stone.Wish{Taker: stone.ForQuarry, Bits: 80, Regime: stone.Capacity, LogNCosets: 4, ProofOfWorkBits: 20},
	}})
	if err != nil {
		return "", err
	}
	var file bytes.Buffer
	if err := artifact.Write(&file); err != nil {
		return "", err
	}
	if p.proofs == nil {
		p.proofs = map[string][]byte{}
	}
	id := fmt.Sprintf("%x", sha256.Sum256(o.Input))
	p.proofs[id] = file.Bytes()
	return id, nil
}

// Status implements settler.Prover.
func (p *RealProver) Status(_ context.Context, id string) (settler.ProofStatus, error) {
	if p.proofs[id] == nil {
		return settler.ProofStatus{State: settler.ProofFailed, Reason: "unknown"}, nil
	}
	return settler.ProofStatus{State: settler.ProofDone}, nil
}

// Fetch implements settler.Prover.
func (p *RealProver) Fetch(_ context.Context, id string) ([]byte, error) { return p.proofs[id], nil }

// RunProver runs the block program, and makes fake proofs of what it writes. It
// implements settler.Prover; its proofs are for Proofs and the test verifier.
type RunProver struct{ Prover }

// Submit implements settler.Prover.
func (p *RunProver) Submit(ctx context.Context, o *settler.Order) (string, error) {
	result, err := cairo.Execute(ctx, cairo.Options{Program: o.Program, Input: o.Input, Layout: program.Layout, ProofMode: true})
	if err != nil {
		return "", err
	}
	var words []fp.Element
	for _, v := range result.Output() {
		words = append(words, v.Felt())
	}
	run := *o
	if run.Input, err = json.Marshal(words); err != nil {
		return "", err
	}
	return p.Prover.Submit(ctx, &run)
}
