package chain

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"

	"github.com/cockroachdb/pebble/v2"

	"quarry/fault"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// A snapshot is snapshotMagic; the length (4 bytes, big-endian) of the record of the
// block's header, the record and its SHA-256; and the snapshot of the state after the
// block, as package state writes it.
const snapshotMagic = "quarry chain 1\n"

// maxHeaderRecord is more than the record of a header takes.
const maxHeaderRecord = 4096

// WriteSnapshot writes the state after the head with the head's header, enough to go on
// from there. Blocks may be made meanwhile. It returns the header.
func (c *Chain) WriteSnapshot(ctx context.Context, w io.Writer) (*Header, error) {
	p := &prefixer{w: w, store: c.store}
	if _, err := c.config.State.WriteSnapshot(ctx, p); err != nil {
		return nil, err
	}
	return p.header, nil
}

// prefixer writes the header of the block that a state's snapshot is of before it: which
// block that is stands in the snapshot's first bytes.
type prefixer struct {
	w      io.Writer
	store  *Store
	header *Header
}

// Write implements io.Writer.
func (p *prefixer) Write(b []byte) (int, error) {
	if p.header == nil {
		number, ok := state.SnapshotBlock(b)
		if !ok {
			return 0, fault.New(CodeSnapshot, "the state's snapshot does not begin with its block")
		}
		h, err := p.store.Header(number)
		if err != nil {
			return 0, err
		}
		record := encodeHeader(h)
		sum := sha256.Sum256(record)
		head := binary.BigEndian.AppendUint32([]byte(snapshotMagic), uint32(len(record)))
		if _, err := p.w.Write(append(append(head, record...), sum[:]...)); err != nil {
			return 0, err
		}
		p.header = h
	}
	return p.w.Write(b)
}

// Restore makes an empty database what a snapshot says. If hash is not nil, the
// snapshot's block must have it. The blocks up to it are not there: they count as having
// come to every stage of finality, so a node that proves or settles blocks should begin
// with a block that is finalized on L1.
func Restore(ctx context.Context, db *pebble.DB, s *state.State, r io.Reader, hash *Felt) (*Header, error) {
	h, err := readSnapshotHeader(r)
	if err != nil {
		return nil, err
	}
	if hash != nil && h.Hash != *hash {
		return nil, fault.New(CodeSnapshot, "the snapshot is of block %d, %s, not of %s", h.Number,
			starknet.FormatFelt(&h.Hash), starknet.FormatFelt(hash))
	}
	store, err := OpenStore(db)
	if err != nil {
		return nil, err
	}
	return h, s.Restore(ctx, r, &h.StateRoot, func(batch *pebble.Batch) error {
		number := binary.BigEndian.AppendUint64(nil, h.Number)
		err := store.stage(batch, &Block{Header: *h}, &StateDiff{}, nil)
		for stage := Proving; stage < stages; stage++ {
			err = errors.Join(err, batch.Set(key(keyStage, []byte{byte(stage)}), number, nil))
		}
		return err
	})
}

func readSnapshotHeader(r io.Reader) (*Header, error) {
	damaged := func(err error) error {
		return fault.Wrap(err, CodeSnapshot, "the snapshot is damaged, or none")
	}
	head := make([]byte, len(snapshotMagic)+4)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, damaged(err)
	}
	size := binary.BigEndian.Uint32(head[len(snapshotMagic):])
	if !bytes.HasPrefix(head, []byte(snapshotMagic)) || size > maxHeaderRecord {
		return nil, damaged(nil)
	}
	record := make([]byte, size+sha256.Size)
	if _, err := io.ReadFull(r, record); err != nil {
		return nil, damaged(err)
	}
	record, sum := record[:size], record[size:]
	if got := sha256.Sum256(record); !bytes.Equal(got[:], sum) {
		return nil, damaged(nil)
	}
	h, err := decodeHeader(record)
	if err != nil {
		return nil, damaged(err)
	}
	if hash := h.BlockHash(&h.StateRoot, h.TransactionCount, &h.Commitment); hash != h.Hash {
		return nil, damaged(nil)
	}
	return h, nil
}
