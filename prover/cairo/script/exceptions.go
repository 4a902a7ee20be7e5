package script

import (
	"errors"
)

func (in *Interp) assert(s *assertStmt, e *env) error {
	ok, err := in.truth(s.cond, e)
	if err != nil || ok {
		return err
	}
	x := &Exception{Type: "AssertionError"}
	if s.msg != nil {
		v, err := in.eval(s.msg, e)
		if err != nil {
			return err
		}
		if x.Msg, err = in.Str(v); err != nil {
			return err
		}
	}
	in.line = s.line
	return x
}

func (in *Interp) raise(s *raiseStmt, e *env) error {
	if s.x == nil {
		return raise("RuntimeError", "No active exception to reraise")
	}
	v, err := in.eval(s.x, e)
	if err != nil {
		return err
	}
	if t, ok := v.(*Type); ok {
		if v, err = in.Call(t, nil, nil); err != nil {
			return err
		}
	}
	if x, ok := v.(*Exception); ok {
		return x
	}
	return raise("TypeError", "exceptions must derive from BaseException")
}

// bases are the exceptions that a handler of another name catches too.
var bases = map[string][]string{
	"KeyError": {"LookupError"}, "IndexError": {"LookupError"}, "ZeroDivisionError": {"ArithmeticError"},
	"OverflowError": {"ArithmeticError"}, "RecursionError": {"RuntimeError"}, "NotImplementedError": {"RuntimeError"},
}

func (in *Interp) try(s *tryStmt, e *env) (outcome, error) {
	o, err := in.block(s.body, e)
	var x *Exception
	if err != nil && errors.As(err, &x) {
		for _, h := range s.handlers {
			if !catches(h.types, x.Type) {
				continue
			}
			if h.as != "" {
				in.bind(e, h.as, x)
			}
			o, err = in.block(h.body, e)
			break
		}
	} else if err == nil && o.jump == "" {
		o, err = in.block(s.other, e)
	}
	if s.finally != nil {
		if o2, err2 := in.block(s.finally, e); err2 != nil || o2.jump != "" {
			return o2, err2
		}
	}
	return o, err
}

func catches(types []string, typ string) bool {
	if types == nil {
		return true
	}
	for _, t := range types {
		if t == typ || t == "Exception" || t == "BaseException" {
			return true
		}
		for _, b := range bases[typ] {
			if b == t {
				return true
			}
		}
	}
	return false
}
