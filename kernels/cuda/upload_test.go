package cuda

import (
	"context"
	"errors"
	"testing"

	"quarry/kernels"
)

// Tables that are larger than all buffers together go up in pieces; buffers are
// made as they are needed, and used again by the next table.
func TestUploadInPieces(t *testing.T) {
	b := openBackend(t)
	b.staging.drain()
	b.staging.size = 1 << 10
	defer func() {
		b.staging.drain()
		b.staging.size = stagingBytes
	}()
	a := b.NewArena(0)
	defer a.Free()
	const width, length = 5, 1 << 10 // 160 pieces
	for range 3 {
		host, err := a.NewHost(width, length)
		if err != nil {
			t.Fatal(err)
		}
		before := b.Traffic().Up
		u, err := a.BeginUpload(t.Context(), host)
		if err != nil {
			t.Fatal(err)
		}
		for c, col := range host.Data {
			for i := range col {
				col[i].SetUint64(uint64(c*length + i))
			}
			if c%2 == 0 {
				u.Ready(c)
			}
		}
		cols, err := u.Finish()
		if err != nil {
			t.Fatal(err)
		}
		if up := b.Traffic().Up - before; up != width*length*elementSize {
			t.Errorf("%d bytes went up", up)
		}
		if made := b.staging.made; made < 1 || made > stagingBuffers || len(b.staging.idle) != made {
			t.Errorf("%d buffers, %d of them idle", made, len(b.staging.idle))
		}
		rows := make([]int, length)
		for i := range rows {
			rows[i] = i
		}
		data, err := b.ReadRows(t.Context(), cols, rows)
		if err != nil {
			t.Fatal(err)
		}
		for i := range data {
			if want := uint64(i%width*length + i/width); !data[i].IsUint64() || data[i].Uint64() != want {
				t.Fatalf("row %d, column %d holds %v, want %d", i/width, i%width, &data[i], want)
			}
		}
		cols.Free()
	}
}

// Without pinned memory columns go up from where they are.
func TestUploadWithoutPinnedMemory(t *testing.T) {
	b := openBackend(t)
	b.staging.drain()
	b.staging.full = true
	defer func() { b.staging.full = false }()
	a := b.NewArena(0)
	defer a.Free()
	cols := uploadCounting(t, a, 3, 1<<8)
	data, err := b.ReadRows(t.Context(), cols, []int{7})
	if err != nil || b.staging.made != 0 {
		t.Fatal(err, b.staging.made)
	}
	for c := range data {
		if data[c].Uint64() != uint64(c<<8+7) {
			t.Errorf("column %d holds %v", c, &data[c])
		}
	}
}

// A cancelled upload says so and leaves nothing behind.
func TestUploadCancelled(t *testing.T) {
	b := openBackend(t)
	a := b.NewArena(0)
	defer a.Free()
	host, err := kernels.NewHostColumns(2, 1<<8)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	u, err := a.BeginUpload(ctx, host)
	if err != nil {
		t.Fatal(err)
	}
	u.Ready(0)
	cancel()
	if _, err := u.Finish(); !errors.Is(err, context.Canceled) || a.InUse() != 0 || len(b.staging.idle) != b.staging.made {
		t.Errorf("%v, %d bytes in use, %d of %d buffers idle", err, a.InUse(), len(b.staging.idle), b.staging.made)
	}
}

// uploadCounting uploads a table whose element (c, i) is c·length + i.
func uploadCounting(t *testing.T, a kernels.Arena, width, length int) kernels.Columns {
	t.Helper()
	host, err := a.NewHost(width, length)
	if err != nil {
		t.Fatal(err)
	}
	for c, col := range host.Data {
		for i := range col {
			if !col[i].IsZero() {
				t.Fatal("a new table is not zero")
			}
			col[i].SetUint64(uint64(c*length + i))
		}
	}
	cols, err := a.Upload(t.Context(), host)
	if err != nil {
		t.Fatal(err)
	}
	return cols
}
