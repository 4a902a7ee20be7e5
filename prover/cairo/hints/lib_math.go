package hints

import (
	"crypto/sha256"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fr"

	"quarry/kernels/starkcurve"
	"quarry/prover/air/components/ec"
	"quarry/prover/cairo/script"
)

var (
	one      = big.NewInt(1)
	two      = big.NewInt(2)
	beta, _  = new(big.Int).SetString("3141592653589793238462643383279502884197169399375105820974944592307816406665", 10)
	alphaOne = one
)

// curveNames are the constants of the Stark curve.
var curveNames = map[string]script.Value{"FIELD_PRIME": prime, "ALPHA": alphaOne, "BETA": beta, "EC_ORDER": fr.Modulus()}

// intFn makes a function of integers.
func intFn(name string, params []string, f func(in *script.Interp, n []*big.Int) (script.Value, error)) script.Value {
	return fn(name, params, func(in *script.Interp, a []script.Value) (script.Value, error) {
		n, err := ints(a)
		if err != nil {
			return nil, err
		}
		bits := 0
		for _, x := range n {
			bits += x.BitLen()
		}
		if err := in.Spend(bits); err != nil {
			return nil, err
		}
		return f(in, n)
	})
}

func failed(format string, args ...any) error { return script.Raise("AssertionError", format, args...) }

// fieldNames are the field operations that every hint knows.
var fieldNames = map[string]script.Value{
	"fadd": modFn("fadd", func(r, a, b, p *big.Int) error { r.Add(a, b); return nil }),
	"fsub": modFn("fsub", func(r, a, b, p *big.Int) error { r.Sub(a, b); return nil }),
	"fmul": modFn("fmul", func(r, a, b, p *big.Int) error { r.Mul(a, b); return nil }),
	"fdiv": modFn("fdiv", func(r, a, b, p *big.Int) error {
		q, err := divMod(a, b, p)
		if err == nil {
			r.Set(q)
		}
		return err
	}),
	"fpow": modFn("fpow", func(r, a, b, p *big.Int) error {
		if r.Exp(a, b, p) == nil {
			return script.Raise("ValueError", "base is not invertible for the given modulus")
		}
		return nil
	}),
	"fis_quad_residue": fnOpt("fis_quad_residue", 1, []string{"a", "p"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		n, err := ints(withPrime(a))
		if err != nil {
			return nil, err
		}
		return isResidue(n[0], n[1])
	}),
	"fsqrt": fnOpt("fsqrt", 1, []string{"a", "p"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		n, err := ints(withPrime(a))
		if err != nil {
			return nil, err
		}
		return sqrtMod(in, n[0], n[1])
	}),
	"safe_div": mathNames["safe_div"],
	"to_felt_or_relocatable": fn("to_felt_or_relocatable", []string{"value"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		if p, ok := a[0].(Pointer); ok {
			return p, nil
		}
		n, ok := script.AsInt(a[0])
		if !ok {
			return nil, script.Raise("TypeError", "int() argument must be a number, not '%s'", script.TypeName(a[0]))
		}
		return n, nil
	}),
}

func withPrime(a []script.Value) []script.Value {
	if a[len(a)-1] == nil {
		a[len(a)-1] = prime
	}
	return a
}

func modFn(name string, f func(r, a, b, p *big.Int) error) script.Value {
	return fnOpt(name, 2, []string{"a", "b", "p"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		n, err := ints(withPrime(a))
		if err != nil {
			return nil, err
		}
		if n[2].Sign() <= 0 {
			return nil, script.Raise("ZeroDivisionError", "integer division or modulo by zero")
		}
		r := new(big.Int)
		if err := f(r, n[0], n[1], n[2]); err != nil {
			return nil, err
		}
		return r.Mod(r, n[2]), in.Spend(n[2].BitLen())
	})
}

// divMod is the x in [0, p) with m·x = n modulo p.
func divMod(n, m, p *big.Int) (*big.Int, error) {
	if p.Sign() <= 0 {
		return nil, failed("")
	}
	inv := new(big.Int).ModInverse(new(big.Int).Mod(m, p), p)
	if inv == nil {
		return nil, failed("")
	}
	return inv.Mod(inv.Mul(inv, n), p), nil
}

// isResidue reports whether n is a square modulo the odd prime p.
func isResidue(n, p *big.Int) (script.Value, error) {
	if p.Sign() <= 0 || p.Bit(0) == 0 {
		return nil, script.Raise("ValueError", "p must be an odd prime")
	}
	return big.Jacobi(new(big.Int).Mod(n, p), p) >= 0, nil
}

