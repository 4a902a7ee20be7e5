package task

// Part names one input file of a task. The names are those of the parts of the
// service's multipart form.
type Part string

// The parts. A task has either a program (with its input) or Stone's files.
const (
	// Program is a compiled Cairo 0 program or a Cairo 1 executable.
	Program Part = "program"
	// ProgramInput is the program's input (Cairo 0: JSON; its member "advice"
	// is the advice tape).
	ProgramInput Part = "program_input"
	// Arguments are those of a Cairo 1 executable: a JSON array of numbers.
	Arguments Part = "arguments"
	// PIE is a Cairo PIE zip. It is read and checked; proving one needs a
	// bootloader, so such tasks are refused with that reason.
	PIE Part = "pie"
	// PublicInput, PrivateInput, Trace and Memory are Stone's input files. The
	// private input's trace_path and memory_path are never opened: Trace and
	// Memory stand in for them.
	PublicInput  Part = "public_input"
	PrivateInput Part = "private_input"
	Trace        Part = "trace"
	Memory       Part = "memory"
	// Parameters and ProverConfig are Stone's files; both may be absent.
	Parameters   Part = "parameters"
	ProverConfig Part = "prover_config"
)

// Parts are all parts, in the order in which they are shown.
func Parts() []Part {
	return []Part{Program, ProgramInput, Arguments, PIE, PublicInput, PrivateInput, Trace, Memory, Parameters, ProverConfig}
}

// Blob names stored bytes by their content.
type Blob struct {
	// SHA256 of the bytes, lower-case hexadecimal.
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
	// Name is what the client called the file: for people, never a path.
	Name string `json:"name,omitempty"`
}

// Task is one proof to be made.
type Task struct {
	Inputs map[Part]Blob `json:"inputs"`
	// Layout is a layout's name, or "auto" for the cheapest that the program
	// fits in. With Stone's files it is empty or that of the public input.
	Layout string `json:"layout,omitempty"`
	// Security chooses the parameters if there is no part Parameters.
	Security Security `json:"security"`
	// Version is the version of Stone whose proof is made: "v3" (the default) or "v2".
	Version string `json:"stone_version,omitempty"`
	// Backend is the backend's name; empty for the best that a worker has.
	Backend string `json:"backend,omitempty"`
	// Annotations asks for Stone's annotations in the proof file.
	Annotations bool `json:"annotations,omitempty"`
	// MinSteps and MaxSteps bound the program's run; 0 for the server's limits.
	MinSteps uint64 `json:"min_steps,omitempty"`
	MaxSteps uint64 `json:"max_steps,omitempty"`
}

// Security is a wish for parameters. The zero value is the default:
// prover.DefaultSecurity bits in the Johnson regime, for Stone's verifier.
type Security struct {
	// Preset is whose verifier the proof is for: "stone", "integrity",
	// "starkex", "quarry" (see stone.Wish.Taker and docs/parameters.md).
	Preset string `json:"preset,omitempty"`
	// Bits and Regime are the wished security level; 0 and "" for the default.
	Bits   int    `json:"bits,omitempty"`
	Regime string `json:"regime,omitempty"`
}

// IsProgram reports whether the task runs a program (or a PIE), and is not a
// set of Stone's files.
func (t *Task) IsProgram() bool {
	for _, p := range []Part{Program, PIE} {
		if _, ok := t.Inputs[p]; ok {
			return true
		}
	}
	return false
}
