package cairo1

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"pgregory.net/rapid"

	"quarry/fault"
	"quarry/prover/cairo/vm"
)

func TestArithmetic(t *testing.T) {
	max128 := new(big.Int).Sub(bound128, big.NewInt(1)).String()
	hex := "0xffffffffffffffffffffffffffffffff"
	cases := []struct {
		name  string
		ops   []string // inputs, then cells from [fp+0] on are appended
		wants []string // none: it fails
	}{
		{"TestLessThan", []string{"0x1", "0x2"}, []string{"1"}},
		{"TestLessThan", []string{"0x2", "0x2"}, []string{"0"}},
		{"TestLessThan", []string{"-0x1", "0x2"}, []string{"0"}},
		{"TestLessThanOrEqual", []string{"0x2", "0x2"}, []string{"1"}},
		{"TestLessThanOrEqual", []string{"0x3", "0x2"}, []string{"0"}},
		{"WideMul128", []string{hex, hex}, []string{new(big.Int).Sub(bound128, big.NewInt(2)).String(), "1"}},
		{"WideMul128", []string{"0x3", "0x5"}, []string{"0", "15"}},
		{"WideMul128", []string{"-0x1", "0x2"}, []string{
			new(big.Int).Rsh(new(big.Int).Mul(big.NewInt(2), new(big.Int).Sub(fp.Modulus(), big.NewInt(1))), 128).String(), "0"}},
		{"DivMod", []string{"0x64", "0x7"}, []string{"14", "2"}},
		{"DivMod", []string{hex, "0x10000000000000000"}, []string{"18446744073709551615", "18446744073709551615"}},
		{"DivMod", []string{"0x64", "0x0"}, nil},
		{"Uint256DivMod", []string{"0x5", "0x6", "0x0", "0x2"}, []string{"3", "0", "5", "0"}},
		{"Uint256DivMod", []string{"0x5", "0x6", "0x0", "0x0"}, nil},
		{"Uint512DivModByUint256", []string{"0x1", "0x0", "0x0", hex, "0x1", "0x0"}, []string{"1", "0", "0", max128, "0", "0"}},
		{"Uint512DivModByUint256", []string{"0x7", "0x0", "0x0", "0x1", "0x0", "0x1"}, []string{"0", "0", "1", "0", "7", "0"}},
		{"SquareRoot", []string{"0x64"}, []string{"10"}},
		{"SquareRoot", []string{hex}, []string{"18446744073709551615"}},
		{"Uint256SquareRoot", []string{"0xa", "0x0"}, []string{"3", "0", "1", "0", "0"}},
		{"Uint256SquareRoot", []string{hex, hex}, []string{"18446744073709551615", "18446744073709551615",
			new(big.Int).Sub(bound128, big.NewInt(2)).String(), "1", "0"}},
		{"Uint256SquareRoot", []string{"0x0", hex}, []string{"18446744073709551615", "18446744073709551615", max128, "0", "0"}},
		{"LinearSplit", []string{"0x64", "0xa", "0x3"}, []string{"3", "70"}},
		{"LinearSplit", []string{"0x65", "0xa", "0x30"}, []string{"10", "1"}},
		{"LinearSplit", []string{"0x65", "0x0", "0x30"}, nil},
		{"U256InvModN", []string{"0x3", "0x0", "0x7", "0x0"}, []string{"0", "None", "5", "0", "2", "0"}},
		{"U256InvModN", []string{"0x6", "0x0", "0x9", "0x0"}, []string{"3", "0", "2", "0", "3", "0"}},
		{"U256InvModN", []string{"0xc", "0x0", "0x12", "0x0"}, []string{"2", "0", "6", "0", "9", "0"}},
		{"U256InvModN", []string{"0x5", "0x6", "0x1", "0x0"}, []string{"1", "0", "5", "6", "1", "0"}},
		{"U256InvModN", []string{"0x0", "0x0", "0x7", "0x0"}, []string{"7", "0", "0", "0", "1", "0"}},
		{"U256InvModN", []string{"0x1", "0x0", "0x0", "0x0"}, nil},
		{"FieldSqrt", []string{"0x9"}, []string{"3"}},
		{"FieldSqrt", []string{"0x0"}, []string{"0"}},
		{"FieldSqrt", []string{"0x3"}, []string{"3"}}, // 3 is no square, 9 is
	}
	for _, c := range cases {
		t.Run(fmt.Sprint(c.name, c.ops), func(t *testing.T) {
			b := newBench(t)
			ops := c.ops
			for i := len(ops); i < len(specs[c.name].params); i++ {
				ops = append(ops, fmt.Sprintf("[fp+%d]", i-len(c.ops)))
			}
			if c.wants == nil {
				b.fails(c.name, ops...)
				return
			}
			b.must(c.name, ops...)
			b.want(0, c.wants...)
		})
	}
}

