package components

import (
	"context"
	"runtime"
	"slices"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/prover/air"
	"quarry/prover/execution"
)

// Codes of the errors that only builtins with points raise, beside
// air.CodeInstance and air.CodeBuiltinInput.
const (
	// CodeSignature: an ECDSA instance whose signature is not valid.
	CodeSignature fault.Code = "air/invalid-signature"
	// CodePoint: an operand is not a point of the curve.
	CodePoint fault.Code = "air/not-on-curve"
	// CodeNoSum: a sum of points meets two points with equal x coordinates on
	// its way, for which there is no witness.
	CodeNoSum fault.Code = "air/no-sum"
)

// builtin is what all builtins have in common. Every instance has cells memory
// cells, one after the other in the builtin's segment.
type builtin struct {
	name, segment string
	ratio, cells  uint64
}

// Name implements air.Component.
func (b *builtin) Name() string { return b.name }

// Segment implements air.Builtin.
func (b *builtin) Segment() string { return b.segment }

// Ratio implements air.Builtin.
func (b *builtin) Ratio() uint64 { return b.ratio }

// CellsPerInstance implements air.Builtin.
func (b *builtin) CellsPerInstance() uint64 { return b.cells }

// private is the builtins' inputs; a run without the file has none.
func private(w *air.Witness) *execution.PrivateInput {
	if w.Run.Private == nil {
		return &execution.PrivateInput{}
	}
	return w.Run.Private
}

// job is one instance of a builtin and the position of its private input.
type job struct{ instance, input int }

// plan tells the instances that the run used, in order, from the others, which
// become dummies.
type plan struct {
	jobs    []job
	dummies []int
}

// plan reads the indices of count private inputs.
func (b *builtin) plan(w *air.Witness, count int, index func(input int) uint64) (*plan, error) {
	n := w.Instances(b.ratio)
	p := &plan{jobs: make([]job, count)}
	for i := range p.jobs {
		at := index(i)
		if at >= uint64(n) {
			return nil, fault.New(air.CodeInstance, "index %d is beyond the %d instances of %s in %d steps", at, n, b.segment, w.Steps).
				At("private input, %s, entry %d", b.segment, i).
				WithHint("prove with more steps, or with a layout that has more %s instances per step", b.segment)
		}
		p.jobs[i] = job{int(at), i}
	}
	slices.SortStableFunc(p.jobs, func(x, y job) int { return x.instance - y.instance })
	next := 0
	for i, j := range p.jobs {
		if i > 0 && j.instance == p.jobs[i-1].instance {
			return nil, fault.New(air.CodeInstance, "index %d occurs twice", j.instance).
				At("private input, %s, entry %d", b.segment, j.input)
		}
		for ; next < j.instance; next++ {
			p.dummies = append(p.dummies, next)
		}
		next = j.instance + 1
	}
	for ; next < n; next++ {
		p.dummies = append(p.dummies, next)
	}
	return p, nil
}

// fail makes the error of one instance.
func (b *builtin) fail(code fault.Code, instance int, format string, args ...any) *fault.Error {
	return fault.New(code, format, args...).At("private input, %s, index %d", b.segment, instance)
}

// lanesPerCall is how many instances advance in step: enough to share an
// inversion, few enough to occupy all cores.
func lanesPerCall(instances int) int {
	return max(8, min(128, (instances+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0)))
}

// block is the part of a virtual column that one instance owns: parts times
// per cells, of which it writes the first used of each part.
type block struct {
	column           air.Column
	parts, per, used int
}

// replicate copies the cells of the instance from to the others, the cells of
// all dummies being equal.
func replicate(ctx context.Context, w *air.Witness, blocks []block, from int, others []int) error {
	return w.Each(ctx, len(others), 16, func(lo, hi int) error {
		for _, to := range others[lo:hi] {
			for _, b := range blocks {
				for part := range b.parts {
					src, dst := (from*b.parts+part)*b.per, (to*b.parts+part)*b.per
					for i := range b.used {
						b.column.Set(dst+i, b.column.At(src+i))
					}
				}
			}
		}
		return nil
	})
}

// rSquared is 2^512 mod p as raw limbs: a Montgomery multiplication by it
// brings an integer's limbs into Montgomery form.
var rSquared = func() (e fp.Element) {
	e.SetUint64(2)
	for range 8 {
		e.Square(&e)
	}
	return e
}()

// fromLimbs is the felt of an integer below p, least significant limb first.
func fromLimbs(v [4]uint64) fp.Element {
	e := fp.Element(v)
	e.Mul(&e, &rSquared)
	return e
}
