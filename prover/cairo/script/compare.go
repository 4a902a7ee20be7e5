package script

import (
	"bytes"
	"math/big"
	"strings"
)

func (in *Interp) compare(x *compare, e *env) (Value, error) {
	a, err := in.eval(x.first, e)
	if err != nil {
		return nil, err
	}
	for i, op := range x.ops {
		b, err := in.eval(x.rest[i], e)
		if err != nil {
			return nil, err
		}
		ok, err := in.related(op, a, b)
		if err != nil || !ok {
			return false, err
		}
		a = b
	}
	return true, nil
}

func (in *Interp) related(op string, a, b Value) (bool, error) {
	switch op {
	case "==":
		return in.equal(a, b, 0)
	case "!=":
		eq, err := in.equal(a, b, 0)
		return !eq, err
	case "is":
		return identical(a, b), nil
	case "is not":
		return !identical(a, b), nil
	case "in":
		return in.contains(b, a)
	case "not in":
		has, err := in.contains(b, a)
		return !has, err
	}
	c, err := order2(in, a, b, 0)
	if err != nil {
		return false, err
	}
	switch op {
	case "<":
		return c < 0, nil
	case "<=":
		return c <= 0, nil
	case ">":
		return c > 0, nil
	}
	return c >= 0, nil
}

func identical(a, b Value) bool {
	switch x := a.(type) {
	case nil:
		return b == nil
	case Bytes, Tuple:
		return false
	case *big.Int:
		y, ok := b.(*big.Int)
		return ok && x.Cmp(y) == 0
	}
	switch b.(type) {
	case Bytes, Tuple:
		return false
	}
	return a == b
}

// equal is the operator ==.
func (in *Interp) equal(a, b Value, depth int) (bool, error) {
	if depth > 50 {
		return false, raise("RecursionError", "maximum recursion depth exceeded in comparison")
	}
	if err := in.Spend(1); err != nil {
		return false, err
	}
	if x, ok := AsInt(a); ok {
		if y, ok := AsInt(b); ok {
			return x.Cmp(y) == 0, nil
		}
	}
	if o, ok := a.(Ordered); ok {
		c, ok := o.Order(b)
		return ok && c == 0, nil
	}
	if o, ok := b.(Ordered); ok {
		c, ok := o.Order(a)
		return ok && c == 0, nil
	}
	switch x := a.(type) {
	case string:
		y, ok := b.(string)
		return ok && x == y, nil
	case Bytes:
		y, ok := b.(Bytes)
		return ok && bytes.Equal(x, y), nil
	case Tuple:
		y, ok := b.(Tuple)
		if !ok {
			return false, nil
		}
		return in.equalItems(x, y, depth)
	case *List:
		y, ok := b.(*List)
		if !ok {
			return false, nil
		}
		return in.equalItems(x.Items, y.Items, depth)
	case *Dict:
		y, ok := b.(*Dict)
		if !ok || x.Len() != y.Len() {
			return false, nil
		}
		return in.equalDicts(x, y, depth)
	case *Set:
		y, ok := b.(*Set)
		if !ok || x.d.Len() != y.d.Len() {
			return false, nil
		}
		return in.equalDicts(x.d, y.d, depth)
	case *rangeValue:
		y, ok := b.(*rangeValue)
		return ok && *x == *y, nil
	}
	return identical(a, b), nil
}

func (in *Interp) equalItems(x, y []Value, depth int) (bool, error) {
	if len(x) != len(y) {
		return false, nil
	}
	for i := range x {
		if eq, err := in.equal(x[i], y[i], depth+1); err != nil || !eq {
			return false, err
		}
	}
	return true, nil
}

func (in *Interp) equalDicts(x, y *Dict, depth int) (bool, error) {
	same := true
	err := x.Each(func(k, v Value) error {
		w, ok, err := y.Get(k)
		if err != nil || !ok || !same {
			same = false
			return err
		}
		same, err = in.equal(v, w, depth+1)
		return err
	})
	return same && err == nil, err
}

// order2 compares two values as < does.
func order2(in *Interp, a, b Value, depth int) (int, error) {
	if depth > 50 {
		return 0, raise("RecursionError", "maximum recursion depth exceeded in comparison")
	}
	if x, ok := AsInt(a); ok {
		if y, ok := AsInt(b); ok {
			return x.Cmp(y), nil
		}
	}
	if o, ok := a.(Ordered); ok {
		if c, ok := o.Order(b); ok {
			return c, nil
		}
	}
	if o, ok := b.(Ordered); ok {
		if c, ok := o.Order(a); ok {
			return -c, nil
		}
	}
	switch x := a.(type) {
	case string:
		if y, ok := b.(string); ok {
			return strings.Compare(x, y), nil
		}
	case Bytes:
		if y, ok := b.(Bytes); ok {
			return bytes.Compare(x, y), nil
		}
	case Tuple:
		if y, ok := b.(Tuple); ok {
			return orderItems(in, x, y, depth)
		}
	case *List:
		if y, ok := b.(*List); ok {
			return orderItems(in, x.Items, y.Items, depth)
		}
	}
	return 0, raise("TypeError", "'<' not supported between instances of '%s' and '%s'", TypeName(a), TypeName(b))
}

func orderItems(in *Interp, x, y []Value, depth int) (int, error) {
	for i := 0; i < len(x) && i < len(y); i++ {
		if c, err := order2(in, x[i], y[i], depth+1); err != nil || c != 0 {
			return c, err
		}
	}
	return len(x) - len(y), nil
}

func (in *Interp) contains(of, v Value) (bool, error) {
	switch t := of.(type) {
	case *Dict:
		_, ok, err := t.Get(v)
		return ok, err
	case *Set:
		_, ok, err := t.d.Get(v)
		return ok, err
	case string:
		s, ok := v.(string)
		if !ok {
			return false, raise("TypeError", "'in <string>' requires string as left operand, not %s", TypeName(v))
		}
		return strings.Contains(t, s), nil
	case Bytes:
		if b, ok := v.(Bytes); ok {
			return bytes.Contains(t, b), nil
		}
	case *rangeValue:
		n, ok := AsInt(v)
		if !ok || !n.IsInt64() {
			return false, nil
		}
		return t.has(n.Int64()), nil
	case Container:
		return t.Contains(in, v)
	}
	found := false
	err := in.iterate(of, func(w Value) (bool, error) {
		var err error
		found, err = in.equal(v, w, 0)
		return !found, err
	})
	return found, err
}
