package cairo1

import (
	"bytes"
	"encoding/json"
	"math/big"
	"slices"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
)

// Codes of errors of this package.
const (
	// CodeBad: the file is no Cairo 1 executable.
	CodeBad fault.Code = "cairo1/bad-executable"
	// CodeSierra: the file is Sierra, which has to be compiled first.
	CodeSierra fault.Code = "cairo1/sierra"
	// CodeEntrypoint: the executable has no such entry point.
	CodeEntrypoint fault.Code = "cairo1/entrypoint"
	// CodeArguments: the arguments are no list of field elements.
	CodeArguments fault.Code = "cairo1/bad-arguments"
	// CodePanic: the program panicked.
	CodePanic fault.Code = "cairo1/panic"
	// CodeBudget: the hints take more work than they may.
	CodeBudget fault.Code = "cairo1/hint-budget"
	// CodeHint: the program has a hint that can't be run.
	CodeHint fault.Code = "cairo1/unknown-hint"
)

// Kind says how an entry point is entered.
type Kind string

const (
	// Standalone begins with ap += len(builtins), finds the builtins there and
	// ends in an infinite loop: the shape of a program in proof mode.
	Standalone Kind = "Standalone"
	// Bootloader is a function that takes the builtins' pointers and returns
	// them: the shape of a main function.
	Bootloader Kind = "Bootloader"
)

// Entrypoint is a place to begin.
type Entrypoint struct {
	Kind     Kind
	Offset   int      // in the bytecode
	Builtins []string // in the order of their pointers on the stack
}

// End is the offset at which a run of a Standalone entry point is over: the
// jump to itself behind `ap += n; call rel 4`.
func (e Entrypoint) End() int { return e.Offset + 4 }

// Executable is a Cairo 1 program. It is read only and may be shared by runs.
type Executable struct {
	Bytecode    []fp.Element // Montgomery form
	Entrypoints []Entrypoint
	hints       [][]hint // by offset in the bytecode; shorter than it
}

// Entry returns the entry point of a kind.
func (e *Executable) Entry(k Kind) (Entrypoint, error) {
	for _, p := range e.Entrypoints {
		if p.Kind == k {
			return p, nil
		}
	}
	return Entrypoint{}, fault.New(CodeEntrypoint, "the executable has no %s entry point", k).
		WithHint("build it with the executable target of scarb 2.10 or newer")
}

// HintOffsets returns the offsets in the bytecode that have hints, in order.
func (e *Executable) HintOffsets() []int {
	var out []int
	for pc, hs := range e.hints {
		if len(hs) > 0 {
			out = append(out, pc)
		}
	}
	return out
}

// HintNames returns the names of the hints at an offset, in order.
func (e *Executable) HintNames(pc int) []string {
	var out []string
	if pc >= 0 && pc < len(e.hints) {
		for _, h := range e.hints[pc] {
			out = append(out, h.name)
		}
	}
	return out
}

type rawExecutable struct {
	Program *struct {
		Bytecode []string            `json:"bytecode"`
		Hints    [][]json.RawMessage `json:"hints"`
	} `json:"program"`
	Entrypoints []struct {
		Builtins []string `json:"builtins"`
		Offset   int      `json:"offset"`
		Kind     Kind     `json:"kind"`
	} `json:"entrypoints"`
}

// Parse reads an executable. Sierra is an error of CodeSierra, a compiled
// contract class one of CodeEntrypoint.
func Parse(data []byte) (*Executable, error) {
	switch Recognise(data) {
	case FormatSierra:
		return nil, sierra()
	case FormatContract:
		return nil, contract()
	}
	var raw rawExecutable
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, fault.Wrap(err, CodeBad, "the file is not a Cairo 1 executable").WithHint("%s", makeHint)
	}
	if raw.Program == nil || len(raw.Program.Bytecode) == 0 || len(raw.Entrypoints) == 0 {
		return nil, fault.New(CodeBad, "the executable has no bytecode or no entry points").WithHint("%s", makeHint)
	}
	e := &Executable{}
	if err := e.fill(raw.Program.Bytecode, raw.Program.Hints); err != nil {
		return nil, err
	}
	for i, p := range raw.Entrypoints {
		if p.Kind != Standalone && p.Kind != Bootloader {
			return nil, fault.New(CodeBad, "entry point of unknown kind %q", clip(string(p.Kind))).At("entrypoints[%d]", i)
		}
		if p.Offset < 0 || p.Offset >= len(e.Bytecode) {
			return nil, fault.New(CodeBad, "offset %d is not in the bytecode (%d words)", p.Offset, len(e.Bytecode)).At("entrypoints[%d]", i)
		}
		if err := checkBuiltins(p.Builtins); err != nil {
			return nil, err.At("entrypoints[%d]", i)
		}
		e.Entrypoints = append(e.Entrypoints, Entrypoint{p.Kind, p.Offset, p.Builtins})
	}
	return e, nil
}

// order is the order of builtins on the stack.
var order = []string{"output", "pedersen", "range_check", "ecdsa", "bitwise", "ec_op", "keccak",
	"poseidon", "range_check96", "add_mod", "mul_mod"}

