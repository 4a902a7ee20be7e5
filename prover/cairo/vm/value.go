package vm

import (
	"fmt"
	"math/big"
	"math/bits"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
)

// Value is the content of a memory cell: unknown (the zero Value), a field
// element in Montgomery form, or a pointer. The tags are in the top bits of
// the last limb, which a field element leaves free.
type Value [4]uint64

const (
	known    = 1 << 63
	pointer  = 1 << 62
	accessed = 1 << 61 // an instruction used the cell; no part of the value
	feltMask = accessed - 1
)

// Pointer is an address: an offset in a segment. Segments from 0 up are real,
// negative ones temporary. A negative offset is legal as a value (a pointer
// before its segment), not as an address.
type Pointer struct {
	Segment int
	Offset  int64
}

// Add moves the pointer by n cells.
func (p Pointer) Add(n int64) Pointer { return Pointer{p.Segment, p.Offset + n} }

// String writes the pointer as segment:offset.
func (p Pointer) String() string { return fmt.Sprintf("%d:%d", p.Segment, p.Offset) }

// FeltValue makes a Value of a field element (Montgomery form).
func FeltValue(e *fp.Element) Value { return Value{e[0], e[1], e[2], e[3] | known} }

// IntValue makes a Value of a small integer.
func IntValue(n int64) Value {
	var e fp.Element
	if n > -maxOffset && n < maxOffset {
		e = intElement(n)
	} else {
		e.SetInt64(n)
	}
	return FeltValue(&e)
}

// BigValue makes a Value of an integer taken modulo the field's prime.
func BigValue(n *big.Int) Value {
	if n.IsInt64() {
		return IntValue(n.Int64())
	}
	var e fp.Element
	e.SetBigInt(n)
	return FeltValue(&e)
}

// PointerValue makes a Value of a pointer.
func PointerValue(p Pointer) Value {
	return Value{uint64(p.Offset), uint64(int64(p.Segment)), 0, known | pointer}
}

// Known reports whether the cell holds anything.
func (v Value) Known() bool { return v[3]&known != 0 }

// IsPointer reports whether the value is a pointer.
func (v Value) IsPointer() bool { return v[3]&pointer != 0 }

// IsFelt reports whether the value is a field element.
func (v Value) IsFelt() bool { return v[3]&(known|pointer) == known }

// Felt returns the field element (Montgomery form) of a value for which IsFelt
// holds.
func (v Value) Felt() fp.Element { return fp.Element{v[0], v[1], v[2], v[3] & feltMask} }

// Pointer returns the pointer of a value for which IsPointer holds.
func (v Value) Pointer() Pointer { return Pointer{int(int64(v[1])), int64(v[0])} }

// Big returns the field element as an integer in [0, p).
func (v Value) Big() *big.Int {
	e := v.Felt()
	w := e.Bits()
	if bits.UintSize < 64 {
		return e.BigInt(new(big.Int))
	}
	return new(big.Int).SetBits([]big.Word{big.Word(w[0]), big.Word(w[1]), big.Word(w[2]), big.Word(w[3])})
}

// Uint64 returns the field element as an integer, if it is below 2^64.
func (v Value) Uint64() (uint64, bool) {
	e := v.Felt()
	b := e.Bits()
	return b[0], v.IsFelt() && b[1]|b[2]|b[3] == 0
}

// Same reports whether two values are equal, whether accessed or not.
func (v Value) Same(w Value) bool { return same(&v, &w) }

func same(a, b *Value) bool {
	return (a[0]^b[0])|(a[1]^b[1])|(a[2]^b[2])|((a[3]^b[3])&^accessed) == 0
}

// String writes the value as cairo-lang does: a decimal number or a pointer.
func (v Value) String() string {
	switch {
	case !v.Known():
		return "None"
	case v.IsPointer():
		return v.Pointer().String()
	default:
		return v.Big().String()
	}
}

var prime = fp.Modulus()

// maxOffset bounds the size of offsets, so that sums of them never overflow.
const maxOffset = 1 << 48

// The Montgomery form of n is 2^256·n = 32·(p − 17·2^192 − 1)·n, which is
// −(544·2^192 + 32)·n modulo p: two multiplications, while |n| is below
// maxOffset.

