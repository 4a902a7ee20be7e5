package chain

import (
	"encoding/binary"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"

	"quarry/fault"
	"quarry/sequencer/starknet"
)

// Store keeps the sealed blocks, in the same database as the state. All methods
// are safe for concurrent use; reads see whole blocks only.
type Store struct {
	db   *pebble.DB
	head atomic.Pointer[Header]
	feed Feed
	// mu orders changes of finality.
	mu sync.Mutex
}

// OpenStore opens the store of blocks in a database, which stays the caller's.
func OpenStore(db *pebble.DB) (*Store, error) {
	s := &Store{db: db}
	b, err := s.get(key(keyHead))
	if err != nil || b == nil {
		return s, err
	}
	if len(b) != 8 {
		return nil, fault.New(CodeStore, "the head's number is malformed")
	}
	head, err := s.Header(binary.BigEndian.Uint64(b))
	if err != nil {
		return nil, err
	}
	s.head.Store(head)
	return s, nil
}

// Feed tells what happens to the chain.
func (s *Store) Feed() *Feed { return &s.feed }

// Head returns the last block's header, nil if there is not even a genesis block.
// It must not be changed.
func (s *Store) Head() *Header { return s.head.Load() }

// Header returns the header of a block.
func (s *Store) Header(number uint64) (*Header, error) {
	if head := s.head.Load(); head != nil && head.Number == number {
		return head, nil
	}
	b, err := s.get(numberKey(keyHeader, number))
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, fault.New(CodeBlockUnknown, "there is no block %d", number)
	}
	return decodeHeader(b)
}

// Number returns the number of the block with a hash.
func (s *Store) Number(hash *Felt) (uint64, error) {
	b, err := s.get(feltKey(keyHash, hash))
	switch {
	case err != nil:
		return 0, err
	case len(b) != 8:
		return 0, fault.New(CodeBlockUnknown, "there is no block with hash %s", starknet.FormatFelt(hash))
	}
	return binary.BigEndian.Uint64(b), nil
}

// Block returns a block, whole.
func (s *Store) Block(number uint64) (*Block, error) {
	h, err := s.Header(number)
	if err != nil {
		return nil, err
	}
	b := &Block{Header: *h}
	if b.Transactions, err = s.Transactions(number); err != nil {
		return nil, err
	}
	b.Receipts, err = s.Receipts(number)
	return b, err
}

// Transactions returns the transactions of a block, in its order; none if there is
// no such block.
func (s *Store) Transactions(number uint64) ([]Transaction, error) {
	return scan(s.db, numberKey(keyTransaction, number), decodeTransaction)
}

// Receipts returns the receipts of a block, in its order; none if there is no such
// block.
func (s *Store) Receipts(number uint64) ([]Receipt, error) {
	return scan(s.db, numberKey(keyReceipt, number), decodeReceipt)
}

// Place returns where a transaction is.
func (s *Store) Place(hash *Felt) (Place, error) {
	b, err := s.get(feltKey(keyPlace, hash))
	switch {
	case err != nil:
		return Place{}, err
	case len(b) != 12:
		return Place{}, unplaced(hash)
	}
	p := Place{binary.BigEndian.Uint64(b), binary.BigEndian.Uint32(b[8:])}
	if p.Block > s.Head().Number {
		// Its block is being written: who sees the transaction must see the state, too.
		return Place{}, unplaced(hash)
	}
	return p, nil
}

func unplaced(hash *Felt) error {
	return fault.New(CodeTransactionUnknown, "no block has a transaction %s", starknet.FormatFelt(hash))
}

// TransactionAt returns the transaction at a place.
func (s *Store) TransactionAt(p Place) (Transaction, error) {
	b, err := s.item(keyTransaction, p)
	if err != nil {
		return Transaction{}, err
	}
	return decodeTransaction(b)
}

// ReceiptAt returns the receipt of the transaction at a place.
func (s *Store) ReceiptAt(p Place) (Receipt, error) {
	b, err := s.item(keyReceipt, p)
	if err != nil {
		return Receipt{}, err
	}
	return decodeReceipt(b)
}

// item reads a record of one transaction.
func (s *Store) item(kind byte, p Place) ([]byte, error) {
	b, err := s.get(itemKey(kind, p.Block, p.Index))
	if err == nil && b == nil {
		err = fault.New(CodeTransactionUnknown, "block %d has no transaction %d", p.Block, p.Index)
	}
	return b, err
}