// TestDivModAgrees compares the short ways of arithmetic with big integers.
func TestDivModAgrees(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		number := rapid.Custom(func(rt *rapid.T) *big.Int {
			raw := rapid.SliceOfN(rapid.Byte(), 0, 16).Draw(rt, "bytes")
			return new(big.Int).SetBytes(raw)
		})
		x, y := number.Draw(rt, "x"), number.Draw(rt, "y")
		b := newBench(t)
		b.set(0, vm.BigValue(x))
		b.set(1, vm.BigValue(y))
		b.must("WideMul128", "[fp+0]", "[fp+1]", "[fp+2]", "[fp+3]")
		n := new(big.Int).Mul(x, y)
		b.want(2, new(big.Int).Rsh(n, 128).String(), new(big.Int).And(n, mask128).String())
		b.must("TestLessThan", "[fp+0]", "[fp+1]", "[fp+4]")
		b.must("TestLessThanOrEqual", "[fp+0]", "[fp+1]", "[fp+5]")
		b.want(4, bit(x.Cmp(y) < 0), bit(x.Cmp(y) <= 0))
		if y.Sign() != 0 {
			b.must("DivMod", "[fp+0]", "[fp+1]", "[fp+6]", "[fp+7]")
			q, r := new(big.Int).QuoRem(x, y, new(big.Int))
			b.want(6, q.String(), r.String())
		}
	})
}

