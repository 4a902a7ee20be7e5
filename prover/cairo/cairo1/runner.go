package cairo1

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/prover/cairo/vm"
)

// Options of a run.
type Options struct {
	Args  []fp.Element // the arguments (Montgomery form)
	Print io.Writer    // where println! and print! of the program go; nil: nowhere
	// Budget bounds the work of all hints together, in memory cells that they
	// look at; 0 is no bound.
	Budget int64
}

// Runner runs the hints of one run of an executable; it implements
// vm.HintRunner for a program that is loaded at the beginning of segment 0.
type Runner struct {
	ctx     context.Context
	hints   [][]hint
	options Options
	spent   int64

	dicts    map[int]*dict // by segment
	squash   squash
	arc      int        // which arc AssertLeFindSmallArcs left out
	buffer   vm.Pointer // what AllocConstantSize has left
	hasSpace bool
	points   uint64       // candidates drawn for RandomEcPoint
	marker   []fp.Element // what the entry code would panic with, at markerAt
	markerAt vm.Pointer
	marked   bool

	exec exec // reused by every hint
}

// NewRunner makes a runner for one run. Hints that take long end when ctx does.
func (e *Executable) NewRunner(ctx context.Context, o Options) *Runner {
	return &Runner{ctx: ctx, hints: e.hints, options: o, dicts: map[int]*dict{}}
}

// RunHints implements vm.HintRunner.
func (r *Runner) RunHints(m *vm.Machine, pc vm.Pointer) error {
	if pc.Segment != 0 || pc.Offset < 0 || pc.Offset >= int64(len(r.hints)) {
		return nil
	}
	list := r.hints[pc.Offset]
	for i := range list {
		h := &list[i]
		r.exec = exec{r: r, m: m, ops: h.ops}
		if r.exec.spend(1); r.exec.err == nil {
			h.run(&r.exec)
		}
		if err := r.exec.err; err != nil {
			return &vm.HintError{Index: i, Err: fmt.Errorf("hint %s: %w", h.name, err)}
		}
	}
	return nil
}

// Panic tells whether a failure of the machine is the program's panic, and
// returns its data: the entry code marks the program's result, and fails right
// there if the program has panicked.
func (r *Runner) Panic(err error) (data []fp.Element, panicked bool) {
	var f *vm.Failure
	if !r.marked || !errors.As(err, &f) || f.PC != r.markerAt || f.Hint >= 0 {
		return nil, false
	}
	return r.marker, true
}

// exec is a hint at work. Its methods do nothing once one has failed.
type exec struct {
	r   *Runner
	m   *vm.Machine
	ops []operand
	err error
}

// patience is how much work is done between two looks at the context.
const patience = 1 << 14

// spend counts work before it is done.
func (x *exec) spend(n int64) {
	if x.err != nil {
		return
	}
	before := x.r.spent
	x.r.spent += n
	if x.r.options.Budget > 0 && x.r.spent > x.r.options.Budget {
		x.err = fault.New(CodeBudget, "the hints take more work than they may").
			WithHint("look for a loop that never ends, or raise the budget of hints")
	} else if before/patience != x.r.spent/patience {
		x.err = x.r.ctx.Err()
	}
}

func (x *exec) fail(format string, args ...any) {
	if x.err == nil {
		x.err = fmt.Errorf(format, args...)
	}
}

// any is the value of operand i, a field element or a pointer.
func (x *exec) any(i int) (v vm.Value) {
	if x.err == nil {
		v, x.err = x.ops[i].resolve(x.m)
	}
	return v
}

// felt is the value of operand i (Montgomery form).
func (x *exec) felt(i int) fp.Element {
	v := x.any(i)
	if x.err == nil && !v.IsFelt() {
		x.fail("expected a number, found the pointer %v", v)
	}
	if x.err != nil {
		return fp.Element{}
	}
	return v.Felt()
}

// bits is the value of operand i as four limbs, least significant first.
func (x *exec) bits(i int) [4]uint64 {
	e := x.felt(i)
	return e.Bits()
}

// big is the value of operand i in [0, p).
func (x *exec) big(i int) *big.Int {
	e := x.felt(i)
	return e.BigInt(new(big.Int))
}

// count is the value of operand i, which must be a small number.
func (x *exec) count(i int) int64 {
	e := x.felt(i)
	n, ok := vm.FeltValue(&e).Small()
	if x.err == nil && (!ok || n < 0) {
		x.fail("%v is not a count", e.String())
	}
	return n
}

// address is the place that operand i denotes.
func (x *exec) address(i int) (p vm.Pointer) {
	if x.err == nil {
		p, x.err = x.ops[i].address(x.m)
	}
	return p
}

// read is the value at p.
func (x *exec) read(p vm.Pointer) (v vm.Value) {
	if x.err == nil {
		v, x.err = x.m.Read(p)
	}
	return v
}

// readFelt is the field element at p.
func (x *exec) readFelt(p vm.Pointer) fp.Element {
	v := x.read(p)
	if x.err == nil && !v.IsFelt() {
		x.fail("expected a number at %v, found the pointer %v", p, v)
	}
	if x.err != nil {
		return fp.Element{}
	}
	return v.Felt()
}

// readPointer is the pointer at p.
func (x *exec) readPointer(p vm.Pointer) vm.Pointer {
	v := x.read(p)
	if x.err == nil && !v.IsPointer() {
		x.fail("expected a pointer at %v, found %v", p, v)
	}
	if x.err != nil {
		return vm.Pointer{}
	}
	return v.Pointer()
}

// store writes v at p.
func (x *exec) store(p vm.Pointer, v vm.Value) {
	if x.err == nil {
		x.err = x.m.Set(p, v)
	}
}

// put writes v into the cell that operand i is.
func (x *exec) put(i int, v vm.Value) {
	if x.err == nil {
		x.store(x.ops[i].a.address(x.m), v)
	}
}

func (x *exec) putFelt(i int, e *fp.Element) { x.put(i, vm.FeltValue(e)) }

func (x *exec) putBig(i int, n *big.Int) {
	if x.err == nil {
		x.put(i, vm.BigValue(n))
	}
}

func (x *exec) putBool(i int, b bool) {
	n := int64(0)
	if b {
		n = 1
	}
	x.put(i, vm.IntValue(n))
}

// putLimbs writes n in limbs of 128 bits, least significant first, into the
// cells that operands i.. are; the last takes what is left.
func (x *exec) putLimbs(n *big.Int, i ...int) {
	rest := new(big.Int).Set(n)
	for k, op := range i {
		limb := new(big.Int).Set(rest)
		if k < len(i)-1 {
			limb.And(rest, mask128)
			rest.Rsh(rest, 128)
		}
		x.putBig(op, limb)
	}
}

// limbs joins operands of 128 bits each, least significant first.
func (x *exec) limbs(i ...int) *big.Int {
	n := new(big.Int)
	for k := len(i) - 1; k >= 0; k-- {
		n.Lsh(n, 128)
		n.Add(n, x.big(i[k]))
	}
	return n
}

var (
	bound128 = new(big.Int).Lsh(big.NewInt(1), 128)
	mask128  = new(big.Int).Sub(bound128, big.NewInt(1))
)

// less compares two integers of four limbs.
func less(a, b [4]uint64) bool {
	for i := 3; i >= 0; i-- {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}
