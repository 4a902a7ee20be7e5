package cpu

import (
	"quarry/kernels"
	"quarry/kernels/cpu/felt"
	"quarry/kernels/cpu/ntt"
	"quarry/kernels/ssa"
)

// streams are the values of a program that don't depend on cells and that are
// computed for many more rows at a time than the rest: the current point, and
// inverses, since an inversion is cheap only if many share it.
type streams struct {
	ops      *felt.Ops
	size     int // rows computed at a time
	inverses []*evaluation
	inner    []kernels.Element // g^i, i < size
	g        kernels.Element
	offset   kernels.Element
}

// extractStreams makes streams of those inverses of a program that can be; inverse
// k has index k+1.
func extractStreams(ops *felt.Ops, values []ssa.Value, in *kernels.ProgramInput, n, size int) *streams {
	s := &streams{ops: ops, size: size, g: ntt.Generator(n), offset: in.Offset, inner: make([]kernels.Element, size)}
	var one kernels.Element
	one.SetOne()
	ops.Powers(s.inner, &one, &s.g)
	rooted := make([]bool, len(values)) // depends on a cell
	for i := range values {
		v := &values[i]
		switch v.Kind {
		case ssa.Cell:
			rooted[i] = true
		case ssa.Computed:
			rooted[i] = rooted[v.A] || rooted[v.B]
			if v.Op == kernels.OpInv && !rooted[i] {
				operand := newSchedule(values, nil, v.A, false)
				s.inverses = append(s.inverses, newEvaluation(ops, operand, size))
				*v = ssa.Value{Kind: ssa.Stream, Index: len(s.inverses)}
			}
		}
	}
	return s
}

// streamFrame is the scratch of one worker.
type streamFrame struct {
	values [][]kernels.Element // by stream
	frames []*frame            // of the inverses' operands
}

func (s *streams) newFrame() *streamFrame {
	f := &streamFrame{}
	for range 1 + len(s.inverses) {
		f.values = append(f.values, make([]kernels.Element, s.size))
	}
	for _, e := range s.inverses {
		f.frames = append(f.frames, e.newFrame())
	}
	return f
}

// compute fills the streams with the rows from first on.
func (s *streams) compute(f *streamFrame, first int) {
	x := power(&s.g, first)
	x.Mul(&x, &s.offset)
	s.ops.MulScalar(f.values[ssa.Point], s.inner, &x)
	for k, e := range s.inverses {
		dst := f.values[k+1]
		e.block(f.frames[k], dst, first, f.values, 0)
		s.ops.Inverse(dst, dst)
	}
}
