package bytecode

import (
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"pgregory.net/rapid"

	"quarry/kernels"
	"quarry/kernels/kerneltest"
	"quarry/kernels/ssa"
)

// The translated code, run on integers as the device runs it on 256 bits, gives
// what the program gives, and no value ever outgrows its 256 bits.
func TestTranslateKeepsTheProgram(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n, width = 8, 3
		p, in, data := kerneltest.DrawProgram(t, n, width)
		if kerneltest.InvertsZero(p, &in, data) {
			t.Skip("a denominator is zero")
		}
		translated := Translate(p, &in, ssa.Shape{Rows: n, Width: width})
		m := &machine{t: t, n: n, Translated: translated, data: data}
		points := make([]kernels.Element, n)
		for row := range points {
			points[row] = kerneltest.RunProgram(&kernels.Program{Result: kernels.Operand{Kind: kernels.Point}}, &in, data, row)
		}
		m.data = append(m.data, points)
		for k := range translated.Inverses {
			column := make([]kernels.Element, n)
			for row := range column {
				column[row] = m.run(&translated.Inverses[k], row)
				column[row].Inverse(&column[row])
			}
			m.data = append(m.data, column)
		}
		for row := range n {
			want := kerneltest.RunProgram(p, &in, data, row)
			if got := m.run(&translated.Main, row); got != want {
				t.Fatalf("row %d: %s, want %s", row, got.String(), want.String())
			}
		}
	})
}

// Weights and tables are combined beforehand; products go into sums.
func TestTranslateHoistsAndFuses(t *testing.T) {
	reg := func(i uint16) kernels.Operand { return kernels.Operand{Index: i} }
	op := func(k kernels.OperandKind, i uint16) kernels.Operand { return kernels.Operand{Kind: k, Index: i} }
	p := &kernels.Program{Cells: []kernels.Cell{{}, {Row: 1}}, NumTables: 1, NumParams: 2, NumRegs: 3, Result: reg(2), Code: []kernels.Instr{
		{Op: kernels.OpMul, Dst: 0, A: op(kernels.Param, 0), B: op(kernels.Param, 1)},
		{Op: kernels.OpMul, Dst: 0, A: reg(0), B: op(kernels.Table, 0)},
		{Op: kernels.OpMul, Dst: 1, A: op(kernels.Input, 0), B: reg(0)},
		{Op: kernels.OpSub, Dst: 2, A: op(kernels.Input, 1), B: reg(1)},
	}}
	in := kernels.ProgramInput{Tables: [][]kernels.Element{make([]kernels.Element, 4)}, Params: make([]kernels.Element, 2)}
	got := Translate(p, &in, ssa.Shape{Rows: 8, Width: 1})
	if len(got.Main.Instrs) != 2 || got.Main.Instrs[0].Op() != MulSub || got.Main.Instrs[0].K() != 1 ||
		got.Main.Instrs[1].Op() != Canon || len(got.Sources) != 3 {
		t.Fatalf("%+v", got)
	}
}

// machine runs code on integers.
type machine struct {
	*Translated
	t    *rapid.T
	n    int
	data [][]kernels.Element
}

var modulus = fp.Modulus()

func raw(e *kernels.Element) *big.Int {
	b := new(big.Int)
	for i := 3; i >= 0; i-- {
		b.Lsh(b, 64).Or(b, new(big.Int).SetUint64(e[i]))
	}
	return b
}

func (m *machine) run(c *Code, row int) kernels.Element {
	slots := make([]*big.Int, c.Slots)
	r := new(big.Int).Lsh(big.NewInt(1), 256)
	rInverse := new(big.Int).ModInverse(r, modulus)
	read := func(o Operand) *big.Int {
		switch o.Kind() {
		case Slot:
			return slots[o.Index()]
		case Uniform:
			return raw(&m.Uniforms[o.Index()])
		}
		s := m.Sources[o.Index()]
		if s.Table != nil {
			return raw(&s.Table[row&(len(s.Table)-1)])
		}
		return raw(&m.data[s.Column][(row+s.Row)&(m.n-1)])
	}
	for _, i := range c.Instrs {
		a, z := read(i.A), new(big.Int)
		switch i.Op() {
		case Add:
			z.Add(a, read(i.B))
		case Sub:
			z.Mul(modulus, big.NewInt(int64(i.K())))
			if z.Cmp(read(i.B)) < 0 {
				m.t.Fatal("a difference below zero")
			}
			z.Add(z, a).Sub(z, read(i.B))
		case Mul, MulAdd, MulSub:
			z.Mul(a, read(i.B))
			if new(big.Int).Mul(modulus, r).Cmp(z) <= 0 {
				m.t.Fatal("a product beyond what one reduction takes")
			}
			z.Mul(z, rInverse).Mod(z, modulus)
			if i.Op() == MulAdd {
				z.Add(z, read(i.C))
			} else if i.Op() == MulSub {
				z.Sub(modulus, z).Add(z, read(i.C))
			}
		case Canon:
			z.Mod(a, modulus)
		}
		if z.Cmp(r) >= 0 {
			m.t.Fatal("a value beyond 256 bits")
		}
		slots[i.Dst()] = z
	}
	z := new(big.Int).Set(read(c.Result))
	if z.Cmp(modulus) >= 0 {
		m.t.Fatal("the result is not canonical")
	}
	z.Mul(z, rInverse).Mod(z, modulus)
	var e kernels.Element
	e.SetBigInt(z)
	return e
}
