package state

import (
	"encoding/binary"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// State is the state of the chain after its last committed block, with the
// accounts' history. All methods may be called at the same time; Commit and Revert
// wait for each other. It does not own the database.
type State struct {
	db   *pebble.DB
	keys keys

	mu   sync.Mutex // held while the head moves
	head atomic.Pointer[head]
	// reverts are the blocks after which something was reverted, in the order of
	// the reverts: a view of a later block that was made before is stale.
	reverts atomic.Pointer[[]uint64]
}

// head is where the state is.
type head struct {
	number uint64
	block
	first uint64 // the earliest block whose state can be read
}

// With adds records to the batch that commits or reverts a block, so that they are
// written together or not at all. The batch is the caller's only until it returns.
type With func(*pebble.Batch) error

// Open opens the state that lies below prefix in db; the database stays the
// caller's, who closes it after the last use of the state. A state without genesis
// can be opened; Empty tells, and Init or Restore fill it.
func Open(db *pebble.DB, prefix []byte) (*State, error) {
	s := &State{db: db, keys: keys{append([]byte(nil), prefix...)}}
	s.reverts.Store(new([]uint64))
	h, err := s.readHead(db)
	if err != nil {
		return nil, err
	}
	s.head.Store(h)
	return s, nil
}

func (h *head) encodeHead() []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, h.number), h.first)
}

// pin returns a snapshot of the database, which the caller closes, and the view of
// the head in it: for what needs accounts and nodes of the same block.
func (s *State) pin() (*View, *pebble.Snapshot, error) {
	reverts := len(*s.reverts.Load())
	snapshot := s.db.NewSnapshot()
	h, err := s.readHead(snapshot)
	if err == nil && h == nil {
		err = errEmpty
	}
	if err != nil {
		return nil, nil, errors.Join(err, snapshot.Close())
	}
	if now := s.head.Load(); now == nil || now.number < h.number {
		s.settle()
	}
	return s.view(h.number, &h.block, reverts), snapshot, nil
}

// settle waits until a block that is on disk is the head for everybody.
func (s *State) settle() {
	s.mu.Lock()
	defer s.mu.Unlock()
}

// Empty reports whether there is no state yet.
func (s *State) Empty() bool { return s.head.Load() == nil }

// View returns the state at the head. It stays as it is while blocks are
// committed. The state must not be empty.
func (s *State) View() (*View, error) {
	reverts := len(*s.reverts.Load()) // before the head, so that a revert in between counts
	h := s.head.Load()
	if h == nil {
		return nil, errEmpty
	}
	return s.view(h.number, &h.block, reverts), nil
}

// ViewAt returns the state after a block: any from the first that is kept (genesis
// or that of a snapshot) to the head.
func (s *State) ViewAt(number uint64) (*View, error) {
	reverts := len(*s.reverts.Load())
	h := s.head.Load()
	switch {
	case h == nil:
		return nil, errEmpty
	case number == h.number:
		return s.view(number, &h.block, reverts), nil
	case number > h.number || number < h.first:
		return nil, fault.New(CodeNoBlock, "there is no state after block %d", number).
			WithHint("blocks %d to %d", h.first, h.number)
	}
	b, err := s.readBlock(s.db, number)
	if err != nil {
		return nil, err
	}
	return s.view(number, &b, reverts), nil
}

var errEmpty = fault.New(CodeEmpty, "there is no state yet").WithHint("give it a genesis file or a snapshot")

// Commit makes a planned block the head, atomically and on disk when it returns;
// with, unless nil, adds the caller's records. A plan that was not made on the
// head is refused (state/stale).
func (s *State) Commit(p *Plan, with With) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.head.Load()
	if h == nil {
		return errEmpty
	}
	if err := p.parent.check(); err != nil {
		return err
	}
	if h.number != p.parent.number || p.number != h.number+1 {
		return fault.New(CodeStale, "block %d was planned after block %d, but the state is that after block %d",
			p.number, p.parent.number, h.number)
	}
	b := s.db.NewBatch()
	defer b.Close()
	next := &head{number: p.number, block: p.record(), first: h.first}
	if err := s.writePlan(b, p, next); err != nil {
		return writeFault(err)
	}
	if err := s.finish(b, next, with); err != nil {
		return err
	}
	s.head.Store(next)
	return nil
}

// finish writes a batch that moves the head.
func (s *State) finish(b *pebble.Batch, next *head, with With) error {
	if err := b.Set(s.keys.head(), next.encodeHead(), nil); err != nil {
		return writeFault(err)
	}
	if with != nil {
		if err := with(b); err != nil {
			return err
		}
	}
	if err := b.Commit(pebble.Sync); err != nil {
		return writeFault(err)
	}
	return nil
}

