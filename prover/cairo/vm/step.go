package vm

import (
	"errors"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/execution"
)

// Step runs the hints at pc and then its instruction, whatever they are.
func (m *Machine) Step() error {
	if _, err := m.runHints(); err != nil {
		return err
	}
	return m.step()
}

// runHints runs the hints at pc and tells whether there are any.
func (m *Machine) runHints() (bool, error) {
	if m.pc.Segment < 0 || m.pc.Segment >= len(m.segs) || m.pc.Offset < 0 ||
		m.pc.Offset >= int64(len(m.segs[m.pc.Segment].cells)) {
		return false, m.fail(fmt.Errorf("Unknown value for memory cell at address %v.", m.pc))
	}
	if !m.at(m.pc).hinted || m.Hints == nil {
		return false, nil
	}
	if err := m.Hints.RunHints(m, m.pc); err != nil {
		return true, m.fail(err)
	}
	m.slow = len(m.relocations) > 0
	return true, nil
}

// step runs the instruction at pc, whose hints have run.
func (m *Machine) step() error {
	in := m.at(m.pc)
	if !in.decoded {
		if err := m.decode(in); err != nil {
			return m.fail(err)
		}
	}
	if err := m.execute(in); err != nil {
		return m.fail(err)
	}
	m.steps++
	return nil
}

// decode decodes the instruction at pc into its place.
func (m *Machine) decode(in *instr) error {
	word, err := m.Read(m.pc)
	if err != nil {
		return err
	}
	d, err := decodeWord(word, m.Get(m.pc.Add(1)))
	if err != nil {
		return err
	}
	if in.hinted {
		d.hinted, d.op, d.real = true, opHinted, d.op
	}
	for _, o := range [...]int32{d.off0, d.off1, d.off2} {
		m.offMin, m.offMax = min(m.offMin, o), max(m.offMax, o)
	}
	*in = d
	m.raw(m.pc)[3] |= accessed
	if d.size == 2 {
		m.raw(m.pc.Add(1))[3] |= accessed
	}
	return nil
}

// operands are the values and addresses that an instruction works on.
type operands struct {
	dst, op0, op1, res          Value
	dstAddr, op0Addr, op1Addr   Pointer
	updateDst, update0, update1 bool
}

// execute computes the operands, writes what was deduced, checks the opcode
// and updates the registers.
func (m *Machine) execute(in *instr) error {
	var all operands
	o := &all
	if err := m.operands(in, o); err != nil {
		return err
	}
	if err := m.check(in, o); err != nil {
		return err
	}
	next, err := m.registers(in, o)
	if err != nil {
		return err
	}
	if m.keep {
		m.extendTrace(1)
		m.turn()
		m.trace = append(m.trace, execution.State{AP: uint32(m.ap.Offset), FP: uint32(m.fp.Offset), PC: uint32(m.pc.Offset)})
	}
	for _, p := range [...]Pointer{o.dstAddr, o.op0Addr, o.op1Addr, m.pc} {
		if c := m.raw(p); c != nil {
			c[3] |= accessed
		}
	}
	m.pc, m.ap, m.fp = next.pc, next.ap, next.fp
	return nil
}

// turn notes in which segments the registers are, if that has changed.
func (m *Machine) turn() {
	t := turn{len(m.trace), m.pc.Segment, m.ap.Segment, m.fp.Segment}
	if n := len(m.turns); n > 0 {
		last := &m.turns[n-1]
		if last.pc == t.pc && last.ap == t.ap && last.fp == t.fp {
			return
		}
		if last.step == t.step {
			*last = t
			return
		}
	}
	m.turns = append(m.turns, t)
}

func (m *Machine) operands(in *instr, o *operands) error {
	o.dstAddr, o.op0Addr = m.ap, m.ap
	if in.dstFP {
		o.dstAddr = m.fp
	}
	if in.op0FP {
		o.op0Addr = m.fp
	}
	o.dstAddr = o.dstAddr.Add(int64(in.off0))
	o.op0Addr = o.op0Addr.Add(int64(in.off1))
	o.dst, o.op0 = m.Get(o.dstAddr), m.Get(o.op0Addr)
	if err := m.op1Address(in, o); err != nil {
		return err
	}
	o.op1 = m.Get(o.op1Addr)

	if err := m.deduceCell(o.op0Addr, &o.op0); err != nil {
		return err
	}
	if err := m.deduceCell(o.op1Addr, &o.op1); err != nil {
		return err
	}
	o.updateDst, o.update0, o.update1 = !o.dst.Known(), !o.op0.Known(), !o.op1.Known()
	if err := m.deduceOperands(in, o); err != nil {
		return err
	}
	return m.store(o)
}

