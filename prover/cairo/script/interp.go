package script

import (
	"context"
	"errors"
	"io"
)

// Host is what a hint finds around it.
type Host interface {
	// Lookup returns what a name means that the hint's scope does not define.
	Lookup(name string) (Value, bool)
	// Import returns a name of a module, or the module itself if name is empty.
	Import(module, name string) (Value, error)
}

// ErrBudget ends a hint that does too much.
var ErrBudget = errors.New("the hint exceeds its budget of operations or memory")

// Interp runs hints. It is not safe for concurrent use.
type Interp struct {
	Host Host
	// Out takes what hints print; nil drops it.
	Out io.Writer
	// Budget is what is left of the operations that hints may do.
	Budget int64
	// MaxHeap bounds the growth of the heap in bytes while hints run; 0 for no
	// bound.
	MaxHeap int64

	base, grown int64

	ctx   context.Context
	scope map[string]Value
	depth int
	tick  int
	line  int
	// keywords are the names of the keyword arguments of the latest call.
	keywords []string
}

// New makes an interpreter with a budget of operations.
func New(ctx context.Context, host Host, budget int64) *Interp {
	return &Interp{Host: host, Budget: budget, ctx: ctx, base: heapBytes()}
}

// Error is a hint's failure at a line of it.
type Error struct {
	Line int
	Err  error
}

// Error implements error.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Run runs a hint with scope as its variables. Nondet expressions and
// statements alike: the value of a lone expression is dropped.
func (in *Interp) Run(p *Program, scope map[string]Value) error {
	in.scope, in.depth = scope, 0
	_, err := in.block(p.body, nil)
	if err != nil {
		return &Error{in.line, err}
	}
	return nil
}

// Scope returns the variables of the running hint.
func (in *Interp) Scope() map[string]Value { return in.scope }

// Spend charges n operations.
func (in *Interp) Spend(n int) error {
	in.Budget -= int64(n)
	if in.Budget < 0 {
		return ErrBudget
	}
	if in.tick += n; in.tick >= 1<<14 {
		if err := in.grow(64 * int64(in.tick)); err != nil {
			return err
		}
		in.tick = 0
		return in.ctx.Err()
	}
	return nil
}

// outcome says how a block ended.
type outcome struct {
	jump  string // "", "break", "continue", "return"
	value Value
}

func (in *Interp) block(body []stmt, e *env) (outcome, error) {
	for _, s := range body {
		o, err := in.stmt(s, e)
		if err != nil || o.jump != "" {
			return o, err
		}
	}
	return outcome{}, nil
}

// maxDepth bounds the recursion of running code.
const maxDepth = 2000

func (in *Interp) enter() error {
	if in.depth++; in.depth > maxDepth {
		return raise("RecursionError", "maximum recursion depth exceeded")
	}
	return nil
}

func (in *Interp) stmt(s stmt, e *env) (o outcome, err error) {
	if err := in.Spend(1); err != nil {
		return o, err
	}
	if err := in.enter(); err != nil {
		return o, err
	}
	defer func() { in.depth-- }()
	switch s := s.(type) {
	case *exprStmt:
		in.line = s.line
		_, err = in.eval(s.x, e)
	case *assign:
		in.line = s.line
		return o, in.assign(s, e)
	case *augment:
		in.line = s.line
		return o, in.augment(s, e)
	case *ifStmt:
		in.line = s.line
		return in.ifStmt(s, e)
	case *forStmt:
		in.line = s.line
		return in.forStmt(s, e)
	case *whileStmt:
		in.line = s.line
		return in.whileStmt(s, e)
	case *control:
		if s.word != "pass" {
			o.jump = s.word
		}
	case *returnStmt:
		in.line = s.line
		o.jump = "return"
		if s.value != nil {
			o.value, err = in.eval(s.value, e)
		}
	case *assertStmt:
		in.line = s.line
		return o, in.assert(s, e)
	case *raiseStmt:
		in.line = s.line
		return o, in.raise(s, e)
	case *delStmt:
		in.line = s.line
		return o, in.del(s, e)
	case *scopeStmt:
		in.line = s.line
		return o, in.declare(s, e)
	case *importStmt:
		in.line = s.line
		return o, in.imports(s, e)
	case *defStmt:
		in.line = s.line
		var f Value
		if f, err = in.function(s.fn, e); err == nil {
			in.bind(e, s.fn.name, f)
		}
	case *tryStmt:
		return in.try(s, e)
	}
	return o, err
}

func (in *Interp) ifStmt(s *ifStmt, e *env) (outcome, error) {
	yes, err := in.truth(s.cond, e)
	if err != nil {
		return outcome{}, err
	}
	if yes {
		return in.block(s.yes, e)
	}
	return in.block(s.no, e)
}

func (in *Interp) forStmt(s *forStmt, e *env) (outcome, error) {
	over, err := in.eval(s.over, e)
	if err != nil {
		return outcome{}, err
	}
	var out outcome
	broke := false
	err = in.iterate(over, func(v Value) (bool, error) {
		if err := in.store(s.target, v, e); err != nil {
			return false, err
		}
		o, err := in.block(s.body, e)
		if err != nil {
			return false, err
		}
		switch o.jump {
		case "break":
			broke = true
			return false, nil
		case "return":
			out, broke = o, true
			return false, nil
		}
		return true, nil
	})
	if err != nil || broke {
		return out, err
	}
	return in.block(s.other, e)
}

