package cuda

import (
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
)

// generator is g of order n, a power of two: 3^((p−1)/n), the root that all
// domains of the protocol are made of.
func generator(n int) (g Element) {
	exponent := new(big.Int).Sub(fp.Modulus(), big.NewInt(1))
	g.SetUint64(3)
	return *g.Exp(g, exponent.Div(exponent, big.NewInt(int64(n))))
}

// powers writes start·ratio^i to dst.
func powers(dst []Element, start Element, ratio *Element) {
	for i := range dst {
		dst[i] = start
		start.Mul(&start, ratio)
	}
}
