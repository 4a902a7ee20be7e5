package script

import (
	"encoding/hex"
	"math/big"
	"strings"
)

type methodFn func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error)

// tables holds the methods by type. It is filled in init, since methods may
// run code, which looks methods up.
var tables map[string]map[string]methodFn

func init() {
	tables = map[string]map[string]methodFn{"int": intMethods, "str": strMethods, "bytes": bytesMethods,
		"list": listMethods, "tuple": tupleMethods, "dict": dictMethods, "set": setMethods}
}

func method(of Value, name string) methodFn {
	switch of.(type) {
	case *big.Int, bool:
		return tables["int"][name]
	case string:
		return tables["str"][name]
	case Bytes:
		return tables["bytes"][name]
	case *List:
		return tables["list"][name]
	case Tuple:
		return tables["tuple"][name]
	case *Dict:
		return tables["dict"][name]
	case *Set:
		return tables["set"][name]
	}
	return nil
}

// Args checks the number of positional arguments and that there are no
// keywords beyond names, which stand for the positions in order.
func Args(fn string, args []Value, kw map[string]Value, least int, names ...string) ([]Value, error) {
	if len(args) > len(names) {
		return nil, raise("TypeError", "%s() takes at most %d arguments (%d given)", fn, len(names), len(args))
	}
	out := make([]Value, len(names))
	copy(out, args)
	for k, v := range kw {
		at := -1
		for i, n := range names {
			if n == k {
				at = i
			}
		}
		if at < 0 || at < len(args) {
			return nil, raise("TypeError", "%s() got an unexpected keyword argument '%s'", fn, k)
		}
		out[at] = v
	}
	for i := len(args); i < least; i++ {
		if _, ok := kw[names[i]]; !ok {
			return nil, raise("TypeError", "%s() missing required argument: '%s'", fn, names[i])
		}
	}
	return out, nil
}

var intMethods = map[string]methodFn{
	"to_bytes": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("to_bytes", args, kw, 0, "length", "byteorder", "signed")
		if err != nil {
			return nil, err
		}
		if a[0] == nil {
			a[0] = Int(1)
		}
		if a[1] == nil {
			a[1] = "big"
		}
		n, err := AsIndex(a[0])
		if err != nil {
			return nil, err
		}
		v, _ := AsInt(self)
		return ToBytes(v, n, a[1], Truth(a[2]))
	},
	"bit_length": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		n, _ := AsInt(self)
		return Int(int64(n.BitLen())), nil
	},
}

// ToBytes writes an integer in n bytes.
func ToBytes(v *big.Int, n int64, order Value, signed bool) (Value, error) {
	if n < 0 || n > maxItems {
		return nil, raise("ValueError", "length argument must be non-negative")
	}
	if v.Sign() < 0 && !signed {
		return nil, raise("OverflowError", "can't convert negative int to unsigned")
	}
	if signed {
		magnitude := v
		if v.Sign() < 0 {
			magnitude = new(big.Int).Not(v)
			v = new(big.Int).Add(v, new(big.Int).Lsh(one, uint(8*n)))
		}
		if magnitude.Sign() != 0 && magnitude.BitLen() >= int(8*n) || v.Sign() < 0 {
			return nil, raise("OverflowError", "int too big to convert")
		}
	}
	if v.BitLen() > int(8*n) {
		return nil, raise("OverflowError", "int too big to convert")
	}
	out := make(Bytes, n)
	v.FillBytes(out)
	return ordered(out, order)
}

var tupleMethods = map[string]methodFn{"index": indexOf, "count": countOf}

func indexOf(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
	a, err := Args("index", args, kw, 1, "value")
	if err != nil {
		return nil, err
	}
	items, err := in.items(self)
	for i, x := range items {
		eq, err := in.equal(x, a[0], 0)
		if err != nil || eq {
			return Int(int64(i)), err
		}
	}
	if err != nil {
		return nil, err
	}
	return nil, raise("ValueError", "value is not in %s", TypeName(self))
}

