package ntt

import (
	"context"

	"quarry/kernels/cpu/felt"
)

// Interpolate replaces the evaluations of a polynomial over offset·<g>, natural
// order, by its coefficients in bit-reversed order, in place, on one thread.
func Interpolate(ops *felt.Ops, col []Element, offset *Element) {
	must(InterpolateMany(context.Background(), ops, [][]Element{col}, offset, 1))
}

// Evaluate writes to dst the evaluations over offset·<g>, natural order, of the
// polynomial whose coefficients, bit-reversed order, coeffs holds, on one
// thread. dst and coeffs have equal lengths and are the same slice or do not
// overlap.
func Evaluate(ops *felt.Ops, dst, coeffs []Element, offset *Element) {
	must(EvaluateMany(context.Background(), ops, [][]Element{dst}, [][]Element{coeffs}, offset, 1))
}

// EvaluateAt returns the values of the polynomial with the given coefficients,
// bit-reversed order, at the points base·g^shift for all shifts, which may be
// negative; on one thread. Many shifts cost little more than one.
func EvaluateAt(ops *felt.Ops, coeffs []Element, base *Element, shifts []int) []Element {
	values, err := EvaluateAtMany(context.Background(), ops, [][]Element{coeffs}, base, [][]int{shifts}, 1)
	must(err)
	return values[0]
}

// must holds because only a done context makes the transforms fail.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
