package hints

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/cairo/script"
	"quarry/prover/cairo/vm"
)

// nativeBasics are hints of alloc, memcpy, memset, math_cmp, pow and of
// programs with an advice tape.
var nativeBasics = map[string]nativeFn{
	"memory[ap] = segments.add()": func(r *Runner) (bool, error) {
		p, err := r.m.AddSegment()
		if err != nil {
			return true, err
		}
		return true, r.m.Set(r.m.AP(), vm.PointerValue(p))
	},
	"memory[ap] = advice.next()": nextAdvice,
	nondet("advice.next()"):      nextAdvice,
	"vm_enter_scope()":           func(r *Runner) (bool, error) { return r.pushScope(map[string]script.Value{}) },
	"vm_exit_scope()": func(r *Runner) (bool, error) {
		if len(r.scopes) < 2 {
			return false, nil
		}
		r.scopes = r.scopes[:len(r.scopes)-1]
		return true, nil
	},
	"vm_enter_scope({'n': ids.n})":                     enterCounting("n"),
	"vm_enter_scope({'n': ids.len})":                   enterCounting("len"),
	"n -= 1\nids.continue_copying = 1 if n > 0 else 0": countdown("continue_copying"),
	"n -= 1\nids.continue_loop = 1 if n > 0 else 0":    countdown("continue_loop"),
	"memory[ap] = 0 if 0 <= (ids.a % PRIME) < range_check_builtin.bound else 1": func(r *Runner) (bool, error) {
		a, ok := r.number("a")
		if !ok || !r.rangeCheck {
			return false, nil
		}
		return r.pushAP(flag(!a.below128()))
	},
	"memory[ap] = 0 if 0 <= ((-ids.a - 1) % PRIME) < range_check_builtin.bound else 1": func(r *Runner) (bool, error) {
		a, ok := r.felt("a")
		if !ok || !r.rangeCheck {
			return false, nil
		}
		one := fp.One()
		a.Neg(&a).Sub(&a, &one)
		return r.pushAP(flag(!limbs(a.Bits()).below128()))
	},
	"memory[ap] = 0 if (ids.a % PRIME) <= (ids.b % PRIME) else 1": func(r *Runner) (bool, error) {
		a, ok1 := r.felt("a")
		b, ok2 := r.felt("b")
		if !ok1 || !ok2 {
			return false, nil
		}
		return r.pushAP(flag(a.Cmp(&b) > 0))
	},
	"ids.locs.bit = (ids.prev_locs.exp % PRIME) & 1": func(r *Runner) (bool, error) {
		n, ok := r.memberNumber("prev_locs", "exp")
		return ok && r.assignMember("locs", "bit", flag(n[0]&1 == 1)), nil
	},
	"memory[ap] = ids.index % 2": func(r *Runner) (bool, error) {
		n, ok := r.number("index")
		if !ok {
			return false, nil
		}
		return r.pushAP(flag(n[0]&1 == 1))
	},
	"memory[ap] = (ids.scalar % PRIME) % 2": func(r *Runner) (bool, error) {
		n, ok := r.number("scalar")
		if !ok {
			return false, nil
		}
		return r.pushAP(flag(n[0]&1 == 1))
	},
	nondet("ids.elements_end - ids.elements >= 10"): atLeast("elements_end", "elements", 10),
	nondet("ids.elements_end - ids.elements >= 2"):  atLeast("elements_end", "elements", 2),
	nondet("ids.n_bytes < ids.BYTES_IN_WORD"): func(r *Runner) (bool, error) {
		c, ok := r.compare("n_bytes", "BYTES_IN_WORD")
		if !ok {
			return false, nil
		}
		return r.pushAP(flag(c < 0))
	},
	nondet("ids.n_bytes >= ids.KECCAK_FULL_RATE_IN_BYTES"): func(r *Runner) (bool, error) {
		c, ok := r.compare("n_bytes", "KECCAK_FULL_RATE_IN_BYTES")
		if !ok {
			return false, nil
		}
		return r.pushAP(flag(c >= 0))
	},
}

func nextAdvice(r *Runner) (bool, error) {
	v, err := r.nextAdvice()
	if err != nil {
		return true, err
	}
	return true, r.m.Set(r.m.AP(), v)
}

// compare compares a variable that is a number with a constant.
func (r *Runner) compare(name, constant string) (int, bool) {
	v, ok1 := r.number(name)
	c, ok2 := r.constant(constant)
	if !ok1 || !ok2 {
		return 0, false
	}
	return v.big().Cmp(c), true
}

// atLeast pushes whether the pointer end is n or more after the pointer begin.
func atLeast(end, begin string, n int64) nativeFn {
	return func(r *Runner) (bool, error) {
		p, ok1 := r.pointer(end)
		q, ok2 := r.pointer(begin)
		if !ok1 || !ok2 || p.Segment != q.Segment {
			return false, nil
		}
		return r.pushAP(flag(p.Offset-q.Offset >= n))
	}
}

func (r *Runner) pushScope(scope map[string]script.Value) (bool, error) {
	if len(r.scopes) > maxScopes {
		return false, nil
	}
	r.scopes = append(r.scopes, scope)
	return true, nil
}

// enterCounting enters a scope whose n is a variable.
func enterCounting(name string) nativeFn {
	return func(r *Runner) (bool, error) {
		v, ok := r.get(name)
		if !ok {
			return false, nil
		}
		return r.pushScope(map[string]script.Value{"n": fromVM(v)})
	}
}

// countdown lowers the scope's n and says in a variable whether any are left.
func countdown(name string) nativeFn {
	return func(r *Runner) (bool, error) {
		scope := r.scope()
		n, err := script.AsIndex(scope["n"])
		if err != nil || n < -1<<62 || !r.assign(name, flag(n > 1)) {
			return false, nil
		}
		scope["n"] = script.Int(n - 1)
		return true, nil
	}
}