func checkBuiltins(names []string) *fault.Error {
	at := 0
	for _, n := range names {
		i := slices.Index(order[at:], n)
		if i < 0 {
			return fault.New(CodeBad, "builtins %q are not a subsequence of %v", names, order)
		}
		at += i + 1
	}
	return nil
}

// fill reads the bytecode and the hints.
func (e *Executable) fill(bytecode []string, hints [][]json.RawMessage) error {
	e.Bytecode = make([]fp.Element, len(bytecode))
	for i, s := range bytecode {
		v, ok := parseHex(s)
		if !ok {
			return fault.New(CodeBad, "%q is not a hexadecimal number", clip(s)).At("bytecode[%d]", i)
		}
		e.Bytecode[i] = v
	}
	for i, entry := range hints {
		var pc int
		var list []json.RawMessage
		if len(entry) != 2 || json.Unmarshal(entry[0], &pc) != nil || json.Unmarshal(entry[1], &list) != nil {
			return fault.New(CodeBad, "an entry is not [offset, [hints]]").At("hints[%d]", i)
		}
		if pc < 0 || pc >= len(e.Bytecode) {
			return fault.New(CodeBad, "hints for offset %d, which is not in the bytecode", pc).At("hints[%d]", i)
		}
		for _, text := range list {
			h, err := parseHint(text)
			if err != nil {
				return err.At("hints[%d], at offset %d", i, pc)
			}
			for len(e.hints) <= pc {
				e.hints = append(e.hints, nil)
			}
			e.hints[pc] = append(e.hints[pc], h)
		}
	}
	return nil
}

// parseHex reads a hexadecimal number with an optional minus sign, as the Cairo
// compiler writes immediates, modulo the prime.
func parseHex(s string) (fp.Element, bool) {
	var e fp.Element
	neg := len(s) > 0 && s[0] == '-'
	if neg {
		s = s[1:]
	}
	if len(s) < 3 || s[0] != '0' || s[1] != 'x' || len(s) > 2+64 {
		return e, false
	}
	for _, c := range s[2:] {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
			return e, false
		}
	}
	n, ok := new(big.Int).SetString(s[2:], 16)
	if !ok || n.Cmp(fp.Modulus()) >= 0 {
		return e, false
	}
	e.SetBigInt(n)
	if neg {
		e.Neg(&e)
	}
	return e, true
}

func clip(s string) string {
	if len(s) > 80 {
		return s[:77] + "..."
	}
	return s
}

const makeHint = "scarb build with an [executable] target writes it to target/dev/NAME.executable.json"

func sierra() *fault.Error {
	return fault.New(CodeSierra, "the file is Sierra, an intermediate form without bytecode").
		WithHint("mark the function #[executable], add [executable] and the cairo_execute dependency to Scarb.toml, " +
			"and give the target/dev/NAME.executable.json that scarb build writes")
}

// Format is what a file is.
type Format int

// The formats that Recognise tells apart.
const (
	FormatUnknown Format = iota
	FormatExecutable
	FormatContract // a compiled contract class: CASM
	FormatSierra
)

// Recognise tells by its content what a file is.
func Recognise(data []byte) Format {
	text := bytes.TrimLeft(data, " \t\r\n")
	if len(text) == 0 {
		return FormatUnknown
	}
	if text[0] != '{' {
		if sierraText(text) {
			return FormatSierra
		}
		return FormatUnknown
	}
	return recogniseJSON(text)
}

// decisive keys of a JSON object, or of its member program. A Cairo 0 program
// is told early, since it may be large.
var decisive = map[string]Format{
	"sierra_program": FormatSierra, "type_declarations": FormatSierra, "program.type_declarations": FormatSierra,
	"entry_points_by_type": FormatContract, "program.bytecode": FormatExecutable, "entrypoints": FormatExecutable,
	"data": FormatUnknown, "identifiers": FormatUnknown, "reference_manager": FormatUnknown,
}

// sierraText tells whether a text begins as a Sierra listing does.
func sierraText(text []byte) bool {
	for len(text) > 0 {
		line, rest, _ := bytes.Cut(text, []byte("\n"))
		line = bytes.TrimSpace(line)
		text = rest
		if len(line) == 0 || bytes.HasPrefix(line, []byte("//")) {
			continue
		}
		return bytes.HasPrefix(line, []byte("type ")) && bytes.Contains(line, []byte(" = "))
	}
	return false
}

// recogniseJSON reads keys of a JSON object until one is decisive.
func recogniseJSON(text []byte) Format {
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return FormatUnknown
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return FormatUnknown
		}
		key, _ := t.(string)
		if f, ok := decisive[key]; ok {
			return f
		}
		if key == "program" {
			if f := recogniseProgram(d); f != FormatUnknown {
				return f
			}
			continue
		}
		var skipped json.RawMessage
		if d.Decode(&skipped) != nil {
			return FormatUnknown
		}
	}
	return FormatUnknown
}

// recogniseProgram reads the member program.
func recogniseProgram(d *json.Decoder) Format {
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return FormatUnknown
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return FormatUnknown
		}
		key, _ := t.(string)
		if f, ok := decisive["program."+key]; ok {
			return f
		}
		var skipped json.RawMessage
		if d.Decode(&skipped) != nil {
			return FormatUnknown
		}
	}
	_, _ = d.Token() // the closing bracket
	return FormatUnknown
}