// sqrtMod is the smaller square root of n modulo the odd prime p.
func sqrtMod(in *script.Interp, n, p *big.Int) (script.Value, error) {
	known := p.Cmp(prime) == 0
	if p.Sign() <= 0 || p.Bit(0) == 0 || p.BitLen() > 1024 || !known && !p.ProbablyPrime(0) {
		return nil, script.Raise("ValueError", "p must be an odd prime")
	}
	if err := in.Spend(20 * p.BitLen()); err != nil {
		return nil, err
	}
	var r *big.Int
	if known {
		r = sqrtFelt(n)
	} else {
		r = new(big.Int).ModSqrt(new(big.Int).Mod(n, p), p)
	}
	if r == nil {
		return nil, script.Raise("ValueError", "min() arg is an empty sequence")
	}
	if other := new(big.Int).Sub(p, r); r.Sign() != 0 && other.Cmp(r) < 0 {
		return other, nil
	}
	return r, nil
}

// sqrtFelt is a square root modulo the field's prime, nil if there is none. The
// general algorithm takes long for this prime, since p − 1 is divisible by 2^192.
func sqrtFelt(n *big.Int) *big.Int {
	var e fp.Element
	e.SetBigInt(n)
	root, ok := starkcurve.Sqrt(&e)
	if !ok {
		return nil
	}
	return root.BigInt(new(big.Int))
}

// point reads a pair of integers.
func point(in *script.Interp, v script.Value) ([2]*big.Int, error) {
	xy, err := words(in, v)
	if err != nil {
		return [2]*big.Int{}, err
	}
	if len(xy) != 2 {
		return [2]*big.Int{}, script.Raise("ValueError", "a point has two coordinates")
	}
	return [2]*big.Int(xy), nil
}

func lineSlope(a, b [2]*big.Int, p *big.Int) (*big.Int, error) {
	return divMod(new(big.Int).Sub(a[1], b[1]), new(big.Int).Sub(a[0], b[0]), p)
}

func doubleSlope(a [2]*big.Int, alpha, p *big.Int) (*big.Int, error) {
	n := new(big.Int).Mul(a[0], a[0])
	n.Mul(n, big.NewInt(3)).Add(n, alpha)
	return divMod(n, new(big.Int).Mul(two, a[1]), p)
}

// along is the sum of two points on a line of that slope.
func along(m *big.Int, a [2]*big.Int, bx, p *big.Int) script.Tuple {
	x := new(big.Int).Mul(m, m)
	x.Sub(x, a[0]).Sub(x, bx).Mod(x, p)
	y := new(big.Int).Sub(a[0], x)
	y.Mul(y, m).Sub(y, a[1]).Mod(y, p)
	return script.Tuple{x, y}
}

func curveSquare(x, alpha, beta, p *big.Int) *big.Int {
	y := new(big.Int).Exp(x, big.NewInt(3), p)
	y.Add(y, new(big.Int).Mul(alpha, x)).Add(y, beta)
	return y.Mod(y, p)
}

func recoverY(in *script.Interp, x, alpha, b, p *big.Int) (script.Value, error) {
	if p.Sign() <= 0 || p.Bit(0) == 0 {
		return nil, script.Raise("ValueError", "p must be an odd prime")
	}
	if p.Cmp(prime) == 0 && alpha.Cmp(alphaOne) == 0 && b.Cmp(beta) == 0 {
		return recoverStark(in, x)
	}
	y2 := curveSquare(x, alpha, b, p)
	if big.Jacobi(y2, p) < 0 {
		return nil, notOnCurve(x)
	}
	return sqrtMod(in, y2, p)
}

func notOnCurve(x *big.Int) error {
	return script.Raise("NotOnCurveException", "%v does not represent the x coordinate of a point on the curve.", x)
}

// recoverStark is recoverY on the Stark curve.
func recoverStark(in *script.Interp, x *big.Int) (script.Value, error) {
	if err := in.Spend(20 * prime.BitLen()); err != nil {
		return nil, err
	}
	var e fp.Element
	e.SetBigInt(x)
	at, ok := ec.FromX(&e)
	if !ok {
		return nil, notOnCurve(x)
	}
	y := at.Y.BigInt(new(big.Int))
	if other := new(big.Int).Sub(prime, y); y.Sign() != 0 && other.Cmp(y) < 0 {
		return other, nil
	}
	return y, nil
}

