package main

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"quarry/kernels"
)

// deepWriter writes Deep.sol. For each out-of-domain point p_k the polynomial has
// the quotients Σ_i alpha^i·(f_i(x) − y_i)/(x − p_k); they are added as fractions,
// so that a query takes one inversion, and all queries share it.
type deepWriter struct {
	yul
	mask                  []kernels.Cell
	original, interaction int
	// points are the rows of the points z·g^row, ascending, with the terms of
	// each; z² follows them, with the composition's halves.
	points []deepPoint

	// Places in memory: alpha^i, −p_k, −Σ alpha^i·y_i of each point, g^(2^j),
	// and three words for each query. A row's columns begin at 0.
	coefficients, negPoints, negSums, gPowers, queries int
}

type deepPoint struct {
	row   int
	terms []int
}

// deepValuesAt is the word of the input where the values out of domain begin,
// after point, alpha, log2 of the length and the number of queries.
const deepValuesAt = 4

func (l *layout) deep() string {
	w := &deepWriter{yul: yul{indent: "            "}, mask: l.short.Mask()}
	w.original, w.interaction = l.short.Widths()
	w.findPoints()
	w.place()
	w.sayTag()
	w.line("let p := %s", "0x800000000000011000000000000000000000000000000000000000000000001")
	w.powers()
	w.negatePoints()
	w.sums()
	w.loop()
	w.inverse()
	var b strings.Builder
	b.WriteString(header(l.name))
	fmt.Fprintf(&b, "/// The DEEP polynomial of the layout %s at the queries. The call's data are\n", l.name)
	b.WriteString("/// words: the out-of-domain point, alpha, log2 of the trace's length, the number\n" +
		"/// of queries; the values out of domain; the queries' points x; their rows of the\n" +
		"/// original trace, of the interaction trace and of the composition polynomial.\n" +
		"/// Values and rows are in Montgomery form, all else in standard form. It returns\n" +
		"/// for each query the value, in Montgomery form, and 1/x; or nothing if a\n" +
		"/// denominator is zero. Called without data, it returns its tag.\n" +
		"contract Deep {\n    fallback() external {\n        assembly {\n")
	b.WriteString(w.String())
	b.WriteString("        }\n    }\n}\n")
	return b.String()
}

func (w *deepWriter) findPoints() {
	terms := map[int][]int{}
	for i, c := range w.mask {
		terms[c.Row] = append(terms[c.Row], i)
	}
	for row, list := range terms {
		w.points = append(w.points, deepPoint{row, list})
	}
	slices.SortFunc(w.points, func(a, b deepPoint) int { return a.row - b.row })
}

// numValues counts the values out of domain.
func (w *deepWriter) numValues() int { return len(w.mask) + 2 }

// halves are the terms of z².
func (w *deepWriter) halves() []int { return []int{len(w.mask), len(w.mask) + 1} }

// column is the column of a term.
func (w *deepWriter) column(term int) int {
	if term < len(w.mask) {
		return w.mask[term].Column
	}
	return w.original + w.interaction + term - len(w.mask)
}

func (w *deepWriter) place() {
	const scratch = 0xc0 // of the inversion
	top := max(scratch, 32*(w.original+w.interaction+2))
	alloc := func(n int) int { at := top; top += 32 * n; return at }
	w.coefficients = alloc(w.numValues())
	w.negPoints = alloc(len(w.points) + 1)
	w.negSums = alloc(len(w.points) + 1)
	w.gPowers = alloc(bits.Len(uint(w.points[len(w.points)-1].row)) + 1)
	w.queries = top
}

// powers computes those of alpha and of the trace domain's generator.
func (w *deepWriter) powers() {
	w.line("{")
	w.line("    // powers of alpha")
	w.line("    let alpha := calldataload(0x20)")
	w.line("    let x := 1")
	w.line("    for { let at := %s } lt(at, %s) { at := add(at, 0x20) } {", hex(w.coefficients), hex(w.coefficients+32*w.numValues()))
	w.line("        mstore(at, x)")
	w.line("        x := mulmod(x, alpha, p)")
	w.line("    }")
	w.line("    // powers of the trace domain's generator: g^(2^j)")
	generator := root(maxLogOrder)
	w.line("    x := %s", word(&generator))
	w.line("    for { let i := sub(%d, calldataload(0x40)) } i { i := sub(i, 1) } { x := mulmod(x, x, p) }", maxLogOrder)
	w.line("    for { let at := %s } lt(at, %s) { at := add(at, 0x20) } {", hex(w.gPowers), hex(w.queries))
	w.line("        mstore(at, x)")
	w.line("        x := mulmod(x, x, p)")
	w.line("    }")
	w.line("}")
}

