package task

import "quarry/fault"

// The ways a task is refused, and those in which a proof is not the one asked
// for. What is wrong with a file has the codes of the package that reads it.
const (
	// CodeParts: the parts don't fit together, or one is missing.
	CodeParts fault.Code = "task/parts"
	// CodePart: a part is not the kind of file that it is handed in as.
	CodePart fault.Code = "task/wrong-kind"
	// CodeOption: a field of the task has a value that there is not, or that
	// contradicts another one.
	CodeOption fault.Code = "task/option"
	// CodeSteps: the run has more steps than it may have.
	CodeSteps fault.Code = "task/too-many-steps"
	// CodeFloor: the parameters are worth less than the server demands.
	CodeFloor fault.Code = "task/security-floor"

	// CodeForm: a proof file has not exactly the form that it must have, or its
	// JSON and its raw bytes are not the same proof.
	CodeForm fault.Code = "task/proof-form"
	// CodeOtherProgram: the proof is not about the task's program.
	CodeOtherProgram fault.Code = "task/other-program"
	// CodeOtherStatement: the proof is about another layout, public input or
	// number of steps than the task's.
	CodeOtherStatement fault.Code = "task/other-statement"
	// CodeOtherParameters: the proof has other parameters than the task's.
	CodeOtherParameters fault.Code = "task/other-parameters"
	// CodeOtherRun: the program was run again, and its run is not the proof's.
	CodeOtherRun fault.Code = "task/other-run"
	// CodeAnnotations: the annotations are not those of the proof.
	CodeAnnotations fault.Code = "task/annotations"
)
