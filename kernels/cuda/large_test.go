package cuda

import (
	"slices"
	"sync"
	"testing"

	"quarry/kernels"
	"quarry/kernels/cuda/driver"
	"quarry/kernels/hash"
)

// TestLarge runs the operations on tables of 5 GiB, of which some addresses and counts
// take more than 32 bits and operations take several chunks, and computes some rows
// of their results anew. An emulated device gets short tables, and so does one of
// little memory.
func TestLarge(t *testing.T) {
	b := openBackend(t)
	log := 24
	if driver.Emulated {
		log = 12
	}
	available, _, err := b.Memory()
	must(t, err)
	for largeWidth*elementSize<<log > available/5 && log > 12 {
		log--
	}
	l := &large{T: t, b: b, arena: b.NewArena(0), log: log, n: 1 << log}
	defer l.arena.Free()
	l.offset = largeFelt(1, 1)
	host, err := l.arena.NewHost(largeWidth, l.n)
	must(t, err)
	var writers sync.WaitGroup
	for c, col := range host.Data {
		writers.Go(func() {
			for i := range col {
				col[i] = largeFelt(c, i)
			}
		})
	}
	writers.Wait()
	l.cols, err = l.arena.Upload(t.Context(), host)
	must(t, err)
	for row, chunk := 0, max(l.n/16, 1); row < l.n; row += chunk { // the edges of chunks of all sizes
		l.rows = append(l.rows, row, row+1, (row-1)&(l.n-1), row+chunk/3)
	}
	t.Run("Transform", func(t *testing.T) { l.on(t).transform() })
	t.Run("Commit", func(t *testing.T) { l.on(t).commit() })
	t.Run("Program", func(t *testing.T) { l.on(t).program() })
	t.Run("Deep", func(t *testing.T) { l.on(t).deep() })
	t.Run("Fold", func(t *testing.T) { l.on(t).fold() })
	t.Run("Break", func(t *testing.T) { l.on(t).halves() })
	t.Run("Interaction", func(t *testing.T) { l.on(t).interaction() })
}

// largeWidth is how many columns the table has.
const largeWidth = 10

// largeFelt is element i of column c: any value, quickly.
func largeFelt(c, i int) (e Element) {
	x := uint64(c)<<40 + uint64(i)
	for k := range e {
		x += 0x9e3779b97f4a7c15
		v := (x ^ x>>30) * 0xbf58476d1ce4e5b9
		v = (v ^ v>>27) * 0x94d049bb133111eb
		e[k] = v ^ v>>31
	}
	e[3] >>= 5
	return e
}

// large is the table, and what the tests of operations on it share.
type large struct {
	*testing.T
	b      *Backend
	arena  kernels.Arena
	log, n int
	offset Element
	cols   kernels.Columns
	rows   []int // that are looked at
}

// on is the same for a test of its own.
func (l *large) on(t *testing.T) *large {
	mine := *l
	mine.T = t
	return &mine
}

func (l *large) alloc(width, length int) kernels.Columns {
	c, err := l.arena.Alloc(width, length)
	must(l.T, err)
	l.Cleanup(c.Free)
	return c
}

// read returns a column at some rows, which may lie beyond its ends.
func (l *large) read(c kernels.Columns, column int, rows []int) []Element {
	inside := slices.Clone(rows)
	for i := range inside {
		inside[i] &= c.Len() - 1
	}
	all, err := l.b.ReadRows(l.Context(), c, inside)
	must(l.T, err)
	values := make([]Element, len(rows))
	for i := range values {
		values[i] = all[i*c.Width()+column]
	}
	return values
}

func (l *large) equal(got, want Element, format string, args ...any) {
	l.Helper()
	if got != want {
		l.Errorf(format+": %s, want %s", append(args, got.String(), want.String())...)
	}
}

