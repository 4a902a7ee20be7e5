package stark

import (
	"math/bits"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/air"
)

// oods is what the out-of-domain sampling establishes: the mask's values at z,
// and those of the composition polynomial's two halves at z². (Stone: oods.cc.)
type oods struct {
	z, zz  kernels.Element
	mask   []kernels.Cell
	values []kernels.Element // of the mask, then of the halves
}

// composition is the composition polynomial's value at z that the halves give:
// h0(z²) + z·h1(z²).
func (o *oods) composition() kernels.Element {
	h0, h1 := &o.values[len(o.mask)], &o.values[len(o.mask)+1]
	var v kernels.Element
	v.Mul(&o.z, h1)
	return *v.Add(&v, h0)
}

// numHalves is the number of columns into which the composition polynomial is
// broken: the constraint degree.
const numHalves = 2

// drawPoint draws z. Neither it nor, therefore, its neighbours z·g^i may be
// points of the trace domain or of the evaluation domain. z² never is one: the
// points 3·w^i are no squares, since 3 generates the field.
func drawPoint(c *channel, d *domain, mask []kernels.Cell) (oods, error) {
	o := oods{z: c.drawElement(named("Evaluation point")), mask: mask}
	o.zz.Square(&o.z)
	onTrace := power(&o.z, uint64(d.length()))
	if onTrace.IsOne() || d.contains(&o.z) {
		return o, fault.New(CodeDegenerateChallenge, "the out-of-domain point %s lies in the trace or the evaluation domain", hexValue(&o.z)).At("%s", c.section()).
			WithHint("change any parameter and prove again; this should never happen")
	}
	return o, nil
}

// verifyOODS receives the values at z and checks that the composition
// polynomial fits them.
func verifyOODS(c *verifierChannel, d *domain, a air.AIR, params []kernels.Element, friendly bool) (oods, error) {
	defer c.enter("OODS values")()
	o, err := drawPoint(&c.channel, d, a.Mask())
	if err != nil {
		return o, err
	}
	if o.values, err = receiveValues(c, len(o.mask)+numHalves, friendly); err != nil {
		return o, err
	}
	want, err := a.EvalAt(&o.z, o.values[:len(o.mask)], params)
	if err != nil {
		return o, err
	}
	if got := o.composition(); got != want {
		return o, fault.New(CodeOODS, "the composition polynomial at %s is %s, the constraints give %s", hexValue(&o.z), hexValue(&got), hexValue(&want)).At("%s", c.section())
	}
	return o, nil
}

// receiveValues receives the OODS values: with verifier-friendly channel
// updates as one message, otherwise one by one.
func receiveValues(c *verifierChannel, n int, friendly bool) ([]kernels.Element, error) {
	if friendly {
		return c.receiveElements(n, named(""))
	}
	values := make([]kernels.Element, n)
	for i := range values {
		var err error
		if values[i], err = c.receiveElement(numbered("", i)); err != nil {
			return nil, err
		}
	}
	return values, nil
}

func sendValues(c *proverChannel, values []kernels.Element, friendly bool) {
	if friendly {
		c.sendElements(values, named(""))
		return
	}
	for i := range values {
		c.sendElement(&values[i], numbered("", i))
	}
}

// sample draws z, evaluates mask and halves there, sends the values and checks
// that the composition polynomial fits them: if it does not, the trace does not
// satisfy the AIR.
func (pr *prover) sample() error {
	defer pr.ch.enter("OODS values")()
	defer pr.in.Events.Begin("Eval at OODS point")()
	o, err := drawPoint(&pr.ch.channel, &pr.domain, pr.in.AIR.Mask())
	if err != nil {
		return err
	}
	if o.values, err = pr.evalMask(&o); err != nil {
		return err
	}
	for half := range numHalves {
		v, err := pr.composition.evaluateAt(pr.ctx, &o.zz, []kernels.ShiftQuery{{Column: half}})
		if err != nil {
			return err
		}
		o.values = append(o.values, v...)
	}
	pr.oods = o
	want, err := pr.in.AIR.EvalAt(&o.z, o.values[:len(o.mask)], pr.airParams)
	if err != nil {
		return err
	}
	if got := o.composition(); got != want {
		return pr.diagnose()
	}
	sendValues(pr.ch, o.values, pr.in.Params.FriendlyChannelUpdates)
	return nil
}

// evalMask evaluates the mask at z, a trace at a time.
func (pr *prover) evalMask(o *oods) ([]kernels.Element, error) {
	values := make([]kernels.Element, len(o.mask), len(o.mask)+numHalves)
	first := 0
	for _, t := range pr.traces() {
		var queries []kernels.ShiftQuery
		var places []int
		for i, cell := range o.mask {
			if col := cell.Column - first; col >= 0 && col < t.table.Width {
				queries = append(queries, kernels.ShiftQuery{Column: col, Shift: cell.Row})
				places = append(places, i)
			}
		}
		first += t.table.Width
		if len(queries) == 0 {
			continue
		}
		v, err := t.evaluateAt(pr.ctx, &o.z, queries)
		if err != nil {
			return nil, err
		}
		for i, place := range places {
			values[place] = v[i]
		}
	}
	return values, nil
}

// diagnose explains why the composition polynomial has too high a degree: it
// brings the traces back to the host and looks for the constraint that fails.
func (pr *prover) diagnose() error {
	pr.in.Events.Note("Eval at OODS point", "the trace does not satisfy the AIR: looking for the constraint that fails")
	tables := make([][][]kernels.Element, 0, 2)
	for _, t := range pr.traces() {
		columns, err := pr.hostTrace(t)
		if err != nil {
			return err
		}
		tables = append(tables, columns)
	}
	for len(tables) < 2 {
		tables = append(tables, nil)
	}
	if err := pr.in.AIR.Diagnose(pr.ctx, tables[0], tables[1], pr.airParams); err != nil {
		return err
	}
	return fault.New(CodeUnsatisfied, "the composition polynomial does not fit the trace, though every constraint holds on it").At("OODS values").
		WithHint("this is a fault of the backend %q: report it, and try another backend", pr.in.Backend.Name())
}

// hostTrace reads a trace's evaluations over the trace domain.
func (pr *prover) hostTrace(t *committedTable) ([][]kernels.Element, error) {
	n := pr.domain.length()
	evals, err := pr.evaluate(t, one())
	if err != nil {
		return nil, err
	}
	columns := make([][]kernels.Element, t.table.Width)
	for c := range columns {
		columns[c] = make([]kernels.Element, n)
	}
	const chunk = 1 << 14
	rows := make([]int, 0, chunk)
	for from := 0; from < n; from += chunk {
		rows = rows[:0]
		for r := from; r < min(from+chunk, n); r++ {
			rows = append(rows, r)
		}
		data, err := pr.in.Backend.ReadRows(pr.ctx, evals, rows)
		if err != nil {
			return nil, err
		}
		for i, r := range rows {
			for c := range columns {
				columns[c][r] = data[i*len(columns)+c]
			}
		}
	}
	return columns, nil
}

func one() *kernels.Element {
	var e kernels.Element
	return e.SetOne()
}

// logLength is log2 of a trace length.
func logLength(a air.AIR) int { return bits.Len(uint(a.TraceLength())) - 1 }
