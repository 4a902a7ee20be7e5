package air

import "quarry/fault"

// The ways a run, a statement or an evaluation fails.
const (
	// CodeUnknownLayout: no layout has this name.
	CodeUnknownLayout fault.Code = "air/unknown-layout"
	// CodeSteps: n_steps is not a power of two or too small for the layout.
	CodeSteps fault.Code = "air/n-steps"
	// CodeTraceLength: the trace does not have n_steps entries.
	CodeTraceLength fault.Code = "air/trace-length"
	// CodeBoundary: the trace does not begin or end as the public input says.
	CodeBoundary fault.Code = "air/trace-boundary"
	// CodeSegment: a memory segment of the layout is missing from the public
	// input, or its addresses are impossible.
	CodeSegment fault.Code = "air/memory-segment"
	// CodeRangeCheckBounds: rc_min and rc_max do not satisfy rc_min < rc_max < 2^16.
	CodeRangeCheckBounds fault.Code = "air/range-check-bounds"
	// CodeRangeCheckValue: a value lies outside rc_min … rc_max.
	CodeRangeCheckValue fault.Code = "air/range-check-value"
	// CodeRangeCheckHoles: the trace has no room for all values between rc_min and rc_max.
	CodeRangeCheckHoles fault.Code = "air/range-check-holes"
	// CodeDilutedHoles: the trace has no room for all diluted values.
	CodeDilutedHoles fault.Code = "air/diluted-holes"
	// CodeMissingCell: an instruction reads an address that memory does not hold.
	CodeMissingCell fault.Code = "air/missing-memory-cell"
	// CodeInstruction: pc points at something that is not an instruction.
	CodeInstruction fault.Code = "air/bad-instruction"
	// CodeTransition: a step's pc, ap or fp does not follow from the step before.
	CodeTransition fault.Code = "air/bad-transition"
	// CodeAddress: an access lies beyond what the trace's memory pool can hold.
	CodeAddress fault.Code = "air/address-out-of-range"
	// CodeMemoryHoles: the trace has no room for all unused addresses.
	CodeMemoryHoles fault.Code = "air/memory-holes"
	// CodeMemoryConflict: one address has two values.
	CodeMemoryConflict fault.Code = "air/memory-conflict"
	// CodePublicMemory: the public memory is empty or larger than its part of the trace.
	CodePublicMemory fault.Code = "air/public-memory"
	// CodeMissingBuiltin: the run uses a builtin that the layout lacks.
	CodeMissingBuiltin fault.Code = "air/missing-builtin"
	// CodeInstance: a builtin's instance does not fit into the trace or is given twice.
	CodeInstance fault.Code = "air/builtin-instance"
	// CodeBuiltinInput: the input of a builtin's instance is not one that the builtin takes.
	CodeBuiltinInput fault.Code = "air/builtin-input"
	// CodeZeroDenominator: a challenge or a point makes a denominator zero.
	CodeZeroDenominator fault.Code = "air/zero-denominator"
	// CodeViolated: the traces do not satisfy a constraint.
	CodeViolated fault.Code = "air/constraint-violated"
)
