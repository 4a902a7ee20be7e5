package hints

import (
	"math/big"

	"quarry/prover/cairo/script"
)

func hexInt(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 16)
	if !ok {
		panic("bad constant " + s)
	}
	return n
}

// The curves secp256k1 and secp256r1 (SEC 2).
var (
	k1Prime = hexInt("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f")
	k1Order = hexInt("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")
	r1Prime = hexInt("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff")
	r1Order = hexInt("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
	r1Alpha = hexInt("ffffffff00000001000000000000000000000000fffffffffffffffffffffffc")
	r1Beta  = hexInt("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b")
	limb    = new(big.Int).Lsh(one, 86)
)

func curve(p, alpha, beta, order *big.Int) script.Value {
	return &fields{"Curve", map[string]script.Value{"prime": p, "alpha": alpha, "beta": beta, "order": order}}
}

// secpNames is starkware.cairo.common.cairo_secp.secp_utils: numbers of 256
// bits as three limbs of 86.
var secpNames = map[string]script.Value{
	"BASE": limb, "SECP_P": k1Prime, "N": k1Order, "ALPHA": big.NewInt(0), "BETA": big.NewInt(7),
	"SECP256K1": curve(k1Prime, big.NewInt(0), big.NewInt(7), k1Order),
	"SECP256R1": curve(r1Prime, r1Alpha, r1Beta, r1Order),
	"split": intFn("split", []string{"num"}, func(in *script.Interp, n []*big.Int) (script.Value, error) {
		out := &script.List{}
		num := n[0]
		for range 3 {
			q, r, err := script.DivMod(num, limb)
			if err != nil {
				return nil, err
			}
			out.Items = append(out.Items, r)
			num = q
		}
		if num.Sign() != 0 {
			return nil, failed("")
		}
		return out, nil
	}),
	"pack": fn("pack", []string{"z", "prime"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		p, err := ints(a[1:])
		if err != nil {
			return nil, err
		}
		z, ok := a[0].(script.Object)
		if !ok {
			return nil, script.Raise("AttributeError", "pack() needs a BigInt3")
		}
		sum := new(big.Int)
		for i, name := range []string{"d0", "d1", "d2"} {
			v, err := z.Attr(in, name)
			if err != nil {
				return nil, err
			}
			d, err := asFelt(v, p[0])
			if err != nil {
				return nil, err
			}
			sum.Add(sum, new(big.Int).Lsh(d, uint(86*i)))
		}
		return sum, nil
	}),
}

// secpR1Names is starkware.cairo.common.cairo_secp.secp256r1_utils.
var secpR1Names = map[string]script.Value{"SECP256R1_P": r1Prime, "SECP256R1_N": r1Order, "SECP256R1_ALPHA": r1Alpha, "SECP256R1_BETA": r1Beta}
