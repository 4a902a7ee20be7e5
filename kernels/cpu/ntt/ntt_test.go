package ntt_test

import (
	"testing"

	"quarry/kernels/cpu/felt"
	"quarry/kernels/cpu/ntt"
)

// implementations are those of this machine and, so that the way of wide vectors
// is tested on all machines, the specification of them.
func implementations() []*felt.Ops {
	wide := *felt.Portable()
	wide.Name, wide.Wide = "go wide", felt.PortableWide()
	return append(felt.Available(), &wide)
}

func random(n int) []felt.Element {
	v := make([]felt.Element, n)
	for i := range v {
		v[i].MustSetRandom()
	}
	return v
}

func reverse(k, n int) int {
	r := 0
	for ; n > 1; n /= 2 {
		r = 2*r + k&1
		k /= 2
	}
	return r
}

// horner evaluates bit-reversed coefficients.
func horner(coeffs []felt.Element, x *felt.Element) felt.Element {
	var y felt.Element
	for j := len(coeffs) - 1; j >= 0; j-- {
		y.Mul(&y, x)
		y.Add(&y, &coeffs[reverse(j, len(coeffs))])
	}
	return y
}

func TestAgainstHorner(t *testing.T) {
	for _, ops := range implementations() {
		t.Run(ops.Name, func(t *testing.T) {
			for log := 0; log <= 10; log++ {
				n := 1 << log
				coeffs := random(n)
				offset := random(1)[0]
				if log%3 == 0 {
					offset.SetOne()
				}
				got := make([]felt.Element, n)
				ntt.Evaluate(ops, got, coeffs, &offset)
				g, x := ntt.Generator(n), offset
				var shifts []int
				for i := range n {
					if want := horner(coeffs, &x); got[i] != want {
						t.Fatalf("2^%d points: value %d is %v, want %v", log, i, got[i], want)
					}
					x.Mul(&x, &g)
					if i%7 == 0 {
						shifts = append(shifts, i, i-n, i+n)
					}
				}
				for i, v := range ntt.EvaluateAt(ops, coeffs, &offset, shifts) {
					if want := got[(shifts[i]+n)%n]; v != want {
						t.Fatalf("2^%d points: value at shift %d is %v, want %v", log, shifts[i], v, want)
					}
				}
				ntt.Interpolate(ops, got, &offset)
				for i := range got {
					if got[i] != coeffs[i] {
						t.Fatalf("2^%d points: coefficient %d is %v, want %v", log, i, got[i], coeffs[i])
					}
				}
			}
		})
	}
}
