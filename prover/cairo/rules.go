package cairo

import (
	"fmt"
	"math/big"
	"strconv"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels/hash"
	"quarry/prover/air/components/ec"
	"quarry/prover/cairo/keccak"
	"quarry/prover/cairo/vm"
)

// inputsAt reads the input cells of the instance that begins at base into out,
// if all are known. It fails if one is a pointer.
func inputsAt(m *vm.Memory, base vm.Pointer, out []fp.Element, name string) (bool, error) {
	cells := m.Cells(base.Segment)
	if base.Offset+int64(len(out)) > int64(len(cells)) {
		return false, nil
	}
	cells = cells[base.Offset:][:len(out)]
	for i := range cells {
		if !cells[i].Known() {
			return false, nil
		}
	}
	for i := range cells {
		v := &cells[i]
		if !v.IsFelt() {
			return false, fmt.Errorf("%s builtin: Expected integer at address %v. Got: %v.", name, base.Add(int64(i)), m.Get(base.Add(int64(i))))
		}
		out[i] = v.Felt()
	}
	return true, nil
}

// hexOf writes a felt as Python's hex does.
func hexOf(e *fp.Element) string { return string(appendHex(nil, e)) }

// checked is the part of a rule that checks nothing.
type checked struct{ base vm.Pointer }

func (checked) Validate(*vm.Memory, int64) error { return nil }

// split returns the instance's base and the cell in it.
func (c checked) split(offset, cells int64) (vm.Pointer, int64) {
	return c.base.Add(offset - offset%cells), offset % cells
}

// pedersenRule computes hashes. verified holds the outputs that were computed
// here, or that a trusted hint vouches for.
type pedersenRule struct {
	checked
	verified map[int64]bool
}

func (p *pedersenRule) Deduce(m *vm.Memory, offset int64) (vm.Value, bool, error) {
	at, cell := p.split(offset, 3)
	if cell != 2 || p.verified[offset] {
		return vm.Value{}, false, nil
	}
	var in [2]fp.Element
	ok, err := inputsAt(m, at, in[:], "pedersen")
	if !ok || err != nil {
		return vm.Value{}, false, err
	}
	p.verified[offset] = true
	h := hash.PedersenHash(&in[0], &in[1])
	return vm.FeltValue(&h), true, nil
}

func (p *pedersenRule) private(r *run, b *builtin) (any, error) {
	return b.named(r, "x", "y")
}

// named lists the instances with their inputs under the given names, in hex.
func (b *builtin) named(r *run, names ...string) (any, error) {
	return &namedInputs{r, b, names}, nil
}

// namedInputs are written from memory as they are: there may be millions.
type namedInputs struct {
	r     *run
	b     *builtin
	names []string
}

