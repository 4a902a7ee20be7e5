package script

import "math/big"

// setTable is CPython's hash table of a set: sets are gone through in the order
// of its slots, which for integers depends on nothing but them.
type setTable struct {
	slots []Value
	used  int
	// steps counts how many slots were in the way.
	steps int
}

const (
	leastSlots   = 8
	linearProbes = 9
	perturbShift = 5
	// stepsPerOperation is how many slots are looked at for an operation of the budget.
	stepsPerOperation = 16
)

var hashModulus = new(big.Int).SetUint64(1<<61 - 1)

// hashInt is CPython's hash of an integer.
func hashInt(n *big.Int) uint64 {
	h := int64(new(big.Int).Rem(n, hashModulus).Int64())
	if h == -1 {
		h = -2
	}
	return uint64(h)
}

func (t *setTable) put(v Value) {
	n, _ := AsInt(v)
	hash := hashInt(n)
	mask := uint64(len(t.slots) - 1)
	for i, perturb := hash&mask, hash; ; {
		probes := uint64(0)
		if i+linearProbes <= mask {
			probes = linearProbes
		}
		for j := i; j <= i+probes; j++ {
			if t.slots[j] == nil {
				t.slots[j] = v
				return
			}
		}
		t.steps += int(probes) + 1
		perturb >>= perturbShift
		i = (i*5 + 1 + perturb) & mask
	}
}

func (t *setTable) add(v Value) {
	t.put(v)
	t.used++
	if uint64(t.used)*5 < uint64(len(t.slots)-1)*3 {
		return
	}
	least := 4 * t.used
	if t.used > 50000 {
		least = 2 * t.used
	}
	size := leastSlots
	for size <= least {
		size <<= 1
	}
	old := t.slots
	t.slots = make([]Value, size)
	for _, v := range old {
		if v != nil {
			t.put(v)
		}
	}
}

// sorted returns the members of a set in a definite order: integers as CPython
// has them when they are added one by one (as set(list) does), the others, whose
// order it draws by lot, as inserted.
func (s *Set) sorted(in *Interp) ([]Value, error) {
	keys := s.d.keys()
	for _, k := range keys {
		if _, ok := AsInt(k); !ok {
			return keys, nil
		}
	}
	if err := in.size(4 * len(keys)); err != nil {
		return nil, err
	}
	t := setTable{slots: make([]Value, leastSlots)}
	for _, k := range keys {
		t.add(k)
		if err := in.Spend(t.steps / stepsPerOperation); err != nil { // they may have been made to collide
			return nil, err
		}
		t.steps %= stepsPerOperation
	}
	out := keys[:0]
	for _, v := range t.slots {
		if v != nil {
			out = append(out, v)
		}
	}
	return out, nil
}
