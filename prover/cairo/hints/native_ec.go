package hints

import (
	"math/big"

	"quarry/prover/cairo/script"
	"quarry/prover/cairo/vm"
)

// nativeEC are hints of ec.cairo.
var nativeEC = map[string]nativeFn{
	lines("from starkware.crypto.signature.signature import ALPHA, BETA, FIELD_PRIME",
		"from starkware.python.math_utils import random_ec_point",
		"from starkware.python.utils import to_bytes",
		"",
		"# Define a seed for random_ec_point that's dependent on all the input, so that:",
		"#   (1) The added point s is deterministic.",
		"#   (2) It's hard to choose inputs for which the builtin will fail.",
		`seed = b"".join(map(to_bytes, [ids.p.x, ids.p.y, ids.m, ids.q.x, ids.q.y]))`,
		"ids.s.x, ids.s.y = random_ec_point(FIELD_PRIME, ALPHA, BETA, seed)"): ecOpPoint,
}

// ecOpPoint derives the point that ec_op's partial sums begin with.
func ecOpPoint(r *Runner) (bool, error) {
	px, ok1 := r.memberNumber("p", "x")
	py, ok2 := r.memberNumber("p", "y")
	m, ok3 := r.number("m")
	qx, ok4 := r.memberNumber("q", "x")
	qy, ok5 := r.memberNumber("q", "y")
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 {
		return false, nil
	}
	seed := make(script.Bytes, 5*32)
	for i, n := range []limbs{px, py, m, qx, qy} {
		n.big().FillBytes(seed[32*i : 32*i+32])
	}
	v, err := randomPoint(r.in, prime, alphaOne, beta, seed)
	if err != nil {
		return false, nil
	}
	s := v.(script.Tuple)
	if !r.assignMember("s", "x", vm.BigValue(s[0].(*big.Int))) || !r.assignMember("s", "y", vm.BigValue(s[1].(*big.Int))) {
		return false, nil
	}
	r.imports("starkware.crypto.signature.signature", "ALPHA", "BETA", "FIELD_PRIME")
	r.imports(pythonMathModule, "random_ec_point")
	r.imports("starkware.python.utils", "to_bytes")
	r.scope()["seed"] = seed
	return true, nil
}
