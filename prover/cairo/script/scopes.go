package script

// env holds the local variables of a function or comprehension.
type env struct {
	vars map[string]Value
	up   *env
	// declared says where names live that are not local: true for global ones,
	// false for those of an enclosing function.
	declared map[string]bool
}

func (in *Interp) lookup(e *env, id string) (Value, error) {
	for ; e != nil; e = e.up {
		if global := e.declared[id]; global {
			break
		}
		if v, ok := e.vars[id]; ok {
			return v, nil
		}
	}
	if v, ok := in.scope[id]; ok {
		return v, nil
	}
	if v, ok := in.Host.Lookup(id); ok {
		return v, nil
	}
	if v, ok := builtins[id]; ok {
		return v, nil
	}
	return nil, raise("NameError", "name '%s' is not defined", id)
}

// home is where a name is bound that is assigned to in e.
func (in *Interp) home(e *env, id string) map[string]Value {
	if e == nil {
		return in.scope
	}
	global, declared := e.declared[id]
	switch {
	case !declared:
		return e.vars
	case global:
		return in.scope
	}
	for up := e.up; up != nil; up = up.up {
		if _, ok := up.vars[id]; ok {
			return up.vars
		}
	}
	return e.vars
}

func (in *Interp) bind(e *env, id string, v Value) { in.home(e, id)[id] = v }

// declare does the statements global and nonlocal.
func (in *Interp) declare(s *scopeStmt, e *env) error {
	if e == nil {
		if s.outer {
			return raise("SyntaxError", "nonlocal declaration not allowed at module level")
		}
		return nil
	}
	if e.declared == nil {
		e.declared = map[string]bool{}
	}
	for _, id := range s.names {
		e.declared[id] = !s.outer
		if !s.outer {
			continue
		}
		delete(e.vars, id)
		found := false
		for up := e.up; up != nil && !found; up = up.up {
			_, found = up.vars[id]
		}
		if !found {
			return raise("SyntaxError", "no binding for nonlocal '%s' found", id)
		}
	}
	return nil
}

// inPlace applies an operator of an augmented assignment: lists, sets and
// dictionaries change themselves, and all who hold them see it.
func (in *Interp) inPlace(op string, old, by Value) (Value, error) {
	l, isList := old.(*List)
	if isList && op == "+" {
		items, err := in.items(by)
		if err != nil {
			return nil, err
		}
		if err := in.size(len(l.Items) + len(items)); err != nil {
			return nil, err
		}
		l.Items = append(l.Items, items...)
		return l, nil
	}
	if d, ok := old.(*Dict); ok && op == "|" {
		return d, fillDict(in, d, []Value{by}, nil)
	}
	v, err := in.operate(op, old, by)
	if err != nil {
		return nil, err
	}
	if r, ok := v.(*List); ok && isList {
		l.Items = r.Items
		return l, nil
	}
	if s, ok := old.(*Set); ok {
		if r, ok := v.(*Set); ok {
			s.d = r.d
			return s, nil
		}
	}
	return v, nil
}
