package quotient_test

import (
	"testing"

	"pgregory.net/rapid"

	"quarry/kernels"
	"quarry/kernels/cpu/ntt"
	"quarry/kernels/quotient"
)

// The groups' sum is the sum of all quotients, at each point.
func TestPlanIsTheSum(t *testing.T) {
	const n, width = 8, 3
	g := ntt.Generator(n)
	rapid.Check(t, func(t *rapid.T) {
		element := func() (e kernels.Element) {
			e.SetUint64(rapid.Uint64Min(2).Draw(t, "element"))
			return e
		}
		in := kernels.DeepInput{Offset: element(), Bases: []kernels.Element{element(), element(), element()}}
		var data [width][n]kernels.Element
		for c := range data {
			for i := range data[c] {
				data[c][i] = element()
			}
		}
		for range rapid.IntRange(0, 12).Draw(t, "terms") {
			in.Terms = append(in.Terms, kernels.DeepTerm{Column: rapid.IntRange(0, width-1).Draw(t, "column"),
				Base: rapid.IntRange(0, 2).Draw(t, "base"), Shift: rapid.IntRange(-n, 2*n).Draw(t, "shift"),
				Coefficient: element(), Value: element()})
		}
		plan := quotient.New(&in, &g, n, width)
		points := make([]kernels.Element, n)
		points[0] = in.Offset
		for i := 1; i < n; i++ {
			points[i].Mul(&points[i-1], &g)
		}
		inverse := func(i int, point *kernels.Element) (d kernels.Element) {
			if d.Sub(&points[i&(n-1)], point); d.IsZero() {
				t.Skip("a point of the coset")
			}
			return *d.Inverse(&d)
		}
		shared, locals := map[int]bool{}, 0
		for i := range n {
			var want, got kernels.Element
			for _, term := range in.Terms {
				point := in.Bases[term.Base]
				for range term.Shift & (n - 1) {
					point.Mul(&point, &g)
				}
				var v kernels.Element
				u := inverse(i, &point)
				v.Sub(&data[term.Column][i], &term.Value).Mul(&v, &term.Coefficient).Mul(&v, &u)
				want.Add(&want, &v)
			}
			for _, group := range plan.Groups {
				var sum, v kernels.Element
				for _, term := range group.Terms {
					v.Mul(&data[term.Column][i], &term.Weight)
					sum.Add(&sum, &v)
				}
				sum.Sub(&sum, &group.Value)
				u := inverse(i-group.Shift, &in.Bases[group.Base])
				if group.Local >= 0 {
					u = inverse(i, &group.Point)
					if plan.Locals[group.Local] != group {
						t.Fatal("a group that is not where it says")
					}
					locals++
				} else {
					shared[group.Base] = true
				}
				got.Add(&got, sum.Mul(&sum, &u))
			}
			if got != want {
				t.Fatalf("row %d: %s, want %s", i, got.String(), want.String())
			}
		}
		if len(plan.Shared) != len(shared) || locals != n*len(plan.Locals) {
			t.Fatalf("%d shared bases and %d local groups, of which %d and %d are read", len(plan.Shared), len(plan.Locals), len(shared), locals/n)
		}
		for _, base := range plan.Shared {
			if !shared[base] {
				t.Fatalf("base %d is shared by nothing", base)
			}
		}
	})
}
