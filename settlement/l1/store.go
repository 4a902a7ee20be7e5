package l1

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"quarry/fault"
	"quarry/internal/durable"
)

// Store keeps transactions. What Put has stored survives a crash.
type Store interface {
	// Put stores a transaction in the place of the one with the same nonce.
	Put(t *Transaction) error
	// All returns all transactions, in any order.
	All() ([]*Transaction, error)
	// Delete forgets the transaction with a nonce.
	Delete(nonce uint64) error
}

// DirStore keeps each transaction in a file of a folder.
type DirStore struct{ dir string }

// OpenStore opens the store in a folder, which it makes if need be. The folder
// belongs to one account on one chain.
func OpenStore(dir string) (*DirStore, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Wrap(err, CodeStore, "the folder of transactions can't be made")
	}
	return &DirStore{dir}, nil
}

func (s *DirStore) path(nonce uint64) string {
	return filepath.Join(s.dir, fmt.Sprintf("%020d.json", nonce))
}

// Put implements Store.
func (s *DirStore) Put(t *Transaction) error {
	content, err := json.Marshal(t)
	if err == nil {
		err = durable.WriteFile(s.path(t.Nonce), content)
	}
	if err != nil {
		return fault.Wrap(err, CodeStore, "transaction %s can't be stored", t.Key)
	}
	return nil
}

// All implements Store.
func (s *DirStore) All() ([]*Transaction, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, fault.Wrap(err, CodeStore, "the stored transactions can't be listed")
	}
	var all []*Transaction
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".json") {
			continue
		}
		path := filepath.Join(s.dir, entry.Name())
		content, err := os.ReadFile(path)
		t := new(Transaction)
		if err == nil {
			err = json.Unmarshal(content, t)
		}
		if err == nil && s.path(t.Nonce) != path {
			err = fmt.Errorf("it holds nonce %d", t.Nonce)
		}
		if err != nil {
			return nil, fault.Wrap(err, CodeStore, "a stored transaction can't be read").At("%s", path).
				WithHint("restore the file: without it a nonce could be used twice")
		}
		all = append(all, t)
	}
	return all, nil
}

// Delete implements Store.
func (s *DirStore) Delete(nonce uint64) error {
	if err := os.Remove(s.path(nonce)); err != nil && !os.IsNotExist(err) {
		return fault.Wrap(err, CodeStore, "a stored transaction can't be removed")
	}
	return nil
}

// MemoryStore keeps transactions as long as the process lives: for chains that
// live no longer, and for tests.
type MemoryStore struct {
	mutex sync.Mutex
	all   map[uint64]*Transaction
}

// NewMemoryStore returns an empty store.
func NewMemoryStore() *MemoryStore { return &MemoryStore{all: map[uint64]*Transaction{}} }

// Put implements Store.
func (s *MemoryStore) Put(t *Transaction) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.all[t.Nonce] = t.clone()
	return nil
}

// All implements Store.
func (s *MemoryStore) All() ([]*Transaction, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	all := make([]*Transaction, 0, len(s.all))
	for _, t := range s.all {
		all = append(all, t.clone())
	}
	return all, nil
}

// Delete implements Store.
func (s *MemoryStore) Delete(nonce uint64) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.all, nonce)
	return nil
}
