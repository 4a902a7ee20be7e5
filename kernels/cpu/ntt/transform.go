package ntt

import (
	"quarry/kernels/cpu/felt"
)

func interpolate(ops *felt.Ops, a []Element, offset *Element) {
	log := logOf(len(a))
	twiddles := blockTwiddles(log)
	lazy := 0
	for half := len(a) / 2; half > 0; half /= 2 {
		if lazy == ops.LazyLayers {
			ops.Normalize(a)
			lazy = 0
		}
		ops.LayerByBlock(a, half, twiddles)
		lazy++
	}
	ops.Normalize(a)
	var step Element
	step.Inverse(offset)
	scale := make([]Element, len(a))
	var n Element
	n.SetUint64(uint64(len(a)))
	n.Inverse(&n)
	ops.Powers(scale, &n, &step)
	for k := range a {
		a[k].Mul(&a[k], &scale[bitReverse(k, log)])
	}
}

// blockTwiddles returns t[k] = 1/w^bitreverse(k) of the layers of an
// interpolation of 2^log points.
func blockTwiddles(log int) []Element {
	t := make([]Element, max(1, 1<<log/2))
	t[0].SetOne()
	for l := 0; 1<<l < len(t); l++ {
		for j := range 1 << l {
			t[1<<l+j].Mul(&t[j], &roots()[1][l+2])
		}
	}
	return t
}

func evaluate(ops *felt.Ops, dst, coeffs []Element, offset *Element) {
	log := logOf(len(dst))
	copy(dst, coeffs)
	t := make([]Element, len(dst)/2)
	lazy := 0
	for l := range log {
		if lazy == ops.LazyLayers {
			ops.Normalize(dst)
			lazy = 0
		}
		start := pow2(offset, log-1-l)
		ops.Powers(t[:1<<l], &start, &roots()[0][l+1])
		ops.LayerByIndex(dst, 1<<l, t)
		lazy++
	}
	ops.Normalize(dst)
}

func evaluateAt(ops *felt.Ops, coeffs []Element, base *Element, shifts []int) []Element {
	n := len(coeffs)
	g := Generator(n)
	values := make([]Element, len(shifts))
	v := make([]Element, n)
	for i, s := range shifts {
		x := g
		for range ((s % n) + n) % n {
			x.Mul(&x, &g)
		}
		x.Div(&x, &g).Mul(&x, base)
		copy(v, coeffs)
		// Neighbours differ in the highest bit of their power.
		for m := n / 2; m > 0; m /= 2 {
			c := pow2(&x, logOf(m))
			for k := range m {
				var y Element
				y.Mul(&v[2*k+1], &c)
				v[k].Add(&v[2*k], &y)
			}
		}
		values[i] = v[0]
	}
	return values
}
