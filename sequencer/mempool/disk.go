package mempool

import (
	"bytes"
	"encoding/binary"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"quarry/fault"
	"quarry/sequencer/starknet"
)

// disk keeps a record for each transaction: prefix and hash → time of arrival in
// nanoseconds since 1970 and number in the order of arrival, 8 big-endian bytes
// each, and the transaction's encoding.
type disk struct {
	db     *pebble.DB
	prefix []byte
}

// recordHeader is the length of what comes before the transaction.
const recordHeader = 16

func (d *disk) key(hash *Felt) []byte {
	b := hash.Bytes()
	return append(append(make([]byte, 0, len(d.prefix)+len(b)), d.prefix...), b[:]...)
}

func (e *entry) record() []byte {
	b := make([]byte, recordHeader, recordHeader+int(e.size))
	binary.BigEndian.PutUint64(b, uint64(e.arrived.UnixNano()))
	binary.BigEndian.PutUint64(b[8:], e.seq)
	return starknet.AppendTransaction(b, e.tx.Transaction)
}

// write puts transactions on disk and deletes others, for good when it returns:
// the database syncs once for all who write at the same time.
func (d *disk) write(add []*entry, gone []Felt, sync bool) error {
	b := d.db.NewBatch()
	defer b.Close()
	for _, e := range add {
		if err := b.Set(d.key(&e.tx.Hash), e.record(), nil); err != nil {
			return err
		}
	}
	for i := range gone {
		if err := b.Delete(d.key(&gone[i]), nil); err != nil {
			return err
		}
	}
	options := pebble.NoSync
	if sync {
		options = pebble.Sync
	}
	return b.Commit(options)
}

// stored is a record as it was read.
type stored struct {
	hash    []byte
	arrived time.Time
	seq     uint64
	size    int
	tx      starknet.AccountTransaction
}

// read returns all records that are some, and how many are none and were deleted.
func (d *disk) read() (list []stored, bad int, err error) {
	upper := append([]byte(nil), d.prefix...)
	upper[len(upper)-1]++ // a prefix of text does not end with 0xff
	it, err := d.db.NewIter(&pebble.IterOptions{LowerBound: d.prefix, UpperBound: upper})
	if err != nil {
		return nil, 0, readFault(err)
	}
	defer it.Close()
	for it.First(); it.Valid(); it.Next() {
		if s, ok := decodeRecord(it.Value()); ok {
			s.hash = bytes.Clone(it.Key()[len(d.prefix):])
			list = append(list, s)
			continue
		}
		bad++
		if err := d.db.Delete(it.Key(), pebble.NoSync); err != nil {
			return nil, bad, readFault(err)
		}
	}
	if err := it.Error(); err != nil {
		return nil, bad, readFault(err)
	}
	return list, bad, nil
}

func decodeRecord(b []byte) (s stored, ok bool) {
	if len(b) < recordHeader {
		return s, false
	}
	s.arrived = time.Unix(0, int64(binary.BigEndian.Uint64(b)))
	s.seq = binary.BigEndian.Uint64(b[8:])
	s.size = len(b) - recordHeader
	t, err := starknet.DecodeTransaction(b[recordHeader:])
	if err != nil {
		return s, false
	}
	s.tx, ok = t.(starknet.AccountTransaction)
	return s, ok
}

func readFault(err error) error {
	return fault.Wrap(err, CodeStorage, "the mempool's records can't be read")
}
