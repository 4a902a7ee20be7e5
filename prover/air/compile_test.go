package air

import (
	"math/rand"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"pgregory.net/rapid"

	"quarry/kernels"
)

// board is a small layout for tests: four columns, a periodic column, a
// parameter.
func board() *Scope {
	return NewScope(64, map[string]VirtualColumn{
		"a": {Column: 0, Step: 1}, "b": {Column: 1, Step: 2}, "c": {Column: 2, Step: 4, Offset: 1}, "d": {Column: 3, Step: 16, Offset: 5},
	})
}

func periodicOf(s *Scope) Expr {
	return s.Periodic(Periodic{Name: "p", Values: []kernels.Element{fp.NewElement(3), fp.NewElement(5), fp.NewElement(8), fp.NewElement(1)}, Step: 2})
}

// drawExpr draws an expression of degree at most 2. Few distinct factors make
// it likely that products share them.
func drawExpr(t *rapid.T, s *Scope, degree int) Expr {
	switch kind := rapid.IntRange(0, 9).Draw(t, "kind"); {
	case kind <= 2:
		name := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "cell")
		return s.Cell(name, rapid.IntRange(0, 1).Draw(t, "index"))
	case kind == 3:
		return Lit(rapid.Uint64Range(0, 9).Draw(t, "constant"))
	case kind == 4:
		return s.Param(rapid.SampledFrom([]string{"x", "y"}).Draw(t, "param"))
	case kind == 5 && degree == 1:
		return periodicOf(s)
	case kind <= 7 && degree == 2:
		return drawExpr(t, s, 1).Mul(drawExpr(t, s, 1))
	case kind == 8:
		return drawExpr(t, s, degree).Sub(drawExpr(t, s, degree))
	}
	return drawExpr(t, s, degree).Add(drawExpr(t, s, degree))
}

var testDomains = []Domain{
	On(Every(1)), On(Every(4)), On(EveryAt(8, 3)), On(Every(1)).Excluding(EveryAt(16, 15)),
	On(Every(2)).Excluding(SingleRow(-2)), On(SingleRow(0)), On(SingleRow(-1)), On(SingleRow(-16)),
	On(EveryAt(8, 0), EveryAt(8, 4)), On(Every(16)).Excluding(SingleRow(0), SingleRow(-16)),
}

// direct evaluates an expression by its definition.
func direct(n *node, s *Scope, cells map[kernels.Cell]kernels.Element, params []kernels.Element, x *kernels.Element) (v kernels.Element) {
	switch n.kind {
	case nodeConst:
		return n.value
	case nodeCell:
		return cells[n.cell]
	case nodePeriodic:
		return s.Periodics[n.index].At(x, s.N)
	case nodeParam:
		return params[n.index]
	}
	a, b := direct(n.a, s, cells, params, x), direct(n.b, s, cells, params, x)
	switch n.kind {
	case nodeAdd:
		v.Add(&a, &b)
	case nodeSub:
		v.Sub(&a, &b)
	default:
		v.Mul(&a, &b)
	}
	return v
}

// vanishing is a domain's vanishing polynomial by its definition: the product
// of x − g^row over its rows.
func vanishing(d Domain, x *kernels.Element, n int) kernels.Element {
	g := rootOfUnity(n)
	v := fp.One()
	for row := range n {
		in := false
		for _, r := range d.On {
			in = in || newRowSet(r, n).has(row)
		}
		for _, r := range d.Except {
			in = in && !newRowSet(r, n).has(row)
		}
		if in {
			p := power(&g, uint64(row))
			p.Sub(x, &p)
			v.Mul(&v, &p)
		}
	}
	return v
}

func random(rng *rand.Rand) (e kernels.Element) {
	var bytes [40]byte
	rng.Read(bytes[:])
	e.SetBytes(bytes[:])
	return e
}

