package hints

import (
	"math/big"
	"math/bits"

	"quarry/prover/cairo/vm"
)

// nativeUint256 are hints of uint256.cairo.
var nativeUint256 = map[string]nativeFn{
	lines("sum_low = ids.a.low + ids.b.low",
		"ids.carry_low = 1 if sum_low >= ids.SHIFT else 0",
		"sum_high = ids.a.high + ids.b.high + ids.carry_low",
		"ids.carry_high = 1 if sum_high >= ids.SHIFT else 0"): uint256Add,
	lines("ids.low = ids.a & ((1<<64) - 1)", "ids.high = ids.a >> 64"): func(r *Runner) (bool, error) {
		a, ok := r.number("a")
		return ok && r.assign("low", limbs{a[0]}.value()) && r.assign("high", limbs{a[1], a[2], a[3]}.value()), nil
	},
	lines("from starkware.python.math_utils import isqrt",
		"n = (ids.n.high << 128) + ids.n.low",
		"root = isqrt(n)",
		"assert 0 <= root < 2 ** 128",
		"ids.root.low = root",
		"ids.root.high = 0"): uint256Sqrt,
	"memory[ap] = 1 if 0 <= (ids.a.high % PRIME) < 2 ** 127 else 0": func(r *Runner) (bool, error) {
		h, ok := r.memberNumber("a", "high")
		if !ok {
			return false, nil
		}
		return r.pushAP(flag(h.below128() && h[1]>>63 == 0))
	},
	lines("a = (ids.a.high << 128) + ids.a.low",
		"div = (ids.div.high << 128) + ids.div.low",
		"quotient, remainder = divmod(a, div)",
		"",
		"ids.quotient.low = quotient & ((1 << 128) - 1)",
		"ids.quotient.high = quotient >> 128",
		"ids.remainder.low = remainder & ((1 << 128) - 1)",
		"ids.remainder.high = remainder >> 128"): uint256DivRem,
	lines("a = (ids.a.high << 128) + ids.a.low",
		"b = (ids.b.high << 128) + ids.b.low",
		"div = (ids.div.high << 128) + ids.div.low",
		"quotient, remainder = divmod(a * b, div)",
		"",
		"ids.quotient_low.low = quotient & ((1 << 128) - 1)",
		"ids.quotient_low.high = (quotient >> 128) & ((1 << 128) - 1)",
		"ids.quotient_high.low = (quotient >> 256) & ((1 << 128) - 1)",
		"ids.quotient_high.high = quotient >> 384",
		"ids.remainder.low = remainder & ((1 << 128) - 1)",
		"ids.remainder.high = remainder >> 128"): uint256MulDiv,
}

// uint256 reads a variable of type Uint256 whose halves are below 2^128.
func (r *Runner) uint256(name string) (limbs, bool) {
	low, ok1 := r.memberNumber(name, "low")
	high, ok2 := r.memberNumber(name, "high")
	if !ok1 || !ok2 || !low.below128() || !high.below128() {
		return limbs{}, false
	}
	return limbs{low[0], low[1], high[0], high[1]}, true
}

// assignUint256 sets a variable of type Uint256 to n, of at most 256 bits.
func (r *Runner) assignUint256(name string, n *big.Int) bool {
	if n.BitLen() > 256 {
		return false
	}
	l := limbsOf(n)
	return r.assignMember(name, "low", l.low128()) && r.assignMember(name, "high", l.high128())
}

func uint256Add(r *Runner) (bool, error) {
	a, ok1 := r.uint256("a")
	b, ok2 := r.uint256("b")
	if !ok1 || !ok2 || !r.isConstant("SHIFT", shift128) {
		return false, nil
	}
	low := addHalves(a[0], a[1], b[0], b[1], 0)
	if !r.assign("carry_low", vm.IntValue(int64(low[2]))) {
		return false, nil
	}
	high := addHalves(a[2], a[3], b[2], b[3], low[2])
	if !r.assign("carry_high", vm.IntValue(int64(high[2]))) {
		return false, nil
	}
	r.scope()["sum_low"], r.scope()["sum_high"] = low.big(), high.big()
	return true, nil
}

// addHalves adds two numbers of 128 bits and a carry.
func addHalves(a0, a1, b0, b1, carry uint64) (n limbs) {
	n[0], carry = bits.Add64(a0, b0, carry)
	n[1], n[2] = bits.Add64(a1, b1, carry)
	return n
}

func uint256Sqrt(r *Runner) (bool, error) {
	n, ok := r.uint256("n")
	if !ok {
		return false, nil
	}
	value := n.big()
	root := new(big.Int).Sqrt(value)
	if !r.assignMember("root", "low", vm.BigValue(root)) || !r.assignMember("root", "high", vm.IntValue(0)) {
		return false, nil
	}
	r.scope()["n"], r.scope()["root"] = value, root
	r.imports(pythonMathModule, "isqrt")
	return true, nil
}

func uint256DivRem(r *Runner) (bool, error) {
	a, ok1 := r.uint256("a")
	d, ok2 := r.uint256("div")
	if !ok1 || !ok2 || d == (limbs{}) {
		return false, nil
	}
	x, div := a.big(), d.big()
	q, rem := new(big.Int).QuoRem(x, div, new(big.Int))
	if !r.assignUint256("quotient", q) || !r.assignUint256("remainder", rem) {
		return false, nil
	}
	scope := r.scope()
	scope["a"], scope["div"], scope["quotient"], scope["remainder"] = x, div, q, rem
	return true, nil
}

func uint256MulDiv(r *Runner) (bool, error) {
	a, ok1 := r.uint256("a")
	b, ok2 := r.uint256("b")
	d, ok3 := r.uint256("div")
	if !ok1 || !ok2 || !ok3 || d == (limbs{}) {
		return false, nil
	}
	x, y, div := a.big(), b.big(), d.big()
	product := new(big.Int).Mul(x, y)
	q, rem := product.QuoRem(product, div, new(big.Int))
	low := new(big.Int).And(q, new(big.Int).Sub(new(big.Int).Lsh(one, 256), one))
	if !r.assignUint256("quotient_low", low) || !r.assignUint256("quotient_high", new(big.Int).Rsh(q, 256)) ||
		!r.assignUint256("remainder", rem) {
		return false, nil
	}
	scope := r.scope()
	scope["a"], scope["b"], scope["div"], scope["quotient"], scope["remainder"] = x, y, div, q, rem
	return true, nil
}
