package components

import "quarry/prover/air"

// The flags of a Cairo instruction, by their bit in the instruction's upper
// 16 bits.
const (
	flagDstFP = iota
	flagOp0FP
	flagOp1Imm
	flagOp1FP
	flagOp1AP
	flagResAdd
	flagResMul
	flagPCJumpAbs
	flagPCJumpRel
	flagPCJNZ
	flagAPAdd
	flagAPAdd1
	flagCall
	flagRet
	flagAssertEq
	numFlags
)

// The encoding of offsets: 16 bits, biased.
const (
	offsetBits = 16
	offsetSize = 1 << offsetBits
	halfOffset = offsetSize / 2
)

// CPU is the component that executes one instruction per 16 rows: it decodes
// the instruction at pc, loads dst, op0 and op1, computes res and updates pc,
// ap and fp. (Stone: air/cpu/component.)
type CPU struct{}

// Name implements air.Component.
func (CPU) Name() string { return "cpu" }

// cpuCells are the cells of one step as expressions.
type cpuCells struct {
	flag             [numFlags]air.Expr
	pc, ap, fp       air.Expr
	dst, op0, op1    air.Expr
	off0, off1, off2 air.Expr
	res, mul         air.Expr
	// resOp1 and pcRegular are 1 if none of the flags that exclude them is set.
	op1Op0, resOp1, pcRegular, fpRegular air.Expr
	// nextInstr is the address after the instruction and its immediate.
	nextInstr air.Expr
}

func newCPUCells(s *air.Scope) *cpuCells {
	at := func(name string) air.Expr { return s.Cell(name, 0) }
	c := &cpuCells{
		pc: at("cpu/decode/pc"), ap: at("cpu/registers/ap"), fp: at("cpu/registers/fp"),
		dst: at("cpu/operands/mem_dst/value"), op0: at("cpu/operands/mem_op0/value"), op1: at("cpu/operands/mem_op1/value"),
		off0: at("cpu/decode/off0"), off1: at("cpu/decode/off1"), off2: at("cpu/decode/off2"),
		res: at("cpu/operands/res"), mul: at("cpu/operands/ops_mul"),
	}
	for i := range c.flag {
		c.flag[i] = opcodeBit(s, i)
	}
	f := &c.flag
	one := air.Lit(1)
	c.op1Op0 = one.Sub(f[flagOp1Imm].Add(f[flagOp1AP]).Add(f[flagOp1FP]))
	c.resOp1 = one.Sub(f[flagResAdd].Add(f[flagResMul]).Add(f[flagPCJNZ]))
	c.pcRegular = one.Sub(f[flagPCJumpAbs].Add(f[flagPCJumpRel]).Add(f[flagPCJNZ]))
	c.fpRegular = one.Sub(f[flagCall].Add(f[flagRet]))
	c.nextInstr = c.pc.Add(f[flagOp1Imm]).Add(one)
	return c
}

// opcodeBit is flag i: the column holds the flags shifted right by 0, 1, 2, …
func opcodeBit(s *air.Scope, i int) air.Expr {
	const column = "cpu/decode/opcode_range_check/column"
	return s.Cell(column, i).Sub(s.Cell(column, i+1).Double())
}

// Constraints implements air.Component.
func (CPU) Constraints(s *air.Scope) {
	c := newCPUCells(s)
	c.decode(s)
	c.operands(s)
	c.updateRegisters(s)
	c.opcodes(s)
	c.boundaries(s)
}

var (
	everyStep     = air.On(air.Every(air.StepRows))
	lastStep      = air.SingleRow(-air.StepRows)
	everyStepMove = everyStep.Excluding(lastStep)
)

// isBit is zero if e is 0 or 1.
func isBit(e air.Expr) air.Expr { return e.Square().Sub(e) }

func (c *cpuCells) decode(s *air.Scope) {
	shifted := s.Cell("cpu/decode/opcode_range_check/column", 0)
	end := air.EveryAt(air.StepRows, air.StepRows-1)
	s.Constrain("cpu/decode/opcode_range_check/bit", isBit(c.flag[0]), air.On(air.Every(1)).Excluding(end))
	s.Constrain("cpu/decode/opcode_range_check/zero", shifted, air.On(end))

	size := air.Lit(offsetSize)
	word := shifted.Mul(size).Add(c.off2).Mul(size).Add(c.off1).Mul(size).Add(c.off0)
	s.Constrain("cpu/decode/opcode_range_check_input", s.Cell("cpu/decode/instruction", 0).Sub(word), everyStep)
	s.Constrain("cpu/decode/flag_op1_base_op0_bit", isBit(c.op1Op0), everyStep)
	s.Constrain("cpu/decode/flag_res_op1_bit", isBit(c.resOp1), everyStep)
	s.Constrain("cpu/decode/flag_pc_update_regular_bit", isBit(c.pcRegular), everyStep)
	s.Constrain("cpu/decode/fp_update_regular_bit", isBit(c.fpRegular), everyStep)
}

