package hints

import (
	"math/big"

	"quarry/prover/cairo/program"
	"quarry/prover/cairo/vm"
)

const secpModule = "starkware.cairo.common.cairo_secp.secp_utils"

const importPrime = "from starkware.cairo.common.cairo_secp.secp_utils import SECP_P, pack"

// nativeSecp are the hints of cairo_secp: field.cairo, ec.cairo, bigint.cairo and
// signature.cairo.
var nativeSecp = map[string]nativeFn{
	lines("from starkware.cairo.common.cairo_secp.secp_utils import split",
		"",
		"segments.write_arg(ids.res.address_, split(value))"): secpSplit,
	lines(importPrime,
		"",
		"q, r = divmod(pack(ids.val, PRIME), SECP_P)",
		`assert r == 0, f"verify_zero: Invalid input {ids.val.d0, ids.val.d1, ids.val.d2}."`,
		"ids.q = q % PRIME"): secpVerifyZero,
	lines(importPrime, "", "x = pack(ids.x, PRIME) % SECP_P"):     secpReduce("x"),
	lines(importPrime, "", "value = pack(ids.x, PRIME) % SECP_P"): secpReduce("value"),
	nondet("x == 0"): func(r *Runner) (bool, error) {
		x, ok := r.integer("x")
		if !ok {
			return false, nil
		}
		return r.pushAP(flag(x.Sign() == 0))
	},
	lines("from starkware.cairo.common.cairo_secp.secp_utils import SECP_P",
		"from starkware.python.math_utils import div_mod",
		"",
		"value = x_inv = div_mod(1, x, SECP_P)"): secpInverse,
	lines(importPrime,
		"",
		"y = pack(ids.point.y, PRIME) % SECP_P",
		"# The modulo operation in python always returns a nonnegative number.",
		"value = (-y) % SECP_P"): secpNegate,
	lines(importPrime,
		"from starkware.python.math_utils import ec_double_slope",
		"",
		"# Compute the slope.",
		"x = pack(ids.point.x, PRIME)",
		"y = pack(ids.point.y, PRIME)",
		"value = slope = ec_double_slope(point=(x, y), alpha=0, p=SECP_P)"): secpDoubleSlope,
	lines(importPrime,
		"from starkware.python.math_utils import line_slope",
		"",
		"# Compute the slope.",
		"x0 = pack(ids.point0.x, PRIME)",
		"y0 = pack(ids.point0.y, PRIME)",
		"x1 = pack(ids.point1.x, PRIME)",
		"y1 = pack(ids.point1.y, PRIME)",
		"value = slope = line_slope(point1=(x0, y0), point2=(x1, y1), p=SECP_P)"): secpLineSlope,
	lines(importPrime,
		"",
		"slope = pack(ids.slope, PRIME)",
		"x = pack(ids.point.x, PRIME)",
		"y = pack(ids.point.y, PRIME)",
		"",
		"value = new_x = (pow(slope, 2, SECP_P) - 2 * x) % SECP_P"): secpNewX(
		packing{"slope", "slope", ""}, packing{"x", "point", "x"}, packing{"x", "point", "x"}, packing{"y", "point", "y"}),
	lines(importPrime,
		"",
		"slope = pack(ids.slope, PRIME)",
		"x0 = pack(ids.point0.x, PRIME)",
		"x1 = pack(ids.point1.x, PRIME)",
		"y0 = pack(ids.point0.y, PRIME)",
		"",
		"value = new_x = (pow(slope, 2, SECP_P) - x0 - x1) % SECP_P"): secpNewX(
		packing{"slope", "slope", ""}, packing{"x0", "point0", "x"}, packing{"x1", "point1", "x"}, packing{"y0", "point0", "y"}),
	"value = new_y = (slope * (x - new_x) - y) % SECP_P":   secpNewY("x", "y"),
	"value = new_y = (slope * (x0 - new_x) - y0) % SECP_P": secpNewY("x0", "y0"),
	lines("from starkware.cairo.common.cairo_secp.secp_utils import N, pack",
		"from starkware.python.math_utils import div_mod, safe_div",
		"",
		"a = pack(ids.a, PRIME)",
		"b = pack(ids.b, PRIME)",
		"value = res = div_mod(a, b, N)"): secpDivide,
	"value = k = safe_div(res * b - a, N)": secpQuotient,
	nondet("nibbles.pop()"): func(r *Runner) (bool, error) {
		l, ok := r.list("nibbles")
		if !ok {
			return false, nil
		}
		n, ok := last(l)
		if !ok || r.m.Set(r.m.AP(), vm.BigValue(n)) != nil {
			return false, nil
		}
		pop(l)
		return true, nil
	},
}

