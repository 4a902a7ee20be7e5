package kerneltest

import (
	"context"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
)

// Run runs the whole suite. Data is the same on each run.
func Run(t *testing.T, b kernels.Backend) {
	groups := []struct {
		name string
		run  func(*suite)
	}{
		{"Arena", testArena},
		{"Tables", testTables},
		{"Uploads", testUploads},
		{"Interpolate", testInterpolate},
		{"Evaluate", testEvaluate},
		{"EvaluateAt", testEvaluateAt},
		{"Break", testBreak},
		{"ReadRows", testReadRows},
		{"Commit", testCommit},
		{"Program", testProgram},
		{"Deep", testDeep},
		{"Fold", testFold},
		{"PermutationProduct", testPermutationProduct},
		{"DilutedAggregate", testDilutedAggregate},
		{"Grind", testGrind},
		{"Cancel", testCancel},
	}
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) {
			s := &suite{T: t, b: b, ctx: t.Context(), rng: rand.New(rand.NewPCG(1, uint64(len(g.name)))), arena: b.NewArena(0)}
			g.run(s)
			s.arena.Free()
			s.arena.Free()
			if n := s.arena.InUse(); n != 0 {
				t.Errorf("%d bytes in use after the arena was freed", n)
			}
		})
	}
}

// suite is what a group of tests works with.
type suite struct {
	*testing.T
	b     kernels.Backend
	ctx   context.Context
	rng   *rand.Rand
	arena kernels.Arena
}

func (s *suite) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// element returns a random element; one in eight is a special one.
func (s *suite) element() kernels.Element {
	var e kernels.Element
	switch s.rng.IntN(40) {
	case 0:
	case 1:
		e.SetOne()
	case 2:
		e.SetInt64(-1)
	case 3:
		e = kernels.Element{1} // 1/R: the smallest limbs
	case 4:
		e = kernels.Element{0, 0, 0, 1<<59 + 17} // p − 1 as limbs
	default:
		e = s.unit()
	}
	return e
}

// unit returns a random element, which is zero for no practical purpose.
func (s *suite) unit() kernels.Element {
	var buf [40]byte
	for i := range buf {
		buf[i] = byte(s.rng.Uint32())
	}
	var e kernels.Element
	e.SetBytes(buf[:])
	return e
}

func (s *suite) vector(n int) []kernels.Element {
	v := make([]kernels.Element, n)
	for i := range v {
		v[i] = s.element()
	}
	return v
}

func (s *suite) units(n int) []kernels.Element {
	v := make([]kernels.Element, n)
	for i := range v {
		v[i] = s.unit()
	}
	return v
}

func (s *suite) table(width, length int) [][]kernels.Element {
	v := make([][]kernels.Element, width)
	for c := range v {
		v[c] = s.vector(length)
	}
	return v
}

// upload moves a copy of columns to the backend.
func (s *suite) upload(cols ...[]kernels.Element) kernels.Columns {
	s.Helper()
	host, err := kernels.NewHostColumns(len(cols), len(cols[0]))
	s.must(err)
	for c := range cols {
		copy(host.Data[c], cols[c])
	}
	handle, err := s.arena.Upload(s.ctx, host)
	s.must(err)
	return handle
}

func (s *suite) alloc(width, length int) kernels.Columns {
	s.Helper()
	c, err := s.arena.Alloc(width, length)
	s.must(err)
	return c
}

// download reads all columns back.
func (s *suite) download(c kernels.Columns) [][]kernels.Element {
	s.Helper()
	rows := make([]int, c.Len())
	for i := range rows {
		rows[i] = i
	}
	flat, err := s.b.ReadRows(s.ctx, c, rows)
	s.must(err)
	cols := make([][]kernels.Element, c.Width())
	for k := range cols {
		cols[k] = make([]kernels.Element, c.Len())
		for i := range cols[k] {
			cols[k][i] = flat[i*c.Width()+k]
		}
	}
	return cols
}

// equal compares vectors and reports the first difference.
func (s *suite) equal(got, want []kernels.Element, format string, args ...any) {
	s.Helper()
	if len(got) != len(want) {
		s.Fatalf(format+": %d values, want %d", append(args, len(got), len(want))...)
	}
	for i := range want {
		if got[i] != want[i] {
			s.Fatalf(format+": value %d is %v, want %v", append(args, i, got[i].String(), want[i].String())...)
		}
	}
}

// generator is the generator of order n that Stone uses.
func generator(n int) kernels.Element {
	exp := fp.Modulus()
	exp.Sub(exp, big.NewInt(1)).Div(exp, big.NewInt(int64(n)))
	var g kernels.Element
	g.SetUint64(3)
	g.Exp(g, exp)
	return g
}

// at returns base·g^k.
func at(base, g kernels.Element, k int) kernels.Element {
	g.Exp(g, big.NewInt(int64(k)))
	g.Mul(&g, &base)
	return g
}

// horner evaluates a polynomial, constant term first.
func horner(coeffs []kernels.Element, x kernels.Element) kernels.Element {
	var y kernels.Element
	for i := len(coeffs) - 1; i >= 0; i-- {
		y.Mul(&y, &x)
		y.Add(&y, &coeffs[i])
	}
	return y
}

// evaluations evaluates a polynomial on offset·<g> of n points.
func evaluations(coeffs []kernels.Element, offset kernels.Element, n int) []kernels.Element {
	out := make([]kernels.Element, n)
	g := generator(n)
	x := offset
	for i := range out {
		out[i] = horner(coeffs, x)
		x.Mul(&x, &g)
	}
	return out
}

func reverse(i, logN int) int {
	return int(bits.Reverse64(uint64(i)) >> (64 - logN))
}

func log2(n int) int { return bits.Len(uint(n)) - 1 }

func mul(a, b kernels.Element) kernels.Element { a.Mul(&a, &b); return a }
func add(a, b kernels.Element) kernels.Element { a.Add(&a, &b); return a }
func sub(a, b kernels.Element) kernels.Element { a.Sub(&a, &b); return a }
func inv(a kernels.Element) kernels.Element    { a.Inverse(&a); return a }
func small(v uint64) (e kernels.Element)       { e.SetUint64(v); return e }
