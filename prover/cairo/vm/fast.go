package vm

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/execution"
)

// fast executes up to n instructions, as long as each is of a usual shape with
// its operands at hand, and stops before the first that is not, or at offset
// stop of the current code segment. hinted says that the hints of the first have
// run. It returns how many it executed. Whatever it does is what Step would do.
func (m *Machine) fast(n int, stop int64, hinted bool) int {
	pcSeg, apSeg := m.pc.Segment, m.ap.Segment
	code := m.code[pcSeg]
	ap, fpr, pc := m.ap.Offset, m.fp.Offset, m.pc.Offset
	stack := m.segs[apSeg].cells
	if m.segs[apSeg].rule != nil {
		return 0
	}
	m.missing = nil
	var trace []execution.State
	if m.keep {
		at := len(m.trace)
		trace = m.trace[at : at+n]
		m.turn()
	}
	i := 0
loop:
	for ; i < n && pc != stop; i++ {
		if uint64(pc) >= uint64(len(code)) {
			break
		}
		in := &code[pc]
		op := in.op
		if op == opHinted && hinted && i == 0 {
			op = in.real
		}
		if op == opOther || op == opHinted {
			break
		}
		da, oa := ap, ap
		if in.dstFP {
			da = fpr
		}
		if in.op0FP {
			oa = fpr
		}
		da += int64(in.off0)
		oa += int64(in.off1)
		if uint64(da) >= uint64(len(stack)) || uint64(oa) >= uint64(len(stack)) {
			break
		}
		dst, op0 := &stack[da], &stack[oa]
		var op1 *Value
		ruled := false
		switch in.op1 {
		case op1Imm:
			op1 = &in.imm
		case op1Op0:
			if op0[3]&pointer == 0 {
				break loop
			}
			s, o := op0[1], op0[0]+uint64(int64(in.off2))
			if s >= uint64(len(m.segs)) {
				break loop
			}
			seg := &m.segs[s]
			if o >= uint64(len(seg.cells)) {
				break loop
			}
			op1 = &seg.cells[o]
			if ruled = seg.rule != nil; ruled && op1[3] < known {
				m.missing, m.missingAt = seg.rule, Pointer{int(s), int64(o)}
				break loop
			}
		default:
			base := ap
			if in.op1 == op1FP {
				base = fpr
			}
			o := base + int64(in.off2)
			if uint64(o) >= uint64(len(stack)) {
				break loop
			}
			op1 = &stack[o]
		}
		if trace != nil {
			trace[i] = execution.State{AP: uint32(ap), FP: uint32(fpr), PC: uint32(pc)}
		}
		next := pc + int64(in.size)
		switch op {
		case opAssert:
			if op0[3] < known {
				break loop
			}
			if dst[3] < known {
				if op1[3] < known {
					break loop
				}
				*dst = *op1
			} else if op1[3] < known {
				if ruled {
					break loop
				}
				*op1 = *dst
			} else if !same(dst, op1) {
				break loop
			}
		case opAssertAdd:
			if !assertAdd(in, dst, op0, op1, ruled) {
				break loop
			}
		case opAssertMul:
			if !assertMul(dst, op0, op1, ruled) {
				break loop
			}
		case opCallRel, opCallAbs:
			target := pc + in.immInt
			if op == opCallAbs {
				if op1[3]&pointer == 0 || int(op1[1]) != pcSeg {
					break loop
				}
				target = int64(op1[0])
			}
			fpWas := Value{uint64(fpr), uint64(apSeg), 0, known | pointer}
			ret := Value{uint64(next), uint64(pcSeg), 0, known | pointer}
			if dst[3] >= known && !same(dst, &fpWas) || op0[3] >= known && !same(op0, &ret) {
				break loop
			}
			if dst == op0 || dst == op1 || op0 == op1 {
				break loop
			}
			*dst, *op0 = fpWas, ret
			dst[3] |= accessed
			op0[3] |= accessed
			op1[3] |= accessed
			ap += 2
			fpr = ap
			pc = target
			continue
		case opRet:
			if op0[3] < known || dst[3]&op1[3]&pointer == 0 || int(op1[1]) != pcSeg || int(dst[1]) != apSeg ||
				dst[0] > maxTrace {
				break loop
			}
			fpr = int64(dst[0])
			next = int64(op1[0])
		case opJnz:
			if op0[3] < known || op1[3] < known || dst[3] < known {
				break loop
			}
			if dst[3]&pointer != 0 && int64(dst[0]) < 0 {
				break loop
			}
			if !isZero(dst) {
				if in.op1 == op1Imm {
					next = pc + in.immInt
				} else {
					e := feltOf(op1)
					by, ok := small(&e)
					if op1[3]&pointer != 0 || !ok {
						break loop
					}
					next = pc + by
				}
			}
		case opJumpRel:
			if op0[3] < known || dst[3] < known || op1[3] < known || in.res != resOp1 {
				break loop
			}
			if in.op1 == op1Imm {
				next = pc + in.immInt
			} else {
				e := feltOf(op1)
				by, ok := small(&e)
				if op1[3]&pointer != 0 || !ok {
					break loop
				}
				next = pc + by
			}
		case opJumpAbs:
			if op0[3] < known || dst[3] < known || in.res != resOp1 || op1[3]&pointer == 0 || int(op1[1]) != pcSeg {
				break loop
			}
			next = int64(op1[0])
		case opAdvance:
			if op0[3] < known || dst[3] < known || op1[3] < known {
				break loop
			}
			if in.apUpd == apAdd {
				if in.op1 != op1Imm || in.res != resOp1 || uint64(ap+in.immInt) > maxTrace {
					break loop
				}
				ap += in.immInt
			}
		}
		dst[3] |= accessed
		op0[3] |= accessed
		op1[3] |= accessed
		if in.apUpd == apAdd1 {
			ap++
		}
		pc = next
	}
	m.ap.Offset, m.fp.Offset, m.pc.Offset = ap, fpr, pc
	m.steps += i
	if m.keep {
		m.trace = m.trace[:len(m.trace)+i]
	}
	return i
}

