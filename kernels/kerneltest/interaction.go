package kerneltest

import (
	"quarry/fault"
	"quarry/kernels"
)

// views makes n-row views of the columns of one table, with different steps.
func (s *suite) views(n, count, step int) ([]kernels.View, [][]kernels.Element) {
	cols := s.table(count, n*step)
	handle := s.upload(cols...)
	views := make([]kernels.View, count)
	values := make([][]kernels.Element, count)
	for c := range views {
		views[c] = kernels.View{Columns: handle, Column: c, Step: step, Offset: s.rng.IntN(step)}
		for i := range n {
			values[c] = append(values[c], cols[c][views[c].Offset+i*step])
		}
	}
	return views, values
}

// output makes a view to write to and a function that reads it, which checks
// that rows outside of the view did not change.
func (s *suite) output(n, step int) (kernels.View, func() []kernels.Element) {
	before := s.table(2, n*step)
	view := kernels.View{Columns: s.upload(before...), Column: 1, Step: step, Offset: step - 1}
	return view, func() []kernels.Element {
		s.Helper()
		after := s.download(view.Columns)
		s.equal(after[0], before[0], "the column beside the view")
		var values []kernels.Element
		for i := range after[1] {
			if i%step == view.Offset {
				values = append(values, after[1][i])
			} else if after[1][i] != before[1][i] {
				s.Fatalf("row %d outside of the view was written", i)
			}
		}
		return values
	}
}

func testPermutationProduct(s *suite) {
	for _, n := range []int{1, 2, 8, 64, 128, 1 << 12, 1 << 13} {
		for _, shape := range [][3]int{{1, 1, 1}, {2, 8, 2}, {2, 2, 4}, {3, 1, 8}} {
			width, step, outStep := shape[0], shape[1], shape[2]
			original, a := s.views(n, width, step)
			sorted, b := s.views(n, width, outStep)
			dst, read := s.output(n, outStep)
			z, alpha := s.unit(), s.unit()
			s.must(s.b.PermutationProduct(s.ctx, dst, original, sorted, &z, &alpha))
			want := make([]kernels.Element, n)
			run := small(1)
			for i := range want {
				run = mul(run, mul(linear(a, i, z, alpha), inv(linear(b, i, z, alpha))))
				want[i] = run
			}
			s.equal(read(), want, "%d rows, %d columns, steps %d and %d", n, width, step, outStep)
		}
	}
	for _, n := range []int{1, 64, 1 << 13} {
		views, values := s.views(n, 1, 1)
		dst, _ := s.output(n, 1)
		z, alpha := values[0][n/2], s.unit()
		err := s.b.PermutationProduct(s.ctx, dst, views, views, &z, &alpha)
		if fault.CodeOf(err) != kernels.CodeZeroDenominator {
			s.Errorf("zero denominator in %d rows: error %v", n, err)
		}
	}
}

func linear(views [][]kernels.Element, i int, z, alpha kernels.Element) kernels.Element {
	power := small(1)
	for _, v := range views {
		z = sub(z, mul(power, v[i]))
		power = mul(power, alpha)
	}
	return z
}

func testDilutedAggregate(s *suite) {
	for _, n := range []int{1, 2, 4, 64, 1 << 12, 1 << 13} {
		for _, steps := range [][2]int{{1, 1}, {8, 4}} {
			views, values := s.views(n, 1, steps[0])
			dst, read := s.output(n, steps[1])
			z, alpha := s.unit(), s.unit()
			s.must(s.b.DilutedAggregate(s.ctx, dst, views[0], &z, &alpha))
			want := []kernels.Element{small(1)}
			for i := 1; i < n; i++ {
				d := sub(values[0][i], values[0][i-1])
				next := mul(want[i-1], add(small(1), mul(z, d)))
				want = append(want, add(next, mul(alpha, mul(d, d))))
			}
			s.equal(read(), want, "%d rows, steps %v", n, steps)
		}
	}
}