// integer reads a variable of the scope that is a number.
func (r *Runner) integer(name string) (*big.Int, bool) {
	n, ok := r.scope()[name].(*big.Int)
	return n, ok
}

// modulus reads SECP_P of the scope, which an earlier hint has set.
func (r *Runner) modulus() (*big.Int, bool) {
	p, ok := r.integer("SECP_P")
	return p, ok && p.Sign() > 0
}

// packing is name = pack(ids.of.member, PRIME), or pack(ids.of, PRIME) without a
// member.
type packing struct{ name, of, member string }

var limbNames = [3]string{"d0", "d1", "d2"}

// pack does what secp_utils.pack does with ids.of.member, or ids.of: the number
// of three limbs of 86 bits, each lifted to (-p/2, p/2).
func (r *Runner) pack(of, member string) (*big.Int, bool) {
	at, def, ok := r.structure(of)
	if !ok {
		return nil, false
	}
	if member != "" {
		m, ok := def.Members[member]
		if !ok {
			return nil, false
		}
		t := r.opts.Program.Identifiers.Resolve(m.Type)
		if t.Kind != program.TypeStruct {
			return nil, false
		}
		if def = r.opts.Program.Identifiers.StructOf(t); def == nil {
			return nil, false
		}
		at = at.Add(m.Offset)
	}
	sum := new(big.Int)
	for i := 2; i >= 0; i-- {
		m, ok := def.Members[limbNames[i]]
		if !ok || !scalar(r.opts.Program.Identifiers.Resolve(m.Type)) {
			return nil, false
		}
		v := r.m.Get(at.Add(m.Offset))
		if !v.IsFelt() {
			return nil, false
		}
		d := v.Big()
		if d.Cmp(halfPrime) >= 0 {
			d.Sub(d, prime)
		}
		sum.Add(sum.Lsh(sum, 86), d)
	}
	return sum, true
}

var halfPrime = new(big.Int).Rsh(prime, 1)

// packAll packs several and sets the variables, once all are there.
func (r *Runner) packAll(all ...packing) ([]*big.Int, bool) {
	values := make([]*big.Int, len(all))
	for i, p := range all {
		var ok bool
		if values[i], ok = r.pack(p.of, p.member); !ok {
			return nil, false
		}
	}
	for i, p := range all {
		r.scope()[p.name] = values[i]
	}
	return values, true
}

func secpSplit(r *Runner) (bool, error) {
	at, _, ok1 := r.structure("res")
	n, ok2 := r.integer("value")
	if !ok1 || !ok2 || n.Sign() < 0 || n.BitLen() > 3*86 {
		return false, nil
	}
	for i := range int64(3) {
		d := new(big.Int).Rsh(n, uint(86*i))
		if r.m.Set(at.Add(i), vm.BigValue(d.And(d, limbMask))) != nil {
			return false, nil
		}
	}
	r.imports(secpModule, "split")
	return true, nil
}

var limbMask = new(big.Int).Sub(limb, one)

func secpVerifyZero(r *Runner) (bool, error) {
	n, ok := r.pack("val", "")
	if !ok {
		return false, nil
	}
	q, rem := new(big.Int).DivMod(n, k1Prime, new(big.Int))
	if rem.Sign() != 0 || !r.assign("q", vm.BigValue(new(big.Int).Mod(q, prime))) {
		return false, nil
	}
	r.imports(secpModule, "SECP_P", "pack")
	r.scope()["q"], r.scope()["r"] = q, rem
	return true, nil
}

func secpReduce(name string) nativeFn {
	return func(r *Runner) (bool, error) {
		n, ok := r.pack("x", "")
		if !ok {
			return false, nil
		}
		r.imports(secpModule, "SECP_P", "pack")
		r.scope()[name] = n.Mod(n, k1Prime)
		return true, nil
	}
}

