package program

import (
	"encoding/json"
	"fmt"
	"math/big"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
)

// CodeBad is the code of the error for a file that is no compiled program.
const CodeBad fault.Code = "cairo/bad-program"

// Program is a compiled Cairo 0 program.
type Program struct {
	Data        []fp.Element // Montgomery form
	Builtins    []string
	Hints       map[int][]Hint // by offset of the instruction
	Identifiers *Identifiers
	References  []Reference
	Attributes  []Attribute
	// Debug returns the debug information, nil if the program was compiled
	// without. It is read when it is first asked for: it can be most of the file.
	Debug     func() *DebugInfo
	MainScope string
	Version   string // of the compiler, or ""
	// Labels are offsets that Label returns without looking into Identifiers:
	// those of programs that have no identifiers.
	Labels map[string]int
}

// Hint is a piece of Python that runs before an instruction.
type Hint struct {
	Code   string
	Scopes []string // accessible scopes, outermost first
	Flow   Flow
}

// Flow says what is known about references at a place in the program.
type Flow struct {
	AP         Tracking
	References map[string]int // full name to index into Program.References
}

// Tracking follows ap: within a group, offsets differ as ap does.
type Tracking struct{ Group, Offset int }

// Reference is a named expression over ap, fp and memory.
type Reference struct {
	PC    int
	AP    Tracking
	Value *Expr
}

// Attribute is an attribute of a range of instructions (error_message).
type Attribute struct {
	Name, Value string
	Start, End  int
	Scopes      []string
	Flow        *Flow
}

// DebugInfo maps instructions to sources.
type DebugInfo struct {
	Instructions map[int]Instruction
	Files        map[string]string // contents of files that are not on disk
}

// Instruction is the debug information of one instruction.
type Instruction struct {
	Scopes []string
	Inst   Location
	Hints  []*HintLocation // nil entries where unknown
}

// HintLocation is where a hint stands.
type HintLocation struct {
	Location       Location
	PrefixNewlines int
}

// Location is a stretch of a source file. Parent says where from the code was
// generated or called, with the compiler's words in between.
type Location struct {
	File                             string
	Line, Column, EndLine, EndColumn int
	Parent                           *Location
	ParentMessage                    string
}

// Parse reads the JSON of a compiled program.
func Parse(data []byte) (*Program, error) {
	var raw rawProgram
	rest, debug := cutDebug(data)
	if err := json.Unmarshal(rest, &raw); err != nil {
		return nil, fault.Wrap(err, CodeBad, "the program is not a compiled Cairo program").
			WithHint("compile it first: cairo-compile program.cairo --output program.json")
	}
	if raw.Data == nil || raw.Prime == "" {
		return nil, fault.New(CodeBad, "the program has no data or no prime").
			WithHint("give the JSON that cairo-compile writes")
	}
	p := &Program{MainScope: raw.MainScope, Builtins: raw.Builtins, Version: raw.CompilerVersion}
	p.Debug = sync.OnceValue(func() *DebugInfo { return parseDebug(debug) })
	if err := p.fill(&raw); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *Program) fill(raw *rawProgram) error {
	n, ok := hexInt(raw.Prime)
	if !ok || n.Cmp(fp.Modulus()) != 0 {
		return fault.New(CodeBad, "the program's prime is %q, not %#x", clip(raw.Prime), fp.Modulus()).At("prime")
	}
	p.Data = make([]fp.Element, len(raw.Data))
	for i, s := range raw.Data {
		n, ok := hexInt(s)
		if !ok || n.Cmp(fp.Modulus()) >= 0 {
			return fault.New(CodeBad, "%q is not a hexadecimal number below the prime", clip(s)).At("data[%d]", i)
		}
		p.Data[i].SetBigInt(n)
	}
	p.Identifiers = newIdentifiers(raw.Identifiers)
	for i, r := range raw.ReferenceManager.References {
		e, err := ParseExpr(r.Value)
		if err != nil {
			return fault.Wrap(err, CodeBad, "reference %q", clip(r.Value)).At("reference_manager.references[%d]", i)
		}
		p.References = append(p.References, Reference{PC: r.PC, AP: r.AP.tracking(), Value: e})
	}
	if err := p.fillHints(raw); err != nil {
		return err
	}
	for i, a := range raw.Attributes {
		at := Attribute{Name: a.Name, Value: a.Value, Start: a.StartPC, End: a.EndPC, Scopes: a.Scopes}
		if a.Flow != nil {
			f, err := a.Flow.flow(len(p.References))
			if err != nil {
				return err.(*fault.Error).At("attributes[%d]", i)
			}
			at.Flow = &f
		}
		p.Attributes = append(p.Attributes, at)
	}
	return nil
}