// TestCompiledIsTheSum compares the program with Σ alpha^i·C_i/Z_i, computed
// from the definitions, for made-up constraints.
func TestCompiledIsTheSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := board()
		for range rapid.IntRange(1, 12).Draw(t, "constraints") {
			s.Constrain("made up", drawExpr(t, s, 2), rapid.SampledFrom(testDomains).Draw(t, "domain"))
		}
		c := compile(s)
		rng := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
		x, alpha := random(rng), random(rng)
		values, cells := make([]kernels.Element, len(c.mask)), map[kernels.Cell]kernels.Element{}
		for i, cell := range c.mask {
			values[i] = random(rng)
			cells[cell] = values[i]
		}
		var params []kernels.Element
		for range s.paramNames {
			params = append(params, random(rng))
		}
		var want kernels.Element
		weight := fp.One()
		for _, con := range s.Constraints {
			v, z := direct(con.Expr.n, s, cells, params, &x), vanishing(con.Domain, &x, s.N)
			v.Mul(&v, &weight).Div(&v, &z)
			want.Add(&want, &v)
			params = append(params, weight)
			weight.Mul(&weight, &alpha)
		}
		got, err := c.evalAt(&x, values, params)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Fatalf("the program gives %v, the definition %v", got, want)
		}
	})
}

// TestTablesAreTheirPolynomials compares the rows of a coset with values at
// single points.
func TestTablesAreTheirPolynomials(t *testing.T) {
	s := board()
	for _, d := range testDomains {
		s.Constrain("made up", s.Cell("a", 0).Mul(periodicOf(s)).Add(s.Cell("b", 1)), d)
		s.Constrain("made up", s.Cell("a", 1), d)
	}
	c := compile(s)
	offset := fp.NewElement(3)
	g := rootOfUnity(s.N)
	for i, table := range c.rows(&offset) {
		x := offset
		for row := range s.N {
			want, ok := c.tables[i].at(&x, s.N)
			if !ok || table[row%len(table)] != want {
				t.Fatalf("table %d, row %d: %v, want %v", i, row, table[row%len(table)], want)
			}
			x.Mul(&x, &g)
		}
	}
}

// TestFactorsAreShared pins what the rearrangement is for: a point addition
// with its selector bit costs 11 multiplications, not 15, beside the domain's.
func TestFactorsAreShared(t *testing.T) {
	s := NewScope(64, map[string]VirtualColumn{
		"x": {Column: 0, Step: 1}, "y": {Column: 1, Step: 1}, "slope": {Column: 2, Step: 1}, "bit": {Column: 3, Step: 1},
		"px": {Column: 4, Step: 1}, "py": {Column: 5, Step: 1},
	})
	x, y, px, py := s.Cell("x", 0), s.Cell("y", 0), s.Cell("px", 0), s.Cell("py", 0)
	nextX, nextY, slope, bit := s.Cell("x", 1), s.Cell("y", 1), s.Cell("slope", 0), s.Cell("bit", 0)
	other := Lit(1).Sub(bit)
	for _, e := range []Expr{
		bit.Mul(bit.Sub(Lit(1))),
		bit.Mul(y.Sub(py)).Sub(slope.Mul(x.Sub(px))),
		slope.Square().Sub(bit.Mul(x.Add(px).Add(nextX))),
		bit.Mul(y.Add(nextY)).Sub(slope.Mul(x.Sub(nextX))),
		other.Mul(nextX.Sub(x)),
		other.Mul(nextY.Sub(y)),
	} {
		s.Constrain("made up", e, On(Every(1)))
	}
	muls := 0
	for _, in := range compile(s).program.Code {
		if in.Op == kernels.OpMul {
			muls++
		}
	}
	// alpha^0 is no multiplication; the domain is one.
	if muls != 11 {
		t.Errorf("%d multiplications", muls)
	}
}

func TestTransformSmall(t *testing.T) {
	rng := rand.New(rand.NewSource(3))
	for _, n := range []int{1, 2, 8, 64} {
		coefficients := make([]kernels.Element, n)
		for i := range coefficients {
			coefficients[i] = random(rng)
		}
		offset := random(rng)
		h := rootOfUnity(n)
		x := offset
		values := make([]kernels.Element, n)
		evaluateSmall(values, coefficients, &offset, &h)
		for i, v := range values {
			var want kernels.Element
			for j := n - 1; j >= 0; j-- {
				want.Mul(&want, &x).Add(&want, &coefficients[j])
			}
			if v != want {
				t.Fatalf("n = %d, value %d: %v, want %v", n, i, v, want)
			}
			x.Mul(&x, &h)
		}
		one := fp.One()
		back := make([]kernels.Element, n)
		evaluateSmall(back, coefficients, &one, &h)
		interpolateSmall(back)
		for i := range back {
			if back[i] != coefficients[i] {
				t.Fatalf("n = %d, coefficient %d comes back as %v", n, i, back[i])
			}
		}
	}
}
