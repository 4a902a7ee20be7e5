package script

import (
	"math/big"
	"strings"
)

// builtins are the names that every hint knows. It is filled in init, since
// some of them call others.
var builtins map[string]Value

type builtinFn = func(in *Interp, args []Value, kw map[string]Value) (Value, error)

func init() {
	builtins = map[string]Value{}
	for name, fn := range functions {
		builtins[name] = &Builtin{name, fn}
	}
	for _, t := range types {
		builtins[t.Name] = t
	}
	for _, n := range []string{"Exception", "BaseException", "AssertionError", "ValueError", "TypeError", "KeyError", "IndexError",
		"RuntimeError", "NotImplementedError", "ZeroDivisionError", "OverflowError", "AttributeError", "NameError",
		"LookupError", "ArithmeticError", "StopIteration"} {
		builtins[n] = &Type{Name: n, Fn: func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
			x := &Exception{Type: n, Args: append(Tuple{}, args...)}
			if len(args) > 0 {
				var of Value = x.Args
				if len(args) == 1 {
					of = args[0]
				}
				s, err := in.Str(of)
				if err != nil {
					return nil, err
				}
				x.Msg = s
			}
			return x, nil
		}, Is: func(v Value) bool {
			x, ok := v.(*Exception)
			return ok && catches([]string{n}, x.Type)
		}}
	}
}

