package auth

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"quarry/api"
	"quarry/fault"
)

func open(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func add(t *testing.T, s *Store, k Key) (Key, string) {
	t.Helper()
	if k.Name == "" {
		k.Name = "somebody"
	}
	if k.Scopes == nil {
		k.Scopes = []api.Scope{api.ScopeRead}
	}
	added, text, err := s.Add(k)
	if err != nil {
		t.Fatal(err)
	}
	return added, text
}

// A key is found by its whole text only, in every process that reads the file;
// the file and printed keys tell no secret.
func TestStore(t *testing.T) {
	dir := t.TempDir()
	s, other := open(t, dir), open(t, dir)
	k, text := add(t, s, Key{Name: " alice ", Limits: Limits{Queued: 3}})
	if k.Name != "alice" || IDOf(text) != k.ID || len(text) != 3+8+1+52 {
		t.Fatalf("%+v, %d bytes", k, len(text))
	}
	got, ok := s.Lookup(text)
	if !ok || got.Limits.Queued != 3 || got.State(time.Now()) != "active" {
		t.Fatalf("%v %+v", ok, got)
	}
	time.Sleep(patience + 50*time.Millisecond)
	if _, ok := other.Lookup(text); !ok {
		t.Error("another process does not see the key")
	}
	secret := text[len("qk_")+8+1:]
	for _, wrong := range []string{
		"", "qk_", "qk__", k.ID, secret, "qk_" + k.ID + "_", "qk_" + k.ID + "_" + strings.Repeat("a", 52), text + "a", text[:len(text)-1],
		strings.ToUpper(text), "qk_aaaaaaaa_" + secret, "qk_" + k.ID + "_" + k.Hash,
	} {
		if _, ok := s.Lookup(wrong); ok {
			t.Errorf("%q is taken for a key", wrong)
		}
	}
	raw, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil || bytes.Contains(raw, []byte(secret)) {
		t.Errorf("%v: the file tells the secret", err)
	}
	if shown := fmt.Sprintf("%v %+v %s", k, k, k); strings.Contains(shown, k.Hash) {
		t.Error("a printed key tells its hash")
	}
	if _, err := other.Revoke(k.ID); err != nil {
		t.Fatal(err)
	}
	time.Sleep(patience + 50*time.Millisecond)
	if got, ok := s.Lookup(text); !ok || got.State(time.Now()) != "revoked" {
		t.Errorf("%v %+v", ok, got)
	}
	if _, err := s.Revoke("nobody"); fault.CodeOf(err) != CodeUnknownKey {
		t.Error(err)
	}
}

// Processes that add keys at once lose none.
func TestStoreConcurrent(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 4 {
		s := open(t, dir)
		wg.Go(func() {
			for range 5 {
				if _, _, err := s.Add(Key{Name: "x", Scopes: []api.Scope{api.ScopeRead}}); err != nil {
					t.Error(err)
				}
				s.Keys()
			}
		})
	}
	wg.Wait()
	keys := open(t, dir).Keys()
	if len(keys) != 20 {
		t.Errorf("%d keys", len(keys))
	}
	if !slices.IsSortedFunc(keys, func(a, b Key) int { return a.CreatedAt.Compare(b.CreatedAt) }) {
		t.Error("the keys are not in order")
	}
}

// A file that was spoilt does not lock anybody out, and is refused at the start.
func TestStoreSpoilt(t *testing.T) {
	dir := t.TempDir()
	var log bytes.Buffer
	s, err := Open(dir, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	_, text := add(t, s, Key{})
	path := filepath.Join(dir, FileName)
	for _, spoil := range []func() error{
		func() error { return os.WriteFile(path, []byte("{"), 0o600) },
		func() error { return os.WriteFile(path, []byte(`{"version":9}`), 0o600) },
		func() error { return os.Chmod(path, 0o644) },
	} {
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir, slog.New(slog.DiscardHandler)); fault.CodeOf(err) != CodeFile {
			t.Errorf("%v", err)
		}
		if _, _, err := s.Add(Key{Name: "x", Scopes: api.Scopes()}); fault.CodeOf(err) != CodeFile {
			t.Errorf("a spoilt file is written over: %v", err)
		}
	}
	time.Sleep(patience + 50*time.Millisecond)
	for range 3 {
		if _, ok := s.Lookup(text); !ok {
			t.Error("the key is lost")
		}
	}
	if n := strings.Count(log.String(), "the keys stay as they were"); n != 1 {
		t.Errorf("%d lines of log: %s", n, log.String())
	}
	// A file that was removed has no keys.
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	time.Sleep(patience + 50*time.Millisecond)
	if _, ok := s.Lookup(text); ok {
		t.Error("a key of a removed file works")
	}
}

func TestBadKeys(t *testing.T) {
	s := open(t, t.TempDir())
	past := time.Now().Add(-time.Second)
	read := []api.Scope{api.ScopeRead}
	ten := 10
	for name, k := range map[string]Key{
		"priority": {Name: "x", Scopes: read, Limits: Limits{MaxPriority: &ten}},
		"no name":  {Scopes: read},
		"newline":  {Name: "a\nb", Scopes: read},
		"long":     {Name: strings.Repeat("x", maxName+1), Scopes: read},
		"no scope": {Name: "x"},
		"scope":    {Name: "x", Scopes: []api.Scope{"everything"}},
		"expired":  {Name: "x", Scopes: read, ExpiresAt: &past},
		"limit":    {Name: "x", Scopes: read, Limits: Limits{Queued: -1}},
	} {
		if _, _, err := s.Add(k); fault.CodeOf(err) != CodeBadKey {
			t.Errorf("%s: %v", name, err)
		}
	}
}
