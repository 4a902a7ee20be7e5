package sequencing

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"slices"

	"github.com/cockroachdb/pebble/v2"

	"quarry/fault"
	"quarry/settlement/l1"
)

// The keys, behind the prefix.
const (
	keyMessage  = 'm' // nonce → sent
	keyPosition = 'q' // → l1.Position
)

func (d *Deposits) key(kind byte, id []byte) []byte {
	return slices.Concat(d.config.Prefix, []byte{kind}, id)
}

func keepFault(err error) error {
	return fault.Wrap(err, CodeDeposits, "the messages from L1 can't be read or written")
}

// load reads what was saved.
func (d *Deposits) load(position *l1.Position) error {
	value, closer, err := d.config.DB.Get(d.key(keyPosition, nil))
	if errors.Is(err, pebble.ErrNotFound) {
		return nil
	}
	if err != nil {
		return keepFault(err)
	}
	if err := errors.Join(json.Unmarshal(value, position), closer.Close()); err != nil {
		return keepFault(err)
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

// save writes what has changed from the messages before, with the position, at once.
func (d *Deposits) save(messages []sent, position l1.Position) error {
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
	failures := []error{put(d.key(keyPosition, nil), position)}
	for i := len(messages); i < len(d.messages); i++ {
		failures = append(failures, batch.Delete(d.key(keyMessage, id(i)), nil))
	}
	for i := range messages {
		if i >= len(d.messages) || d.messages[i].Block != messages[i].Block {
			failures = append(failures, put(d.key(keyMessage, id(i)), &messages[i]))
		}
	}
	if err := errors.Join(append(failures, batch.Commit(pebble.Sync))...); err != nil {
		return keepFault(err)
	}
	return nil
}
