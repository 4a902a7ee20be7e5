package state

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
)

func TestOpenDatabaseRefuses(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "db")
	db, err := OpenDatabase(dir, DatabaseOptions{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = OpenDatabase(dir, DatabaseOptions{})
	wantCode(t, err, CodeLocked)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	manifests, err := filepath.Glob(filepath.Join(dir, "MANIFEST-*"))
	if err != nil || len(manifests) == 0 {
		t.Fatal(manifests, err)
	}
	for _, name := range manifests {
		if err := os.WriteFile(name, []byte("no manifest at all, but long enough to be read as one"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	_, err = OpenDatabase(dir, DatabaseOptions{})
	wantCode(t, err, CodeCorrupt)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = OpenDatabase(file, DatabaseOptions{})
	wantCode(t, err, CodeDatabase)
}

// Records that contradict each other are errors, not panics.
func TestCorrupt(t *testing.T) {
	s := initial(t)
	v, _ := s.View()
	set := func(key, value []byte) {
		if err := s.db.Set(key, value, nil); err != nil {
			t.Fatal(err)
		}
	}
	del := func(key []byte) {
		if err := s.db.Delete(key, nil); err != nil {
			t.Fatal(err)
		}
	}
	plan := func() error {
		before, _ := v.Account(2)
		_, err := v.Plan([]Change{{Index: 2, Before: before, After: *before}})
		return err
	}
	del(s.keys.node(0, 3))
	wantCode(t, plan(), CodeCorrupt)
	set(s.keys.node(0, 3), []byte{1})
	wantCode(t, plan(), CodeCorrupt)
	set(s.keys.account(1), []byte("short"))
	_, err := s.WriteSnapshot(t.Context(), io.Discard)
	wantCode(t, err, CodeCorrupt)
	del(s.keys.account(1))
	if _, err := v.Account(1); err != nil {
		t.Errorf("history does not stand in for a lost record: %v", err)
	}
	del(s.keys.history(1, 0))
	_, err = v.Account(1)
	wantCode(t, err, CodeCorrupt)
	address := testGenesis(t).Accounts[0].Address
	set(s.keys.address(&address), []byte{1, 2})
	_, _, err = v.Find(&address)
	wantCode(t, err, CodeCorrupt)
	set(s.keys.block(0), []byte{1})
	_, err = Open(s.db, []byte("state/"))
	wantCode(t, err, CodeCorrupt)
	set(s.keys.head(), []byte{1})
	_, err = Open(s.db, []byte("state/"))
	wantCode(t, err, CodeCorrupt)
}

// Two states in one database don't touch each other.
func TestPrefixes(t *testing.T) {
	db, err := OpenDatabase("db", DatabaseOptions{FS: vfs.NewMem()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, prefix := range []string{"a/", "b/"} {
		s, err := Open(db, []byte(prefix))
		if err != nil || !s.Empty() {
			t.Fatal(err)
		}
		if err := s.Init(t.Context(), testGenesis(t), nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Set([]byte("a0"), nil, nil); err != nil {
		t.Fatal(err)
	}
	s, _ := Open(db, []byte("b/"))
	if v, err := s.View(); err != nil || v.Root() != testGenesis(t).Root() {
		t.Error("the other state is not what it was")
	}
}
