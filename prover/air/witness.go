package air

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"quarry/kernels"
	"quarry/prover/execution"
)

// Witness is an original trace that is being written: the columns, and the
// pools that several components share. Its writers are safe for concurrent use
// as long as no two goroutines write the same cell or pool unit.
type Witness struct {
	// N is the number of rows, Steps of instructions.
	N, Steps int
	Run      *execution.Execution
	// Columns are the original trace, natural order, Montgomery form.
	Columns [][]kernels.Element
	// Memory is the pool of memory accesses ("mem_pool").
	Memory *MemoryPool
	// RangeCheck16 is the pool of 16-bit values ("range_check16_pool").
	RangeCheck16 *ValuePool
	// Diluted is the pool of diluted values ("diluted_pool"); nil if the
	// layout has none.
	Diluted *ValuePool

	cells map[string]VirtualColumn
	table *kernels.HostColumns
}

// newWitness opens the pools over zeroed columns.
func newWitness(run *execution.Execution, table *kernels.HostColumns, cells map[string]VirtualColumn) *Witness {
	n := table.Len()
	w := &Witness{N: n, Steps: n / StepRows, Run: run, Columns: table.Data, cells: cells, table: table}
	w.Memory = newMemoryPool(w.Column("mem_pool/addr"), w.Column("mem_pool/value"))
	w.RangeCheck16 = newRangeCheckPool(w.Column("range_check16_pool"))
	if _, ok := cells["diluted_pool"]; ok {
		w.Diluted = newDilutedPool(w.Column("diluted_pool"))
	}
	return w
}

// Has reports whether the layout places the virtual column.
func (w *Witness) Has(name string) bool { _, ok := w.cells[name]; return ok }

// Virtual returns the place of a virtual column; an unknown name is a bug.
func (w *Witness) Virtual(name string) VirtualColumn {
	v, ok := w.cells[name]
	if !ok {
		panic(fmt.Sprintf("air: the layout places no cell %q", name))
	}
	return v
}

// Column returns the writer of a virtual column.
func (w *Witness) Column(name string) Column {
	v := w.Virtual(name)
	return Column{table: w.table, rows: w.Columns[v.Column], step: v.Step, offset: v.Offset}
}

// MemoryView returns the writer of a virtual column that lies in the memory
// pool, by its name without "/addr" and "/value": "cpu/decode/mem_inst",
// "pedersen/input0".
func (w *Witness) MemoryView(name string) MemoryView {
	step, first := relative(w.Virtual("mem_pool/addr"), w.Virtual(name+"/addr"))
	return MemoryView{pool: w.Memory, step: step, first: first}
}

// RangeCheckView returns the writer of a virtual column that lies in the
// range-check pool, such as "cpu/decode/off0".
func (w *Witness) RangeCheckView(name string) ValueView {
	step, first := relative(w.Virtual("range_check16_pool"), w.Virtual(name))
	return ValueView{pool: w.RangeCheck16, step: step, first: first}
}

// DilutedView returns the writer of a virtual column that lies in the diluted
// pool, such as "bitwise/diluted_var_pool".
func (w *Witness) DilutedView(name string) ValueView {
	step, first := relative(w.Virtual("diluted_pool"), w.Virtual(name))
	return ValueView{pool: w.Diluted, step: step, first: first}
}

// Segment returns a segment of the public input; the AIR has checked before
// any component writes that all segments of the layout are there.
func (w *Witness) Segment(name string) execution.Segment { return w.Run.Public.Segments[name] }

// Instances is the number of instances of a builtin with the given ratio.
func (w *Witness) Instances(ratio uint64) int { return w.Steps / int(ratio) }

// Each calls write on consecutive ranges lo ≤ i < hi that cover 0 … n−1, on all
// cores, and returns the first error; once ctx is done, it starts no further
// range. grain is how many elements one call takes: choose it so that a call
// takes about a millisecond.
func (w *Witness) Each(ctx context.Context, n, grain int, write func(lo, hi int) error) error {
	share := func(k int) int { // of the trace, in bytes
		return int(int64(k) * int64(w.N*len(w.Columns)) / int64(n) * elementSize)
	}
	return inParallel(ctx, n, grain, func(lo, hi int) error {
		w.table.Touch(share(hi - lo))
		return write(lo, hi)
	})
}

func inParallel(ctx context.Context, n, grain int, work func(lo, hi int) error) error {
	if grain < 1 {
		grain = 1
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var wg sync.WaitGroup
	loop := func() {
		for ctx.Err() == nil {
			lo := int(next.Add(int64(grain))) - grain
			if lo >= n {
				return
			}
			if err := work(lo, min(lo+grain, n)); err != nil {
				cancel(err)
			}
		}
	}
	for range min(runtime.GOMAXPROCS(0), (n+grain-1)/grain) - 1 {
		wg.Go(loop)
	}
	loop()
	wg.Wait()
	return context.Cause(ctx)
}

// relative expresses the sub-sequence inner of outer by outer's indices.
func relative(outer, inner VirtualColumn) (step, first int) {
	d := inner.Offset - outer.Offset
	if inner.Column != outer.Column || inner.Step%outer.Step != 0 || d%outer.Step != 0 || d < 0 {
		panic(fmt.Sprintf("air: the virtual column %v does not lie in the pool %v", inner, outer))
	}
	return inner.Step / outer.Step, d / outer.Step
}

// Column writes the cells of one virtual column.
type Column struct {
	table        *kernels.HostColumns
	rows         []kernels.Element
	step, offset int
}

// Len is the number of cells.
func (c Column) Len() int { return len(c.rows) / c.step }

// At is the i-th cell, to read or to write.
func (c Column) At(i int) *kernels.Element { return &c.rows[c.offset+i*c.step] }

// Set writes the i-th cell.
func (c Column) Set(i int, v *kernels.Element) { c.rows[c.offset+i*c.step] = *v }

// SetUint64 writes a small integer to the i-th cell.
func (c Column) SetUint64(i int, v uint64) { c.rows[c.offset+i*c.step].SetUint64(v) }

func (c Column) rowCount() int { return len(c.rows) }

const elementSize = 32

// touch announces that about n cells that follow each other are written or read;
// see kernels.Scratch.
func (c Column) touch(n int) { c.table.Touch(n * c.step * elementSize) }
