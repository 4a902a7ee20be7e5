package bench

import (
	"math/big"
	"math/bits"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"golang.org/x/crypto/blake2s"
	"golang.org/x/crypto/sha3"

	"quarry/kernels"
	"quarry/kernels/hash"
)

// The definitions that results are compared with, over gnark-crypto's field.

// generator is the generator of order n that Stone uses.
func generator(n int) kernels.Element {
	exponent := fp.Modulus()
	exponent.Sub(exponent, big.NewInt(1)).Div(exponent, big.NewInt(int64(n)))
	var g kernels.Element
	g.SetUint64(3)
	g.Exp(g, exponent)
	return g
}

// at returns base·g^k.
func at(base, g *kernels.Element, k int) kernels.Element {
	var e kernels.Element
	e.Exp(*g, big.NewInt(int64(k)))
	e.Mul(&e, base)
	return e
}

// radix2 is the textbook's transform over gnark-crypto's field: the twiddles of
// one length, made once.
type radix2 struct {
	twiddles []kernels.Element // g^i, i below n/2
	scale    []kernels.Element // offset^i
}

func newRadix2(n int, offset *kernels.Element) *radix2 {
	g := generator(n)
	return &radix2{twiddles: powers(&g, n/2), scale: powers(offset, n)}
}

func powers(base *kernels.Element, n int) []kernels.Element {
	out := make([]kernels.Element, n)
	var p kernels.Element
	p.SetOne()
	for i := range out {
		out[i] = p
		p.Mul(&p, base)
	}
	return out
}

// evaluate replaces coefficients, constant term first, by the evaluations over
// offset·<g> in natural order.
func (r *radix2) evaluate(a []kernels.Element) {
	n := len(a)
	for i := range a {
		a[i].Mul(&a[i], &r.scale[i])
	}
	for i := range a {
		if j := int(bits.Reverse64(uint64(i)) >> (64 - log2(n))); n > 1 && i < j {
			a[i], a[j] = a[j], a[i]
		}
	}
	for half := 1; half < n; half *= 2 {
		stride := n / (2 * half)
		for block := 0; block < n; block += 2 * half {
			for j := range half {
				u, v := &a[block+j], &a[block+half+j]
				v.Mul(v, &r.twiddles[j*stride])
				fp.Butterfly(u, v)
			}
		}
	}
}

// sumOne hashes bytes with x/crypto and gnark-crypto; poseidon3, which they
// don't have, with our scalar code.
func sumOne(h kernels.Hash, data []byte) kernels.Digest {
	var d kernels.Digest
	switch h {
	case kernels.Keccak256, kernels.Keccak256Masked160MSB, kernels.Keccak256Masked160LSB:
		k := sha3.NewLegacyKeccak256()
		k.Write(data)
		k.Sum(d[:0])
	case kernels.Blake256, kernels.Blake256Masked160MSB, kernels.Blake256Masked248LSB:
		d = blake2s.Sum256(data)
	default:
		return hash.Sum(h, data)
	}
	switch h {
	case kernels.Keccak256Masked160MSB, kernels.Blake256Masked160MSB:
		clear(d[20:])
	case kernels.Keccak256Masked160LSB:
		clear(d[:12])
	case kernels.Blake256Masked248LSB:
		d[0] = 0
	}
	return d
}

func nodeOne(h kernels.Hash, left, right *kernels.Digest) kernels.Digest {
	switch h {
	case kernels.Pedersen:
		var x, y fp.Element
		x.SetBytes(left[:])
		y.SetBytes(right[:])
		z := pedersen(&x, &y)
		return z.Bytes()
	case kernels.Poseidon3:
		return hash.Node(h, left, right)
	}
	var both [64]byte
	copy(both[:32], left[:])
	copy(both[32:], right[:])
	return sumOne(h, both[:])
}

