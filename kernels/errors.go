package kernels

import "quarry/fault"

// The ways an operation of a backend fails.
const (
	// CodeOutOfMemory: an allocation exceeds the arena's limit or what the system gives.
	CodeOutOfMemory fault.Code = "kernels/out-of-memory"
	// CodeZeroDenominator: a challenge makes a denominator of the interaction
	// columns zero, which happens with negligible probability for honest inputs.
	CodeZeroDenominator fault.Code = "kernels/zero-denominator"
	// CodeUnsupported: the backend does not run on this machine.
	CodeUnsupported fault.Code = "kernels/unsupported"
	// CodeScratch: the scratch folder is none, or no files can be made in it.
	CodeScratch fault.Code = "kernels/scratch"
	// CodeScratchFull: the scratch folder has no room for a table.
	CodeScratchFull fault.Code = "kernels/scratch-full"
	// CodeDevicePoisoned: a computation crashed on the GPU, which is of no use to
	// this process any more; nothing that it was computing can be trusted.
	CodeDevicePoisoned fault.Code = "kernels/device-poisoned"
	// CodeDeviceLost: the GPU is broken or gone.
	CodeDeviceLost fault.Code = "kernels/device-lost"
	// CodeExceptionalPoint: two equal or opposite points met where a GPU adds points
	// of the Pedersen hash, which happens with a probability of 2^-240.
	CodeExceptionalPoint fault.Code = "kernels/exceptional-point"
	// CodeDriver: the GPU's driver refused a call.
	CodeDriver fault.Code = "kernels/driver"
)