func (n *namedInputs) appendJSON(dst []byte, indent string) ([]byte, error) {
	first := true
	item, member := "\n"+indent+indentation, "\n"+indent+indentation+indentation
	err := n.b.eachInput(n.r, func(i int64, cells []vm.Value) error {
		dst = append(dst, "[,"[flag(!first)])
		dst = append(append(append(dst, item...), '{'), member...)
		dst = strconv.AppendInt(append(dst, `"index": `...), i, 10)
		first = false
		for j, name := range n.names {
			if !cells[j].IsFelt() {
				return fmt.Errorf("%s instance %d: %v is not an integer", n.b.name, i, cells[j])
			}
			e := cells[j].Felt()
			dst = append(append(append(append(dst, ','), member...), '"'), name...)
			dst = append(appendHex(append(dst, `": "`...), &e), '"')
		}
		dst = append(append(dst, item...), '}')
		return nil
	})
	if first {
		return append(dst, "[]"...), err
	}
	return append(append(append(dst, '\n'), indent...), ']'), err
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// appendHex appends a felt as Python's hex writes it.
func appendHex(dst []byte, e *fp.Element) []byte {
	w := e.Bits()
	dst = append(dst, "0x"...)
	i := 3
	for i > 0 && w[i] == 0 {
		i--
	}
	dst = strconv.AppendUint(dst, w[i], 16)
	for i--; i >= 0; i-- {
		n := len(dst)
		dst = strconv.AppendUint(dst, w[i]|1<<63, 16)
		if w[i]>>63 == 0 { // the bit that keeps leading zeros
			dst[n] = "01234567"[w[i]>>60]
		}
	}
	return dst
}

// rangeCheckRule checks that cells are below 2^bits.
type rangeCheckRule struct {
	checked
	bits int
}

func (r *rangeCheckRule) Deduce(*vm.Memory, int64) (vm.Value, bool, error) {
	return vm.Value{}, false, nil
}

func (r *rangeCheckRule) Validate(m *vm.Memory, offset int64) error {
	at := r.base.Add(offset)
	v := m.Get(at)
	if !v.IsFelt() {
		return fmt.Errorf("Range-check builtin: Expected value at address %v to be an integer. Got: %v.", at, v)
	}
	e := v.Felt()
	if vm.BitLen(&e) > r.bits {
		return fmt.Errorf("Value %v, in range check builtin %d, is out of range [0, %v).", v, offset,
			new(big.Int).Lsh(big.NewInt(1), uint(r.bits)))
	}
	return nil
}

func (r *rangeCheckRule) private(run *run, b *builtin) (any, error) { return b.named(run, "value") }

// limits returns the least and greatest 16-bit part of all cells.
func (r *rangeCheckRule) limits(cells []vm.Value) (lo, hi int, ok bool) {
	lo = 1 << 16
	for _, c := range cells {
		if !c.IsFelt() {
			continue
		}
		e := c.Felt()
		words := e.Bits()
		for i := 0; i < r.bits/16; i++ {
			part := int(words[i/4] >> (16 * (i % 4)) & 0xffff)
			lo, hi, ok = min(lo, part), max(hi, part), true
		}
	}
	return lo, hi, ok
}

// rSquared makes the Montgomery form of what it is multiplied with.
var rSquared = func() (e fp.Element) {
	e.SetBigInt(new(big.Int).Lsh(big.NewInt(1), 256)) // whose Montgomery form is 2^512
	return e
}()

// bitwiseRule computes and, xor and or of 251-bit numbers.
type bitwiseRule struct {
	checked
	// words are the inputs of the instance at last-1: its three outputs are
	// asked for one after the other.
	words [2][4]uint64
	last  int64
}

func (w *bitwiseRule) Deduce(m *vm.Memory, offset int64) (vm.Value, bool, error) {
	at, cell := w.split(offset, 5)
	if cell < 2 {
		return vm.Value{}, false, nil
	}
	if w.last != at.Offset+1 {
		if ok, err := w.read(m, at); !ok || err != nil {
			return vm.Value{}, false, err
		}
	}
	var z [4]uint64
	for i := range z {
		x, y := w.words[0][i], w.words[1][i]
		switch cell {
		case 2:
			z[i] = x & y
		case 3:
			z[i] = x ^ y
		default:
			z[i] = x | y
		}
	}
	e := fp.Element(z) // below 2^251, so below p
	e.Mul(&e, &rSquared)
	return vm.FeltValue(&e), true, nil
}

// read reads the inputs of the instance at a place, if they are known.
func (w *bitwiseRule) read(m *vm.Memory, at vm.Pointer) (bool, error) {
	var in [2]fp.Element
	ok, err := inputsAt(m, at, in[:], "bitwise")
	if !ok || err != nil {
		return false, err
	}
	w.last = 0
	for i := range in {
		w.words[i] = in[i].Bits()
		if w.words[i][3]>>59 != 0 {
			return false, fmt.Errorf("bitwise builtin: Expected integer at address %v to be smaller than 2^251. Got: %v.",
				at.Add(int64(i)), in[i].String())
		}
	}
	w.last = at.Offset + 1
	return true, nil
}

func (w *bitwiseRule) private(r *run, b *builtin) (any, error) { return b.named(r, "x", "y") }

// outputs keeps results that come several at a time, by instance.
type outputs struct{ values []vm.Value }

// get returns the n results of an instance, if they are there.
func (o *outputs) get(instance, n int64) ([]vm.Value, bool) {
	if (instance+1)*n > int64(len(o.values)) {
		return nil, false
	}
	out := o.values[instance*n:][:n]
	return out, out[0].Known()
}

// room returns the place for the n results of an instance. Those of instances
// far from the others are not kept, and computed again.
func (o *outputs) room(instance, n int64) []vm.Value {
	const far = 1 << 16
	if more := int((instance+1)*n) - len(o.values); more > len(o.values)+far {
		return make([]vm.Value, n)
	} else if more > 0 {
		o.values = append(o.values, make([]vm.Value, more)...)
	}
	return o.values[instance*n:][:n]
}

// ecOpRule computes P + m·Q as the AIR does.
type ecOpRule struct {
	checked
	done    outputs
	doubled doubledPoints
}

func (p *ecOpRule) Deduce(m *vm.Memory, offset int64) (vm.Value, bool, error) {
	at, cell := p.split(offset, 7)
	if cell < 5 {
		return vm.Value{}, false, nil
	}
	if out, ok := p.done.get(at.Offset/7, 2); ok {
		return out[cell-5], true, nil
	}
	var in [5]fp.Element
	ok, err := inputsAt(m, at, in[:], "ec_op")
	if !ok || err != nil {
		return vm.Value{}, false, err
	}
	points := [2]ec.Point{{X: in[0], Y: in[1]}, {X: in[2], Y: in[3]}}
	for i := range points {
		if !points[i].OnCurve() {
			return vm.Value{}, false, fmt.Errorf("ec_op builtin: point (%v, %v) is not on the curve.", points[i].X.String(), points[i].Y.String())
		}
	}
	sum, ok := ecOp(points[0], p.doubled.of(points[1]), &in[4])
	if !ok {
		return vm.Value{}, false, fmt.Errorf("Cannot apply EC operation: computation reached two points with the same x coordinate.\n"+
			"Attempting to compute P + m * Q where:\nP = (%v, %v)\nm = %v\nQ = (%v, %v).",
			in[0].String(), in[1].String(), in[4].String(), in[2].String(), in[3].String())
	}
	out := p.done.room(at.Offset/7, 2)
	out[0], out[1] = vm.FeltValue(&sum.X), vm.FeltValue(&sum.Y)
	return out[cell-5], true, nil
}

func (p *ecOpRule) private(r *run, b *builtin) (any, error) {
	return b.named(r, "p_x", "p_y", "q_x", "q_y", "m")
}

// keccakRule permutes states of 8 words of 200 bits.
type keccakRule struct {
	checked
	done outputs
}

func (k *keccakRule) Deduce(m *vm.Memory, offset int64) (vm.Value, bool, error) {
	at, cell := k.split(offset, 16)
	if cell < 8 {
		return vm.Value{}, false, nil
	}
	if out, ok := k.done.get(at.Offset/16, 8); ok {
		return out[cell-8], true, nil
	}
	var in [8]fp.Element
	ok, err := inputsAt(m, at, in[:], "Keccak")
	if !ok || err != nil {
		return vm.Value{}, false, err
	}
	var state [200]byte
	for i := range in {
		b := in[i].Bytes()
		if vm.BitLen(&in[i]) > 200 {
			return vm.Value{}, false, fmt.Errorf("Keccak builtin: Expected integer at address %v to be smaller than 2^200. Got: %v.",
				at.Add(int64(i)), in[i].String())
		}
		for j := range 25 {
			state[25*i+j] = b[31-j]
		}
	}
	keccak.F1600(&state)
	out := k.done.room(at.Offset/16, 8)
	for i := range out {
		var b [32]byte
		for j := range 25 {
			b[31-j] = state[25*i+j]
		}
		var e fp.Element
		e.SetBytes(b[:])
		out[i] = vm.FeltValue(&e)
	}
	return out[cell-8], true, nil
}

func (k *keccakRule) private(r *run, b *builtin) (any, error) {
	return b.named(r, "input_s0", "input_s1", "input_s2", "input_s3", "input_s4", "input_s5", "input_s6", "input_s7")
}

// poseidonRule computes Hades permutations.
type poseidonRule struct {
	checked
	done outputs
}

func (p *poseidonRule) Deduce(m *vm.Memory, offset int64) (vm.Value, bool, error) {
	at, cell := p.split(offset, 6)
	if cell < 3 {
		return vm.Value{}, false, nil
	}
	if out, ok := p.done.get(at.Offset/6, 3); ok {
		return out[cell-3], true, nil
	}
	var in [3]fp.Element
	ok, err := inputsAt(m, at, in[:], "poseidon")
	if !ok || err != nil {
		return vm.Value{}, false, err
	}
	state := in
	hash.PoseidonPermute(&state)
	out := p.done.room(at.Offset/6, 3)
	for i := range out {
		out[i] = vm.FeltValue(&state[i])
	}
	return out[cell-3], true, nil
}

func (p *poseidonRule) private(r *run, b *builtin) (any, error) {
	return b.named(r, "input_s0", "input_s1", "input_s2")
}