func (p *Program) fillHints(raw *rawProgram) error {
	p.Hints = map[int][]Hint{}
	for key, hints := range raw.Hints {
		pc, err := strconv.Atoi(key)
		if err != nil || pc < 0 || pc >= len(p.Data) {
			return fault.New(CodeBad, "hints for pc %q, which is not in the program", clip(key)).At("hints")
		}
		for _, h := range hints {
			f, err := h.Flow.flow(len(p.References))
			if err != nil {
				return err.(*fault.Error).At("hints[%d]", pc)
			}
			p.Hints[pc] = append(p.Hints[pc], Hint{Code: h.Code, Scopes: h.Scopes, Flow: f})
		}
	}
	return nil
}

// Label returns the offset of a label or function, looked up from the main
// scope.
func (p *Program) Label(name string) (int, bool) {
	if pc, ok := p.Labels[name]; ok {
		return pc, pc >= 0 && pc < len(p.Data)
	}
	if p.Identifiers == nil {
		return 0, false
	}
	id := p.Identifiers.Search([]string{p.MainScope}, name)
	if id == nil || (id.Kind != Label && id.Kind != Function) || id.PC < 0 || id.PC >= len(p.Data) {
		return 0, false
	}
	return id.PC, true
}

// Functions returns the offsets at which functions begin, in order, with
// their full names.
func (p *Program) Functions() []FunctionStart {
	var out []FunctionStart
	if p.Identifiers == nil {
		return nil
	}
	for name, id := range p.Identifiers.byName {
		if id.Kind == Function {
			out = append(out, FunctionStart{id.PC, name})
		}
	}
	sort.Slice(out, func(i, j int) bool {
		return out[i].PC < out[j].PC || out[i].PC == out[j].PC && out[i].Name < out[j].Name
	})
	return out
}

// FunctionStart is where a function begins.
type FunctionStart struct {
	PC   int
	Name string
}

func hexInt(s string) (*big.Int, bool) {
	if !strings.HasPrefix(s, "0x") || len(s) < 3 || len(s) > 66 {
		return nil, false
	}
	for _, c := range s[2:] {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return nil, false
		}
	}
	return new(big.Int).SetString(s[2:], 16)
}

func clip(s string) string {
	if len(s) > 80 {
		return s[:77] + "..."
	}
	return s
}

func (f *rawFlow) flow(references int) (Flow, error) {
	out := Flow{AP: f.AP.tracking(), References: f.References}
	for name, id := range f.References {
		if id < 0 || id >= references {
			return out, fault.New(CodeBad, "reference %d of %s does not exist", id, clip(name))
		}
	}
	return out, nil
}

func (l *rawLocation) location(depth int) Location {
	out := Location{File: l.InputFile.Filename, Line: l.StartLine, Column: l.StartCol, EndLine: l.EndLine, EndColumn: l.EndCol}
	if len(l.Parent) == 2 && depth < 50 {
		var parent rawLocation
		if json.Unmarshal(l.Parent[0], &parent) == nil && json.Unmarshal(l.Parent[1], &out.ParentMessage) == nil {
			p := parent.location(depth + 1)
			out.Parent = &p
		}
	}
	return out
}

// String writes the location as file:line:column.
func (l Location) String() string { return fmt.Sprintf("%s:%d:%d", l.File, l.Line, l.Column) }