func countOf(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
	a, err := Args("count", args, kw, 1, "value")
	if err != nil {
		return nil, err
	}
	n := int64(0)
	items, err := in.items(self)
	if err != nil {
		return nil, err
	}
	for _, x := range items {
		eq, err := in.equal(x, a[0], 0)
		if err != nil {
			return nil, err
		}
		if eq {
			n++
		}
	}
	return Int(n), nil
}

var listMethods = map[string]methodFn{
	"index": indexOf, "count": countOf,
	"append": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("append", args, kw, 1, "object")
		if err != nil {
			return nil, err
		}
		l := self.(*List)
		if len(l.Items) >= maxItems {
			return nil, ErrBudget
		}
		l.Items = append(l.Items, a[0])
		return nil, nil
	},
	"pop": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("pop", args, kw, 0, "index")
		if err != nil {
			return nil, err
		}
		l := self.(*List)
		i := int64(len(l.Items)) - 1
		if a[0] != nil {
			if i, err = AsIndex(a[0]); err != nil {
				return nil, err
			}
			if i < 0 {
				i += int64(len(l.Items))
			}
		}
		if i < 0 || i >= int64(len(l.Items)) {
			if len(l.Items) == 0 {
				return nil, raise("IndexError", "pop from empty list")
			}
			return nil, raise("IndexError", "pop index out of range")
		}
		v := l.Items[i]
		l.Items = append(l.Items[:i], l.Items[i+1:]...)
		return v, in.Spend((len(l.Items) - int(i)) / 64)
	},
	"extend": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("extend", args, kw, 1, "iterable")
		if err != nil {
			return nil, err
		}
		items, err := in.items(a[0])
		l := self.(*List)
		if len(l.Items)+len(items) > maxItems {
			return nil, ErrBudget
		}
		l.Items = append(l.Items, items...)
		return nil, err
	},
	"insert": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("insert", args, kw, 2, "index", "object")
		if err != nil {
			return nil, err
		}
		i, err := AsIndex(a[0])
		if err != nil {
			return nil, err
		}
		l := self.(*List)
		n := int64(len(l.Items))
		if i < 0 {
			i += n
		}
		i = max(0, min(i, n))
		l.Items = append(l.Items, nil)
		copy(l.Items[i+1:], l.Items[i:])
		l.Items[i] = a[1]
		return nil, in.size(len(l.Items))
	},
	"reverse": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		l := self.(*List).Items
		for i, j := 0, len(l)-1; i < j; i, j = i+1, j-1 {
			l[i], l[j] = l[j], l[i]
		}
		return nil, in.size(len(l))
	},
	"sort": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		return nil, sortValues(in, self.(*List).Items, kw["key"], Truth(kw["reverse"]))
	},
	"copy": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		l := self.(*List).Items
		return &List{append([]Value(nil), l...)}, in.size(len(l))
	},
	"clear": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		self.(*List).Items = nil
		return nil, nil
	},
	"remove": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		at, err := indexOf(in, self, args, kw)
		if err != nil {
			return nil, err
		}
		return nil, in.delIndex(self, at)
	},
}

