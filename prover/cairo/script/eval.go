package script

import (
	"math/big"
	"sort"
)

func (in *Interp) truth(x expr, e *env) (bool, error) {
	v, err := in.eval(x, e)
	if err != nil {
		return false, err
	}
	return Truth(v), nil
}

// Truth is the value of v as a condition.
func Truth(v Value) bool {
	switch t := v.(type) {
	case nil:
		return false
	case bool:
		return t
	case *big.Int:
		return t.Sign() != 0
	case string:
		return t != ""
	case Bytes:
		return len(t) > 0
	case Tuple:
		return len(t) > 0
	case *List:
		return len(t.Items) > 0
	case *Dict:
		return t.Len() > 0
	case *Set:
		return t.d.Len() > 0
	case *rangeValue:
		return t.n > 0
	}
	return true
}

func (in *Interp) eval(x expr, e *env) (Value, error) {
	if in.depth++; in.depth > maxDepth {
		return nil, raise("RecursionError", "maximum recursion depth exceeded")
	}
	v, err := in.evalNode(x, e)
	in.depth--
	return v, err
}

func (in *Interp) evalNode(x expr, e *env) (Value, error) {
	if err := in.Spend(1); err != nil {
		return nil, err
	}
	switch x := x.(type) {
	case *constant:
		return x.value, nil
	case *name:
		return in.lookup(e, x.id)
	case *attribute:
		of, err := in.eval(x.of, e)
		if err != nil {
			return nil, err
		}
		return in.attr(of, x.name)
	case *subscript:
		of, err := in.eval(x.of, e)
		if err != nil {
			return nil, err
		}
		if s, ok := x.index.(*slice); ok {
			return in.sliced(of, s, e)
		}
		at, err := in.eval(x.index, e)
		if err != nil {
			return nil, err
		}
		return in.index(of, at)
	case *call:
		return in.call(x, e)
	case *unary:
		v, err := in.eval(x.x, e)
		if err != nil {
			return nil, err
		}
		return in.unary(x.op, v)
	case *binary:
		a, err := in.eval(x.a, e)
		if err != nil {
			return nil, err
		}
		b, err := in.eval(x.b, e)
		if err != nil {
			return nil, err
		}
		return in.operate(x.op, a, b)
	case *compare:
		return in.compare(x, e)
	case *logic:
		a, err := in.eval(x.a, e)
		if err != nil || Truth(a) == x.or {
			return a, err
		}
		return in.eval(x.b, e)
	case *ternary:
		yes, err := in.truth(x.cond, e)
		if err != nil {
			return nil, err
		}
		if yes {
			return in.eval(x.yes, e)
		}
		return in.eval(x.no, e)
	case *sequence:
		return in.sequence(x, e)
	case *dictNode:
		return in.dict(x, e)
	case *comprehension:
		return in.comprehend(x, e)
	case *lambda:
		return in.function(x, e)
	case *fstring:
		return in.fstring(x, e)
	case *slice:
		return nil, raise("TypeError", "slices are only allowed in subscripts")
	case *starred:
		return nil, raise("SyntaxError", "can't use starred expression here")
	}
	return nil, raise("SyntaxError", "unknown expression")
}

func (in *Interp) sequence(x *sequence, e *env) (Value, error) {
	items := make([]Value, 0, len(x.items))
	for _, i := range x.items {
		if s, ok := i.(*starred); ok {
			v, err := in.eval(s.x, e)
			if err != nil {
				return nil, err
			}
			more, err := in.items(v)
			if err != nil {
				return nil, err
			}
			items = append(items, more...)
			continue
		}
		v, err := in.eval(i, e)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
	}
	switch x.kind {
	case '(':
		return Tuple(items), nil
	case '[':
		return &List{items}, nil
	}
	return makeSet(in, []Value{Tuple(items)})
}

