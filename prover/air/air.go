package air

import (
	"context"

	"quarry/kernels"
	"quarry/prover/execution"
)

// AIR is what the protocol needs to know of one layout at one trace length.
// layouts.New makes it.
type AIR interface {
	// Layout is Stone's name of the layout.
	Layout() string
	// TraceLength is the number of rows, 16 a step.
	TraceLength() int
	// Widths are the numbers of columns of the original and the interaction trace.
	Widths() (original, interaction int)
	// Mask lists the trace cells that constraints read, by column (of the
	// concatenated traces) and then by row: the order in which the OODS values
	// are sent.
	Mask() []kernels.Cell
	// NumConstraints is the number of composition coefficients.
	NumConstraints() int
	// ConstraintDegree is 2: the composition polynomial has degree below
	// ConstraintDegree·TraceLength.
	ConstraintDegree() int
	// NumInteractionElements is how many challenges the interaction phase draws.
	NumInteractionElements() int

	// Program is the composition polynomial. Its Cells are in any order.
	Program() *kernels.Program
	// Params are the program's runtime constants, for the statement's public
	// input, the interaction elements and the composition coefficient alpha
	// (constraint i is weighted with alpha^i). They fail with code
	// "air/zero-denominator" if the public memory product does not exist.
	Params(pub *execution.PublicInput, interaction []kernels.Element, alpha *kernels.Element) ([]kernels.Element, error)
	// TableLengths are the lengths of the program's cyclic tables, powers of two.
	// Some layouts have many that are as long as their shortest traces.
	TableLengths() []int
	// WriteTables computes the tables on the coset offset·<g>.
	WriteTables(offset *kernels.Element, tables [][]kernels.Element)
	// EvalAt evaluates the composition polynomial at one point off the trace
	// domain, from the values of the mask (in Mask order) there.
	EvalAt(point *kernels.Element, mask, params []kernels.Element) (kernels.Element, error)

	// WriteTrace makes the original trace of a run. It fails with a typed
	// error that names what is wrong with the run.
	WriteTrace(ctx context.Context, run *execution.Execution) (*kernels.HostColumns, error)
	// WriteInteraction computes the interaction columns from the original
	// columns (evaluations over the trace domain) on the backend. dst must hold
	// zeros: it writes only the cells that components have there.
	WriteInteraction(ctx context.Context, b kernels.Backend, dst, original kernels.Columns, pub *execution.PublicInput, interaction []kernels.Element) error
	// Diagnose looks for the first constraint, in Stone's order, that the
	// traces do not satisfy, and the first row where it fails; both tables
	// are evaluations over the trace domain. It returns nil if there is none.
	Diagnose(ctx context.Context, original, interaction [][]kernels.Element, params []kernels.Element) error
}

// TraceWriter is an AIR that can write the original trace into a table of the
// caller's making.
type TraceWriter interface {
	AIR
	// CheckRun fails for runs that WriteTraceTo refuses before it writes anything,
	// so that they cost no table.
	CheckRun(run *execution.Execution) error
	// WriteTraceTo is WriteTrace into a zeroed table of the trace's shape. It
	// calls written for each column, once nobody writes to that any more; others
	// are still being written then. After an error not all columns are written.
	WriteTraceTo(ctx context.Context, run *execution.Execution, table *kernels.HostColumns, written func(column int)) error
}
