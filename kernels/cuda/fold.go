package cuda

import (
	"context"

	"quarry/kernels"
	"quarry/kernels/cuda/driver"
)

// maxFold is how many folds one kernel does: more would need more registers than
// a thread has.
const maxFold = 4

var foldKernels = [maxFold + 1]kernel{
	1: declare("fold", "fold_1", 0),
	2: declare("fold", "fold_2", 0),
	3: declare("fold", "fold_3", 0),
	4: declare("fold", "fold_4", 0),
}

// Fold implements kernels.Folder. Beyond four steps it holds a column of a
// sixteenth of the source's length meanwhile.
func (b *Backend) Fold(ctx context.Context, dst, src kernels.Columns, steps int, zeta, offset *Element) error {
	d, s := single(dst), single(src)
	require(0 <= steps && d.length == s.length>>steps, "fold of %d values by %d steps into %d", s.length, steps, d.length)
	t := d.arena.begin(ctx)
	z, o := *zeta, *offset
	var between []*columns
	for ; steps > maxFold && t.err == nil; steps -= maxFold {
		part, err := d.arena.alloc(1, s.length>>maxFold)
		if err != nil {
			t.fail(err)
			break
		}
		between = append(between, part)
		t.fold(part, s, maxFold, &z, &o)
		for range maxFold {
			z.Square(&z)
			o.Square(&o)
		}
		s = part
	}
	t.fold(d, s, steps, &z, &o)
	err := t.end()
	for _, part := range between {
		part.Free()
	}
	return err
}

// fold does at most maxFold steps.
func (t *task) fold(d, s *columns, steps int, zeta, offset *Element) {
	if steps == 0 {
		if t.check() {
			t.fail(t.stream.Copy(d.ptr, s.ptr, d.bytes()))
		}
		return
	}
	back := generator(s.length)
	back.Inverse(&back)
	var start, one Element // zeta/offset
	start.Inverse(offset)
	start.Mul(&start, zeta)
	one.SetOne()
	omega := make([]Element, 1<<(steps-1))
	step := power(&back, d.length)
	powers(omega, one, &step)
	factors := t.powersOf(&back, &start, log2(d.length))
	t.each(foldKernels[steps], d.length, new(driver.Args).Ptr(d.ptr).Ptr(s.ptr).Ptr(put(t, omega)).
		Ptr(factors.ptr).Int(factors.split).Uint64(uint64(d.length)))
}
