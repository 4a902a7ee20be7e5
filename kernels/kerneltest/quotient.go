package kerneltest

import (
	"quarry/kernels"
)

func testDeep(s *suite) {
	for _, n := range []int{1, 2, 8, 128, 256, 1 << 11} {
		for _, terms := range []int{0, 1, 2, 30, 400} {
			if terms > 100 && n > 128 {
				continue // slow by definition
			}
			data := s.table(7, n)
			in := kernels.DeepInput{
				Columns: []kernels.Columns{s.upload(data[0]), s.upload(data[1:5]...), s.upload(data[5:]...)},
				Offset:  small(3),
				Bases:   s.units(2),
			}
			for range terms {
				in.Terms = append(in.Terms, kernels.DeepTerm{
					Column: s.rng.IntN(7), Base: s.rng.IntN(2), Shift: s.rng.IntN(min(n, 9)),
					Coefficient: s.element(), Value: s.element(),
				})
			}
			if terms > 2 {
				in.Terms[1].Shift = n - 1
			}
			if terms == 2 { // all terms of one base
				in.Terms[0].Base, in.Terms[1].Base = 1, 1
			}
			dst := s.alloc(1, n)
			before := s.arena.InUse()
			s.must(s.b.DeepQuotient(s.ctx, dst, in))
			if s.arena.InUse() != before {
				s.Fatalf("%d bytes in use after, %d before", s.arena.InUse(), before)
			}
			s.equal(s.download(dst)[0], deepQuotient(in, data, n), "%d rows, %d terms", n, terms)
		}
	}
}

func deepQuotient(in kernels.DeepInput, data [][]kernels.Element, n int) []kernels.Element {
	out := make([]kernels.Element, n)
	g := generator(n)
	x := in.Offset
	points := make([]kernels.Element, len(in.Terms))
	for k, t := range in.Terms {
		points[k] = at(in.Bases[t.Base], g, t.Shift)
	}
	for i := range out {
		for k, t := range in.Terms {
			q := sub(data[t.Column][i], t.Value)
			q = mul(q, inv(sub(x, points[k])))
			out[i] = add(out[i], mul(q, t.Coefficient))
		}
		x.Mul(&x, &g)
	}
	return out
}

func testFold(s *suite) {
	for _, n := range []int{1, 2, 4, 16, 64, 1 << 10, 1 << 13} {
		for steps := 0; steps <= min(9, log2(n)); steps++ {
			for k, offset := range s.offsets(n) {
				if n > 100 && k > 1 {
					break
				}
				src := s.vector(n)
				zeta := s.element()
				from, dst := s.upload(src), s.alloc(1, n>>steps)
				s.must(s.b.Fold(s.ctx, dst, from, steps, &zeta, &offset))
				s.equal(s.download(dst)[0], fold(src, steps, zeta, offset), "%d rows, %d steps, offset %d", n, steps, k)
				s.equal(s.download(from)[0], src, "source of a fold")
				from.Free()
				dst.Free()
			}
		}
	}
}

func fold(f []kernels.Element, steps int, zeta, offset kernels.Element) []kernels.Element {
	for ; steps > 0; steps-- {
		half := len(f) / 2
		g := generator(len(f))
		x := offset
		next := make([]kernels.Element, half)
		for i := range next {
			slope := mul(zeta, mul(sub(f[i], f[i+half]), inv(x)))
			next[i] = add(add(f[i], f[i+half]), slope)
			x.Mul(&x, &g)
		}
		f, zeta, offset = next, mul(zeta, zeta), mul(offset, offset)
	}
	return f
}
