package cairo

import (
	"fmt"
	"math/big"

	"quarry/prover/cairo/vm"
)

// The cells of an instance of add_mod and mul_mod.
const (
	modWords     = 4
	modWordBits  = 96
	modValuesPtr = 4
	modOffsets   = 5
	modN         = 6
	modCells     = 7
	// maxModN bounds the number of operations of one call.
	maxModN = 100000
)

// modRule is the builtin add_mod or mul_mod: a·b = c or a + b = c modulo p, for
// operands that tables of offsets point to.
type modRule struct {
	checked
	name string
	mul  bool
	// bound is the number of multiples of p that may be taken away.
	bound *big.Int
	zero  vm.Pointer // of zeros, for instances that are not used
}

// modLimit is the first number that does not fit the words.
var modLimit = new(big.Int).Lsh(big.NewInt(1), modWords*modWordBits)

func newModRule(name string, base vm.Pointer) *modRule {
	r := &modRule{checked: checked{base}, name: name, mul: name == "mul_mod", bound: big.NewInt(2)}
	if r.mul {
		r.bound = modLimit
	}
	return r
}

func (*modRule) Deduce(*vm.Memory, int64) (vm.Value, bool, error) { return vm.Value{}, false, nil }

func (r *modRule) op(a, b *big.Int) *big.Int {
	if r.mul {
		return new(big.Int).Mul(a, b)
	}
	return new(big.Int).Add(a, b)
}

// number reads a number of four words. ok is false if a word is missing.
func (r *modRule) number(m *vm.Memory, at vm.Pointer) (words []vm.Value, n *big.Int, ok bool, err error) {
	n = new(big.Int)
	for i := int64(0); i < modWords; i++ {
		v := m.Get(at.Add(i))
		if !v.Known() {
			return words, nil, false, nil
		}
		if !v.IsFelt() {
			return words, nil, false, fmt.Errorf("Expected integer at address %v. Got: %v.", at.Add(i), v)
		}
		w := v.Big()
		if w.BitLen() > modWordBits {
			return words, nil, false, fmt.Errorf("Expected integer at address %v to be smaller than 2^%d. Got: %v.", at.Add(i), modWordBits, v)
		}
		words = append(words, v)
		n.Add(n, w.Lsh(w, uint(i)*modWordBits))
	}
	return words, n, true, nil
}

// modInputs are the inputs of an instance.
type modInputs struct {
	words           []vm.Value
	p               *big.Int
	values, offsets vm.Pointer
	n               int64
}

func (r *modRule) inputs(m *vm.Memory, at vm.Pointer, withN bool) (in modInputs, err error) {
	for _, ptr := range []struct {
		to   *vm.Pointer
		cell int64
	}{{&in.values, modValuesPtr}, {&in.offsets, modOffsets}} {
		v, err := m.Read(at.Add(ptr.cell))
		if err != nil {
			return in, err
		}
		if !v.IsPointer() {
			return in, fmt.Errorf("%s builtin: Expected RelocatableValue at address %v. Got: %v.", r.name, at.Add(ptr.cell), v)
		}
		*ptr.to = v.Pointer()
	}
	if withN {
		v, err := m.Read(at.Add(modN))
		if err != nil {
			return in, err
		}
		n, ok := v.Uint64()
		if !v.IsFelt() || ok && n < 1 {
			return in, fmt.Errorf("%s builtin: Expected n >= 1. Got: %v.", r.name, v)
		}
		if !ok || n > 1<<40 {
			return in, fmt.Errorf("%s builtin: n must be <= %d", r.name, maxModN)
		}
		in.n = int64(n)
	}
	var ok bool
	in.words, in.p, ok, err = r.number(m, at)
	if err == nil && !ok {
		err = fmt.Errorf("%s builtin: Missing value at address %v.", r.name, at.Add(int64(len(in.words))))
	}
	return in, err
}

// operand is where the i-th operand of the operation at index is.
func (in *modInputs) operand(m *vm.Memory, index, i int64) (vm.Pointer, int64, error) {
	at := in.offsets.Add(3*index + i)
	v, err := m.Read(at)
	if err != nil {
		return at, 0, err
	}
	off, ok := v.Small()
	if !ok {
		return at, 0, fmt.Errorf("Expected integer at address %v. Got: %v.", at, v)
	}
	return in.values.Add(off), off, nil
}

