package hints

import (
	"math/big"
	"slices"

	"quarry/prover/cairo/script"
	"quarry/prover/cairo/vm"
)

// nativeSquash are the hints of squash_dict.cairo.
var nativeSquash = map[string]nativeFn{
	lines("dict_access_size = ids.DictAccess.SIZE",
		"address = ids.dict_accesses.address_",
		"assert ids.ptr_diff % dict_access_size == 0, \\",
		"    'Accesses array size must be divisible by DictAccess.SIZE'",
		"n_accesses = ids.n_accesses",
		"if '__squash_dict_max_size' in globals():",
		"    assert n_accesses <= __squash_dict_max_size, \\",
		"        f'squash_dict() can only be used with n_accesses<={__squash_dict_max_size}. ' \\",
		"        f'Got: n_accesses={n_accesses}.'",
		"# A map from key to the list of indices accessing it.",
		"access_indices = {}",
		"for i in range(n_accesses):",
		"    key = memory[address + dict_access_size * i]",
		"    access_indices.setdefault(key, []).append(i)",
		"# Descending list of keys.",
		"keys = sorted(access_indices.keys(), reverse=True)",
		"# Are the keys used bigger than range_check bound.",
		"ids.big_keys = 1 if keys[0] >= range_check_builtin.bound else 0",
		"ids.first_key = key = keys.pop()"): squashStart,
	lines("current_access_indices = sorted(access_indices[key])[::-1]",
		"current_access_index = current_access_indices.pop()",
		"memory[ids.range_check_ptr] = current_access_index"): squashKey,
	"ids.should_skip_loop = 0 if current_access_indices else 1": func(r *Runner) (bool, error) {
		l, ok := r.list("current_access_indices")
		return ok && r.assign("should_skip_loop", flag(len(l.Items) == 0)), nil
	},
	lines("new_access_index = current_access_indices.pop()",
		"ids.loop_temps.index_delta_minus1 = new_access_index - current_access_index - 1",
		"current_access_index = new_access_index"): squashNext,
	"ids.loop_temps.should_continue = 1 if current_access_indices else 0": func(r *Runner) (bool, error) {
		l, ok := r.list("current_access_indices")
		return ok && r.assignMember("loop_temps", "should_continue", flag(len(l.Items) > 0)), nil
	},
	"assert len(current_access_indices) == 0": func(r *Runner) (bool, error) {
		l, ok := r.list("current_access_indices")
		return ok && len(l.Items) == 0, nil
	},
	"assert ids.n_used_accesses == len(access_indices[key])": func(r *Runner) (bool, error) {
		l, ok := r.indices()
		n, ok2 := r.number("n_used_accesses")
		return ok && ok2 && n == limbs{uint64(len(l.Items))}, nil
	},
	"assert len(keys) == 0": func(r *Runner) (bool, error) {
		l, ok := r.list("keys")
		return ok && len(l.Items) == 0, nil
	},
	lines("assert len(keys) > 0, 'No keys left but remaining_accesses > 0.'",
		"ids.next_key = key = keys.pop()"): func(r *Runner) (bool, error) { return r.popKey("next_key") },
}

// list reads a variable of the scope that is a list.
func (r *Runner) list(name string) (*script.List, bool) {
	l, ok := r.scope()[name].(*script.List)
	return l, ok
}

// indices reads access_indices[key].
func (r *Runner) indices() (*script.List, bool) {
	scope := r.scope()
	d, ok := scope["access_indices"].(*script.Dict)
	if !ok {
		return nil, false
	}
	v, ok, err := d.Get(scope["key"])
	l, isList := v.(*script.List)
	return l, ok && isList && err == nil
}

// last returns the last item of a list, which is a number.
func last(l *script.List) (*big.Int, bool) {
	if len(l.Items) == 0 {
		return nil, false
	}
	n, ok := l.Items[len(l.Items)-1].(*big.Int)
	return n, ok
}

func pop(l *script.List) { l.Items = l.Items[:len(l.Items)-1] }

// popKey does ids.name = key = keys.pop().
func (r *Runner) popKey(name string) (bool, error) {
	l, ok := r.list("keys")
	if !ok {
		return false, nil
	}
	key, ok := last(l)
	if !ok || !r.assign(name, vm.BigValue(key)) {
		return false, nil
	}
	pop(l)
	r.scope()["key"] = key
	return true, nil
}

