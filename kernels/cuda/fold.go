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

// Fold implements kernels.Folder. Beyond four steps what lies between is temporary
// memory of a sixteenth of the source's length.
func (b *Backend) Fold(ctx context.Context, dst, src kernels.Columns, steps int, zeta, offset *Element) error {
	d, s := single(dst), single(src)
	require(0 <= steps && d.length == s.length>>steps, "fold of %d values by %d steps into %d", s.length, steps, d.length)
	t := d.arena.begin(ctx)
	z, o := *zeta, *offset
	from, length := s.ptr, s.length
	for ; steps > maxFold; steps -= maxFold {
		to := t.memory(length >> maxFold * elementSize)
		t.fold(to, from, length, maxFold, &z, &o)
		from, length = to, length>>maxFold
		for range maxFold {
			z.Square(&z)
			o.Square(&o)
		}
	}
	t.fold(d.ptr, from, length, steps, &z, &o)
	return t.end()
}

// fold does at most maxFold steps on length values.
func (t *task) fold(to, from driver.Ptr, length, steps int, zeta, offset *Element) {
	n := length >> steps
	if steps == 0 {
		if t.check() {
			t.fail(t.stream.Copy(to, from, int64(n)*elementSize))
		}
		return
	}
	back := generator(length)
	back.Inverse(&back)
	var start, one Element // zeta/offset
	start.Inverse(offset)
	start.Mul(&start, zeta)
	one.SetOne()
	omega := make([]Element, 1<<(steps-1))
	step := power(&back, n)
	powers(omega, one, &step)
	factors := t.powersOf(&back, &start, log2(n))
	t.each(foldKernels[steps], n, new(driver.Args).Ptr(to).Ptr(from).Ptr(put(t, omega)).
		Ptr(factors.ptr).Int(factors.split).Uint64(uint64(n)))
}
