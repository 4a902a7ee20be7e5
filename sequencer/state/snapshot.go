package state

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io"

	"github.com/cockroachdb/pebble/v2"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/sequencer/program"
)

// A snapshot is a stream of bytes: snapshotMagic; block number, state root and
// count of accounts (8, 32 and 4 bytes); the accounts by rising index, as records
// of accountBytes; and the SHA-256 of all that. Integers are big-endian.
const (
	snapshotMagic  = "quarry state 1\n"
	snapshotHeader = len(snapshotMagic) + 8 + 32 + 4
)

// WriteSnapshot writes the state at the head, which may move on meanwhile, and
// returns the view that was written.
func (s *State) WriteSnapshot(ctx context.Context, w io.Writer) (*View, error) {
	v, snapshot, err := s.pin()
	if err != nil {
		return nil, err
	}
	defer snapshot.Close()
	sum := sha256.New()
	out := bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<16)
	head := append(make([]byte, 0, snapshotHeader), snapshotMagic...)
	head = append(binary.BigEndian.AppendUint64(head, v.number), v.block.root[:]...)
	if _, err := out.Write(binary.BigEndian.AppendUint32(head, v.block.count)); err != nil {
		return nil, snapshotWrite(err)
	}
	if err := s.writeAccounts(ctx, snapshot, v.block.count, out); err != nil {
		return nil, err
	}
	if err := out.Flush(); err != nil {
		return nil, snapshotWrite(err)
	}
	if _, err := w.Write(sum.Sum(nil)); err != nil {
		return nil, snapshotWrite(err)
	}
	return v, nil
}

func snapshotWrite(err error) error {
	return fault.Wrap(err, CodeSnapshot, "the snapshot can't be written")
}

// writeAccounts writes the records of all accounts.
func (s *State) writeAccounts(ctx context.Context, r pebble.Reader, count uint32, w io.Writer) error {
	lower, upper := s.keys.span(accountRecord)
	it, err := r.NewIter(&pebble.IterOptions{LowerBound: lower, UpperBound: upper})
	if err != nil {
		return readFault(err)
	}
	defer it.Close()
	next := uint32(0)
	for ok := it.First(); ok; ok = it.Next() {
		value := it.Value()
		if !bytes.Equal(it.Key(), s.keys.account(next)) || len(value) != accountBytes+8 {
			break
		}
		if _, err := w.Write(value[:accountBytes]); err != nil {
			return snapshotWrite(err)
		}
		if next++; next%buildBatch == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if err := it.Error(); err != nil {
		return readFault(err)
	}
	if next != count {
		return fault.New(CodeCorrupt, "there are records of %d accounts in order, not of %d", next, count)
	}
	return nil
}

// Restore makes an empty state of a snapshot. If root is not nil, the snapshot's
// state root must be that: then it need not be trusted, since the accounts are
// hashed. with, unless nil, adds the caller's records to the last batch, without
// which there is still no state. Earlier blocks can't be read or reverted to.
func (s *State) Restore(ctx context.Context, r io.Reader, root *fp.Element, with With) error {
	in := &snapshotReader{r: bufio.NewReaderSize(r, 1<<16), sum: sha256.New()}
	var head [snapshotHeader]byte
	if err := in.read(head[:]); err != nil {
		return err
	}
	at := len(snapshotMagic)
	if string(head[:at]) != snapshotMagic {
		return fault.New(CodeSnapshot, "this is no snapshot of a state")
	}
	number := binary.BigEndian.Uint64(head[at:])
	var claimed fp.Element
	if claimed.SetBytesCanonical(head[at+8:at+40]) != nil {
		return fault.New(CodeSnapshot, "the snapshot's state root is not below the prime")
	}
	if root != nil && claimed != *root {
		return fault.New(CodeSnapshot, "the snapshot's state root is 0x%s, not 0x%s", claimed.Text(16), root.Text(16))
	}
	count := binary.BigEndian.Uint32(head[at+40:])
	return s.build(ctx, number, func(yield func(*program.Account, error) bool) {
		for range count {
			a, err := in.account()
			if !yield(a, err) || err != nil {
				return
			}
		}
		if err := in.end(); err != nil {
			yield(nil, err)
		}
	}, &claimed, with)
}

// snapshotReader reads a snapshot and sums up what it has read.
type snapshotReader struct {
	r   io.Reader
	sum hash.Hash
}

func (r *snapshotReader) read(b []byte) error {
	if _, err := io.ReadFull(r.r, b); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return fault.New(CodeSnapshot, "the snapshot ends too early")
		}
		return fault.Wrap(err, CodeSnapshot, "the snapshot can't be read")
	}
	r.sum.Write(b)
	return nil
}

func (r *snapshotReader) account() (*program.Account, error) {
	var b [accountBytes]byte
	if err := r.read(b[:]); err != nil {
		return nil, err
	}
	a := new(program.Account)
	if err := decodeAccount(b[:], a); err != nil {
		return nil, fault.Wrap(err, CodeSnapshot, "the snapshot has a malformed account")
	}
	return a, nil
}

// end checks that the sum and nothing else follows.
func (r *snapshotReader) end() error {
	want := r.sum.Sum(nil)
	got := make([]byte, len(want))
	if err := r.read(got); err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return fault.New(CodeSnapshot, "the snapshot is damaged: its checksum is another")
	}
	if n, _ := r.r.Read(make([]byte, 1)); n != 0 {
		return fault.New(CodeSnapshot, "there is something after the end of the snapshot")
	}
	return nil
}

// SnapshotBlock returns the number of the block that a snapshot is of, from its first
// bytes; ok is false if they are not a snapshot's, or too few.
func SnapshotBlock(first []byte) (number uint64, ok bool) {
	if len(first) < snapshotHeader || !bytes.HasPrefix(first, []byte(snapshotMagic)) {
		return 0, false
	}
	return binary.BigEndian.Uint64(first[len(snapshotMagic):]), true
}