func (in *Interp) whileStmt(s *whileStmt, e *env) (outcome, error) {
	for {
		if err := in.Spend(1); err != nil {
			return outcome{}, err
		}
		yes, err := in.truth(s.cond, e)
		if err != nil {
			return outcome{}, err
		}
		if !yes {
			return in.block(s.other, e)
		}
		o, err := in.block(s.body, e)
		if err != nil || o.jump == "return" {
			return o, err
		}
		if o.jump == "break" {
			return outcome{}, nil
		}
	}
}

func (in *Interp) assign(s *assign, e *env) error {
	v, err := in.eval(s.value, e)
	if err != nil {
		return err
	}
	for _, t := range s.targets {
		if err := in.store(t, v, e); err != nil {
			return err
		}
	}
	return nil
}

func (in *Interp) augment(s *augment, e *env) error {
	// The object and the index of the target are evaluated once.
	var get func() (Value, error)
	var set func(Value) error
	switch t := s.target.(type) {
	case *name:
		get = func() (Value, error) { return in.eval(t, e) }
		set = func(v Value) error { in.bind(e, t.id, v); return nil }
	case *attribute:
		of, err := in.eval(t.of, e)
		if err != nil {
			return err
		}
		get = func() (Value, error) { return in.attr(of, t.name) }
		set = func(v Value) error { return in.setAttr(of, t.name, v) }
	case *subscript:
		of, err := in.eval(t.of, e)
		if err != nil {
			return err
		}
		at, err := in.eval(t.index, e)
		if err != nil {
			return err
		}
		get = func() (Value, error) { return in.index(of, at) }
		set = func(v Value) error { return in.setIndex(of, at, v) }
	default:
		return raise("SyntaxError", "illegal target of %s=", s.op)
	}
	old, err := get()
	if err != nil {
		return err
	}
	by, err := in.eval(s.value, e)
	if err != nil {
		return err
	}
	v, err := in.inPlace(s.op, old, by)
	if err != nil {
		return err
	}
	return set(v)
}

func (in *Interp) store(target expr, v Value, e *env) error {
	switch t := target.(type) {
	case *name:
		in.bind(e, t.id, v)
		return nil
	case *attribute:
		of, err := in.eval(t.of, e)
		if err != nil {
			return err
		}
		return in.setAttr(of, t.name, v)
	case *subscript:
		of, err := in.eval(t.of, e)
		if err != nil {
			return err
		}
		at, err := in.eval(t.index, e)
		if err != nil {
			return err
		}
		return in.setIndex(of, at, v)
	case *sequence:
		return in.unpack(t, v, e)
	}
	return raise("SyntaxError", "cannot assign to this expression")
}

func (in *Interp) unpack(t *sequence, v Value, e *env) error {
	items, err := in.items(v)
	if err != nil {
		return raise("TypeError", "cannot unpack non-iterable %s object", TypeName(v))
	}
	star := -1
	for i, x := range t.items {
		if _, ok := x.(*starred); ok {
			star = i
		}
	}
	if star < 0 && len(items) > len(t.items) {
		return raise("ValueError", "too many values to unpack (expected %d)", len(t.items))
	}
	if len(items) < len(t.items) && (star < 0 || len(items) < len(t.items)-1) {
		return raise("ValueError", "not enough values to unpack (expected %d, got %d)", len(t.items), len(items))
	}
	at := 0
	for i, x := range t.items {
		if i == star {
			n := len(items) - len(t.items) + 1
			part := append([]Value(nil), items[at:at+n]...)
			at += n
			if err := in.store(x.(*starred).x, &List{part}, e); err != nil {
				return err
			}
			continue
		}
		if err := in.store(x, items[at], e); err != nil {
			return err
		}
		at++
	}
	return nil
}

func (in *Interp) del(s *delStmt, e *env) error {
	for _, t := range s.targets {
		switch t := t.(type) {
		case *name:
			vars := in.home(e, t.id)
			if _, ok := vars[t.id]; !ok {
				return raise("NameError", "name '%s' is not defined", t.id)
			}
			delete(vars, t.id)
		case *subscript:
			of, err := in.eval(t.of, e)
			if err != nil {
				return err
			}
			at, err := in.eval(t.index, e)
			if err != nil {
				return err
			}
			if err := in.delIndex(of, at); err != nil {
				return err
			}
		default:
			return raise("SyntaxError", "cannot delete this expression")
		}
	}
	return nil
}

func (in *Interp) imports(s *importStmt, e *env) error {
	if s.names == nil {
		v, err := in.Host.Import(s.module, "")
		if err != nil {
			return err
		}
		as := s.as
		if as == "" {
			as = s.module
		}
		in.bind(e, as, v)
		return nil
	}
	for _, n := range s.names {
		v, err := in.Host.Import(s.module, n[0])
		if err != nil {
			return err
		}
		in.bind(e, n[1], v)
	}
	return nil
}