// randomPoint derives a point from a seed.
func randomPoint(in *script.Interp, p, alpha, beta *big.Int, seed script.Bytes) (script.Value, error) {
	if p.Sign() <= 0 || p.BitLen() > 256 {
		return nil, failed("Field prime must be less than 2^256.")
	}
	digest := sha256.Sum256(seed)
	for i := range 100 {
		msg := append(append([]byte{}, digest[1:]...), byte(i), 0, 0, 0, 0, 0, 0, 0, 0, 0)
		h := sha256.Sum256(msg)
		x := new(big.Int).SetBytes(h[:])
		v, err := recoverY(in, x, alpha, beta, p)
		if err != nil {
			if _, ok := err.(*script.Exception); ok {
				continue
			}
			return nil, err
		}
		y := v.(*big.Int)
		if digest[0]&1 == 1 {
			y = new(big.Int).Mod(new(big.Int).Neg(y), p)
		}
		return script.Tuple{x, y}, nil
	}
	return nil, script.Raise("Exception", "Could not find a point on the curve.")
}

// mathNames is starkware.python.math_utils.
var mathNames = map[string]script.Value{
	"safe_div": intFn("safe_div", []string{"x", "y"}, func(in *script.Interp, n []*big.Int) (script.Value, error) {
		if n[1].Sign() == 0 {
			return nil, failed("")
		}
		q, m, err := script.DivMod(n[0], n[1])
		if err == nil && m.Sign() != 0 {
			err = failed("%v is not divisible by %v.", n[0], n[1])
		}
		return q, err
	}),
	"div_ceil": intFn("div_ceil", []string{"x", "y"}, func(in *script.Interp, n []*big.Int) (script.Value, error) {
		q, _, err := script.DivMod(new(big.Int).Neg(n[0]), n[1])
		if err != nil {
			return nil, err
		}
		return q.Neg(q), nil
	}),
	"div_mod": intFn("div_mod", []string{"n", "m", "p"}, func(in *script.Interp, n []*big.Int) (script.Value, error) {
		v, err := divMod(n[0], n[1], n[2])
		return v, err
	}),
	"log2_ceil": intFn("log2_ceil", []string{"x"}, func(in *script.Interp, n []*big.Int) (script.Value, error) {
		if n[0].Sign() <= 0 {
			return nil, failed("")
		}
		return script.Int(int64(new(big.Int).Sub(n[0], one).BitLen())), nil
	}),
	"next_power_of_2": intFn("next_power_of_2", []string{"x"}, func(in *script.Interp, n []*big.Int) (script.Value, error) {
		if n[0].Sign() <= 0 {
			return nil, failed("")
		}
		return new(big.Int).Lsh(one, uint(new(big.Int).Sub(n[0], one).BitLen())), nil
	}),
	"is_power_of_2": intFn("is_power_of_2", []string{"x"}, func(in *script.Interp, n []*big.Int) (script.Value, error) {
		return n[0].Sign() > 0 && n[0].TrailingZeroBits() == uint(n[0].BitLen()-1), nil
	}),
	"isqrt": intFn("isqrt", []string{"n"}, func(in *script.Interp, n []*big.Int) (script.Value, error) {
		if n[0].Sign() < 0 {
			return nil, failed("")
		}
		return new(big.Int).Sqrt(n[0]), nil
	}),
	"is_quad_residue": intFn("is_quad_residue", []string{"n", "p"}, func(in *script.Interp, n []*big.Int) (script.Value, error) {
		return isResidue(n[0], n[1])
	}),
	"sqrt": intFn("sqrt", []string{"n", "p"}, func(in *script.Interp, n []*big.Int) (script.Value, error) {
		return sqrtMod(in, n[0], n[1])
	}),
	"igcdex": intFn("igcdex", []string{"a", "b"}, func(in *script.Interp, n []*big.Int) (script.Value, error) {
		x, y := new(big.Int), new(big.Int)
		g := new(big.Int).GCD(x, y, n[0], n[1])
		return script.Tuple{x, y, g}, nil
	}),
	"line_slope": fn("line_slope", []string{"point1", "point2", "p"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		x, y, p, err := twoPoints(in, a)
		if err != nil {
			return nil, err
		}
		v, err := lineSlope(x, y, p)
		return v, err
	}),
	"ec_add": fn("ec_add", []string{"point1", "point2", "p"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		x, y, p, err := twoPoints(in, a)
		if err != nil {
			return nil, err
		}
		m, err := lineSlope(x, y, p)
		if err != nil {
			return nil, err
		}
		return along(m, x, y[0], p), nil
	}),
	"ec_double_slope": fn("ec_double_slope", []string{"point", "alpha", "p"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		x, n, err := onePoint(in, a)
		if err != nil {
			return nil, err
		}
		v, err := doubleSlope(x, n[0], n[1])
		return v, err
	}),
	"ec_double": fn("ec_double", []string{"point", "alpha", "p"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		x, n, err := onePoint(in, a)
		if err != nil {
			return nil, err
		}
		m, err := doubleSlope(x, n[0], n[1])
		if err != nil {
			return nil, err
		}
		return along(m, x, x[0], n[1]), nil
	}),
	"y_squared_from_x": intFn("y_squared_from_x", []string{"x", "alpha", "beta", "field_prime"}, func(in *script.Interp, n []*big.Int) (script.Value, error) {
		if n[3].Sign() <= 0 {
			return nil, failed("")
		}
		return curveSquare(n[0], n[1], n[2], n[3]), nil
	}),
	"recover_y": intFn("recover_y", []string{"x", "alpha", "beta", "field_prime"}, func(in *script.Interp, n []*big.Int) (script.Value, error) {
		return recoverY(in, n[0], n[1], n[2], n[3])
	}),
	"random_ec_point": fn("random_ec_point", []string{"field_prime", "alpha", "beta", "seed"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		n, err := ints(a[:3])
		if err != nil {
			return nil, err
		}
		seed, ok := a[3].(script.Bytes)
		if !ok {
			return nil, script.Raise("TypeError", "random_ec_point() needs a seed: hints have no randomness")
		}
		return randomPoint(in, n[0], n[1], n[2], seed)
	}),
}

