package cairo1

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/cairo/vm"
)

// cell is [ap + offset] or [fp + offset].
type cell struct {
	fp     bool
	offset int64
}

func (c cell) String() string {
	if c.fp {
		return fmt.Sprintf("[fp%+d]", c.offset)
	}
	return fmt.Sprintf("[ap%+d]", c.offset)
}

func (c cell) address(m *vm.Machine) vm.Pointer {
	if c.fp {
		return m.FP().Add(c.offset)
	}
	return m.AP().Add(c.offset)
}

type form uint8

const (
	deref       form = iota // [a]
	doubleDeref             // [[a] + offset]
	immediate               // value
	sum                     // [a] + [b]
	product                 // [a] * [b]
	sumImm                  // [a] + value
	productImm              // [a] * value
)

// operand is what a hint reads or where it writes.
type operand struct {
	form   form
	a, b   cell
	offset int64 // of doubleDeref and, if it is small, of sumImm
	small  bool
	value  fp.Element
}

type rawCell struct {
	Register string `json:"register"`
	Offset   int64  `json:"offset"`
}

func (r *rawCell) cell() (cell, error) {
	if r == nil || r.Register != "AP" && r.Register != "FP" {
		return cell{}, fmt.Errorf("a cell without register AP or FP")
	}
	if r.Offset < math.MinInt16 || r.Offset > math.MaxInt16 {
		return cell{}, fmt.Errorf("offset %d of a cell does not fit 16 bits", r.Offset)
	}
	return cell{r.Register == "FP", r.Offset}, nil
}

func parseCell(text json.RawMessage) (operand, error) {
	var r *rawCell
	if err := json.Unmarshal(text, &r); err != nil {
		return operand{}, err
	}
	c, err := r.cell()
	return operand{form: deref, a: c}, err
}

type rawOperand struct {
	Deref       *rawCell          `json:"Deref"`
	DoubleDeref []json.RawMessage `json:"DoubleDeref"`
	Immediate   *rawImmediate     `json:"Immediate"`
	BinOp       *struct {
		Op string   `json:"op"`
		A  *rawCell `json:"a"`
		B  *struct {
			Deref     *rawCell      `json:"Deref"`
			Immediate *rawImmediate `json:"Immediate"`
		} `json:"b"`
	} `json:"BinOp"`
}

// rawImmediate is a hexadecimal string, or an object around one as some
// versions of the compiler wrote it.
type rawImmediate struct{ fp.Element }

func (r *rawImmediate) UnmarshalJSON(text []byte) error {
	var wrapped struct {
		Value string `json:"value"`
	}
	s := ""
	if json.Unmarshal(text, &s) != nil {
		if err := json.Unmarshal(text, &wrapped); err != nil {
			return err
		}
		s = wrapped.Value
	}
	v, ok := parseHex(s)
	if !ok {
		return fmt.Errorf("immediate %q is not a hexadecimal number below the prime", clip(s))
	}
	r.Element = v
	return nil
}

func parseOperand(text json.RawMessage) (operand, error) {
	var r rawOperand
	if err := json.Unmarshal(text, &r); err != nil {
		return operand{}, err
	}
	var o operand
	var err error
	switch {
	case r.Deref != nil:
		o.a, err = r.Deref.cell()
	case r.DoubleDeref != nil:
		o.form = doubleDeref
		var c *rawCell
		if len(r.DoubleDeref) != 2 || json.Unmarshal(r.DoubleDeref[0], &c) != nil || json.Unmarshal(r.DoubleDeref[1], &o.offset) != nil ||
			o.offset < math.MinInt16 || o.offset > math.MaxInt16 {
			return o, fmt.Errorf("DoubleDeref is not [cell, offset]")
		}
		o.a, err = c.cell()
	case r.Immediate != nil:
		o.form, o.value = immediate, r.Immediate.Element
	case r.BinOp != nil && r.BinOp.B != nil && (r.BinOp.Op == "Add" || r.BinOp.Op == "Mul"):
		err = o.binOp(r.BinOp.Op, r.BinOp.A, r.BinOp.B.Deref, r.BinOp.B.Immediate)
	default:
		return o, fmt.Errorf("an operand is none of Deref, DoubleDeref, Immediate, BinOp")
	}
	return o, err
}

func (o *operand) binOp(op string, a, b *rawCell, imm *rawImmediate) (err error) {
	if o.a, err = a.cell(); err != nil {
		return err
	}
	o.form = sum
	if op == "Mul" {
		o.form = product
	}
	if imm == nil {
		o.b, err = b.cell()
		return err
	}
	o.form += sumImm - sum
	o.value = imm.Element
	o.offset, o.small = vm.FeltValue(&o.value).Small()
	return nil
}

// resolve returns the operand's value, which may be a pointer.
func (o *operand) resolve(m *vm.Machine) (vm.Value, error) {
	if o.form == immediate {
		return vm.FeltValue(&o.value), nil
	}
	a, err := m.Read(o.a.address(m))
	if err != nil {
		return a, err
	}
	var b vm.Value
	switch o.form {
	case deref:
		return a, nil
	case doubleDeref:
		if !a.IsPointer() {
			return a, fmt.Errorf("%v is %v, which is not a pointer", o.a, a)
		}
		return m.Read(a.Pointer().Add(o.offset))
	case sum, product:
		if b, err = m.Read(o.b.address(m)); err != nil {
			return a, err
		}
	default:
		b = vm.FeltValue(&o.value)
	}
	if o.form == sum || o.form == sumImm {
		return vm.Add(a, b)
	}
	return vm.Mul(a, b)
}

// address returns the place in memory that an operand of the form [a] or
// [a] + value denotes.
func (o *operand) address(m *vm.Machine) (vm.Pointer, error) {
	v, err := o.resolve(m)
	if err != nil {
		return vm.Pointer{}, err
	}
	if !v.IsPointer() {
		return vm.Pointer{}, fmt.Errorf("%v is not a pointer", v)
	}
	return v.Pointer(), nil
}

// isBuffer tells whether the operand is of a form that denotes an address.
func (o *operand) isBuffer() bool { return o.form == deref || o.form == sumImm && o.small }
