package kerneltest

import (
	"context"
	"encoding/binary"
	"errors"
	"sync"
	"time"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/hash"
)

func testArena(s *suite) {
	const column = 1 << 10 * 32
	a := s.b.NewArena(10 * column)
	first, err := a.Alloc(4, 1<<10)
	s.must(err)
	if a.InUse() < 4*column {
		s.Errorf("%d bytes in use, want %d", a.InUse(), 4*column)
	}
	if _, err := a.Alloc(7, 1<<10); fault.CodeOf(err) != kernels.CodeOutOfMemory {
		s.Errorf("allocation beyond the limit: error %v", err)
	}
	host, err := kernels.NewHostColumns(7, 1<<10)
	s.must(err)
	if _, err := a.Upload(s.ctx, host); fault.CodeOf(err) != kernels.CodeOutOfMemory {
		s.Errorf("upload beyond the limit: error %v", err)
	}
	if _, err := a.NewTree(kernels.TreeShape{LogRows: 14, Width: 2, Hash: kernels.Keccak256}); fault.CodeOf(err) != kernels.CodeOutOfMemory {
		s.Errorf("tree beyond the limit: error %v", err)
	}
	if a.InUse() < 4*column || a.InUse() >= 5*column {
		s.Errorf("%d bytes in use after failed allocations, want about %d", a.InUse(), 4*column)
	}
	peak := a.Peak()
	first.Free()
	if a.InUse() != 0 || a.Peak() != peak {
		s.Errorf("%d bytes in use and a peak of %d after Free, want 0 and %d", a.InUse(), a.Peak(), peak)
	}
	// Memory that was freed can be had again, in any shape, any number of times.
	for range 50 {
		for _, width := range []int{1, 2, 4} {
			x, err := a.Alloc(width, 1<<11)
			s.must(err)
			y, err := a.Alloc(1, 1<<10)
			s.must(err)
			x.Free()
			y.Free()
		}
	}
	if a.InUse() != 0 || a.Peak() < 9*column || a.Peak() > 10*column {
		s.Errorf("%d bytes in use with a peak of %d", a.InUse(), a.Peak())
	}
	_, err = a.Alloc(8, 1<<10) // left to the arena
	s.must(err)
	a.Free()
	a.Free()
	if a.InUse() != 0 {
		s.Errorf("%d bytes in use after Free", a.InUse())
	}
}

// testUploads brings tables up while they are being written.
func testUploads(s *suite) {
	const width, n = 5, 1 << 10
	data := s.table(width, n)
	begin := func(a kernels.Arena) (*kernels.HostColumns, kernels.Upload) {
		host, err := a.NewHost(width, n)
		s.must(err)
		u, err := a.BeginUpload(s.ctx, host)
		s.must(err)
		return host, u
	}
	for announced := range width + 1 { // what is not announced goes up in the end
		host, u := begin(s.arena)
		var writers sync.WaitGroup
		for c := range width {
			writers.Go(func() {
				copy(host.Data[c], data[c])
				if c < announced {
					u.Ready(c)
				}
			})
		}
		writers.Wait()
		cols, err := u.Finish()
		s.must(err)
		for c, got := range s.download(cols) {
			s.equal(got, data[c], "column %d of %d announced ones", c, announced)
		}
		seen := map[int]bool{}
		for _, m := range u.Moves() {
			if seen[m.Column] || m.Bytes != n*32 || m.End.Before(m.Begin) {
				s.Errorf("a move %+v", m)
			}
			seen[m.Column] = true
		}
		if len(seen) != 0 && len(seen) != width {
			s.Errorf("%d of %d columns moved", len(seen), width)
		}
		cols.Free()
	}
	a := s.b.NewArena(2 * width * n * 32)
	defer a.Free()
	host, u := begin(a)
	copy(host.Data[1], data[1])
	u.Ready(1)
	u.Abandon()
	if a.InUse() != 0 {
		s.Errorf("%d bytes in use after an abandoned upload", a.InUse())
	}
	host, err := kernels.NewHostColumns(3*width, n)
	s.must(err)
	if _, err := a.BeginUpload(s.ctx, host); fault.CodeOf(err) != kernels.CodeOutOfMemory {
		s.Errorf("upload beyond the limit: error %v", err)
	}
}

