package hints

import (
	"math/big"

	"quarry/prover/cairo/script"
	"quarry/prover/cairo/vm"
)

// nativeDict are the hints of dict.cairo that every access runs.
var nativeDict = map[string]nativeFn{
	lines("dict_tracker = __dict_manager.get_tracker(ids.dict_ptr)",
		"dict_tracker.current_ptr += ids.DictAccess.SIZE",
		"ids.value = dict_tracker.data[ids.key]"): dictRead,
	lines("dict_tracker = __dict_manager.get_tracker(ids.dict_ptr)",
		"dict_tracker.current_ptr += ids.DictAccess.SIZE",
		"ids.dict_ptr.prev_value = dict_tracker.data[ids.key]",
		"dict_tracker.data[ids.key] = ids.new_value"): dictWrite,
	lines("# Verify dict pointer and prev value.",
		"dict_tracker = __dict_manager.get_tracker(ids.dict_ptr)",
		"current_value = dict_tracker.data[ids.key]",
		"assert current_value == ids.prev_value, \\",
		"    f'Wrong previous value in dict. Got {ids.prev_value}, expected {current_value}.'",
		"",
		"# Update value.",
		"dict_tracker.data[ids.key] = ids.new_value",
		"dict_tracker.current_ptr += ids.DictAccess.SIZE"): dictUpdate,
}

// dictAccess is an access to a dictionary: its tracker, where the access is
// recorded, and the key with its value.
type dictAccess struct {
	tracker *dictTracker
	at      vm.Pointer
	next    Pointer
	key     script.Value
	value   script.Value
}

// access finds the dictionary that ids.dict_ptr belongs to and looks up ids.key.
func (r *Runner) access() (a dictAccess, ok bool) {
	manager, ok := r.scope()["__dict_manager"].(*dictManager)
	if !ok {
		return a, false
	}
	if a.at, _, ok = r.structure("dict_ptr"); !ok {
		return a, false
	}
	if a.tracker, ok = manager.trackers[a.at.Segment]; !ok || a.tracker.current != Pointer(a.at) {
		return a, false
	}
	key, ok1 := r.get("key")
	size, _, ok2 := r.sizeOf("DictAccess")
	if !ok1 || !ok2 {
		return a, false
	}
	a.key, a.next = fromVM(key), Pointer(a.at.Add(size))
	var err error
	a.value, err = a.tracker.data.Item(r.in, a.key)
	return a, err == nil
}

// done is what is left of a successful access.
func (r *Runner) done(a *dictAccess) (bool, error) {
	a.tracker.current = a.next
	r.scope()["dict_tracker"] = a.tracker
	return true, nil
}

func dictRead(r *Runner) (bool, error) {
	a, ok := r.access()
	if !ok {
		return false, nil
	}
	v, err := toVM(a.value)
	if err != nil || !r.assign("value", v) {
		return false, nil
	}
	return r.done(&a)
}

func dictWrite(r *Runner) (bool, error) {
	a, ok := r.access()
	if !ok {
		return false, nil
	}
	prev, err := toVM(a.value)
	value, ok := r.get("new_value")
	if err != nil || !ok || !r.assignMember("dict_ptr", "prev_value", prev) {
		return false, nil
	}
	if a.tracker.data.Set(a.key, fromVM(value)) != nil {
		return false, nil
	}
	return r.done(&a)
}

func dictUpdate(r *Runner) (bool, error) {
	a, ok := r.access()
	if !ok {
		return false, nil
	}
	prev, ok1 := r.get("prev_value")
	value, ok2 := r.get("new_value")
	if !ok1 || !ok2 || !sameValue(a.value, fromVM(prev)) || a.tracker.data.Set(a.key, fromVM(value)) != nil {
		return false, nil
	}
	r.scope()["current_value"] = a.value
	return r.done(&a)
}

// sameValue tells that two numbers or two pointers are equal.
func sameValue(a, b script.Value) bool {
	x, ok1 := a.(*big.Int)
	y, ok2 := b.(*big.Int)
	if ok1 && ok2 {
		return x.Cmp(y) == 0
	}
	p, ok1 := a.(Pointer)
	q, ok2 := b.(Pointer)
	return ok1 && ok2 && p == q
}
