package cpu

import (
	"math/big"
	"math/bits"

	"quarry/kernels"
)

// power returns x^n.
func power(x *kernels.Element, n int) kernels.Element {
	var r kernels.Element
	r.Exp(*x, big.NewInt(int64(n)))
	return r
}

// log2 is the logarithm of a power of two.
func log2(n int) int { return bits.Len(uint(n)) - 1 }

// reverse returns the lowest n bits of i in reverse order.
func reverse(i, n int) int {
	return int(bits.Reverse64(uint64(i)) >> (64 - n))
}
