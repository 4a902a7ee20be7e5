package state

import (
	"context"
	"encoding/binary"
	"errors"
	"iter"

	"github.com/cockroachdb/pebble/v2"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/kernels"
	"quarry/sequencer/program"
)

// Init makes an empty state that of genesis, block 0; with, unless nil, adds the
// caller's records to the last batch, without which there is still no state.
func (s *State) Init(ctx context.Context, g *Genesis, with With) error {
	if err := g.Validate(); err != nil {
		return err
	}
	return s.build(ctx, 0, func(yield func(*program.Account, error) bool) {
		for _, a := range g.accounts() {
			if !yield(a, nil) {
				return
			}
		}
	}, nil, with)
}

// buildBatch is how many accounts or nodes are hashed and written at once.
const buildBatch = 1 << 14

// build makes an empty state from linked accounts in the order of their indices. A
// crash leaves an empty state. If want is not nil, the state root must be that.
func (s *State) build(ctx context.Context, number uint64, accounts iter.Seq2[*program.Account, error], want *fp.Element, with With) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.head.Load() != nil {
		return fault.New(CodeNotEmpty, "there is a state already").WithHint("take an empty directory")
	}
	lower, upper := s.keys.all() // what a crash may have left
	if err := s.db.DeleteRange(lower, upper, pebble.Sync); err != nil {
		return writeFault(err)
	}
	level, err := s.buildAccounts(ctx, number, accounts)
	if err != nil {
		return err
	}
	if len(level) == 0 {
		return fault.New(CodeSnapshot, "there is no account at all, not even the head of the list")
	}
	h := &head{number: number, first: number, block: block{count: uint32(len(level))}}
	for height := range program.TreeHeight {
		if err := s.buildLevel(ctx, height, level); err != nil {
			return err
		}
		level = raiseAll(level, height)
	}
	if err := s.buildLevel(ctx, program.TreeHeight, level); err != nil {
		return err
	}
	tree := feltOf(&level[0])
	root := program.StateRoot(&tree, uint64(h.count))
	if want != nil && root != *want {
		return fault.New(CodeSnapshot, "the accounts lead to the state root 0x%s, not to 0x%s", root.Text(16), want.Text(16))
	}
	h.treeRoot, h.root = level[0], root.Bytes()
	b := s.db.NewBatch()
	defer b.Close()
	if err := b.Set(s.keys.block(number), h.block.encode(), nil); err != nil {
		return writeFault(err)
	}
	if err := s.finish(b, h, with); err != nil {
		return err
	}
	s.head.Store(h)
	return nil
}

// buildAccounts writes all records of accounts and returns their leaf values.
func (s *State) buildAccounts(ctx context.Context, number uint64, accounts iter.Seq2[*program.Account, error]) ([]digest, error) {
	var level []digest
	piece := make([]*program.Account, 0, buildBatch)
	flush := func() error {
		b := s.db.NewBatch()
		defer b.Close()
		addresses := make([]fp.Element, len(piece))
		for i, a := range piece {
			addresses[i] = a.Address
		}
		errs := []error{s.writeNames(b, addresses, uint32(len(level)))}
		for i, a := range piece {
			index := uint32(len(level) + i)
			value := appendAccount(make([]byte, 0, accountBytes+8), a)
			errs = append(errs, b.Set(s.keys.history(index, number), value, nil),
				b.Set(s.keys.account(index), binary.BigEndian.AppendUint64(value, number), nil))
		}
		level = append(level, leaves(piece)...)
		piece = piece[:0]
		if err := errors.Join(append(errs, b.Commit(pebble.NoSync))...); err != nil {
			return writeFault(err)
		}
		return ctx.Err()
	}
	for a, err := range accounts {
		if err != nil {
			return nil, err
		}
		if piece = append(piece, a); len(piece) == buildBatch {
			if err := flush(); err != nil {
				return nil, err
			}
		}
	}
	return level, flush()
}

// buildLevel writes one level of the tree.
func (s *State) buildLevel(ctx context.Context, height int, level []digest) error {
	for from := 0; from < len(level); from += buildBatch {
		b := s.db.NewBatch()
		var errs []error
		for i := from; i < min(len(level), from+buildBatch); i++ {
			errs = append(errs, b.Set(s.keys.node(height, uint64(i)), level[i][:], nil))
		}
		if err := errors.Join(append(errs, b.Commit(pebble.NoSync), b.Close())...); err != nil {
			return writeFault(err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// raiseAll returns the level above a level whose nodes are all given, from the
// first to the last that is not empty.
func raiseAll(level []kernels.Digest, height int) []kernels.Digest {
	if len(level)%2 == 1 {
		level = append(level, empty()[height])
	}
	return parents(level)
}
