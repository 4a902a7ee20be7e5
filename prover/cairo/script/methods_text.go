package script

import (
	"bytes"
	"strings"
)

func ordered(b Bytes, order Value) (Value, error) {
	switch order {
	case "big":
		return b, nil
	case "little":
		out := make(Bytes, len(b))
		for i := range b {
			out[len(b)-1-i] = b[i]
		}
		return out, nil
	}
	return nil, raise("ValueError", "byteorder must be either 'little' or 'big'")
}

var strMethods = map[string]methodFn{
	"join": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("join", args, kw, 1, "iterable")
		if err != nil {
			return nil, err
		}
		items, err := in.items(a[0])
		if err != nil {
			return nil, err
		}
		parts := make([]string, len(items))
		total := 0
		for i, x := range items {
			s, ok := x.(string)
			if !ok {
				return nil, raise("TypeError", "sequence item %d: expected str instance, %s found", i, TypeName(x))
			}
			parts[i] = s
			total += len(s) + len(self.(string))
		}
		if err := in.size(total); err != nil {
			return nil, err
		}
		return strings.Join(parts, self.(string)), nil
	},
	"encode": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		return Bytes(self.(string)), nil
	},
	"startswith": stringTest(strings.HasPrefix),
	"endswith":   stringTest(strings.HasSuffix),
	"lower":      stringMap(strings.ToLower),
	"upper":      stringMap(strings.ToUpper),
	"strip":      stringMap(strings.TrimSpace),
	"split": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("split", args, kw, 0, "sep")
		if err != nil {
			return nil, err
		}
		var parts []string
		if sep, ok := a[0].(string); ok && sep != "" {
			parts = strings.Split(self.(string), sep)
		} else {
			parts = strings.Fields(self.(string))
		}
		out := &List{}
		for _, s := range parts {
			out.Items = append(out.Items, s)
		}
		return out, in.size(len(parts))
	},
	"replace": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("replace", args, kw, 2, "old", "new")
		if err != nil {
			return nil, err
		}
		from, ok1 := a[0].(string)
		to, ok2 := a[1].(string)
		if !ok1 || !ok2 || from == "" {
			return nil, raise("TypeError", "replace() needs two strings")
		}
		s := self.(string)
		if err := in.size(len(s) + strings.Count(s, from)*len(to)); err != nil {
			return nil, err
		}
		return strings.ReplaceAll(s, from, to), nil
	},
}

func stringTest(f func(s, t string) bool) methodFn {
	return func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("startswith", args, kw, 1, "prefix")
		if err != nil {
			return nil, err
		}
		t, ok := a[0].(string)
		if !ok {
			return nil, raise("TypeError", "expected a str, not %s", TypeName(a[0]))
		}
		return f(self.(string), t), nil
	}
}

func stringMap(f func(s string) string) methodFn {
	return func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		return f(self.(string)), nil
	}
}

var bytesMethods = map[string]methodFn{
	"hex": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		return hexString(self.(Bytes)), nil
	},
	"join": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("join", args, kw, 1, "iterable")
		if err != nil {
			return nil, err
		}
		items, err := in.items(a[0])
		if err != nil {
			return nil, err
		}
		parts := make([][]byte, len(items))
		total := 0
		for i, x := range items {
			b, ok := x.(Bytes)
			if !ok {
				return nil, raise("TypeError", "sequence item %d: expected a bytes-like object, %s found", i, TypeName(x))
			}
			parts[i] = b
			total += len(b) + len(self.(Bytes))
		}
		if err := in.size(total); err != nil {
			return nil, err
		}
		return Bytes(bytes.Join(parts, self.(Bytes))), nil
	},
	"decode": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		return string(self.(Bytes)), nil
	},
	"ljust": padded(false),
	"rjust": padded(true),
}

func padded(left bool) methodFn {
	return func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("ljust", args, kw, 1, "width", "fillbyte")
		if err != nil {
			return nil, err
		}
		n, err := AsIndex(a[0])
		if err != nil {
			return nil, err
		}
		fill, ok := a[1].(Bytes)
		if !ok {
			fill = Bytes(" ")
		}
		b := self.(Bytes)
		if n > maxItems {
			return nil, ErrBudget
		}
		more := bytes.Repeat(fill[:min(1, len(fill))], int(max(0, n-int64(len(b)))))
		if left {
			return append(Bytes(more), b...), nil
		}
		return append(append(Bytes{}, b...), more...), nil
	}
}