func squashStart(r *Runner) (bool, error) {
	at, _, ok1 := r.structure("dict_accesses")
	size, _, ok2 := r.sizeOf("DictAccess")
	diff, ok3 := r.number("ptr_diff")
	n, ok4 := r.number("n_accesses")
	scope := r.scope()
	_, limited := scope["__squash_dict_max_size"]
	if !ok1 || !ok2 || !ok3 || !ok4 || limited || !r.rangeCheck || size != 3 || n[1]|n[2]|n[3] != 0 || n[0] > 1<<32 ||
		diff != (limbs{3 * n[0]}) {
		return false, nil
	}
	accesses, ok, err := r.accessesByKey(at, size, int64(n[0]))
	if !ok || err != nil {
		return false, err
	}
	keys := accesses.descending()
	if len(keys) == 0 || !r.assign("big_keys", flag(keys[0].Cmp(shift128) >= 0)) ||
		!r.assign("first_key", vm.BigValue(keys[len(keys)-1])) {
		return false, nil
	}
	scope["dict_access_size"], scope["address"], scope["n_accesses"] = script.Int(size), Pointer(at), n.big()
	scope["access_indices"], scope["i"] = accesses.dict, script.Int(int64(n[0])-1)
	rest := &script.List{}
	for _, k := range keys[:len(keys)-1] {
		rest.Items = append(rest.Items, k)
	}
	scope["keys"], scope["key"] = rest, keys[len(keys)-1]
	return true, nil
}

// positions maps numbers to the positions where they occur.
type positions struct {
	dict *script.Dict // to lists
	keys []*big.Int   // in order of appearance
}

// accessesByKey maps the n numbers that lie step apart to their positions. ok is
// false if one is no number.
func (r *Runner) accessesByKey(at vm.Pointer, step, n int64) (p *positions, ok bool, err error) {
	if err := r.in.Spend(int(6 * n)); err != nil {
		return nil, false, err
	}
	p = &positions{dict: script.NewDict()}
	byFelt := map[vm.Value]*script.List{}
	for i := range n {
		v := r.m.Get(at.Add(step * i))
		if !v.IsFelt() {
			return nil, false, nil
		}
		l := byFelt[v]
		if l == nil {
			l = &script.List{}
			byFelt[v] = l
			key := v.Big()
			p.keys = append(p.keys, key)
			if err := p.dict.Set(key, l); err != nil {
				return nil, false, nil
			}
		}
		l.Items = append(l.Items, script.Int(i))
	}
	return p, true, nil
}

// descending returns the keys, the greatest first.
func (p *positions) descending() []*big.Int {
	slices.SortFunc(p.keys, func(a, b *big.Int) int { return b.Cmp(a) })
	return p.keys
}

func squashKey(r *Runner) (bool, error) {
	rc, ok1 := r.pointer("range_check_ptr")
	all, ok2 := r.indices()
	if !ok1 || !ok2 || len(all.Items) == 0 {
		return false, nil
	}
	if err := r.in.Spend(len(all.Items) / 4); err != nil {
		return true, err
	}
	left := &script.List{Items: make([]script.Value, len(all.Items))}
	for i, v := range all.Items {
		n, ok := v.(*big.Int)
		if !ok || i > 0 && n.Cmp(all.Items[i-1].(*big.Int)) < 0 { // not sorted
			return false, nil
		}
		left.Items[len(left.Items)-1-i] = n
	}
	index, _ := last(left)
	if r.m.Set(rc, vm.BigValue(index)) != nil {
		return false, nil
	}
	pop(left)
	r.scope()["current_access_indices"], r.scope()["current_access_index"] = left, index
	return true, nil
}

func squashNext(r *Runner) (bool, error) {
	l, ok := r.list("current_access_indices")
	if !ok {
		return false, nil
	}
	next, ok1 := last(l)
	now, ok2 := r.scope()["current_access_index"].(*big.Int)
	if !ok1 || !ok2 {
		return false, nil
	}
	delta := new(big.Int).Sub(next, now)
	if !r.assignMember("loop_temps", "index_delta_minus1", vm.BigValue(delta.Sub(delta, one))) {
		return false, nil
	}
	pop(l)
	r.scope()["new_access_index"], r.scope()["current_access_index"] = next, next
	return true, nil
}