func (m *Machine) op1Address(in *instr, o *operands) error {
	switch in.op1 {
	case op1FP:
		o.op1Addr = m.fp
	case op1AP:
		o.op1Addr = m.ap
	case op1Imm:
		if in.off2 != 1 {
			return errors.New("In immediate mode, off2 should be 1.")
		}
		o.op1Addr = m.pc
	default:
		if !o.op0.Known() {
			return errors.New("op0 must be known in double dereference.")
		}
		if !o.op0.IsPointer() {
			return fmt.Errorf("double dereference of %v, which is not a pointer", o.op0)
		}
		o.op1Addr = o.op0.Pointer()
	}
	o.op1Addr = o.op1Addr.Add(int64(in.off2))
	return nil
}

// deduceCell fills an unknown cell by its segment's rule.
func (m *Machine) deduceCell(p Pointer, v *Value) error {
	if v.Known() {
		return nil
	}
	s := m.segment(p.Segment)
	if s == nil || s.rule == nil || p.Offset < 0 {
		return nil
	}
	d, ok, err := s.rule.Deduce(m.Memory, p.Offset)
	if err != nil || !ok {
		return err
	}
	*v = d
	return m.Set(p, d)
}

// deduceOperands finds the unknown ones among op0, op1, res and dst.
func (m *Machine) deduceOperands(in *instr, o *operands) (err error) {
	if o.update0 {
		if err := m.deduceOp0(in, o); err != nil {
			return err
		}
	}
	if o.update1 {
		if err := m.deduceOp1(in, o); err != nil {
			return err
		}
	}
	if !o.op0.Known() {
		_, err := m.Read(o.op0Addr)
		return err
	}
	if !o.op1.Known() {
		_, err := m.Read(o.op1Addr)
		return err
	}
	if !o.res.Known() {
		switch in.res {
		case resOp1:
			o.res = o.op1
		case resAdd:
			o.res, err = Add(o.op0, o.op1)
		case resMul:
			o.res, err = Mul(o.op0, o.op1)
		}
		if err != nil {
			return err
		}
	}
	if o.updateDst {
		if in.opcode == opcodeAssertEq && o.res.Known() {
			o.dst = o.res
		} else if in.opcode == opcodeCall {
			o.dst = PointerValue(m.fp)
		} else {
			_, err := m.Read(o.dstAddr)
			return err
		}
	}
	return nil
}

func (m *Machine) deduceOp0(in *instr, o *operands) (err error) {
	switch {
	case in.opcode == opcodeCall:
		o.op0 = PointerValue(m.pc.Add(int64(in.size)))
	case in.opcode == opcodeAssertEq && in.res == resAdd && o.dst.Known() && o.op1.Known():
		o.op0, err = Sub(o.dst, o.op1)
		o.res = o.dst
	case in.opcode == opcodeAssertEq && in.res == resMul && o.dst.IsFelt() && o.op1.IsFelt():
		if isZero(&o.op1) {
			return fmt.Errorf("Cannot deduce operand in '0 = ? * %v' (possibly due to division by 0).", o.dst)
		}
		o.op0 = quotient(o.dst, o.op1)
		o.res = o.dst
	}
	return err
}

func (m *Machine) deduceOp1(in *instr, o *operands) (err error) {
	if in.opcode != opcodeAssertEq {
		return nil
	}
	switch {
	case in.res == resOp1 && o.dst.Known():
		o.op1, o.res = o.dst, o.dst
	case in.res == resAdd && o.dst.Known() && o.op0.Known():
		o.op1, err = Sub(o.dst, o.op0)
		o.res = o.dst
	case in.res == resMul && o.dst.IsFelt() && o.op0.IsFelt() && !isZero(&o.op0):
		o.op1 = quotient(o.dst, o.op0)
		o.res = o.dst
	}
	return err
}