// merkleRoot commits to the rows of columns as kernels.TreeShape says: one
// segment, arity columns' neighbours to a row.
func merkleRoot(h kernels.Hash, columns [][]kernels.Element, arity int) kernels.Digest {
	n := len(columns[0])
	committed := func(position int) int { return int(bits.Reverse64(uint64(position)) >> (64 - log2(n))) }
	level := make([]kernels.Digest, n>>arity)
	row := make([]byte, 0, len(columns)<<arity*32)
	for r := range level {
		row = row[:0]
		for j := range 1 << arity {
			for _, col := range columns {
				row = appendMontgomery(row, &col[committed(r<<arity+j)])
			}
		}
		if len(row) == 32 {
			level[r] = kernels.Digest(row)
		} else {
			level[r] = sumOne(h, row)
		}
	}
	for len(level) > 1 {
		for i := range len(level) / 2 {
			level[i] = nodeOne(h, &level[2*i], &level[2*i+1])
		}
		level = level[:len(level)/2]
	}
	return level[0]
}

// appendMontgomery appends the 32 big-endian bytes of an element's limbs.
func appendMontgomery(b []byte, e *kernels.Element) []byte {
	for i := 3; i >= 0; i-- {
		for shift := 56; shift >= 0; shift -= 8 {
			b = append(b, byte(e[i]>>shift))
		}
	}
	return b
}

// runProgram runs a constraint program at one row.
func runProgram(p *kernels.Program, in *kernels.ProgramInput, data [][]kernels.Element, row int) kernels.Element {
	n := len(data[0])
	g := generator(n)
	regs := make([]kernels.Element, p.NumRegs)
	read := func(o kernels.Operand) kernels.Element {
		switch o.Kind {
		case kernels.Input:
			c := p.Cells[o.Index]
			return data[c.Column][(row+c.Row)%n]
		case kernels.Table:
			t := in.Tables[o.Index]
			return t[row%len(t)]
		case kernels.Param:
			return in.Params[o.Index]
		case kernels.Const:
			return p.Consts[o.Index]
		case kernels.Point:
			return at(&in.Offset, &g, row)
		}
		return regs[o.Index]
	}
	for _, i := range p.Code {
		a := read(i.A)
		switch i.Op {
		case kernels.OpInv:
			regs[i.Dst].Inverse(&a)
			continue
		case kernels.OpAdd:
			b := read(i.B)
			a.Add(&a, &b)
		case kernels.OpSub:
			b := read(i.B)
			a.Sub(&a, &b)
		case kernels.OpMul:
			b := read(i.B)
			a.Mul(&a, &b)
		}
		regs[i.Dst] = a
	}
	return read(p.Result)
}

// deepAt is the DEEP quotient at one row.
func deepAt(in *kernels.DeepInput, data [][]kernels.Element, row int) kernels.Element {
	g := generator(len(data[0]))
	x := at(&in.Offset, &g, row)
	var sum kernels.Element
	for _, t := range in.Terms {
		q, d := data[t.Column][row], at(&in.Bases[t.Base], &g, t.Shift)
		q.Sub(&q, &t.Value)
		q.Mul(&q, &t.Coefficient)
		d.Sub(&x, &d)
		q.Div(&q, &d)
		sum.Add(&sum, &q)
	}
	return sum
}

// foldAll does FRI folds by definition.
func foldAll(f []kernels.Element, steps int, zeta, offset kernels.Element) []kernels.Element {
	for range steps {
		half := len(f) / 2
		g := generator(len(f))
		var x, step kernels.Element // 1/x and 1/g
		x.Inverse(&offset)
		step.Inverse(&g)
		next := make([]kernels.Element, half)
		for i := range next {
			var slope kernels.Element
			slope.Sub(&f[i], &f[i+half])
			slope.Mul(&slope, &x)
			slope.Mul(&slope, &zeta)
			next[i].Add(&f[i], &f[i+half])
			next[i].Add(&next[i], &slope)
			x.Mul(&x, &step)
		}
		f = next
		zeta.Square(&zeta)
		offset.Square(&offset)
	}
	return f
}