var dictMethods = map[string]methodFn{
	"get": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("get", args, kw, 1, "key", "default")
		if err != nil {
			return nil, err
		}
		v, ok, err := self.(*Dict).Get(a[0])
		if !ok {
			v = a[1]
		}
		return v, err
	},
	"setdefault": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("setdefault", args, kw, 1, "key", "default")
		if err != nil {
			return nil, err
		}
		d := self.(*Dict)
		v, ok, err := d.Get(a[0])
		if err != nil || ok {
			return v, err
		}
		return a[1], d.Set(a[0], a[1])
	},
	"pop": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("pop", args, kw, 1, "key", "default")
		if err != nil {
			return nil, err
		}
		v, ok, err := self.(*Dict).Delete(a[0])
		if err != nil || ok {
			return v, err
		}
		if len(args) < 2 {
			return nil, in.keyError(a[0])
		}
		return a[1], nil
	},
	"keys": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		return &List{self.(*Dict).keys()}, in.size(self.(*Dict).Len())
	},
	"values": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		out := &List{}
		err := self.(*Dict).Each(func(_, v Value) error { out.Items = append(out.Items, v); return nil })
		if err == nil {
			err = in.size(len(out.Items))
		}
		return out, err
	},
	"items": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		out := &List{}
		err := self.(*Dict).Each(func(k, v Value) error { out.Items = append(out.Items, Tuple{k, v}); return nil })
		if err == nil {
			err = in.size(len(out.Items))
		}
		return out, err
	},
	"update": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		return nil, fillDict(in, self.(*Dict), args, kw)
	},
	"copy": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		return self.(*Dict).Copy(), in.size(self.(*Dict).Len())
	},
	"clear": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		d := self.(*Dict)
		d.index, d.entries, d.gone = map[any]int{}, nil, 0
		return nil, nil
	},
}

// fillDict adds mappings, pairs and keywords to a dictionary.
func fillDict(in *Interp, d *Dict, args []Value, kw map[string]Value) error {
	for _, a := range args {
		if from, ok := a.(*Dict); ok {
			if err := from.Each(d.Set); err != nil {
				return err
			}
			continue
		}
		items, err := in.items(a)
		if err != nil {
			return err
		}
		for _, x := range items {
			pair, err := in.items(x)
			if err != nil {
				return err
			}
			if len(pair) != 2 {
				return raise("ValueError", "dictionary update sequence element has length %d; 2 is required", len(pair))
			}
			if err := d.Set(pair[0], pair[1]); err != nil {
				return err
			}
		}
	}
	for _, k := range in.ordered(kw) {
		if err := d.Set(k, kw[k]); err != nil {
			return err
		}
	}
	return in.size(d.Len())
}

var setMethods = map[string]methodFn{
	"add": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("add", args, kw, 1, "elem")
		if err != nil {
			return nil, err
		}
		return nil, self.(*Set).d.Set(a[0], nil)
	},
	"discard": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("discard", args, kw, 1, "elem")
		if err != nil {
			return nil, err
		}
		_, _, err = self.(*Set).d.Delete(a[0])
		return nil, err
	},
	"remove": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("remove", args, kw, 1, "elem")
		if err != nil {
			return nil, err
		}
		_, ok, err := self.(*Set).d.Delete(a[0])
		if err == nil && !ok {
			err = in.keyError(a[0])
		}
		return nil, err
	},
	"update": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		for _, a := range args {
			items, err := in.items(a)
			if err != nil {
				return nil, err
			}
			for _, x := range items {
				if err := self.(*Set).d.Set(x, nil); err != nil {
					return nil, err
				}
			}
		}
		return nil, nil
	},
	"union":        setMethod("|"),
	"intersection": setMethod("&"),
	"difference":   setMethod("-"),
	"copy": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		return &Set{self.(*Set).d.Copy()}, in.size(self.(*Set).d.Len())
	},
}

func setMethod(op string) methodFn {
	return func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args(op, args, kw, 1, "other")
		if err != nil {
			return nil, err
		}
		other, err := makeSet(in, a)
		if err != nil {
			return nil, err
		}
		return setOperate(op, self.(*Set), other.(*Set))
	}
}

func makeSet(in *Interp, args []Value) (Value, error) {
	s := NewSet()
	if len(args) == 0 || args[0] == nil {
		return s, nil
	}
	items, err := in.items(args[0])
	if err != nil {
		return nil, err
	}
	for _, x := range items {
		if err := s.d.Set(x, nil); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func fromHex(s string) (Value, error) {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		return nil, raise("ValueError", "non-hexadecimal number found in fromhex() arg")
	}
	return Bytes(b), nil
}
