package cairo1

import (
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/cairo/vm"
)

// An instance of the add_mod and mul_mod builtins has seven cells: the modulus
// in four limbs of 96 bits, a pointer to the values, a pointer to the offsets
// of each gate's inputs and output among the values, and the number of
// instances that are left.
const (
	modInstance   = 7
	modValues     = 4
	modOffsets    = 5
	modCount      = 6
	limbsPerValue = 4
	bitsPerLimb   = 96
	cellsPerGate  = 3
)

var mask96 = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), bitsPerLimb), big.NewInt(1))

// circuit is a list of gates over values modulo a number.
type circuit struct {
	x       *exec
	values  vm.Pointer
	modulus *big.Int
}

// evalCircuit computes the values of all gates and writes the instances of the
// two builtins. If a gate inverts what has no inverse, the instances of mul_mod
// end before it.
func evalCircuit(x *exec) {
	adds, addAt, muls, mulAt := x.count(0), x.address(1), x.count(2), x.address(3)
	values := x.readPointer(mulAt.Add(modValues))
	mulGates := x.readPointer(mulAt.Add(modOffsets))
	addGates := mulGates
	if adds != 0 {
		addGates = x.readPointer(addAt.Add(modOffsets))
	}
	c := circuit{x: x, values: values}
	var limbs [limbsPerValue]fp.Element
	for i := range limbs {
		limbs[i] = x.readFelt(mulAt.Add(int64(i)))
	}
	c.modulus = join96(&limbs)
	if x.err == nil && c.modulus.Sign() == 0 {
		x.fail("the modulus of a circuit is zero")
	}
	done := c.fill(addGates, adds, mulGates, muls)
	x.instances(addAt, adds, &limbs, values, addGates)
	x.instances(mulAt, done, &limbs, values, mulGates)
}

func join96(limbs *[limbsPerValue]fp.Element) *big.Int {
	n := new(big.Int)
	for i := limbsPerValue - 1; i >= 0; i-- {
		n.Lsh(n, bitsPerLimb)
		n.Add(n, limbs[i].BigInt(new(big.Int)))
	}
	return n
}

// fill computes the gates in an order in which their inputs are known: as many
// additions as possible, then the next multiplication, and so on. It returns
// the index of the first multiplication without an inverse, or their number.
func (c *circuit) fill(adds vm.Pointer, nAdds int64, muls vm.Pointer, nMuls int64) int64 {
	failed := nMuls
	for add, mul := int64(0), int64(0); c.x.err == nil; mul++ {
		for add < nAdds && c.addGate(adds.Add(cellsPerGate*add)) {
			add++
		}
		if mul == nMuls {
			break
		}
		if !c.mulGate(muls.Add(cellsPerGate*mul)) && failed == nMuls {
			failed = mul
		}
	}
	return failed
}

// place returns where the value is whose offset stands at p.
func (c *circuit) place(p vm.Pointer) vm.Pointer {
	e := c.x.readFelt(p)
	n, ok := vm.FeltValue(&e).Small()
	if c.x.err == nil && !ok {
		c.x.fail("the offset of a circuit's value is %v", e.String())
	}
	return c.values.Add(n)
}

// get returns the value whose offset stands at p, nil if it is not known yet.
func (c *circuit) get(p vm.Pointer) *big.Int {
	var limbs [limbsPerValue]fp.Element
	c.x.spend(limbsPerValue)
	from := c.place(p)
	for i := range limbs {
		v := c.x.m.Get(from.Add(int64(i)))
		if !v.IsFelt() {
			return nil
		}
		limbs[i] = v.Felt()
	}
	return join96(&limbs)
}

// set writes the value whose offset stands at p.
func (c *circuit) set(p vm.Pointer, n *big.Int) {
	to := c.place(p)
	rest := new(big.Int).Set(n)
	for i := int64(0); i < limbsPerValue; i++ {
		c.x.store(to.Add(i), vm.BigValue(new(big.Int).And(rest, mask96)))
		rest.Rsh(rest, bitsPerLimb)
	}
}

// addGate does left + right = out, forwards or for left, and tells whether
// what it needs was known.
func (c *circuit) addGate(gate vm.Pointer) bool {
	left, right := c.get(gate), c.get(gate.Add(1))
	switch {
	case c.x.err != nil || right == nil:
		return false
	case left != nil:
		n := new(big.Int).Add(left, right)
		c.set(gate.Add(2), n.Mod(n, c.modulus))
	default:
		out := c.get(gate.Add(2))
		if out == nil {
			return false
		}
		n := new(big.Int).Sub(out, right)
		c.set(gate, n.Mod(n, c.modulus))
	}
	return c.x.err == nil
}

// mulGate does left · right = out, forwards or as left = 1/right. If right has
// no inverse, left becomes a number whose product with it is zero, and the
// result is false.
func (c *circuit) mulGate(gate vm.Pointer) bool {
	left, right := c.get(gate), c.get(gate.Add(1))
	switch {
	case c.x.err != nil:
		return false
	case right == nil:
		c.x.fail("an input of a circuit's multiplication at %v is not known", gate)
		return false
	case left != nil:
		n := new(big.Int).Mul(left, right)
		c.set(gate.Add(2), n.Mod(n, c.modulus))
		return true
	}
	inv := new(big.Int)
	g := new(big.Int).GCD(inv, nil, right, c.modulus)
	if g.Cmp(big.NewInt(1)) == 0 {
		c.set(gate, inv.Mod(inv, c.modulus))
		return true
	}
	c.set(gate, g.Quo(c.modulus, g))
	return false
}

// instances writes n instances of a builtin.
func (x *exec) instances(p vm.Pointer, n int64, modulus *[limbsPerValue]fp.Element, values, gates vm.Pointer) {
	for i := int64(0); i < n && x.err == nil; i++ {
		x.spend(modInstance)
		at := p.Add(i * modInstance)
		for k := range modulus {
			x.store(at.Add(int64(k)), vm.FeltValue(&modulus[k]))
		}
		x.store(at.Add(modValues), vm.PointerValue(values))
		x.store(at.Add(modOffsets), vm.PointerValue(gates.Add(i*cellsPerGate)))
		x.store(at.Add(modCount), vm.IntValue(n-i))
	}
}
