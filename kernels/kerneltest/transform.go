package kerneltest

import (
	"fmt"

	"quarry/kernels"
)

// offsets are those of Stone's cosets and others.
func (s *suite) offsets(n int) []kernels.Element {
	w := generator(n << 16)
	return []kernels.Element{small(1), small(3), at(small(3), w, 1), at(small(3), w, 1<<15), small(9), s.unit()}
}

func testInterpolate(s *suite) {
	for _, n := range []int{1, 2, 4, 8, 16, 64, 128} {
		for k, offset := range s.offsets(n) {
			for _, width := range []int{1, 3} {
				what := fmt.Sprintf("%d rows, offset %d", n, k)
				coeffs := s.table(width, n)
				evals := make([][]kernels.Element, width)
				for c := range evals {
					evals[c] = evaluations(coeffs[c], offset, n)
				}
				cols := s.upload(evals...)
				s.must(s.b.Interpolate(s.ctx, cols, &offset))
				for c := range coeffs {
					for _, want := range []int{0, 1, (n + 1) / 2, n} {
						got, err := s.b.Coefficients(s.ctx, cols, c, want)
						s.must(err)
						s.equal(got, coeffs[c][:want], "%s, column %d", what, c)
					}
				}
				cols.Free()
			}
		}
	}
}

func testEvaluate(s *suite) {
	for _, n := range []int{1, 2, 4, 8, 32, 128} {
		offsets := s.offsets(n)
		for k, offset := range offsets {
			for _, width := range []int{1, 2, 25} {
				coeffs := s.table(width, n)
				evals := make([][]kernels.Element, width)
				want := make([][]kernels.Element, width)
				for c := range coeffs {
					evals[c] = evaluations(coeffs[c], offsets[1], n)
					want[c] = evaluations(coeffs[c], offset, n)
				}
				cols := s.upload(evals...)
				s.must(s.b.Interpolate(s.ctx, cols, &offsets[1]))
				dst := s.alloc(width, n)
				s.must(s.b.Evaluate(s.ctx, dst, cols, &offset))
				s.must(s.b.Evaluate(s.ctx, cols, cols, &offset))
				other, same := s.download(dst), s.download(cols)
				for c := range want {
					s.equal(other[c], want[c], "%d rows, offset %d, column %d", n, k, c)
					s.equal(same[c], want[c], "%d rows, offset %d, column %d, in place", n, k, c)
				}
				cols.Free()
				dst.Free()
			}
		}
	}
	// Sizes where whole transforms by Horner are too slow: a few rows.
	for _, n := range []int{1 << 11, 1 << 14, 1 << 16} {
		offset, other := small(3), s.unit()
		coeffs := s.units(n)
		cols := s.upload(coeffs, coeffs) // coefficients in whichever order are some polynomial's
		s.must(s.b.Evaluate(s.ctx, cols, cols, &offset))
		s.must(s.b.Interpolate(s.ctx, cols, &offset))
		natural, err := s.b.Coefficients(s.ctx, cols, 1, n)
		s.must(err)
		s.must(s.b.Evaluate(s.ctx, cols, cols, &other))
		rows := []int{0, 1, 2, n/2 - 1, n / 2, n - 1, s.rng.IntN(n), s.rng.IntN(n)}
		got, err := s.b.ReadRows(s.ctx, cols, rows)
		s.must(err)
		for i, r := range rows {
			want := horner(natural, at(other, generator(n), r))
			s.equal(got[2*i:2*i+2], []kernels.Element{want, want}, "%d rows, row %d", n, r)
		}
		cols.Free()
	}
}

func testEvaluateAt(s *suite) {
	for _, n := range []int{1, 2, 4, 16, 256, 1 << 11} {
		for _, width := range []int{1, 4} {
			evals := s.table(width, n)
			offset := small(3)
			cols := s.upload(evals...)
			s.must(s.b.Interpolate(s.ctx, cols, &offset))
			base := s.unit()
			var queries []kernels.ShiftQuery
			for k := range 40 {
				shift := s.rng.IntN(n)
				if k%8 == 0 {
					shift = []int{0, n - 1, n, 3*n + 1, 5}[k/8]
				}
				queries = append(queries, kernels.ShiftQuery{Column: s.rng.IntN(width), Shift: shift})
			}
			queries = append(queries, queries[3])
			got, err := s.b.EvaluateAt(s.ctx, cols, &base, queries)
			s.must(err)
			want := make([]kernels.Element, len(queries))
			for k, q := range queries {
				coeffs, err := s.b.Coefficients(s.ctx, cols, q.Column, n)
				s.must(err)
				want[k] = horner(coeffs, at(base, generator(n), q.Shift))
			}
			s.equal(got, want, "%d rows, %d columns", n, width)
			none, err := s.b.EvaluateAt(s.ctx, cols, &base, nil)
			s.must(err)
			s.equal(none, nil, "no queries")
			cols.Free()
		}
	}
}

func testBreak(s *suite) {
	for _, n := range []int{1, 2, 4, 16, 128} {
		for k, offset := range s.offsets(n) {
			h := s.vector(2 * n)
			on := evaluations(h, offset, 2*n)
			var even, odd, h0, h1 []kernels.Element
			for i := range n {
				even, odd = append(even, on[2*i]), append(odd, on[2*i+1])
				h0, h1 = append(h0, h[2*i]), append(h1, h[2*i+1])
			}
			e, o, dst := s.upload(even), s.upload(odd), s.alloc(2, n)
			s.must(s.b.Break(s.ctx, dst, e, o, &offset))
			for c, want := range [][]kernels.Element{h0, h1} {
				got, err := s.b.Coefficients(s.ctx, dst, c, n)
				s.must(err)
				s.equal(got, want, "%d rows, offset %d, part %d", n, k, c)
			}
		}
	}
}

func testReadRows(s *suite) {
	for _, n := range []int{1, 8, 1 << 12} {
		data := s.table(5, n)
		cols := s.upload(data...)
		if cols.Width() != 5 || cols.Len() != n {
			s.Fatalf("table of %d columns of %d rows, want 5 of %d", cols.Width(), cols.Len(), n)
		}
		rows := []int{n - 1, 0, n / 2, 0, s.rng.IntN(n)}
		got, err := s.b.ReadRows(s.ctx, cols, rows)
		s.must(err)
		var want []kernels.Element
		for _, r := range rows {
			for _, col := range data {
				want = append(want, col[r])
			}
		}
		s.equal(got, want, "rows %v of %d", rows, n)
	}
}
