package main

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// deep writes Deep.sol. For each out-of-domain point p_k the polynomial has the
// quotients Σ_i alpha^i·(f_i(x) − y_i)/(x − p_k); they are added as fractions,
// so that a query takes one inversion, and all queries share it.
func (l *layout) deep() string {
	mask := l.short.Mask()
	original, interaction := l.short.Widths()
	width := original + interaction + 2

	// The points: z·g^row by row, then z².
	rowSet := map[int][]int{}
	for i, c := range mask {
		rowSet[c.Row] = append(rowSet[c.Row], i)
	}
	var order []int
	for r := range rowSet {
		order = append(order, r)
	}
	slices.Sort(order)
	points := len(order) + 1

	values := len(mask) + 2
	const scratch = 0xc0
	columnsAt := 0
	top := scratch
	if 32*width > scratch {
		top = 32 * width
	}
	alloc := func(n int) int { at := top; top += 32 * n; return at }
	coefficients := alloc(values)
	negPoints := alloc(points)
	negSums := alloc(points)
	gPowers := alloc(bits.Len(uint(order[len(order)-1])) + 1)
	queries := top // three words each: numerator, denominator, prefix product

	y := yul{indent: "            "}
	y.line("let p := %s", "0x800000000000011000000000000000000000000000000000000000000000001")
	y.line("{")
	y.line("    // powers of alpha")
	y.line("    let alpha := calldataload(0x20)")
	y.line("    let x := 1")
	y.line("    for { let at := %s } lt(at, %s) { at := add(at, 0x20) } {", hex(coefficients), hex(coefficients+32*values))
	y.line("        mstore(at, x)")
	y.line("        x := mulmod(x, alpha, p)")
	y.line("    }")
	y.line("    // powers of the trace domain's generator: g^(2^j)")
	generator := root(maxLogOrder)
	y.line("    x := %s", word(&generator))
	y.line("    for { let i := sub(%d, calldataload(0x40)) } i { i := sub(i, 1) } { x := mulmod(x, x, p) }", maxLogOrder)
	y.line("    for { let at := %s } lt(at, %s) { at := add(at, 0x20) } {", hex(gPowers), hex(queries))
	y.line("        mstore(at, x)")
	y.line("        x := mulmod(x, x, p)")
	y.line("    }")
	y.line("}")
	l.deepPoints(&y, order, negPoints, gPowers)
	y.line("mstore(%s, sub(p, mulmod(calldataload(0), calldataload(0), p)))", hex(negPoints+32*len(order)))

	// Words of the input: point, alpha, log2 length, number of queries, values, …
	const valuesAt = 4
	y.line("// sums of alpha^i·y_i by point, negative")
	sum := func(point int, terms []int) {
		e := expr{"0", 1, 1}
		for k, i := range terms {
			t := mul(memory(coefficients+32*i), input(valuesAt+i))
			if k == 0 {
				e = t
			} else {
				e = add(t, e)
			}
		}
		y.line("mstore(%s, sub(p, %s))", hex(negSums+32*point), reduced(e).text)
	}
	for k, r := range order {
		sum(k, rowSet[r])
	}
	sum(len(order), []int{len(mask), len(mask) + 1})

	pointsAt := 32 * (valuesAt + values)
	y.line("let n := calldataload(0x60)")
	y.line("let points := %s", hex(pointsAt))
	y.line("let size := mul(n, 0x60)")
	y.line("for { let q := 0 } lt(q, n) { q := add(q, 1) } {")
	y.indent += "    "
	y.line("// the row's columns")
	y.line("{")
	y.line("    let at := add(points, mul(n, 0x20))")
	first := 0
	for _, w := range []int{original, interaction, 2} {
		y.line("    calldatacopy(%s, add(at, mul(q, %s)), %s)", hex(columnsAt+32*first), hex(32*w), hex(32*w))
		y.line("    at := add(at, mul(n, %s))", hex(32*w))
		first += w
	}
	y.line("}")
	y.line("let x := calldataload(add(points, mul(q, 0x20)))")
	y.line("let num := 0")
	y.line("let den := 1")
	y.line("let d := 0")
	term := func(point int, terms []int, column func(i int) int) {
		e := memory(negSums + 32*point)
		for _, i := range terms {
			e = add(e, mul(memory(coefficients+32*i), memory(columnsAt+32*column(i))))
		}
		y.line("d := add(x, mload(%s))", hex(negPoints+32*point))
		y.line("num := add(mulmod(num, d, p), mulmod(%s, den, p))", e.text)
		y.line("den := mulmod(den, d, p)")
	}
	for k, r := range order {
		term(k, rowSet[r], func(i int) int { return mask[i].Column })
	}
	term(len(order), []int{len(mask), len(mask) + 1}, func(i int) int { return original + interaction + i - len(mask) })
	y.line("// x is inverted, too")
	y.line("let at := add(%s, mul(q, 0x60))", hex(queries))
	y.line("mstore(at, mulmod(num, x, p))")
	y.line("mstore(add(at, 0x20), den)")
	y.line("mstore(add(at, 0x40), x)")
	y.indent = y.indent[4:]
	y.line("}")
	l.deepInverse(&y, queries)

	var b strings.Builder
	b.WriteString(header(l.name))
	fmt.Fprintf(&b, "/// The DEEP polynomial of the layout %s at the queries. The call's data are\n", l.name)
	b.WriteString("/// words: the out-of-domain point, alpha, log2 of the trace's length, the number\n" +
		"/// of queries; the values out of domain; the queries' points x; their rows of the\n" +
		"/// original trace, of the interaction trace and of the composition polynomial.\n" +
		"/// Values and rows are in Montgomery form, all else in standard form. It returns\n" +
		"/// for each query the value, in Montgomery form, and 1/x; or nothing if a\n" +
		"/// denominator is zero.\n" +
		"contract Deep {\n    fallback() external {\n        assembly {\n")
	b.WriteString(y.String())
	b.WriteString("        }\n    }\n}\n")
	return b.String()
}

