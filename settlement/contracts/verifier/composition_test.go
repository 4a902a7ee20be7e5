package verifier_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/common"

	"quarry/prover/air"
	"quarry/prover/air/layouts"
	"quarry/prover/execution"
)

func randomFelt(r *rand.Rand) (e fp.Element) {
	var v big.Int
	for range 5 {
		v.Lsh(&v, 64).Or(&v, new(big.Int).SetUint64(r.Uint64()))
	}
	e.SetBigInt(&v)
	return e
}

// words are felts in standard form.
func words(felts ...fp.Element) []byte {
	var data []byte
	for i := range felts {
		b := felts[i].Bytes()
		data = append(data, b[:]...)
	}
	return data
}

// montgomery are felts in Montgomery form.
func montgomery(felts ...fp.Element) []byte {
	var data []byte
	for _, e := range felts {
		var v big.Int
		for i := len(e) - 1; i >= 0; i-- {
			v.Lsh(&v, 64).Or(&v, new(big.Int).SetUint64(e[i]))
		}
		data = append(data, common.LeftPadBytes(v.Bytes(), 32)...)
	}
	return data
}

func number(x uint64) (e fp.Element) { return *e.SetUint64(x) }

// statement is one with random segments, as far as the constraints see it.
func statement(r *rand.Rand, info *layouts.Info, steps uint64) *execution.PublicInput {
	pub := &execution.PublicInput{
		Layout: info.Name, NSteps: steps, RCMin: r.Uint64N(100), RCMax: 100 + r.Uint64N(60000),
		Segments:     map[string]execution.Segment{},
		PublicMemory: []execution.PublicCell{{Address: 1, Value: randomFelt(r)}, {Address: 2, Value: randomFelt(r)}},
	}
	for _, name := range info.Segments {
		pub.Segments[name] = execution.Segment{Begin: r.Uint64N(1 << 40), Stop: r.Uint64N(1 << 40)}
	}
	return pub
}

// The generated contract computes what the verifier in Go computes, at random
// points with random values of everything that the constraints see.
func TestComposition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range testCases[:2] {
		d := deploy(t, c.policy)
		info, _ := layouts.Describe(c.policy.Layout)
		for log := range 4 {
			steps := layouts.MinSteps(c.policy.Layout) << log
			made, err := layouts.New(c.policy.Layout, steps)
			if err != nil {
				t.Fatal(err)
			}
			a := made.(*air.LayoutAIR)
			for range 5 {
				point, alpha := randomFelt(r), randomFelt(r)
				pub := statement(r, &info, steps)
				interaction := make([]fp.Element, a.NumInteractionElements())
				for i := range interaction {
					interaction[i] = randomFelt(r)
				}
				mask := make([]fp.Element, len(a.Mask()))
				for i := range mask {
					mask[i] = randomFelt(r)
				}
				params, err := a.Params(pub, interaction, &alpha)
				if err != nil {
					t.Fatal(err)
				}
				want, err := a.EvalAt(&point, mask, params)
				if err != nil {
					t.Fatal(err)
				}
				in := compositionInput(a, pub, &info, point, alpha, interaction, params, mask)
				ret, gas, err := d.call(d.composition, in, nil)
				if err != nil {
					t.Fatal(err)
				}
				if string(ret) != string(words(want)) {
					t.Fatalf("%s, %d steps: the contract gives %x, not %x", c.policy.Layout, steps, ret, words(want))
				}
				if log == 0 {
					t.Logf("%s: %d gas", c.policy.Layout, gas)
				}
			}
		}
	}
}

func compositionInput(a *air.LayoutAIR, pub *execution.PublicInput, info *layouts.Info, point, alpha fp.Element, interaction, params, mask []fp.Element) []byte {
	named := map[string]fp.Element{}
	for i, name := range a.ParamNames() {
		named[name] = params[i]
	}
	in := words(point, alpha, number(uint64(len(fmt.Sprintf("%b", a.TraceLength()))-1)), number(pub.RCMin), number(pub.RCMax),
		named[air.ParamMemoryProduct], named[air.ParamDilutedAggregate])
	in = append(in, words(interaction...)...)
	for _, name := range info.Segments {
		s := pub.Segments[name]
		in = append(in, words(number(s.Begin), number(s.Stop))...)
	}
	return append(in, words(mask...)...)
}

