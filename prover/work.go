package prover

import (
	"context"

	"quarry/hw"
	"quarry/kernels"
	"quarry/kernels/cuda"
	"quarry/kernels/cuda/driver"
	"quarry/prover/air"
	"quarry/prover/air/layouts"
	"quarry/prover/event"
	"quarry/prover/execution"
	"quarry/prover/stark"
	"quarry/prover/stone"
)

// work is a job's way from the statement to the proof.
type work struct {
	options   *Options
	statement *Statement
	runBytes  int64
	events    event.Sink

	air     air.AIR
	backend kernels.Backend
	share   *cuda.Reservation // of the device, nil on the processor
	plan    *Plan
	run     *execution.Execution
	traffic *driver.Traffic
}

// equip chooses a backend, that of the name if there is one, and plans the memory.
func (w *work) equip(ctx context.Context, name string) (err error) {
	p, o := w.statement.Public, w.options
	if w.air, err = layouts.New(p.Layout, p.NSteps); err != nil {
		return err
	}
	if err := w.statement.Params.Validate(w.air.TraceLength()); err != nil {
		return err
	}
	var why string
	w.backend, why, err = openBackend(name, o.Threads, stark.ShapeOf(w.air, w.statement.Params), o.Scratch != "")
	if err == nil {
		err = w.newPlan(ctx)
	}
	if err != nil && name == "" && ofDevice(err) {
		w.events.Note(StageInputs, "the GPU is not used: "+err.Error())
		return w.equip(ctx, bestCPU())
	}
	if err != nil {
		return err
	}
	w.events.Note(StageInputs, "backend "+w.backend.Name()+": "+why)
	if _, err := Calibration(); err != nil {
		w.events.Note(StageInputs, "backends and times are chosen and told as if the machine had not been measured: "+err.Error())
	}
	w.events.Note(StageInputs, "memory plan: "+w.plan.String())
	if o.Admit != nil {
		return o.Admit(ctx, w.plan)
	}
	return nil
}

func (w *work) newPlan(ctx context.Context) (err error) {
	if gpu, ok := w.backend.(*cuda.Backend); ok {
		return w.reserve(ctx, gpu)
	}
	w.plan, err = w.planWith(nil)
	return err
}

// planWith plans with a device, or nil for main memory.
func (w *work) planWith(device *deviceMemory) (*Plan, error) {
	o := w.options
	return planFor(w.air, w.statement, w.runBytes, allowance{
		memory: o.MaxMemory, free: o.free(hw.Probe().Memory), sparing: o.Sparing, scratch: o.Scratch, device: device,
	})
}

// release gives back the proof's share of a device.
func (w *work) release() {
	w.share.Release()
	w.share = nil
}

// free is what the machine leaves the job now. Who admits plans may hold the process in
// a control group that grants it no more than it needs until the plan is known, so
// that the group's limit says nothing then.
func (o *Options) free(m hw.Memory) int64 {
	if o.Admit != nil {
		m.GroupLimit, m.GroupUsed = 0, 0
	}
	return m.Budget()
}

// prove makes the proof.
func (w *work) prove(ctx context.Context) (*stark.Proof, error) {
	var scratch *kernels.Scratch
	if w.plan.Mode == OnDisk {
		var err error
		if scratch, err = kernels.OpenScratch(w.plan.Scratch, w.plan.Window); err != nil {
			return nil, err
		}
		if w.plan.ScratchInMemory {
			w.events.Note(StageInputs, "the scratch folder "+w.plan.Scratch+" lies in memory: this saves none; name one on a disk")
		}
	}
	s := w.statement
	seed, err := stone.Seed(s.Public, s.Parameters, w.options.Version)
	if err != nil {
		return nil, err
	}
	backend := w.backend
	if w.options.Trace {
		backend = traced{backend, w.events, trackOf(backend)}
	}
	end := w.events.Begin(StageProof)
	proof, err := stark.Prove(ctx, stark.ProveInput{
		AIR: w.air, Run: w.run, Seed: seed, Params: s.Params, Backend: backend,
		Annotate: w.options.Annotations, Events: w.events, Plan: w.plan.Memory, Scratch: scratch,
	})
	end()
	w.traffic = w.noteTraffic()
	return proof, err
}
