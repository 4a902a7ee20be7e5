package kerneltest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"quarry/kernels"
)

// bench is a backend with an arena and random data.
type bench struct {
	*testing.B
	b     kernels.Backend
	arena kernels.Arena
	rng   *rand.Rand
	rows  int
}

// Bench measures the operations of a backend on columns of 2^logRows rows, the
// shapes being those of proofs. Besides the time of an operation it reports the
// nanoseconds of each row.
func Bench(b *testing.B, backend kernels.Backend, logRows int) {
	s := &bench{B: b, b: backend, rows: 1 << logRows}
	s.transform()
	s.hashRows()
	s.grind()
	s.program()
	s.deep()
	s.fold()
	s.interaction()
	s.evaluateAt()
}

// measure runs one benchmark of an operation that handles rows rows. prepare makes
// its data, out of the time.
func (s *bench) measure(name string, rows int, prepare func(s *bench) func() error) {
	s.Run(name, func(b *testing.B) {
		sub := &bench{B: b, b: s.b, arena: s.b.NewArena(0), rng: rand.New(rand.NewPCG(1, 2)), rows: s.rows}
		defer sub.arena.Free()
		op := prepare(sub)
		b.ResetTimer()
		for b.Loop() {
			if err := op(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rows), "ns/row")
	})
}

func (s *bench) element() (e kernels.Element) {
	for i := range 4 {
		e[i] = s.rng.Uint64()
	}
	e[3] >>= 5
	return e
}

func (s *bench) elements(n int) []kernels.Element {
	v := make([]kernels.Element, n)
	for i := range v {
		v[i] = s.element()
	}
	return v
}

func (s *bench) columns(width, n int) kernels.Columns {
	host, err := kernels.NewHostColumns(width, n)
	if err != nil {
		s.Fatal(err)
	}
	for _, col := range host.Data {
		copy(col, s.elements(n))
	}
	c, err := s.arena.Upload(s.Context(), host)
	if err != nil {
		s.Fatal(err)
	}
	return c
}

func (s *bench) transform() {
	for _, width := range []int{1, 9} {
		s.measure(fmt.Sprintf("interpolate/columns=%d", width), s.rows*width, func(s *bench) func() error {
			c, offset := s.columns(width, s.rows), s.element()
			return func() error { return s.b.Interpolate(s.Context(), c, &offset) }
		})
		s.measure(fmt.Sprintf("evaluate/columns=%d", width), s.rows*width, func(s *bench) func() error {
			c, d, offset := s.columns(width, s.rows), s.columns(width, s.rows), s.element()
			return func() error { return s.b.Evaluate(s.Context(), d, c, &offset) }
		})
	}
}

// benchHashes are the hashes to measure: the others differ by a mask.
var benchHashes = []kernels.Hash{kernels.Keccak256Masked160MSB, kernels.Blake256Masked248LSB, kernels.Poseidon3, kernels.Pedersen}

func (s *bench) hashRows() {
	for _, h := range benchHashes {
		shapes := []struct{ width, arity int }{{9, 0}, {1, 0}, {1, 3}, {25, 0}}
		if h == kernels.Poseidon3 || h == kernels.Pedersen {
			shapes = shapes[:3] // a thousand times slower
		}
		for _, shape := range shapes {
			name := fmt.Sprintf("hash/%v/width=%d/arity=%d", h, shape.width, shape.arity)
			s.measure(name, s.rows>>shape.arity, func(s *bench) func() error {
				c := s.columns(shape.width, s.rows)
				t, err := s.arena.NewTree(kernels.TreeShape{LogRows: log2(s.rows) - shape.arity, Width: shape.width << shape.arity, Hash: h})
				if err != nil {
					s.Fatal(err)
				}
				return func() error { return s.b.HashRows(s.Context(), t, 0, c, shape.arity) }
			})
		}
	}
}

// grind measures the search for a proof of work of as many bits as rows have, and
// reports the nanoseconds of each nonce.
func (s *bench) grind() {
	for _, h := range []kernels.Hash{kernels.Keccak256, kernels.Blake256} {
		s.Run(fmt.Sprintf("grind/%v", h), func(b *testing.B) {
			var nonces float64
			for i := 0; b.Loop(); i++ {
				nonce, err := s.b.Grind(b.Context(), h, [32]byte{byte(i), byte(i >> 8), byte(i >> 16)}, log2(s.rows))
				if err != nil {
					b.Fatal(err)
				}
				nonces += float64(nonce + 1)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/nonces, "ns/nonce")
		})
	}
}

// program evaluates programs of the size of layout plain (100
// multiplications) and starknet (500): products of sums of neighbouring cells,
// weighted and summed.
func (s *bench) program() {
	for _, constraints := range []int{40, 200} {
		s.measure(fmt.Sprintf("program/constraints=%d", constraints), s.rows, func(s *bench) func() error {
			const width = 9
			p, params := s.straightLine(width, constraints)
			in := kernels.ProgramInput{Columns: []kernels.Columns{s.columns(width, s.rows)}, Params: params,
				Tables: [][]kernels.Element{s.elements(16), s.elements(1 << 11)}, Offset: s.element()}
			dst := s.columns(1, s.rows)
			return func() error { return s.b.EvaluateProgram(s.Context(), dst, p, in) }
		})
	}
}

