package felt

import "math/bits"

// portableWide is the specification of Wide. Its data are canonical.
var portableWide = &Wide{
	Split:         Split,
	Unpack:        unpackGo,
	UnpackFactors: unpackGo,
	Pack: func(dst []Element, src []Vec, g Grid) {
		g.each(func(v, lane, index int) { dst[index] = src[v].at(lane) })
	},
	PackScaled: func(dst []Element, src, factors []Vec, g Grid) {
		g.each(func(v, lane, index int) {
			e, f := src[v].at(lane), factors[v%len(factors)].factorAt(lane)
			dst[index].Mul(&e, &f)
		})
	},
	ScaleFactors: func(dst, a []Vec, s []Factor) {
		for r := range s {
			f := s[r].value()
			for c := range a {
				for lane := range 8 {
					e := a[c].at(lane)
					e.Mul(&e, &f)
					dst[r*len(a)+c].set(lane, &e)
				}
			}
		}
	},
	Transpose: func(a []Vec) {
		for ; len(a) > 0; a = a[8:] {
			for i := range 8 {
				for k := range i {
					x, y := a[i].at(k), a[k].at(i)
					a[i].set(k, &y)
					a[k].set(i, &x)
				}
			}
		}
	},
	LayerByIndex: func(a []Vec, half int, t []Vec) {
		layerGo(a, half, func(_, j, lane int) Element { return t[j].factorAt(lane) })
	},
	LayerByIndexSame: func(a []Vec, half int, t []Factor) {
		layerGo(a, half, func(_, j, _ int) Element { return t[j].value() })
	},
	LayerByBlock: func(a []Vec, half int, t []Vec) {
		layerGo(a, half, func(k, _, lane int) Element { return t[k].factorAt(lane) })
	},
	LayerByBlockSame: func(a []Vec, half int, t []Factor) {
		layerGo(a, half, func(k, _, _ int) Element { return t[k].value() })
	},
}

// PortableWide is the specification of Wide in plain Go, on any machine; slow,
// for tests. No Ops has it.
func PortableWide() *Wide { return portableWide }

func unpackGo(dst []Vec, src []Element, g Grid) {
	g.each(func(v, lane, index int) { dst[v].set(lane, &src[index]) })
}

func layerGo(a []Vec, half int, twiddle func(block, j, lane int) Element) {
	for k := 0; k*2*half < len(a); k++ {
		for j := range half {
			x, y := &a[k*2*half+j], &a[k*2*half+half+j]
			for lane := range 8 {
				u, v, t := x.at(lane), y.at(lane), twiddle(k, j, lane)
				butterfly(&u, &v, &t)
				x.set(lane, &u)
				y.set(lane, &v)
			}
		}
	}
}

// each calls f for all felts of the grid.
func (g Grid) each(f func(v, lane, index int)) {
	for r := range g.Rows {
		for c := range g.Cols {
			for lane := range 8 {
				f(r*g.Cols+c, lane, r*g.RowStep+c*g.ColStep+lane*g.LaneStep)
			}
		}
	}
}

// set puts a canonical felt into a lane.
func (v *Vec) set(lane int, e *Element) {
	for i, limb := range Split(e) {
		v[8*i+lane] = limb
	}
}

// at reads a lane whose value is canonical and whose limbs are 52 bits.
func (v *Vec) at(lane int) Element {
	return join52(&Factor{v[lane], v[8+lane], v[16+lane], v[24+lane], v[32+lane]})
}

// factorAt reads a lane of a factor.
func (v *Vec) factorAt(lane int) Element {
	return (&Factor{v[lane], v[8+lane], v[16+lane], v[24+lane], v[32+lane]}).value()
}

// value is the felt that a factor stands for.
func (f *Factor) value() Element {
	e := join52(f)
	for range 4 {
		e.Halve()
	}
	return e
}

// join52 joins limbs of 52 bits of a canonical number.
func join52(f *Factor) Element {
	var e Element
	var carry uint64
	e[0], carry = bits.Add64(f[0], f[1]<<52, 0)
	e[1], carry = bits.Add64(f[1]>>12, f[2]<<40, carry)
	e[2], carry = bits.Add64(f[2]>>24, f[3]<<28, carry)
	e[3], _ = bits.Add64(f[3]>>36, f[4]<<16, carry)
	return e
}
