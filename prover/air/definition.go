package air

import (
	"quarry/kernels"
)

// Definition is a layout at one trace length, from which New makes an AIR.
type Definition struct {
	// Layout is Stone's name.
	Layout string
	// Steps is the number of instructions, a power of two.
	Steps int
	// Original and Interaction are the widths of the two traces.
	Original, Interaction int
	// Segments are the memory segments that the public input must have.
	Segments []string
	// Cells places every virtual column.
	Cells map[string]VirtualColumn
	// Components are the layout's parts in the order of their constraints.
	Components []Component
	// LayoutsWith names the layouts that have a builtin, for messages.
	LayoutsWith func(segment string) []string
}

// LayoutAIR implements AIR for a Definition. It also tells the names of what it
// is made of.
type LayoutAIR struct {
	Definition
	n     int
	scope *Scope
	*compiled
}

var _ AIR = (*LayoutAIR)(nil)

// New compiles a definition. A table that does not fit its components is a bug
// and panics.
func New(d Definition) *LayoutAIR {
	n := d.Steps * StepRows
	s := NewScope(n, d.Cells)
	for _, c := range d.Components {
		c.Constraints(s)
	}
	return &LayoutAIR{Definition: d, n: n, scope: s, compiled: compile(s)}
}

// Layout implements AIR.
func (a *LayoutAIR) Layout() string { return a.Definition.Layout }

// TraceLength implements AIR.
func (a *LayoutAIR) TraceLength() int { return a.n }

// Widths implements AIR.
func (a *LayoutAIR) Widths() (original, interaction int) { return a.Original, a.Interaction }

// Mask implements AIR.
func (a *LayoutAIR) Mask() []kernels.Cell { return a.mask }

// NumConstraints implements AIR.
func (a *LayoutAIR) NumConstraints() int { return len(a.scope.Constraints) }

// ConstraintNames are the constraints in Stone's order.
func (a *LayoutAIR) ConstraintNames() []string {
	names := make([]string, len(a.scope.Constraints))
	for i, c := range a.scope.Constraints {
		names[i] = c.Name
	}
	return names
}

// ParamNames are the program's runtime constants but for the powers of alpha,
// which follow them.
func (a *LayoutAIR) ParamNames() []string { return append([]string(nil), a.scope.paramNames...) }

// Periodics are the periodic columns; the first tables of the program are
// theirs.
func (a *LayoutAIR) Periodics() []Periodic { return a.scope.Periodics }

// ConstraintDegree implements AIR.
func (a *LayoutAIR) ConstraintDegree() int { return 2 }

// NumInteractionElements implements AIR.
func (a *LayoutAIR) NumInteractionElements() int { return len(a.InteractionParams()) }

// InteractionParams names the interaction elements in the order in which they
// are drawn. (Stone: cpu_air.inl, WithInteractionElementsImpl.)
func (a *LayoutAIR) InteractionParams() []string {
	names := []string{ParamMemoryZ, ParamMemoryAlpha, ParamRangeCheckZ}
	if a.scope.Has("diluted_pool") {
		names = append(names, ParamDilutedPermZ, ParamDilutedZ, ParamDilutedAlpha)
	}
	return names
}

// Program implements AIR.
func (a *LayoutAIR) Program() *kernels.Program { return &a.program }

// TableLengths implements AIR.
func (a *LayoutAIR) TableLengths() []int { return a.lengths() }

// WriteTables implements AIR.
func (a *LayoutAIR) WriteTables(offset *kernels.Element, tables [][]kernels.Element) {
	a.writeTables(offset, tables)
}

// Tables is WriteTables to memory of their own.
func (a *LayoutAIR) Tables(offset *kernels.Element) [][]kernels.Element { return a.rows(offset) }

// EvalAt implements AIR.
func (a *LayoutAIR) EvalAt(point *kernels.Element, mask, params []kernels.Element) (kernels.Element, error) {
	return a.evalAt(point, mask, params)
}

// Zerofiers are the tables of the program that follow the periodic columns:
// table i is the vanishing polynomial of Except divided by that of On. Their
// rows all have a Step.
func (a *LayoutAIR) Zerofiers() []Domain {
	var all []Domain
	for i := range a.tables {
		if z := a.tables[i].zerofier; z != nil {
			all = append(all, Domain{On: z.on, Except: z.except})
		}
	}
	return all
}

// Coefficients are those of the column's polynomial in x^(n/(Step·len(Values))),
// for a trace of n rows, constant term first.
func (p *Periodic) Coefficients() []kernels.Element { return p.coefficients() }
