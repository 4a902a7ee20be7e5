package sequencing

import (
	"context"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/program"
	"quarry/sequencer/state"
	"quarry/settlement/settler"
)

// CodeBlock: the chain lacks a block that is to be settled.
const CodeBlock fault.Code = "sequencing/block"

// Blocks are the sealed blocks of a chain, for the settler.
type Blocks struct {
	Store *chain.Store
	// State is set if state diffs go to L1 in blobs.
	State *state.State
}

// Sealed implements settler.Blocks.
func (b *Blocks) Sealed(context.Context) (uint64, error) {
	head := b.Store.Head()
	if head == nil {
		return 0, fault.New(CodeBlock, "the chain has not even a genesis block")
	}
	return head.Number, nil
}

// Header implements settler.Blocks.
func (b *Blocks) Header(_ context.Context, number uint64) (*settler.Header, error) {
	h, err := b.Store.Header(number)
	if err != nil {
		return nil, err
	}
	return &settler.Header{Number: number, Hash: h.Hash, Parent: h.ParentHash, RootBefore: h.OldRoot, Root: h.StateRoot}, nil
}

// Run implements settler.Blocks.
func (b *Blocks) Run(ctx context.Context, number uint64) (*settler.Run, error) {
	h, err := b.Header(ctx, number)
	if err != nil {
		return nil, err
	}
	input, err := b.Store.ProgramInput(number)
	if err != nil {
		return nil, err
	}
	if input == nil {
		return nil, fault.New(CodeBlock, "the chain has no input for the proof of block %d", number)
	}
	run := &settler.Run{Header: *h, Program: program.Compiled(), Input: input}
	if b.State != nil {
		run.Diff, err = b.diff(number)
	}
	return run, err
}

// diff makes the state diff of a block from the states around it.
func (b *Blocks) diff(number uint64) (*program.StateDiff, error) {
	header, err := b.Store.Header(number)
	if err != nil {
		return nil, err
	}
	before, err := b.State.ViewAt(number - 1)
	if err != nil {
		return nil, err
	}
	after, err := b.State.ViewAt(number)
	if err != nil {
		return nil, err
	}
	d := &program.StateDiff{Timestamp: header.Timestamp, AccountCountBefore: before.Count(), AccountCountAfter: after.Count()}
	for _, index := range after.Changed() {
		account, err := after.Account(index)
		if err != nil {
			return nil, err
		}
		e := program.DiffEntry{Index: index, Nonce: account.Nonce, Balance: account.Balance, IsNew: index >= before.Count()}
		e.IsDeployed = account.Deployed()
		if e.IsNew {
			e.Address = account.Address
		} else if e.IsDeployed {
			old, err := before.Account(index)
			if err != nil {
				return nil, err
			}
			e.IsDeployed = !old.Deployed()
		}
		if e.IsDeployed {
			e.PublicKey = account.PublicKey
		}
		d.Entries = append(d.Entries, e)
	}
	return d, nil
}

// Stages tell a chain how far its blocks are on L1.
type Stages struct{ Store *chain.Store }

// SetStage implements settler.Finality. What another part of the node knows better is
// left: a block that the chain has at a later stage before L1 stays there, unless L1
// has taken it back.
func (s *Stages) SetStage(number uint64, stage settler.Stage, note settler.Note) error {
	now, err := s.Store.Finality(number)
	if err != nil {
		return err
	}
	to := chain.Stage(stage)
	if to < chain.L1Submitted && now.Stage >= to && now.Stage < chain.L1Included {
		return nil
	}
	if to == now.Stage && to != chain.L1Included && to != chain.L1Submitted {
		return nil
	}
	return s.Store.SetStage(number, to, chain.Note{Job: note.Job, L1Transaction: note.Transaction, L1Block: note.Block})
}
