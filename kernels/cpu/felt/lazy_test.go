package felt_test

import (
	"math/bits"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"pgregory.net/rapid"

	"quarry/kernels/cpu/felt"
)

// TestNormalize makes canonical what is k·p too large, for all k that fit, and
// above all near p, where the first estimate of k is one too large.
func TestNormalize(t *testing.T) {
	const p3 = uint64(1<<59 + 17)
	near := rapid.Custom(func(t *rapid.T) felt.Element {
		limb := rapid.OneOf(rapid.SampledFrom([]uint64{0, 1, ^uint64(0)}), rapid.Uint64())
		top := p3 - rapid.Uint64Range(0, 17*33).Draw(t, "below p")
		e := felt.Element{limb.Draw(t, "0"), limb.Draw(t, "1"), limb.Draw(t, "2"), top}
		if top == p3 {
			e[0], e[1], e[2] = 0, 0, 0
		}
		return e
	})
	one := fp.One()
	for _, ops := range felt.Available() {
		if ops.LazyLayers > 15 {
			continue // its lazy values are canonical
		}
		t.Run(ops.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				want := rapid.OneOf(element, near).Draw(t, "element")
				x := want
				for k := 0; ; k++ {
					// Any vector length will do; neighbours must not matter.
					got := []felt.Element{{}, x, one}
					ops.Normalize(got)
					same(t, "Normalize", got, []felt.Element{{}, want, one})
					ops.MulScalar(got[:1], []felt.Element{x}, &one)
					same(t, "MulScalar", got[:1], []felt.Element{want})
					var carry uint64
					x[0], carry = bits.Add64(x[0], 1, 0)
					x[1], carry = bits.Add64(x[1], 0, carry)
					x[2], carry = bits.Add64(x[2], 0, carry)
					if x[3], carry = bits.Add64(x[3], p3, carry); carry != 0 {
						if k < 30 {
							t.Fatalf("only %d multiples of p fit", k)
						}
						return
					}
				}
			})
		})
	}
}

// TestRoundElements multiplies and folds to elements with zero limbs, whose
// corrections carry through several limbs.
func TestRoundElements(t *testing.T) {
	ref := felt.Portable()
	var targets []felt.Element
	for top := uint64(0); top <= 1<<59+17; top += (1<<59 + 17) / 17 {
		targets = append(targets, felt.Element{0, 0, 0, top}, felt.Element{0, 0, 0, top / 3 * 2})
		if top != 1<<59+17 {
			targets = append(targets, felt.Element{0, 0, 1, top}, felt.Element{0, 1, 0, top}, felt.Element{^uint64(0), ^uint64(0), 0, top})
		}
	}
	n := len(targets)
	for _, ops := range felt.Available() {
		for seed := range uint64(20) {
			a, zero, half := make([]felt.Element, n), make([]felt.Element, n), make([]felt.Element, n)
			start, ratio := fp.NewElement(seed+2), fp.NewElement(seed*seed+3)
			felt.Powers(a, &start, &ratio)
			b := make([]felt.Element, n)
			ref.Inverse(b, a)
			ref.Mul(b, b, targets)
			got := make([]felt.Element, n)
			check := func(what string) {
				t.Helper()
				for i := range got {
					if got[i] != targets[i] {
						t.Fatalf("%s: %s is %x, want %x", ops.Name, what, [4]uint64(got[i]), [4]uint64(targets[i]))
					}
				}
			}
			ops.Mul(got, a, b)
			check("product")
			ref.Sub(got, targets, a)
			one := make([]felt.Element, n)
			for i := range one {
				one[i].SetOne()
				half[i].SetUint64(2)
			}
			ops.MulAdd(got, a, one)
			check("sum")
			// lo + 0 + t·(lo − 0) with t = 1 is 2·lo
			ref.Inverse(half, half)
			ref.Mul(half, half, targets)
			ops.Fold(got, half, zero, one)
			check("fold")
			ref.Sub(one, b, one) // lo + t·lo = lo·b with t = b − 1
			ops.Fold(got, a, zero, one)
			check("fold by a product")
		}
	}
}
