package sequencing

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"github.com/cockroachdb/pebble/v2"

	"quarry/fault"
	"quarry/settlement/l1"
)

// The keys, behind the prefix.
const (
	keyMessage  = 'm' // nonce → sent
	keyPosition = 'q' // → l1.Position
	keyNext     = 'n' // → the nonce from which on messages are looked at
)

func (d *Deposits) key(kind byte, id []byte) []byte {
	return slices.Concat(d.config.Prefix, []byte{kind}, id)
}

func keepFault(err error) error {
	return fault.Wrap(err, CodeDeposits, "the messages from L1 can't be read or written")
}

// read reads a single record; one that there is not leaves v as it is.
func (d *Deposits) read(kind byte, v any) error {
	value, closer, err := d.config.DB.Get(d.key(kind, nil))
	if errors.Is(err, pebble.ErrNotFound) {
		return nil
	}
	if err != nil {
		return keepFault(err)
	}
	if err := errors.Join(json.Unmarshal(value, v), closer.Close()); err != nil {
		return keepFault(err)
	}
	return nil
}

// keepNext writes from where on messages are looked at. It may be lost: then messages
// that were consumed are looked at once more.
func (d *Deposits) keepNext(next uint64) error {
	if err := d.config.DB.Set(d.key(keyNext, nil), strconv.AppendUint(nil, next, 10), pebble.NoSync); err != nil {
		return keepFault(err)
	}
	return nil
}

// load reads what was saved.
func (d *Deposits) load(position *l1.Position) error {
	if err := errors.Join(d.read(keyPosition, position), d.read(keyNext, &d.next)); err != nil {
		return err
	}
	iterator, err := d.config.DB.NewIter(&pebble.IterOptions{
		LowerBound: d.key(keyMessage, nil), UpperBound: d.key(keyMessage+1, nil),
	})
	if err != nil {
		return keepFault(err)
	}
	for valid := iterator.First(); valid; valid = iterator.Next() {
		var m sent
		if err := json.Unmarshal(iterator.Value(), &m); err != nil {
			return errors.Join(keepFault(err), iterator.Close())
		}
		d.messages = append(d.messages, m)
	}
	if err := iterator.Close(); err != nil {
		return keepFault(err)
	}
	return nil
}

// same tells whether a record says what another one does, if neither was changed in place.
func (m *sent) same(o *sent) bool {
	return m.Block == o.Block && m.Cancelled == o.Cancelled && m.Cancelling == o.Cancelling && m.Over == o.Over
}

// save writes what has changed from the messages before, with the position, at once.
func (d *Deposits) save(messages []sent, position l1.Position) error {
	return d.write(messages, &position)
}

// write is save, without a position if that stays as it is.
func (d *Deposits) write(messages []sent, position *l1.Position) error {
	batch := d.config.DB.NewBatch()
	defer batch.Close()
	put := func(key []byte, v any) error {
		value, err := json.Marshal(v)
		if err != nil {
			return err
		}
		return batch.Set(key, value, nil)
	}
	id := func(n int) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }
	var failures []error
	if position != nil {
		failures = append(failures, put(d.key(keyPosition, nil), position))
	}
	for i := len(messages); i < len(d.messages); i++ {
		failures = append(failures, batch.Delete(d.key(keyMessage, id(i)), nil))
	}
	for i := range messages {
		if i >= len(d.messages) || !d.messages[i].same(&messages[i]) {
			failures = append(failures, put(d.key(keyMessage, id(i)), &messages[i]))
		}
	}
	if err := errors.Join(append(failures, batch.Commit(pebble.Sync))...); err != nil {
		return keepFault(err)
	}
	return nil
}
