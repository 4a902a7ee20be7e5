package chain

import (
	"encoding/binary"

	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// Records are fields in their order: felts as 32 big-endian bytes, integers and
// lengths as unsigned varints, texts and nested records with their length before.

// recordVersion is the first byte of every record.
const recordVersion = 1

// writer appends fields to a record.
type writer struct{ b []byte }

func newWriter(size int) *writer { return &writer{append(make([]byte, 0, size), recordVersion)} }

func (w *writer) felts(felts ...Felt) {
	for i := range felts {
		b := felts[i].Bytes()
		w.b = append(w.b, b[:]...)
	}
}

func (w *writer) list(felts []Felt) {
	w.uint(uint64(len(felts)))
	w.felts(felts...)
}

func (w *writer) uint(values ...uint64) {
	for _, v := range values {
		w.b = binary.AppendUvarint(w.b, v)
	}
}

func (w *writer) integer(v *uint256.Int) {
	b := v.Bytes32()
	w.b = append(w.b, b[:]...)
}

func (w *writer) bytes(b []byte) {
	w.uint(uint64(len(b)))
	w.b = append(w.b, b...)
}

// reader reads fields and keeps the first error; after one, all are zero.
type reader struct {
	rest []byte
	err  error
}

func newReader(b []byte) *reader {
	r := &reader{rest: b}
	if version := r.take(1)[0]; r.err == nil && version != recordVersion {
		r.fail("a record has version %d, this program reads %d", version, recordVersion)
	}
	return r
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fault.New(CodeStore, format, args...)
	}
	r.rest = nil
}

var zeros [32]byte

