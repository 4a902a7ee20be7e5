package hints

import "quarry/prover/cairo/script"

// modules are what hints may import: cairo-lang's own helpers, as far as the
// hints of its common library and their likes use them.
var modules map[string]map[string]script.Value

func init() {
	signature := merge(curveNames, map[string]script.Value{"pedersen_hash": pedersenFn, "inv_mod_curve_size": invModOrder})
	modules = map[string]map[string]script.Value{
		"starkware.python.math_utils":                             mathNames,
		"starkware.cairo.common.math_utils":                       commonMath,
		"starkware.python.utils":                                  {"to_bytes": toBytesFn, "from_bytes": fromBytesFn},
		"starkware.crypto.signature.signature":                    signature,
		"starkware.crypto.signature.fast_pedersen_hash":           hashNames,
		"starkware.cairo.lang.vm.crypto":                          hashNames,
		"starkware.cairo.common.poseidon_hash":                    hashNames,
		"starkware.cairo.common.hash_state":                       hashNames,
		"starkware.cairo.common.hash_chain":                       hashNames,
		"starkware.cairo.lang.vm.relocatable":                     {"RelocatableValue": relocatableType},
		"starkware.cairo.common.dict":                             {"DictManager": dictManagerType},
		"starkware.cairo.common.cairo_secp.secp_utils":            secpNames,
		"starkware.cairo.common.cairo_secp.secp256r1_utils":       secpR1Names,
		"starkware.cairo.common.cairo_blake2s.blake2s_utils":      blakeNames,
		"starkware.cairo.common.cairo_sha256.sha256_utils":        shaNames,
		"starkware.cairo.common.keccak_utils.keccak_utils":        keccakNames,
		"starkware.python.merkle_tree":                            merkleNames,
		"starkware.cairo.common.patricia_utils":                   patriciaNames,
		"starkware.cairo.common.small_merkle_tree":                smallMerkleNames,
		"starkware.cairo.lang.builtins.modulo.mod_builtin_runner": {"ModBuiltinRunner": bound(modRunner)},
		"eth_hash.auto": {"keccak": keccakFn},
		"collections":   {"defaultdict": defaultDictFn},
		"itertools":     {"chain": chainFn},
		"math":          {"isqrt": mathNames["isqrt"], "ceil": identityFn, "floor": identityFn},
		"typing":        {"List": nil, "Dict": nil, "Tuple": nil, "Optional": nil, "Any": nil},
		"copy":          {"copy": copyFn, "deepcopy": deepCopyFn},
	}
}

func merge(maps ...map[string]script.Value) map[string]script.Value {
	out := map[string]script.Value{}
	for _, m := range maps {
		for k, v := range m {
			out[k] = v
		}
	}
	return out
}

var identityFn = fn("int", []string{"x"}, func(in *script.Interp, a []script.Value) (script.Value, error) { return a[0], nil })

var defaultDictFn = fnOpt("defaultdict", 0, []string{"default_factory"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
	return script.NewDefaultDict(a[0]), nil
})

var chainFn = &script.Builtin{Name: "chain", Fn: func(in *script.Interp, args []script.Value, kw map[string]script.Value) (script.Value, error) {
	out := &script.List{}
	for _, a := range args {
		items, err := in.Items(a)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, items...)
	}
	return out, in.Spend(len(out.Items))
}}

var copyFn = fn("copy", []string{"x"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
	return in.Copy(a[0])
})

var deepCopyFn = fn("deepcopy", []string{"x"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
	return in.DeepCopy(a[0])
})

// modRunner is the class ModBuiltinRunner, for its fill_memory.
func modRunner(r *Runner) script.Value {
	return &fields{"ModBuiltinRunner", map[string]script.Value{
		"fill_memory": fn("fill_memory", []string{"memory", "add_mod", "mul_mod"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
			var calls [2]modArgs
			for i := range calls {
				var err error
				if calls[i], err = modArgsOf(in, a[1+i]); err != nil {
					return nil, err
				}
			}
			if err := in.Spend(int(min(calls[0].n+calls[1].n, 1<<20)) * 20); err != nil {
				return nil, err
			}
			return nil, r.opts.Builtins.FillMod(calls[0].at, calls[0].n, calls[1].at, calls[1].n)
		}),
	}}
}
