package components

import (
	"context"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/prover/air"
	"quarry/prover/execution"
)

// WriteTrace implements air.Component.
func (CPU) WriteTrace(ctx context.Context, w *air.Witness) error {
	c := newCPUWriter(w)
	return w.Each(ctx, w.Steps, cpuGrain, c.write)
}

// cpuGrain is how many steps are written, and how many inverses taken, at once.
const cpuGrain = 1 << 11

type cpuWriter struct {
	trace                      []execution.State
	memory                     *execution.Memory
	inst, dst, op0, op1        air.MemoryView
	off0, off1, off2           air.ValueView
	flags, ap, fp              air.Column
	mul, res, jnzTmp0, jnzTmp1 air.Column
	small                      [1 << numFlags]fp.Element
}

func newCPUWriter(w *air.Witness) *cpuWriter {
	c := &cpuWriter{
		trace: w.Run.Trace, memory: w.Run.Memory,
		inst: w.MemoryView("cpu/decode/mem_inst"),
		dst:  w.MemoryView("cpu/operands/mem_dst"),
		op0:  w.MemoryView("cpu/operands/mem_op0"),
		op1:  w.MemoryView("cpu/operands/mem_op1"),
		off0: w.RangeCheckView("cpu/decode/off0"),
		off1: w.RangeCheckView("cpu/decode/off1"),
		off2: w.RangeCheckView("cpu/decode/off2"),

		flags:   w.Column("cpu/decode/opcode_range_check/column"),
		ap:      w.Column("cpu/registers/ap"),
		fp:      w.Column("cpu/registers/fp"),
		mul:     w.Column("cpu/operands/ops_mul"),
		res:     w.Column("cpu/operands/res"),
		jnzTmp0: w.Column("cpu/update_registers/update_pc/tmp0"),
		jnzTmp1: w.Column("cpu/update_registers/update_pc/tmp1"),
	}
	for v := range c.small {
		c.small[v].SetUint64(uint64(v))
	}
	return c
}

// write writes the steps lo … hi−1.
func (c *cpuWriter) write(lo, hi int) error {
	var jumps []int // steps with jnz
	var tests []fp.Element
	for step := lo; step < hi; step++ {
		in, err := c.load(step)
		if err != nil {
			return err
		}
		if err := c.checkNext(step, in); err != nil {
			return err
		}
		c.writeStep(step, in)
		if in.has(flagPCJNZ) {
			jumps = append(jumps, step)
			tests = append(tests, *in.dst)
		}
	}
	// With jnz, res holds 1/dst, or 0 if dst is 0, as BatchInvert leaves it.
	one := fp.One()
	for k, inverse := range fp.BatchInvert(tests) {
		step := jumps[k]
		c.res.Set(step, &inverse)
		c.jnzTmp0.Set(step, &tests[k])
		if !inverse.IsZero() {
			c.jnzTmp1.Set(step, &one)
		}
	}
	return nil
}

// loadedStep is one executed instruction with what it read.
type loadedStep struct {
	state                     execution.State
	word                      uint64 // the encoded instruction
	dstAddr, op0Addr, op1Addr uint64
	instruction               *fp.Element
	dst, op0, op1             *fp.Element
	// res is the result; with jnz it is not used. mul is op0·op1.
	res, mul fp.Element
}

func (in *loadedStep) has(flag int) bool { return in.word>>(3*offsetBits+flag)&1 == 1 }

func (in *loadedStep) offset(i int) uint64 { return in.word >> (i * offsetBits) & (offsetSize - 1) }

// load decodes the instruction of a step and reads its operands.
func (c *cpuWriter) load(step int) (*loadedStep, error) {
	in := &loadedStep{state: c.trace[step]}
	var err error
	if in.instruction, err = c.read(uint64(in.state.PC), step, "instruction"); err != nil {
		return nil, err
	}
	if err := in.decode(step); err != nil {
		return nil, err
	}
	register := func(flag int) uint64 {
		if in.has(flag) {
			return uint64(in.state.FP)
		}
		return uint64(in.state.AP)
	}
	in.dstAddr = register(flagDstFP) + in.offset(0) - halfOffset
	if in.dst, err = c.read(in.dstAddr, step, "dst"); err != nil {
		return nil, err
	}
	in.op0Addr = register(flagOp0FP) + in.offset(1) - halfOffset
	if in.op0, err = c.read(in.op0Addr, step, "op0"); err != nil {
		return nil, err
	}
	if in.op1Addr, err = in.op1Address(step); err != nil {
		return nil, err
	}
	if in.op1, err = c.read(in.op1Addr, step, "op1"); err != nil {
		return nil, err
	}
	in.compute()
	return in, nil
}

// decode checks the instruction's form: 63 bits, and no two flags of a group.
func (in *loadedStep) decode(step int) error {
	bad := func(why string) error {
		return fault.New(air.CodeInstruction, "the value 0x%s at pc %d is not an instruction: %s",
			in.instruction.Text(16), in.state.PC, why).
			At("trace step %d", step).
			WithHint("trace and memory must come from the same run")
	}
	if !in.instruction.IsUint64() {
		return bad("it has more than 63 bits")
	}
	in.word = in.instruction.Uint64()
	if in.word>>63 != 0 {
		return bad("it has more than 63 bits")
	}
	for _, group := range [...][]int{
		{flagOp1Imm, flagOp1FP, flagOp1AP},
		{flagResAdd, flagResMul, flagPCJNZ},
		{flagPCJumpAbs, flagPCJumpRel, flagPCJNZ},
		{flagAPAdd, flagAPAdd1},
		{flagCall, flagRet, flagAssertEq},
	} {
		set := 0
		for _, flag := range group {
			if in.has(flag) {
				set++
			}
		}
		if set > 1 {
			return bad("flags that exclude each other are set")
		}
	}
	return nil
}

