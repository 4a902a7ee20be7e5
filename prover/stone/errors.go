package stone

import "quarry/fault"

// The ways in which Stone's files can be wrong. docs/errors.md lists them with
// examples.
const (
	// CodeUnreadable: a file can't be opened or read.
	CodeUnreadable fault.Code = "stone/unreadable"
	// CodeSyntax: a file is not JSON.
	CodeSyntax fault.Code = "stone/json-syntax"
	// CodeDuplicateKey: a key occurs twice in one JSON object.
	CodeDuplicateKey fault.Code = "stone/duplicate-key"
	// CodeMissingField: a required field is absent or null.
	CodeMissingField fault.Code = "stone/missing-field"
	// CodeWrongType: a field has another JSON type than it should have.
	CodeWrongType fault.Code = "stone/wrong-type"
	// CodeOutOfRange: a number is outside of what the field allows.
	CodeOutOfRange fault.Code = "stone/out-of-range"
	// CodeBadFelt: a field element is not "0x…" hexadecimal below the prime.
	CodeBadFelt fault.Code = "stone/bad-felt"
	// CodeUnknownHash: a hash name is none of Stone's, or not allowed in its place.
	CodeUnknownHash fault.Code = "stone/unknown-hash"
	// CodeUnknownLayout: a layout name is none that Quarry knows.
	CodeUnknownLayout fault.Code = "stone/unknown-layout"
	// CodeUnsupported: a field asks for something that does not exist here,
	// such as another prime field.
	CodeUnsupported fault.Code = "stone/unsupported"
	// CodeFRI: the FRI parameters don't fit each other or the trace length.
	CodeFRI fault.Code = "stone/fri-mismatch"
	// CodeHashes: the chosen hashes don't work together.
	CodeHashes fault.Code = "stone/incompatible-hashes"
	// CodeFriendlyLayers: n_verifier_friendly_commitment_layers is too small
	// for the segments of the commitment trees.
	CodeFriendlyLayers fault.Code = "stone/friendly-layers"
	// CodeSteps: n_steps is no power of two or too small for the layout.
	CodeSteps fault.Code = "stone/bad-n-steps"
	// CodeRangeCheck: rc_min and rc_max are no range of 16-bit numbers.
	CodeRangeCheck fault.Code = "stone/bad-rc-bounds"
	// CodeSegments: memory segments are missing, unknown to the layout, or
	// don't hold what they should.
	CodeSegments fault.Code = "stone/bad-segments"
	// CodePages: the public memory breaks the rules for pages.
	CodePages fault.Code = "stone/bad-pages"
	// CodePublicMemory: the public memory is empty, too large or contradicts itself.
	CodePublicMemory fault.Code = "stone/bad-public-memory"
	// CodeBuiltin: the layout lacks a builtin that the run uses.
	CodeBuiltin fault.Code = "stone/no-such-builtin"
	// CodeBuiltinOverflow: the run uses a builtin more often than the layout has room for.
	CodeBuiltinOverflow fault.Code = "stone/builtin-overflow"
	// CodeTrace: the trace file is truncated, of odd size or holds impossible values.
	CodeTrace fault.Code = "stone/bad-trace"
	// CodeMemory: the memory file is truncated, of odd size or holds impossible values.
	CodeMemory fault.Code = "stone/bad-memory"
	// CodeDisagree: two of the inputs contradict each other.
	CodeDisagree fault.Code = "stone/inputs-disagree"
	// CodeProofHex: proof_hex is not hexadecimal.
	CodeProofHex fault.Code = "stone/bad-proof-hex"
	// CodeVersion: the wanted Stone version is unknown or can't do this.
	CodeVersion fault.Code = "stone/bad-version"
)
