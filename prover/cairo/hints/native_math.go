package hints

import (
	"cmp"
	"encoding/binary"
	"math/big"
	"math/bits"
	"slices"

	"quarry/prover/cairo/script"
	"quarry/prover/cairo/vm"
)

// nativeMath are hints of math.cairo.
var nativeMath = map[string]nativeFn{
	lines("from starkware.cairo.common.math_utils import assert_integer",
		"assert_integer(ids.value)",
		"assert ids.value % PRIME != 0, f'assert_not_zero failed: {ids.value} = 0.'"): func(r *Runner) (bool, error) {
		v, ok := r.felt("value")
		if !ok || v.IsZero() {
			return false, nil
		}
		r.imports(commonMathModule, "assert_integer")
		return true, nil
	},
	lines("from starkware.cairo.lang.vm.relocatable import RelocatableValue",
		"both_ints = isinstance(ids.a, int) and isinstance(ids.b, int)",
		"both_relocatable = (",
		"    isinstance(ids.a, RelocatableValue) and isinstance(ids.b, RelocatableValue) and",
		"    ids.a.segment_index == ids.b.segment_index)",
		"assert both_ints or both_relocatable, \\",
		"    f'assert_not_equal failed: non-comparable values: {ids.a}, {ids.b}.'",
		"assert (ids.a - ids.b) % PRIME != 0, f'assert_not_equal failed: {ids.a} = {ids.b}.'"): assertNotEqual,
	lines("from starkware.cairo.common.math_utils import assert_integer",
		"assert_integer(ids.a)",
		"assert 0 <= ids.a % PRIME < range_check_builtin.bound, f'a = {ids.a} is out of range.'"): func(r *Runner) (bool, error) {
		a, ok := r.number("a")
		if !ok || !r.rangeCheck || !a.below128() {
			return false, nil
		}
		r.imports(commonMathModule, "assert_integer")
		return true, nil
	},
	lines("from starkware.cairo.common.math_utils import as_int",
		"",
		"# Correctness check.",
		"value = as_int(ids.value, PRIME) % PRIME",
		"assert value < ids.UPPER_BOUND, f'{value} is outside of the range [0, 2**250).'",
		"",
		"# Calculation for the assertion.",
		"ids.high, ids.low = divmod(ids.value, ids.SHIFT)"): assert250Bit,
	lines("from starkware.cairo.common.math_utils import assert_integer",
		"assert ids.MAX_HIGH < 2**128 and ids.MAX_LOW < 2**128",
		"assert PRIME - 1 == ids.MAX_HIGH * 2**128 + ids.MAX_LOW",
		"assert_integer(ids.value)",
		"ids.low = ids.value & ((1 << 128) - 1)",
		"ids.high = ids.value >> 128"): splitFelt,
	lines("from starkware.cairo.common.math_utils import assert_integer",
		"assert_integer(ids.a)",
		"assert_integer(ids.b)",
		"assert (ids.a % PRIME) < (ids.b % PRIME), \\",
		"    f'a = {ids.a % PRIME} is not less than b = {ids.b % PRIME}.'"): func(r *Runner) (bool, error) {
		a, ok1 := r.felt("a")
		b, ok2 := r.felt("b")
		if !ok1 || !ok2 || a.Cmp(&b) >= 0 {
			return false, nil
		}
		r.imports(commonMathModule, "assert_integer")
		return true, nil
	},
	lines("from starkware.cairo.common.math_utils import is_positive",
		"ids.is_positive = 1 if is_positive(",
		"    value=ids.value, prime=PRIME, rc_bound=range_check_builtin.bound) else 0"): isPositive,
	lines("from starkware.cairo.common.math_utils import assert_integer",
		"assert_integer(ids.div)",
		"assert 0 < ids.div <= PRIME // range_check_builtin.bound, \\",
		"    f'div={hex(ids.div)} is out of the valid range.'",
		"ids.q, ids.r = divmod(ids.value, ids.div)"): unsignedDivRem,
	lines("from starkware.cairo.common.math_utils import as_int, assert_integer",
		"",
		"assert_integer(ids.div)",
		"assert 0 < ids.div <= PRIME // range_check_builtin.bound, \\",
		"    f'div={hex(ids.div)} is out of the valid range.'",
		"",
		"assert_integer(ids.bound)",
		"assert ids.bound <= range_check_builtin.bound // 2, \\",
		"    f'bound={hex(ids.bound)} is out of the valid range.'",
		"",
		"int_value = as_int(ids.value, PRIME)",
		"q, ids.r = divmod(int_value, ids.div)",
		"",
		"assert -ids.bound <= q < ids.bound, \\",
		"    f'{int_value} / {ids.div} = {q} is out of the range [{-ids.bound}, {ids.bound}).'",
		"",
		"ids.biased_q = q + ids.bound"): signedDivRem,
	"assert ids.value == 0, 'split_int(): value is out of range.'": func(r *Runner) (bool, error) {
		v, ok := r.felt("value")
		return ok && v.IsZero(), nil
	},
	lines("memory[ids.output] = res = (int(ids.value) % PRIME) % ids.base",
		"assert res < ids.bound, f'split_int(): Limb {res} is out of range.'"): splitInt,
	lines("import itertools",
		"",
		"from starkware.cairo.common.math_utils import assert_integer",
		"assert_integer(ids.a)",
		"assert_integer(ids.b)",
		"a = ids.a % PRIME",
		"b = ids.b % PRIME",
		"assert a <= b, f'a = {a} is not less than or equal to b = {b}.'",
		"",
		"# Find an arc less than PRIME / 3, and another less than PRIME / 2.",
		"lengths_and_indices = [(a, 0), (b - a, 1), (PRIME - 1 - b, 2)]",
		"lengths_and_indices.sort()",
		"assert lengths_and_indices[0][0] <= PRIME // 3 and lengths_and_indices[1][0] <= PRIME // 2",
		"excluded = lengths_and_indices[2][1]",
		"",
		"memory[ids.range_check_ptr + 1], memory[ids.range_check_ptr + 0] = (",
		"    divmod(lengths_and_indices[0][0], ids.PRIME_OVER_3_HIGH))",
		"memory[ids.range_check_ptr + 3], memory[ids.range_check_ptr + 2] = (",
		"    divmod(lengths_and_indices[1][0], ids.PRIME_OVER_2_HIGH))"): assertLeFelt,
	"memory[ap] = 1 if excluded != 0 else 0": excludedIsNot(0),
	"memory[ap] = 1 if excluded != 1 else 0": excludedIsNot(1),
	"assert excluded == 2": func(r *Runner) (bool, error) {
		n, err := script.AsIndex(r.scope()["excluded"])
		return err == nil && n == 2, nil
	},
}

