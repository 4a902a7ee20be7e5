package cairo1

import (
	"math/big"
	"math/bits"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/cairo/vm"
)

func allocSegment(x *exec) {
	p, err := x.m.AddSegment()
	if err != nil {
		x.err = err
		return
	}
	x.put(0, vm.PointerValue(p))
}

func testLessThan(x *exec) {
	a, b := x.bits(0), x.bits(1)
	x.putBool(2, less(a, b))
}

// testLessThanOrEqual compares two numbers or two pointers; a pointer is less
// than any number.
func testLessThanOrEqual(x *exec) {
	a, b := x.any(0), x.any(1)
	if x.err != nil {
		return
	}
	switch {
	case a.IsPointer() && b.IsPointer():
		p, q := a.Pointer(), b.Pointer()
		x.putBool(2, p.Segment < q.Segment || p.Segment == q.Segment && p.Offset <= q.Offset)
	case a.IsPointer() || b.IsPointer():
		x.putBool(2, a.IsPointer())
	default:
		e, f := a.Felt(), b.Felt()
		x.putBool(2, !less(f.Bits(), e.Bits()))
	}
}

func wideMul128(x *exec) {
	a, b := x.bits(0), x.bits(1)
	if a[2]|a[3]|b[2]|b[3] == 0 {
		hi, lo := mul128(a[0], a[1], b[0], b[1])
		x.put(2, value128(hi[0], hi[1]))
		x.put(3, value128(lo[0], lo[1]))
		return
	}
	n := new(big.Int).Mul(x.big(0), x.big(1))
	x.putBig(2, new(big.Int).Rsh(n, 128))
	x.putBig(3, n.And(n, mask128))
}

// mul128 multiplies two numbers of 128 bits, limbs least significant first.
func mul128(a0, a1, b0, b1 uint64) (hi, lo [2]uint64) {
	var c uint64
	h00, l00 := bits.Mul64(a0, b0)
	h01, l01 := bits.Mul64(a0, b1)
	h10, l10 := bits.Mul64(a1, b0)
	h11, l11 := bits.Mul64(a1, b1)
	lo[0] = l00
	lo[1], c = bits.Add64(h00, l01, 0)
	hi[0], c = bits.Add64(h01, l11, c)
	hi[1], _ = bits.Add64(h11, 0, c)
	lo[1], c = bits.Add64(lo[1], l10, 0)
	hi[0], c = bits.Add64(hi[0], h10, c)
	hi[1], _ = bits.Add64(hi[1], 0, c)
	return hi, lo
}

// value128 makes a value of two limbs.
func value128(lo, hi uint64) vm.Value {
	var e fp.Element
	e.SetUint64(lo)
	if hi != 0 {
		var h fp.Element
		h.SetUint64(hi)
		h.Mul(&h, &two64)
		e.Add(&e, &h)
	}
	return vm.FeltValue(&e)
}

var two64 = func() (e fp.Element) {
	e.SetBigInt(new(big.Int).Lsh(big.NewInt(1), 64))
	return e
}()

func divMod(x *exec) {
	a, b := x.bits(0), x.bits(1)
	if x.err == nil && b == [4]uint64{} {
		x.fail("division by zero")
	}
	if x.err != nil {
		return
	}
	if a[1]|a[2]|a[3]|b[1]|b[2]|b[3] == 0 {
		x.put(2, value128(a[0]/b[0], 0))
		x.put(3, value128(a[0]%b[0], 0))
		return
	}
	q, r := new(big.Int).QuoRem(x.big(0), x.big(1), new(big.Int))
	x.putBig(2, q)
	x.putBig(3, r)
}

// quoRem divides, unless the divisor is zero.
func (x *exec) quoRem(a, b *big.Int) (q, r *big.Int) {
	if x.err == nil && b.Sign() == 0 {
		x.fail("division by zero")
	}
	if x.err != nil {
		return new(big.Int), new(big.Int)
	}
	return new(big.Int).QuoRem(a, b, new(big.Int))
}

func uint256DivMod(x *exec) {
	q, r := x.quoRem(x.limbs(0, 1), x.limbs(2, 3))
	x.putLimbs(q, 4, 5)
	x.putLimbs(r, 6, 7)
}

func uint512DivMod(x *exec) {
	q, r := x.quoRem(x.limbs(0, 1, 2, 3), x.limbs(4, 5))
	x.putLimbs(q, 6, 7, 8, 9)
	x.putLimbs(r, 10, 11)
}

func squareRoot(x *exec) { x.putBig(1, new(big.Int).Sqrt(x.big(0))) }

// uint256SquareRoot writes the root in limbs of 64 bits, the remainder in limbs
// of 128, and whether 2·root - remainder reaches 2^128.
func uint256SquareRoot(x *exec) {
	n := x.limbs(0, 1)
	root := new(big.Int).Sqrt(n)
	rest := new(big.Int).Mul(root, root)
	rest.Sub(n, rest)
	low := new(big.Int).And(root, new(big.Int).SetUint64(^uint64(0)))
	x.putBig(2, low)
	x.putBig(3, new(big.Int).Rsh(root, 64))
	x.putLimbs(rest, 4, 5)
	twice := new(big.Int).Lsh(root, 1)
	x.putBool(6, twice.Sub(twice, rest).Cmp(bound128) >= 0)
}

// linearSplit finds x ≤ max_x and y with x·scalar + y = value.
func linearSplit(x *exec) {
	value, scalar, limit := x.felt(0), x.felt(1), x.big(2)
	q, _ := x.quoRem(value.BigInt(new(big.Int)), scalar.BigInt(new(big.Int)))
	if q.Cmp(limit) > 0 {
		q = limit
	}
	var first, rest fp.Element
	first.SetBigInt(q)
	rest.Mul(&first, &scalar)
	rest.Sub(&value, &rest)
	x.putFelt(3, &first)
	x.putFelt(4, &rest)
}

// u256InvModN writes r = 1/b mod n and k = (r·b - 1)/n, or, if there is no
// inverse, a common divisor g of b and n (2 if they have an even one) with b/g
// and n/g. For n = 1 it is g = 1.
func u256InvModN(x *exec) {
	b, n := x.limbs(0, 1), x.limbs(2, 3)
	if x.err != nil {
		return
	}
	one := big.NewInt(1)
	r := new(big.Int)
	g := new(big.Int).GCD(nil, r, n, b)
	switch {
	case n.Cmp(one) == 0:
		x.put(4, vm.IntValue(1))
		x.put(5, vm.IntValue(0))
		x.putBig(6, x.big(0))
		x.putBig(7, x.big(1))
		x.put(8, vm.IntValue(1))
		x.put(9, vm.IntValue(0))
	case g.Cmp(one) != 0:
		if g.Bit(0) == 0 {
			g.SetUint64(2)
		}
		x.putLimbs(new(big.Int).Quo(b, g), 6, 7)
		x.putLimbs(new(big.Int).Quo(n, g), 8, 9)
		x.putLimbs(g, 4, 5)
	case n.Sign() == 0:
		x.fail("inverse modulo zero")
	default:
		r.Mod(r, n)
		k := new(big.Int).Mul(r, b)
		k.Sub(k, one)
		k.Quo(k, n)
		x.putLimbs(r, 6, 7)
		x.putLimbs(k, 8, 9)
		x.put(4, vm.IntValue(0))
	}
}
