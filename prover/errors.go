package prover

import "quarry/fault"

// The ways a job fails beyond those of its parts.
const (
	// CodeMemory: the proof does not fit into the memory that it may use.
	CodeMemory fault.Code = "prover/memory"
	// CodeDeviceMemory: the proof does not fit into the memory of the GPU.
	CodeDeviceMemory fault.Code = "prover/device-memory"
	// CodeSelfCheck: a finished proof does not verify. It is not handed out.
	CodeSelfCheck fault.Code = "prover/self-check"
	// CodeWrite: the proof file can't be written.
	CodeWrite fault.Code = "prover/write"
	// CodeProgramHash: the proof is about another program than demanded.
	CodeProgramHash fault.Code = "prover/program-hash"
	// CodeOutput: the program's output is not the demanded one.
	CodeOutput fault.Code = "prover/output"
	// CodeUnspecified: a program or an output is demanded, but the proof is
	// about an unspecified program.
	CodeUnspecified fault.Code = "prover/unspecified-program"
)
