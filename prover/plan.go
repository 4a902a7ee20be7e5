package prover

import (
	"fmt"

	"quarry/fault"
	"quarry/hw"
	"quarry/kernels"
	"quarry/prover/air"
	"quarry/prover/air/layouts"
	"quarry/prover/stark"
)

// Mode says how a proof uses memory.
type Mode string

const (
	// Fit: every evaluation is computed once and kept.
	Fit Mode = "fit"
	// Stream: cosets are computed again when they are needed.
	Stream Mode = "stream"
	// OnDisk: what is kept lies in files, of which a window is in memory.
	OnDisk Mode = "scratch"
)

// Plan is how much memory a job will take, known before it starts.
type Plan struct {
	Layout string
	NSteps uint64
	// LogTrace is log2 of the number of rows, LogBlowup of the blow-up factor.
	LogTrace, LogBlowup int
	Mode                Mode
	// Memory is what the backend follows.
	Memory stark.MemoryPlan
	// Budget is the memory that the job may use, 0 if there is no bound.
	Budget int64
	// Peak is the predicted most that the job holds, Full what it would hold
	// if it kept everything.
	Peak, Full int64
	// Outside is the part of Peak outside of the backend: the run, the files,
	// scratch of the cores.
	Outside int64
	// Stages are the stages' peaks, all with Outside; in mode OnDisk they are
	// what the scratch folder holds, and with a device what that holds, without
	// Outside.
	Stages []stark.StageMemory
	// Device is set if columns and trees lie on a GPU; Peak is then what main
	// memory holds beside.
	Device *DevicePlan
	// Scratch is the scratch folder, empty unless the mode is OnDisk. Disk is
	// the predicted most that it holds, DiskFree what it has room for, Window
	// how much of it may be in memory at a time.
	Scratch                string
	Disk, DiskFree, Window int64
	// ScratchInMemory says that the folder's files lie in memory after all.
	ScratchInMemory bool
}

// generousBytes is what a proof may take to keep everything if nobody said how
// much it may use: beyond, a plan that takes less than half is nearly as fast.
const generousBytes = 256 << 20

// processBytes is what the process itself takes: code, stacks, tables.
const processBytes = 48 << 20

// NewPlan plans the memory of a job. It fails with CodeMemory, and names the
// least that would do, if the job does not fit into maxMemory, all of which it
// uses if that is faster; 0 means what the machine leaves, used sparingly.
func NewPlan(statement *Statement, runBytes, maxMemory int64) (*Plan, error) {
	return NewScratchPlan(statement, runBytes, maxMemory, "")
}

// NewScratchPlan plans a job that keeps its columns in files in the folder
// scratch; if that is empty, it is NewPlan. It also fails if the folder can't be
// used or is too small. Without maxMemory it uses as little memory as works well.
func NewScratchPlan(statement *Statement, runBytes, maxMemory int64, scratch string) (*Plan, error) {
	a, err := layouts.New(statement.Public.Layout, statement.Public.NSteps)
	if err != nil {
		return nil, err
	}
	if err := statement.Params.Validate(a.TraceLength()); err != nil {
		return nil, err
	}
	return planFor(a, statement, runBytes, allowance{memory: maxMemory, scratch: scratch})
}

// NewSparingPlan plans a job that has memory bytes, whatever the machine has
// now, and is to leave what it does not need to others: the plan of a job with
// Options.MaxMemory and Options.Sparing.
func NewSparingPlan(statement *Statement, runBytes, memory int64) (*Plan, error) {
	a, err := layouts.New(statement.Public.Layout, statement.Public.NSteps)
	if err != nil {
		return nil, err
	}
	if err := statement.Params.Validate(a.TraceLength()); err != nil {
		return nil, err
	}
	return planFor(a, statement, runBytes, allowance{memory: memory, sparing: true})
}

// LeastMemory is what a job needs at least.
func LeastMemory(statement *Statement, runBytes int64) (int64, error) {
	a, err := layouts.New(statement.Public.Layout, statement.Public.NSteps)
	if err != nil {
		return 0, err
	}
	if err := statement.Params.Validate(a.TraceLength()); err != nil {
		return 0, err
	}
	_, peak, _ := stark.ShapeOf(a, statement.Params).ChoosePlan(0, 0)
	return peak + runBytes + processBytes, nil
}

// allowance is what a job may use: see Options.
type allowance struct {
	memory int64
	// free is what the machine has left now, 0 if that does not matter: a plan beyond
	// it is made only if no other one will do.
	free    int64
	sparing bool
	scratch string
	device  *deviceMemory // nil: main memory
}

