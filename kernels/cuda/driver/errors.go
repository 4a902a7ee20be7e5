package driver

import (
	"fmt"

	"quarry/fault"
	"quarry/kernels"
)

// Error is a failed call, in the driver's words.
type Error struct {
	Call string // the driver's function, with what it was about
	Code int    // CUresult
	Name string // such as CUDA_ERROR_ILLEGAL_ADDRESS
	Text string
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("%s: %s (%d): %s", e.Call, e.Name, e.Code, e.Text) }

// kind is what an error of the driver means for the device.
type kind int

const (
	refused  kind = iota // the call failed, the device is as before
	noMemory             // of the device or of the system
	poisoned             // a kernel broke the context: it is of no use any more, but the device may be
	lost                 // the device is gone or broken
)

// operatingSystem is CUDA_ERROR_OPERATING_SYSTEM.
const operatingSystem = 304

// kinds are the errors that are not refusals, by CUresult.
var kinds = map[int]kind{
	2: noMemory,

	700: poisoned, // illegal address
	702: poisoned, // launch timeout
	709: poisoned, // context is destroyed
	710: poisoned, // assertion
	714: poisoned, // hardware stack error
	715: poisoned, // illegal instruction
	716: poisoned, // misaligned address
	717: poisoned, // invalid address space
	718: poisoned, // invalid program counter
	719: poisoned, // launch failed

	4:               lost, // the driver is shutting down
	46:              lost, // device unavailable
	100:             lost, // no device
	101:             lost, // invalid device
	205:             lost, // mapping failed: the device fell off the bus
	214:             lost, // uncorrectable memory error
	220:             lost, // uncorrectable link error
	226:             lost, // contained memory error
	227:             lost, // link error
	operatingSystem: lost, // it failed a call
	802:             lost, // system not ready
	999:             lost, // unknown: what a driver says that has lost its device
}

// faultOf makes the error for a failed call.
func faultOf(e *Error, device string) *fault.Error {
	switch kinds[e.Code] {
	case noMemory:
		return fault.Wrap(e, kernels.CodeOutOfMemory, "the GPU has no memory left").At("%s", device).
			WithHint("allow the proof less device memory, run fewer proofs at a time on it, or prove on the CPU")
	case poisoned:
		return fault.Wrap(e, kernels.CodeDevicePoisoned, "a computation on the GPU crashed, which makes it useless for this process").
			At("%s", device).WithHint("restart the process; prove on another device or the CPU meanwhile")
	case lost:
		return fault.Wrap(e, kernels.CodeDeviceLost, "the GPU does not answer any more").At("%s", device).
			WithHint("look at nvidia-smi and the kernel's log; prove on another device or the CPU meanwhile")
	}
	return fault.Wrap(e, kernels.CodeDriver, "the CUDA driver refused a call").At("%s", device)
}

// unavailable is the error for a machine or build without devices.
func unavailable(why string) *fault.Error {
	return fault.New(kernels.CodeUnsupported, "CUDA is unavailable: %s", why).WithHint("the CPU backends run anywhere")
}