// intElement returns the field element n, for |n| at most maxOffset.
func intElement(n int64) fp.Element {
	if n <= 0 {
		return fp.Element{32 * uint64(-n), 0, 0, 544 * uint64(-n)}
	}
	// p's limbs are 1, 0, 0 and top: the lowest borrows.
	return fp.Element{1 - 32*uint64(n), ^uint64(0), ^uint64(0), top - 544*uint64(n) - 1}
}

// top is the highest limb of p.
const top = 1<<59 + 17

// small returns the field element as a signed integer, if its absolute value
// is below maxOffset.
func small(e *fp.Element) (int64, bool) {
	low, high := e[0], e[3]
	negative := e[1]|e[2] == 0
	if !negative {
		if e[1]&e[2] != ^uint64(0) {
			return 0, false
		}
		low, high = 1-low, top-1-high
	}
	n := int64(low >> 5)
	if low&31 != 0 || high != 17*low || n >= maxOffset {
		return 0, false
	}
	if negative {
		n = -n
	}
	return n, true
}

// Small returns a field element as a signed integer in (-2^48, 2^48), the
// range of offsets; ok is false for pointers and larger values.
func (v Value) Small() (n int64, ok bool) {
	if !v.IsFelt() {
		return 0, false
	}
	e := v.Felt()
	return small(&e)
}

// Add returns a + b as an instruction computes it.
func Add(a, b Value) (Value, error) {
	switch {
	case !a.IsPointer() && !b.IsPointer():
		x, y := a.Felt(), b.Felt()
		x.Add(&x, &y)
		return FeltValue(&x), nil
	case a.IsPointer() && b.IsPointer():
		return Value{}, fmt.Errorf("Cannot add two relocatable values: %v + %v.", a, b)
	case b.IsPointer():
		a, b = b, a
	}
	n, ok := b.Small()
	if !ok {
		return Value{}, fmt.Errorf("pointer %v moved by %v: offset out of range", a, b)
	}
	return moved(a, n)
}

func moved(a Value, n int64) (Value, error) {
	p := a.Pointer().Add(n)
	if p.Offset >= maxOffset || p.Offset <= -maxOffset {
		return Value{}, fmt.Errorf("pointer %v moved by %d: offset out of range", a, n)
	}
	return PointerValue(p), nil
}

// Sub returns a - b as an instruction computes it.
func Sub(a, b Value) (Value, error) {
	switch {
	case !a.IsPointer() && !b.IsPointer():
		x, y := a.Felt(), b.Felt()
		x.Sub(&x, &y)
		return FeltValue(&x), nil
	case !a.IsPointer():
		return Value{}, fmt.Errorf("unsupported operand type(s) for -: 'int' and 'RelocatableValue' (%v - %v)", a, b)
	case b.IsPointer():
		p, q := a.Pointer(), b.Pointer()
		if p.Segment != q.Segment {
			return Value{}, fmt.Errorf("Can only subtract two relocatable values of the same segment (%d != %d).", p.Segment, q.Segment)
		}
		return IntValue(p.Offset - q.Offset), nil
	}
	n, ok := b.Small()
	if !ok {
		return Value{}, fmt.Errorf("pointer %v moved by -%v: offset out of range", a, b)
	}
	return moved(a, -n)
}

// Mul returns a * b as an instruction computes it; pointers have no products.
func Mul(a, b Value) (Value, error) {
	if a.IsPointer() || b.IsPointer() {
		return Value{}, fmt.Errorf("Could not complete computation * of non pure values: (%v, %v).", a, b)
	}
	x, y := a.Felt(), b.Felt()
	x.Mul(&x, &y)
	return FeltValue(&x), nil
}

// Prime returns the field's prime.
func Prime() *big.Int { return new(big.Int).Set(prime) }

// BitLen is the number of bits of a field element as an integer in [0, p).
func BitLen(e *fp.Element) int {
	w := e.Bits()
	for i := 3; i >= 0; i-- {
		if w[i] != 0 {
			return 64*i + bits.Len64(w[i])
		}
	}
	return 0
}
