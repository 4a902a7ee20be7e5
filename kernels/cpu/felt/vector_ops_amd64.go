//go:build amd64 && !purego

package felt

import (
	"math"

	"golang.org/x/sys/cpu"
)

//go:generate go run ./internal/asm -kernels vector -out vector_amd64.s -stubs vector_amd64.go -pkg felt

// vectorKernels are the assembly of one vector unit; see the stubs.
type vectorKernels struct {
	name string
	// The kernels of pointwise operations: all of them, or none.
	mul, mulAdd func(dst, a, b *limbs, n int)
	// The kernels with a scalar take it by value, so that it need not be on the heap.
	mulScalar, mulAddScalar            func(dst, a *limbs, s Factor, n int)
	fold                               func(dst, lo, hi, t *limbs, n int)
	unpack, unpackFactors              func(wide *[40]uint64, felts *limbs, rows, row, cols, col, lane int)
	pack                               func(felts *limbs, wide *[40]uint64, rows, row, cols, col, lane int)
	packScaled                         func(felts *limbs, wide, factors *[40]uint64, factor, rows, row, cols, col, lane int)
	scaleFactors                       func(dst, a *[40]uint64, s *[5]uint64, rows, cols int)
	transpose                          func(a *[40]uint64, n int)
	layerByIndex, layerByBlock         func(a *[40]uint64, half, blocks int, t *[40]uint64)
	layerByIndexSame, layerByBlockSame func(a *[40]uint64, half, blocks int, t *[5]uint64)
	// split makes a Factor.
	split func(e *Element) Factor
}

var (
	fma256Ops = (&vectorKernels{
		name: "fma256", unpack: unpackFMA256, unpackFactors: unpackFactorsFMA256, pack: packFMA256, packScaled: packScaledFMA256,
		scaleFactors: scaleFactorsFMA256, transpose: transposeFMA256,
		layerByIndex: layerByIndexFMA256, layerByBlock: layerByBlockFMA256,
		layerByIndexSame: layerByIndexSameFMA256, layerByBlockSame: layerByBlockSameFMA256,
		split: splitDoubles,
	}).ops()
	fma512Ops = (&vectorKernels{
		name: "fma512", mul: mulFMA512, mulAdd: mulAddFMA512, fold: foldFMA512,
		mulScalar:    func(dst, a *limbs, s Factor, n int) { mulScalarFMA512(dst, a, (*[5]uint64)(&s), n) },
		mulAddScalar: func(dst, a *limbs, s Factor, n int) { mulAddScalarFMA512(dst, a, (*[5]uint64)(&s), n) },
		unpack:       unpackFMA512, unpackFactors: unpackFactorsFMA512, pack: packFMA512, packScaled: packScaledFMA512,
		scaleFactors: scaleFactorsFMA512, transpose: transposeFMA512,
		layerByIndex: layerByIndexFMA512, layerByBlock: layerByBlockFMA512,
		layerByIndexSame: layerByIndexSameFMA512, layerByBlockSame: layerByBlockSameFMA512,
		split: splitDoubles,
	}).ops()
	ifmaOps = (&vectorKernels{
		name: "ifma", mul: mulIFMA, mulAdd: mulAddIFMA, fold: foldIFMA,
		mulScalar:    func(dst, a *limbs, s Factor, n int) { mulScalarIFMA(dst, a, (*[5]uint64)(&s), n) },
		mulAddScalar: func(dst, a *limbs, s Factor, n int) { mulAddScalarIFMA(dst, a, (*[5]uint64)(&s), n) },
		unpack:       unpackIFMA, unpackFactors: unpackFactorsIFMA, pack: packIFMA, packScaled: packScaledIFMA,
		scaleFactors: scaleFactorsIFMA, transpose: transposeIFMA,
		layerByIndex: layerByIndexIFMA, layerByBlock: layerByBlockIFMA,
		layerByIndexSame: layerByIndexSameIFMA, layerByBlockSame: layerByBlockSameIFMA,
		split: Split,
	}).ops()
)

// FMA256 is the implementation whose wide vectors are multiplied by AVX2's
// floating-point multiplier, four felts at a time; its other operations are ADX's.
// It is nil where the CPU lacks that.
func FMA256() *Ops {
	if x := &cpu.X86; ADX() == nil || !x.HasAVX2 || !x.HasFMA {
		return nil
	}
	return fma256Ops
}

// FMA512 is the implementation by AVX-512 with its floating-point multiplier,
// eight felts at a time. It is nil where the CPU lacks that.
func FMA512() *Ops {
	x := &cpu.X86
	if ADX() == nil || !x.HasAVX512F || !x.HasAVX512DQ || !x.HasAVX512VL || !x.HasAVX512BW {
		return nil
	}
	return fma512Ops
}

// IFMA is the implementation by AVX-512 with 52-bit multiplication, eight felts
// at a time. It is nil where the CPU lacks that.
func IFMA() *Ops {
	if x := &cpu.X86; FMA512() == nil || !x.HasAVX512IFMA || !x.HasAVX512VBMI2 {
		return nil
	}
	return ifmaOps
}

// splitDoubles is Split for the floating-point multiplier.
func splitDoubles(e *Element) Factor {
	f := Split(e)
	for i, limb := range f {
		f[i] = math.Float64bits(float64(int64(limb)))
	}
	return f
}