// take returns the next n bytes; after an error at most 32 zeros.
func (r *reader) take(n int) []byte {
	if n > len(r.rest) || n < 0 {
		r.fail("a record ends too early")
		return zeros[:min(max(n, 0), len(zeros))]
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) felt() (e Felt) {
	if e.SetBytesCanonical(r.take(32)) != nil {
		r.fail("a felt in a record is not below the prime")
	}
	return e
}

func (r *reader) uint() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.fail("an integer in a record is malformed")
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// length reads the number of items that take at least size bytes each.
func (r *reader) length(size int) int {
	n := r.uint()
	if n > uint64(len(r.rest)/size) {
		r.fail("a list in a record is longer than the record")
		return 0
	}
	return int(n)
}

func (r *reader) list() []Felt {
	n := r.length(32)
	if n == 0 {
		return nil
	}
	felts := make([]Felt, n)
	for i := range felts {
		felts[i] = r.felt()
	}
	return felts
}

func (r *reader) integer() (v uint256.Int) {
	v.SetBytes(r.take(32))
	return v
}

func (r *reader) bytes() []byte { return r.take(r.length(1)) }

// end returns the first error; bytes that are left are one.
func (r *reader) end() error {
	if r.err == nil && len(r.rest) > 0 {
		r.fail("a record has %d bytes too many", len(r.rest))
	}
	return r.err
}

func (w *writer) header(h *program.Header) {
	w.uint(h.Number)
	w.felts(h.ParentHash)
	w.uint(h.Timestamp)
	w.felts(h.Sequencer)
	w.uint(h.Prices.L1, h.Prices.L2, h.Prices.L1Data)
}

func (r *reader) header() (h program.Header) {
	h.Number = r.uint()
	h.ParentHash = r.felt()
	h.Timestamp = r.uint()
	h.Sequencer = r.felt()
	h.Prices = program.Prices{L1: r.uint(), L2: r.uint(), L1Data: r.uint()}
	return h
}

func encodeHeader(h *Header) []byte {
	w := newWriter(256)
	w.header(&h.Header)
	w.felts(h.Hash, h.OldRoot, h.StateRoot, h.Commitment)
	w.uint(uint64(h.TransactionCount), uint64(h.EventCount), uint64(h.MessageCount), h.NextDeposit)
	return w.b
}

func decodeHeader(b []byte) (*Header, error) {
	r := newReader(b)
	h := &Header{Header: r.header()}
	h.Hash, h.OldRoot, h.StateRoot, h.Commitment = r.felt(), r.felt(), r.felt(), r.felt()
	h.TransactionCount, h.EventCount, h.MessageCount = int(r.uint()), int(r.uint()), int(r.uint())
	h.NextDeposit = r.uint()
	return h, r.end()
}

func encodeTransaction(t *Transaction) []byte {
	hash := t.Hash.Bytes()
	return starknet.AppendTransaction(append(make([]byte, 0, 768), hash[:]...), t.Transaction)
}

func decodeTransaction(b []byte) (t Transaction, err error) {
	if len(b) < 32 || t.Hash.SetBytesCanonical(b[:32]) != nil {
		return t, fault.New(CodeStore, "a stored transaction is malformed")
	}
	t.Transaction, err = starknet.DecodeTransaction(b[32:])
	return t, err
}

func encodeReceipt(x *Receipt) []byte {
	w := newWriter(384)
	w.felts(x.Hash)
	w.uint(uint64(x.Kind), uint64(x.Status))
	w.bytes([]byte(x.RevertReason))
	w.integer(&x.Fee)
	w.uint(x.Gas.L1, x.Gas.L2, x.Gas.L1Data)
	w.uint(uint64(len(x.Events)))
	for i := range x.Events {
		e := &x.Events[i]
		w.felts(e.From)
		w.list(e.Keys)
		w.list(e.Data)
	}
	w.uint(uint64(len(x.Messages)))
	for i := range x.Messages {
		m := &x.Messages[i]
		w.felts(m.From)
		w.b = append(w.b, m.To[:]...)
		w.list(m.Payload)
	}
	return w.b
}

func decodeReceipt(b []byte) (x Receipt, err error) {
	r := newReader(b)
	x.Hash = r.felt()
	x.Kind, x.Status = program.Kind(r.uint()), program.Status(r.uint())
	x.RevertReason = string(r.bytes())
	x.Fee = r.integer()
	x.Gas = program.Gas{L1: r.uint(), L2: r.uint(), L1Data: r.uint()}
	for range r.length(34) {
		x.Events = append(x.Events, starknet.Event{From: r.felt(), Keys: r.list(), Data: r.list()})
	}
	for range r.length(53) {
		m := starknet.MessageToL1{From: r.felt()}
		copy(m.To[:], r.take(len(m.To)))
		m.Payload = r.list()
		x.Messages = append(x.Messages, m)
	}
	return x, r.end()
}

func encodeStateDiff(d *StateDiff) []byte {
	w := newWriter(1024)
	w.uint(uint64(len(d.Storage)))
	for i := range d.Storage {
		w.felts(d.Storage[i].Address)
		w.uint(uint64(len(d.Storage[i].Entries)))
		for _, e := range d.Storage[i].Entries {
			w.felts(e.Key, e.Value)
		}
	}
	w.uint(uint64(len(d.Deployed)))
	for _, c := range d.Deployed {
		w.felts(c.Address, c.ClassHash)
	}
	w.uint(uint64(len(d.Nonces)))
	for _, n := range d.Nonces {
		w.felts(n.Address)
		w.uint(n.Nonce)
	}
	return w.b
}

func decodeStateDiff(b []byte) (*StateDiff, error) {
	r := newReader(b)
	d := &StateDiff{}
	for range r.length(33) {
		s := StorageDiff{Address: r.felt()}
		for range r.length(64) {
			s.Entries = append(s.Entries, StorageEntry{Key: r.felt(), Value: r.felt()})
		}
		d.Storage = append(d.Storage, s)
	}
	for range r.length(64) {
		d.Deployed = append(d.Deployed, Deployed{Address: r.felt(), ClassHash: r.felt()})
	}
	for range r.length(33) {
		d.Nonces = append(d.Nonces, NonceUpdate{Address: r.felt(), Nonce: r.uint()})
	}
	return d, r.end()
}
