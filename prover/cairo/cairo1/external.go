package cairo1

import (
	"io"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/cairo/vm"
)

// allocConstantSize hands out a part of one segment that all such requests
// share.
func allocConstantSize(x *exec) {
	n := x.count(0)
	if x.err == nil && !x.r.hasSpace {
		x.r.buffer, x.err = x.m.AddSegment()
		x.r.hasSpace = true
	}
	if x.err != nil {
		return
	}
	p := x.r.buffer
	x.r.buffer = p.Add(n)
	if x.r.buffer.Offset >= 1<<40 {
		x.fail("more than 2^40 cells are allocated")
		return
	}
	x.put(1, vm.PointerValue(p))
}

// addRelocation strings a temporary segment to the end of another.
func addRelocation(x *exec) {
	src, dst := x.address(0), x.address(1)
	if x.err == nil {
		x.err = x.m.Relocate(src, dst)
	}
}

// writeRunParam writes the arguments into a new segment and the pointers to
// its beginning and end into two cells. Entry points have one parameter, the
// list of all arguments.
func writeRunParam(x *exec) {
	n := x.count(0)
	if x.err == nil && n != 0 {
		x.fail("the program has no parameter %d", n)
	}
	if x.err != nil {
		return
	}
	var p vm.Pointer
	if p, x.err = x.m.AddSegment(); x.err != nil {
		return
	}
	for i := range x.r.options.Args {
		x.spend(1)
		x.store(p.Add(int64(i)), vm.FeltValue(&x.r.options.Args[i]))
	}
	to := x.ops[1].a.address(x.m)
	x.store(to, vm.PointerValue(p))
	x.store(to.Add(1), vm.PointerValue(p.Add(int64(len(x.r.options.Args)))))
}

// felts returns the numbers from one pointer up to another.
func (x *exec) felts(from, to int) []fp.Element {
	p, end := x.address(from), x.address(to)
	if x.err == nil && (p.Segment != end.Segment || p.Offset > end.Offset) {
		x.fail("there is nothing from %v to %v", p, end)
	}
	var out []fp.Element
	for ; x.err == nil && p.Offset < end.Offset; p = p.Add(1) {
		x.spend(1)
		out = append(out, x.readFelt(p))
	}
	return out
}

// addMarker keeps the program's result: if it is that of a panic, the entry
// code fails at the same place.
func addMarker(x *exec) {
	data := x.felts(0, 1)
	if x.err == nil {
		x.r.marker, x.r.markerAt, x.r.marked = data, x.m.PC(), true
	}
}

func debugPrint(x *exec) {
	data := x.felts(0, 1)
	if x.err == nil && x.r.options.Print != nil {
		_, x.err = io.WriteString(x.r.options.Print, FormatDebug(data))
	}
}

func systemCall(x *exec) {
	x.fail("system calls need a Starknet node; a program that is to be proven can't make any")
}

func cheatcode(x *exec) {
	x.fail("cheat codes need a test runner; a program that is to be proven can't use any")
}
