package cairo1

import (
	"sort"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/cairo/vm"
)

// dict is what a Felt252Dict holds. Its accesses are logged in a segment of
// its own; the first one's is real, the others' are temporary until the entry
// code strings them together.
type dict struct {
	values map[fp.Element]vm.Value
	index  int // in the segment of dict infos
}

// allocDict makes a dict and writes its segment into the next of the infos
// (start, end, squashed), to which the arena points: infos, constructed,
// destructed.
func allocDict(x *exec) {
	arena := x.address(0)
	count := x.readFelt(arena.Add(-2))
	infos := x.readPointer(arena.Add(-3))
	n, ok := vm.FeltValue(&count).Small()
	if x.err == nil && (!ok || n < 0 || n > 1<<32) {
		x.fail("%v is not a number of dictionaries", count.String())
	}
	if x.err != nil {
		return
	}
	var p vm.Pointer
	if len(x.r.dicts) == 0 {
		p, x.err = x.m.AddSegment()
	} else {
		p, x.err = x.m.AddTemporary()
	}
	if x.err != nil {
		return
	}
	x.r.dicts[p.Segment] = &dict{values: map[fp.Element]vm.Value{}, index: len(x.r.dicts)}
	x.store(infos.Add(3*n), vm.PointerValue(p))
}

// dict returns the dict whose log p is in.
func (x *exec) dict(p vm.Pointer) *dict {
	d := x.r.dicts[p.Segment]
	if x.err == nil && d == nil {
		x.fail("%v is not in the log of a dictionary", p)
	}
	return d
}

// at returns the value of a key; unset keys hold zero.
func (d *dict) at(key fp.Element) vm.Value {
	if v, ok := d.values[key]; ok {
		return v
	}
	return vm.IntValue(0)
}

// A log entry is key, previous value, new value.

func dictEntryInit(x *exec) {
	p, key := x.address(0), x.felt(1)
	d := x.dict(p)
	if x.err == nil {
		x.store(p.Add(1), d.at(key))
	}
}

func dictEntryUpdate(x *exec) {
	p := x.address(0)
	key := x.readFelt(p.Add(-3))
	v := x.any(1)
	d := x.dict(p)
	if x.err == nil {
		d.values[key] = v
	}
}

func dictRead(x *exec) {
	p, key := x.address(0), x.felt(1)
	d := x.dict(p)
	if x.err == nil {
		x.put(2, d.at(key))
	}
}

func dictWrite(x *exec) {
	p, key := x.address(0), x.felt(1)
	v := x.any(2)
	d := x.dict(p)
	if x.err == nil {
		x.store(p.Add(1), d.at(key))
		d.values[key] = v
	}
}

func segmentArenaIndex(x *exec) {
	p := x.address(0)
	d := x.dict(p)
	if x.err == nil {
		x.put(1, vm.IntValue(int64(d.index)))
	}
}

// squash is the work of squashing one dict's log: for each key, in ascending
// order, the indices of its accesses, in order.
type squash struct {
	keys     []fp.Element
	accesses [][]int64
	key      int // the current one
	access   int // the current one of its accesses
}

// initSquashData sorts the log of n_accesses entries by key, and tells whether
// any key is 2^128 or more.
func initSquashData(x *exec) {
	log, n := x.address(0), x.count(2)
	byKey := map[fp.Element][]int64{}
	for i := int64(0); i < n && x.err == nil; i++ {
		x.spend(8)
		k := x.readFelt(log.Add(3 * i))
		byKey[k] = append(byKey[k], i)
	}
	if x.err == nil && n == 0 {
		x.fail("a dictionary without accesses is squashed")
	}
	if x.err != nil {
		return
	}
	s := squash{}
	for k := range byKey {
		s.keys = append(s.keys, k)
	}
	sort.Slice(s.keys, func(i, j int) bool { return less(s.keys[i].Bits(), s.keys[j].Bits()) })
	for _, k := range s.keys {
		s.accesses = append(s.accesses, byKey[k])
	}
	x.r.squash = s
	greatest := s.keys[len(s.keys)-1].Bits()
	x.putBool(3, greatest[2]|greatest[3] != 0)
	x.putFelt(4, &s.keys[0])
}

// left returns the accesses of the current key that are still to come, the
// current one first.
func (x *exec) left() []int64 {
	s := &x.r.squash
	if x.err == nil && s.key >= len(s.keys) {
		x.fail("no dictionary is being squashed")
	}
	if x.err != nil {
		return nil
	}
	return s.accesses[s.key][s.access:]
}

func currentAccessIndex(x *exec) {
	p, left := x.address(0), x.left()
	if x.err == nil {
		x.store(p, vm.IntValue(left[0]))
	}
}

func shouldSkipSquashLoop(x *exec)     { x.putBool(0, len(x.left()) <= 1) }
func shouldContinueSquashLoop(x *exec) { x.putBool(0, len(x.left()) > 1) }

func currentAccessDelta(x *exec) {
	left := x.left()
	if x.err == nil && len(left) < 2 {
		x.fail("the current key has no further access")
	}
	if x.err != nil {
		return
	}
	x.r.squash.access++
	x.put(0, vm.IntValue(left[1]-left[0]-1))
}

func nextDictKey(x *exec) {
	left := x.left()
	s := &x.r.squash
	if x.err == nil && len(left) != 1 {
		x.fail("not all accesses of the current key were processed")
	}
	if x.err == nil && s.key+1 >= len(s.keys) {
		x.fail("there is no further key")
	}
	if x.err != nil {
		return
	}
	s.key++
	s.access = 0
	x.putFelt(0, &s.keys[s.key])
}