func feltMulOf(a, b Element) Element { a.Mul(&a, &b); return a }
func feltAddOf(a, b Element) Element { a.Add(&a, &b); return a }
func feltSubOf(a, b Element) Element { a.Sub(&a, &b); return a }
func feltInverseOf(a Element) Element {
	a.Inverse(&a)
	return a
}

func (l *large) transform() {
	coeffs, err := l.arena.Copy(l.Context(), l.cols)
	must(l.T, err)
	l.Cleanup(coeffs.Free)
	must(l.T, l.b.Interpolate(l.Context(), coeffs, &l.offset))
	var queries []kernels.ShiftQuery
	for i, row := range l.rows {
		queries = append(queries, kernels.ShiftQuery{Column: i % largeWidth, Shift: row})
	}
	values, err := l.b.EvaluateAt(l.Context(), coeffs, &l.offset, queries)
	must(l.T, err)
	for i, q := range queries {
		l.equal(values[i], largeFelt(q.Column, q.Shift), "column %d at point %d", q.Column, q.Shift)
	}
	back := l.alloc(largeWidth, l.n)
	must(l.T, l.b.Evaluate(l.Context(), back, coeffs, &l.offset))
	for c := range largeWidth {
		for i, v := range l.read(back, c, l.rows) {
			l.equal(v, largeFelt(c, l.rows[i]), "column %d, row %d", c, l.rows[i])
		}
	}
}

// commit opens paths from rows to the root, with and without the lowest levels.
func (l *large) commit() {
	for _, shape := range []kernels.TreeShape{
		{Hash: kernels.Keccak256}, {Hash: kernels.Keccak256Masked160MSB, SkipLayers: 4}, {Hash: kernels.Blake256, SkipLayers: 2},
		{Hash: kernels.Blake256, FriendlyHash: kernels.Poseidon3, FriendlyLayers: l.log - 3},
	} {
		shape.LogRows, shape.Width = l.log, largeWidth
		tree, err := l.arena.NewTree(shape)
		must(l.T, err)
		must(l.T, l.b.HashRows(l.Context(), tree, 0, l.cols, 0))
		root, err := l.b.Root(l.Context(), tree)
		must(l.T, err)
		for _, row := range l.rows[:min(len(l.rows), 24)] {
			place := uint64(1)<<l.log + uint64(reverse(row, l.log))
			node := place >> shape.SkipLayers
			digest := l.subtree(shape, node)
			for ; node > 1; node /= 2 {
				found, err := l.b.OpenNodes(l.Context(), tree, []kernels.NodeIndex{node, node ^ 1})
				must(l.T, err)
				if found[0] != digest {
					l.Fatalf("%+v: node %d is %x, want %x", shape, node, found[0], digest)
				}
				left, right := found[node&1], found[node&1^1]
				level := 0
				for v := node / 2; v > 1; v /= 2 {
					level++
				}
				digest = hash.Node(shape.LevelHash(level), &left, &right)
			}
			if digest != root {
				l.Fatalf("%+v: row %d leads to another root", shape, row)
			}
		}
		tree.Free()
	}
}

// subtree computes a node out of rows.
func (l *large) subtree(shape kernels.TreeShape, node uint64) kernels.Digest {
	level := 0
	for v := node; v > 1; v /= 2 {
		level++
	}
	if level == l.log {
		row := reverse(int(node-1<<l.log), l.log)
		var bytes []byte
		for c := range largeWidth {
			e := largeFelt(c, row)
			for k := 3; k >= 0; k-- {
				for shift := 56; shift >= 0; shift -= 8 {
					bytes = append(bytes, byte(e[k]>>shift))
				}
			}
		}
		return hash.Sum(shape.LevelHash(level), bytes)
	}
	left, right := l.subtree(shape, 2*node), l.subtree(shape, 2*node+1)
	return hash.Node(shape.LevelHash(level), &left, &right)
}

