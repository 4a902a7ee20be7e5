package ntt

import (
	"testing"

	"quarry/kernels/cpu/felt"
)

// TestNodeTwiddles compares twiddles beyond the end of a short table with those
// of a long one, as transforms larger than the table need them.
func TestNodeTwiddles(t *testing.T) {
	ops := felt.Best()
	for _, b := range []*blockTwiddles{plainTwiddles, wideTwiddles} {
		long := b.get(ops, 13)
		for k := range 16 {
			want := nodeTwiddles(ops, make([]Element, 256), long, k, 8)
			got := nodeTwiddles(ops, make([]Element, 256), long[:128], k, 8)
			for l := range want {
				for j := range want[l] {
					if got[l][j] != want[l][j] {
						t.Fatalf("multiple %d, node %d, layer %d, block %d: %v, want %v", b.multiple, k, l, j, got[l][j], want[l][j])
					}
				}
			}
		}
	}
}

func TestRoots(t *testing.T) {
	r := roots()
	for i := range r {
		if one := r[i][0]; !one.IsOne() {
			t.Errorf("root of order 1 is %v", one)
		}
		// −1 is the only element of order 2.
		minus := r[i][1]
		var one Element
		one.SetOne()
		if minus.Add(&minus, &one); !minus.IsZero() {
			t.Errorf("root of order 2 is %v", r[i][1])
		}
	}
	var product Element
	if product.Mul(&r[0][MaxLog], &r[1][MaxLog]); !product.IsOne() {
		t.Error("the inverse root is wrong")
	}
}