// instances is the number of instances that have cells.
func (r *modRule) instances(m *vm.Memory) int64 {
	return (m.UsedSize(r.base.Segment) + modCells - 1) / modCells
}

// markAccessed marks the tables and the operands, which are not holes.
func (r *modRule) markAccessed(run *run, b *builtin) error {
	for i := int64(0); i < r.instances(run.memory); i++ {
		in, err := r.inputs(run.memory, r.base.Add(modCells*i), false)
		if err != nil {
			return err
		}
		for j := int64(0); j < 3; j++ {
			at, _, err := in.operand(run.memory, 0, j)
			if err != nil {
				return err
			}
			if err := run.memory.MarkAccessed(in.offsets.Add(j)); err != nil {
				return err
			}
			for k := int64(0); k < modWords; k++ {
				if err := run.memory.MarkAccessed(at.Add(k)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// operation reads the three operands of the instance's operation.
func (r *modRule) operation(m *vm.Memory, in *modInputs) (words [3][]vm.Value, values [3]*big.Int, offsets [3]int64, err error) {
	for j := range 3 {
		var at vm.Pointer
		if at, offsets[j], err = in.operand(m, 0, int64(j)); err != nil {
			return
		}
		var ok bool
		if words[j], values[j], ok, err = r.number(m, at); err != nil {
			return
		}
		if !ok {
			err = fmt.Errorf("%s builtin: Missing value at address %v.", r.name, at.Add(int64(len(words[j]))))
			return
		}
	}
	return
}

// secure checks that the instances chain and that their operations hold.
func (r *modRule) secure(run *run, b *builtin) error {
	var prev *modInputs
	for i := int64(0); i < r.instances(run.memory); i++ {
		in, err := r.inputs(run.memory, r.base.Add(modCells*i), true)
		if err != nil {
			return err
		}
		if prev != nil && prev.n > 1 {
			if in.p.Cmp(prev.p) != 0 || in.values != prev.values || in.offsets != prev.offsets.Add(3) || in.n != prev.n-1 {
				return fmt.Errorf("%s builtin: instance %d does not continue the one before it", r.name, i)
			}
		}
		_, v, _, err := r.operation(run.memory, &in)
		if err != nil {
			return err
		}
		diff := new(big.Int).Sub(r.op(v[0], v[1]), v[2])
		if in.p.Sign() == 0 || new(big.Int).Mod(diff, in.p).Sign() != 0 || diff.Sign() < 0 ||
			diff.Cmp(new(big.Int).Mul(r.bound, in.p)) >= 0 {
			return fmt.Errorf("%s builtin: the operation of instance %d does not hold (mod p): a=%v, b=%v, c=%v, p=%v.", r.name, i, v[0], v[1], v[2], in.p)
		}
		prev = &in
	}
	if prev != nil && prev.n != 1 {
		return fmt.Errorf("%s builtin: the last instance has n = %d, not 1", r.name, prev.n)
	}
	return nil
}

func (r *modRule) private(run *run, b *builtin) (any, error) {
	instances := []any{}
	for i := int64(0); i < r.instances(run.memory); i++ {
		in, err := r.inputs(run.memory, r.base.Add(modCells*i), true)
		if err != nil {
			return nil, err
		}
		words, _, offsets, err := r.operation(run.memory, &in)
		if err != nil {
			return nil, err
		}
		batch := object{}
		for j, name := range []string{"a", "b", "c"} {
			batch = append(batch, field{name + "_offset", offsets[j]})
			for d := range words[j] {
				e := words[j][d].Felt()
				batch = append(batch, field{fmt.Sprintf("%s%d", name, d), hexOf(&e)})
			}
		}
		o := object{{"index", i}, {"batch", []any{batch}}}
		for d := range in.words {
			e := in.words[d].Felt()
			o = append(o, field{fmt.Sprintf("p%d", d), hexOf(&e)})
		}
		values, err := run.address(in.values)
		if err != nil {
			return nil, err
		}
		table, err := run.address(in.offsets)
		if err != nil {
			return nil, err
		}
		instances = append(instances, append(o, field{"values_ptr", values}, field{"offsets_ptr", table}, field{"n", in.n}))
	}
	zero, err := run.address(r.zero)
	return object{{"instances", instances}, {"zero_value_address", zero}}, err
}