// program computes c0·c9(+1) − c5(−1)/(x − 1).
func (l *large) program() {
	var one Element
	one.SetOne()
	p := &kernels.Program{
		Cells:  []kernels.Cell{{Column: 0}, {Column: 9, Row: 1}, {Column: 5, Row: l.n - 1}},
		Consts: []Element{one}, NumRegs: 2, Result: kernels.Operand{Kind: kernels.Reg, Index: 1},
		Code: []kernels.Instr{
			{Op: kernels.OpSub, Dst: 0, A: kernels.Operand{Kind: kernels.Point}, B: kernels.Operand{Kind: kernels.Const}},
			{Op: kernels.OpInv, Dst: 0, A: kernels.Operand{Kind: kernels.Reg}},
			{Op: kernels.OpMul, Dst: 0, A: kernels.Operand{Kind: kernels.Reg}, B: kernels.Operand{Kind: kernels.Input, Index: 2}},
			{Op: kernels.OpMul, Dst: 1, A: kernels.Operand{Kind: kernels.Input}, B: kernels.Operand{Kind: kernels.Input, Index: 1}},
			{Op: kernels.OpSub, Dst: 1, A: kernels.Operand{Kind: kernels.Reg, Index: 1}, B: kernels.Operand{Kind: kernels.Reg}},
		},
	}
	dst := l.alloc(1, l.n)
	must(l.T, l.b.EvaluateProgram(l.Context(), dst, p, kernels.ProgramInput{Columns: []kernels.Columns{l.cols}, Offset: l.offset}))
	g := generator(l.n)
	for i, v := range l.read(dst, 0, l.rows) {
		row := l.rows[i]
		x := feltMulOf(power(&g, row), l.offset)
		want := feltMulOf(largeFelt(0, row), largeFelt(9, (row+1)&(l.n-1)))
		want = feltSubOf(want, feltMulOf(largeFelt(5, (row-1)&(l.n-1)), feltInverseOf(feltSubOf(x, one))))
		l.equal(v, want, "row %d", row)
	}
}

func (l *large) deep() {
	in := kernels.DeepInput{Columns: []kernels.Columns{l.cols}, Offset: l.offset, Bases: []Element{largeFelt(11, 1), largeFelt(11, 2)}}
	for k := range 40 {
		term := kernels.DeepTerm{Column: k % largeWidth, Shift: k * (l.n / 41), Coefficient: largeFelt(12, k), Value: largeFelt(13, k)}
		if k >= 35 {
			term.Base, term.Shift = 1, 7
		}
		in.Terms = append(in.Terms, term)
	}
	dst := l.alloc(1, l.n)
	must(l.T, l.b.DeepQuotient(l.Context(), dst, in))
	g := generator(l.n)
	for i, v := range l.read(dst, 0, l.rows) {
		x := feltMulOf(power(&g, l.rows[i]), l.offset)
		var want Element
		for _, q := range in.Terms {
			distance := feltSubOf(x, feltMulOf(power(&g, q.Shift), in.Bases[q.Base]))
			value := feltMulOf(q.Coefficient, feltSubOf(largeFelt(q.Column, l.rows[i]), q.Value))
			want = feltAddOf(want, feltMulOf(value, feltInverseOf(distance)))
		}
		l.equal(v, want, "row %d", l.rows[i])
	}
}

// fold folds a layer as long as the whole table.
func (l *large) fold() {
	const steps = 4
	longest := l.log + 2
	source, err := l.arena.NewHost(1, 1<<longest)
	must(l.T, err)
	for i := range source.Data[0] {
		source.Data[0][i] = largeFelt(3, i)
	}
	layer, err := l.arena.Upload(l.Context(), source)
	must(l.T, err)
	l.Cleanup(layer.Free)
	dst := l.alloc(1, 1<<(longest-steps))
	zeta := largeFelt(14, 1)
	must(l.T, l.b.Fold(l.Context(), dst, layer, steps, &zeta, &l.offset))
	for i, v := range l.read(dst, 0, l.rows) {
		row := l.rows[i] & (dst.Len() - 1)
		l.equal(v, folded(row, 1<<longest, steps, zeta, l.offset), "row %d", row)
	}
}