// negatePoints computes −z·g^row for ascending rows, each from the one before it
// that takes the fewest products with powers g^(2^j), and −z².
func (w *deepWriter) negatePoints() {
	w.line("// the points, negative")
	if w.points[0].row != 0 {
		panic("airgen: the mask has no cell in row 0")
	}
	w.line("mstore(%s, sub(p, calldataload(0)))", hex(w.negPoints))
	for k := 1; k < len(w.points); k++ {
		row, best := w.points[k].row, 0
		products := func(j int) int { return bits.OnesCount(uint(row - w.points[j].row)) }
		for j := range k {
			if products(j) <= products(best) {
				best = j
			}
		}
		e := memory(w.negPoints + 32*best)
		for delta := uint(row - w.points[best].row); delta > 0; delta &= delta - 1 {
			e = mul(memory(w.gPowers+32*bits.TrailingZeros(delta)), e)
		}
		w.line("mstore(%s, %s)", hex(w.negPoints+32*k), e.text)
	}
	w.line("mstore(%s, sub(p, mulmod(calldataload(0), calldataload(0), p)))", hex(w.negPoints+32*len(w.points)))
}

func (w *deepWriter) sums() {
	w.line("// sums of alpha^i·y_i by point, negative")
	for k, p := range w.points {
		w.sum(k, p.terms)
	}
	w.sum(len(w.points), w.halves())
}

func (w *deepWriter) sum(point int, terms []int) {
	var e expr
	for k, i := range terms {
		t := mul(memory(w.coefficients+32*i), input(deepValuesAt+i))
		if k == 0 {
			e = t
		} else {
			e = add(t, e)
		}
	}
	w.line("mstore(%s, sub(p, %s))", hex(w.negSums+32*point), reduced(e).text)
}

// loop computes numerator and denominator for each query.
func (w *deepWriter) loop() {
	w.line("let n := calldataload(0x60)")
	w.line("let points := %s", hex(32*(deepValuesAt+w.numValues())))
	w.line("let size := mul(n, 0x60)")
	w.line("for { let q := 0 } lt(q, n) { q := add(q, 1) } {")
	w.indent += "    "
	w.line("// the row's columns")
	w.line("{")
	w.line("    let at := add(points, mul(n, 0x20))")
	first := 0
	for _, width := range []int{w.original, w.interaction, 2} {
		w.line("    calldatacopy(%s, add(at, mul(q, %s)), %s)", hex(32*first), hex(32*width), hex(32*width))
		w.line("    at := add(at, mul(n, %s))", hex(32*width))
		first += width
	}
	w.line("}")
	w.line("let x := calldataload(add(points, mul(q, 0x20)))")
	w.line("let num := 0")
	w.line("let den := 1")
	w.line("let d := 0")
	for k, p := range w.points {
		w.fraction(k, p.terms)
	}
	w.fraction(len(w.points), w.halves())
	w.line("// x is inverted, too")
	w.line("let at := add(%s, mul(q, 0x60))", hex(w.queries))
	w.line("mstore(at, mulmod(num, x, p))")
	w.line("mstore(add(at, 0x20), den)")
	w.line("mstore(add(at, 0x40), x)")
	w.indent = w.indent[4:]
	w.line("}")
}

// fraction adds the quotients of one point to num/den.
func (w *deepWriter) fraction(point int, terms []int) {
	e := memory(w.negSums + 32*point)
	for _, i := range terms {
		e = add(e, mul(memory(w.coefficients+32*i), memory(32*w.column(i))))
	}
	w.line("d := add(x, mload(%s))", hex(w.negPoints+32*point))
	w.line("num := add(mulmod(num, d, p), mulmod(%s, den, p))", e.text)
	w.line("den := mulmod(den, d, p)")
}

// inverse divides the fractions, whose denominators are den·x, with one
// inversion, and returns num/den and 1/x.
func (w *deepWriter) inverse() {
	w.line("let end := add(%s, size)", hex(w.queries))
	w.line("{")
	w.line("    let product := 1")
	w.line("    for { let at := %s } lt(at, end) { at := add(at, 0x60) } {", hex(w.queries))
	w.line("        // prefix products lie behind the queries")
	w.line("        mstore(add(at, size), product)")
	w.line("        product := mulmod(product, mulmod(mload(add(at, 0x20)), mload(add(at, 0x40)), p), p)")
	w.line("    }")
	w.invertProduct()
	w.line("    let out := add(add(end, size), mul(n, 0x40))")
	w.line("    for { let at := end } gt(at, %s) {} {", hex(w.queries))
	w.line("        at := sub(at, 0x60)")
	w.line("        out := sub(out, 0x40)")
	w.line("        // 1/(den·x)")
	w.line("        let both := mulmod(inverse, mload(add(at, size)), p)")
	w.line("        let den := mload(add(at, 0x20))")
	w.line("        inverse := mulmod(inverse, mulmod(den, mload(add(at, 0x40)), p), p)")
	w.line("        mstore(out, mulmod(mload(at), both, p))")
	w.line("        mstore(add(out, 0x20), mulmod(den, both, p))")
	w.line("    }")
	w.line("    return(out, mul(n, 0x40))")
	w.line("}")
}