func bit(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

func TestOperands(t *testing.T) {
	b := newBench(t)
	s := b.segment()
	b.set(0, vm.PointerValue(s))
	b.set(1, vm.IntValue(5))
	b.set(2, vm.IntValue(7))
	if err := b.m.Set(s.Add(3), vm.IntValue(11)); err != nil {
		t.Fatal(err)
	}
	for i, c := range []struct{ op, want string }{
		{"[fp+1]", "5"}, {"[ap+2]", "7"}, {"[[fp+0]+3]", "11"}, {"-0x1", new(big.Int).Sub(fp.Modulus(), big.NewInt(1)).String()},
		{"[fp+1] + [fp+2]", "12"}, {"[fp+1] * [fp+2]", "35"}, {"[fp+1] + 0x3", "8"}, {"[fp+1] * 0x3", "15"},
	} {
		// x·1 + 0 of LinearSplit hands the value through.
		b.must("LinearSplit", c.op, "0x1", "-0x1", fmt.Sprintf("[fp+%d]", 20+i), "[fp+19]")
		b.want(20+int64(i), c.want)
	}
	for _, op := range []string{"[fp+0]", "[fp+9]", "[[fp+1]+0]", "[[fp+0]+0]", "[fp+0] * 0x2", "[fp+0] + [fp+0]"} {
		b.fails("SquareRoot", op, "[fp+60]")
	}
	b.must("TestLessThanOrEqualAddress", "[fp+0]", "[fp+0] + 0x4", "[fp+40]")
	b.must("TestLessThanOrEqualAddress", "[fp+0] + 0x4", "[fp+0]", "[fp+41]")
	b.must("TestLessThanOrEqual", "[fp+0]", "0x0", "[fp+42]")
	b.must("TestLessThanOrEqual", "0x0", "[fp+0]", "[fp+43]")
	b.want(40, "1", "0", "1", "0")
}

func TestSegments(t *testing.T) {
	two := fp.NewElement(2)
	b := newBench(t, fp.One(), two)
	b.must("AllocSegment", "[fp+0]")
	b.must("AllocConstantSize", "0x5", "[fp+1]")
	b.must("AllocConstantSize", "0x3", "[fp+2]")
	b.must("WriteRunParam", "0x0", "[fp+3]")
	b.want(0, "2:0", "3:0", "3:5", "4:0", "4:2")
	if got := b.m.Get(vm.Pointer{Segment: 4, Offset: 1}).String(); got != "2" {
		t.Errorf("second argument: %s", got)
	}
	b.fails("WriteRunParam", "0x1", "[fp+8]")
	b.fails("AllocConstantSize", "-0x1", "[fp+8]")
	b.fails("AllocConstantSize", "0xffffffffffff", "[fp+8]")
	b.fails("AllocSegment", "[fp+0]") // there is another pointer
}

// TestDict goes through the life of two dictionaries as compiled code does.
func TestDict(t *testing.T) {
	b := newBench(t)
	arena, infos := b.segment(), b.segment()
	for i, v := range []vm.Value{vm.PointerValue(infos), vm.IntValue(0), vm.IntValue(0), vm.PointerValue(infos), vm.IntValue(1), vm.IntValue(0)} {
		if err := b.m.Set(arena.Add(int64(i)), v); err != nil {
			t.Fatal(err)
		}
	}
	b.set(0, vm.PointerValue(arena.Add(3)))
	b.must("AllocFelt252Dict", "[fp+0]")
	b.must("AllocFelt252Dict", "[fp+0] + 0x3")
	first, second := b.m.Get(infos), b.m.Get(infos.Add(3))
	if first.String() != "4:0" || second.String() != "-1:0" {
		t.Fatalf("dictionaries at %v and %v", first, second)
	}
	b.set(1, first)
	// Entries of three cells: key, old value, new value.
	keys := []int64{7, 3, 7, 7, 3}
	at := first.Pointer()
	for i, k := range keys {
		entry := at.Add(int64(3 * i))
		b.set(int64(10+i), vm.PointerValue(entry))
		if err := b.m.Set(entry, vm.IntValue(k)); err != nil {
			t.Fatal(err)
		}
		op := fmt.Sprintf("[fp+%d]", 10+i)
		b.must("Felt252DictEntryInit", op, fmt.Sprintf("%#x", k))
		b.must("Felt252DictEntryUpdate", op+" + 0x3", fmt.Sprintf("%#x", 100+i))
	}
	for i, want := range []string{"0", "0", "100", "102", "101"} {
		if got := b.m.Get(at.Add(int64(3*i + 1))).String(); got != want {
			t.Errorf("old value %d is %s, want %s", i, got, want)
		}
	}
	b.must("Felt252DictRead", "[fp+1]", "0x3", "[fp+20]")
	b.set(21, second)
	b.must("Felt252DictWrite", "[fp+21]", "0x5", "[fp+1]")
	b.must("Felt252DictRead", "[fp+21]", "0x5", "[fp+22]")
	b.must("GetSegmentArenaIndex", "[fp+21]", "[fp+23]")
	b.want(20, "104", "-1:0", "4:0", "1")
	b.fails("GetSegmentArenaIndex", "[fp+0]", "[fp+24]")
	b.fails("Felt252DictRead", "[fp+0]", "0x1", "[fp+24]")

	// Squash: key 3 has accesses 1 and 4, key 7 has 0, 2 and 3.
	b.must("InitSquashData", "[fp+1]", "0xf", "0x5", "[fp+30]", "[fp+31]")
	range128 := b.segment()
	b.set(32, vm.PointerValue(range128))
	b.must("GetCurrentAccessIndex", "[fp+32]")
	b.must("ShouldSkipSquashLoop", "[fp+33]")
	b.fails("GetNextDictKey", "[fp+50]")
	b.must("GetCurrentAccessDelta", "[fp+34]")
	b.must("ShouldContinueSquashLoop", "[fp+35]")
	b.fails("GetCurrentAccessDelta", "[fp+50]")
	b.must("GetNextDictKey", "[fp+36]")
	b.must("GetCurrentAccessIndex", "[fp+32] + 0x1")
	b.must("GetCurrentAccessDelta", "[fp+37]")
	b.must("ShouldContinueSquashLoop", "[fp+38]")
	b.must("GetCurrentAccessDelta", "[fp+39]")
	b.fails("GetNextDictKey", "[fp+50]")
	b.want(30, "0", "3")
	b.want(33, "0", "2", "0", "7", "1", "1", "0")
	if i, j := b.m.Get(range128).String(), b.m.Get(range128.Add(1)).String(); i != "1" || j != "0" {
		t.Errorf("first accesses %s and %s, want 1 and 0", i, j)
	}
	b.fails("InitSquashData", "[fp+1]", "0xf", "0x0", "[fp+51]", "[fp+52]")
	b.fails("InitSquashData", "[fp+1]", "0xf", "0x6", "[fp+51]", "[fp+52]")

	b.set(60, vm.PointerValue(at.Add(15)))
	b.must("AddRelocationRule", "[fp+21]", "[fp+60]")
	b.want(21, "4:15")
	b.fails("AddRelocationRule", "[fp+1]", "[fp+60]")
}

func TestSmallArcs(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b := newBench(t)
		p := b.segment()
		var x, y fp.Element
		x.SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 31).Draw(rt, "x"))
		y.SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 31).Draw(rt, "y"))
		if less(y.Bits(), x.Bits()) {
			x, y = y, x
		}
		b.set(0, vm.PointerValue(p))
		b.set(1, vm.FeltValue(&x))
		b.set(2, vm.FeltValue(&y))
		b.must("AssertLeFindSmallArcs", "[fp+0]", "[fp+1]", "[fp+2]")
		b.must("AssertLeIsFirstArcExcluded", "[fp+3]")
		b.must("AssertLeIsSecondArcExcluded", "[fp+4]")
		var parts [4]*big.Int
		for i := range parts {
			parts[i] = b.m.Get(p.Add(int64(i))).Big()
			if parts[i].Cmp(bound128) >= 0 {
				rt.Fatalf("part %d is %v", i, parts[i])
			}
		}
		arc := func(i int, by *big.Int) *big.Int {
			n := new(big.Int).Mul(parts[2*i+1], by)
			return n.Add(n, parts[2*i])
		}
		short, long := arc(0, thirdHigh), arc(1, halfHigh)
		xb, yb := x.BigInt(new(big.Int)), y.BigInt(new(big.Int))
		all := []*big.Int{xb, new(big.Int).Sub(yb, xb), new(big.Int).Sub(fp.Modulus(), new(big.Int).Add(yb, big.NewInt(1)))}
		left := all[b.r.arc]
		if short.Cmp(long) > 0 || long.Cmp(left) > 0 {
			rt.Fatalf("arcs %v, %v and %v are out of order", short, long, left)
		}
		sum := new(big.Int).Add(short, long)
		if sum.Add(sum, left).Cmp(new(big.Int).Sub(fp.Modulus(), big.NewInt(1))) != 0 {
			rt.Fatal("the arcs do not make the circle")
		}
		b.want(3, bit(b.r.arc != 0), bit(b.r.arc != 1))
	})
}

