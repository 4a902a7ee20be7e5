package hash

import (
	"sync"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
	"quarry/kernels/cpu/felt"
)

// PedersenHash is Starknet's Pedersen hash of two felts (Montgomery form).
func PedersenHash(x, y *fp.Element) fp.Element {
	xb, yb := fp.Element(x.Bits()), fp.Element(y.Bits())
	return pedersenTables().hash(&xb, &yb)
}

// hash is PedersenHash of integers below p, by one addition a window.
func (t *pedersenTable) hash(x, y *fp.Element) fp.Element {
	var room [pedersenWindows]*starkcurve.G1Affine
	points := room[:0]
	for input, v := range [2]*fp.Element{x, y} {
		first := input * inputWindows
		n := windowsOf(v)
		for w := first; w < first+n; w++ {
			points = append(points, t.point(w, x, y))
		}
		if n < inputWindows {
			points = append(points, &t.tails[first+n])
		}
	}
	points = append(points, t.point(pedersenWindows-1, x, y))
	sum := SumPoints(points)
	var inverse fp.Element
	inverse.Inverse(&sum.ZZ)
	return *inverse.Mul(&inverse, &sum.X)
}

// pedersenBlock is how many hashes share an inversion at most.
const pedersenBlock = 512

// pedersenBatch is the room for hashing a block.
type pedersenBatch struct {
	x, y       [pedersenBlock]fp.Element // inputs: integers below p, not Montgomery
	sumX, sumY [pedersenBlock]fp.Element
	addX, addY [pedersenBlock]fp.Element
	slope, tmp [pedersenBlock]fp.Element
}

var pedersenPool = sync.Pool{New: func() any { return new(pedersenBatch) }}

// hash computes n hashes of b.x and b.y into b.sumX, in Montgomery form. The
// points are affine, and all additions of a window share one inversion.
func (b *pedersenBatch) hash(ops *felt.Ops, t *pedersenTable, n int) {
	if n < pedersenFew {
		b.hashEach(t, n)
		return
	}
	b.gather(t, 0, b.sumX[:n], b.sumY[:n])
	for w := 1; w < len(t.windows); w++ {
		b.gather(t, w, b.addX[:n], b.addY[:n])
		if !b.addPoints(ops, n) {
			b.hashEach(t, n)
			return
		}
	}
}

// pedersenFew is the number of hashes below which sharing inversions does not pay.
const pedersenFew = 20

func (b *pedersenBatch) hashEach(t *pedersenTable, n int) {
	for i := range n {
		b.sumX[i] = t.hash(&b.x[i], &b.y[i])
	}
}

// gather looks up the points of window w.
func (b *pedersenBatch) gather(t *pedersenTable, w int, px, py []fp.Element) {
	for i := range px {
		p := t.point(w, &b.x[i], &b.y[i])
		px[i], py[i] = p.X, p.Y
	}
}

// addPoints adds n points to as many sums. It gives up and reports false if
// the two points of some sum have the same x, which does not happen by chance.
func (b *pedersenBatch) addPoints(ops *felt.Ops, n int) bool {
	sumX, sumY, addX, addY := b.sumX[:n], b.sumY[:n], b.addX[:n], b.addY[:n]
	slope, tmp := b.slope[:n], b.tmp[:n]
	ops.Sub(tmp, addX, sumX)
	for i := range tmp {
		if tmp[i].IsZero() {
			return false
		}
	}
	ops.Inverse(tmp, tmp)
	ops.Sub(slope, addY, sumY)
	ops.Mul(slope, slope, tmp)
	// x = slope² − x1 − x2, y = slope·(x1 − x) − y1.
	ops.Mul(tmp, slope, slope)
	ops.Sub(tmp, tmp, sumX)
	ops.Sub(tmp, tmp, addX)
	ops.Sub(sumX, sumX, tmp)
	ops.Mul(slope, slope, sumX)
	ops.Sub(sumY, slope, sumY)
	copy(sumX, tmp)
	return true
}

func pedersenSum(data []byte) kernels.Digest {
	var state, count fp.Element
	count.SetUint64(uint64(len(data) / 32))
	for ; len(data) > 0; data = data[32:] {
		w, q := wordElement(data)
		state = PedersenHash(&state, &w)
		if q != 0 {
			var shift fp.Element
			state.Add(&state, shift.SetUint64(q))
		}
	}
	state = PedersenHash(&state, &count)
	return digestOf(&state)
}

func pedersenNode(left, right *kernels.Digest) kernels.Digest {
	x, _ := word(left[:])
	y, _ := word(right[:])
	d := pedersenTables().hash(&x, &y)
	return digestOf(&d)
}

// pedersenNodes computes nodes block by block. dst may be the start of children.
func pedersenNodes(ops *felt.Ops, children, dst []kernels.Digest) {
	b := pedersenPool.Get().(*pedersenBatch)
	defer pedersenPool.Put(b)
	for len(dst) > 0 {
		n := min(len(dst), pedersenBlock)
		for i := range n {
			b.x[i], _ = word(children[2*i][:])
			b.y[i], _ = word(children[2*i+1][:])
		}
		b.hash(ops, pedersenTables(), n)
		for i := range n {
			dst[i] = digestOf(&b.sumX[i])
		}
		dst, children = dst[n:], children[2*n:]
	}
}

// pedersenSums computes Sum of messages of size bytes block by block.
func pedersenSums(ops *felt.Ops, data []byte, size int, dst []kernels.Digest) {
	b := pedersenPool.Get().(*pedersenBatch)
	defer pedersenPool.Put(b)
	for len(dst) > 0 {
		n := min(len(dst), pedersenBlock)
		clear(b.x[:n])
		var shifts [pedersenBlock]uint64
		for offset := 0; offset < size; offset += 32 {
			for i := range n {
				b.y[i], shifts[i] = word(data[i*size+offset:])
			}
			b.hash(ops, pedersenTables(), n)
			for i := range n {
				if shifts[i] != 0 {
					var shift fp.Element
					b.sumX[i].Add(&b.sumX[i], shift.SetUint64(shifts[i]))
				}
				b.x[i] = b.sumX[i].Bits()
			}
		}
		for i := range n {
			b.y[i] = fp.Element{uint64(size / 32)}
		}
		b.hash(ops, pedersenTables(), n)
		for i := range n {
			dst[i] = digestOf(&b.sumX[i])
		}
		dst, data = dst[n:], data[n*size:]
	}
}

// feltOps are the felt operations that go with a level.
func feltOps(lvl Level) *felt.Ops {
	var ops *felt.Ops
	switch lvl {
	case IFMA:
		ops = felt.Best()
	case AVX512:
		ops = felt.FMA512()
	case AVX2:
		ops = felt.ADX()
	}
	if ops == nil {
		return felt.Portable()
	}
	return ops
}