var functions = map[string]builtinFn{
	"len": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("len", args, kw, 1, "obj")
		if err != nil {
			return nil, err
		}
		n := length(a[0])
		if n < 0 {
			return nil, raise("TypeError", "object of type '%s' has no len()", TypeName(a[0]))
		}
		return Int(int64(n)), nil
	},
	"abs": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("abs", args, kw, 1, "x")
		if err != nil {
			return nil, err
		}
		n, ok := AsInt(a[0])
		if !ok {
			return nil, raise("TypeError", "bad operand type for abs(): '%s'", TypeName(a[0]))
		}
		return new(big.Int).Abs(n), nil
	},
	"hex": func(in *Interp, args []Value, kw map[string]Value) (Value, error) { return based(args, 16, "0x") },
	"bin": func(in *Interp, args []Value, kw map[string]Value) (Value, error) { return based(args, 2, "0b") },
	"divmod": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("divmod", args, kw, 2, "x", "y")
		if err != nil {
			return nil, err
		}
		if o, ok := a[0].(Arithmetic); ok {
			if v, ok, err := o.Operate(in, "divmod", a[1], false); ok || err != nil {
				return v, err
			}
		}
		x, ok1 := AsInt(a[0])
		y, ok2 := AsInt(a[1])
		if !ok1 || !ok2 {
			return nil, raise("TypeError", "unsupported operand type(s) for divmod(): '%s' and '%s'", TypeName(a[0]), TypeName(a[1]))
		}
		q, m, err := DivMod(x, y)
		if err != nil {
			return nil, err
		}
		return Tuple{q, m}, in.weigh(x.BitLen())
	},
	"pow": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("pow", args, kw, 2, "base", "exp", "mod")
		if err != nil {
			return nil, err
		}
		x, ok1 := AsInt(a[0])
		y, ok2 := AsInt(a[1])
		m, ok3 := AsInt(a[2])
		if !ok1 || !ok2 || !ok3 && a[2] != nil {
			return nil, raise("TypeError", "unsupported operand type(s) for pow()")
		}
		return in.power(x, y, m)
	},
	"sum": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("sum", args, kw, 1, "iterable", "start")
		if err != nil {
			return nil, err
		}
		total := a[1]
		if total == nil {
			total = Int(0)
		}
		err = in.iterate(a[0], func(v Value) (bool, error) {
			var err error
			total, err = in.operate("+", total, v)
			return true, err
		})
		return total, err
	},
	"min": func(in *Interp, args []Value, kw map[string]Value) (Value, error) { return in.extreme(args, kw, -1) },
	"max": func(in *Interp, args []Value, kw map[string]Value) (Value, error) { return in.extreme(args, kw, 1) },
	"sorted": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		if len(args) != 1 {
			return nil, raise("TypeError", "sorted expected 1 argument, got %d", len(args))
		}
		items, err := in.items(args[0])
		if err != nil {
			return nil, err
		}
		items = append([]Value(nil), items...)
		return &List{items}, sortValues(in, items, kw["key"], Truth(kw["reverse"]))
	},
	"reversed": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("reversed", args, kw, 1, "sequence")
		if err != nil {
			return nil, err
		}
		items, err := in.items(a[0])
		out := make([]Value, len(items))
		for i, v := range items {
			out[len(items)-1-i] = v
		}
		return &List{out}, err
	},
	"enumerate": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("enumerate", args, kw, 1, "iterable", "start")
		if err != nil {
			return nil, err
		}
		at := int64(0)
		if a[1] != nil {
			if at, err = AsIndex(a[1]); err != nil {
				return nil, err
			}
		}
		items, err := in.items(a[0])
		out := make([]Value, len(items))
		for i, v := range items {
			out[i] = Tuple{Int(at + int64(i)), v}
		}
		return &List{out}, err
	},
	"zip": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		out := &List{}
		var cols [][]Value
		for _, a := range args {
			items, err := in.items(a)
			if err != nil {
				return nil, err
			}
			cols = append(cols, items)
		}
		for i := 0; len(cols) > 0; i++ {
			row := make(Tuple, len(cols))
			for j, c := range cols {
				if i >= len(c) {
					return out, nil
				}
				row[j] = c[i]
			}
			out.Items = append(out.Items, row)
		}
		return out, nil
	},
	"map": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		if len(args) != 2 {
			return nil, raise("TypeError", "map() takes a function and one iterable in hints")
		}
		out := &List{}
		err := in.iterate(args[1], func(v Value) (bool, error) {
			r, err := in.Call(args[0], []Value{v}, nil)
			out.Items = append(out.Items, r)
			return true, err
		})
		return out, err
	},
	"filter": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("filter", args, kw, 2, "function", "iterable")
		if err != nil {
			return nil, err
		}
		out := &List{}
		err = in.iterate(a[1], func(v Value) (bool, error) {
			r := v
			if a[0] != nil {
				var err error
				if r, err = in.Call(a[0], []Value{v}, nil); err != nil {
					return false, err
				}
			}
			if Truth(r) {
				out.Items = append(out.Items, v)
			}
			return true, nil
		})
		return out, err
	},
	"any": func(in *Interp, args []Value, kw map[string]Value) (Value, error) { return in.anyOf(args, true) },
	"all": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		v, err := in.anyOf(args, false)
		return v, err
	},
	"isinstance": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("isinstance", args, kw, 2, "obj", "class")
		if err != nil {
			return nil, err
		}
		kinds, ok := a[1].(Tuple)
		if !ok {
			kinds = Tuple{a[1]}
		}
		for _, k := range kinds {
			t, ok := k.(*Type)
			if !ok {
				return nil, raise("TypeError", "isinstance() arg 2 must be a type or a tuple of types")
			}
			if t.Is(a[0]) {
				return true, nil
			}
		}
		return false, nil
	},
	"hasattr": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("hasattr", args, kw, 2, "obj", "name")
		if err != nil {
			return nil, err
		}
		n, ok := a[1].(string)
		if !ok {
			return nil, raise("TypeError", "attribute name must be string")
		}
		_, err = in.attr(a[0], n)
		if x, ok := err.(*Exception); ok && x.Type == "AttributeError" {
			return false, nil
		}
		return err == nil, err
	},
	"getattr": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("getattr", args, kw, 2, "obj", "name", "default")
		if err != nil {
			return nil, err
		}
		n, ok := a[1].(string)
		if !ok {
			return nil, raise("TypeError", "attribute name must be string")
		}
		v, err := in.attr(a[0], n)
		if x, ok := err.(*Exception); ok && x.Type == "AttributeError" && len(args) > 2 {
			return a[2], nil
		}
		return v, err
	},
	"setattr": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("setattr", args, kw, 3, "obj", "name", "value")
		if err != nil {
			return nil, err
		}
		n, ok := a[1].(string)
		if !ok {
			return nil, raise("TypeError", "attribute name must be string")
		}
		return nil, in.setAttr(a[0], n, a[2])
	},
	"repr": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("repr", args, kw, 1, "obj")
		if err != nil {
			return nil, err
		}
		return in.Repr(a[0])
	},
	"chr": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("chr", args, kw, 1, "i")
		if err != nil {
			return nil, err
		}
		n, err := AsIndex(a[0])
		if err != nil || n < 0 || n > 0x10ffff {
			return nil, raise("ValueError", "chr() arg not in range(0x110000)")
		}
		return string(rune(n)), nil
	},
	"ord": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("ord", args, kw, 1, "c")
		if err != nil {
			return nil, err
		}
		if s, ok := a[0].(string); ok {
			if r := []rune(s); len(r) == 1 {
				return Int(int64(r[0])), nil
			}
		}
		return nil, raise("TypeError", "ord() expected a character")
	},
	"globals": func(in *Interp, args []Value, kw map[string]Value) (Value, error) { return (*globals)(in), nil },
	"print": func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		parts := make([]string, len(args))
		for i, a := range args {
			s, err := in.Str(a)
			if err != nil {
				return nil, err
			}
			parts[i] = s
		}
		sep, end := " ", "\n"
		if s, ok := kw["sep"].(string); ok {
			sep = s
		}
		if s, ok := kw["end"].(string); ok {
			end = s
		}
		line := strings.Join(parts, sep) + end
		if err := in.Spend(len(line)); err != nil {
			return nil, err
		}
		if in.Out != nil {
			if _, err := in.Out.Write([]byte(line)); err != nil {
				return nil, err
			}
		}
		return nil, nil
	},
}