// ops are the operations: what does not multiply is ADX's, and everything that
// the unit has no kernels for.
func (k *vectorKernels) ops() *Ops {
	o := *adxOps
	o.Name, o.Wide = k.name, k.wide()
	if k.mul == nil {
		return &o
	}
	o.Mul = func(dst, a, b []Element) { k.binary(k.mul, adxOps.Mul, dst, a, b) }
	o.MulAdd = func(dst, a, b []Element) { k.binary(k.mulAdd, adxOps.MulAdd, dst, a, b) }
	o.MulScalar = func(dst, a []Element, s *Element) { k.scalar(k.mulScalar, adxOps.MulScalar, dst, a, s) }
	o.MulAddScalar = func(dst, a []Element, s *Element) { k.scalar(k.mulAddScalar, adxOps.MulAddScalar, dst, a, s) }
	o.Inverse = func(dst, a []Element) { inverse(o.Mul, dst, a) }
	o.Fold = k.foldRun
	return &o
}

// eights is how many of n elements a call of a vector kernel handles, in eights.
func eights(n int) int { return min(n, maxRun) / 8 }

func (k *vectorKernels) binary(kernel func(dst, a, b *limbs, n int), rest func(dst, a, b []Element), dst, a, b []Element) {
	a, b = a[:len(dst)], b[:len(dst)]
	for len(dst) >= 8 {
		n := eights(len(dst))
		kernel(at(dst), at(a), at(b), n)
		dst, a, b = dst[8*n:], a[8*n:], b[8*n:]
	}
	rest(dst, a, b)
}

func (k *vectorKernels) scalar(kernel func(dst, a *limbs, s Factor, n int), rest func(dst, a []Element, s *Element), dst, a []Element, s *Element) {
	a = a[:len(dst)]
	if len(dst) >= 8 {
		f := Split(s)
		for len(dst) >= 8 {
			n := eights(len(dst))
			kernel(at(dst), at(a), f, n)
			dst, a = dst[8*n:], a[8*n:]
		}
	}
	rest(dst, a, s)
}

func (k *vectorKernels) foldRun(dst, lo, hi, t []Element) {
	lo, hi, t = lo[:len(dst)], hi[:len(dst)], t[:len(dst)]
	for len(dst) >= 8 {
		n := eights(len(dst))
		k.fold(at(dst), at(lo), at(hi), at(t), n)
		dst, lo, hi, t = dst[8*n:], lo[8*n:], hi[8*n:], t[8*n:]
	}
	adxOps.Fold(dst, lo, hi, t)
}

// wide checks what the kernels reach: they don't.
func (k *vectorKernels) wide() *Wide {
	return &Wide{
		Split: k.split,
		Unpack: func(dst []Vec, src []Element, g Grid) {
			d, s := wide(dst[:g.vecs()]), felts(src, g)
			k.unpack(d, s, g.Rows, size*g.RowStep, g.Cols, size*g.ColStep, size*g.LaneStep)
		},
		UnpackFactors: func(dst []Vec, src []Element, g Grid) {
			d, s := wide(dst[:g.vecs()]), felts(src, g)
			k.unpackFactors(d, s, g.Rows, size*g.RowStep, g.Cols, size*g.ColStep, size*g.LaneStep)
		},
		Pack: func(dst []Element, src []Vec, g Grid) {
			d, s := felts(dst, g), wide(src[:g.vecs()])
			k.pack(d, s, g.Rows, size*g.RowStep, g.Cols, size*g.ColStep, size*g.LaneStep)
		},
		PackScaled: func(dst []Element, src, factors []Vec, g Grid) {
			d, s, step := felts(dst, g), wide(src[:g.vecs()]), 0
			if len(factors) > 1 {
				factors, step = factors[:g.vecs()], vecSize
			}
			k.packScaled(d, s, wide(factors), step, g.Rows, size*g.RowStep, g.Cols, size*g.ColStep, size*g.LaneStep)
		},
		ScaleFactors: func(dst, a []Vec, s []Factor) {
			dst = dst[:len(a)*len(s)]
			k.scaleFactors(wide(dst), wide(a), factors(s), len(s), len(a))
		},
		Transpose: func(a []Vec) { k.transpose(wide(a), len(a)/8) },
		LayerByIndex: func(a []Vec, half int, t []Vec) {
			k.layerByIndex(wide(a), half, len(a)/(2*half), wide(t[:half]))
		},
		LayerByIndexSame: func(a []Vec, half int, t []Factor) {
			k.layerByIndexSame(wide(a), half, len(a)/(2*half), factors(t[:half]))
		},
		LayerByBlock: func(a []Vec, half int, t []Vec) {
			blocks := len(a) / (2 * half)
			k.layerByBlock(wide(a), half, blocks, wide(t[:blocks]))
		},
		LayerByBlockSame: func(a []Vec, half int, t []Factor) {
			blocks := len(a) / (2 * half)
			k.layerByBlockSame(wide(a), half, blocks, factors(t[:blocks]))
		},
	}
}

// vecSize is the number of bytes of a wide vector.
const vecSize = 320

func wide(v []Vec) *[40]uint64 { return (*[40]uint64)(&v[0]) }

func factors(f []Factor) *[5]uint64 { return (*[5]uint64)(&f[0]) }

// felts is the address of the first felt of a grid that v holds entirely.
func felts(v []Element, g Grid) *limbs {
	_ = v[g.last()]
	return at(v)
}
