package vm

import (
	"context"
	"errors"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"pgregory.net/rapid"
)

// word assembles an instruction.
func word(off0, off1, off2 int, flags uint64) Value {
	w := uint64(off0+1<<15) | uint64(off1+1<<15)<<16 | uint64(off2+1<<15)<<32 | flags<<48
	var e fp.Element
	e.SetUint64(w)
	return FeltValue(&e)
}

const (
	fDstFP, fOp0FP, fImm, fOp1FP, fOp1AP = 1, 2, 4, 8, 16
	fAdd, fMul, fJump, fJumpRel, fJnz    = 32, 64, 128, 256, 512
	fAPAdd, fAP1, fCall, fRet, fAssert   = 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14
)

// setup loads code and a stack, and a third segment with some values.
func setup(code, stack, heap []Value, fp int64) *Machine {
	m := NewMemory(1 << 16)
	for _, data := range [][]Value{code, stack, heap} {
		p, err := m.AddSegment()
		if err != nil {
			panic(err)
		}
		for i, v := range data {
			if v.Known() {
				if err := m.Load(p.Add(int64(i)), v); err != nil {
					panic(err)
				}
			}
		}
	}
	machine := New(m, Pointer{0, 0}, Pointer{1, int64(len(stack))}, Pointer{1, fp})
	machine.KeepTrace(1 << 16)
	return machine
}

// TestFibonacci runs [ap] = [ap-1] + [ap-2] in a loop.
func TestFibonacci(t *testing.T) {
	code := []Value{
		word(0, -1, -2, fOp1AP|fAdd|fAP1|fAssert),
		word(-1, -1, 1, fDstFP|fOp0FP|fImm|fJumpRel), IntValue(-1),
	}
	m := setup(code, []Value{IntValue(1), IntValue(1)}, nil, 2)
	if err := m.RunFor(t.Context(), 100, nil); err != nil {
		t.Fatal(err)
	}
	if got := m.Get(Pointer{1, 51}).String(); got != "32951280099" {
		t.Errorf("fib(51) = %s", got)
	}
	if m.Steps() != 100 || m.AP() != (Pointer{1, 52}) {
		t.Errorf("%d steps, ap = %v", m.Steps(), m.AP())
	}
	lo, hi := m.Limits()
	if lo != 1<<15-2 || hi != 1<<15+1 {
		t.Errorf("offsets in [%d, %d]", lo, hi)
	}
}

func genValue(t *rapid.T, label string) Value {
	switch rapid.IntRange(0, 5).Draw(t, label) {
	case 0:
		return Value{}
	case 1:
		return PointerValue(Pointer{rapid.IntRange(0, 2).Draw(t, "seg"), int64(rapid.IntRange(-1, 12).Draw(t, "off"))})
	case 2:
		var e fp.Element
		e.SetUint64(rapid.Uint64().Draw(t, "felt"))
		e.Square(&e)
		return FeltValue(&e)
	}
	return IntValue(int64(rapid.IntRange(-3, 6).Draw(t, "int")))
}

func genCode(t *rapid.T) []Value {
	var code []Value
	for range rapid.IntRange(1, 12).Draw(t, "instructions") {
		pick := func(label string, of ...uint64) uint64 { return rapid.SampledFrom(of).Draw(t, label) }
		flags := pick("dst", 0, fDstFP) | pick("op0", 0, fOp0FP) | pick("op1", 0, fImm, fImm, fOp1FP, fOp1AP) | pick("res", 0, 0, fAdd, fMul)
		flags |= pick("what", fAssert, fAssert|fAP1, fAssert|fAP1, fAssert|fAP1, fJump, fJumpRel, fJnz, fJnz|fAP1, fAPAdd, fCall|fJumpRel, fCall|fJump, fRet|fJump, 0)
		off := func(label string) int { return rapid.IntRange(-4, 1).Draw(t, label) }
		off2 := off("off2")
		if flags&fImm != 0 {
			off2 = 1
		}
		code = append(code, word(off("off0"), off("off1"), off2, flags))
		if flags&fImm != 0 {
			code = append(code, genValue(t, "imm"))
		}
	}
	return code
}

