package air

import (
	"slices"

	"quarry/kernels"
)

// Weighted sums of constraints are rearranged so that they take fewer
// multiplications. Written down as it stands, Σ alpha^i·C_i costs one for each
// weight and one for each product in the constraints. If several constraints
// consist of products with a common factor u, then u times the weighted sum of
// their other factors costs one for each constraint and one for u.
//
// A bracket is such a factor u with its sum. Factors that differ by a constant
// share a bracket: (1 − u)·v is v − u·v, and the weighted v is there anyway.

// product is one product in a constraint, coefficient·a·b.
type product struct {
	coefficient int64
	node        ref
	a, b        affine
}

// affine is sign·base + constant: a factor, up to what brackets see through.
type affine struct {
	base           ref
	sign, constant int64
}

// expansion is a constraint as a sum of products and a rest.
type expansion struct {
	weighted
	products []product
	rest     bool // there is something beside the products
}

// expand takes a constraint apart.
func (b *composer) expand(w weighted) expansion {
	e := expansion{weighted: w}
	byNode := map[ref]int{}
	var walk func(r ref, coefficient int64)
	walk = func(r ref, coefficient int64) {
		n := b.g.nodes[r]
		switch {
		case n.op == gadd:
			walk(n.a, coefficient)
			walk(n.b, coefficient)
		case n.op == gsub:
			walk(n.a, coefficient)
			walk(n.b, -coefficient)
		case n.op == gmul && !b.uniform(n.a) && !b.uniform(n.b):
			i, ok := byNode[r]
			if !ok {
				i = len(e.products)
				byNode[r] = i
				e.products = append(e.products, product{node: r, a: b.affine(n.a), b: b.affine(n.b)})
			}
			e.products[i].coefficient += coefficient
		case b.g.constValue(r) == nil || !b.g.constValue(r).IsZero():
			e.rest = true
		}
	}
	walk(w.expr, 1)
	return e
}

// uniform says whether a node is the same on all rows, so that multiplying by
// it is as cheap as a weight and no factor worth finding.
func (b *composer) uniform(r ref) bool {
	n := b.g.nodes[r]
	return n.op == gleaf && (n.leaf.Kind == kernels.Const || n.leaf.Kind == kernels.Param)
}

// affine recognises u + c, u − c, c − u and u.
func (b *composer) affine(r ref) affine {
	if n := b.g.nodes[r]; n.op == gadd || n.op == gsub {
		sign := int64(1)
		if n.op == gsub {
			sign = -1
		}
		if c, ok := b.g.smallConst(n.a); ok {
			return affine{base: n.b, sign: sign, constant: c}
		}
		if c, ok := b.g.smallConst(n.b); ok {
			return affine{base: n.a, sign: 1, constant: sign * c}
		}
	}
	return affine{base: r, sign: 1}
}

// bracketing chooses which factors get brackets and which constraints are put
// into them entirely; the others stay as they are.
type bracketing struct {
	terms []expansion
	// factors are the bases that have brackets.
	factors []ref
}

// factorOf returns which factor of p has a bracket: that factor and the other
// one.
func (br *bracketing) factorOf(p *product) (factor, other affine, ok bool) {
	switch {
	case slices.Contains(br.factors, p.a.base):
		return p.a, p.b, true
	case slices.Contains(br.factors, p.b.base):
		return p.b, p.a, true
	}
	return affine{}, affine{}, false
}

// inBrackets says whether all of a constraint can be put into brackets.
func (br *bracketing) inBrackets(e *expansion) bool {
	if e.rest {
		return false
	}
	for i := range e.products {
		if _, _, ok := br.factorOf(&e.products[i]); !ok {
			return false
		}
	}
	return true
}

// cost counts multiplications.
func (br *bracketing) cost() int {
	cost := 0
	kept := map[ref]bool{}
	used := map[ref]bool{}
	for i := range br.terms {
		e := &br.terms[i]
		if !br.inBrackets(e) {
			cost++
			for _, p := range e.products {
				kept[p.node] = true
			}
			continue
		}
		mine := map[ref]bool{}
		for j := range e.products {
			factor, _, _ := br.factorOf(&e.products[j])
			mine[factor.base] = true
			used[factor.base] = true
		}
		cost += len(mine)
	}
	return cost + len(kept) + len(used)
}

