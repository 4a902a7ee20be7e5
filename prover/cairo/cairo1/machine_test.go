package cairo1

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/cairo/vm"
)

var (
	cellForm   = regexp.MustCompile(`^\[(ap|fp)([+-]\d+)\]$`)
	doubleForm = regexp.MustCompile(`^\[(\[.*\])([+-]\d+)\]$`)
	binForm    = regexp.MustCompile(`^(\[[^ ]*\]) ([+*]) (.*)$`)
)

// operandJSON writes an operand of the forms [fp+1], [[fp+1]+2], 0x5,
// [fp+1] + 0x5, [fp+1] * [ap-2] as the compiler does; cells without Deref.
func operandJSON(s string, writes bool) string {
	if m := cellForm.FindStringSubmatch(s); m != nil {
		c := fmt.Sprintf(`{"register":%q,"offset":%s}`, strings.ToUpper(m[1]), strings.TrimPrefix(m[2], "+"))
		if writes {
			return c
		}
		return `{"Deref":` + c + `}`
	}
	if m := doubleForm.FindStringSubmatch(s); m != nil {
		return fmt.Sprintf(`{"DoubleDeref":[%s,%s]}`, operandJSON(m[1], true), strings.TrimPrefix(m[2], "+"))
	}
	if m := binForm.FindStringSubmatch(s); m != nil {
		op := map[string]string{"+": "Add", "*": "Mul"}[m[2]]
		return fmt.Sprintf(`{"BinOp":{"op":%q,"a":%s,"b":%s}}`, op, operandJSON(m[1], true), operandJSON(m[3], false))
	}
	return fmt.Sprintf(`{"Immediate":%q}`, s)
}

// hintJSON writes a hint with its operands in the order of its parameters.
func hintJSON(name string, operands ...string) string {
	s := specs[name]
	if len(s.params) == 0 && len(operands) == 0 {
		return fmt.Sprintf("%q", name)
	}
	var args []string
	for i, p := range s.params {
		args = append(args, fmt.Sprintf("%q:%s", p.name, operandJSON(operands[i], p.role == writes)))
	}
	return fmt.Sprintf(`{%q:{%s}}`, name, strings.Join(args, ","))
}

// bench is a machine without a program, on whose stack hints work.
type bench struct {
	t *testing.T
	m *vm.Machine
	r *Runner
}

func newBench(t *testing.T, args ...fp.Element) *bench {
	memory := vm.NewMemory(1 << 20)
	for range 2 {
		if _, err := memory.AddSegment(); err != nil {
			t.Fatal(err)
		}
	}
	p := vm.Pointer{Segment: 1, Offset: 100}
	return &bench{t, vm.New(memory, vm.Pointer{}, p, p), (&Executable{}).NewRunner(t.Context(), Options{Args: args})}
}

// do runs a hint.
func (b *bench) do(name string, operands ...string) error {
	b.t.Helper()
	h, err := parseHint(json.RawMessage(hintJSON(name, operands...)))
	if err != nil {
		b.t.Fatal(err)
	}
	b.r.hints = [][]hint{{h}}
	return b.r.RunHints(b.m, vm.Pointer{})
}

func (b *bench) must(name string, operands ...string) {
	b.t.Helper()
	if err := b.do(name, operands...); err != nil {
		b.t.Fatal(err)
	}
}

// fails runs a hint that has to end with an error.
func (b *bench) fails(name string, operands ...string) {
	b.t.Helper()
	if err := b.do(name, operands...); err == nil {
		b.t.Errorf("%s %v does not fail", name, operands)
	}
}

func (b *bench) at(offset int64) vm.Pointer { return b.m.FP().Add(offset) }

func (b *bench) set(offset int64, v vm.Value) {
	b.t.Helper()
	if err := b.m.Set(b.at(offset), v); err != nil {
		b.t.Fatal(err)
	}
}

// want compares consecutive cells with numbers.
func (b *bench) want(offset int64, numbers ...string) {
	b.t.Helper()
	for i, n := range numbers {
		if got := b.m.Get(b.at(offset + int64(i))); got.String() != n {
			b.t.Errorf("[fp+%d] = %v, want %s", offset+int64(i), got, n)
		}
	}
}

func (b *bench) segment() vm.Pointer {
	p, err := b.m.AddSegment()
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}
