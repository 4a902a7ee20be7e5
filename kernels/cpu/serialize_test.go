package cpu

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"quarry/kernels"
)

func TestSerialize(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 2, 8, 17} {
		for _, stride := range []int{32, 96, 100} {
			src := make([]kernels.Element, n)
			for i := range src {
				src[i] = kernels.Element{rng.Uint64(), rng.Uint64(), rng.Uint64(), rng.Uint64() >> 5}
			}
			got, want := make([]byte, n*stride), make([]byte, n*stride)
			serialize(got, stride, src)
			for i := range src {
				for b := range 32 {
					want[i*stride+b] = byte(src[i][(31-b)/8] >> (8 * ((31 - b) % 8)))
				}
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%d elements, stride %d", n, stride)
			}
			clear(got)
			serializeGo(got, stride, src)
			if !bytes.Equal(got, want) {
				t.Errorf("%d elements, stride %d, in Go", n, stride)
			}
		}
	}
}
