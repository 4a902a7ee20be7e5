package script

import (
	"bytes"
	"math/big"
	"strings"
)

// maxBits bounds integers, maxItems containers and strings.
const (
	maxBits  = 1 << 17
	maxItems = 1 << 24
)

func (in *Interp) unary(op string, v Value) (Value, error) {
	if op == "not" {
		return !Truth(v), nil
	}
	if o, ok := v.(Arithmetic); ok {
		if r, ok, err := o.Operate(in, "unary"+op, nil, false); ok || err != nil {
			return r, err
		}
	}
	n, ok := AsInt(v)
	if !ok {
		return nil, raise("TypeError", "bad operand type for unary %s: '%s'", op, TypeName(v))
	}
	switch op {
	case "-":
		return new(big.Int).Neg(n), nil
	case "~":
		return new(big.Int).Not(n), nil
	}
	return n, nil
}

// operate applies a binary operator.
func (in *Interp) operate(op string, a, b Value) (Value, error) {
	x, ok1 := a.(*big.Int)
	y, ok2 := b.(*big.Int)
	if ok1 && ok2 {
		return in.integer(op, x, y)
	}
	if o, ok := a.(Arithmetic); ok {
		if v, ok, err := o.Operate(in, op, b, false); ok || err != nil {
			return v, err
		}
	}
	if o, ok := b.(Arithmetic); ok {
		if v, ok, err := o.Operate(in, op, a, true); ok || err != nil {
			return v, err
		}
	}
	if p, ok := a.(bool); ok {
		if q, ok := b.(bool); ok && strings.Contains("&|^", op) {
			switch op {
			case "&":
				return p && q, nil
			case "|":
				return p || q, nil
			}
			return p != q, nil
		}
	}
	x, ok1 = AsInt(a)
	y, ok2 = AsInt(b)
	if ok1 && ok2 {
		return in.integer(op, x, y)
	}
	if v, ok, err := in.join(op, a, b); ok || err != nil {
		return v, err
	}
	return nil, raise("TypeError", "unsupported operand type(s) for %s: '%s' and '%s'", op, TypeName(a), TypeName(b))
}

func (in *Interp) integer(op string, x, y *big.Int) (Value, error) {
	if bits := max(x.BitLen(), y.BitLen()); bits > 1024 {
		if err := in.Spend(bits / 64); err != nil {
			return nil, err
		}
	}
	r := new(big.Int)
	switch op {
	case "+":
		return in.bounded(r.Add(x, y))
	case "-":
		return in.bounded(r.Sub(x, y))
	case "*":
		if err := in.weigh(x.BitLen() + y.BitLen()); err != nil {
			return nil, err
		}
		return r.Mul(x, y), nil
	case "//", "%":
		q, m, err := DivMod(x, y)
		if err != nil {
			return nil, err
		}
		if err := in.weigh(x.BitLen()); err != nil {
			return nil, err
		}
		if op == "%" {
			return m, nil
		}
		return q, nil
	case "**":
		return in.power(x, y, nil)
	case "<<", ">>":
		if y.Sign() < 0 {
			return nil, raise("ValueError", "negative shift count")
		}
		if !y.IsInt64() || y.Int64() > maxBits {
			if op == ">>" {
				y = big.NewInt(maxBits)
			} else if x.Sign() != 0 {
				return nil, ErrBudget
			}
		}
		n := uint(y.Int64())
		if op == ">>" {
			return r.Rsh(x, n), nil
		}
		if err := in.weigh(x.BitLen() + int(n)); err != nil {
			return nil, err
		}
		return r.Lsh(x, n), nil
	case "&":
		return r.And(x, y), nil
	case "|":
		return r.Or(x, y), nil
	case "^":
		return r.Xor(x, y), nil
	case "/":
		return nil, raise("TypeError", "division '/' makes floating point numbers, which hints do not have; use '//'")
	}
	return nil, raise("TypeError", "unsupported operator %s", op)
}

func (in *Interp) bounded(n *big.Int) (Value, error) {
	if n.BitLen() > maxBits {
		return nil, ErrBudget
	}
	return n, nil
}

// weigh charges for a product of that many bits.
func (in *Interp) weigh(bits int) error {
	if bits <= 1024 {
		return nil
	}
	if bits > maxBits {
		return ErrBudget
	}
	return in.Spend(bits / 64)
}

// DivMod divides as the language does: the remainder has the divisor's sign.
func DivMod(x, y *big.Int) (q, m *big.Int, err error) {
	if y.Sign() == 0 {
		return nil, nil, raise("ZeroDivisionError", "integer division or modulo by zero")
	}
	q, m = new(big.Int), new(big.Int)
	q.QuoRem(x, y, m)
	if m.Sign() != 0 && (m.Sign() < 0) != (y.Sign() < 0) {
		m.Add(m, y)
		q.Sub(q, one)
	}
	return q, m, nil
}

