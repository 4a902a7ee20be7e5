package cuda

import (
	"context"
	"runtime"
	"unsafe"

	"quarry/kernels"
	"quarry/kernels/cuda/driver"
)

// task is one operation on a stream. After the first error its steps do nothing;
// end returns that error. So operations read as sequences of launches.
type task struct {
	b      *Backend
	ctx    context.Context
	stream *driver.Stream
	err    error
	blocks []scratchBlock
	pinner runtime.Pinner // of Go's memory that copies are about
}

type scratchBlock struct {
	ptr   driver.Ptr
	bytes int64
}

// begin starts an operation on the stream of an arena, or fails at once if the
// context is done or the device has a problem.
func (a *arena) begin(ctx context.Context) *task {
	t := &task{b: a.b, ctx: ctx, stream: a.compute}
	t.check()
	return t
}

// check looks at the context and the device.
func (t *task) check() bool {
	if t.err == nil && t.ctx.Err() != nil {
		t.err = context.Cause(t.ctx)
	}
	if t.err == nil {
		t.err = t.b.device.Problem()
	}
	return t.err == nil
}

// fail ends the task with an error, unless it has one already.
func (t *task) fail(err error) {
	if t.err == nil {
		t.err = err
	}
}

// launch runs a kernel with shared bytes of dynamic shared memory.
func (t *task) launch(k kernel, grid, block driver.Dim, shared int, args *driver.Args) {
	if t.check() {
		t.fail(t.stream.Launch(t.b.functions[k], grid, block, shared, args))
	}
}

// threads is how many threads a block of an element-wise kernel has.
const threads = 256

// each runs a kernel on n threads at least, in blocks of `threads`; surplus
// threads must do nothing.
func (t *task) each(k kernel, n int, args *driver.Args) {
	t.launch(k, driver.Line((n+threads-1)/threads), driver.Line(min(n, threads)), 0, args)
}

// memory takes temporary device memory, given back by end.
func (t *task) memory(bytes int) driver.Ptr {
	if t.err != nil {
		return 0
	}
	p, err := t.b.scratch.take(int64(bytes))
	if err != nil {
		t.fail(err)
		return 0
	}
	t.blocks = append(t.blocks, scratchBlock{p, int64(bytes)})
	return p
}

// put copies a slice of plain data to temporary device memory. An empty slice
// gets an address too.
func put[T any](t *task, data []T) driver.Ptr {
	var one T
	bytes := len(data) * int(unsafe.Sizeof(one))
	p := t.memory(max(bytes, 1))
	send(t, p, data)
	return p
}

// send copies a slice of plain data to the device. The slice must not change until
// the task ends: the driver may read it as late as that.
func send[T any](t *task, to driver.Ptr, data []T) {
	if t.err != nil || len(data) == 0 {
		return
	}
	first := unsafe.SliceData(data)
	t.pinner.Pin(first)
	t.fail(t.stream.CopyIn(to, unsafe.Pointer(first), int64(len(data))*int64(unsafe.Sizeof(data[0]))))
}

// sync waits until the device is done with all that was launched, after an error, too:
// what that uses can be freed then.
func (t *task) sync() {
	if t.stream != nil && t.b.device.Problem() == nil {
		t.fail(t.stream.Sync())
	}
}

// get copies n values from the device and waits for them.
func get[T any](t *task, from driver.Ptr, n int) []T {
	data := make([]T, n)
	if t.check() && n > 0 {
		t.pinner.Pin(&data[0])
		t.fail(t.stream.CopyOut(unsafe.Pointer(&data[0]), from, int64(n)*int64(unsafe.Sizeof(data[0]))))
		t.sync()
	}
	return data
}

// end waits until the device is done, gives temporary memory back and returns the
// first error. It must be called on every path.
func (t *task) end() error {
	t.sync()
	for _, block := range t.blocks {
		t.b.scratch.give(block.ptr, block.bytes)
	}
	t.blocks = nil
	t.pinner.Unpin()
	return t.err
}

// column is the address of column c of a table.
func (c *columns) column(i int) driver.Ptr {
	return c.ptr + driver.Ptr(int64(i)*int64(c.length)*elementSize)
}

// Element is the felt of the whole house.
type Element = kernels.Element
