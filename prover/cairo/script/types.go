package script

import (
	"math/big"
	"strings"
)

// IntType, and so on, are the types that isinstance is asked about.
var types = []*Type{
	{Name: "int", Fn: makeInt, Is: func(v Value) bool { _, ok := AsInt(v); return ok },
		Attrs: map[string]Value{"from_bytes": &Builtin{"from_bytes", intFromBytes}}},
	{Name: "bool", Fn: func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		return len(args) > 0 && Truth(args[0]), nil
	}, Is: func(v Value) bool { _, ok := v.(bool); return ok }},
	{Name: "str", Fn: func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		if len(args) == 0 {
			return "", nil
		}
		return in.Str(args[0])
	}, Is: func(v Value) bool { _, ok := v.(string); return ok }},
	{Name: "bytes", Fn: makeBytes, Is: isBytes,
		Attrs: map[string]Value{"fromhex": &Builtin{"fromhex", func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
			if len(args) == 1 {
				if s, ok := args[0].(string); ok {
					return fromHex(s)
				}
			}
			return nil, raise("TypeError", "fromhex() argument must be str")
		}}}},
	{Name: "bytearray", Fn: makeBytes, Is: isBytes},
	{Name: "list", Fn: func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		if len(args) == 0 {
			return &List{}, nil
		}
		items, err := in.items(args[0])
		return &List{append([]Value(nil), items...)}, err
	}, Is: func(v Value) bool { _, ok := v.(*List); return ok }},
	{Name: "tuple", Fn: func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		if len(args) == 0 {
			return Tuple{}, nil
		}
		items, err := in.items(args[0])
		return append(Tuple{}, items...), err
	}, Is: func(v Value) bool { _, ok := v.(Tuple); return ok }},
	{Name: "dict", Fn: func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		d := NewDict()
		return d, fillDict(in, d, args, kw)
	}, Is: func(v Value) bool { _, ok := v.(*Dict); return ok }},
	{Name: "set", Fn: func(in *Interp, args []Value, kw map[string]Value) (Value, error) { return makeSet(in, args) },
		Is: func(v Value) bool { _, ok := v.(*Set); return ok }},
	{Name: "frozenset", Fn: func(in *Interp, args []Value, kw map[string]Value) (Value, error) { return makeSet(in, args) },
		Is: func(v Value) bool { _, ok := v.(*Set); return ok }},
	{Name: "range", Fn: makeRange, Is: func(v Value) bool { _, ok := v.(*rangeValue); return ok }},
}

func isBytes(v Value) bool { _, ok := v.(Bytes); return ok }

func makeInt(in *Interp, args []Value, kw map[string]Value) (Value, error) {
	a, err := Args("int", args, kw, 0, "x", "base")
	if err != nil {
		return nil, err
	}
	switch t := a[0].(type) {
	case nil:
		return Int(0), nil
	case string:
		base := int64(10)
		if a[1] != nil {
			if base, err = AsIndex(a[1]); err != nil {
				return nil, err
			}
		}
		s := strings.ReplaceAll(strings.TrimSpace(t), "_", "")
		if base == 16 {
			s = strings.TrimPrefix(strings.ToLower(s), "0x")
		}
		if base < 0 || base == 1 || base > 36 || len(s) > maxBits/8 {
			return nil, raise("ValueError", "int() base must be >= 2 and <= 36, or 0")
		}
		if err := in.Spend(len(s)); err != nil {
			return nil, err
		}
		n, ok := new(big.Int).SetString(s, int(base))
		if !ok {
			return nil, raise("ValueError", "invalid literal for int() with base %d: '%s'", base, t)
		}
		return n, nil
	}
	n, ok := AsInt(a[0])
	if !ok {
		return nil, raise("TypeError", "int() argument must be a string or a number, not '%s'", TypeName(a[0]))
	}
	return n, nil
}

func intFromBytes(in *Interp, args []Value, kw map[string]Value) (Value, error) {
	a, err := Args("from_bytes", args, kw, 1, "bytes", "byteorder", "signed")
	if err != nil {
		return nil, err
	}
	if _, isInt := AsInt(a[0]); isInt {
		return nil, raise("TypeError", "cannot convert '%s' object to bytes", TypeName(a[0]))
	}
	b, err := makeBytes(in, a[:1], nil)
	if err != nil {
		return nil, err
	}
	if a[1] == nil {
		a[1] = "big"
	}
	b, err = ordered(b.(Bytes), a[1])
	if err != nil {
		return nil, err
	}
	raw := b.(Bytes)
	if len(raw)*8 > maxBits {
		return nil, ErrBudget
	}
	n := new(big.Int).SetBytes(raw)
	if Truth(a[2]) && len(raw) > 0 && raw[0]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(one, uint(8*len(raw))))
	}
	return n, nil
}

func makeBytes(in *Interp, args []Value, kw map[string]Value) (Value, error) {
	if len(args) == 0 {
		return Bytes{}, nil
	}
	switch t := args[0].(type) {
	case Bytes:
		return t, nil
	case string:
		if len(args)+len(kw) < 2 {
			return nil, raise("TypeError", "string argument without an encoding")
		}
		return strMethods["encode"](in, t, args[1:], kw)
	case *big.Int:
		n, err := AsIndex(t)
		if err != nil {
			return nil, err
		}
		if n < 0 || n > maxItems {
			return nil, ErrBudget
		}
		return make(Bytes, n), in.size(int(n))
	}
	items, err := in.items(args[0])
	if err != nil {
		return nil, err
	}
	out := make(Bytes, len(items))
	for i, x := range items {
		n, err := AsIndex(x)
		if err != nil {
			return nil, err
		}
		if n < 0 || n > 255 {
			return nil, raise("ValueError", "bytes must be in range(0, 256)")
		}
		out[i] = byte(n)
	}
	return out, nil
}

func makeRange(in *Interp, args []Value, kw map[string]Value) (Value, error) {
	b := []int64{0, 0, 1}
	if len(args) < 1 || len(args) > 3 {
		return nil, raise("TypeError", "range expected 1 to 3 arguments, got %d", len(args))
	}
	for i, a := range args {
		n, err := AsIndex(a)
		if err != nil {
			return nil, err
		}
		if n > 1<<60 || n < -1<<60 {
			return nil, raise("OverflowError", "range too large")
		}
		b[i] = n
	}
	if len(args) == 1 {
		b[0], b[1] = 0, b[0]
	}
	if b[2] == 0 {
		return nil, raise("ValueError", "range() arg 3 must not be zero")
	}
	n := (b[1] - b[0] + b[2] - 1) / b[2]
	if b[2] < 0 {
		n = (b[0] - b[1] - b[2] - 1) / -b[2]
	}
	return &rangeValue{b[0], b[2], max(n, 0)}, nil
}
