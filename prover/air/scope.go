package air

import (
	"fmt"

	"quarry/kernels"
)

// VirtualColumn is every Step-th row of one column from Offset on: where a
// layout places one named cell sequence of a component.
type VirtualColumn struct {
	Column int // in the concatenation of both traces
	Step   int // rows
	Offset int
}

// Row returns the trace row of the i-th cell.
func (v VirtualColumn) Row(i int) int { return v.Offset + i*v.Step }

// Constraint is one polynomial identity.
type Constraint struct {
	Name   string // Stone's name, e.g. "cpu/decode/opcode_range_check/bit"
	Expr   Expr
	Domain Domain
}

// Periodic is a column of values that the verifier knows and that repeat:
// row i·Step of the trace holds Values[i mod len(Values)]. As a polynomial it
// is the interpolant of degree below len(Values) in x^(N/(Step·len(Values))).
type Periodic struct {
	Name   string
	Values []kernels.Element
	Step   int
}

// Scope is the board on which the components of one layout declare their
// constraints. Misuse (an unknown cell name, a name declared twice) is a bug of
// a table or a component and panics; the layouts' tests build every layout.
type Scope struct {
	// N is the trace length.
	N int

	cells       map[string]VirtualColumn
	params      map[string]int
	paramNames  []string
	periodic    map[string]int
	Periodics   []Periodic
	Constraints []Constraint
}

// NewScope makes the board for a trace of n rows with the given cells.
func NewScope(n int, cells map[string]VirtualColumn) *Scope {
	return &Scope{N: n, cells: cells, params: map[string]int{}, periodic: map[string]int{}}
}

// Virtual returns the place of a virtual column.
func (s *Scope) Virtual(name string) VirtualColumn {
	v, ok := s.cells[name]
	if !ok {
		panic(fmt.Sprintf("air: the layout places no cell %q", name))
	}
	return v
}

// Has reports whether the layout places the virtual column.
func (s *Scope) Has(name string) bool { _, ok := s.cells[name]; return ok }

// Cell is the i-th cell of a virtual column, counted from the current
// component row: trace column and row offset follow from the layout.
func (s *Scope) Cell(name string, i int) Expr {
	v := s.Virtual(name)
	return Expr{&node{kind: nodeCell, cell: kernels.Cell{Column: v.Column, Row: v.Row(i)}}}
}

// Param is a runtime constant: a challenge, or a value of the public input.
func (s *Scope) Param(name string) Expr {
	i, ok := s.params[name]
	if !ok {
		i = len(s.paramNames)
		s.params[name] = i
		s.paramNames = append(s.paramNames, name)
	}
	return Expr{&node{kind: nodeParam, index: i}}
}

// Periodic declares (once per name) and reads a periodic column.
func (s *Scope) Periodic(p Periodic) Expr {
	i, ok := s.periodic[p.Name]
	if !ok {
		i = len(s.Periodics)
		s.periodic[p.Name] = i
		s.Periodics = append(s.Periodics, p)
	}
	return Expr{&node{kind: nodePeriodic, index: i}}
}

// Constrain declares the next constraint.
func (s *Scope) Constrain(name string, e Expr, d Domain) {
	s.Constraints = append(s.Constraints, Constraint{Name: name, Expr: e, Domain: d})
}
