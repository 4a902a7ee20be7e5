package prover

import (
	"fmt"

	"quarry/fault"
	"quarry/hw"
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
	// Stages are the stages' peaks, all with Outside.
	Stages []stark.StageMemory
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
	a, err := layouts.New(statement.Public.Layout, statement.Public.NSteps)
	if err != nil {
		return nil, err
	}
	if err := statement.Params.Validate(a.TraceLength()); err != nil {
		return nil, err
	}
	return planFor(a, statement, runBytes, maxMemory)
}

func planFor(a air.AIR, statement *Statement, runBytes, maxMemory int64) (*Plan, error) {
	shape := stark.ShapeOf(a, statement.Params)
	p := &Plan{
		Layout: a.Layout(), NSteps: statement.Public.NSteps,
		LogTrace: shape.LogLength, LogBlowup: statement.Params.LogNCosets,
		Budget: maxMemory, Outside: runBytes + processBytes,
	}
	if p.Budget == 0 {
		p.Budget = hw.Probe().Memory.Budget()
	}
	_, full := shape.Memory(stark.MemoryPlan{KeepCosets: stark.KeepAll, KeepTrace: true})
	p.Full = full + p.Outside
	inner := int64(1) << 62
	if p.Budget > 0 {
		inner = p.Budget - p.Outside
	}
	generous := inner
	if maxMemory == 0 {
		generous = generousBytes
	}
	chosen, peak, err := shape.ChoosePlan(inner, generous)
	if err != nil {
		return nil, fault.New(CodeMemory, "the proof needs at least %s, %s may be used (%s would keep everything)",
			Bytes(peak+p.Outside), Bytes(p.Budget), Bytes(p.Full)).
			At("layout %s, %d steps, blow-up %d", p.Layout, p.NSteps, 1<<p.LogBlowup).
			WithHint("allow more with --max_memory, or use a smaller blow-up factor")
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
	return p, nil
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
