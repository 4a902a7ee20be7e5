package cairo

import (
	"errors"
	"fmt"
	"math/big"

	"quarry/prover/cairo/vm"
)

// fillResult says how the filling of a missing operand went.
type fillResult int

const (
	filled fillResult = iota
	missingOperand
	zeroDivisor
)

// fill computes the missing operand of the operation at index, if there is
// exactly one.
func (r *modRule) fill(m *vm.Memory, in *modInputs, index int64) (fillResult, error) {
	var at [3]vm.Pointer
	var v [3]*big.Int
	missing, n := -1, 0
	for j := range 3 {
		var err error
		if at[j], _, err = in.operand(m, index, int64(j)); err != nil {
			return 0, err
		}
		_, value, ok, err := r.number(m, at[j])
		if err != nil {
			return 0, err
		}
		if ok {
			v[j] = value
		} else {
			missing, n = j, n+1
		}
	}
	switch {
	case n == 0:
		return filled, nil
	case n > 1:
		return missingOperand, nil
	case missing == 2:
		c, err := r.result(v[0], v[1], in.p)
		if err != nil {
			return 0, err
		}
		return filled, r.write(m, at[2], c)
	}
	x, res, err := r.operandOf(v[1-missing], v[2], in.p)
	if err != nil {
		return 0, err
	}
	return res, r.write(m, at[missing], x)
}

// result is op(a, b) less the right multiple of p.
func (r *modRule) result(a, b, p *big.Int) (*big.Int, error) {
	if p.Sign() == 0 {
		return nil, errors.New("integer division or modulo by zero")
	}
	c := r.op(a, b)
	most := new(big.Int).Mul(new(big.Int).Sub(r.bound, big.NewInt(1)), p)
	rest := new(big.Int).Sub(c, most)
	if rest.Cmp(modLimit) >= 0 {
		return nil, fmt.Errorf("%s builtin: the result of %v and %v does not fit with p = %v.", r.name, a, b, p)
	}
	if c.Cmp(new(big.Int).Mul(r.bound, p)) < 0 {
		return c.Mod(c, p), nil
	}
	return rest, nil
}

// operandOf is the least x with op(x, known) = res + k·p for an allowed k.
func (r *modRule) operandOf(known, res, p *big.Int) (*big.Int, fillResult, error) {
	if !r.mul {
		sum := new(big.Int).Add(res, p)
		if known.Cmp(sum) > 0 {
			return nil, 0, fmt.Errorf("add_mod builtin: addend greater than sum + p: %v > %v + %v.", known, res, p)
		}
		if known.Cmp(res) <= 0 {
			return new(big.Int).Sub(res, known), filled, nil
		}
		return sum.Sub(sum, known), filled, nil
	}
	if p.Sign() == 0 {
		return nil, 0, errors.New("integer division or modulo by zero")
	}
	x := new(big.Int)
	gcd := new(big.Int).GCD(x, nil, known, p)
	if gcd.Cmp(big.NewInt(1)) != 0 {
		return new(big.Int).Quo(p, gcd), zeroDivisor, nil
	}
	value := new(big.Int).Mod(new(big.Int).Mul(res, x), p)
	k := new(big.Int).Mul(known, value)
	k.Sub(k, res).Quo(k, p)
	if k.Sign() >= 0 {
		return value, filled, nil
	}
	if known.Sign() == 0 {
		return nil, 0, errors.New("integer division or modulo by zero")
	}
	more := new(big.Int).Sub(known, big.NewInt(1))
	more.Sub(more, k).Quo(more, known)
	return value.Add(value, more.Mul(more, p)), filled, nil
}

// write stores a number in four words.
func (r *modRule) write(m *vm.Memory, at vm.Pointer, n *big.Int) error {
	if n.Sign() < 0 || n.Cmp(modLimit) >= 0 {
		return fmt.Errorf("%s builtin: %v does not fit %d words", r.name, n, modWords)
	}
	mask := new(big.Int).Lsh(big.NewInt(1), modWordBits)
	mask.Sub(mask, big.NewInt(1))
	for i := int64(0); i < modWords; i++ {
		w := new(big.Int).Rsh(n, uint(i)*modWordBits)
		if err := m.Set(at.Add(i), vm.BigValue(w.And(w, mask))); err != nil {
			return err
		}
	}
	return nil
}

