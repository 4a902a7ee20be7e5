package hints

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/cairo/script"
	"quarry/prover/cairo/vm"
)

// nativeFn runs a hint without the interpreter. done is false if the hint is
// not in its usual circumstances, and then nothing has happened.
type nativeFn func(r *Runner, h *hint) (done bool, err error)

// natives are the hints that are worth it, by their text. Each does what the
// text says; the interpreter takes over for the errors.
var natives = map[string]nativeFn{
	"memory[ap] = segments.add()": func(r *Runner, h *hint) (bool, error) {
		p, err := r.m.AddSegment()
		if err != nil {
			return true, err
		}
		return true, r.m.Set(r.m.AP(), vm.PointerValue(p))
	},
	"memory[ap] = advice.next()":                         nextAdvice,
	"memory[ap] = to_felt_or_relocatable(advice.next())": nextAdvice,
	"vm_exit_scope()": func(r *Runner, h *hint) (bool, error) {
		if len(r.scopes) < 2 {
			return false, nil
		}
		r.scopes = r.scopes[:len(r.scopes)-1]
		return true, nil
	},
	"memory[ap] = 0 if 0 <= (ids.a % PRIME) < range_check_builtin.bound else 1": func(r *Runner, h *hint) (bool, error) {
		a, ok := r.felt(h, "a")
		if !ok || !r.hasRangeCheck() {
			return false, nil
		}
		return true, r.m.Set(r.m.AP(), flag(vm.BitLen(&a) > 128))
	},
	"memory[ap] = 0 if 0 <= ((-ids.a - 1) % PRIME) < range_check_builtin.bound else 1": func(r *Runner, h *hint) (bool, error) {
		a, ok := r.felt(h, "a")
		if !ok || !r.hasRangeCheck() {
			return false, nil
		}
		one := fp.One()
		a.Neg(&a).Sub(&a, &one)
		return true, r.m.Set(r.m.AP(), flag(vm.BitLen(&a) > 128))
	},
	"memory[ap] = 0 if (ids.a % PRIME) <= (ids.b % PRIME) else 1": func(r *Runner, h *hint) (bool, error) {
		a, ok1 := r.felt(h, "a")
		b, ok2 := r.felt(h, "b")
		if !ok1 || !ok2 {
			return false, nil
		}
		return true, r.m.Set(r.m.AP(), flag(a.Cmp(&b) > 0))
	},
	"vm_enter_scope({'n': ids.n})": func(r *Runner, h *hint) (bool, error) {
		v, ok := r.get(h, "n")
		if !ok {
			return false, nil
		}
		r.scopes = append(r.scopes, map[string]script.Value{"n": fromVM(v)})
		return true, nil
	},
	"n -= 1\nids.continue_copying = 1 if n > 0 else 0": countdown("continue_copying"),
	"n -= 1\nids.continue_loop = 1 if n > 0 else 0":    countdown("continue_loop"),
}

func flag(b bool) vm.Value {
	if b {
		return vm.IntValue(1)
	}
	return vm.IntValue(0)
}

func nextAdvice(r *Runner, h *hint) (bool, error) {
	v, err := r.nextAdvice()
	if err != nil {
		return true, err
	}
	return true, r.m.Set(r.m.AP(), v)
}

// countdown lowers the scope's n and says in a variable whether any are left.
func countdown(name string) nativeFn {
	return func(r *Runner, h *hint) (bool, error) {
		scope := r.scopes[len(r.scopes)-1]
		n, err := script.AsIndex(scope["n"])
		if err != nil {
			return false, nil
		}
		scope["n"] = script.Int(n - 1)
		d, err := r.ids.find(name)
		if err != nil || d.ref == nil {
			scope["n"] = script.Int(n)
			return false, nil
		}
		p, err := r.addressOf(d)
		if err != nil {
			return true, err
		}
		return true, r.m.Set(p, flag(n-1 > 0))
	}
}

func (r *Runner) hasRangeCheck() bool {
	_, ok := r.names["range_check_builtin"]
	return ok
}

// get reads a plain variable.
func (r *Runner) get(h *hint, name string) (vm.Value, bool) {
	d, err := r.ids.find(name)
	if err != nil || d.ref == nil {
		return vm.Value{}, false
	}
	v, err := r.eval(d.ref.Value, d.diff)
	return v, err == nil
}

// felt reads a variable that is a number.
func (r *Runner) felt(h *hint, name string) (fp.Element, bool) {
	v, ok := r.get(h, name)
	if !ok || !v.IsFelt() {
		return fp.Element{}, false
	}
	return v.Felt(), true
}
