package felt

// portable is built once: Ops are compared by pointer.
var portable = &Ops{
	Name:         "go",
	Add:          addGo,
	Sub:          subGo,
	Mul:          mulGo,
	MulAdd:       mulAddGo,
	AddScalar:    addScalarGo,
	SubScalar:    subScalarGo,
	RSubScalar:   rsubScalarGo,
	MulScalar:    mulScalarGo,
	MulAddScalar: mulAddScalarGo,
	Inverse:      func(dst, a []Element) { inverse(mulGo, dst, a) },
	Fold:         foldGo,
	LazyLayers:   1 << 30,
	LayerByIndex: layerByIndexGo,
	LayerByBlock: layerByBlockGo,
	Normalize:    func([]Element) {},
}

// Portable is the specification: plain Go, on any machine. Its lazy values are
// always canonical.
func Portable() *Ops { return portable }

func addGo(dst, a, b []Element) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i].Add(&a[i], &b[i])
	}
}

func subGo(dst, a, b []Element) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i].Sub(&a[i], &b[i])
	}
}

func mulGo(dst, a, b []Element) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i].Mul(&a[i], &b[i])
	}
}

func mulAddGo(dst, a, b []Element) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		var t Element
		t.Mul(&a[i], &b[i])
		dst[i].Add(&dst[i], &t)
	}
}

func addScalarGo(dst, a []Element, s *Element) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i].Add(&a[i], s)
	}
}

func subScalarGo(dst, a []Element, s *Element) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i].Sub(&a[i], s)
	}
}

func rsubScalarGo(dst, a []Element, s *Element) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i].Sub(s, &a[i])
	}
}

func mulScalarGo(dst, a []Element, s *Element) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i].Mul(&a[i], s)
	}
}

func mulAddScalarGo(dst, a []Element, s *Element) {
	a = a[:len(dst)]
	for i := range dst {
		var t Element
		t.Mul(&a[i], s)
		dst[i].Add(&dst[i], &t)
	}
}

func foldGo(dst, lo, hi, t []Element) {
	lo, hi, t = lo[:len(dst)], hi[:len(dst)], t[:len(dst)]
	for i := range dst {
		var sum, diff Element
		sum.Add(&lo[i], &hi[i])
		diff.Sub(&lo[i], &hi[i])
		diff.Mul(&diff, &t[i])
		dst[i].Add(&sum, &diff)
	}
}

func layerByIndexGo(a []Element, half int, t []Element) {
	for ; len(a) > 0; a = a[2*half:] {
		for j := range half {
			butterfly(&a[j], &a[half+j], &t[j])
		}
	}
}

func layerByBlockGo(a []Element, half int, t []Element) {
	for k := 0; len(a) > 0; a, k = a[2*half:], k+1 {
		for j := range half {
			butterfly(&a[j], &a[half+j], &t[k])
		}
	}
}

func butterfly(x, y, t *Element) {
	var v Element
	v.Mul(y, t)
	y.Sub(x, &v)
	x.Add(x, &v)
}
