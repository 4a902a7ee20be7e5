package cuda

import "quarry/kernels/cuda/driver"

var invertMany = declare("invert", "invert_many", 0)

// invert writes the inverses of n elements, none of which is zero, to out, which
// does not overlap with in. No more threads invert than keep a GPU busy, so that
// each inversion serves many elements.
func (t *task) invert(out, in driver.Ptr, n int) {
	blocks := min((n+threads-1)/threads, max(1, busyThreads/threads))
	each := (n + blocks*threads - 1) / (blocks * threads)
	t.launch(invertMany, driver.Line(blocks), driver.Line(threads), 0,
		new(driver.Args).Ptr(out).Ptr(in).Uint64(uint64(n)).Int(each))
}
