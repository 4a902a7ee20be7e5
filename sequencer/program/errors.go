package program

import "quarry/fault"

const (
	// CodeInput: a block and its witness do not fit together, so that there is no
	// run of the program for them.
	CodeInput fault.Code = "program/bad-input"
	// CodeOutput: words are not what the block program writes.
	CodeOutput fault.Code = "program/bad-output"
	// CodeDiff: words are no state diff.
	CodeDiff fault.Code = "program/bad-diff"
)
