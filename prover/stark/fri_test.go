package stark

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"quarry/fault"
	"quarry/kernels"
)

func drawElements(t *rapid.T, n int) []kernels.Element {
	v := make([]kernels.Element, n)
	for i := range v {
		v[i].SetUint64(rapid.Uint64().Draw(t, "element"))
		v[i].Square(&v[i])
	}
	return v
}

// One fold of f is 2·(even(x²) + zeta·odd(x²)); folds of folds square zeta.
func foldCoefficients(f []kernels.Element, steps int, zeta kernels.Element) []kernels.Element {
	for range steps {
		next := make([]kernels.Element, len(f)/2)
		for i := range next {
			next[i].Mul(&f[2*i+1], &zeta)
			next[i].Add(&next[i], &f[2*i])
			next[i].Double(&next[i])
		}
		f = next
		zeta.Square(&zeta)
	}
	return f
}

// Folding rows of values gives the values of the folded polynomial.
func TestFoldRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		logLen := rapid.IntRange(1, 5).Draw(t, "logLen")
		step := rapid.IntRange(0, logLen).Draw(t, "step")
		d := newDomain(logLen, rapid.IntRange(1, 3).Draw(t, "logCosets")).withoutOffset()
		f := drawElements(t, 1<<logLen)
		zeta := drawElements(t, 1)[0]
		next := d.folded(step)
		folded := foldCoefficients(f, step, zeta)
		row := rapid.Uint64Range(0, 1<<(next.logLen+next.logCosets)-1).Draw(t, "row")
		values := make([]kernels.Element, 1<<step)
		for j := range values {
			x := d.point(row<<step + uint64(j))
			values[j] = horner(f, &x)
		}
		xInv := d.point(row << step)
		xInv.Inverse(&xInv)
		x := next.point(row)
		if got, want := foldRow(values, xInv, zeta, rowRoots(step)), horner(folded, &x); got != want {
			t.Fatalf("folds to %s, the folded polynomial is %s", hexValue(&got), hexValue(&want))
		}
	})
}

// Points, cosets and rows are named consistently.
func TestDomain(t *testing.T) {
	d := newDomain(3, 2)
	var cube kernels.Element
	cube.SetUint64(3)
	seen := map[kernels.Element]bool{}
	for i := range uint64(32) {
		x := d.point(i)
		coset, row := d.locate(i)
		want := power(&d.g, uint64(row))
		offset := d.offset(coset)
		want.Mul(&want, &offset)
		if x != want {
			t.Errorf("point %d is not row %d of coset %d", i, row, coset)
		}
		if !d.contains(&x) || seen[x] {
			t.Errorf("point %d is not in the domain, or twice", i)
		}
		seen[x] = true
		if coset != int(i/8) {
			t.Errorf("point %d is in coset %d", i, coset)
		}
	}
	if offset := d.offset(0); offset != cube {
		t.Errorf("coset 0 has offset %s", hexValue(&offset))
	}
	for i := range uint64(32) {
		if x := d.point(i); x.Legendre() == 1 {
			t.Errorf("point %d is a square", i)
		}
	}
	if d.contains(one()) {
		t.Error("1 is in the domain")
	}
	plain := d.withoutOffset()
	for i := range uint64(16) {
		x, y := plain.point(2*i), plain.point(2*i+1)
		x.Neg(&x)
		if x != y {
			t.Errorf("points %d and %d are not opposite", 2*i, 2*i+1)
		}
	}
}

func TestShifted(t *testing.T) {
	if got := shifted([]uint64{0, 1, 4, 5, 5, 9}, 1); !slices.Equal(got, []uint64{0, 2, 4}) {
		t.Error(got)
	}
	if got := firstLayerRows([]uint64{1, 1, 3}, 2); !slices.Equal(got, []uint64{4, 5, 6, 7, 12, 13, 14, 15}) {
		t.Error(got)
	}
}

// fixedTranscript draws one element again and again.
type fixedTranscript struct{ e kernels.Element }

func (f fixedTranscript) absorb([]byte)            {}
func (f fixedTranscript) element() kernels.Element { return f.e }
func (f fixedTranscript) number(uint64) uint64     { return 0 }
func (f fixedTranscript) state() [32]byte          { return [32]byte{} }
func (f fixedTranscript) felts() bool              { return false }

// An out-of-domain point inside of a domain is refused.
func TestDegenerateChallenge(t *testing.T) {
	d := newDomain(3, 2)
	for name, c := range map[string]struct {
		z    kernels.Element
		code fault.Code
	}{
		"evaluation domain": {d.point(17), CodeDegenerateChallenge},
		"trace domain":      {power(&d.g, 3), CodeDegenerateChallenge},
		"neither":           {element(t, "1234567"), ""},
	} {
		ch := &channel{transcript: fixedTranscript{c.z}}
		if _, err := drawPoint(ch, &d, nil); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}