var (
	mask128 = new(big.Int).Sub(new(big.Int).Lsh(one, 128), one)
	// maxFelt's halves, as MAX_HIGH and MAX_LOW of split_felt.
	maxHigh = new(big.Int).Rsh(new(big.Int).Sub(prime, one), 128)
	maxLow  = new(big.Int).And(new(big.Int).Sub(prime, one), mask128)
	// maxDiv is the greatest divisor, p / 2^128.
	maxDiv    = limbsOf(new(big.Int).Rsh(prime, 128))
	halfBound = new(big.Int).Lsh(one, 127)
	shift128  = new(big.Int).Lsh(one, 128)
	bound250  = new(big.Int).Lsh(one, 250)
)

func assertNotEqual(r *Runner) (bool, error) {
	a, ok1 := r.get("a")
	b, ok2 := r.get("b")
	if !ok1 || !ok2 || a.Same(b) || a.IsPointer() != b.IsPointer() {
		return false, nil
	}
	if a.IsPointer() && a.Pointer().Segment != b.Pointer().Segment {
		return false, nil
	}
	r.imports("starkware.cairo.lang.vm.relocatable", "RelocatableValue")
	r.scope()["both_ints"] = a.IsFelt()
	r.scope()["both_relocatable"] = a.IsPointer()
	return true, nil
}

// low128 and high128 are the halves of a number.
func (n limbs) low128() vm.Value  { return limbs{n[0], n[1]}.value() }
func (n limbs) high128() vm.Value { return limbs{n[2], n[3]}.value() }

func assert250Bit(r *Runner) (bool, error) {
	v, ok := r.number("value")
	if !ok || v[3]>>58 != 0 || !r.isConstant("UPPER_BOUND", bound250) || !r.isConstant("SHIFT", shift128) ||
		!r.assign("high", v.high128()) || !r.assign("low", v.low128()) {
		return false, nil
	}
	r.imports(commonMathModule, "as_int")
	r.scope()["value"] = v.big()
	return true, nil
}

func splitFelt(r *Runner) (bool, error) {
	v, ok := r.number("value")
	if !ok || !r.isConstant("MAX_HIGH", maxHigh) || !r.isConstant("MAX_LOW", maxLow) ||
		!r.assign("low", v.low128()) || !r.assign("high", v.high128()) {
		return false, nil
	}
	r.imports(commonMathModule, "assert_integer")
	return true, nil
}

func isPositive(r *Runner) (bool, error) {
	e, ok := r.felt("value")
	if !ok || !r.rangeCheck {
		return false, nil
	}
	v := limbs(e.Bits())
	positive := v.below128()
	if !positive {
		e.Neg(&e)
		if !limbs(e.Bits()).below128() {
			return false, nil
		}
	}
	if !r.assign("is_positive", flag(positive && !e.IsZero())) {
		return false, nil
	}
	r.imports(commonMathModule, "is_positive")
	return true, nil
}

// divisor reads a divisor that is in the range of the two functions that divide.
func (r *Runner) divisor(name string) (limbs, bool) {
	d, ok := r.number(name)
	if !ok || !r.rangeCheck || d == (limbs{}) {
		return d, false
	}
	return d, d.cmp(maxDiv) <= 0
}