// op1Address is base + off2, where the base is pc, fp, ap, or the value of op0.
func (in *loadedStep) op1Address(step int) (uint64, error) {
	offset := in.offset(2) - halfOffset
	switch {
	case in.has(flagOp1Imm):
		return uint64(in.state.PC) + offset, nil
	case in.has(flagOp1FP):
		return uint64(in.state.FP) + offset, nil
	case in.has(flagOp1AP):
		return uint64(in.state.AP) + offset, nil
	}
	// op0 + offset may be an address though op0, taken as an integer, is
	// negative: add in the field.
	var address fp.Element
	address.SetInt64(int64(offset))
	address.Add(&address, in.op0)
	if !address.IsUint64() {
		return 0, fault.New(air.CodeMissingCell, "op1 is read at the address op0 + off2 = 0x%s, which is none", address.Text(16)).
			At("trace step %d (pc %d)", step, in.state.PC).
			WithHint("trace and memory must come from the same run")
	}
	return address.Uint64(), nil
}

func (in *loadedStep) compute() {
	in.mul.Mul(in.op0, in.op1)
	switch {
	case in.has(flagResAdd):
		in.res.Add(in.op0, in.op1)
	case in.has(flagResMul):
		in.res = in.mul
	default:
		in.res = *in.op1
	}
}

func (c *cpuWriter) read(addr uint64, step int, what string) (*fp.Element, error) {
	if v, ok := c.memory.Get(addr); ok {
		return v, nil
	}
	return nil, fault.New(air.CodeMissingCell, "%s is read at address %d, which memory does not hold", what, int64(addr)).
		At("trace step %d (pc %d, ap %d, fp %d)", step, c.trace[step].PC, c.trace[step].AP, c.trace[step].FP).
		WithHint("trace and memory must come from the same run, and be whole")
}

func (c *cpuWriter) writeStep(step int, in *loadedStep) {
	c.inst.Set(step, uint64(in.state.PC), in.instruction)
	c.dst.Set(step, in.dstAddr, in.dst)
	c.op0.Set(step, in.op0Addr, in.op0)
	c.op1.Set(step, in.op1Addr, in.op1)
	c.off0.Set(step, in.offset(0))
	c.off1.Set(step, in.offset(1))
	c.off2.Set(step, in.offset(2))
	flags := in.word >> (3 * offsetBits)
	for i := range air.StepRows {
		c.flags.Set(step*air.StepRows+i, &c.small[flags>>i])
	}
	c.ap.SetUint64(step, uint64(in.state.AP))
	c.fp.SetUint64(step, uint64(in.state.FP))
	c.mul.Set(step, &in.mul)
	c.res.Set(step, &in.res)
}

// checkNext checks that the registers of the following step, or after the last
// step nothing, result from the instruction.
func (c *cpuWriter) checkNext(step int, in *loadedStep) error {
	if step+1 == len(c.trace) {
		return nil
	}
	next := c.trace[step+1]
	for _, r := range [...]struct {
		name string
		want fp.Element
		got  uint32
	}{
		{"pc", in.nextPC(), next.PC}, {"ap", in.nextAP(), next.AP}, {"fp", in.nextFP(), next.FP},
	} {
		if r.want != element(uint64(r.got)) {
			return fault.New(air.CodeTransition, "the instruction at pc %d leads to %s = %s, but the next step has %d",
				in.state.PC, r.name, r.want.Text(10), r.got).
				At("trace step %d", step).
				WithHint("the trace must be of one uninterrupted run, and of the same run as memory")
		}
	}
	return nil
}

func (in *loadedStep) nextPC() fp.Element {
	pc := element(uint64(in.state.PC))
	var next fp.Element
	switch {
	case in.has(flagPCJumpAbs):
		return in.res
	case in.has(flagPCJumpRel):
		return *next.Add(&pc, &in.res)
	case in.has(flagPCJNZ) && !in.dst.IsZero():
		return *next.Add(&pc, in.op1)
	case in.has(flagOp1Imm):
		return element(uint64(in.state.PC) + 2)
	}
	return element(uint64(in.state.PC) + 1)
}

func (in *loadedStep) nextAP() fp.Element {
	ap := uint64(in.state.AP)
	if in.has(flagCall) {
		ap += 2
	}
	if in.has(flagAPAdd1) {
		ap++
	}
	next := element(ap)
	if in.has(flagAPAdd) {
		next.Add(&next, &in.res)
	}
	return next
}

func (in *loadedStep) nextFP() fp.Element {
	switch {
	case in.has(flagCall):
		return element(uint64(in.state.AP) + 2)
	case in.has(flagRet):
		return *in.dst
	}
	return element(uint64(in.state.FP))
}

func element(v uint64) (e fp.Element) {
	e.SetUint64(v)
	return e
}
