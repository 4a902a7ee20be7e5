//go:build amd64 && !purego

package felt

import "golang.org/x/sys/cpu"

//go:generate go run ./internal/asm -kernels adx -out adx_amd64.s -stubs adx_amd64.go -pkg felt

// accelerated lists what this CPU can run, the fastest last.
func accelerated() []*Ops {
	var all []*Ops
	for _, ops := range []*Ops{ADX(), FMA256(), FMA512(), IFMA()} {
		if ops != nil {
			all = append(all, ops)
		}
	}
	return all
}

var adxOps = &Ops{
	Name:         "adx",
	Add:          func(dst, a, b []Element) { runADX(addADX, dst, a, b) },
	Sub:          func(dst, a, b []Element) { runADX(subADX, dst, a, b) },
	Mul:          mulADXRun,
	MulAdd:       func(dst, a, b []Element) { runADX(mulAddADX, dst, a, b) },
	AddScalar:    func(dst, a []Element, s *Element) { runScalarADX(addADX, dst, a, s) },
	SubScalar:    func(dst, a []Element, s *Element) { runScalarADX(subADX, dst, a, s) },
	RSubScalar:   rsubScalarADX,
	MulScalar:    func(dst, a []Element, s *Element) { runScalarADX(mulADX, dst, a, s) },
	MulAddScalar: func(dst, a []Element, s *Element) { runScalarADX(mulAddADX, dst, a, s) },
	Inverse:      func(dst, a []Element) { inverse(mulADXRun, dst, a) },
	Fold:         foldADXRun,
	LazyLayers:   15,
	LayerByIndex: layerByIndexADXRun,
	LayerByBlock: layerByBlockADXRun,
	Normalize:    normalizeADXRun,
}

// ADX is the implementation by scalar assembly with two carry chains. It is nil
// where the CPU lacks ADX or BMI2.
func ADX() *Ops {
	if !cpu.X86.HasADX || !cpu.X86.HasBMI2 {
		return nil
	}
	return adxOps
}

type limbs = [4]uint64

// at is the address of an element that assembly may read or write from.
func at(v []Element) *limbs { return (*limbs)(&v[0]) }

// size is the number of bytes of an element.
const size = 32

type kernelADX func(dst, a, b *limbs, n, strideA, strideB int)

func runADX(kernel kernelADX, dst, a, b []Element) {
	a, b = a[:len(dst)], b[:len(dst)]
	for len(dst) > 0 {
		n := min(len(dst), maxRun)
		kernel(at(dst), at(a), at(b), n, size, size)
		dst, a, b = dst[n:], a[n:], b[n:]
	}
}

func runScalarADX(kernel kernelADX, dst, a []Element, s *Element) {
	a = a[:len(dst)]
	for len(dst) > 0 {
		n := min(len(dst), maxRun)
		kernel(at(dst), at(a), (*limbs)(s), n, size, 0)
		dst, a = dst[n:], a[n:]
	}
}

func mulADXRun(dst, a, b []Element) { runADX(mulADX, dst, a, b) }

func rsubScalarADX(dst, a []Element, s *Element) {
	a = a[:len(dst)]
	for len(dst) > 0 {
		n := min(len(dst), maxRun)
		subADX(at(dst), (*limbs)(s), at(a), n, 0, size)
		dst, a = dst[n:], a[n:]
	}
}

func foldADXRun(dst, lo, hi, t []Element) {
	lo, hi, t = lo[:len(dst)], hi[:len(dst)], t[:len(dst)]
	for len(dst) > 0 {
		n := min(len(dst), maxRun)
		foldADX(at(dst), at(lo), at(hi), at(t), n)
		dst, lo, hi, t = dst[n:], lo[n:], hi[n:], t[n:]
	}
}

func normalizeADXRun(a []Element) {
	for len(a) > 0 {
		n := min(len(a), maxRun)
		normalizeADX(at(a), n)
		a = a[n:]
	}
}

func layerByIndexADXRun(a []Element, half int, t []Element) {
	t = t[:half]
	if half > maxRun {
		for ; len(a) > 0; a = a[2*half:] {
			for j := 0; j < half; j += maxRun {
				layerByIndexADX(at(a[j:]), half, min(maxRun, half-j), 1, at(t[j:]))
			}
		}
		return
	}
	for blocks := maxRun / half; len(a) > 0; {
		n := min(blocks, len(a)/(2*half))
		layerByIndexADX(at(a), half, half, n, at(t))
		a = a[2*half*n:]
	}
}

func layerByBlockADXRun(a []Element, half int, t []Element) {
	t = t[:len(a)/(2*half)]
	if half > maxRun {
		for ; len(a) > 0; a, t = a[2*half:], t[1:] {
			for j := 0; j < half; j += maxRun {
				layerByBlockADX(at(a[j:]), half, min(maxRun, half-j), 1, at(t))
			}
		}
		return
	}
	for blocks := maxRun / half; len(a) > 0; {
		n := min(blocks, len(a)/(2*half))
		layerByBlockADX(at(a), half, half, n, at(t))
		a, t = a[2*half*n:], t[n:]
	}
}
