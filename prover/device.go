package prover

import (
	"fmt"
	"slices"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cuda"
	"quarry/kernels/cuda/driver"
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

// memoryOf asks a backend for its device; nil if it computes in main memory.
func memoryOf(b kernels.Backend) (*deviceMemory, error) {
	gpu, ok := b.(*cuda.Backend)
	if !ok {
		return nil, nil
	}
	free, _, err := gpu.Memory()
	return &deviceMemory{gpu.Device().String(), free}, err
}

// poolBytes is what the pools of a trace that is being written take for each row:
// a number for each unit, at most one unit of memory and of values for two rows, and
// the counts by which they are sorted.
const poolBytes = 16

// onDevice plans for a GPU: columns and trees lie there, in main memory only the
// run and, until it has gone up, the original trace, with the pinned memory that it
// goes through.
func (p *Plan) onDevice(shape stark.Shape, device *deviceMemory, sparing bool) error {
	rows := int64(1) << shape.LogLength
	p.Device = &DevicePlan{Name: device.name, Temporary: cuda.TemporaryBytes(rows), Budget: device.free}
	p.Outside += int64(shape.Original)*rows*elementBytes + poolBytes*rows + cuda.PinnedBytes
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

// trafficOf is what went over the bus to and from a device so far.
func trafficOf(b kernels.Backend) driver.Traffic {
	if gpu, ok := b.(*cuda.Backend); ok {
		return gpu.Traffic()
	}
	return driver.Traffic{}
}

// noteTraffic reports what went over the bus since before; nil without a device.
// Proofs that run beside on the same device are counted, too.
func (w *work) noteTraffic(before driver.Traffic) *driver.Traffic {
	if w.plan.Device == nil {
		return nil
	}
	t := trafficOf(w.backend)
	t.Up -= before.Up
	t.Down -= before.Down
	w.events.Note(StageProof, fmt.Sprintf("%s to the device, %s back", Bytes(t.Up), Bytes(t.Down)))
	return &t
}