// writePlan adds to a batch what a block leaves.
func (s *State) writePlan(b *pebble.Batch, p *Plan, next *head) error {
	errs := []error{b.Set(s.keys.block(next.number), next.block.encode(), nil)}
	fresh := p.Changes[len(p.Changes)-int(p.CountAfter-p.CountBefore):]
	addresses := make([]fp.Element, len(fresh))
	for i := range fresh {
		addresses[i] = fresh[i].After.Address
	}
	errs = append(errs, s.writeNames(b, addresses, p.CountBefore))
	for i := range p.Changes {
		c := &p.Changes[i]
		account := appendAccount(make([]byte, 0, accountBytes+8), &c.After)
		errs = append(errs, b.Set(s.keys.history(c.Index, p.number), account, nil),
			b.Set(s.keys.account(c.Index), binary.BigEndian.AppendUint64(account, p.number), nil))
	}
	return errors.Join(append(errs, s.writeNodes(b, p.layers, p.CountAfter))...)
}

// writeNames adds to a batch the records that find accounts, which have the indices
// from first on.
func (s *State) writeNames(b *pebble.Batch, addresses []fp.Element, first uint32) error {
	keys := make([]fp.Element, len(addresses))
	parallel(len(addresses), nodeBatch, func(from, to int) {
		copy(keys[from:to], starknet.StorageBalances(addresses[from:to]))
	})
	var errs []error
	for i := range addresses {
		index := binary.BigEndian.AppendUint32(nil, first+uint32(i))
		errs = append(errs, b.Set(s.keys.address(&addresses[i]), index, nil), b.Set(s.keys.balance(&keys[i]), index, nil))
	}
	return errors.Join(errs...)
}

// Revert takes the last block back, atomically and on disk when it returns; with,
// unless nil, adds the caller's records. Views of the block become stale.
func (s *State) Revert(with With) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.head.Load()
	if h == nil {
		return errEmpty
	}
	if h.number == h.first {
		return fault.New(CodeRevert, "block %d is the first that there is", h.number).
			WithHint("only blocks after genesis, or after the snapshot that the state began with, can be reverted")
	}
	before, err := s.readBlock(s.db, h.number-1)
	if err != nil {
		return err
	}
	b := s.db.NewBatch()
	defer b.Close()
	next := &head{number: h.number - 1, block: before, first: h.first}
	if err := s.unwrite(b, h, next); err != nil {
		return err
	}
	stale := append(append([]uint64(nil), *s.reverts.Load()...), next.number)
	s.reverts.Store(&stale) // before the batch, so that no reader takes its records for the old block's
	if err := s.finish(b, next, with); err != nil {
		return err
	}
	s.head.Store(next)
	return nil
}

// unwrite adds to a batch what undoes the block at the head.
func (s *State) unwrite(b *pebble.Batch, h, next *head) error {
	if err := writeFault(b.Delete(s.keys.block(h.number), nil)); err != nil || len(h.touched) == 0 {
		return err
	}
	leaf := layer{index: make([]uint64, len(h.touched)), after: make([]digest, len(h.touched))}
	var restored []*program.Account
	for i, index := range h.touched {
		leaf.index[i] = uint64(index)
		if err := writeFault(b.Delete(s.keys.history(index, h.number), nil)); err != nil {
			return err
		}
		if index >= next.count {
			if err := s.forget(b, index); err != nil {
				return err
			}
			continue
		}
		account, at, err := s.readHistory(index, next.number)
		if err != nil {
			return err
		}
		restored = append(restored, account)
		value := binary.BigEndian.AppendUint64(appendAccount(nil, account), at)
		if err := writeFault(b.Set(s.keys.account(index), value, nil)); err != nil {
			return err
		}
	}
	copy(leaf.after, leaves(restored)) // the new accounts' leaves are 0 again
	levels, err := climb(leaf, s.nodeReader(s.db, h.count))
	if err != nil {
		return err
	}
	if root := levels[program.TreeHeight].after[0]; root != next.treeRoot {
		return fault.New(CodeCorrupt, "taking block %d back does not lead to the root before it", h.number)
	}
	return writeFault(s.writeNodes(b, levels, next.count))
}

// writeNodes adds to a batch the changed nodes of a tree of which count leaves are
// in use.
func (s *State) writeNodes(b *pebble.Batch, levels []layer, count uint32) error {
	var errs []error
	for level := range levels {
		l := &levels[level]
		for i, index := range l.index {
			if index<<level >= uint64(count) {
				errs = append(errs, b.Delete(s.keys.node(level, index), nil))
			} else {
				errs = append(errs, b.Set(s.keys.node(level, index), l.after[i][:], nil))
			}
		}
	}
	return errors.Join(errs...)
}

// forget adds to a batch that an account and what finds it are gone.
func (s *State) forget(b *pebble.Batch, index uint32) error {
	value, err := get(s.db, s.keys.account(index))
	if err != nil {
		return err
	}
	if len(value) != accountBytes+8 {
		return fault.New(CodeCorrupt, "the record of account %d has %d bytes", index, len(value))
	}
	var a program.Account
	if err := decodeAccount(value[:accountBytes], &a); err != nil {
		return err
	}
	key := starknet.StorageBalance(&a.Address)
	return writeFault(errors.Join(b.Delete(s.keys.account(index), nil),
		b.Delete(s.keys.address(&a.Address), nil), b.Delete(s.keys.balance(&key), nil)))
}