func TestRandomPoint(t *testing.T) {
	b, c := newBench(t), newBench(t)
	b.must("RandomEcPoint", "[fp+0]", "[fp+1]")
	b.must("RandomEcPoint", "[fp+2]", "[fp+3]")
	c.must("RandomEcPoint", "[fp+0]", "[fp+1]")
	if b.m.Get(b.at(0)).Same(b.m.Get(b.at(2))) || !b.m.Get(b.at(0)).Same(c.m.Get(c.at(0))) {
		t.Error("points repeat within a run, or differ between runs")
	}
	beta, _ := new(big.Int).SetString("3141592653589793238462643383279502884197169399375105820974944592307816406665", 10)
	for _, at := range []int64{0, 2} {
		x, y := b.m.Get(b.at(at)).Big(), b.m.Get(b.at(at+1)).Big()
		rhs := new(big.Int).Exp(x, big.NewInt(3), nil)
		rhs.Add(rhs, x).Add(rhs, beta).Sub(rhs, y.Mul(y, y))
		if rhs.Mod(rhs, fp.Modulus()).Sign() != 0 {
			t.Errorf("the point at %d is not on the curve", at)
		}
	}
}

// TestCircuit evaluates (x + y), z = 1/(x + y) and z·x modulo 97, and an
// inverse that there is not.
func TestCircuit(t *testing.T) {
	b := newBench(t)
	values, adds, muls, addAt, mulAt := b.segment(), b.segment(), b.segment(), b.segment(), b.segment()
	write := func(p vm.Pointer, vs ...vm.Value) {
		t.Helper()
		for i, v := range vs {
			if err := b.m.Set(p.Add(int64(i)), v); err != nil {
				t.Fatal(err)
			}
		}
	}
	n := func(n int64) vm.Value { return vm.IntValue(n) }
	write(values, n(1), n(0), n(0), n(0), n(5), n(0), n(0), n(0), n(90), n(0), n(0), n(0))
	write(adds, n(4), n(8), n(12))
	write(muls, n(16), n(12), n(0), n(16), n(4), n(20))
	write(addAt.Add(5), vm.PointerValue(adds))
	write(mulAt, n(97), n(0), n(0), n(0), vm.PointerValue(values), vm.PointerValue(muls))
	b.set(0, vm.PointerValue(addAt))
	b.set(1, vm.PointerValue(mulAt))
	b.must("EvalCircuit", "0x1", "[fp+0]", "0x2", "[fp+1]")
	inverse := new(big.Int).ModInverse(big.NewInt(95), big.NewInt(97))
	product := new(big.Int).Mul(inverse, big.NewInt(5))
	for _, c := range []struct {
		at   vm.Pointer
		want string
	}{
		{values.Add(12), "95"}, {values.Add(16), inverse.String()}, {values.Add(20), product.Mod(product, big.NewInt(97)).String()},
		{addAt, "97"}, {addAt.Add(4), values.String()}, {addAt.Add(6), "1"},
		{mulAt.Add(6), "2"}, {mulAt.Add(7), "97"}, {mulAt.Add(12), muls.Add(3).String()}, {mulAt.Add(13), "1"}, {mulAt.Add(14), "None"},
	} {
		if got := b.m.Get(c.at).String(); got != c.want {
			t.Errorf("cell %v is %s, want %s", c.at, got, c.want)
		}
	}

	// 1/4 modulo 6: the instances end before it, and the nullifier is 3.
	values2, muls2, mulAt2 := b.segment(), b.segment(), b.segment()
	write(values2, n(1), n(0), n(0), n(0), n(4), n(0), n(0), n(0))
	write(muls2, n(8), n(4), n(0))
	write(mulAt2, n(6), n(0), n(0), n(0), vm.PointerValue(values2), vm.PointerValue(muls2))
	b.set(2, vm.PointerValue(mulAt2))
	b.must("EvalCircuit", "0x0", "[fp+0]", "0x1", "[fp+2]")
	if got := b.m.Get(values2.Add(8)).String(); got != "3" || b.m.Has(mulAt2.Add(6)) {
		t.Errorf("nullifier %s, counter %v", got, b.m.Get(mulAt2.Add(6)))
	}
	b.fails("EvalCircuit", "0x0", "[fp+0]", "0x2", "[fp+2]")
	b.fails("EvalCircuit", "0xffffffffff", "[fp+0]", "0x1", "[fp+1]")
}

