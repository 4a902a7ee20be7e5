package chain

import (
	"encoding/binary"
	"errors"

	"github.com/cockroachdb/pebble/v2"

	"quarry/fault"
	"quarry/sequencer/state"
)

// Adopt makes a block the head of a database that has the state after it, but no
// blocks: one that was derived from L1. Of the header must be known what L1 says:
// number, hash, parent, timestamp, roots and NextDeposit. As after Restore, the blocks
// up to it are not there, and count as having come to every stage of finality.
func Adopt(db *pebble.DB, s *state.State, h *Header) error {
	view, err := s.View()
	if err != nil {
		return err
	}
	if view.Number() != h.Number || view.Root() != h.StateRoot {
		return fault.New(CodeStore, "the state is that after block %d, not after block %d", view.Number(), h.Number)
	}
	store, err := OpenStore(db)
	if err != nil {
		return err
	}
	if head := store.Head(); head != nil && head.Number > h.Number {
		return fault.New(CodeStore, "the database has blocks up to %d already", head.Number)
	}
	batch := db.NewBatch()
	defer batch.Close()
	number := binary.BigEndian.AppendUint64(nil, h.Number)
	err = store.stage(batch, &Block{Header: *h}, &StateDiff{}, nil)
	for stage := Proving; stage < stages; stage++ {
		err = errors.Join(err, batch.Set(key(keyStage, []byte{byte(stage)}), number, nil))
	}
	if err = errors.Join(err, batch.Commit(pebble.Sync)); err != nil {
		return storeError(err)
	}
	return nil
}