func secpInverse(r *Runner) (bool, error) {
	x, ok := r.integer("x")
	if !ok {
		return false, nil
	}
	inverse, err := divMod(one, x, k1Prime)
	if err != nil {
		return false, nil
	}
	r.imports(secpModule, "SECP_P")
	r.imports(pythonMathModule, "div_mod")
	r.scope()["value"], r.scope()["x_inv"] = inverse, inverse
	return true, nil
}

func secpNegate(r *Runner) (bool, error) {
	y, ok := r.pack("point", "y")
	if !ok {
		return false, nil
	}
	r.imports(secpModule, "SECP_P", "pack")
	y.Mod(y, k1Prime)
	value := new(big.Int).Neg(y)
	r.scope()["y"], r.scope()["value"] = y, value.Mod(value, k1Prime)
	return true, nil
}

// setSlope sets the variables of a slope, if there is one.
func (r *Runner) setSlope(slope *big.Int, err error, function string) (bool, error) {
	if err != nil {
		return false, nil
	}
	r.imports(secpModule, "SECP_P", "pack")
	r.imports(pythonMathModule, function)
	r.scope()["value"], r.scope()["slope"] = slope, slope
	return true, nil
}

func secpDoubleSlope(r *Runner) (bool, error) {
	v, ok := r.packAll(packing{"x", "point", "x"}, packing{"y", "point", "y"})
	if !ok {
		return false, nil
	}
	slope, err := doubleSlope([2]*big.Int{v[0], v[1]}, new(big.Int), k1Prime)
	return r.setSlope(slope, err, "ec_double_slope")
}

func secpLineSlope(r *Runner) (bool, error) {
	v, ok := r.packAll(packing{"x0", "point0", "x"}, packing{"y0", "point0", "y"},
		packing{"x1", "point1", "x"}, packing{"y1", "point1", "y"})
	if !ok {
		return false, nil
	}
	slope, err := lineSlope([2]*big.Int{v[0], v[1]}, [2]*big.Int{v[2], v[3]}, k1Prime)
	return r.setSlope(slope, err, "line_slope")
}

// secpNewX sets new_x to slope² less two x coordinates.
func secpNewX(slope, x0, x1, y packing) nativeFn {
	return func(r *Runner) (bool, error) {
		v, ok := r.packAll(slope, x0, x1, y)
		if !ok {
			return false, nil
		}
		x := new(big.Int).Mul(v[0], v[0])
		x.Sub(x, v[1]).Sub(x, v[2]).Mod(x, k1Prime)
		r.imports(secpModule, "SECP_P", "pack")
		r.scope()["value"], r.scope()["new_x"] = x, x
		return true, nil
	}
}

func secpNewY(xName, yName string) nativeFn {
	return func(r *Runner) (bool, error) {
		p, ok1 := r.modulus()
		slope, ok2 := r.integer("slope")
		x, ok3 := r.integer(xName)
		newX, ok4 := r.integer("new_x")
		y, ok5 := r.integer(yName)
		if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 {
			return false, nil
		}
		n := new(big.Int).Sub(x, newX)
		n.Mul(n, slope).Sub(n, y).Mod(n, p)
		r.scope()["value"], r.scope()["new_y"] = n, n
		return true, nil
	}
}

func secpDivide(r *Runner) (bool, error) {
	v, ok := r.packAll(packing{"a", "a", ""}, packing{"b", "b", ""})
	if !ok {
		return false, nil
	}
	res, err := divMod(v[0], v[1], k1Order)
	if err != nil {
		return false, nil
	}
	r.imports(secpModule, "N", "pack")
	r.imports(pythonMathModule, "div_mod", "safe_div")
	r.scope()["value"], r.scope()["res"] = res, res
	return true, nil
}

// secpQuotient runs after secpDivide, whose variables it uses.
func secpQuotient(r *Runner) (bool, error) {
	res, ok1 := r.integer("res")
	a, ok2 := r.integer("a")
	b, ok3 := r.integer("b")
	n, ok4 := r.integer("N")
	if !ok1 || !ok2 || !ok3 || !ok4 || n.Sign() <= 0 || r.scope()["safe_div"] != mathNames["safe_div"] {
		return false, nil
	}
	k := new(big.Int).Mul(res, b)
	k, rem := k.QuoRem(k.Sub(k, a), n, new(big.Int))
	if rem.Sign() != 0 {
		return false, nil
	}
	r.scope()["value"], r.scope()["k"] = k, k
	return true, nil
}
