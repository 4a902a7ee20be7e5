package cpu

import (
	"quarry/kernels"
	"quarry/kernels/cpu/felt"
)

type plainTransform struct{}

var ntt plainTransform

// Interpolate: decimation in frequency with the inverse root, natural order in,
// bit-reversed coefficients out; then divided by N·offset^k.
func (plainTransform) Interpolate(ops *felt.Ops, col []kernels.Element, offset *kernels.Element) {
	n := len(col)
	w := rootOfUnity(n)
	w.Inverse(&w)
	tw := make([]kernels.Element, max(1, n/2))
	ops.Powers(tw, ptrOne(), &w)
	for half, step := n/2, 1; half >= 1; half, step = half/2, step*2 {
		for s := 0; s < n; s += 2 * half {
			for j := 0; j < half; j++ {
				u, v := col[s+j], col[s+half+j]
				col[s+j].Add(&u, &v)
				u.Sub(&u, &v)
				col[s+half+j].Mul(&u, &tw[j*step])
			}
		}
	}
	var inv, o kernels.Element
	inv.SetUint64(uint64(n))
	inv.Inverse(&inv)
	o.Inverse(offset)
	scale := make([]kernels.Element, n)
	ops.Powers(scale, &inv, &o)
	logN := log2(n)
	for i := range col {
		col[i].Mul(&col[i], &scale[reverse(i, logN)])
	}
}

func ptrOne() *kernels.Element {
	var one kernels.Element
	one.SetOne()
	return &one
}

// Evaluate: decimation in time, bit-reversed coefficients in, natural order out.
func (plainTransform) Evaluate(ops *felt.Ops, dst, coeffs []kernels.Element, offset *kernels.Element) {
	n := len(dst)
	scale := make([]kernels.Element, n)
	ops.Powers(scale, ptrOne(), offset)
	logN := log2(n)
	for i := range dst {
		dst[i].Mul(&coeffs[i], &scale[reverse(i, logN)])
	}
	w := rootOfUnity(n)
	tw := make([]kernels.Element, max(1, n/2))
	ops.Powers(tw, ptrOne(), &w)
	for half, step := 1, n/2; half < n; half, step = half*2, step/2 {
		for s := 0; s < n; s += 2 * half {
			for j := 0; j < half; j++ {
				u, v := dst[s+j], dst[s+half+j]
				v.Mul(&v, &tw[j*step])
				dst[s+j].Add(&u, &v)
				dst[s+half+j].Sub(&u, &v)
			}
		}
	}
}

func (plainTransform) EvaluateAt(ops *felt.Ops, coeffs []kernels.Element, base *kernels.Element, shifts []int) []kernels.Element {
	n := len(coeffs)
	logN := log2(n)
	g := rootOfUnity(n)
	out := make([]kernels.Element, len(shifts))
	for k, s := range shifts {
		x := power(&g, ((s%n)+n)%n)
		x.Mul(&x, base)
		for i := n - 1; i >= 0; i-- {
			out[k].Mul(&out[k], &x)
			out[k].Add(&out[k], &coeffs[reverse(i, logN)])
		}
	}
	return out
}
