package settlertest

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/big"
	"sync"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/settlement/contracts/verifier"
	"quarry/settlement/settler"
)

// OutputStart is where the output begins in the test verifier's public input.
const OutputStart = 21

// Blocks are blocks that are made of their numbers. They implement settler.Blocks.
type Blocks struct {
	Config program.Config
	// Version is that of all blocks from the first on.
	Version uint64

	mu       sync.Mutex
	sealed   uint64
	replaced uint64 // from this one on, blocks have version instead
	version  uint64
}

// Replace makes all blocks from a number on others.
func (b *Blocks) Replace(from, version uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.replaced, b.version = from, version
}

// name is what a block's root and hash are made of.
func (b *Blocks) name(n uint64) uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	version := b.Version
	if b.replaced > 0 && n >= b.replaced {
		version = b.version
	}
	if n == 0 {
		return 0
	}
	return n + version<<32
}

// Seal makes so many blocks more.
func (b *Blocks) Seal(n uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sealed += n
}

// Sealed implements settler.Blocks.
func (b *Blocks) Sealed(context.Context) (uint64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sealed, nil
}

// Header implements settler.Blocks.
func (b *Blocks) Header(_ context.Context, n uint64) (*settler.Header, error) {
	if sealed, _ := b.Sealed(context.Background()); n > sealed || n == 0 {
		return nil, fault.New("test/no-block", "there is no block %d", n)
	}
	before, now := b.name(n-1), b.name(n)
	return &settler.Header{Number: n, Hash: Hash(now), Parent: Hash(before), RootBefore: Root(before), Root: Root(now)}, nil
}

// Run implements settler.Blocks: the input is the output.
func (b *Blocks) Run(ctx context.Context, n uint64) (*settler.Run, error) {
	h, err := b.Header(ctx, n)
	if err != nil {
		return nil, err
	}
	output := &program.Output{
		StateRootBefore: h.RootBefore, StateRootAfter: h.Root, Number: n, ParentHash: h.Parent, BlockHash: h.Hash,
		ConfigHash: b.Config.Hash(), Diff: &program.StateDiff{Timestamp: n, AccountCountBefore: 1, AccountCountAfter: 1},
	}
	input, err := json.Marshal(output.Words())
	return &settler.Run{Header: *h, Program: []byte("program"), Input: input}, err
}

// Prover makes fake proofs. It implements settler.Prover.
type Prover struct {
	mu sync.Mutex
	// jobs are what was ordered, by id; Orders counts the orders of each block that
	// were not known.
	jobs   map[string]*settler.Order
	Orders map[uint64]int
	// Bad says which proofs the contract will refuse, Slow which are not finished,
	// Broken which fail.
	Bad, Slow, Broken func(o *settler.Order) bool
}

// Submit implements settler.Prover.
func (p *Prover) Submit(_ context.Context, o *settler.Order) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.jobs == nil {
		p.jobs, p.Orders = map[string]*settler.Order{}, map[uint64]int{}
	}
	id := fmt.Sprintf("%d/%d/%x", o.Block, o.Round, sha256.Sum256(o.Input))
	if p.jobs[id] == nil {
		p.Orders[o.Block]++
	}
	p.jobs[id] = o
	return id, nil
}

func (p *Prover) job(id string) *settler.Order {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.jobs[id]
}

// Ordered returns how often a block's proof was ordered anew.
func (p *Prover) Ordered(block uint64) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.Orders[block]
}

// Status implements settler.Prover.
func (p *Prover) Status(_ context.Context, id string) (settler.ProofStatus, error) {
	o := p.job(id)
	says := func(f func(*settler.Order) bool) bool { return f != nil && f(o) }
	switch {
	case o == nil, says(p.Broken):
		return settler.ProofStatus{State: settler.ProofFailed, Reason: "broken"}, nil
	case says(p.Slow):
		return settler.ProofStatus{State: settler.ProofPending}, nil
	}
	return settler.ProofStatus{State: settler.ProofDone}, nil
}

// fakeProof is what a fake proof holds.
type fakeProof struct {
	Round  int
	Bad    bool
	Output []fp.Element
}

// Fetch implements settler.Prover.
func (p *Prover) Fetch(_ context.Context, id string) ([]byte, error) {
	o := p.job(id)
	f := fakeProof{Round: o.Round, Bad: p.Bad != nil && p.Bad(o)}
	if f.Bad {
		f.Round = 0 // whatever the round, the same proof
	}
	if err := json.Unmarshal(o.Input, &f.Output); err != nil {
		return nil, err
	}
	return json.Marshal(&f)
}

// Proofs knows fake proofs. It implements settler.Proofs; like the contract, it
// refuses bad ones.
type Proofs struct{}

// Call implements settler.Proofs.
func (Proofs) Call(proof []byte) (*verifier.Call, error) {
	var f fakeProof
	if err := json.Unmarshal(proof, &f); err != nil {
		return nil, err
	}
	call := &verifier.Call{Proof: []byte{byte(f.Round)}, Parameters: big.NewInt(1)}
	if f.Bad {
		call.Proof[0] = 0xff
	}
	for i := range OutputStart {
		call.PublicInput = append(call.PublicInput, big.NewInt(int64(100+i)))
	}
	call.PublicInput[8] = big.NewInt(int64(107 + len(f.Output)))
	for i := range f.Output {
		call.PublicInput = append(call.PublicInput, f.Output[i].BigInt(new(big.Int)))
	}
	return call, nil
}

// Verify implements settler.Proofs.
func (Proofs) Verify(proof []byte) error {
	var f fakeProof
	if err := json.Unmarshal(proof, &f); err != nil {
		return err
	}
	if f.Bad {
		return fault.New("test/bad-proof", "the proof says that it is bad")
	}
	return nil
}