func quotient(a, b Value) Value {
	x, y := a.Felt(), b.Felt()
	var inv fp.Element
	inv.Inverse(&y)
	x.Mul(&x, &inv)
	return FeltValue(&x)
}

// store writes the operands that were deduced.
func (m *Machine) store(o *operands) error {
	if o.updateDst {
		if err := m.Set(o.dstAddr, o.dst); err != nil {
			return err
		}
	}
	if o.update0 {
		if err := m.Set(o.op0Addr, o.op0); err != nil {
			return err
		}
	}
	if o.update1 {
		return m.Set(o.op1Addr, o.op1)
	}
	return nil
}

// check does the assertions of the opcode.
func (m *Machine) check(in *instr, o *operands) error {
	switch in.opcode {
	case opcodeAssertEq:
		if in.res == resUnconstrained {
			return errors.New("Res.UNCONSTRAINED cannot be used with Opcode.ASSERT_EQ")
		}
		if !same(&o.dst, &o.res) {
			return fmt.Errorf("An ASSERT_EQ instruction failed: %v != %v.", o.dst, o.res)
		}
	case opcodeCall:
		if ret := PointerValue(m.pc.Add(int64(in.size))); !same(&o.op0, &ret) {
			return fmt.Errorf("Call failed to write return-pc (inconsistent op0): %v != %v. Did you forget to increment ap?", o.op0, ret)
		}
		if fp := PointerValue(m.fp); !same(&o.dst, &fp) {
			return fmt.Errorf("Call failed to write return-fp (inconsistent dst): %v != %v. Did you forget to increment ap?", o.dst, fp)
		}
	}
	return nil
}

type registers struct{ pc, ap, fp Pointer }

// registers computes the registers of the next step.
func (m *Machine) registers(in *instr, o *operands) (n registers, err error) {
	n = registers{m.pc, m.ap, m.fp}
	switch in.opcode {
	case opcodeCall:
		n.fp = m.ap.Add(2)
	case opcodeRet:
		if !o.dst.IsPointer() {
			return n, fmt.Errorf("fp becomes %v, which is not a pointer", o.dst)
		}
		n.fp = o.dst.Pointer()
	}
	switch in.apUpd {
	case apAdd:
		if !o.res.Known() {
			return n, errors.New("Res.UNCONSTRAINED cannot be used with ApUpdate.ADD")
		}
		by, ok := o.res.Small()
		if !ok {
			return n, fmt.Errorf("ap moved by %v", o.res)
		}
		n.ap = m.ap.Add(by)
	case apAdd1:
		n.ap = m.ap.Add(1)
	case apAdd2:
		n.ap = m.ap.Add(2)
	}
	if n.ap.Offset < 0 || n.ap.Offset > maxTrace || n.fp.Offset < 0 || n.fp.Offset > maxTrace {
		return n, fmt.Errorf("ap = %v or fp = %v is outside of its segment", n.ap, n.fp)
	}
	n.pc, err = m.nextPC(in, o)
	if err == nil && (n.pc.Offset < 0 || n.pc.Offset > maxTrace) {
		err = fmt.Errorf("pc = %v is outside of its segment", n.pc)
	}
	return n, err
}

func (m *Machine) nextPC(in *instr, o *operands) (Pointer, error) {
	next := m.pc.Add(int64(in.size))
	switch in.pcUpd {
	case pcJump:
		if !o.res.IsPointer() {
			return next, fmt.Errorf("jump to %v, which is not a pointer", o.res)
		}
		return o.res.Pointer(), nil
	case pcJumpRel:
		by, ok := o.res.Small()
		if !ok {
			return next, fmt.Errorf("Could not complete computation jmp rel of non pure value: %v.", o.res)
		}
		return m.pc.Add(by), nil
	case pcJnz:
		if o.dst.IsPointer() && o.dst.Pointer().Offset < 0 {
			return next, fmt.Errorf("Could not complete computation jmp != 0 of non pure value: %v.", o.dst)
		}
		if isZero(&o.dst) {
			return next, nil
		}
		by, ok := o.op1.Small()
		if !ok {
			return next, fmt.Errorf("conditional jump by %v", o.op1)
		}
		return m.pc.Add(by), nil
	}
	return next, nil
}