func TestPrinting(t *testing.T) {
	b := newBench(t)
	var out strings.Builder
	b.r.options.Print = &out
	data := b.segment()
	text := func(s string) vm.Value {
		return vm.BigValue(new(big.Int).SetBytes([]byte(s)))
	}
	for i, v := range []vm.Value{vm.FeltValue(&byteArrayMagic), vm.IntValue(1), text("a string that takes two words," + " "),
		text("or so\n"), vm.IntValue(6), text("short"), vm.IntValue(1)} {
		if err := b.m.Set(data.Add(int64(i)), v); err != nil {
			t.Fatal(err)
		}
	}
	b.set(0, vm.PointerValue(data))
	b.must("DebugPrint", "[fp+0]", "[fp+0] + 0x5")
	b.must("DebugPrint", "[fp+0] + 0x5", "[fp+0] + 0x7")
	want := "a string that takes two words, or so\n[DEBUG]\t0x73686f7274 ('short')\n[DEBUG]\t0x1\n"
	if out.String() != want {
		t.Errorf("printed %q, want %q", out.String(), want)
	}
	failure := &vm.Failure{Hint: -1}
	if _, panicked := b.r.Panic(failure); panicked {
		t.Error("panicked without a marker")
	}
	b.must("AddMarker", "[fp+0]", "[fp+0] + 0x6")
	got, panicked := b.r.Panic(fmt.Errorf("wrapped: %w", failure))
	if want := `("a string that takes two words, or so` + "\n" + `", 0x73686f7274 ('short'))`; !panicked || FormatPanic(got) != want {
		t.Errorf("panic %s, want %s", FormatPanic(got), want)
	}
	for _, err := range []error{fmt.Errorf("other"), &vm.Failure{Hint: 0}, &vm.Failure{Hint: -1, PC: vm.Pointer{Offset: 1}}} {
		if _, panicked := b.r.Panic(err); panicked {
			t.Errorf("%v is taken for a panic", err)
		}
	}
	b.fails("DebugPrint", "[fp+0]", "[fp+0] + 0x8")
	b.fails("DebugPrint", "[fp+0] + 0x1", "[fp+0]")
}

