package state

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
)

func TestSnapshot(t *testing.T) {
	s := initial(t)
	if err := s.Commit(pay(t, s, 5), nil); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	v, err := s.WriteSnapshot(t.Context(), &file)
	if err != nil || v.Number() != 1 {
		t.Fatal(v, err)
	}
	root := v.Root()
	r := testState(t)
	if err := r.Restore(t.Context(), bytes.NewReader(file.Bytes()), &root, nil); err != nil {
		t.Fatal(err)
	}
	rv, err := r.View()
	if err != nil || rv.Root() != root || rv.Number() != 1 {
		t.Fatalf("%v, %v", rv, err)
	}
	_, err = r.ViewAt(0)
	wantCode(t, err, CodeNoBlock)
	wantCode(t, r.Revert(nil), CodeRevert)
	// Both go on alike, also after the restored one was opened again.
	if r, err = Open(r.db, []byte("state/")); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*State{s, r} {
		if err := s.Commit(pay(t, s, 6), nil); err != nil {
			t.Fatal(err)
		}
	}
	a, _ := s.View()
	b, _ := r.View()
	if a.Root() != b.Root() {
		t.Error("the restored state goes another way")
	}
	wantCode(t, r.Restore(t.Context(), bytes.NewReader(file.Bytes()), &root, nil), CodeNotEmpty)
	other := fp.One()
	wantCode(t, testState(t).Restore(t.Context(), bytes.NewReader(file.Bytes()), &other, nil), CodeSnapshot)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := testState(t).Restore(cancelled, bytes.NewReader(file.Bytes()), nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled restore ends with %v", err)
	}
}

// A damaged snapshot is refused, and leaves an empty state that can be filled.
func TestSnapshotDamaged(t *testing.T) {
	s := initial(t)
	var file bytes.Buffer
	if _, err := s.WriteSnapshot(t.Context(), &file); err != nil {
		t.Fatal(err)
	}
	good := file.Bytes()
	r := testState(t)
	try := func(name string, b []byte) {
		if err := r.Restore(t.Context(), bytes.NewReader(b), nil, nil); fault.CodeOf(err) != CodeSnapshot || !r.Empty() {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i := 0; i < len(good); i += 13 {
		bad := slices.Clone(good)
		bad[i] ^= 1
		try("a bit", bad)
		try("cut off", good[:i])
	}
	try("longer", append(slices.Clone(good), 0))
	if err := r.Restore(t.Context(), bytes.NewReader(good), nil, nil); err != nil {
		t.Error(err)
	}
}

func FuzzRestore(f *testing.F) {
	s := initial(f)
	var file bytes.Buffer
	if _, err := s.WriteSnapshot(context.Background(), &file); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	db := testDB(f)
	n := uint32(0)
	f.Fuzz(func(t *testing.T, b []byte) {
		n++
		r, err := Open(db, binary.BigEndian.AppendUint32(nil, n))
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Restore(t.Context(), bytes.NewReader(b), nil, nil); err != nil && fault.CodeOf(err) != CodeSnapshot {
			t.Fatal(err)
		}
	})
}
