package main

import (
	"fmt"
	"strings"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"golang.org/x/crypto/sha3"

	"quarry/kernels"
	"quarry/prover/air"
	"quarry/settlement/contracts/verifier/columns"
)

// maxLogOrder bounds traces: roots of unity are derived from that of this order.
const maxLogOrder = 40

// composer writes Composition.sol: straight-line code for the AIR's program,
// after a part that computes its tables, and what depends on the length of the
// trace.
type composer struct {
	*layout
	yul
	program *kernels.Program
	top     int // first free byte of memory

	zPowers   int          // z^(N/2^j) at zPowers + 32·j
	gPowers   map[int]int  // address of g^(−2^j) by j
	rowConsts map[int]int  // constants that depend on N: their j
	alphas    int          // alpha^i at alphas + 32·i
	tables    int          // table i at tables + 32·i
	factors   map[rows]int // address of a vanishing factor at z
	dens      map[string]int
	denAt     int

	nodes []node
	inv   int // the node that is the operand of the one inversion
	memo  map[int]expr
}

// rows is a periodic set of rows.
type rows struct{ step, offset uint64 }

// node is an instruction with operands that are nodes or leaves.
type node struct {
	op   kernels.Op
	a, b operand
	uses int
}

// operand is a node, or a leaf if node is negative.
type operand struct {
	node int
	leaf kernels.Operand
}

func (l *layout) composition() string {
	c := &composer{
		layout: l, program: l.short.Program(), top: 0xc0,
		gPowers: map[int]int{}, rowConsts: map[int]int{}, factors: map[rows]int{}, dens: map[string]int{},
		memo: map[int]expr{}, inv: -1,
	}
	c.indent = "            "
	c.sayTag()
	result := c.toNodes()
	c.findRowConsts()
	c.prologue()
	c.zerofiers()
	c.periodics()
	sum := c.build(result)
	c.line("mstore(0, mod(%s, p))", sum.text)
	c.line("return(0, 0x20)")
	return c.contract()
}

// alloc takes n words of memory.
func (c *composer) alloc(n int) int {
	at := c.top
	c.top += 32 * n
	return at
}

// contract is the file around the code.
func (c *composer) contract() string {
	var b strings.Builder
	b.WriteString(header(c.name))
	fmt.Fprintf(&b, "/// The composition polynomial of the layout %s at a point off the trace domain:\n", c.name)
	b.WriteString("/// the sum of alpha^i · constraint i / its vanishing polynomial. The call's data\n" +
		"/// are words in standard form: the point, alpha, log2 of the trace's length,\n" +
		"/// rc_min, rc_max, the public memory's product, the diluted aggregate, the\n" +
		"/// interaction elements, begin and stop of each segment, the mask's values.\n" +
		"/// It returns the value, or nothing if a denominator is zero. Called without data,\n" +
		"/// it returns its tag.\n" +
		"contract Composition {\n    /// The data contracts do not hold the layout's periodic columns.\n    error WrongColumns(uint256 chunk);\n\n")
	chunks := columns.Chunks(c.short.Periodics())
	for i := range chunks {
		fmt.Fprintf(&b, "    address private immutable CHUNK%d;\n", i)
	}
	fmt.Fprintf(&b, "\n    constructor(address[%d] memory chunks) {\n", len(chunks))
	for i, chunk := range chunks {
		h := sha3.NewLegacyKeccak256()
		h.Write([]byte{0})
		h.Write(chunk)
		fmt.Fprintf(&b, "        require(\n            keccak256(chunks[%d].code) == 0x%x,\n            WrongColumns(%d)\n        );\n", i, h.Sum(nil), i)
		fmt.Fprintf(&b, "        CHUNK%d = chunks[%d];\n", i, i)
	}
	b.WriteString("    }\n\n    fallback() external {\n")
	for i := range chunks {
		fmt.Fprintf(&b, "        address chunk%d = CHUNK%d;\n", i, i)
	}
	b.WriteString("        assembly {\n")
	b.WriteString(c.String())
	b.WriteString("        }\n    }\n}\n")
	return b.String()
}

// toNodes gives every instruction's result a node of its own.
func (c *composer) toNodes() operand {
	regs := map[uint16]int{}
	at := func(o kernels.Operand) operand {
		if o.Kind == kernels.Reg {
			c.nodes[regs[o.Index]].uses++
			return operand{node: regs[o.Index]}
		}
		return operand{node: -1, leaf: o}
	}
	for _, in := range c.program.Code {
		n := node{op: in.Op, a: at(in.A)}
		if in.Op != kernels.OpInv {
			n.b = at(in.B)
		}
		regs[in.Dst] = len(c.nodes)
		c.nodes = append(c.nodes, n)
	}
	return at(c.program.Result)
}