func (c *cpuCells) operands(s *air.Scope) {
	half := air.Lit(halfOffset)
	// base chooses fp if the flag is set, ap otherwise.
	base := func(flag air.Expr) air.Expr { return c.ap.Add(flag.Mul(c.fp.Sub(c.ap))) }
	address := func(name string) air.Expr { return s.Cell("cpu/operands/"+name+"/addr", 0).Add(half) }

	s.Constrain("cpu/operands/mem_dst_addr", address("mem_dst").Sub(base(c.flag[flagDstFP]).Add(c.off0)), everyStep)
	s.Constrain("cpu/operands/mem0_addr", address("mem_op0").Sub(base(c.flag[flagOp0FP]).Add(c.off1)), everyStep)
	// op1's base is op0 unless one of three flags replaces it.
	base1 := c.op0.
		Add(c.flag[flagOp1Imm].Mul(c.pc.Sub(c.op0))).
		Add(c.flag[flagOp1AP].Mul(c.ap.Sub(c.op0))).
		Add(c.flag[flagOp1FP].Mul(c.fp.Sub(c.op0)))
	s.Constrain("cpu/operands/mem1_addr", address("mem_op1").Sub(base1.Add(c.off2)), everyStep)
	s.Constrain("cpu/operands/ops_mul", c.mul.Sub(c.op0.Mul(c.op1)), everyStep)
	// With jnz, res is free here (it holds 1/dst); otherwise it is op0 + op1,
	// op0·op1 or op1.
	res := c.res.Sub(c.op1).
		Sub(c.flag[flagPCJNZ].Mul(c.res.Sub(c.op1))).
		Sub(c.flag[flagResAdd].Mul(c.op0)).
		Sub(c.flag[flagResMul].Mul(c.mul.Sub(c.op1)))
	s.Constrain("cpu/operands/res", res, everyStep)
}

func (c *cpuCells) updateRegisters(s *air.Scope) {
	tmp0 := s.Cell("cpu/update_registers/update_pc/tmp0", 0)
	tmp1 := s.Cell("cpu/update_registers/update_pc/tmp1", 0)
	nextPC := s.Cell("cpu/decode/pc", 1)
	nextAP := s.Cell("cpu/registers/ap", 1)
	nextFP := s.Cell("cpu/registers/fp", 1)
	jnz := c.flag[flagPCJNZ]

	const update = "cpu/update_registers/"
	s.Constrain(update+"update_pc/tmp0", tmp0.Sub(jnz.Mul(c.dst)), everyStepMove)
	s.Constrain(update+"update_pc/tmp1", tmp1.Sub(tmp0.Mul(c.res)), everyStepMove)
	// If jnz is taken (tmp0 ≠ 0) pc moves by op1; if there is no jnz it is the
	// next instruction, res, or pc + res.
	regular := c.nextInstr.
		Add(c.flag[flagPCJumpAbs].Mul(c.res.Sub(c.nextInstr))).
		Add(c.flag[flagPCJumpRel].Mul(c.pc.Add(c.res).Sub(c.nextInstr)))
	s.Constrain(update+"update_pc/pc_cond_negative",
		nextPC.Sub(jnz.Mul(nextPC.Sub(c.nextInstr))).
			Add(tmp0.Mul(nextPC.Sub(c.pc.Add(c.op1)))).
			Sub(regular), everyStepMove)
	s.Constrain(update+"update_pc/pc_cond_positive", tmp1.Sub(jnz).Mul(nextPC.Sub(c.nextInstr)), everyStepMove)
	s.Constrain(update+"update_ap/ap_update",
		nextAP.Sub(c.ap.Add(c.flag[flagAPAdd].Mul(c.res)).Add(c.flag[flagAPAdd1]).Add(c.flag[flagCall].Double())), everyStepMove)
	s.Constrain(update+"update_fp/fp_update",
		nextFP.Sub(c.fp).
			Sub(c.flag[flagRet].Mul(c.dst.Sub(c.fp))).
			Sub(c.flag[flagCall].Mul(c.ap.Add(air.Lit(2)).Sub(c.fp))), everyStepMove)
}

func (c *cpuCells) opcodes(s *air.Scope) {
	half := air.Lit(halfOffset)
	call, ret, f := c.flag[flagCall], c.flag[flagRet], &c.flag

	s.Constrain("cpu/opcodes/call/push_fp", call.Mul(c.dst.Sub(c.fp)), everyStep)
	s.Constrain("cpu/opcodes/call/push_pc", call.Mul(c.op0.Sub(c.nextInstr)), everyStep)
	s.Constrain("cpu/opcodes/call/off0", call.Mul(c.off0.Sub(half)), everyStep)
	s.Constrain("cpu/opcodes/call/off1", call.Mul(c.off1.Sub(air.Lit(halfOffset+1))), everyStep)
	s.Constrain("cpu/opcodes/call/flags",
		call.Mul(call.Double().Add(air.Lit(2)).Sub(f[flagDstFP].Add(f[flagOp0FP]).Add(air.Lit(4)))), everyStep)
	s.Constrain("cpu/opcodes/ret/off0", ret.Mul(c.off0.Sub(air.Lit(halfOffset-2))), everyStep)
	s.Constrain("cpu/opcodes/ret/off2", ret.Mul(c.off2.Sub(air.Lit(halfOffset-1))), everyStep)
	s.Constrain("cpu/opcodes/ret/flags",
		ret.Mul(f[flagPCJumpAbs].Add(f[flagDstFP]).Add(f[flagOp1FP]).Add(c.resOp1).Sub(air.Lit(4))), everyStep)
	s.Constrain("cpu/opcodes/assert_eq/assert_eq", f[flagAssertEq].Mul(c.dst.Sub(c.res)), everyStep)
}

// boundaries ties the first and the last step to the public input.
func (c *cpuCells) boundaries(s *air.Scope) {
	first, last := air.On(air.SingleRow(0)), air.On(lastStep)
	s.Constrain("initial_ap", c.ap.Sub(s.SegmentBegin("execution")), first)
	s.Constrain("initial_fp", c.fp.Sub(s.SegmentBegin("execution")), first)
	s.Constrain("initial_pc", c.pc.Sub(s.SegmentBegin("program")), first)
	s.Constrain("final_ap", c.ap.Sub(s.SegmentStop("execution")), last)
	s.Constrain("final_fp", c.fp.Sub(s.SegmentBegin("execution")), last)
	s.Constrain("final_pc", c.pc.Sub(s.SegmentStop("program")), last)
}
