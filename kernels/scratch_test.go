package kernels

import (
	"math"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"quarry/fault"
)

func openScratch(t *testing.T, window int64) (*Scratch, string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("no scratch folders on this system")
	}
	dir := t.TempDir()
	s, err := OpenScratch(dir, window)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

// Tables in a scratch folder are zero at first, keep what is written to them when
// their pages are given back, and leave no name in the folder.
func TestScratchColumns(t *testing.T) {
	const width, length = 3, 1 << 14
	s, dir := openScratch(t, int64(length*elementBytes))
	h, err := s.NewColumns(width, length)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.tables) != 1 {
		t.Fatalf("%d tables in files", len(s.tables))
	}
	for c, col := range h.Data {
		h.Touch(len(col) * elementBytes)
		for i := range col {
			if !col[i].IsZero() {
				t.Fatalf("row %d of column %d is not zero", i, c)
			}
			col[i].SetUint64(uint64(c*length + i))
		}
	}
	for c, col := range h.Data {
		h.Touch(len(col) * elementBytes)
		for i := range col {
			if got := col[i].Uint64(); got != uint64(c*length+i) {
				t.Fatalf("row %d of column %d has become %d", i, c, got)
			}
		}
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) > 0 {
		t.Errorf("names in the folder: %v, %v", names, err)
	}
	h.Free()
	h.Free()
	if len(s.tables) != 0 {
		t.Error("the table outlives Free")
	}
}

// Small tables, and those of no folder, lie in memory.
func TestScratchSmall(t *testing.T) {
	s, _ := openScratch(t, 1)
	for _, s := range []*Scratch{s, nil} {
		h, err := s.NewColumns(2, 16)
		if err != nil {
			t.Fatal(err)
		}
		h.Touch(1 << 20)
		if h.scratch != nil || h.Len() != 16 {
			t.Errorf("a table of %d rows in a file", h.Len())
		}
		h.Free()
	}
}

// Pages are given back when more than the window is touched, not before.
func TestScratchWindow(t *testing.T) {
	s, _ := openScratch(t, 100)
	for i, want := range []int64{40, 80, 40, 80, 300, 40} {
		bytes := 40
		if i == 4 {
			bytes = 300 // alone more than the window
		}
		s.Touch(bytes)
		if got := s.touched.Load(); got != want {
			t.Fatalf("touch %d: %d bytes, want %d", i, got, want)
		}
	}
}

func TestScratchErrors(t *testing.T) {
	s, dir := openScratch(t, 1)
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	closed := filepath.Join(dir, "closed")
	if err := os.Mkdir(closed, 0o500); err != nil {
		t.Fatal(err)
	}
	bad := []string{file, filepath.Join(dir, "missing")}
	if os.Getuid() != 0 { // root may write anywhere
		bad = append(bad, closed)
	}
	for _, name := range bad {
		if _, err := OpenScratch(name, 1); fault.CodeOf(err) != CodeScratch {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := ScratchSpace(filepath.Join(dir, "missing")); fault.CodeOf(err) != CodeScratch {
		t.Errorf("space: %v", err)
	}
	free, _, err := ScratchSpace(dir)
	if err != nil || free <= 0 {
		t.Errorf("%d bytes free: %v", free, err)
	}
	if free > math.MaxInt64/2 {
		t.Skip("a folder without bound")
	}
	length := 1 << 10
	for int64(length)*int64(elementBytes) <= 2*free {
		length *= 2
	}
	if _, err := s.NewColumns(1, length); fault.CodeOf(err) != CodeScratchFull {
		t.Errorf("a table twice as large as the disk: %v", err)
	}
}