// findRowConsts finds the constants that are g^(−2^j), of rows counted from the
// end, by compiling for two lengths.
func (c *composer) findRowConsts() {
	other := c.long.Program().Consts
	for i := range c.program.Consts {
		if c.program.Consts[i] == other[i] {
			continue
		}
		j := 0
		for ; ; j++ {
			a, b := root(c.logShort-j), root(c.logShort+1-j)
			a.Inverse(&a)
			b.Inverse(&b)
			if a == c.program.Consts[i] && b == other[i] {
				break
			}
			if j == c.logShort-1 {
				panic("airgen: a constant depends on the length in a way that is not understood")
			}
		}
		c.rowConsts[i] = j
	}
}

// prologue computes powers of z, of g and of alpha.
func (c *composer) prologue() {
	c.line("let p := %s", "0x800000000000011000000000000000000000000000000000000000000000001")
	most := uint64(1)
	for _, z := range c.short.Zerofiers() {
		for _, r := range append(append([]air.Rows(nil), z.On...), z.Except...) {
			most = max(most, r.Step)
		}
	}
	for _, p := range c.short.Periodics() {
		most = max(most, uint64(p.Step*len(p.Values)))
	}
	levels := log2(most)
	c.zPowers = c.alloc(levels + 1)
	c.line("let length := %s", input(inputLogLength).text)
	c.line("{")
	c.line("    let x := %s", input(inputPoint).text)
	c.line("    for { let i := sub(length, %d) } i { i := sub(i, 1) } { x := mulmod(x, x, p) }", levels)
	for j := levels; j >= 0; j-- {
		c.line("    mstore(%s, x)", hex(c.zPowers+32*j))
		if j > 0 {
			c.line("    x := mulmod(x, x, p)")
		}
	}
	inverse := root(maxLogOrder)
	inverse.Inverse(&inverse)
	last := 0
	for _, j := range c.rowConsts {
		last = max(last, j)
	}
	c.line("    // the inverse of the trace domain's generator, and its powers")
	c.line("    x := %s", word(&inverse))
	c.line("    for { let i := sub(%d, length) } i { i := sub(i, 1) } { x := mulmod(x, x, p) }", maxLogOrder)
	for j := 0; j <= last; j++ {
		c.gPowers[j] = c.alloc(1)
		c.line("    mstore(%s, x)", hex(c.gPowers[j]))
		if j < last {
			c.line("    x := mulmod(x, x, p)")
		}
	}
	c.alphas = c.alloc(c.short.NumConstraints())
	c.line("    // powers of alpha")
	c.line("    let alpha := %s", input(inputAlpha).text)
	c.line("    x := 1")
	c.line("    for { let at := %s } lt(at, %s) { at := add(at, 0x20) } {", hex(c.alphas), hex(c.top))
	c.line("        mstore(at, x)")
	c.line("        x := mulmod(x, alpha, p)")
	c.line("    }")
	c.line("}")
	c.tables = c.alloc(c.program.NumTables)
}

// factor is the vanishing polynomial of rows at z.
func (c *composer) factor(r air.Rows) expr {
	key := rows{r.Step, uint64(r.Offset)}
	at, ok := c.factors[key]
	if !ok {
		at = c.alloc(1)
		c.factors[key] = at
		h := root(log2(r.Step))
		var v fp.Element
		v.SetOne()
		for range key.offset {
			v.Mul(&v, &h)
		}
		v.Neg(&v) // x − v
		c.line("mstore(%s, addmod(%s, %s, p))", hex(at), memory(c.zPowers+32*log2(r.Step)).text, word(&v))
	}
	return memory(at)
}

func (c *composer) product(list []air.Rows) expr {
	e := c.factor(list[0])
	for _, r := range list[1:] {
		e = mul(c.factor(r), e)
	}
	return e
}

// zerofiers computes the tables that are vanishing polynomials, and the one
// inverse that the program takes, with one inversion.
func (c *composer) zerofiers() {
	all := c.short.Zerofiers()
	var products []expr
	index := make([]int, len(all))
	for i, z := range all {
		key := fmt.Sprint(z.On)
		k, ok := c.dens[key]
		if !ok {
			k = len(products)
			c.dens[key] = k
			products = append(products, c.product(z.On))
		}
		index[i] = k
	}
	numerators := make([]expr, len(all))
	for i, z := range all {
		if len(z.Except) > 0 {
			numerators[i] = c.product(z.Except)
		}
	}
	for i, n := range c.nodes {
		if n.op == kernels.OpInv {
			if c.inv >= 0 {
				panic("airgen: the program inverts twice")
			}
			c.inv = i
			products = append(products, c.build(n.a))
		}
	}
	c.denAt = c.alloc(len(products))
	for i, e := range products {
		c.line("mstore(%s, %s)", hex(c.denAt+32*i), reduced(e).text)
	}
	c.invert(len(products))
	first := len(c.short.Periodics())
	for i := range all {
		e := memory(c.denAt + 32*index[i])
		if numerators[i].text != "" {
			e = mul(e, numerators[i])
		}
		c.line("mstore(%s, %s)", hex(c.tables+32*(first+i)), e.text)
	}
	if c.inv >= 0 {
		c.memo[c.inv] = memory(c.denAt + 32*(len(products)-1))
	}
}

