//go:build amd64 && !purego

package felt

import "golang.org/x/sys/cpu"

//go:generate go run ./internal/asm -kernels ifma -out ifma_amd64.s -stubs ifma_amd64.go -pkg felt

var ifmaOps = &Ops{
	Name:         "ifma",
	Add:          adxOps.Add,
	Sub:          adxOps.Sub,
	Mul:          mulIFMARun,
	MulAdd:       mulAddIFMARun,
	AddScalar:    adxOps.AddScalar,
	SubScalar:    adxOps.SubScalar,
	RSubScalar:   adxOps.RSubScalar,
	MulScalar:    mulScalarIFMARun,
	MulAddScalar: mulAddScalarIFMARun,
	Inverse:      func(dst, a []Element) { inverse(mulIFMARun, dst, a) },
	Fold:         foldIFMARun,
	LazyLayers:   adxOps.LazyLayers,
	LayerByIndex: adxOps.LayerByIndex,
	LayerByBlock: adxOps.LayerByBlock,
	Normalize:    adxOps.Normalize,
	Wide:         ifmaWide,
}

// IFMA is the implementation by AVX-512 with 52-bit multiplication, eight felts
// at a time. It is nil where the CPU lacks that.
func IFMA() *Ops {
	x := &cpu.X86
	if ADX() == nil || !x.HasAVX512F || !x.HasAVX512DQ || !x.HasAVX512VL || !x.HasAVX512BW || !x.HasAVX512IFMA || !x.HasAVX512VBMI2 {
		return nil
	}
	return ifmaOps
}

// eights is how many of n elements a call of an IFMA kernel handles, in eights.
func eights(n int) int { return min(n, maxRun) / 8 }

func mulIFMARun(dst, a, b []Element) {
	a, b = a[:len(dst)], b[:len(dst)]
	for len(dst) >= 8 {
		n := eights(len(dst))
		mulIFMA(at(dst), at(a), at(b), n)
		dst, a, b = dst[8*n:], a[8*n:], b[8*n:]
	}
	adxOps.Mul(dst, a, b)
}

func mulAddIFMARun(dst, a, b []Element) {
	a, b = a[:len(dst)], b[:len(dst)]
	for len(dst) >= 8 {
		n := eights(len(dst))
		mulAddIFMA(at(dst), at(a), at(b), n)
		dst, a, b = dst[8*n:], a[8*n:], b[8*n:]
	}
	adxOps.MulAdd(dst, a, b)
}

func mulScalarIFMARun(dst, a []Element, s *Element) {
	a = a[:len(dst)]
	if len(dst) >= 8 {
		f := Split(s)
		for len(dst) >= 8 {
			n := eights(len(dst))
			mulScalarIFMA(at(dst), at(a), (*[5]uint64)(&f), n)
			dst, a = dst[8*n:], a[8*n:]
		}
	}
	adxOps.MulScalar(dst, a, s)
}

func mulAddScalarIFMARun(dst, a []Element, s *Element) {
	a = a[:len(dst)]
	if len(dst) >= 8 {
		f := Split(s)
		for len(dst) >= 8 {
			n := eights(len(dst))
			mulAddScalarIFMA(at(dst), at(a), (*[5]uint64)(&f), n)
			dst, a = dst[8*n:], a[8*n:]
		}
	}
	adxOps.MulAddScalar(dst, a, s)
}

func foldIFMARun(dst, lo, hi, t []Element) {
	lo, hi, t = lo[:len(dst)], hi[:len(dst)], t[:len(dst)]
	for len(dst) >= 8 {
		n := eights(len(dst))
		foldIFMA(at(dst), at(lo), at(hi), at(t), n)
		dst, lo, hi, t = dst[8*n:], lo[8*n:], hi[8*n:], t[8*n:]
	}
	adxOps.Fold(dst, lo, hi, t)
}

// ifmaWide checks what the kernels reach: they don't.
var ifmaWide = &Wide{
	Unpack: func(dst []Vec, src []Element, g Grid) {
		d, s := wide(dst[:g.vecs()]), felts(src, g)
		unpackIFMA(d, s, g.Rows, size*g.RowStep, g.Cols, size*g.ColStep, size*g.LaneStep)
	},
	UnpackFactors: func(dst []Vec, src []Element, g Grid) {
		d, s := wide(dst[:g.vecs()]), felts(src, g)
		unpackFactorsIFMA(d, s, g.Rows, size*g.RowStep, g.Cols, size*g.ColStep, size*g.LaneStep)
	},
	Pack: func(dst []Element, src []Vec, g Grid) {
		d, s := felts(dst, g), wide(src[:g.vecs()])
		packIFMA(d, s, g.Rows, size*g.RowStep, g.Cols, size*g.ColStep, size*g.LaneStep)
	},
	PackScaled: func(dst []Element, src, factors []Vec, g Grid) {
		d, s, step := felts(dst, g), wide(src[:g.vecs()]), 0
		if len(factors) > 1 {
			factors, step = factors[:g.vecs()], vecSize
		}
		packScaledIFMA(d, s, wide(factors), step, g.Rows, size*g.RowStep, g.Cols, size*g.ColStep, size*g.LaneStep)
	},
	ScaleFactors: func(dst, a []Vec, s []Factor) {
		dst = dst[:len(a)*len(s)]
		scaleFactorsIFMA(wide(dst), wide(a), factors(s), len(s), len(a))
	},
	Transpose: func(a []Vec) { transposeIFMA(wide(a), len(a)/8) },
	LayerByIndex: func(a []Vec, half int, t []Vec) {
		layerByIndexIFMA(wide(a), half, len(a)/(2*half), wide(t[:half]))
	},
	LayerByIndexSame: func(a []Vec, half int, t []Factor) {
		layerByIndexSameIFMA(wide(a), half, len(a)/(2*half), factors(t[:half]))
	},
	LayerByBlock: func(a []Vec, half int, t []Vec) {
		blocks := len(a) / (2 * half)
		layerByBlockIFMA(wide(a), half, blocks, wide(t[:blocks]))
	},
	LayerByBlockSame: func(a []Vec, half int, t []Factor) {
		blocks := len(a) / (2 * half)
		layerByBlockSameIFMA(wide(a), half, blocks, factors(t[:blocks]))
	},
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