// divmod divides by a number that is not 0.
func (n limbs) divmod(d limbs) (q, r limbs) {
	if d[1]|d[2]|d[3] == 0 {
		rem := uint64(0)
		for i := 3; i >= 0; i-- {
			q[i], rem = bits.Div64(rem, n[i], d[0])
		}
		return q, limbs{rem}
	}
	quotient, remainder := new(big.Int).QuoRem(n.big(), d.big(), new(big.Int))
	return limbsOf(quotient), limbsOf(remainder)
}

// limbsOf takes apart a number in [0, 2^256).
func limbsOf(n *big.Int) (l limbs) {
	var b [32]byte
	n.FillBytes(b[:])
	for i := range l {
		l[i] = binary.BigEndian.Uint64(b[24-8*i:])
	}
	return l
}

func unsignedDivRem(r *Runner) (bool, error) {
	d, ok1 := r.divisor("div")
	v, ok2 := r.number("value")
	if !ok1 || !ok2 {
		return false, nil
	}
	q, rem := v.divmod(d)
	if !r.assign("q", q.value()) || !r.assign("r", rem.value()) {
		return false, nil
	}
	r.imports(commonMathModule, "assert_integer")
	return true, nil
}

func signedDivRem(r *Runner) (bool, error) {
	d, ok1 := r.divisor("div")
	v, ok2 := r.number("value")
	b, ok3 := r.number("bound")
	if !ok1 || !ok2 || !ok3 {
		return false, nil
	}
	value, bound := v.big(), b.big()
	if value.Cmp(new(big.Int).Rsh(prime, 1)) >= 0 {
		value.Sub(value, prime)
	}
	q, rem := new(big.Int).DivMod(value, d.big(), new(big.Int)) // d > 0: rounds down
	if bound.Cmp(halfBound) > 0 || q.Cmp(bound) >= 0 || new(big.Int).Neg(bound).Cmp(q) > 0 ||
		!r.assign("r", vm.BigValue(rem)) || !r.assign("biased_q", vm.BigValue(new(big.Int).Add(q, bound))) {
		return false, nil
	}
	r.imports(commonMathModule, "as_int", "assert_integer")
	r.scope()["int_value"], r.scope()["q"] = value, q
	return true, nil
}

func splitInt(r *Runner) (bool, error) {
	v, ok1 := r.number("value")
	base, ok2 := r.number("base")
	bound, ok3 := r.number("bound")
	out, ok4 := r.pointer("output")
	if !ok1 || !ok2 || !ok3 || !ok4 || base == (limbs{}) {
		return false, nil
	}
	_, res := v.divmod(base)
	if res.cmp(bound) >= 0 || r.m.Set(out, res.value()) != nil {
		return false, nil
	}
	r.scope()["res"] = res.big()
	return true, nil
}

func (n limbs) cmp(m limbs) int {
	for i := 3; i >= 0; i-- {
		if n[i] != m[i] {
			return cmp.Compare(n[i], m[i])
		}
	}
	return 0
}

func assertLeFelt(r *Runner) (bool, error) {
	x, ok1 := r.number("a")
	y, ok2 := r.number("b")
	rc, ok3 := r.pointer("range_check_ptr")
	third, ok4 := r.constant("PRIME_OVER_3_HIGH")
	half, ok5 := r.constant("PRIME_OVER_2_HIGH")
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || x.cmp(y) > 0 || third.Sign() <= 0 || half.Sign() <= 0 {
		return false, nil
	}
	a, b := x.big(), y.big()
	type arc struct {
		length *big.Int
		index  int64
	}
	arcs := []arc{{a, 0}, {new(big.Int).Sub(b, a), 1}, {new(big.Int).Sub(maxFelt, b), 2}}
	slices.SortFunc(arcs, func(p, q arc) int {
		return cmp.Or(p.length.Cmp(q.length), cmp.Compare(p.index, q.index))
	})
	for i, d := range []*big.Int{third, half} {
		q, rem := new(big.Int).QuoRem(arcs[i].length, d, new(big.Int))
		if r.m.Set(rc.Add(int64(2*i+1)), vm.BigValue(q)) != nil || r.m.Set(rc.Add(int64(2*i)), vm.BigValue(rem)) != nil {
			return false, nil
		}
	}
	scope := r.scope()
	list := &script.List{}
	for _, p := range arcs {
		list.Items = append(list.Items, script.Tuple{p.length, script.Int(p.index)})
	}
	scope["a"], scope["b"], scope["lengths_and_indices"], scope["excluded"] = a, b, list, script.Int(arcs[2].index)
	scope["itertools"] = &moduleValue{"itertools", modules["itertools"]}
	r.imports(commonMathModule, "assert_integer")
	return true, nil
}

var maxFelt = new(big.Int).Sub(prime, one)

func excludedIsNot(n int64) nativeFn {
	return func(r *Runner) (bool, error) {
		x, err := script.AsIndex(r.scope()["excluded"])
		if err != nil {
			return false, nil
		}
		return r.pushAP(flag(x != n))
	}
}
