package script

import "unicode/utf8"

// rangeValue is a range object.
type rangeValue struct{ start, step, n int64 }

func (r *rangeValue) has(v int64) bool {
	d := v - r.start
	return d%r.step == 0 && d/r.step >= 0 && d/r.step < r.n
}

// attr returns an attribute of a value.
func (in *Interp) attr(of Value, name string) (Value, error) {
	switch t := of.(type) {
	case Object:
		return t.Attr(in, name)
	case *Type:
		if v, ok := t.Attrs[name]; ok {
			return v, nil
		}
		if name == "__name__" {
			return t.Name, nil
		}
	case *Exception:
		if name == "args" {
			return t.args(), nil
		}
	}
	if m := method(of, name); m != nil {
		return &Builtin{name, func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
			return m(in, of, args, kw)
		}}, nil
	}
	return nil, ErrNoAttribute(of, name)
}

func (in *Interp) setAttr(of Value, name string, v Value) error {
	if t, ok := of.(Settable); ok {
		return t.SetAttr(in, name, v)
	}
	return ErrNoAttribute(of, name)
}

// Item returns the value of a key, which a defaultdict makes if there is none.
func (d *Dict) Item(in *Interp, key Value) (Value, error) {
	v, ok, err := d.Get(key)
	if err != nil || ok {
		return v, err
	}
	if d.factory != nil {
		if v, err = in.Call(d.factory, nil, nil); err != nil {
			return nil, err
		}
		return v, d.Set(key, v)
	}
	return nil, in.keyError(key)
}

// keyError is the exception for a missing key.
func (in *Interp) keyError(key Value) error {
	s, err := in.Repr(key)
	if err != nil {
		return err
	}
	return &Exception{Type: "KeyError", Msg: s, Args: Tuple{key}}
}

// index returns of[key].
func (in *Interp) index(of, key Value) (Value, error) {
	switch t := of.(type) {
	case *Dict:
		return t.Item(in, key)
	case Indexed:
		return t.Index(in, key)
	}
	n, err := AsIndex(key)
	if err != nil {
		if _, sub := of.(*List); !sub {
			return nil, raise("TypeError", "'%s' object is not subscriptable by '%s'", TypeName(of), TypeName(key))
		}
		return nil, err
	}
	if s, ok := of.(string); ok {
		if of, err = in.characters(s); err != nil {
			return nil, err
		}
	}
	length := int64(length(of))
	if length < 0 {
		return nil, raise("TypeError", "'%s' object is not subscriptable", TypeName(of))
	}
	if n < 0 {
		n += length
	}
	if n < 0 || n >= length {
		return nil, raise("IndexError", "%s index out of range", TypeName(of))
	}
	switch t := of.(type) {
	case *List:
		return t.Items[n], nil
	case Tuple:
		return t[n], nil
	case string:
		return t[n : n+1], nil
	case runes:
		return string(t[n : n+1]), nil
	case Bytes:
		return Int(int64(t[n])), nil
	case *rangeValue:
		return Int(t.start + n*t.step), nil
	}
	return nil, raise("TypeError", "'%s' object is not subscriptable", TypeName(of))
}

// length is the length of a container, or -1.
func length(v Value) int {
	switch t := v.(type) {
	case *List:
		return len(t.Items)
	case Tuple:
		return len(t)
	case string:
		return utf8.RuneCountInString(t)
	case runes:
		return len(t)
	case Bytes:
		return len(t)
	case *Dict:
		return t.Len()
	case *Set:
		return t.d.Len()
	case *rangeValue:
		return int(t.n)
	case interface{ Len() int }:
		return t.Len()
	}
	return -1
}

func (in *Interp) setIndex(of, key, v Value) error {
	switch t := of.(type) {
	case *Dict:
		return t.Set(key, v)
	case IndexSettable:
		return t.SetIndex(in, key, v)
	case *List:
		n, err := AsIndex(key)
		if err != nil {
			return err
		}
		if n < 0 {
			n += int64(len(t.Items))
		}
		if n < 0 || n >= int64(len(t.Items)) {
			return raise("IndexError", "list assignment index out of range")
		}
		t.Items[n] = v
		return nil
	}
	return raise("TypeError", "'%s' object does not support item assignment", TypeName(of))
}

func (in *Interp) delIndex(of, key Value) error {
	switch t := of.(type) {
	case *Dict:
		_, ok, err := t.Delete(key)
		if err == nil && !ok {
			err = in.keyError(key)
		}
		return err
	case *List:
		n, err := AsIndex(key)
		if err != nil {
			return err
		}
		if n < 0 {
			n += int64(len(t.Items))
		}
		if n < 0 || n >= int64(len(t.Items)) {
			return raise("IndexError", "list assignment index out of range")
		}
		t.Items = append(t.Items[:n], t.Items[n+1:]...)
		return nil
	}
	return raise("TypeError", "'%s' object doesn't support item deletion", TypeName(of))
}