// modCall is one side of fillMod.
type modCall struct {
	rule *modRule
	at   vm.Pointer
	n    int64
	in   modInputs
}

// fillMod fills the tables of a pair of calls of add_mod and mul_mod, either of
// which may be nil: the inputs of the instances after the first, the offsets of
// the padding, and every operand that the others determine.
func fillMod(m *vm.Memory, add, mul *modCall) error {
	if add != nil && add.n == 0 {
		add = nil
	}
	if mul != nil && mul.n == 0 {
		mul = nil
	}
	var err error
	for _, c := range []*modCall{add, mul} {
		if c != nil && (c.n > maxModN || c.n < 0) {
			return fmt.Errorf("%s builtin: n must be <= %d", c.rule.name, maxModN)
		}
	}
	if add != nil {
		if add.in, err = add.rule.inputs(m, add.at, true); err != nil {
			return err
		}
		if err := add.pad(m, add.in.n); err != nil {
			return err
		}
	}
	if mul != nil {
		if mul.in, err = mul.rule.inputs(m, mul.at, false); err != nil {
			return err
		}
	}
	if add == nil && mul == nil {
		return errors.New("At least one of add_mod and mul_mod must be given.")
	}
	computed, err := fillValues(m, add, mul)
	if err != nil || mul == nil {
		return err
	}
	return mul.finish(m, computed)
}

// fillValues goes through both tables. It returns how many products were
// computed before the first that has no inverse, or -1.
func fillValues(m *vm.Memory, add, mul *modCall) (int64, error) {
	computed := int64(-1)
	var i, j, addN, mulN int64
	if add != nil {
		addN = add.n
	}
	if mul != nil {
		mulN = mul.n
	}
	for i < addN || j < mulN {
		if i < addN {
			res, err := add.rule.fill(m, &add.in, i)
			if err != nil {
				return 0, err
			}
			if res == filled {
				i++
				continue
			}
		}
		if j >= mulN {
			return 0, fmt.Errorf("Could not fill the values table, add_mod_index=%d, mul_mod_index=%d", i, j)
		}
		res, err := mul.rule.fill(m, &mul.in, j)
		if err != nil {
			return 0, err
		}
		if res == missingOperand {
			return 0, fmt.Errorf("Could not fill the values table, add_mod_index=%d, mul_mod_index=%d", i, j)
		}
		if res == zeroDivisor && computed < 0 {
			computed = j
		}
		j++
	}
	return computed, nil
}

// pad writes the inputs of the later instances and the offsets of those beyond
// the call's own operations.
func (c *modCall) pad(m *vm.Memory, n int64) error {
	c.in.n = n
	if n > maxModN {
		return fmt.Errorf("%s builtin: n must be <= %d", c.rule.name, maxModN)
	}
	if err := c.instances(m); err != nil {
		return err
	}
	return c.copyOffsets(m, n-c.n)
}

func (c *modCall) instances(m *vm.Memory) error {
	for i := int64(1); i < c.in.n; i++ {
		at := c.at.Add(modCells * i)
		cells := append(append([]vm.Value{}, c.in.words...), vm.PointerValue(c.in.values),
			vm.PointerValue(c.in.offsets.Add(3*i)), vm.IntValue(c.in.n-i))
		for j, v := range cells {
			if err := m.Set(at.Add(int64(j)), v); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *modCall) copyOffsets(m *vm.Memory, copies int64) error {
	for i := int64(0); i < copies; i++ {
		for j := int64(0); j < 3; j++ {
			v, err := m.Read(c.in.offsets.Add(j))
			if err != nil {
				return err
			}
			if err := m.Set(c.in.offsets.Add(3*(c.n+i)+j), v); err != nil {
				return err
			}
		}
	}
	return nil
}

// finish writes the number of products and their instances.
func (c *modCall) finish(m *vm.Memory, computed int64) error {
	at := c.at.Add(modN)
	if computed < 0 {
		computed = c.n
		if v := m.Get(at); v.Known() {
			n, ok := v.Small()
			if !ok || n > maxModN {
				return fmt.Errorf("%s builtin: n must be <= %d", c.rule.name, maxModN)
			}
			computed = n
		}
		if err := c.copyOffsets(m, computed-c.n); err != nil {
			return err
		}
	}
	if err := m.Set(at, vm.IntValue(computed)); err != nil {
		return err
	}
	c.in.n = computed
	return c.instances(m)
}
