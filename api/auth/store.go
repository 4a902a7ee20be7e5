package auth

import (
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"quarry/fault"
	"quarry/internal/durable"
)

// FileName is the name of the keys' file in the data directory.
const FileName = "keys.json"

// Store is the file of keys. It may be used by several processes at once.
type Store struct {
	path string
	log  *slog.Logger

	mu   sync.Mutex
	keys map[string]Key
	// seen is the file as it was read, nil if there was none; checked is when
	// that was last compared with the file that is there.
	seen    fs.FileInfo
	checked time.Time
	broken  string
}

// file is the form of the keys' file.
type file struct {
	Version int   `json:"version"`
	Keys    []Key `json:"keys"`
}

const fileVersion = 1

// patience is how old the answer may be to whether the file has changed.
const patience = 250 * time.Millisecond

// Open reads the keys' file of a data directory; a file that is not there has no
// keys. log hears of it when a file that was changed can't be read.
func Open(dir string, log *slog.Logger) (*Store, error) {
	s := &Store{path: filepath.Join(dir, FileName), log: log}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s, s.read()
}

// read replaces the keys by those in the file.
func (s *Store) read() error {
	info, err := os.Stat(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		s.keys, s.seen = map[string]Key{}, nil
		return nil
	}
	if err != nil {
		return fault.Wrap(err, CodeFile, "the keys can't be read").At("%s", s.path)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fault.New(CodeFile, "others than its owner may read or change the keys' file").At("%s", s.path).WithHint("chmod 600 %s", s.path)
	}
	raw, err := os.ReadFile(s.path)
	if err != nil {
		return fault.Wrap(err, CodeFile, "the keys can't be read").At("%s", s.path)
	}
	var f file
	if err := json.Unmarshal(raw, &f); err != nil || f.Version != fileVersion {
		return fault.Wrap(err, CodeFile, "the keys' file is not one of version %d", fileVersion).At("%s", s.path)
	}
	keys := make(map[string]Key, len(f.Keys))
	for _, k := range f.Keys {
		keys[k.ID] = k
	}
	s.keys, s.seen = keys, info
	return nil
}

// refresh reads the file again if it is another than was read. If it can't be
// read the keys stay as they were: a slip of an editor must not lock all out.
func (s *Store) refresh() {
	now := time.Now()
	if now.Sub(s.checked) < patience {
		return
	}
	s.checked = now
	info, err := os.Stat(s.path)
	same := s.seen == nil && errors.Is(err, fs.ErrNotExist) ||
		err == nil && s.seen != nil && os.SameFile(info, s.seen) && info.ModTime().Equal(s.seen.ModTime()) && info.Size() == s.seen.Size()
	if same {
		return
	}
	if err := s.read(); err != nil {
		if err.Error() != s.broken { // once, not at every request
			s.log.Error("the keys stay as they were", "error", err)
		}
		s.broken = err.Error()
		return
	}
	s.broken = ""
	s.log.Info("keys read", "keys", len(s.keys))
}

// Lookup finds the key that a text is, whatever its state.
func (s *Store) Lookup(text string) (Key, bool) {
	id, secret, ok := split(text)
	s.mu.Lock()
	s.refresh()
	k, known := s.keys[id]
	s.mu.Unlock()
	if !known {
		k = Key{Hash: hashOf("")} // costs the time of a known one
	}
	return k, k.matches(secret) && known && ok
}

// Keys are all keys, the oldest first.
func (s *Store) Keys() []Key {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refresh()
	all := make([]Key, 0, len(s.keys))
	for _, k := range s.keys {
		all = append(all, k)
	}
	slices.SortFunc(all, func(a, b Key) int {
		if c := a.CreatedAt.Compare(b.CreatedAt); c != 0 {
			return c
		}
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return all
}

// Add makes a key with k's name, scopes, limits and expiry, and returns it and
// its text, which is kept nowhere.
func (s *Store) Add(k Key) (Key, string, error) {
	added, text, err := newKey(k, time.Now())
	if err != nil {
		return Key{}, "", err
	}
	return added, text, s.change(func(keys map[string]Key) error {
		keys[added.ID] = added
		return nil
	})
}

// Revoke ends a key for ever. Its jobs stay.
func (s *Store) Revoke(id string) (Key, error) {
	var revoked Key
	return revoked, s.change(func(keys map[string]Key) error {
		k, ok := keys[id]
		if !ok {
			return fault.New(CodeUnknownKey, "there is no key %.40q", id).At("%s", s.path).WithHint("quarry keys list shows all")
		}
		if k.RevokedAt == nil {
			now := time.Now().UTC().Truncate(time.Second)
			k.RevokedAt = &now
		}
		keys[id], revoked = k, k
		return nil
	})
}

// change edits the keys under the lock that all processes heed, beginning with
// those that are in the file now.
func (s *Store) change(edit func(map[string]Key) error) error {
	lock := flock.New(s.path+".lock", flock.SetPermissions(0o600))
	if err := lock.Lock(); err != nil {
		return fault.Wrap(err, CodeFile, "the keys' file can't be locked").At("%s", s.path)
	}
	defer func() { _ = lock.Close() }()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.read(); err != nil {
		return err
	}
	if err := edit(s.keys); err != nil {
		return err
	}
	f := file{Version: fileVersion, Keys: make([]Key, 0, len(s.keys))}
	for _, k := range s.keys {
		f.Keys = append(f.Keys, k)
	}
	slices.SortFunc(f.Keys, func(a, b Key) int { return a.CreatedAt.Compare(b.CreatedAt) })
	raw, err := json.MarshalIndent(f, "", "  ")
	if err == nil {
		err = durable.WriteFile(s.path, append(raw, '\n'))
	}
	if err != nil {
		return fault.Wrap(err, CodeFile, "the keys can't be written").At("%s", s.path)
	}
	return s.read()
}