// chooseBrackets adds the factor, or the pair of factors, that saves most,
// until nothing saves more.
func chooseBrackets(terms []expansion) *bracketing {
	br := &bracketing{terms: terms}
	candidates := br.candidates()
	cost := br.cost()
	for {
		var best []ref
		for _, extra := range candidates {
			with := bracketing{terms: terms, factors: append(slices.Clip(br.factors), extra...)}
			if c := with.cost(); c < cost {
				cost, best = c, extra
			}
		}
		if best == nil {
			return br
		}
		br.factors = append(br.factors, best...)
	}
}

// candidates are the factors of the constraints that consist of products only,
// and the pairs of them that meet in a constraint.
func (br *bracketing) candidates() [][]ref {
	var all [][]ref
	seen := map[[2]ref]bool{}
	for _, e := range br.terms {
		if e.rest {
			continue
		}
		var bases []ref
		for _, p := range e.products {
			bases = append(bases, p.a.base, p.b.base)
		}
		for i, u := range bases {
			for _, v := range bases[i:] {
				pair := [2]ref{min(u, v), max(u, v)}
				if seen[pair] {
					continue
				}
				seen[pair] = true
				if u == v {
					all = append(all, []ref{u})
				} else {
					all = append(all, []ref{u, v})
				}
			}
		}
	}
	return all
}

// weightedSum is Σ alpha^index·expr.
func (b *composer) weightedSum(terms []weighted) ref {
	expansions := make([]expansion, len(terms))
	for i, t := range terms {
		expansions[i] = b.expand(t)
	}
	br := chooseBrackets(expansions)
	sum := none
	brackets := map[ref]ref{}
	for i := range br.terms {
		e := &br.terms[i]
		if !br.inBrackets(e) {
			sum = b.g.add(sum, b.weight(e.index, e.expr))
			continue
		}
		sum = b.intoBrackets(br, e, brackets, sum)
	}
	for _, u := range br.factors {
		if inner, ok := brackets[u]; ok {
			sum = b.g.add(sum, b.g.mul(u, inner))
		}
	}
	if sum == none { // constraints that are zero by themselves
		return b.g.integer(0)
	}
	return sum
}

// intoBrackets adds a constraint's products to their brackets and what their
// factors' constants leave to the sum.
func (b *composer) intoBrackets(br *bracketing, e *expansion, brackets map[ref]ref, sum ref) ref {
	// Products with one factor are added before they are weighted; those of
	// different constants apart.
	type key struct {
		base           ref
		sign, constant int64
	}
	var order []key
	parts := map[key]ref{}
	for j := range e.products {
		p := &e.products[j]
		factor, other, _ := br.factorOf(p)
		k := key(factor)
		if _, ok := parts[k]; !ok {
			order = append(order, k)
			parts[k] = none
		}
		parts[k] = b.g.add(parts[k], b.g.times(b.affineNode(other), p.coefficient))
	}
	for _, k := range order {
		w := b.weight(e.index, parts[k])
		inner, ok := brackets[k.base]
		if !ok {
			inner = none
		}
		brackets[k.base] = b.addTimes(inner, w, k.sign)
		if k.constant != 0 {
			sum = b.addTimes(sum, w, k.constant)
		}
	}
	return sum
}

// addTimes is sum + k·e for a small k; a negative k subtracts.
func (b *composer) addTimes(sum, e ref, k int64) ref {
	if k < 0 && sum != none {
		return b.g.sub(sum, b.g.times(e, -k))
	}
	return b.g.add(sum, b.g.times(e, k))
}

// affineNode is the node that an affine factor came from, or an equal one.
func (b *composer) affineNode(f affine) ref {
	r := f.base
	if f.sign < 0 {
		return b.g.sub(b.g.integer(f.constant), r)
	}
	if f.constant == 0 {
		return r
	}
	if f.constant < 0 {
		return b.g.sub(r, b.g.integer(-f.constant))
	}
	return b.g.add(r, b.g.integer(f.constant))
}
