package chain

import (
	"context"
	"time"

	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// Engine makes blocks, and judges those of others. It does not know which block
// counts when there are several: consensus decides, and drives it.
type Engine interface {
	// Head returns the header of the last finalised block.
	Head(ctx context.Context) (*Header, error)
	// Build makes a block on top of the head from the mempool and the deposits that
	// are pending. It returns nil if there is nothing to put into one and
	// r.AllowEmpty is not set. What it has built is as good as validated; the
	// transactions stay staged until another block is built, or this one or another
	// one is finalised.
	Build(ctx context.Context, r Request) (*Proposal, error)
	// Validate executes a block on top of the head, whoever proposed it, and refuses
	// it if any number in it is wrong: the error's code says which. If the block is
	// decided already, by the others, what only this node's clock and its view of L1
	// could tell is not asked.
	Validate(ctx context.Context, p *Proposal, decided bool) error
	// Finalise makes a block that was built or validated the head, for good: block
	// and state are on disk when it returns. Finalising the head again does nothing.
	Finalise(ctx context.Context, hash Felt) (*Header, error)
	// Announce tells how far the chain is elsewhere, so that the engine knows when it
	// catches up.
	Announce(ctx context.Context, highest Point) error
}

// Request says what block is to be built.
type Request struct {
	// Parent is the hash of the head that the block is to follow.
	Parent Felt
	// Timestamp is the block's; 0 leaves it to the engine.
	Timestamp uint64
	// Limits tighten the engine's own; the zero value leaves those.
	Limits Limits
	// Budget is how long transactions may be added; 0 means until there are no more.
	Budget time.Duration
	// AllowEmpty lets a block without transactions be built.
	AllowEmpty bool
}

// Proposal is a block as its builder hands it to others: the transactions and what
// came of them.
type Proposal struct {
	program.Header
	// Transactions are in the block's order: messages from L1 first.
	Transactions []starknet.Transaction
	// StateRoot is the state's after the block, Commitment the transaction
	// commitment, Hash the block's.
	StateRoot, Commitment, Hash Felt
}

// Envelope encodes a proposal without its transactions.
func (p *Proposal) Envelope() []byte {
	w := newWriter(256)
	w.header(&p.Header)
	w.felts(p.StateRoot, p.Commitment, p.Hash)
	w.uint(uint64(len(p.Transactions)))
	return w.b
}

// MarshalBinary encodes a proposal: the envelope, then each transaction with its
// length before it.
func (p *Proposal) MarshalBinary() ([]byte, error) {
	w := &writer{b: p.Envelope()}
	for _, t := range p.Transactions {
		w.bytes(starknet.EncodeTransaction(t))
	}
	return w.b, nil
}

// UnmarshalBinary undoes MarshalBinary.
func (p *Proposal) UnmarshalBinary(b []byte) error {
	r := newReader(b)
	n := p.envelope(r)
	encoded := make([][]byte, 0, min(n, len(r.rest)))
	for range n {
		if r.err != nil {
			break
		}
		encoded = append(encoded, r.bytes())
	}
	if err := r.end(); err != nil {
		return malformed(err)
	}
	return p.decode(encoded)
}

// DecodeProposal puts a proposal together again from its envelope and its encoded
// transactions.
func DecodeProposal(envelope []byte, transactions [][]byte) (*Proposal, error) {
	p := &Proposal{}
	r := newReader(envelope)
	n := p.envelope(r)
	if err := r.end(); err != nil {
		return nil, malformed(err)
	}
	if n != len(transactions) {
		return nil, malformed(nil)
	}
	return p, p.decode(transactions)
}

// envelope reads an envelope and returns the number of transactions.
func (p *Proposal) envelope(r *reader) int {
	p.Header = r.header()
	p.StateRoot, p.Commitment, p.Hash = r.felt(), r.felt(), r.felt()
	return int(min(r.uint(), 1<<31))
}

func (p *Proposal) decode(encoded [][]byte) error {
	p.Transactions = make([]starknet.Transaction, len(encoded))
	for i, b := range encoded {
		t, err := starknet.DecodeTransaction(b)
		if err != nil {
			return malformed(err)
		}
		p.Transactions[i] = t
	}
	return nil
}
