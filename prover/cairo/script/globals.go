package script

import ()

// globals is what globals() returns: the variables of the hint.
type globals Interp

// Contains implements Container.
func (g *globals) Contains(in *Interp, key Value) (bool, error) {
	s, ok := key.(string)
	if !ok {
		return false, nil
	}
	if _, ok = in.scope[s]; !ok {
		_, ok = in.Host.Lookup(s)
	}
	return ok, nil
}

// Index implements Indexed.
func (g *globals) Index(in *Interp, key Value) (Value, error) {
	s, _ := key.(string)
	if v, ok := in.scope[s]; ok {
		return v, nil
	}
	if v, ok := in.Host.Lookup(s); ok {
		return v, nil
	}
	return nil, raise("KeyError", "'%s'", s)
}

// SetIndex implements IndexSettable.
func (g *globals) SetIndex(in *Interp, key, v Value) error {
	s, ok := key.(string)
	if !ok {
		return raise("TypeError", "names of variables are strings")
	}
	in.scope[s] = v
	return nil
}

// Attr implements Object.
func (g *globals) Attr(in *Interp, name string) (Value, error) {
	if name != "get" {
		return nil, ErrNoAttribute(g, name)
	}
	return &Builtin{"get", func(in *Interp, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("get", args, kw, 1, "key", "default")
		if err != nil {
			return nil, err
		}
		if ok, _ := g.Contains(in, a[0]); !ok {
			return a[1], nil
		}
		return g.Index(in, a[0])
	}}, nil
}
