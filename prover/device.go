package prover

import (
	"context"
	"fmt"
	"slices"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cuda"
	"quarry/kernels/cuda/driver"
	"quarry/prover/air/layouts"
	"quarry/prover/stark"
)

// DevicePlan is how much memory a job takes on a GPU.
type DevicePlan struct {
	// Name says which device it is.
	Name string
	// Peak is the predicted most that the proof's columns and trees take there,
	// Temporary what operations take beside them, Budget what there is, in bytes.
	Peak, Temporary, Budget int64
}

// deviceMemory is what a plan needs to know of a device.
type deviceMemory struct {
	name string
	free int64
}

// reserve plans a proof with the memory that a device has left beside the proofs that
// are in work on it, and makes sure of it; it waits for their end if that helps.
func (w *work) reserve(ctx context.Context, gpu *cuda.Backend) error {
	name := gpu.Device().String()
	share, err := gpu.Reserve(ctx, cuda.Request{
		Plan: func(available int64) (cuda.Demand, error) {
			plan, err := w.planWith(&deviceMemory{name, available})
			if err != nil {
				return cuda.Demand{}, err
			}
			w.plan = plan
			return cuda.Demand{Arenas: plan.Device.Peak, Temporary: plan.Device.Temporary}, nil
		},
		Waiting: func(others int) {
			w.events.Note(StageInputs, fmt.Sprintf("%s has too little memory left, waiting for others to end (proofs on it: %d)", name, others))
		},
	})
	if err != nil {
		return err
	}
	w.backend, w.share = share, share
	return nil
}

// NewDevicePlan plans a job on a GPU of which so many bytes are free; there need be
// none. sparing leaves to other proofs what the job can do without. The plan's main
// memory is not bounded. It fails with CodeDeviceMemory if the device is too small.
func NewDevicePlan(statement *Statement, runBytes int64, name string, free int64, sparing bool) (*Plan, error) {
	a, err := layouts.New(statement.Public.Layout, statement.Public.NSteps)
	if err != nil {
		return nil, err
	}
	if err := statement.Params.Validate(a.TraceLength()); err != nil {
		return nil, err
	}
	return planFor(a, statement, runBytes, allowance{memory: 1 << 60, sparing: sparing, device: &deviceMemory{name, free}})
}

// poolBytes is what the pools of a trace that is being written take for each row:
// a number for each unit, at most one unit of memory and of values for two rows, and
// the counts by which they are sorted.
const poolBytes = 16

// onDevice plans for a GPU: columns and trees lie there, in main memory only the
// run, the constraint program's tables and, until it has gone up, the original trace,
// with the pinned memory that it goes through. The tables go up for each coset, into
// temporary memory.
func (p *Plan) onDevice(shape stark.Shape, device *deviceMemory, sparing bool) error {
	rows := int64(1) << shape.LogLength
	p.Device = &DevicePlan{Name: device.name, Temporary: cuda.TemporaryBytes(rows) + shape.Tables, Budget: device.free}
	p.Outside += int64(shape.Original)*rows*elementBytes + poolBytes*rows + cuda.PinnedBytes + shape.Tables
	shape.Tables = 0
	p.Peak = p.Outside
	if p.Budget > 0 && p.Peak > p.Budget {
		return p.tooLittle(p.Peak).WithHint("allow more with --max_memory: with a GPU, too, the trace is written in main memory")
	}
	inner := device.free - p.Device.Temporary
	generous := inner
	if sparing {
		generous = generousBytes
	}
	chosen, peak, err := shape.ChoosePlan(inner, generous)
	if err != nil {
		return fault.New(CodeDeviceMemory, "the proof needs at least %s of device memory, %s are free", Bytes(peak+p.Device.Temporary), Bytes(device.free)).
			At("%s: layout %s, %d steps, blow-up %d", device.name, p.Layout, p.NSteps, 1<<p.LogBlowup).
			WithHint("use a smaller blow-up factor, wait for other work on the device to end, or prove on the CPU")
	}
	p.Memory, p.Device.Peak = chosen, peak
	p.Mode = Stream
	if chosen.KeepCosets >= 1<<p.LogBlowup {
		p.Mode = Fit
	}
	p.Stages, _ = shape.Memory(chosen)
	return nil
}

// elementBytes is the size of a felt in memory.
const elementBytes = 32

// ofDevice reports whether a proof failed because of the device that it was made
// on, so that it may work on another.
func ofDevice(err error) bool {
	return slices.Contains([]fault.Code{CodeDeviceMemory, kernels.CodeOutOfMemory, kernels.CodeDevicePoisoned, kernels.CodeDeviceLost,
		kernels.CodeDriver, kernels.CodeUnsupported, kernels.CodeExceptionalPoint}, fault.CodeOf(err))
}

// noteTraffic reports what went over the bus for the proof; nil without a device.
func (w *work) noteTraffic() *driver.Traffic {
	if w.share == nil {
		return nil
	}
	t := w.share.Traffic()
	w.events.Note(StageProof, fmt.Sprintf("%s to the device, %s back", Bytes(t.Up), Bytes(t.Down)))
	return &t
}
