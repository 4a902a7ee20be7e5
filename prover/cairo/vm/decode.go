package vm

import (
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
)

// op is what the fast loop does for an instruction; opOther goes to Step.
type op uint8

const (
	opOther op = iota
	opAssert
	opAssertAdd
	opAssertMul
	opCallRel
	opCallAbs
	opRet
	opJnz
	opJumpRel
	opJumpAbs
	opAdvance // nothing, or ap += res
	opHinted  // what real says, once the hints have run
)

const (
	op1Op0 = iota
	op1Imm
	op1FP
	op1AP
)

const (
	resOp1 = iota
	resAdd
	resMul
	resUnconstrained
)

const (
	pcRegular = iota
	pcJump
	pcJumpRel
	pcJnz
)

const (
	apRegular = iota
	apAdd
	apAdd1
	apAdd2
)

const (
	opcodeNop = iota
	opcodeCall
	opcodeRet
	opcodeAssertEq
)

// instr is a decoded instruction.
type instr struct {
	op, real                       op
	decoded, hinted                bool
	dstFP, op0FP                   bool
	op1, res, pcUpd, apUpd, opcode uint8
	size                           uint8
	immSmall                       bool // immInt is valid
	off0, off1, off2               int32
	immInt                         int64
	imm                            Value
}

// decodeWord decodes an instruction as cairo-lang's decode_instruction does,
// with the same refusals. imm is the next cell, unknown if there is none.
func decodeWord(w Value, imm Value) (in instr, err error) {
	if !w.IsFelt() {
		return in, fmt.Errorf("Instruction should be an int. Found: %v", w)
	}
	bits, ok := w.Uint64()
	if !ok || bits>>63 != 0 {
		return in, fmt.Errorf("Unsupported instruction: %#x.", w.Big())
	}
	in.off0 = int32(bits&0xffff) - 1<<15
	in.off1 = int32(bits>>16&0xffff) - 1<<15
	in.off2 = int32(bits>>32&0xffff) - 1<<15
	f := bits >> 48
	in.dstFP, in.op0FP = f&1 != 0, f>>1&1 != 0
	in.size = 1

	bad := fmt.Errorf("Unsupported instruction: %#x.", w.Big())
	pick := func(bits uint64, of ...uint8) (uint8, bool) {
		for i := 0; i < len(of); i += 2 {
			if uint64(of[i]) == bits {
				return of[i+1], true
			}
		}
		return 0, false
	}
	ok1, ok2, ok3, ok4, ok5 := false, false, false, false, false
	in.op1, ok1 = pick(f>>2&7, 0, op1Op0, 1, op1Imm, 2, op1FP, 4, op1AP)
	in.res, ok2 = pick(f>>5&3, 0, resOp1, 1, resAdd, 2, resMul)
	in.pcUpd, ok3 = pick(f>>7&7, 0, pcRegular, 1, pcJump, 2, pcJumpRel, 4, pcJnz)
	in.apUpd, ok4 = pick(f>>10&3, 0, apRegular, 1, apAdd, 2, apAdd1)
	in.opcode, ok5 = pick(f>>12&7, 0, opcodeNop, 1, opcodeCall, 2, opcodeRet, 4, opcodeAssertEq)
	if !(ok1 && ok2 && ok3 && ok4 && ok5) {
		return in, bad
	}
	if in.op1 == op1Imm {
		if !imm.IsFelt() {
			return in, fmt.Errorf("op1_addr is Op1Addr.IMM, but no immediate given")
		}
		in.size = 2
		in.imm = imm
		in.imm[3] &^= accessed
		in.immInt, in.immSmall = imm.Small()
	}
	if in.pcUpd == pcJnz {
		if in.res != resOp1 {
			return in, bad
		}
		in.res = resUnconstrained
	}
	if in.opcode == opcodeCall {
		if in.apUpd != apRegular {
			return in, fmt.Errorf("CALL must have update_ap is ADD2")
		}
		in.apUpd = apAdd2
	}
	in.op = in.fastOp()
	in.decoded = true
	return in, nil
}

// fastOp classifies the instruction for the fast loop: the shapes that
// compilers emit.
func (in *instr) fastOp() op {
	if in.op1 == op1Imm && (in.off2 != 1 || !in.immSmall && in.pcUpd != pcRegular) {
		return opOther
	}
	regular := in.pcUpd == pcRegular
	switch {
	case in.opcode == opcodeAssertEq && regular && in.apUpd != apAdd:
		return [...]op{opAssert, opAssertAdd, opAssertMul}[in.res]
	case in.opcode == opcodeCall && in.res == resOp1 && in.pcUpd == pcJumpRel && in.op1 == op1Imm:
		return opCallRel
	case in.opcode == opcodeCall && in.res == resOp1 && in.pcUpd == pcJump && in.op1 != op1Imm:
		return opCallAbs
	case in.opcode == opcodeRet && in.res == resOp1 && in.pcUpd == pcJump && in.apUpd == apRegular:
		return opRet
	case in.opcode != opcodeNop:
		return opOther
	case in.pcUpd == pcJnz && in.apUpd != apAdd:
		return opJnz
	case in.pcUpd == pcJumpRel && in.apUpd != apAdd:
		return opJumpRel
	case in.pcUpd == pcJump && in.apUpd != apAdd:
		return opJumpAbs
	case regular:
		return opAdvance
	}
	return opOther
}

// IsCall reports whether the cells look like a call instruction.
func IsCall(word, imm Value) bool {
	if !word.IsFelt() {
		return false
	}
	in, err := decodeWord(word, imm)
	return err == nil && in.opcode == opcodeCall && in.res == resOp1 &&
		(in.pcUpd == pcJump || in.pcUpd == pcJumpRel)
}

// isZero reports whether a known value is the field element 0.
func isZero(v *Value) bool { return v[0]|v[1]|v[2]|v[3]&^(known|accessed) == 0 }

func feltOf(v *Value) fp.Element { return fp.Element{v[0], v[1], v[2], v[3] & feltMask} }
