package bench

import (
	"context"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels/cpu/felt"
)

// feltMul is the 64-bit multiplications of a felt multiplication: sixteen for
// the product, four for the reduction by this prime.
const feltMul = 20

// feltBytes is the size of a felt.
const feltBytes = 32

// feltContest multiplies vectors that fit into a core's own cache, on one core.
func feltContest() *contest {
	const length, times = 1 << 9, 1 << 8
	rng := seeded(1)
	a, b, want := elements(rng, length), elements(rng, length), make([]felt.Element, length)
	c := &contest{
		name: "felt/multiply", group: "felt", params: map[string]any{"length": length},
		work: length * times, unit: "multiplication", muls: feltMul, checked: "gnark-crypto, every product",
		prepare: func(context.Context) error {
			for i := range want {
				want[i].Mul(&a[i], &b[i])
			}
			return nil
		},
	}
	add := func(name string, peer bool, multiply func(dst, a, b []felt.Element)) {
		c.contenders = append(c.contenders, contender{name: name, peer: peer, threads: 1, open: func(context.Context) (runner, error) {
			dst := make([]felt.Element, length)
			return runner{
				run: func(context.Context) error {
					for range times {
						multiply(dst, a, b)
					}
					return nil
				},
				check: func(context.Context) error {
					if fingerprintOf(dst) != fingerprintOf(want) {
						return wrong("a product is not gnark-crypto's")
					}
					clear(dst)
					return nil
				},
			}, nil
		}})
	}
	for _, ops := range felt.Available() {
		add("quarry "+ops.Name, false, ops.Mul)
	}
	add("gnark-crypto", true, func(dst, a, b []felt.Element) {
		for i := range dst {
			dst[i].Mul(&a[i], &b[i])
		}
	})
	add("gnark-crypto vectors", true, func(dst, a, b []felt.Element) {
		v := fp.Vector(dst)
		v.Mul(a, b)
	})
	return c
}