// At a point of the trace domain a denominator is zero: there is no value.
func TestCompositionOnTrace(t *testing.T) {
	for _, c := range testCases[:2] {
		d := deploy(t, c.policy)
		made, err := layouts.New(c.policy.Layout, layouts.MinSteps(c.policy.Layout))
		if err != nil {
			t.Fatal(err)
		}
		a := made.(*air.LayoutAIR)
		info, _ := layouts.Describe(c.policy.Layout)
		r := rand.New(rand.NewPCG(3, 4))
		pub := statement(r, &info, layouts.MinSteps(c.policy.Layout))
		interaction := make([]fp.Element, a.NumInteractionElements())
		for i := range interaction {
			interaction[i] = randomFelt(r)
		}
		alpha := randomFelt(r)
		params, err := a.Params(pub, interaction, &alpha)
		if err != nil {
			t.Fatal(err)
		}
		mask := make([]fp.Element, len(a.Mask()))
		in := compositionInput(a, pub, &info, fp.One(), alpha, interaction, params, mask)
		if ret, _, err := d.call(d.composition, in, nil); err != nil || len(ret) != 0 {
			t.Errorf("%s: %x, %v", c.policy.Layout, ret, err)
		}
	}
}

// The generated contract computes the DEEP polynomial as its formula says.
func TestDeep(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, c := range testCases[:2] {
		d := deploy(t, c.policy)
		made, err := layouts.New(c.policy.Layout, layouts.MinSteps(c.policy.Layout))
		if err != nil {
			t.Fatal(err)
		}
		for _, queries := range []int{1, 3, 17} {
			q := newDeepQuestion(r, made, queries)
			ret, _, err := d.call(d.deep, q.input(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if want := q.answer(); string(ret) != string(want) {
				t.Errorf("%s, %d queries: the contract gives\n%x, not\n%x", c.policy.Layout, queries, ret, want)
			}
		}
	}
}

// deepQuestion is an input of the contract Deep.
type deepQuestion struct {
	a        air.AIR
	z, alpha fp.Element
	values   []fp.Element
	points   []fp.Element
	rows     [][][]fp.Element // by table and query
}

func newDeepQuestion(r *rand.Rand, a air.AIR, queries int) *deepQuestion {
	q := &deepQuestion{a: a, z: randomFelt(r), alpha: randomFelt(r)}
	felts := func(n int) []fp.Element {
		v := make([]fp.Element, n)
		for i := range v {
			v[i] = randomFelt(r)
		}
		return v
	}
	q.values, q.points = felts(len(a.Mask())+2), felts(queries)
	original, interaction := a.Widths()
	for _, w := range []int{original, interaction, 2} {
		var rows [][]fp.Element
		for range queries {
			rows = append(rows, felts(w))
		}
		q.rows = append(q.rows, rows)
	}
	return q
}

func (q *deepQuestion) input() []byte {
	log := len(fmt.Sprintf("%b", q.a.TraceLength())) - 1
	in := words(q.z, q.alpha, number(uint64(log)), number(uint64(len(q.points))))
	in = append(in, montgomery(q.values...)...)
	in = append(in, words(q.points...)...)
	for _, table := range q.rows {
		for _, row := range table {
			in = append(in, montgomery(row...)...)
		}
	}
	return in
}

func (q *deepQuestion) answer() (out []byte) {
	exponent := new(big.Int).Sub(fp.Modulus(), big.NewInt(1))
	exponent.Div(exponent, big.NewInt(int64(q.a.TraceLength())))
	var g fp.Element
	g.SetUint64(3)
	g.Exp(g, exponent)
	for k := range q.points {
		var columns []fp.Element
		for _, table := range q.rows {
			columns = append(columns, table[k]...)
		}
		var sum, weight, inverse fp.Element
		weight.SetOne()
		for i := range q.values {
			var at, term fp.Element
			column := len(columns) - len(q.values) + i
			if mask := q.a.Mask(); i < len(mask) {
				at.Exp(g, big.NewInt(int64(mask[i].Row)))
				at.Mul(&at, &q.z)
				column = mask[i].Column
			} else {
				at.Square(&q.z)
			}
			at.Sub(&q.points[k], &at)
			term.Sub(&columns[column], &q.values[i])
			term.Mul(&term, &weight)
			sum.Add(&sum, term.Div(&term, &at))
			weight.Mul(&weight, &q.alpha)
		}
		out = append(out, montgomery(sum)...)
		out = append(out, words(*inverse.Inverse(&q.points[k]))...)
	}
	return out
}