func TestRefused(t *testing.T) {
	b := newBench(t)
	b.set(0, vm.PointerValue(b.at(10)))
	b.fails("SystemCall", "[fp+0]")
	b.fails("Cheatcode")
	for _, n := range []string{"AssertAllKeysUsed", "AssertCurrentAccessIndicesIsEmpty", "AssertLeAssertThirdArcExcluded"} {
		b.must(n)
	}
	b.must("AssertLtAssertValidInput", "0x1", "0x2")
	b.must("AssertAllAccessesUsed", "[fp+1]")
	b.must("AddTrace", "0x1")
}

func TestBudget(t *testing.T) {
	b := newBench(t)
	data := b.segment()
	for i := range int64(100) {
		if err := b.m.Set(data.Add(i), vm.IntValue(i)); err != nil {
			t.Fatal(err)
		}
	}
	b.set(0, vm.PointerValue(data))
	b.r.options.Budget = 150
	b.must("DebugPrint", "[fp+0]", "[fp+0] + 0x64")
	if err := b.do("DebugPrint", "[fp+0]", "[fp+0] + 0x64"); fault.CodeOf(err) != CodeBudget {
		t.Errorf("beyond the budget: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	b.r.ctx, b.r.options.Budget = ctx, 0
	cancel()
	b.r.spent = patience - 50
	if err := b.do("DebugPrint", "[fp+0]", "[fp+0] + 0x64"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
