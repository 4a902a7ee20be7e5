package ntt

import (
	"fmt"
	"math/bits"
	"sync"

	"quarry/kernels/cpu/felt"
)

// Element is the felt of the whole house.
type Element = felt.Element

// MaxLog is the binary logarithm of the largest subgroup of two-power order.
const MaxLog = 192

// roots returns two tables: [0][k] generates the subgroup of order 2^k, [1][k]
// is its inverse. As in Stone, generators are powers of the field's generator 3,
// so that roots[k] = roots[k+1]².
var roots = sync.OnceValue(func() *[2][MaxLog + 1]Element {
	var r [2][MaxLog + 1]Element
	// (p − 1)/2^192 = 2^59 + 17
	r[0][MaxLog].SetUint64(3)
	top := r[0][MaxLog]
	for range 59 {
		r[0][MaxLog].Square(&r[0][MaxLog])
	}
	for range 17 {
		r[0][MaxLog].Mul(&r[0][MaxLog], &top)
	}
	r[1][MaxLog].Inverse(&r[0][MaxLog])
	for i := range r {
		for k := MaxLog; k > 0; k-- {
			r[i][k-1].Square(&r[i][k])
		}
	}
	return &r
})

// Generator is the generator of the subgroup of n points that Stone uses:
// 3^((p−1)/n). n is a power of two.
func Generator(n int) Element { return roots()[0][logOf(n)] }

// logOf is the binary logarithm of a power of two.
func logOf(n int) int {
	if n <= 0 || n&(n-1) != 0 {
		panic(fmt.Sprintf("ntt: length %d is not a power of two", n))
	}
	return bits.TrailingZeros(uint(n))
}

// bitReverse reverses the lowest log bits of k.
func bitReverse(k, log int) int {
	return int(bits.Reverse64(uint64(k)) >> (64 - log))
}

// pow2 squares x k times.
func pow2(x *Element, k int) Element {
	y := *x
	for range k {
		y.Square(&y)
	}
	return y
}

// power is x^k for k ≥ 0.
func power(x *Element, k int) Element {
	var y Element
	y.SetOne()
	for bit := bits.Len(uint(k)) - 1; bit >= 0; bit-- {
		y.Square(&y)
		if k>>bit&1 == 1 {
			y.Mul(&y, x)
		}
	}
	return y
}
