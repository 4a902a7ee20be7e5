package air

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/kernels"
)

// Diagnose implements AIR. It evaluates one constraint after the other on the
// rows of its domain.
func (a *LayoutAIR) Diagnose(ctx context.Context, original, interaction [][]kernels.Element, params []kernels.Element) error {
	columns := append(append([][]kernels.Element(nil), original...), interaction...)
	one := fp.One()
	tables := make([][]kernels.Element, len(a.scope.Periodics))
	for i := range tables {
		tables[i] = a.scope.Periodics[i].rows(&one, a.n)
	}
	for i := range a.scope.Constraints {
		c := &a.scope.Constraints[i]
		row, err := a.firstViolation(ctx, c, columns, tables, params)
		if err != nil {
			return err
		}
		if row >= 0 {
			return fault.New(CodeViolated, "the trace violates constraint %d, %s", i, c.Name).
				At("trace row %d (step %d)", row, row/StepRows)
		}
	}
	return nil
}

// firstViolation returns the first row of the constraint's domain on which it
// is not zero, or −1.
func (a *LayoutAIR) firstViolation(ctx context.Context, c *Constraint, columns, tables [][]kernels.Element, params []kernels.Element) (int, error) {
	program, cells := compileAlone(c.Expr)
	except := make([]rowSet, len(c.Domain.Except))
	for i, r := range c.Domain.Except {
		except[i] = newRowSet(r, a.n)
	}
	first := atomic.Int64{}
	first.Store(int64(a.n))
	for _, set := range c.Domain.On {
		rows := newRowSet(set, a.n)
		err := inParallel(ctx, rows.len, 1<<12, func(lo, hi int) error {
			m := machine{program: &program, regs: make([]kernels.Element, program.NumRegs)}
			cellValues, tableValues := make([]kernels.Element, len(cells)), make([]kernels.Element, len(tables))
			for k := lo; k < hi; k++ {
				row := rows.first + k*rows.step
				if int64(row) >= first.Load() {
					break
				}
				if slices.ContainsFunc(except, func(s rowSet) bool { return s.has(row) }) {
					continue
				}
				for j, cell := range cells {
					cellValues[j] = columns[cell.Column][(row+cell.Row)%a.n]
				}
				for j, t := range tables {
					tableValues[j] = t[row%len(t)]
				}
				if v, _ := m.run(cellValues, tableValues, params, nil); !v.IsZero() {
					lower(&first, int64(row))
				}
			}
			return nil
		})
		if err != nil {
			return -1, err
		}
	}
	if first.Load() == int64(a.n) {
		return -1, nil
	}
	return int(first.Load()), nil
}

// compileAlone makes the program of one expression, and the cells it reads. Its
// tables are the periodic columns.
func compileAlone(e Expr) (kernels.Program, []kernels.Cell) {
	cells := maskOf([]Constraint{{Expr: e}})
	g := newGraph()
	im := &importer{g: g, memo: map[*node]ref{}, cells: map[kernels.Cell]int{}}
	for i, cell := range cells {
		im.cells[cell] = i
	}
	root := im.expr(e.n)
	program := schedule(g, root)
	program.Consts = g.consts
	return program, cells
}

// rowSet is the rows first, first + step, …, len of them.
type rowSet struct{ first, step, len int }

func newRowSet(r Rows, n int) rowSet {
	periodic, single := splitRows([]Rows{r}, n)
	if len(single) == 1 {
		return rowSet{single[0], n, 1}
	}
	return rowSet{int(periodic[0].Offset), int(r.Step), n / int(r.Step)}
}

func (s rowSet) has(row int) bool { return (row-s.first)%s.step == 0 && row >= s.first }

// lower sets v to x if x is smaller.
func lower(v *atomic.Int64, x int64) {
	for old := v.Load(); x < old && !v.CompareAndSwap(old, x); {
		old = v.Load()
	}
}