// assertAdd does dst = op0 + op1 where one of the three may be unknown.
func assertAdd(in *instr, dst, op0, op1 *Value, ruled bool) bool {
	if op0[3]&op1[3]&known != 0 {
		var r Value
		if (op0[3]|op1[3])&pointer == 0 {
			x, y := feltOf(op0), feltOf(op1)
			x.Add(&x, &y)
			r = FeltValue(&x)
		} else if op0[3]&pointer != 0 && in.op1 == op1Imm && in.immSmall {
			o := int64(op0[0]) + in.immInt
			if uint64(o) >= maxOffset {
				return false
			}
			r = Value{uint64(o), op0[1], 0, known | pointer}
		} else {
			var err error
			if r, err = Add(*op0, *op1); err != nil {
				return false
			}
		}
		if dst[3] < known {
			*dst = r
			return true
		}
		return same(dst, &r)
	}
	if dst[3] < known || op0 == op1 {
		return false
	}
	have, want := op0, op1
	if op0[3] < known {
		have, want = op1, op0
		ruled = false // op0 is on the stack, which has no rule
	}
	if have[3] < known || ruled {
		return false
	}
	if (dst[3]|have[3])&pointer == 0 {
		x, y := feltOf(dst), feltOf(have)
		x.Sub(&x, &y)
		*want = FeltValue(&x)
		return true
	}
	r, err := Sub(*dst, *have)
	if err != nil {
		return false
	}
	*want = r
	return true
}

// assertMul does dst = op0 * op1 where one of the three may be unknown.
func assertMul(dst, op0, op1 *Value, ruled bool) bool {
	if (dst[3]|op0[3]|op1[3])&pointer != 0 {
		return false
	}
	x, y := feltOf(op0), feltOf(op1)
	if op0[3]&op1[3]&known != 0 {
		x.Mul(&x, &y)
		r := FeltValue(&x)
		if dst[3] < known {
			*dst = r
			return true
		}
		return same(dst, &r)
	}
	have, want := &x, op1
	if op0[3] < known {
		have, want = &y, op0
		if op1[3] < known {
			return false
		}
		ruled = false
	}
	if dst[3] < known || ruled || have.IsZero() || op0 == op1 {
		return false
	}
	z := feltOf(dst)
	var inv fp.Element
	inv.Inverse(have)
	z.Mul(&z, &inv)
	*want = FeltValue(&z)
	return true
}