// TestFastIsStep compares the loop with the full semantics on random programs:
// the same state, memory, marks and trace after the same number of steps, and
// the same error.
func TestFastIsStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := genCode(t)
		stack := make([]Value, rapid.IntRange(2, 8).Draw(t, "stack"))
		for i := range stack {
			stack[i] = genValue(t, "cell")
		}
		heap := []Value{genValue(t, "h0"), genValue(t, "h1"), genValue(t, "h2"), genValue(t, "h3")}
		fpOff := int64(rapid.IntRange(0, len(stack)).Draw(t, "fp"))
		a, b := setup(code, stack, heap, fpOff), setup(code, stack, heap, fpOff)
		b.slow = true
		errA, errB := a.RunFor(context.Background(), 60, nil), b.RunFor(context.Background(), 60, nil)
		if (errA == nil) != (errB == nil) || errA != nil && errA.Error() != errB.Error() {
			t.Fatalf("errors %v and %v", errA, errB)
		}
		if a.pc != b.pc || a.ap != b.ap || a.fp != b.fp || a.steps != b.steps || a.offMin != b.offMin || a.offMax != b.offMax {
			t.Fatalf("state %v %v %v %d and %v %v %v %d", a.pc, a.ap, a.fp, a.steps, b.pc, b.ap, b.fp, b.steps)
		}
		for i := range a.segs {
			if x, y := a.UsedSize(i), b.UsedSize(i); x != y {
				t.Fatalf("segment %d: sizes %d and %d", i, x, y)
			}
			for j := range a.UsedSize(i) {
				p := Pointer{i, j}
				if !a.Get(p).Same(b.Get(p)) || errA == nil && a.WasAccessed(p) != b.WasAccessed(p) {
					t.Fatalf("%v: %v and %v", p, a.Get(p), b.Get(p))
				}
			}
		}
		if len(a.trace) != len(b.trace) {
			t.Fatalf("traces of %d and %d", len(a.trace), len(b.trace))
		}
		for i := range a.trace {
			if a.trace[i] != b.trace[i] {
				t.Fatalf("trace[%d]: %v and %v", i, a.trace[i], b.trace[i])
			}
		}
	})
}

// TestPointers are the rules of pointer arithmetic.
func TestPointers(t *testing.T) {
	p := PointerValue(Pointer{3, 5})
	if v, err := Add(p, IntValue(-7)); err != nil || v.Pointer() != (Pointer{3, -2}) {
		t.Errorf("3:5 - 7 = %v, %v", v, err)
	}
	if v, err := Sub(p, PointerValue(Pointer{3, 9})); err != nil || !v.Same(IntValue(-4)) {
		t.Errorf("3:5 - 3:9 = %v, %v", v, err)
	}
	for _, f := range []func() (Value, error){
		func() (Value, error) { return Add(p, p) },
		func() (Value, error) { return Sub(p, PointerValue(Pointer{2, 0})) },
		func() (Value, error) { return Sub(IntValue(1), p) },
		func() (Value, error) { return Mul(p, IntValue(1)) },
		func() (Value, error) { return Add(p, IntValue(1<<50)) },
	} {
		if v, err := f(); err == nil {
			t.Errorf("no error, but %v", v)
		}
	}
}

// TestMemory: cells are written once, within the limit.
func TestMemory(t *testing.T) {
	m := NewMemory(1000)
	p, err := m.AddSegment()
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Set(p, IntValue(1)); err != nil {
		t.Error(err)
	}
	if err := m.Set(p, IntValue(1)); err != nil {
		t.Error("the same value again:", err)
	}
	if err := m.Set(p, IntValue(2)); err == nil {
		t.Error("a cell was changed")
	}
	if err := m.Set(p.Add(-1), IntValue(1)); err == nil {
		t.Error("a negative offset was written")
	}
	if err := m.Set(p.Add(2000), IntValue(1)); err == nil {
		t.Error("memory beyond the limit was written")
	}
	if err := m.Set(p.Add(999), IntValue(1)); err != nil {
		t.Error("the last cell:", err)
	}
}

// TestTemporary: a temporary segment moves to its place.
func TestTemporary(t *testing.T) {
	m := setup([]Value{IntValue(0)}, nil, nil, 0)
	tmp, err := m.AddTemporary()
	if err != nil {
		t.Fatal(err)
	}
	heap := Pointer{2, 0}
	for _, err := range []error{m.Set(tmp.Add(1), PointerValue(tmp)), m.Set(heap, IntValue(4)),
		m.Memory.Relocate(tmp, heap.Add(1)), m.Set(heap.Add(5), PointerValue(tmp.Add(2)))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := m.Get(heap.Add(5)).Pointer(); got != heap.Add(3) {
		t.Errorf("read %v", got)
	}
	if err := m.EndMemory(); err != nil {
		t.Fatal(err)
	}
	if got := m.Get(heap.Add(2)).Pointer(); got != heap.Add(1) {
		t.Errorf("moved cell holds %v", got)
	}
	if err := m.Memory.Relocate(heap, tmp); err == nil {
		t.Error("a real segment was relocated")
	}
}

// TestCancel: a loop without end stops with its context.
func TestCancel(t *testing.T) {
	m := setup([]Value{word(-1, -1, 1, fDstFP|fOp0FP|fImm|fJumpRel), IntValue(0)}, []Value{IntValue(0)}, nil, 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := m.RunUntil(ctx, Pointer{0, 9}, 1<<40); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := m.RunUntil(t.Context(), Pointer{0, 9}, 1000); err == nil || m.Steps() != 1000 {
		t.Errorf("%d steps, %v", m.Steps(), err)
	}
}