func twoPoints(in *script.Interp, a []script.Value) (x, y [2]*big.Int, p *big.Int, err error) {
	if x, err = point(in, a[0]); err != nil {
		return
	}
	if y, err = point(in, a[1]); err != nil {
		return
	}
	n, err := ints(a[2:])
	if err == nil {
		p = n[0]
	}
	return x, y, p, err
}

func onePoint(in *script.Interp, a []script.Value) (x [2]*big.Int, n []*big.Int, err error) {
	if x, err = point(in, a[0]); err != nil {
		return
	}
	n, err = ints(a[1:])
	return x, n, err
}

var invModOrder = intFn("inv_mod_curve_size", []string{"x"}, func(in *script.Interp, n []*big.Int) (script.Value, error) {
	v, err := divMod(one, n[0], fr.Modulus())
	return v, err
})

// asFelt lifts a field element to (-p/2, p/2).
func asFelt(v script.Value, p *big.Int) (*big.Int, error) {
	n, ok := script.AsInt(v)
	if !ok {
		s := script.TypeName(v)
		if q, ok := v.(Pointer); ok {
			s = q.String()
		}
		return nil, failed("Expected integer, found: %s.", s)
	}
	if n.Cmp(new(big.Int).Rsh(p, 1)) < 0 {
		return n, nil
	}
	return new(big.Int).Sub(n, p), nil
}

// commonMath is starkware.cairo.common.math_utils.
var commonMath = map[string]script.Value{
	"assert_integer": fn("assert_integer", []string{"val"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		if _, ok := script.AsInt(a[0]); ok {
			return nil, nil
		}
		s, err := in.Str(a[0])
		if err != nil {
			return nil, err
		}
		return nil, failed("Expected integer, found: %s.", s)
	}),
	"as_int": fn("as_int", []string{"val", "prime"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		p, err := ints(a[1:])
		if err != nil {
			return nil, err
		}
		v, err := asFelt(a[0], p[0])
		return v, err
	}),
	"is_positive": fn("is_positive", []string{"value", "prime", "rc_bound"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		n, err := ints(a[1:])
		if err != nil {
			return nil, err
		}
		v, err := asFelt(a[0], n[0])
		if err != nil {
			return nil, err
		}
		if new(big.Int).Abs(v).Cmp(n[1]) >= 0 {
			return nil, failed("value=%v is out of the valid range.", v)
		}
		return v.Sign() > 0, nil
	}),
}

var toBytesFn = fnOpt("to_bytes", 1, []string{"value", "length", "byte_order", "signed"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
	n, err := ints(a[:1])
	if err != nil {
		return nil, err
	}
	length, order := int64(32), script.Value("big")
	if a[1] != nil {
		if length, err = script.AsIndex(a[1]); err != nil {
			return nil, err
		}
	}
	if a[2] != nil {
		order = a[2]
	}
	return script.ToBytes(n[0], length, order, script.Truth(a[3]))
})

var fromBytesFn = fnOpt("from_bytes", 1, []string{"value", "byte_order", "signed"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
	b, ok := a[0].(script.Bytes)
	if !ok || len(b) > 1<<12 {
		return nil, script.Raise("TypeError", "from_bytes() needs bytes")
	}
	if a[1] == "little" {
		r := make([]byte, len(b))
		for i := range b {
			r[len(b)-1-i] = b[i]
		}
		b = r
	}
	return new(big.Int).SetBytes(b), nil
})
