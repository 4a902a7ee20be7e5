package hints

import (
	"math/big"
	"slices"

	"quarry/prover/cairo/script"
	"quarry/prover/cairo/vm"
)

const checkElements = `array_ptr = ids.array_ptr
elm_size = ids.elm_size
assert isinstance(elm_size, int) and elm_size > 0, \
    f'Invalid value for elm_size. Got: {elm_size}.'
`

const checkLength = `n_elms = ids.n_elms
assert isinstance(n_elms, int) and n_elms >= 0, \
    f'Invalid value for n_elms. Got: {n_elms}.'
if '__find_element_max_size' in globals():
    assert n_elms <= __find_element_max_size, \
        f'find_element() can only be used with n_elms<={__find_element_max_size}. ' \
        f'Got: n_elms={n_elms}.'
`

// nativeArrays are hints of find_element.cairo and usort.cairo.
var nativeArrays = map[string]nativeFn{
	checkElements + `key = ids.key

if '__find_element_index' in globals():
    ids.index = __find_element_index
    found_key = memory[array_ptr + elm_size * __find_element_index]
    assert found_key == key, \
        f'Invalid index found in __find_element_index. index: {__find_element_index}, ' \
        f'expected key {key}, found key: {found_key}.'
    # Delete __find_element_index to make sure it's not used for the next calls.
    del __find_element_index
else:
    n_elms = ids.n_elms
    assert isinstance(n_elms, int) and n_elms >= 0, \
        f'Invalid value for n_elms. Got: {n_elms}.'
    if '__find_element_max_size' in globals():
        assert n_elms <= __find_element_max_size, \
            f'find_element() can only be used with n_elms<={__find_element_max_size}. ' \
            f'Got: n_elms={n_elms}.'

    for i in range(n_elms):
        if memory[array_ptr + elm_size * i] == key:
            ids.index = i
            break
    else:
        raise ValueError(f'Key {key} was not found.')`: findElement,
	checkElements + `
` + checkLength + `
for i in range(n_elms):
    if memory[array_ptr + elm_size * i] >= ids.key:
        ids.index = i
        break
else:
    ids.index = n_elms`: func(r *Runner) (bool, error) {
		s, ok, err := r.search()
		if !ok || err != nil || !r.assign("index", vm.IntValue(s.index)) {
			return false, err
		}
		return s.done(r)
	},
	checkElements + `
` + checkLength + `
for i in range(n_elms):
    if memory[array_ptr + elm_size * i] >= ids.key:
        ids.index = i
        ids.exists = 1 if memory[array_ptr + elm_size * i] == ids.key else 0
        break
else:
    ids.index = n_elms
    ids.exists = 0`: func(r *Runner) (bool, error) {
		s, ok, err := r.search()
		if !ok || err != nil || !r.assign("index", vm.IntValue(s.index)) || !r.assign("exists", flag(s.exact)) {
			return false, err
		}
		return s.done(r)
	},
	"vm_enter_scope(dict(__usort_max_size = globals().get('__usort_max_size')))": func(r *Runner) (bool, error) {
		return r.pushScope(map[string]script.Value{"__usort_max_size": r.scope()["__usort_max_size"]})
	},
	lines("last_pos = 0", "positions = positions_dict[ids.value][::-1]"): usortPositions,
	"assert len(positions) == 0": func(r *Runner) (bool, error) {
		l, ok := r.list("positions")
		return ok && len(l.Items) == 0, nil
	},
	lines("current_pos = positions.pop()",
		"ids.next_item_index = current_pos - last_pos",
		"last_pos = current_pos + 1"): usortNext,
}

// array is an array of elements with a key each, and what a search finds in it.
type array struct {
	at        vm.Pointer
	size, n   int64
	key       limbs
	index     int64 // n if there is nothing
	exact     bool  // the key itself
	inspected int64
}

// array reads the variables of the functions that search.
func (r *Runner) array() (a array, ok bool) {
	at, ok1 := r.pointer("array_ptr")
	size, ok2 := r.number("elm_size")
	n, ok3 := r.number("n_elms")
	key, ok4 := r.number("key")
	_, limited := r.scope()["__find_element_max_size"]
	if !ok1 || !ok2 || !ok3 || !ok4 || limited || size.cmp(limbs{1 << 20}) > 0 || size[0] == 0 || n.cmp(limbs{1 << 20}) > 0 {
		return a, false
	}
	return array{at: at, size: int64(size[0]), n: int64(n[0]), key: key, index: int64(n[0])}, true
}

// search finds the first element that is not below the key.
func (r *Runner) search() (a array, ok bool, err error) {
	if a, ok = r.array(); !ok {
		return a, false, nil
	}
	return a, r.scan(&a, func(v limbs) bool { return v.cmp(a.key) >= 0 }), r.in.Spend(int(a.inspected))
}

// scan finds the first element that fits. ok is false if one before it is no
// number.
func (r *Runner) scan(a *array, fits func(v limbs) bool) bool {
	for i := range a.n {
		v := r.m.Get(a.at.Add(a.size * i))
		if !v.IsFelt() {
			return false
		}
		a.inspected++
		e := v.Felt()
		if n := limbs(e.Bits()); fits(n) {
			a.index, a.exact = i, n == a.key
			return true
		}
	}
	return true
}

// done leaves the variables of a search.
func (a *array) done(r *Runner) (bool, error) {
	scope := r.scope()
	scope["array_ptr"], scope["elm_size"], scope["n_elms"] = Pointer(a.at), script.Int(a.size), script.Int(a.n)
	if a.n > 0 {
		scope["i"] = script.Int(min(a.index, a.n-1))
	}
	return true, nil
}

func findElement(r *Runner) (bool, error) {
	if _, given := r.scope()["__find_element_index"]; given {
		return false, nil
	}
	a, ok := r.array()
	if !ok {
		return false, nil
	}
	ok = r.scan(&a, func(v limbs) bool { return v == a.key })
	if err := r.in.Spend(int(a.inspected)); err != nil {
		return true, err
	}
	if !ok || !a.exact || !r.assign("index", vm.IntValue(a.index)) {
		return false, nil
	}
	r.scope()["key"] = a.key.big()
	return a.done(r)
}

func usortPositions(r *Runner) (bool, error) {
	d, ok1 := r.scope()["positions_dict"].(*script.Dict)
	value, ok2 := r.get("value")
	if !ok1 || !ok2 {
		return false, nil
	}
	v, err := d.Item(r.in, fromVM(value))
	l, ok := v.(*script.List)
	if err != nil || !ok {
		return false, nil
	}
	if err := r.in.Spend(len(l.Items) / 8); err != nil {
		return true, err
	}
	items := slices.Clone(l.Items)
	slices.Reverse(items)
	r.scope()["last_pos"], r.scope()["positions"] = script.Int(0), &script.List{Items: items}
	return true, nil
}

func usortNext(r *Runner) (bool, error) {
	l, ok := r.list("positions")
	if !ok {
		return false, nil
	}
	now, ok1 := last(l)
	before, ok2 := r.scope()["last_pos"].(*big.Int)
	if !ok1 || !ok2 || !r.assign("next_item_index", vm.BigValue(new(big.Int).Sub(now, before))) {
		return false, nil
	}
	pop(l)
	r.scope()["current_pos"], r.scope()["last_pos"] = now, new(big.Int).Add(now, one)
	return true, nil
}