// straightLine makes Σ param_k·((cell·cell − cell + table)·cell), over a vanishing
// polynomial.
func (s *bench) straightLine(width, constraints int) (*kernels.Program, []kernels.Element) {
	p := &kernels.Program{NumTables: 2, NumParams: constraints, NumRegs: 3}
	reg := func(i uint16) kernels.Operand { return kernels.Operand{Index: i} }
	cell := func(c, row int) kernels.Operand {
		p.Cells = append(p.Cells, kernels.Cell{Column: c, Row: row})
		return kernels.Operand{Kind: kernels.Input, Index: uint16(len(p.Cells) - 1)}
	}
	emit := func(op kernels.Op, dst uint16, a, b kernels.Operand) {
		p.Code = append(p.Code, kernels.Instr{Op: op, Dst: dst, A: a, B: b})
	}
	emit(kernels.OpMul, 0, cell(0, 0), cell(1, 0))
	for k := range constraints {
		c := k % width
		emit(kernels.OpMul, 1, cell(c, k/width), cell(c, k/width+1))
		emit(kernels.OpSub, 1, reg(1), cell((c+1)%width, k/width))
		if k%8 == 0 {
			emit(kernels.OpAdd, 1, reg(1), kernels.Operand{Kind: kernels.Table, Index: uint16(k / 8 % 2)})
		}
		if k%2 == 0 {
			emit(kernels.OpMul, 1, reg(1), cell((c+2)%width, 0))
		}
		emit(kernels.OpMul, 1, reg(1), kernels.Operand{Kind: kernels.Param, Index: uint16(k)})
		emit(kernels.OpAdd, 0, reg(0), reg(1))
	}
	emit(kernels.OpSub, 2, kernels.Operand{Kind: kernels.Point}, kernels.Operand{Kind: kernels.Param})
	emit(kernels.OpInv, 2, reg(2), reg(2))
	emit(kernels.OpMul, 0, reg(0), reg(2))
	p.Result = reg(0)
	return p, s.elements(constraints)
}

func (s *bench) deep() {
	for _, terms := range []int{40, 270} {
		s.measure(fmt.Sprintf("deep/terms=%d", terms), s.rows, func(s *bench) func() error {
			const width = 10
			in := kernels.DeepInput{Columns: []kernels.Columns{s.columns(width, s.rows), s.columns(2, s.rows)},
				Offset: s.element(), Bases: s.elements(2)}
			for k := range terms {
				in.Terms = append(in.Terms, kernels.DeepTerm{Column: k % width, Shift: k * k / 16, Coefficient: s.element(), Value: s.element()})
			}
			for k := range 2 {
				in.Terms = append(in.Terms, kernels.DeepTerm{Column: width + k, Base: 1, Coefficient: s.element(), Value: s.element()})
			}
			dst := s.columns(1, s.rows)
			return func() error { return s.b.DeepQuotient(s.Context(), dst, in) }
		})
	}
}

func (s *bench) fold() {
	for _, steps := range []int{1, 3, 4} {
		s.measure(fmt.Sprintf("fold/steps=%d", steps), s.rows, func(s *bench) func() error {
			src, dst := s.columns(1, s.rows), s.columns(1, s.rows>>steps)
			zeta, offset := s.element(), s.element()
			return func() error { return s.b.Fold(s.Context(), dst, src, steps, &zeta, &offset) }
		})
	}
}

func (s *bench) interaction() {
	view := func(c kernels.Columns, column, step int) kernels.View {
		return kernels.View{Columns: c, Column: column, Step: step}
	}
	s.measure("permutation/step=2", s.rows, func(s *bench) func() error {
		c, z, alpha := s.columns(5, 2*s.rows), s.element(), s.element()
		return func() error {
			return s.b.PermutationProduct(s.Context(), view(c, 0, 2), []kernels.View{view(c, 1, 2), view(c, 2, 2)},
				[]kernels.View{view(c, 3, 2), view(c, 4, 2)}, &z, &alpha)
		}
	})
	s.measure("diluted/step=1", s.rows, func(s *bench) func() error {
		c, z, alpha := s.columns(2, s.rows), s.element(), s.element()
		return func() error {
			return s.b.DilutedAggregate(s.Context(), view(c, 0, 1), view(c, 1, 1), &z, &alpha)
		}
	})
}

func (s *bench) evaluateAt() {
	s.measure("values/queries=270", s.rows, func(s *bench) func() error {
		c, base := s.columns(10, s.rows), s.element()
		var queries []kernels.ShiftQuery
		for k := range 270 {
			queries = append(queries, kernels.ShiftQuery{Column: k % 10, Shift: k * k / 16})
		}
		return func() error { _, err := s.b.EvaluateAt(s.Context(), c, &base, queries); return err }
	})
}