// folded is result i of folds of n values of column 3.
func folded(i, n, steps int, zeta, offset Element) Element {
	if steps == 0 {
		return largeFelt(3, i)
	}
	// The last fold is of results of the folds before, of twice as many points.
	half := n >> steps
	z, o := zeta, offset
	for range steps - 1 {
		z.Square(&z)
		o.Square(&o)
	}
	a, b := folded(i, n, steps-1, zeta, offset), folded(i+half, n, steps-1, zeta, offset)
	g := generator(2 * half)
	x := feltMulOf(power(&g, i), o)
	return feltAddOf(feltAddOf(a, b), feltMulOf(feltMulOf(feltSubOf(a, b), z), feltInverseOf(x)))
}

func (l *large) halves() {
	half := func(column int) kernels.Columns {
		host, err := l.arena.NewHost(1, l.n)
		must(l.T, err)
		for i := range host.Data[0] {
			host.Data[0][i] = largeFelt(column, i)
		}
		c, err := l.arena.Upload(l.Context(), host)
		must(l.T, err)
		l.Cleanup(c.Free)
		return c
	}
	dst := l.alloc(2, l.n)
	must(l.T, l.b.Break(l.Context(), dst, half(6), half(7), &l.offset))
	g, w := generator(l.n), generator(2*l.n)
	for _, row := range l.rows[:8] {
		for odd := range 2 {
			// h(x) = h0(x²) + x·h1(x²) at x = offset·w^(2·row + odd).
			x := feltMulOf(power(&g, row), l.offset)
			if odd == 1 {
				x.Mul(&x, &w)
			}
			square := feltMulOf(x, x)
			parts, err := l.b.EvaluateAt(l.Context(), dst, &square, []kernels.ShiftQuery{{Column: 0}, {Column: 1}})
			must(l.T, err)
			l.equal(feltAddOf(parts[0], feltMulOf(x, parts[1])), largeFelt(6+odd, row), "half %d, row %d", odd, row)
		}
	}
}

func (l *large) interaction() {
	view := func(c kernels.Columns, column int) kernels.View {
		return kernels.View{Columns: c, Column: column, Step: 1}
	}
	z, alpha := largeFelt(15, 1), largeFelt(15, 2)
	before := make([]int, len(l.rows))
	for i, row := range l.rows {
		before[i] = row - 1
	}
	dst := l.alloc(2, l.n)
	must(l.T, l.b.PermutationProduct(l.Context(), view(dst, 1), []kernels.View{view(l.cols, 8), view(l.cols, 9)},
		[]kernels.View{view(l.cols, 1), view(l.cols, 2)}, &z, &alpha))
	linear := func(a, b, row int) Element {
		return feltSubOf(z, feltAddOf(largeFelt(a, row), feltMulOf(alpha, largeFelt(b, row))))
	}
	last := l.read(dst, 1, before)
	for i, v := range l.read(dst, 1, l.rows) {
		row := l.rows[i]
		want := feltMulOf(linear(8, 9, row), feltInverseOf(linear(1, 2, row)))
		if row > 0 {
			want.Mul(&want, &last[i])
		}
		l.equal(v, want, "product at row %d", row)
	}
	must(l.T, l.b.DilutedAggregate(l.Context(), view(dst, 0), view(l.cols, 9), &z, &alpha))
	last = l.read(dst, 0, before)
	for i, v := range l.read(dst, 0, l.rows) {
		row := l.rows[i]
		var want Element
		want.SetOne()
		if row > 0 {
			d := feltSubOf(largeFelt(9, row), largeFelt(9, row-1))
			want = feltAddOf(want, feltMulOf(z, d))
			want = feltAddOf(feltMulOf(last[i], want), feltMulOf(alpha, feltMulOf(d, d)))
		}
		l.equal(v, want, "aggregate at row %d", row)
	}
}
