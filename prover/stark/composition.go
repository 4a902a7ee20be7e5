package stark

import (
	"quarry/kernels"
	"quarry/prover/air"
)

// commitComposition evaluates the composition polynomial on the cosets 0 and 1,
// which together are one coset of twice the length, breaks it into halves and
// commits to these like to a trace. (Stone: composition_oracle.cc, oods.cc.)
func (pr *prover) commitComposition() error {
	values, err := pr.evaluateComposition()
	if err != nil {
		return err
	}
	end := pr.in.Events.Begin("Polynomial breaker")
	halves, err := pr.arena.Alloc(numHalves, pr.domain.length())
	if err == nil {
		offset := pr.domain.offset(0)
		err = pr.in.Backend.Break(pr.ctx, halves, values[0], values[1], &offset)
	}
	end()
	if err != nil {
		return err
	}
	for _, v := range values {
		v.Free()
	}
	const stage = "Commit on composition"
	defer pr.in.Events.Begin(stage)()
	defer pr.ch.enter("Commit on Trace")()
	pr.composition = pr.newTrace("the composition polynomial", halves)
	return pr.commit(pr.composition, nil, 0, stage)
}

// evaluateComposition runs the AIR's program on the cosets 1 and 0, in this
// order: the traces' commitments leave coset 1 in scratch, and DEEP needs
// coset 0.
func (pr *prover) evaluateComposition() (values [numHalves]kernels.Columns, err error) {
	const stage = "Composition polynomial computation"
	defer pr.in.Events.Begin(stage)()
	program := pr.in.AIR.Program()
	tables, free, err := newTables(pr.in.AIR)
	if err != nil {
		return values, err
	}
	defer free()
	for c := len(values) - 1; c >= 0; c-- {
		in := kernels.ProgramInput{Params: pr.airParams, Tables: tables, Offset: pr.domain.offset(c)}
		if in.Columns, err = pr.cosetOf(pr.traces(), c); err != nil {
			return values, err
		}
		pr.in.AIR.WriteTables(&in.Offset, tables)
		if values[c], err = pr.arena.Alloc(1, pr.domain.length()); err != nil {
			return values, err
		}
		if err := pr.in.Backend.EvaluateProgram(pr.ctx, values[c], program, in); err != nil {
			return values, err
		}
		pr.progress(stage, len(values)-c, len(values))
	}
	return values, nil
}

// newTables makes room for the program's tables beside the heap: some layouts'
// take more than the trace.
func newTables(a air.AIR) (tables [][]kernels.Element, free func(), err error) {
	memory, err := kernels.NewHostColumns(1, int(tableBytes(a)/elementSize))
	if err != nil {
		return nil, nil, err
	}
	rest := memory.Data[0]
	for _, n := range a.TableLengths() {
		tables, rest = append(tables, rest[:n:n]), rest[n:]
	}
	return tables, memory.Free, nil
}

// tableBytes is the size of all of a program's tables.
func tableBytes(a air.AIR) (bytes int64) {
	for _, n := range a.TableLengths() {
		bytes += int64(n) * elementSize
	}
	return bytes
}

// cosetOf returns the evaluations of tables on a coset.
func (pr *prover) cosetOf(tables []*committedTable, c int) ([]kernels.Columns, error) {
	all := make([]kernels.Columns, len(tables))
	for i, t := range tables {
		var err error
		if all[i], err = pr.evaluateCoset(t, c); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// evaluateDeep computes the DEEP polynomial on coset 0. Traces whose cosets are
// all kept need their coefficients no longer.
func (pr *prover) evaluateDeep(alpha *kernels.Element) (kernels.Columns, error) {
	defer pr.in.Events.Begin("FRI virtual oracle computation")()
	tables := append(pr.traces(), pr.composition)
	for _, t := range tables {
		if len(t.kept) == t.domain.cosets() {
			t.freeCoeffs()
		}
	}
	columns, err := pr.cosetOf(tables, 0)
	if err != nil {
		return nil, err
	}
	dst, err := pr.arena.Alloc(1, pr.domain.length())
	if err != nil {
		return nil, err
	}
	original, interaction := pr.in.AIR.Widths()
	in := kernels.DeepInput{
		Columns: columns, Offset: pr.domain.offset(0),
		Bases: []kernels.Element{baseZ: pr.oods.z, baseZZ: pr.oods.zz},
		Terms: pr.oods.deepTerms(alpha, original+interaction),
	}
	return dst, pr.in.Backend.DeepQuotient(pr.ctx, dst, in)
}