// sliced returns of[from:to:step].
func (in *Interp) sliced(of Value, s *slice, e *env) (Value, error) {
	step, err := in.bound(s.step, e, 1)
	if err != nil {
		return nil, err
	}
	if s, ok := of.(string); ok {
		if of, err = in.characters(s); err != nil {
			return nil, err
		}
	}
	n := int64(length(of))
	if step == 0 {
		return nil, raise("ValueError", "slice step cannot be zero")
	}
	lo, hi := int64(0), n
	if step < 0 {
		lo, hi = n-1, -n-1
	}
	from, err := in.bound(s.from, e, lo)
	if err != nil {
		return nil, err
	}
	to, err := in.bound(s.to, e, hi)
	if err != nil {
		return nil, err
	}
	clamp := func(i int64) int64 {
		if i < 0 {
			i += n
		}
		if step < 0 {
			return max(-1, min(i, n-1))
		}
		return max(0, min(i, n))
	}
	from, to = clamp(from), clamp(to)
	var at []int64
	for i := from; step > 0 && i < to || step < 0 && i > to; i += step {
		at = append(at, i)
		if len(at) > int(n) {
			break
		}
		if step > n || step < -n {
			break
		}
	}
	if err := in.size(len(at)); err != nil {
		return nil, err
	}
	pick := func(items []Value) []Value {
		out := make([]Value, len(at))
		for i, j := range at {
			out[i] = items[j]
		}
		return out
	}
	bytes := func(s string) string {
		out := make([]byte, len(at))
		for i, j := range at {
			out[i] = s[j]
		}
		return string(out)
	}
	switch t := of.(type) {
	case *List:
		return &List{pick(t.Items)}, nil
	case Tuple:
		return Tuple(pick(t)), nil
	case string:
		return bytes(t), nil
	case runes:
		out := make(runes, len(at))
		for i, j := range at {
			out[i] = t[j]
		}
		return string(out), nil
	case Bytes:
		return Bytes(bytes(string(t))), nil
	case *rangeValue:
		items, err := in.items(t)
		return &List{pick(items)}, err
	}
	return nil, raise("TypeError", "'%s' object is not subscriptable", TypeName(of))
}

func (in *Interp) bound(x expr, e *env, missing int64) (int64, error) {
	if x == nil {
		return missing, nil
	}
	v, err := in.eval(x, e)
	if err != nil || v == nil {
		return missing, err
	}
	n, ok := AsInt(v)
	if ok && !n.IsInt64() {
		return int64(n.Sign()) << 40, nil
	}
	i, err := AsIndex(v)
	return max(min(i, 1<<40), -1<<40), err
}

// iterate calls f for the items of v until it returns false.
func (in *Interp) iterate(v Value, f func(Value) (bool, error)) error {
	switch t := v.(type) {
	case *rangeValue:
		for i := int64(0); i < t.n; i++ {
			if err := in.Spend(1); err != nil {
				return err
			}
			if more, err := f(Int(t.start + i*t.step)); err != nil || !more {
				return err
			}
		}
		return nil
	case *List: // may grow while it is gone through
		for i := 0; i < len(t.Items); i++ {
			if err := in.Spend(1); err != nil {
				return err
			}
			if more, err := f(t.Items[i]); err != nil || !more {
				return err
			}
		}
		return nil
	}
	items, err := in.items(v)
	if err != nil {
		return err
	}
	for _, x := range items {
		if err := in.Spend(1); err != nil {
			return err
		}
		if more, err := f(x); err != nil || !more {
			return err
		}
	}
	return nil
}

// Items returns the items of an iterable value.
func (in *Interp) Items(v Value) ([]Value, error) { return in.items(v) }

func (in *Interp) items(v Value) ([]Value, error) {
	if n := length(v); n >= 0 {
		if err := in.size(n); err != nil {
			return nil, err
		}
	}
	switch t := v.(type) {
	case *List:
		return t.Items, nil
	case Tuple:
		return t, nil
	case *Dict:
		return t.keys(), nil
	case *Set:
		return t.sorted(in)
	case string:
		out := make([]Value, 0, len(t))
		for _, r := range t {
			out = append(out, string(r))
		}
		return out, nil
	case Bytes:
		out := make([]Value, len(t))
		for i, b := range t {
			out[i] = Int(int64(b))
		}
		return out, nil
	case *rangeValue:
		if t.n > maxItems {
			return nil, ErrBudget
		}
		out := make([]Value, t.n)
		for i := range out {
			out[i] = Int(t.start + int64(i)*t.step)
		}
		return out, nil
	case interface {
		Items(in *Interp) ([]Value, error)
	}:
		return t.Items(in)
	}
	return nil, raise("TypeError", "'%s' object is not iterable", TypeName(v))
}

func (d *Dict) keys() []Value {
	out := make([]Value, 0, d.Len())
	for _, e := range d.entries {
		if !e.gone {
			out = append(out, e.key)
		}
	}
	return out
}