func based(args []Value, base int, prefix string) (Value, error) {
	if len(args) != 1 {
		return nil, raise("TypeError", "hex() takes exactly one argument")
	}
	n, ok := AsInt(args[0])
	if !ok {
		return nil, raise("TypeError", "'%s' object cannot be interpreted as an integer", TypeName(args[0]))
	}
	if n.Sign() < 0 {
		return "-" + prefix + new(big.Int).Neg(n).Text(base), nil
	}
	return prefix + n.Text(base), nil
}

func (in *Interp) extreme(args []Value, kw map[string]Value, sign int) (Value, error) {
	items := args
	if len(args) == 1 {
		var err error
		if items, err = in.items(args[0]); err != nil {
			return nil, err
		}
	}
	if len(items) == 0 {
		if d, ok := kw["default"]; ok {
			return d, nil
		}
		return nil, raise("ValueError", "min() or max() arg is an empty sequence")
	}
	keyOf := func(v Value) (Value, error) {
		if kw["key"] == nil {
			return v, nil
		}
		return in.Call(kw["key"], []Value{v}, nil)
	}
	best := items[0]
	bestKey, err := keyOf(best)
	for _, v := range items[1:] {
		if err != nil {
			return nil, err
		}
		var k Value
		if k, err = keyOf(v); err != nil {
			return nil, err
		}
		var c int
		if c, err = order2(in, k, bestKey, 0); err == nil && c*sign > 0 {
			best, bestKey = v, k
		}
	}
	return best, err
}

func (in *Interp) anyOf(args []Value, want bool) (Value, error) {
	if len(args) != 1 {
		return nil, raise("TypeError", "any() and all() take exactly one argument")
	}
	found := false
	err := in.iterate(args[0], func(v Value) (bool, error) {
		found = Truth(v) == want
		return !found, nil
	})
	return found == want, err
}
