package air

import (
	"fmt"
	"slices"

	"quarry/kernels"
)

// compiled is a layout's composition polynomial as a program, with what it
// takes to compute the program's tables.
//
// The program's value at x is Σ alpha^i·C_i(x)/Z_i(x) over the constraints C_i
// with vanishing polynomials Z_i. Its parameters are the scope's, in their
// order, and then the powers of alpha.
type compiled struct {
	n         int
	program   kernels.Program
	mask      []kernels.Cell
	tables    []tableSource
	numAlphas int
}

// tableSource says what a cyclic table holds: a periodic column, or the
// periodic part of a zerofier.
type tableSource struct {
	periodic *Periodic
	zerofier *zerofier
}

// compile makes the program of all constraints of the scope.
func compile(s *Scope) *compiled {
	c := &compiled{n: s.N, mask: maskOf(s.Constraints), numAlphas: len(s.Constraints)}
	g := newGraph()
	im := &importer{g: g, memo: map[*node]ref{}, cells: map[kernels.Cell]int{}}
	for i, cell := range c.mask {
		im.cells[cell] = i
	}
	for i := range s.Periodics {
		c.tables = append(c.tables, tableSource{periodic: &s.Periodics[i]})
	}
	b := &composer{compiled: c, g: g, alphas: len(s.paramNames)}
	root := b.compose(s, im)
	c.program = schedule(g, root)
	c.program.Cells = c.mask
	c.program.NumTables = len(c.tables)
	c.program.NumParams = len(s.paramNames) + c.numAlphas
	c.program.Consts = g.consts
	return c
}

// maskOf lists the cells that the constraints read, by column and row.
func maskOf(constraints []Constraint) []kernels.Cell {
	cells := map[kernels.Cell]bool{}
	seen := map[*node]bool{}
	var visit func(n *node)
	visit = func(n *node) {
		if n == nil || seen[n] {
			return
		}
		seen[n] = true
		if n.kind == nodeCell {
			cells[n.cell] = true
		}
		visit(n.a)
		visit(n.b)
	}
	for _, c := range constraints {
		visit(c.Expr.n)
	}
	mask := make([]kernels.Cell, 0, len(cells))
	for c := range cells {
		mask = append(mask, c)
	}
	slices.SortFunc(mask, func(a, b kernels.Cell) int {
		if a.Column != b.Column {
			return a.Column - b.Column
		}
		return a.Row - b.Row
	})
	return mask
}

// composer builds the weighted sum of all constraints.
type composer struct {
	*compiled
	g      *graph
	alphas int // parameter index of alpha^0
}

// domainGroup is the constraints that share a zerofier.
type domainGroup struct {
	zerofier zerofier
	terms    []weighted
}

// weighted is a constraint's expression and its number, the power of alpha.
type weighted struct {
	index int
	expr  ref
}

func (b *composer) compose(s *Scope, im *importer) ref {
	var groups []*domainGroup
	byKey := map[string]*domainGroup{}
	for i, c := range s.Constraints {
		z := newZerofier(c.Domain, s.N)
		group, ok := byKey[z.key()]
		if !ok {
			group = &domainGroup{zerofier: z}
			byKey[z.key()] = group
			groups = append(groups, group)
		}
		group.terms = append(group.terms, weighted{index: i, expr: im.expr(c.Expr.n)})
	}
	sum := b.g.add(b.periodicPart(groups), b.singleRowPart(groups))
	if sum == none {
		panic("air: no constraints")
	}
	return sum
}

// periodicPart sums the groups whose vanishing polynomial is periodic but for
// rows left out: Σ_E Π_{r in E}(x − g^r) · Σ_k table_k·sum_k.
func (b *composer) periodicPart(groups []*domainGroup) ref {
	var order []string
	sums := map[string]ref{}
	factors := map[string]ref{}
	tables := map[string]int{}
	for _, group := range groups {
		z := &group.zerofier
		if len(z.onRows) > 0 {
			continue
		}
		rows := fmt.Sprint(z.exceptRows)
		if _, ok := sums[rows]; !ok {
			order = append(order, rows)
			sums[rows], factors[rows] = none, none
			for _, r := range z.exceptRows {
				if f := b.rowFactor(r); factors[rows] == none {
					factors[rows] = f
				} else {
					factors[rows] = b.g.mul(factors[rows], f)
				}
			}
		}
		table, ok := tables[z.periodicKey()]
		if !ok {
			table = len(b.tables)
			tables[z.periodicKey()] = table
			b.tables = append(b.tables, tableSource{zerofier: z})
		}
		term := b.groupTerm(b.g.leaf(kernels.Table, table), group.terms)
		sums[rows] = b.g.add(sums[rows], term)
	}
	total := none
	for _, rows := range order {
		sum := sums[rows]
		if factors[rows] != none {
			sum = b.g.mul(factors[rows], sum)
		}
		total = b.g.add(total, sum)
	}
	return total
}

// groupTerm is table·Σ alpha^i·C_i. Table and weight of a single constraint are
// multiplied first: both are known before any row is.
func (b *composer) groupTerm(table ref, terms []weighted) ref {
	if len(terms) == 1 {
		return b.g.mul(b.weight(terms[0].index, table), terms[0].expr)
	}
	return b.g.mul(table, b.weightedSum(terms))
}

// singleRowPart sums the groups on single rows, Σ sum_r/(x − g^r), as one
// fraction, so that there is one inversion.
func (b *composer) singleRowPart(groups []*domainGroup) ref {
	num, den := none, none
	for _, group := range groups {
		z := &group.zerofier
		if len(z.onRows) == 0 {
			continue
		}
		if len(z.onRows) != 1 || len(z.on)+len(z.except)+len(z.exceptRows) > 0 {
			panic("air: a domain mixes single rows with others")
		}
		factor, sum := b.rowFactor(z.onRows[0]), b.weightedSum(group.terms)
		if den == none {
			num, den = sum, factor
			continue
		}
		num = b.g.add(b.g.mul(num, factor), b.g.mul(sum, den))
		den = b.g.mul(den, factor)
	}
	if den == none {
		return none
	}
	return b.g.mul(num, b.g.inv(den))
}

// rowFactor is x − g^row.
func (b *composer) rowFactor(row int) ref {
	g := rootOfUnity(b.n)
	return b.g.sub(b.g.leaf(kernels.Point, 0), b.g.constant(power(&g, uint64(row))))
}

// weight is alpha^i · e.
func (b *composer) weight(i int, e ref) ref {
	if i == 0 {
		return e
	}
	return b.g.mul(b.g.leaf(kernels.Param, b.alphas+i), e)
}