// testTables makes tables of zeros and copies where used memory lies idle.
func testTables(s *suite) {
	for _, n := range []int{1, 16, 1 << 12} {
		for _, width := range []int{1, 3} {
			data := s.table(width, n)
			s.upload(data...).Free() // leaves memory behind that is not zero
			s.alloc(width, n).Free()
			zeros, err := s.arena.Zeros(s.ctx, width, n)
			s.must(err)
			from := s.upload(data...)
			copied, err := s.arena.Copy(s.ctx, from)
			s.must(err)
			if zeros.Width() != width || zeros.Len() != n || copied.Width() != width || copied.Len() != n {
				s.Fatalf("tables of %d columns of %d and %d of %d, want %d of %d", zeros.Width(), zeros.Len(), copied.Width(), copied.Len(), width, n)
			}
			offset := s.unit()
			s.must(s.b.Interpolate(s.ctx, from, &offset)) // the copy is not touched by it
			got, null := s.download(copied), s.download(zeros)
			for c := range data {
				s.equal(got[c], data[c], "a copy of %d columns of %d rows", width, n)
				s.equal(null[c], make([]kernels.Element, n), "zeros of %d columns of %d rows", width, n)
			}
			zeros.Free()
			from.Free()
			copied.Free()
		}
	}
	limited := s.b.NewArena(1 << 10)
	defer limited.Free()
	if _, err := limited.Zeros(s.ctx, 1, 1<<6); fault.CodeOf(err) != kernels.CodeOutOfMemory {
		s.Errorf("zeros beyond the limit: error %v", err)
	}
	small, err := limited.Zeros(s.ctx, 1, 1<<4)
	s.must(err)
	if _, err := limited.Copy(s.ctx, small); err == nil {
		_, err = limited.Copy(s.ctx, small)
		if fault.CodeOf(err) != kernels.CodeOutOfMemory {
			s.Errorf("a copy beyond the limit: error %v", err)
		}
	}
	if limited.InUse() != 1<<10 {
		s.Errorf("%d bytes in use", limited.InUse())
	}
}

func testGrind(s *suite) {
	for _, h := range []kernels.Hash{kernels.Keccak256, kernels.Blake256} {
		for bits := range 14 {
			var prefix [32]byte
			for i := range prefix {
				prefix[i] = byte(s.rng.Uint32())
			}
			got, err := s.b.Grind(s.ctx, h, prefix, bits)
			s.must(err)
			var want uint64
			for !works(h, prefix, bits, want) {
				want++
			}
			if got != want {
				s.Errorf("%v with %d bits: nonce %d, want %d", h, bits, got, want)
			}
		}
	}
}

func works(h kernels.Hash, prefix [32]byte, bits int, nonce uint64) bool {
	d := hash.Sum(h, binary.BigEndian.AppendUint64(prefix[:], nonce))
	return binary.BigEndian.Uint64(d[:])>>(64-bits) == 0
}

// testCancel calls each operation with a context that is done, and one long
// operation with a context that ends during it.
func testCancel(s *suite) {
	const n = 1 << 8
	x := s.unit()
	in := s.upload(s.units(n), s.units(n))
	one, two, narrow := s.upload(s.units(n)), s.alloc(2, n), s.alloc(1, n)
	half := s.alloc(1, n/2)
	tree, err := s.arena.NewTree(kernels.TreeShape{LogRows: 8, Width: 2, Hash: kernels.Keccak256})
	s.must(err)
	view := kernels.View{Columns: one, Step: 1}
	program := &kernels.Program{Cells: []kernels.Cell{{}}, NumRegs: 1, Code: []kernels.Instr{
		{Op: kernels.OpMul, A: kernels.Operand{Kind: kernels.Input}, B: kernels.Operand{Kind: kernels.Input}}}}
	deep := kernels.DeepInput{Columns: []kernels.Columns{in}, Offset: small(3), Bases: []kernels.Element{x},
		Terms: []kernels.DeepTerm{{Coefficient: x}}}
	done, cancel := context.WithCancel(s.ctx)
	cancel()
	operations := map[string]func(context.Context) error{
		"Copy": func(ctx context.Context) error {
			_, err := s.arena.Copy(ctx, in)
			return err
		},
		"Interpolate": func(ctx context.Context) error { return s.b.Interpolate(ctx, in, &x) },
		"Evaluate":    func(ctx context.Context) error { return s.b.Evaluate(ctx, two, in, &x) },
		"EvaluateAt": func(ctx context.Context) error {
			_, err := s.b.EvaluateAt(ctx, in, &x, []kernels.ShiftQuery{{}})
			return err
		},
		"Break":    func(ctx context.Context) error { return s.b.Break(ctx, two, one, narrow, &x) },
		"HashRows": func(ctx context.Context) error { return s.b.HashRows(ctx, tree, 0, in, 0) },
		"EvaluateProgram": func(ctx context.Context) error {
			return s.b.EvaluateProgram(ctx, narrow, program, kernels.ProgramInput{Columns: []kernels.Columns{in}, Offset: x})
		},
		"DeepQuotient": func(ctx context.Context) error { return s.b.DeepQuotient(ctx, narrow, deep) },
		"Fold":         func(ctx context.Context) error { return s.b.Fold(ctx, half, one, 1, &x, &x) },
		"PermutationProduct": func(ctx context.Context) error {
			return s.b.PermutationProduct(ctx, view, []kernels.View{view}, []kernels.View{view}, &x, &x)
		},
		"DilutedAggregate": func(ctx context.Context) error { return s.b.DilutedAggregate(ctx, view, view, &x, &x) },
		"Grind": func(ctx context.Context) error {
			_, err := s.b.Grind(ctx, kernels.Keccak256, [32]byte{}, 63)
			return err
		},
	}
	for name, run := range operations {
		if err := run(done); !errors.Is(err, context.Canceled) {
			s.Errorf("%s with a cancelled context: error %v", name, err)
		}
	}
	soon, cancel := context.WithTimeout(s.ctx, 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	if err := operations["Grind"](soon); !errors.Is(err, context.DeadlineExceeded) {
		s.Errorf("Grind beyond its deadline: error %v", err)
	}
	if late := time.Since(start); late > 10*time.Second {
		s.Errorf("Grind returned after %v", late)
	}
}