func (in *Interp) dict(x *dictNode, e *env) (Value, error) {
	d := NewDict()
	for i := range x.keys {
		v, err := in.eval(x.values[i], e)
		if err != nil {
			return nil, err
		}
		if x.keys[i] == nil {
			from, ok := v.(*Dict)
			if !ok {
				return nil, raise("TypeError", "'%s' object is not a mapping", TypeName(v))
			}
			if err := from.Each(d.Set); err != nil {
				return nil, err
			}
			continue
		}
		k, err := in.eval(x.keys[i], e)
		if err != nil {
			return nil, err
		}
		if err := d.Set(k, v); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (in *Interp) comprehend(x *comprehension, e *env) (Value, error) {
	inner := &env{vars: map[string]Value{}, up: e}
	list := &List{}
	set := NewSet()
	dict := NewDict()
	var run func(level int) error
	run = func(level int) error {
		if level == len(x.loops) {
			v, err := in.eval(x.value, inner)
			if err != nil {
				return err
			}
			switch x.kind {
			case '{':
				return set.d.Set(v, nil)
			case ':':
				k, err := in.eval(x.key, inner)
				if err != nil {
					return err
				}
				return dict.Set(k, v)
			}
			list.Items = append(list.Items, v)
			return nil
		}
		l := &x.loops[level]
		at := inner
		if level == 0 {
			at = e
		}
		over, err := in.eval(l.over, at)
		if err != nil {
			return err
		}
		return in.iterate(over, func(v Value) (bool, error) {
			if err := in.store(l.target, v, inner); err != nil {
				return false, err
			}
			for _, c := range l.conds {
				if ok, err := in.truth(c, inner); err != nil || !ok {
					return true, err
				}
			}
			return true, run(level + 1)
		})
	}
	if err := run(0); err != nil {
		return nil, err
	}
	switch x.kind {
	case '{':
		return set, nil
	case ':':
		return dict, nil
	}
	return list, nil
}

func (in *Interp) function(f *lambda, e *env) (Value, error) {
	fn := &Function{def: f, env: e, defaults: make([]Value, len(f.params))}
	for i, p := range f.params {
		if p.value == nil {
			continue
		}
		v, err := in.eval(p.value, e)
		if err != nil {
			return nil, err
		}
		fn.defaults[i] = v
	}
	return fn, nil
}

func (in *Interp) call(x *call, e *env) (Value, error) {
	fn, err := in.eval(x.fn, e)
	if err != nil {
		return nil, err
	}
	args := make([]Value, 0, len(x.args))
	var kw map[string]Value
	var order []string
	for _, a := range x.args {
		v, err := in.eval(a.value, e)
		if err != nil {
			return nil, err
		}
		switch {
		case a.stars == 1:
			items, err := in.items(v)
			if err != nil {
				return nil, err
			}
			args = append(args, items...)
			continue
		case a.name == "" && a.stars == 0:
			args = append(args, v)
			continue
		}
		if kw == nil {
			kw = map[string]Value{}
		}
		if a.stars == 0 {
			kw[a.name] = v
			order = append(order, a.name)
			continue
		}
		d, ok := v.(*Dict)
		if !ok {
			return nil, raise("TypeError", "argument after ** must be a mapping, not %s", TypeName(v))
		}
		if err := d.Each(func(k, v Value) error {
			s, ok := k.(string)
			if !ok {
				return raise("TypeError", "keywords must be strings")
			}
			kw[s] = v
			order = append(order, s)
			return nil
		}); err != nil {
			return nil, err
		}
	}
	in.keywords = order
	return in.Call(fn, args, kw)
}

// ordered returns the names of keyword arguments in the order of the call.
func (in *Interp) ordered(kw map[string]Value) []string {
	out := make([]string, 0, len(kw))
	for _, k := range in.keywords {
		if _, ok := kw[k]; ok {
			out = append(out, k)
		}
	}
	if len(out) != len(kw) { // a call of the host's
		out = out[:0]
		for k := range kw {
			out = append(out, k)
		}
		sort.Strings(out)
	}
	return out
}

// Call calls a value.
func (in *Interp) Call(fn Value, args []Value, kw map[string]Value) (Value, error) {
	if err := in.enter(); err != nil {
		return nil, err
	}
	defer func() { in.depth-- }()
	switch f := fn.(type) {
	case *Builtin:
		return f.Fn(in, args, kw)
	case *Type:
		if f.Fn == nil {
			return nil, raise("TypeError", "cannot create '%s' instances", f.Name)
		}
		return f.Fn(in, args, kw)
	case *Function:
		return in.apply(f, args, kw)
	case interface {
		Call(in *Interp, args []Value, kw map[string]Value) (Value, error)
	}:
		return f.Call(in, args, kw)
	}
	return nil, raise("TypeError", "'%s' object is not callable", TypeName(fn))
}

func (in *Interp) apply(f *Function, args []Value, kw map[string]Value) (Value, error) {
	vars := make(map[string]Value, len(f.def.params))
	order := in.ordered(kw)
	used := 0
	for i, p := range f.def.params {
		switch {
		case p.stars == 1:
			vars[p.name] = Tuple(append([]Value(nil), args[min(i, len(args)):]...))
			used = len(args)
		case p.stars == 2:
			d := NewDict()
			for _, k := range order {
				if _, taken := vars[k]; !taken {
					if err := d.Set(k, kw[k]); err != nil {
						return nil, err
					}
				}
			}
			vars[p.name] = d
		case used < len(args):
			vars[p.name] = args[used]
			used++
		default:
			v, ok := kw[p.name]
			if !ok {
				if p.value == nil {
					return nil, raise("TypeError", "%s() missing argument: '%s'", f.def.name, p.name)
				}
				v = f.defaults[i]
			}
			vars[p.name] = v
		}
	}
	if used < len(args) {
		return nil, raise("TypeError", "%s() takes %d arguments but %d were given", f.def.name, len(f.def.params), len(args))
	}
	e := &env{vars: vars, up: f.env}
	if f.def.block == nil {
		return in.eval(f.def.body, e)
	}
	o, err := in.block(f.def.block, e)
	return o.value, err
}
