package hints

import (
	"math/big"

	"quarry/prover/cairo/script"
	"quarry/prover/cairo/vm"
)

// builtinValue is a builtin runner as hints see it.
type builtinValue struct {
	r    *Runner
	name string
	base vm.Pointer
}

// TypeName is the name of the type.
func (b *builtinValue) TypeName() string { return "BuiltinRunner" }

// Attr implements script.Object.
func (b *builtinValue) Attr(in *script.Interp, name string) (script.Value, error) {
	builtins := b.r.opts.Builtins
	switch {
	case name == "base":
		return Pointer(b.base), nil
	case name == "name":
		return b.name, nil
	case name == "bound" && (b.name == "range_check" || b.name == "range_check96"):
		return builtins.Bound(b.name), nil
	case name == "instance_def":
		return &fields{"InstanceDef", map[string]script.Value{"batch_size": script.Int(1), "n_words": script.Int(4),
			"word_bit_len": script.Int(96)}}, nil
	case name == "add_page" && b.name == "output":
		return fn(name, []string{"page_id", "page_start", "page_size"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
			id, err := script.AsIndex(a[0])
			if err != nil {
				return nil, err
			}
			start, err := asPointer(a[1])
			if err != nil {
				return nil, err
			}
			size, err := script.AsIndex(a[2])
			if err != nil {
				return nil, err
			}
			return nil, builtins.AddPage(id, start, size)
		}), nil
	case name == "add_attribute" && b.name == "output":
		return fn(name, []string{"attribute_name", "attribute_value"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
			key, ok := a[0].(string)
			if !ok {
				return nil, script.Raise("TypeError", "the name of an attribute is a string")
			}
			v, err := plain(a[1], 0)
			if err != nil {
				return nil, err
			}
			return nil, builtins.AddAttribute(key, v)
		}), nil
	case name == "add_signature" && b.name == "ecdsa":
		return fn(name, []string{"addr", "signature"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
			at, err := asPointer(a[0])
			if err != nil {
				return nil, err
			}
			rs, err := words(in, a[1])
			if err != nil {
				return nil, err
			}
			if len(rs) != 2 {
				return nil, script.Raise("ValueError", "a signature is a pair (r, s)")
			}
			return nil, builtins.AddSignature(at, rs[0], rs[1])
		}), nil
	case name == "verified_addresses" && b.name == "pedersen":
		return &fields{"set", map[string]script.Value{"add": fn("add", []string{"elem"},
			func(in *script.Interp, a []script.Value) (script.Value, error) {
				at, err := asPointer(a[0])
				if err != nil {
					return nil, err
				}
				return nil, builtins.Trust(at)
			})}}, nil
	}
	return nil, script.ErrNoAttribute(b, name)
}

// fields is an object with fixed attributes.
type fields struct {
	name string
	m    map[string]script.Value
}

// TypeName is the name of the type.
func (f *fields) TypeName() string { return f.name }

// Attr implements script.Object.
func (f *fields) Attr(in *script.Interp, name string) (script.Value, error) {
	if v, ok := f.m[name]; ok {
		return v, nil
	}
	return nil, script.ErrNoAttribute(f, name)
}

// plain turns a value into what encoding/json writes: numbers stay exact.
func plain(v script.Value, depth int) (any, error) {
	if depth > 50 {
		return nil, script.Raise("RecursionError", "value nested too deep")
	}
	items := func(xs []script.Value) (any, error) {
		out := make([]any, len(xs))
		for i, x := range xs {
			p, err := plain(x, depth+1)
			if err != nil {
				return nil, err
			}
			out[i] = p
		}
		return out, nil
	}
	switch t := v.(type) {
	case nil, bool, string, *big.Int:
		return t, nil
	case *script.List:
		return items(t.Items)
	case script.Tuple:
		return items(t)
	case *script.Dict:
		out := map[string]any{}
		err := t.Each(func(k, v script.Value) error {
			s, ok := k.(string)
			if !ok {
				return script.Raise("TypeError", "keys of attributes are strings")
			}
			p, err := plain(v, depth+1)
			out[s] = p
			return err
		})
		return out, err
	}
	return nil, script.Raise("TypeError", "Object of type %s is not JSON serializable", script.TypeName(v))
}
