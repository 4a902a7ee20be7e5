package bench

import (
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	pedersenhash "github.com/consensys/gnark-crypto/ecc/stark-curve/pedersen-hash"
)

func TestPedersen(t *testing.T) {
	rng := seeded(1)
	var zero, minusOne fp.Element
	minusOne.SetInt64(-1)
	pairs := [][2]fp.Element{{zero, zero}, {zero, minusOne}, {minusOne, zero}, {minusOne, minusOne}}
	for range 10 {
		pairs = append(pairs, [2]fp.Element{element(rng), element(rng)})
	}
	for _, p := range pairs {
		if got, want := pedersen(&p[0], &p[1]), pedersenhash.Pedersen(&p[0], &p[1]); got != want {
			t.Errorf("hash of %s and %s is %s, want %s", p[0].Text(16), p[1].Text(16), got.Text(16), want.Text(16))
		}
	}
}