// power computes x**y, modulo m unless m is nil.
func (in *Interp) power(x, y, m *big.Int) (Value, error) {
	if m == nil {
		if y.Sign() < 0 {
			return nil, raise("TypeError", "a negative power makes a floating point number, which hints do not have")
		}
		if x.BitLen() > 1 && (!y.IsInt64() || y.Int64() > maxBits || int64(x.BitLen())*y.Int64() > maxBits) {
			return nil, ErrBudget
		}
		if err := in.Spend(x.BitLen() / 8); err != nil {
			return nil, err
		}
		if x.BitLen() <= 1 && !y.IsInt64() {
			y = new(big.Int).And(y, one)
			y.Add(y, big.NewInt(2))
		}
		return new(big.Int).Exp(x, y, nil), nil
	}
	if m.Sign() == 0 {
		return nil, raise("ValueError", "pow() 3rd argument cannot be 0")
	}
	if m.BitLen() > 8192 || y.BitLen() > 8192 {
		return nil, ErrBudget
	}
	if err := in.Spend(y.BitLen() * (1 + m.BitLen()/256) / 8); err != nil {
		return nil, err
	}
	abs := new(big.Int).Abs(m)
	r := new(big.Int).Exp(new(big.Int).Mod(x, abs), y, abs)
	if r == nil || y.Sign() < 0 && abs.Cmp(one) != 0 && new(big.Int).ModInverse(new(big.Int).Mod(x, abs), abs) == nil {
		return nil, raise("ValueError", "base is not invertible for the given modulus")
	}
	if m.Sign() < 0 && r.Sign() != 0 {
		r.Add(r, m)
	}
	return r, nil
}

// join applies + and * of sequences, and the operators of sets.
func (in *Interp) join(op string, a, b Value) (Value, bool, error) {
	if op == "%" {
		if _, ok := a.(string); ok {
			return nil, false, raise("TypeError", "printf-style formatting is not supported in hints; use f-strings")
		}
	}
	if op == "*" {
		if _, ok := AsInt(a); ok {
			a, b = b, a
		}
		if _, ok := AsInt(b); ok {
			n, err := AsIndex(b)
			if err != nil {
				return nil, false, err
			}
			return in.repeat(a, max(n, 0))
		}
	}
	if op == "+" {
		switch x := a.(type) {
		case string:
			if y, ok := b.(string); ok {
				return x + y, true, in.size(len(x) + len(y))
			}
		case Bytes:
			if y, ok := b.(Bytes); ok {
				return Bytes(bytes.Join([][]byte{x, y}, nil)), true, in.size(len(x) + len(y))
			}
		case Tuple:
			if y, ok := b.(Tuple); ok {
				return append(append(Tuple{}, x...), y...), true, in.size(len(x) + len(y))
			}
		case *List:
			if y, ok := b.(*List); ok {
				return &List{append(append([]Value{}, x.Items...), y.Items...)}, true, in.size(len(x.Items) + len(y.Items))
			}
		}
	}
	x, ok1 := a.(*Set)
	y, ok2 := b.(*Set)
	if ok1 && ok2 && strings.Contains("|&-^", op) {
		v, err := setOperate(op, x, y)
		return v, true, err
	}
	if x, ok := a.(*Dict); ok && op == "|" {
		if y, ok := b.(*Dict); ok {
			d := x.Copy()
			return d, true, y.Each(d.Set)
		}
	}
	return nil, false, nil
}

// size charges for making a container.
func (in *Interp) size(n int) error {
	if n > maxItems {
		return ErrBudget
	}
	if err := in.grow(16 * int64(n)); err != nil {
		return err
	}
	return in.Spend(n/8 + 1)
}

func (in *Interp) repeat(v Value, n int64) (Value, bool, error) {
	length := 0
	switch t := v.(type) {
	case string:
		length = len(t)
	case Bytes:
		length = len(t)
	case Tuple:
		length = len(t)
	case *List:
		length = len(t.Items)
	default:
		return nil, false, nil
	}
	if length > 0 && n > maxItems/int64(length) {
		return nil, false, ErrBudget
	}
	if err := in.size(length * int(n)); err != nil {
		return nil, false, err
	}
	many := func(items []Value) []Value {
		out := make([]Value, 0, len(items)*int(n))
		for range n {
			if len(items) == 0 {
				break
			}
			out = append(out, items...)
		}
		return out
	}
	if length == 0 {
		n = 0
	}
	switch t := v.(type) {
	case string:
		return strings.Repeat(t, int(n)), true, nil
	case Bytes:
		return Bytes(bytes.Repeat(t, int(n))), true, nil
	case Tuple:
		return Tuple(many(t)), true, nil
	}
	return &List{many(v.(*List).Items)}, true, nil
}

func setOperate(op string, x, y *Set) (Value, error) {
	out := NewSet()
	from := func(s, other *Set, want bool) error {
		return s.d.Each(func(k, _ Value) error {
			_, has, err := other.d.Get(k)
			if err != nil || has != want {
				return err
			}
			return out.d.Set(k, nil)
		})
	}
	var err error
	switch op {
	case "&":
		err = from(x, y, true)
	case "-":
		err = from(x, y, false)
	case "^":
		if err = from(x, y, false); err == nil {
			err = from(y, x, false)
		}
	default:
		out.d = x.d.Copy()
		err = y.d.Each(out.d.Set)
	}
	return out, err
}