// deepPoints computes −z·g^row for ascending rows, each from the one before it
// that takes the fewest products with powers g^(2^j).
func (l *layout) deepPoints(y *yul, order []int, negPoints, gPowers int) {
	y.line("// the points, negative")
	for k, row := range order {
		if k == 0 {
			if row != 0 {
				panic("airgen: the mask has no cell in row 0")
			}
			y.line("mstore(%s, sub(p, calldataload(0)))", hex(negPoints))
			continue
		}
		best := 0
		for j := range order[:k] {
			if bits.OnesCount(uint(row-order[j])) <= bits.OnesCount(uint(row-order[best])) {
				best = j
			}
		}
		e := memory(negPoints + 32*best)
		for delta := uint(row - order[best]); delta > 0; delta &= delta - 1 {
			e = mul(memory(gPowers+32*bits.TrailingZeros(delta)), e)
		}
		y.line("mstore(%s, %s)", hex(negPoints+32*k), e.text)
	}
}

// deepInverse divides the fractions, whose denominators are den·x, with one
// inversion, and returns num/den and 1/x.
func (l *layout) deepInverse(y *yul, queries int) {
	y.line("let end := add(%s, size)", hex(queries))
	y.line("{")
	y.line("    let product := 1")
	y.line("    for { let at := %s } lt(at, end) { at := add(at, 0x60) } {", hex(queries))
	y.line("        // prefix products lie behind the queries")
	y.line("        mstore(add(at, size), product)")
	y.line("        product := mulmod(product, mulmod(mload(add(at, 0x20)), mload(add(at, 0x40)), p), p)")
	y.line("    }")
	y.line("    if iszero(product) { return(0, 0) }")
	y.line("    mstore(0, 0x20)")
	y.line("    mstore(0x20, 0x20)")
	y.line("    mstore(0x40, 0x20)")
	y.line("    mstore(0x60, product)")
	y.line("    mstore(0x80, sub(p, 2))")
	y.line("    mstore(0xa0, p)")
	y.line("    if iszero(staticcall(gas(), 5, 0, 0xc0, 0, 0x20)) { revert(0, 0) }")
	y.line("    let inverse := mload(0)")
	y.line("    let out := add(add(end, size), mul(n, 0x40))")
	y.line("    for { let at := end } gt(at, %s) {} {", hex(queries))
	y.line("        at := sub(at, 0x60)")
	y.line("        out := sub(out, 0x40)")
	y.line("        // 1/(den·x)")
	y.line("        let both := mulmod(inverse, mload(add(at, size)), p)")
	y.line("        let den := mload(add(at, 0x20))")
	y.line("        inverse := mulmod(inverse, mulmod(den, mload(add(at, 0x40)), p), p)")
	y.line("        mstore(out, mulmod(mload(at), both, p))")
	y.line("        mstore(add(out, 0x20), mulmod(den, both, p))")
	y.line("    }")
	y.line("    return(out, mul(n, 0x40))")
	y.line("}")
}
