package worker

import (
	"time"

	"quarry/fault"
	"quarry/prover"
	"quarry/prover/lineup"
)

// tellDevices sets who is told how the GPUs are.
func (w *Worker) tellDevices(tell func([]lineup.WorkerDevice)) {
	w.telling.Store(&tell)
	tell(w.devices.state())
}

// noteDevice notes what an attempt says of the GPU that its child saw. The death of
// a child says nothing: its task may have caused it. A child whose context broke fails
// all its attempts until it is gone: that is one failure.
func (w *Worker) noteDevice(child *Process, device string, result *Result, err error) {
	if device == "" {
		return
	}
	if err == nil && result.DeviceProblem != nil {
		err = result.DeviceProblem.fault()
	}
	health := w.devices.health
	switch {
	case deviceFault(fault.CodeOf(err)):
		if !child.blame() {
			return
		}
		r := health.Failed(device, err)
		w.cfg.Log.Warn("a GPU failed", "device", device, "failures", r.Failures, "problem", r.Problem(time.Now()), "error", err)
		if rest := time.Until(r.Until()); rest > 0 && !r.Retired() {
			time.AfterFunc(rest, w.refreshDevices)
		}
	case err == nil && prover.OnGPU(result.Backend):
		health.Worked(device)
	}
	w.refreshDevices()
}

// refreshDevices tells how the GPUs are now.
func (w *Worker) refreshDevices() {
	if tell := w.telling.Load(); tell != nil {
		(*tell)(w.devices.state())
	}
}

// blame says whether this is the first failure of the process's device.
func (p *Process) blame() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	first := !p.blamed
	p.blamed = true
	return first
}