// StateDiff returns what a block changed.
func (s *Store) StateDiff(number uint64) (*StateDiff, error) {
	b, err := s.get(numberKey(keyDiff, number))
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, fault.New(CodeBlockUnknown, "there is no block %d", number)
	}
	return decodeStateDiff(b)
}

// ProgramInput returns the input of the run that proves a block, as ProofJobs takes
// it. There is none for block 0, and none any more for blocks that are finalized on
// L1 (CodeInput).
func (s *Store) ProgramInput(number uint64) ([]byte, error) {
	if _, err := s.Header(number); err != nil {
		return nil, err
	}
	b, err := s.get(numberKey(keyInput, number))
	if err == nil && b == nil {
		err = fault.New(CodeInput, "block %d is not to be proved", number).WithHint("it is finalized on L1, or genesis")
	}
	return b, err
}

// Tag returns what consensus has kept under a name with the head; nil if nothing.
func (s *Store) Tag(name string) ([]byte, error) { return s.get(key(keyTag, []byte(name))) }

// get returns a copy of a value, nil if there is none.
func (s *Store) get(k []byte) ([]byte, error) {
	v, closer, err := s.db.Get(k)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, storeError(err)
	}
	defer closer.Close()
	return slices.Clone(v), nil
}

// scan decodes all values whose keys begin with prefix.
func scan[T any](db pebble.Reader, prefix []byte, decode func([]byte) (T, error)) ([]T, error) {
	it, err := db.NewIter(&pebble.IterOptions{LowerBound: prefix, UpperBound: after(prefix)})
	if err != nil {
		return nil, storeError(err)
	}
	defer it.Close()
	var list []T
	for it.First(); it.Valid(); it.Next() {
		v, err := decode(it.Value())
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	if err := it.Error(); err != nil {
		return nil, storeError(err)
	}
	return list, nil
}

func storeError(err error) error {
	return fault.Wrap(err, CodeStore, "the database of blocks fails")
}

// stage writes a block into a batch: all of it but the state.
func (s *Store) stage(batch *pebble.Batch, b *Block, diff *StateDiff, input []byte) error {
	set := func(k, v []byte) error { return batch.Set(k, v, nil) }
	n := b.Number
	number := binary.BigEndian.AppendUint64(nil, n)
	err := errors.Join(
		set(numberKey(keyHeader, n), encodeHeader(&b.Header)),
		set(feltKey(keyHash, &b.Hash), number),
		set(numberKey(keyDiff, n), encodeStateDiff(diff)),
		set(key(keyHead), number),
	)
	if input != nil {
		err = errors.Join(err, set(numberKey(keyInput, n), input))
	}
	for i := range b.Transactions {
		index := uint32(i)
		t, r := &b.Transactions[i], &b.Receipts[i]
		err = errors.Join(err,
			set(itemKey(keyTransaction, n, index), encodeTransaction(t)),
			set(itemKey(keyReceipt, n, index), encodeReceipt(r)),
			set(feltKey(keyPlace, &t.Hash), binary.BigEndian.AppendUint32(slices.Clone(number), index)))
		for j := range r.Events {
			for _, k := range indexed(&r.Events[j]) {
				err = errors.Join(err, set(eventKey(&k, n), nil))
			}
		}
	}
	if err != nil {
		return storeError(err)
	}
	return nil
}

// unstage deletes a block in a batch: all of it but the state and the head.
func (s *Store) unstage(batch *pebble.Batch, b *Block) error {
	del := func(k []byte) error { return batch.Delete(k, nil) }
	n := b.Number
	err := errors.Join(
		del(numberKey(keyHeader, n)), del(feltKey(keyHash, &b.Hash)), del(numberKey(keyDiff, n)),
		del(numberKey(keyInput, n)), del(numberKey(keyFinality, n)))
	for i := range b.Transactions {
		index := uint32(i)
		err = errors.Join(err, del(itemKey(keyTransaction, n, index)), del(itemKey(keyReceipt, n, index)),
			del(feltKey(keyPlace, &b.Transactions[i].Hash)))
		for j := range b.Receipts[i].Events {
			for _, k := range indexed(&b.Receipts[i].Events[j]) {
				err = errors.Join(err, del(eventKey(&k, n)))
			}
		}
	}
	if err != nil {
		return storeError(err)
	}
	return nil
}
