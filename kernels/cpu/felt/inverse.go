package felt

import "sync"

// Batches of inverses: inverseRows rows of inverseWidth elements each, so that
// the running products of a row are one vector operation with independent
// elements. One true inversion is paid for each batch.
const (
	inverseWidth = 64
	inverseRows  = 64
)

type inverseScratch struct {
	prefix [inverseWidth * inverseRows]Element // prefix[r] = product of rows 0 … r
	run    [inverseWidth]Element               // 1/(product of rows 0 … r), going down
	keep   [inverseWidth]Element
}

var inversePool = sync.Pool{New: func() any { return new(inverseScratch) }}

// inverse sets dst = 1/a with mul as the vector multiplication.
func inverse(mul func(dst, a, b []Element), dst, a []Element) {
	a = a[:len(dst)]
	s := inversePool.Get().(*inverseScratch)
	defer inversePool.Put(s)
	for len(dst) >= inverseWidth {
		rows := min(len(dst)/inverseWidth, inverseRows)
		s.batch(mul, dst[:rows*inverseWidth], a[:rows*inverseWidth], rows)
		dst, a = dst[rows*inverseWidth:], a[rows*inverseWidth:]
	}
	inverseSerial(dst, a)
}

func (s *inverseScratch) batch(mul func(dst, a, b []Element), dst, a []Element, rows int) {
	const w = inverseWidth
	row := func(v []Element, r int) []Element { return v[r*w : (r+1)*w] }
	prefix := s.prefix[:rows*w]
	copy(row(prefix, 0), a)
	for r := 1; r < rows; r++ {
		mul(row(prefix, r), row(prefix, r-1), row(a, r))
	}
	run, keep := s.run[:], s.keep[:]
	inverseSerial(run, row(prefix, rows-1))
	for r := rows - 1; r > 0; r-- {
		copy(keep, row(a, r)) // dst may be a
		mul(row(dst, r), run, row(prefix, r-1))
		mul(run, run, keep)
	}
	copy(row(dst, 0), run)
}

// inverseSerial is Montgomery's trick for at most inverseWidth elements.
func inverseSerial(dst, a []Element) {
	if len(dst) == 0 {
		return
	}
	var prefix [inverseWidth]Element
	prefix[0] = a[0]
	for i := 1; i < len(dst); i++ {
		prefix[i].Mul(&prefix[i-1], &a[i])
	}
	var run Element
	run.Inverse(&prefix[len(dst)-1])
	for i := len(dst) - 1; i > 0; i-- {
		t := a[i] // dst may be a
		dst[i].Mul(&run, &prefix[i-1])
		run.Mul(&run, &t)
	}
	dst[0] = run
}
