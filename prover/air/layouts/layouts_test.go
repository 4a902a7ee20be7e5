package layouts_test

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/air"
	"quarry/prover/air/layouts"
)

func newAIR(tb testing.TB, name string, steps uint64) *air.LayoutAIR {
	tb.Helper()
	a, err := layouts.New(name, steps)
	if err != nil {
		tb.Fatal(err)
	}
	return a.(*air.LayoutAIR)
}

// facts are what Stone's source says of a layout: testdata/<layout>.txt lists
// the widths of the traces, the number of interaction elements, the mask by
// column, and the constraints in order (cpu_air_definition*.h and *.inl).
type facts struct {
	columns, interactionColumns, interactionElements int
	mask                                             []kernels.Cell
	constraints                                      []string
}

func readFacts(tb testing.TB, name string) (f facts) {
	tb.Helper()
	file, err := os.Open("testdata/" + name + ".txt")
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	number := func(s string) int {
		n, err := strconv.Atoi(s)
		if err != nil {
			tb.Fatal(err)
		}
		return n
	}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		words := strings.Fields(lines.Text())
		switch words[0] {
		case "columns":
			f.columns, f.interactionColumns = number(words[1]), number(words[2])
		case "interaction_elements":
			f.interactionElements = number(words[1])
		case "mask":
			for _, row := range words[2:] {
				f.mask = append(f.mask, kernels.Cell{Column: number(words[1]), Row: number(row)})
			}
		case "constraint":
			f.constraints = append(f.constraints, words[1])
		default:
			tb.Fatalf("%s: unknown fact %q", name, words[0])
		}
	}
	return f
}

func TestLayoutsAreStones(t *testing.T) {
	for _, name := range layouts.Names() {
		t.Run(name, func(t *testing.T) {
			want := readFacts(t, name)
			for _, steps := range []uint64{max(layouts.MinSteps(name), 32), 1 << 18} {
				a := newAIR(t, name, steps)
				if got := a.ConstraintNames(); !slices.Equal(got, want.constraints) {
					t.Errorf("constraints are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want.constraints, "\n"))
				}
				if got := a.Mask(); !slices.Equal(got, want.mask) {
					t.Errorf("mask is %v, want %v", got, want.mask)
				}
				original, interaction := a.Widths()
				if original != want.columns || interaction != want.interactionColumns {
					t.Errorf("widths are %d and %d, want %d and %d", original, interaction, want.columns, want.interactionColumns)
				}
				if got := a.NumInteractionElements(); got != want.interactionElements {
					t.Errorf("%d interaction elements, want %d", got, want.interactionElements)
				}
				if a.NumConstraints() != len(want.constraints) || a.TraceLength() != int(steps)*16 || a.Layout() != name {
					t.Errorf("%s: %d constraints, %d rows", a.Layout(), a.NumConstraints(), a.TraceLength())
				}
			}
		})
	}
}

// seeded is an element that depends on its label only.
func seeded(label string, i int) fp.Element {
	var e fp.Element
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d", label, i))
	e.SetBytes(sum[:])
	return e
}

// seededEvaluation evaluates a layout's composition polynomial on made-up
// values: neighbours, runtime constants, alpha and point.
func seededEvaluation(tb testing.TB, a *air.LayoutAIR) fp.Element {
	tb.Helper()
	label := fmt.Sprintf("%s/%d/", a.Layout(), a.TraceLength())
	point, alpha := seeded(label+"point", 0), seeded(label+"alpha", 0)
	cells := make([]fp.Element, len(a.Mask()))
	for i := range cells {
		cells[i] = seeded(label+"mask", i)
	}
	var params []fp.Element
	for _, name := range a.ParamNames() {
		params = append(params, seeded(label+name, 0))
	}
	weight := fp.One()
	for range a.NumConstraints() {
		params = append(params, weight)
		weight.Mul(&weight, &alpha)
	}
	v, err := a.EvalAt(&point, cells, params)
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

// TestCompositionIsStones compares with values that an evaluation of Stone's
// own ConstraintsEval gave for the same inputs.
func TestCompositionIsStones(t *testing.T) {
	for _, name := range layouts.Names() {
		want, ok := compositions[name]
		if !ok {
			t.Errorf("no value for %s", name)
		}
		for i, steps := range []uint64{max(layouts.MinSteps(name), 512), 1 << 18} {
			v := seededEvaluation(t, newAIR(t, name, steps))
			if v.Text(16) != want[i] {
				t.Errorf("%s, %d steps: %s, want %s", name, steps, v.Text(16), want[i])
			}
		}
	}
}

func TestEvalAtRefusesZeroDenominators(t *testing.T) {
	a := newAIR(t, "plain", 512)
	params := make([]fp.Element, a.Program().NumParams)
	cells := make([]fp.Element, len(a.Mask()))
	one := fp.One()
	if _, err := a.EvalAt(&one, cells, params); fault.CodeOf(err) != air.CodeZeroDenominator {
		t.Errorf("at 1: %v", err)
	}
}

func TestNewRefuses(t *testing.T) {
	for _, c := range []struct {
		layout string
		steps  uint64
		code   fault.Code
		hint   string
	}{
		{"tiny", 512, air.CodeUnknownLayout, "recursive_with_poseidon"},
		{"", 512, air.CodeUnknownLayout, "plain"},
		{"plain", 0, air.CodeSteps, ""},
		{"plain", 1000, air.CodeSteps, "1024 steps"},
		{"small", 256, air.CodeSteps, "512 steps"},
		{"starknet", 1 << 11, air.CodeSteps, "steps"},
		{"plain", 1 << 40, air.CodeSteps, "several proofs"},
	} {
		_, err := layouts.New(c.layout, c.steps)
		if fault.CodeOf(err) != c.code {
			t.Errorf("%s, %d steps: %v", c.layout, c.steps, err)
			continue
		}
		if hint := err.(*fault.Error).Hint; !strings.Contains(hint, c.hint) {
			t.Errorf("%s, %d steps: hint %q lacks %q", c.layout, c.steps, hint, c.hint)
		}
	}
}

// TestMinSteps pins the least numbers of steps; they follow from the builtins'
// ratios and the diluted pool's size.
func TestMinSteps(t *testing.T) {
	for name, want := range map[string]uint64{
		"plain": 1, "small": 512, "dex": 512, "perpetual": 2048, "dex_with_bitwise": 1 << 15, "recursive": 1 << 12,
		"no such layout": 0,
	} {
		if got := layouts.MinSteps(name); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
}