func planFor(a air.AIR, statement *Statement, runBytes int64, may allowance) (*Plan, error) {
	shape := stark.ShapeOf(a, statement.Params)
	p := &Plan{
		Layout: a.Layout(), NSteps: statement.Public.NSteps,
		LogTrace: shape.LogLength, LogBlowup: statement.Params.LogNCosets,
		Budget: may.memory, Outside: runBytes + processBytes,
	}
	if p.Budget == 0 {
		p.Budget = hw.Probe().Memory.Budget()
	}
	_, full := shape.Memory(stark.MemoryPlan{KeepCosets: stark.KeepAll, KeepTrace: true})
	p.Full = full + p.Outside
	var err error
	switch {
	case may.device != nil:
		err = p.onDevice(shape, may.device, may.sparing)
	case may.scratch != "":
		err = p.onDisk(shape, may.memory, may.scratch)
	default:
		err = p.inMemory(shape, may)
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

// inMemory plans with main memory.
func (p *Plan) inMemory(shape stark.Shape, may allowance) error {
	inner := int64(1) << 62
	if p.Budget > 0 {
		inner = p.Budget - p.Outside
	}
	generous := inner
	if may.memory == 0 || may.sparing {
		generous = generousBytes
	}
	now := inner
	if may.free > 0 {
		now = min(inner, may.free-p.Outside)
	}
	chosen, peak, err := shape.ChoosePlan(now, generous)
	if err != nil && now < inner {
		chosen, peak, err = shape.ChoosePlan(inner, min(generous, generousBytes))
	}
	if err != nil {
		return p.tooLittle(peak + p.Outside).
			WithHint("allow more with --max_memory, keep columns on disk with --scratch, or use a smaller blow-up factor")
	}
	if p.Budget == 0 {
		chosen.Limit = 0
	}
	p.Memory, p.Peak = chosen, peak+p.Outside
	p.Mode = Stream
	if chosen.KeepCosets >= 1<<p.LogBlowup {
		p.Mode = Fit
	}
	stages, _ := shape.Memory(chosen)
	for _, s := range stages {
		p.Stages = append(p.Stages, stark.StageMemory{Stage: s.Stage, Peak: s.Peak + p.Outside})
	}
	return nil
}

// tooLittle is the error if the budget is less than what is needed.
func (p *Plan) tooLittle(needed int64) *fault.Error {
	return fault.New(CodeMemory, "the proof needs at least %s, %s may be used (%s would keep everything)",
		Bytes(needed), Bytes(p.Budget), Bytes(p.Full)).
		At("layout %s, %d steps, blow-up %d", p.Layout, p.NSteps, 1<<p.LogBlowup)
}

// onDisk plans with a scratch folder.
func (p *Plan) onDisk(shape stark.Shape, maxMemory int64, scratch string) error {
	free, inMemory, err := kernels.ScratchSpace(scratch)
	if err != nil {
		return err
	}
	p.Mode, p.Scratch, p.DiskFree, p.ScratchInMemory = OnDisk, scratch, free, inMemory
	p.Outside += shape.Tables // are in memory all the same
	shape.Tables = 0
	budget := int64(0)
	if maxMemory > 0 {
		budget = max(maxMemory-p.Outside, 1)
	}
	chosen, err := shape.ChooseScratchPlan(budget, free)
	p.Memory, p.Disk, p.Window, p.Peak = chosen.Memory, chosen.Disk, chosen.Window, chosen.Peak+p.Outside
	switch {
	case fault.CodeOf(err) == kernels.CodeScratchFull:
		return fault.New(kernels.CodeScratchFull, "the proof needs %s in the scratch folder, which has room for %s", Bytes(p.Disk), Bytes(free)).
			At("%s", scratch).WithHint("free space there, or name a folder on a larger disk")
	case err != nil || p.Budget > 0 && p.Peak > p.Budget:
		return p.tooLittle(p.Peak).WithHint("allow more with --max_memory, or prove fewer steps")
	}
	p.Stages, _ = shape.Memory(p.Memory)
	return nil
}

// String says in one line what the plan is.
func (p *Plan) String() string {
	if p.Device != nil {
		return fmt.Sprintf("%s: at most %s of device memory and %s of main memory", p.Mode, Bytes(p.Device.Peak+p.Device.Temporary), Bytes(p.Peak))
	}
	if p.Mode == OnDisk {
		return fmt.Sprintf("%s: at most %s in memory and %s in %s", p.Mode, Bytes(p.Peak), Bytes(p.Disk), p.Scratch)
	}
	return fmt.Sprintf("%s: at most %s", p.Mode, Bytes(p.Peak))
}

// Bytes writes a number of bytes for people.
func Bytes(n int64) string {
	switch {
	case n >= 10<<30:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	case n >= 1<<30:
		return fmt.Sprintf("%.2f GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.0f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.0f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d bytes", n)
}
