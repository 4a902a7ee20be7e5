package settler

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
)

// The keys, behind the settler's prefix.
const (
	keyBlock     = 'b' // number → Block
	keyProof     = 'p' // content hash → proof file
	keyStatement = 's' // statement hash → content hash
	keyRejection = 'r' // content hash → Rejection
	keyControl   = 'c' // → Control
	keyEvent     = 'e' // number → Settlement
	keyPosition  = 'q' // → l1.Position
	keyPosting   = 't' // name → Posting
	keyWords     = 'w' // name → the posting's words, 32 bytes each
)

// store keeps the settler's records in a database.
type store struct {
	db     *pebble.DB
	prefix []byte
}

func (s *store) key(kind byte, id []byte) []byte {
	return slices.Concat(s.prefix, []byte{kind}, id)
}

func numberID(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func storeFault(err error) error {
	return fault.Wrap(err, CodeStore, "the settler's records can't be read or written").
		WithHint("check the disk; nothing is sent that is not on record")
}

// get reads a value, nil if there is none.
func (s *store) get(kind byte, id []byte) ([]byte, error) {
	value, closer, err := s.db.Get(s.key(kind, id))
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, storeFault(err)
	}
	return bytes.Clone(value), closeFault(closer)
}

func closeFault(c io.Closer) error {
	if err := c.Close(); err != nil {
		return storeFault(err)
	}
	return nil
}

// read reads a record; ok is false if there is none.
func (s *store) read(kind byte, id []byte, to any) (ok bool, err error) {
	value, err := s.get(kind, id)
	if value == nil || err != nil {
		return false, err
	}
	if err := json.Unmarshal(value, to); err != nil {
		return false, storeFault(err)
	}
	return true, nil
}

// record is a value to write, nil to delete.
type record struct {
	kind  byte
	id    []byte
	value any // marshalled as JSON, unless it is bytes
}

// write writes records, all or none, and returns when they are on disk.
func (s *store) write(records ...record) error {
	batch := s.db.NewBatch()
	defer batch.Close()
	for _, r := range records {
		key := s.key(r.kind, r.id)
		value, raw := r.value.([]byte)
		var err error
		switch {
		case r.value == nil:
			err = batch.Delete(key, nil)
		case raw:
			err = batch.Set(key, value, nil)
		default:
			if value, err = json.Marshal(r.value); err == nil {
				err = batch.Set(key, value, nil)
			}
		}
		if err != nil {
			return storeFault(err)
		}
	}
	if err := batch.Commit(pebble.Sync); err != nil {
		return storeFault(err)
	}
	return nil
}

// scan reads all records of a kind, by rising key.
func scan[T any](s *store, kind byte) ([]*T, error) {
	iterator, err := s.db.NewIter(&pebble.IterOptions{LowerBound: s.key(kind, nil), UpperBound: s.key(kind+1, nil)})
	if err != nil {
		return nil, storeFault(err)
	}
	var all []*T
	for valid := iterator.First(); valid; valid = iterator.Next() {
		v := new(T)
		if err := json.Unmarshal(iterator.Value(), v); err != nil {
			return nil, errors.Join(storeFault(err), iterator.Close())
		}
		all = append(all, v)
	}
	return all, closeFault(iterator)
}

func (s *store) blockRecord(b *Block) record { return record{keyBlock, numberID(b.Number), b} }

// block reads a block's record, nil if there is none.
func (s *store) block(number uint64) (*Block, error) {
	b := new(Block)
	if ok, err := s.read(keyBlock, numberID(number), b); !ok || err != nil {
		return nil, err
	}
	return b, nil
}

// lastBlocks reads at most limit blocks' records by falling number, if below is not 0
// from the last one before it.
func (s *store) lastBlocks(below uint64, limit int) ([]*Block, error) {
	upper := s.key(keyBlock+1, nil)
	if below > 0 {
		upper = s.key(keyBlock, numberID(below))
	}
	iterator, err := s.db.NewIter(&pebble.IterOptions{LowerBound: s.key(keyBlock, nil), UpperBound: upper})
	if err != nil {
		return nil, storeFault(err)
	}
	all := []*Block{}
	for valid := iterator.Last(); valid && len(all) < limit; valid = iterator.Prev() {
		b := new(Block)
		if err := json.Unmarshal(iterator.Value(), b); err != nil {
			return nil, errors.Join(storeFault(err), iterator.Close())
		}
		all = append(all, b)
	}
	return all, closeFault(iterator)
}

// statementOf names what a proof is of.
func statementOf(program, input []byte) []byte {
	h := sha256.New()
	p, i := sha256.Sum256(program), sha256.Sum256(input)
	h.Write(p[:])
	h.Write(i[:])
	return h.Sum(nil)
}

// putProof keeps a proof under its content, and what it proves, with the block.
func (s *store) putProof(proof, statement []byte, b *Block) error {
	b.Proof = sha256.Sum256(proof)
	return s.write(
		record{keyProof, b.Proof[:], proof},
		record{keyStatement, statement, b.Proof[:]},
		s.blockRecord(b),
	)
}

// proofOf returns the hash of a proof of a statement, if there is one that was not
// refused.
func (s *store) proofOf(statement []byte) (hash common.Hash, ok bool, err error) {
	value, err := s.get(keyStatement, statement)
	if err != nil || len(value) != len(hash) {
		return hash, false, err
	}
	hash = common.Hash(value)
	refused, err := s.rejection(hash)
	return hash, refused == nil && err == nil, err
}

// proof returns a proof by its hash.
func (s *store) proof(hash common.Hash) ([]byte, error) {
	proof, err := s.get(keyProof, hash[:])
	if err != nil {
		return nil, err
	}
	if common.Hash(sha256.Sum256(proof)) != hash {
		return nil, fault.New(CodeProof, "the proof %s is not among the settler's records", hash)
	}
	return proof, nil
}

// rejection returns why a proof was refused, nil if it was not.
func (s *store) rejection(proof common.Hash) (*Rejection, error) {
	r := new(Rejection)
	if ok, err := s.read(keyRejection, proof[:], r); !ok || err != nil {
		return nil, err
	}
	return r, nil
}