// invert replaces n words at denAt by their inverses.
func (c *composer) invert(n int) {
	prefix := c.alloc(n)
	shift := prefix - c.denAt
	c.line("{")
	c.line("    let product := 1")
	c.line("    for { let at := %s } lt(at, %s) { at := add(at, 0x20) } {", hex(c.denAt), hex(c.denAt+32*n))
	c.line("        mstore(add(at, %s), product)", hex(shift))
	c.line("        product := mulmod(product, mload(at), p)")
	c.line("    }")
	c.invertProduct()
	c.line("    for { let at := %s } gt(at, %s) {} {", hex(c.denAt+32*n), hex(c.denAt))
	c.line("        at := sub(at, 0x20)")
	c.line("        let factor := mload(at)")
	c.line("        mstore(at, mulmod(inverse, mload(add(at, %s)), p))", hex(shift))
	c.line("        inverse := mulmod(inverse, factor, p)")
	c.line("    }")
	c.line("}")
}

// periodics evaluates the periodic columns by Horner's rule, eight coefficients
// a turn.
func (c *composer) periodics() {
	data := c.top // memory beyond is taken by spilled values later: the data are read first
	chunks := columns.Chunks(c.short.Periodics())
	at := data
	for i, chunk := range chunks {
		c.line("extcodecopy(chunk%d, %s, 1, %s)", i, hex(at), hex(len(chunk)))
		at += len(chunk)
	}
	at = data
	for i, p := range c.short.Periodics() {
		y := memory(c.zPowers + 32*log2(uint64(p.Step*len(p.Values))))
		c.line("{")
		c.line("    let y := %s", y.text)
		c.line("    let v := 0")
		end := at + 32*len(p.Values)
		if len(p.Values)%8 != 0 {
			panic("airgen: the length of a periodic column is no multiple of 8")
		}
		c.line("    for { let at := %s } lt(at, %s) { at := add(at, 0x100) } {", hex(at), hex(end))
		c.line("        v := add(mulmod(v, y, p), mload(at))")
		for k := 1; k < 8; k++ {
			c.line("        v := add(mulmod(v, y, p), mload(add(at, %s)))", hex(32*k))
		}
		c.line("    }")
		c.line("    mstore(%s, mod(v, p))", hex(c.tables+32*i))
		c.line("}")
		at = end
	}
}

// build writes what an operand needs and returns it as an expression.
func (c *composer) build(o operand) expr {
	if o.node < 0 {
		return c.leaf(o.leaf)
	}
	if e, ok := c.memo[o.node]; ok {
		return e
	}
	n := &c.nodes[o.node]
	a, b := c.build(n.a), c.build(n.b)
	var e expr
	switch n.op {
	case kernels.OpAdd:
		e = add(a, b)
	case kernels.OpSub:
		e = sub(a, b)
	case kernels.OpMul:
		e = mul(a, b)
	default:
		panic("airgen: an inversion that was not foreseen")
	}
	if n.uses > 1 || e.depth > maxDepth {
		at := c.alloc(1)
		c.line("mstore(%s, %s)", hex(at), e.text)
		e = expr{memory(at).text, 1, e.bound}
		c.memo[o.node] = e
	}
	return e
}

// leaf is an operand that is no instruction's result.
func (c *composer) leaf(o kernels.Operand) expr {
	i := int(o.Index)
	switch o.Kind {
	case kernels.Input:
		return input(c.maskAt + i)
	case kernels.Table:
		return memory(c.tables + 32*i)
	case kernels.Const:
		if j, ok := c.rowConsts[i]; ok {
			return memory(c.gPowers[j])
		}
		return literal(&c.program.Consts[i])
	case kernels.Point:
		return input(inputPoint)
	case kernels.Param:
		names := c.short.ParamNames()
		if i >= len(names) {
			return memory(c.alphas + 32*(i-len(names)))
		}
		return input(c.param(names[i]))
	}
	panic("airgen: unknown kind of operand")
}

// param is the word of the input that holds a runtime constant.
func (c *composer) param(name string) int {
	switch name {
	case air.ParamRangeCheckMin:
		return inputRangeCheckMin
	case air.ParamRangeCheckMax:
		return inputRangeCheckMax
	case air.ParamMemoryProduct:
		return inputMemoryProduct
	case air.ParamDilutedAggregate:
		return inputAggregate
	}
	for i, n := range c.interactions {
		if n == name {
			return inputInteraction + i
		}
	}
	for i, s := range c.info.Segments {
		switch name {
		case "begin/" + s:
			return c.segmentsAt + 2*i
		case "stop/" + s:
			return c.segmentsAt + 2*i + 1
		}
	}
	panic("airgen: no runtime constant is called " + name)
}
