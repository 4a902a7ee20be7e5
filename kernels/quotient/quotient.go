// Package quotient sorts the terms of a DEEP quotient into what backends compute.
//
// For one base, 1/(offset·g^i − base·g^s) = g^−s·u[i−s] where
// u[i] = 1/(offset·g^i − base): one column of inverses serves all shifts of a base.
// With weights w = γ·g^−s the sum of the terms is Σ u[i−s]·(Σ w·f(x_i) − Σ w·v),
// where terms of equal base and shift share their u. A base with a single shift
// needs no u beyond the points at hand, so there w = γ and u[i] belongs to the
// point base·g^s.
package quotient

import (
	"fmt"
	"math/big"

	"quarry/kernels"
)

// Plan is the groups of one quotient. Elements are in Montgomery form.
type Plan struct {
	Groups []*Group
	// Shared are the bases with several shifts, in ascending order: each takes one
	// column of inverses.
	Shared []int
	// Locals are the groups that take inverses of their own.
	Locals []*Group
}

// Group is the terms of one base and shift.
type Group struct {
	Base, Shift int             // Shift is below the number of rows
	Point       kernels.Element // Bases[Base]·g^Shift
	Local       int             // which of Plan.Locals it is, or −1: the inverses are the base's, Shift rows above
	Terms       []Term
	Value       kernels.Element // Σ weight·value
}

// Term is a column and its weight.
type Term struct {
	Column int
	Weight kernels.Element
}

// New makes the plan for columns of n rows over a coset of the group that g
// generates; width is the number of all columns together. Groups come in the order
// of their first terms. It panics if a term asks for a base or column that is not
// there.
func New(in *kernels.DeepInput, g *kernels.Element, n, width int) *Plan {
	p := &Plan{}
	type key struct{ base, shift int }
	byKey := map[key]*Group{}
	shifts := make([]int, len(in.Bases))
	for _, t := range in.Terms {
		require(0 <= t.Base && t.Base < len(in.Bases), "base %d of %d", t.Base, len(in.Bases))
		require(0 <= t.Column && t.Column < width, "column %d of %d", t.Column, width)
		k := key{t.Base, t.Shift & (n - 1)}
		group := byKey[k]
		if group == nil {
			group = &Group{Base: k.base, Shift: k.shift, Local: -1}
			group.Point.Exp(*g, big.NewInt(int64(k.shift)))
			group.Point.Mul(&group.Point, &in.Bases[k.base])
			byKey[k] = group
			p.Groups = append(p.Groups, group)
			shifts[k.base]++
		}
		group.Terms = append(group.Terms, Term{t.Column, t.Coefficient})
		var v kernels.Element
		v.Mul(&t.Coefficient, &t.Value)
		group.Value.Add(&group.Value, &v)
	}
	for base, count := range shifts {
		if count > 1 {
			p.Shared = append(p.Shared, base)
		}
	}
	for _, group := range p.Groups {
		if shifts[group.Base] == 1 {
			group.Local = len(p.Locals)
			p.Locals = append(p.Locals, group)
		} else {
			group.scale(g)
		}
	}
	return p
}

func require(ok bool, format string, args ...any) {
	if !ok {
		panic("quotient: " + fmt.Sprintf(format, args...))
	}
}

// scale multiplies the group's weights by g^−Shift.
func (group *Group) scale(g *kernels.Element) {
	var f kernels.Element
	f.Exp(*g, big.NewInt(int64(group.Shift)))
	f.Inverse(&f)
	for i := range group.Terms {
		group.Terms[i].Weight.Mul(&group.Terms[i].Weight, &f)
	}
	group.Value.Mul(&group.Value, &f)
}
