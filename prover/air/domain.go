package air

// Rows is the set of rows {Offset + k·Step} of the trace domain; as a
// polynomial it vanishes exactly there: x^(N/Step) − g^(Offset·N/Step).
// Step equal to the trace length (SingleRow) is one row.
type Rows struct {
	// Step is a power of two; 0 stands for the whole trace, so that one row
	// remains.
	Step uint64
	// Offset is below Step; with Step 0 it counts from the first row if it is
	// not negative, otherwise from the end (−1 is the last row).
	Offset int64
}

// Every is the rows 0, step, 2·step, …
func Every(step uint64) Rows { return Rows{Step: step} }

// EveryAt is the rows offset, offset+step, …
func EveryAt(step, offset uint64) Rows { return Rows{Step: step, Offset: int64(offset)} }

// SingleRow is one row; negative rows count from the end.
func SingleRow(row int64) Rows { return Rows{Offset: row} }

// Domain is where a constraint must hold: on all rows of On (a union) that are
// not in Except. Its vanishing polynomial is the quotient of the products.
type Domain struct {
	On     []Rows
	Except []Rows
}

// On makes the domain of the given rows (a union of disjoint sets).
func On(rows ...Rows) Domain { return Domain{On: rows} }

// Excluding removes rows, all of which lie in the domain.
func (d Domain) Excluding(rows ...Rows) Domain {
	d.Except = append(append([]Rows(nil), d.Except...), rows...)
	return d
}

// StepRows is the number of trace rows that one instruction takes (Stone:
// kCpuComponentHeight · kCpuComponentStep, equal in all static layouts).
const StepRows = 16
