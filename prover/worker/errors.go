package worker

import (
	"quarry/fault"
	"quarry/kernels"
	"quarry/prover"
	"quarry/prover/lineup"
)

// The ways an attempt ends that are no fault of its input.
const (
	// CodeDied: the process that proved ended before it was done.
	CodeDied fault.Code = "worker/died"
	// CodeMemory: the process took more memory than it was granted, and was killed.
	CodeMemory fault.Code = "worker/out-of-memory"
	// CodeStart: the process could not be started.
	CodeStart fault.Code = "worker/start"
	// CodeFiles: the folder for the attempt's files can't be used.
	CodeFiles fault.Code = "worker/files"
	// CodeInUse: another worker has the folder for the attempts' files.
	CodeInUse fault.Code = "worker/folder-in-use"
	// CodeInternal: the process failed with an error that has no code.
	CodeInternal fault.Code = "worker/internal"
	// CodeDeviceUnhealthy: the GPU that was asked for failed again and again, and
	// gets no work now.
	CodeDeviceUnhealthy fault.Code = "worker/device-unhealthy"
	// CodeConfig: the worker can't run with these settings.
	CodeConfig fault.Code = "worker/config"
)

// Retryable reports whether an attempt that ended with this code may succeed
// if it is made again, here or elsewhere: whether the fault lies with the
// machine and not with the task.
func Retryable(code fault.Code) bool {
	switch code {
	case CodeDied, CodeMemory, CodeStart, CodeFiles, CodeInternal, CodeDeviceUnhealthy,
		prover.CodeWrite, prover.CodeSelfCheck, prover.CodeDeviceMemory, kernels.CodeUnsupported, kernels.CodeOutOfMemory,
		kernels.CodeScratch, kernels.CodeScratchFull, lineup.CodeUnavailable:
		return true
	}
	return deviceFault(code)
}

// deviceFault reports whether a GPU, or the process's context on it, is of no
// more use: the process has to be started anew.
func deviceFault(code fault.Code) bool {
	switch code {
	case kernels.CodeDevicePoisoned, kernels.CodeDeviceLost, kernels.CodeDriver:
		return true
	}
	return false
}
