package pie

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/prover/cairo/vm"
)

// Codes of errors of this package.
const (
	// CodeBad: the file is no Cairo PIE.
	CodeBad fault.Code = "pie/bad-file"
	// CodeTooLarge: a member inflates to more than may be read.
	CodeTooLarge fault.Code = "pie/too-large"
	// CodeInvalid: the PIE fails a validity check.
	CodeInvalid fault.Code = "pie/invalid"
	// CodeRange: the run has a number that the format can't hold.
	CodeRange fault.Code = "pie/range"
)

// Version is the version of the format that is written.
const Version = "1.1"

// Segment is the place of a segment in the order of segments and its size.
type Segment struct {
	Index int64 `json:"index"`
	Size  int64 `json:"size"`
}

// NamedSegment is a builtin's segment.
type NamedSegment struct {
	Name string // without the suffix _builtin
	Segment
}

// Program is a program without its hints and names.
type Program struct {
	Data     []fp.Element // Montgomery form
	Builtins []string
	Main     int64 // offset of main
}

// Metadata says what the segments are.
type Metadata struct {
	Program   Program
	Code      Segment // the program's
	Execution Segment
	RetFP     Segment // where the caller's fp points to; empty
	RetPC     Segment // where the last return goes to; empty
	Builtins  []NamedSegment
	Extra     []Segment
}

// Cell is a cell of memory.
type Cell struct {
	Address vm.Pointer
	Value   vm.Value
}

// Counter is the number of instances of a builtin.
type Counter struct {
	Name  string // with the suffix _builtin
	Count int64
}

// Resources is what the run took.
type Resources struct {
	Steps, MemoryHoles int64
	Builtins           []Counter
}

// Addition is what a builtin needs beyond memory, as JSON.
type Addition struct {
	Name string // with the suffix _builtin
	Data json.RawMessage
}

// PIE is a position independent execution.
type PIE struct {
	Metadata   Metadata
	Memory     []Cell // in any order when read, by address when written
	Additional []Addition
	Resources  Resources
	Version    string
}

// segments returns all segments.
func (m *Metadata) segments() []Segment {
	all := []Segment{m.Code, m.Execution, m.RetFP, m.RetPC}
	for _, b := range m.Builtins {
		all = append(all, b.Segment)
	}
	return append(all, m.Extra...)
}

// Builtin returns the segment of a builtin.
func (m *Metadata) Builtin(name string) (Segment, bool) {
	for _, b := range m.Builtins {
		if b.Name == name {
			return b.Segment, true
		}
	}
	return Segment{}, false
}

// Addition returns the additional data of a builtin, nil if there is none.
func (p *PIE) Addition(name string) json.RawMessage {
	for _, a := range p.Additional {
		if a.Name == name+"_builtin" {
			return a.Data
		}
	}
	return nil
}

// Output returns the cells of the output segment that the run wrote, in order.
func (p *PIE) Output() []Cell {
	s, ok := p.Metadata.Builtin("output")
	if !ok {
		return nil
	}
	out := []Cell{}
	for _, c := range p.Memory {
		if int64(c.Address.Segment) == s.Index {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Cell) int { return cmp.Compare(a.Address.Offset, b.Address.Offset) })
	return out
}
