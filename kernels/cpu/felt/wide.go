package felt

// Vec is a wide vector: eight felts by limbs of 52 bits. Limb i of lane k is
// Vec[8·i+k], signed; the value of the lane is the sum of limb·2^(52·i) mod p.
// Transforms work on wide vectors where the CPU has a unit that multiplies by 52
// bits. Vectors that serve as factors are in the form of a Factor.
type Vec [40]uint64

// Factor is a felt that multiplies all lanes: limbs of 52 bits of 16 times it,
// as products of limbs are reduced by 2^260 and felts are in Montgomery form by
// 2^256. For the floating-point multiplier, the limbs are doubles.
type Factor [5]uint64

// Grid says where the felts of wide vectors are: that of lane k of the vector c
// of row r, r < Rows, c < Cols, is at index r·RowStep + c·ColStep + k·LaneStep.
// The vectors are row after row without gaps.
type Grid struct {
	Rows, RowStep, Cols, ColStep, LaneStep int
}

// last is the highest index that the grid reaches.
func (g Grid) last() int {
	return (g.Rows-1)*g.RowStep + (g.Cols-1)*g.ColStep + 7*g.LaneStep
}

// vecs is the number of vectors.
func (g Grid) vecs() int { return g.Rows * g.Cols }

// Wide is one implementation of the transforms' kernels on wide vectors. What
// Unpack makes may go through at most WideLayers layers before Pack.
//
// A call is one call of assembly, which cannot be preempted: 10 to 40 ns for each
// vector and layer, so that thousands of vectors are fine and millions are not.
type Wide struct {
	// Split makes a factor of a canonical felt that is already multiplied by 16.
	Split func(e *Element) Factor
	// Unpack makes wide vectors of canonical felts, data of a transform.
	Unpack func(dst []Vec, src []Element, g Grid)
	// UnpackFactors makes wide vectors of canonical felts that are already
	// multiplied by 16, twiddles of a transform.
	UnpackFactors func(dst []Vec, src []Element, g Grid)
	// Pack makes canonical felts of data.
	Pack func(dst []Element, src []Vec, g Grid)
	// PackScaled is Pack after multiplication of vector i by factors[i], or of
	// all by factors[0] if there is only one.
	PackScaled func(dst []Element, src, factors []Vec, g Grid)
	// ScaleFactors sets dst[r·len(a) + c] = a[c]·s[r]; all are factors.
	ScaleFactors func(dst, a []Vec, s []Factor)
	// Transpose exchanges, in each group of 8 vectors, lane k of vector i and
	// lane i of vector k.
	Transpose func(a []Vec)
	// The layers: as Ops.LayerByIndex and Ops.LayerByBlock on vectors, with
	// twiddles of each lane or the same for all lanes.
	LayerByIndex     func(a []Vec, half int, t []Vec)
	LayerByIndexSame func(a []Vec, half int, t []Factor)
	LayerByBlock     func(a []Vec, half int, t []Vec)
	LayerByBlockSame func(a []Vec, half int, t []Factor)
}

// WideLayers is how many layers may be between Unpack and Pack.
const WideLayers = 30

// Split cuts four limbs of 64 bits into five of 52.
func Split(e *Element) Factor {
	const m = 1<<52 - 1
	return Factor{
		e[0] & m,
		(e[0]>>52 | e[1]<<12) & m,
		(e[1]>>40 | e[2]<<24) & m,
		(e[2]>>28 | e[3]<<36) & m,
		e[3] >> 16,
	}
}
