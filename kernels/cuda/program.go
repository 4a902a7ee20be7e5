package cuda

import (
	"context"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cuda/bytecode"
	"quarry/kernels/cuda/driver"
	"quarry/kernels/ssa"
)

const (
	// programShared is the most shared memory that a block of the interpreter
	// takes; all GPUs since compute capability 8.0 have it.
	programShared = 96 << 10
	// programThreads is a block's threads, fewer if the program needs many slots.
	// Small blocks share a multiprocessor's memory out more evenly.
	programThreads = 64
	// programRows is how many rows are evaluated between looks at the context,
	// and bounds the memory for inverses.
	programRows = 1 << 22
)

var programRowsKernel = declare("program", "program_rows", programShared)

// noSlot is NO_SLOT of program.cu.
const noSlot = 1<<32 - 1

// source is Source of program.cu.
type source struct {
	address     driver.Ptr
	shift, mask uint32
}

// EvaluateProgram implements kernels.Evaluator. It fails with
// kernels.CodeUnsupported if the program needs more slots than a block's shared
// memory holds.
func (b *Backend) EvaluateProgram(ctx context.Context, dst kernels.Columns, p *kernels.Program, in kernels.ProgramInput) error {
	out := single(dst)
	e := evaluation{task: out.arena.begin(ctx), n: out.length, dst: out.ptr}
	for _, c := range in.Columns {
		t := table(c)
		require(t.length == out.length, "input columns of %d rows for a result of %d", t.length, out.length)
		for i := range t.width {
			e.columns = append(e.columns, t.column(i))
		}
	}
	e.code = bytecode.Translate(p, &in, ssa.Shape{Rows: e.n, Width: len(e.columns)})
	e.prepare(&in.Offset)
	for first := 0; first < e.n && e.err == nil; first += programRows {
		e.rows(first, min(programRows, e.n-first))
	}
	return e.end()
}

// evaluation is one program on one coset.
type evaluation struct {
	*task
	n       int
	dst     driver.Ptr
	columns []driver.Ptr // of the input
	code    *bytecode.Translated

	uniforms, main driver.Ptr
	inverseCode    []driver.Ptr
	tables         map[int]driver.Ptr // by source
	operand        driver.Ptr         // of an inverse, for programRows rows
	inverses       []driver.Ptr       // likewise
	powers         powerPair          // offset·g^row
	points         driver.Ptr         // the same as a column, for programRows rows
}

// prepare puts to the device what all rows share.
func (e *evaluation) prepare(offset *Element) {
	e.uniforms = put(e.task, e.code.Uniforms)
	e.main = put(e.task, e.code.Main.Instrs)
	e.tables = map[int]driver.Ptr{}
	for i, s := range e.code.Sources {
		if s.Table != nil {
			e.tables[i] = put(e.task, s.Table)
		}
	}
	rows := min(e.n, programRows) * elementSize
	for i := range e.code.Inverses {
		e.inverseCode = append(e.inverseCode, put(e.task, e.code.Inverses[i].Instrs))
		e.inverses = append(e.inverses, e.memory(rows))
	}
	if len(e.inverses) > 0 {
		e.operand = e.memory(rows)
	}
	if e.code.Points {
		g := generator(e.n)
		e.powers = e.powersOf(&g, offset, log2(e.n))
		e.points = e.memory(rows)
	}
}

// rows evaluates `count` rows: first the points and what is to be inverted, then the
// program.
func (e *evaluation) rows(first, count int) {
	sources := e.sources(first)
	before := driver.Ptr(first * elementSize)
	if e.code.Points {
		e.run(&bytecode.PointCode, e.main, e.points-before, sources, first, count)
	}
	for i := range e.code.Inverses {
		e.run(&e.code.Inverses[i], e.inverseCode[i], e.operand-before, sources, first, count)
		e.invert(e.inverses[i], e.operand, count)
	}
	e.run(&e.code.Main, e.main, e.dst, sources, first, count)
}

// sources are where operands are read from. Points and inverses are those of the rows
// from first on; their address is where that of row 0 would be.
func (e *evaluation) sources(first int) driver.Ptr {
	list := make([]source, len(e.code.Sources))
	for i, s := range e.code.Sources {
		switch {
		case s.Table != nil:
			list[i] = source{e.tables[i], 0, uint32(len(s.Table) - 1)}
		case s.Column < len(e.columns):
			list[i] = source{e.columns[s.Column], uint32(s.Row), uint32(e.n - 1)}
		case e.err == nil:
			apart := append([]driver.Ptr{e.points}, e.inverses...)
			list[i] = source{apart[s.Column-len(e.columns)] - driver.Ptr(first*elementSize), 0, uint32(e.n - 1)}
		}
	}
	return put(e.task, list)
}

// run launches the interpreter. dst is where the result of row 0 would be.
func (e *evaluation) run(c *bytecode.Code, code, dst, sources driver.Ptr, first, count int) {
	block := programThreads
	for block > 32 && c.Slots*elementSize*block > programShared {
		block /= 2
	}
	if c.Slots*elementSize*block > programShared {
		e.fail(fault.New(kernels.CodeUnsupported, "the constraint program needs %d registers, the GPU's interpreter has %d",
			c.Slots, programShared/(32*elementSize)).WithHint("choose a CPU backend"))
		return
	}
	point := uint32(noSlot)
	if c == &bytecode.PointCode {
		point = bytecode.PointSlot
	}
	e.launch(programRowsKernel, driver.Line((count+block-1)/block), driver.Line(block), c.Slots*elementSize*block,
		new(driver.Args).Ptr(dst).Ptr(code).Int(len(c.Instrs)).Uint32(uint32(c.Result)).Ptr(e.uniforms).Ptr(sources).
			Ptr(e.powers.ptr).Int(e.powers.split).Uint32(point).Int(first).Int(count))
}
