package cairo

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"quarry/fault"
	"quarry/prover/cairo/cairo1"
	"quarry/prover/cairo/pie"
	"quarry/prover/cairo/vm"
)

// executableCase is a run of the Cairo compiler's own runner (cairo-execute
// 2.20.0 with cairo-vm 3.2.0) on an executable of cairo1/testdata:
//
//	cairo-execute --single-file --build-only --output-path NAME.executable.json NAME.cairo
//	cairo-execute --prebuilt --standalone --layout LAYOUT --args=ARGS --print-outputs \
//	  --trace-file … --memory-file … --air-public-input … --air-private-input … NAME.executable.json
//	cairo-execute --prebuilt --layout LAYOUT --args=ARGS --output-path NAME.zip NAME.executable.json
//
// with its random points replaced by those of package cairo1. Trace and memory
// are SHA-256 digests, the memory's cells in the order of addresses. The memory
// is missing where that runner fills in cells of builtins that cairo-lang's
// leaves open; all_cairo takes more steps there.
type executableCase struct {
	Name         string
	Layout, Args string
	MinSteps     int `json:"min_steps"`
	Steps        int
	RCMin        int `json:"rc_min"`
	RCMax        int `json:"rc_max"`
	Printed      string
	Output       []string
	Trace        string
	Memory       string
	Segments     map[string][2]uint64
	PublicMemory int    `json:"public_memory"`
	PIEMemory    string `json:"pie_memory"`
	PIEResources struct {
		Steps    int64            `json:"n_steps"`
		Holes    int64            `json:"n_memory_holes"`
		Builtins map[string]int64 `json:"builtin_instance_counter"`
	} `json:"pie_resources"`
}

func executableCases(t testing.TB) []executableCase {
	t.Helper()
	data, err := os.ReadFile("cairo1/testdata/expected.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []executableCase
	if err := json.Unmarshal(data, &cases); err != nil || len(cases) == 0 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	return cases
}

func executable(t testing.TB, name string) []byte {
	t.Helper()
	f, err := os.Open("cairo1/testdata/" + name + ".executable.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func (c *executableCase) options(t testing.TB) Options {
	t.Helper()
	args, err := cairo1.ParseArgs(c.Args)
	if err != nil {
		t.Fatal(err)
	}
	return Options{Program: executable(t, c.Name), Args: args, Layout: c.Layout}
}

func digestOf(t testing.TB, write func(io.Writer) error) string {
	t.Helper()
	h := sha256.New()
	if err := write(h); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// outputOf writes a run's output as runners print it.
func outputOf(res *Result) string {
	if res == nil {
		return ""
	}
	var out []string
	for _, v := range res.Output() {
		out = append(out, signed(v))
	}
	return fmt.Sprint(out)
}

func TestExecutablesInProofMode(t *testing.T) {
	for _, c := range executableCases(t) {
		t.Run(c.Name, func(t *testing.T) {
			var printed bytes.Buffer
			opts := c.options(t)
			opts.ProofMode, opts.MinSteps, opts.Out = true, c.MinSteps, &printed
			res, err := Execute(context.Background(), opts)
			if err != nil {
				t.Fatal(err)
			}
			if got := outputOf(res); got != fmt.Sprint(c.Output) || res.Steps() != c.Steps || printed.String() != c.Printed {
				t.Errorf("output %v, want %v; %d steps, want %d; printed %q", got, c.Output, res.Steps(), c.Steps, printed.String())
			}
			if got := digestOf(t, res.WriteTrace); got != c.Trace {
				t.Errorf("trace %s, want %s", got, c.Trace)
			}
			if got := digestOf(t, res.WriteMemory); c.Memory != "" && got != c.Memory {
				t.Errorf("memory %s, want %s", got, c.Memory)
			}
			e, err := res.Execution()
			if err != nil {
				t.Fatal(err)
			}
			p := e.Public
			if int(p.RCMin) != c.RCMin || int(p.RCMax) != c.RCMax || len(p.PublicMemory) != c.PublicMemory || len(p.Segments) != len(c.Segments) {
				t.Errorf("range checks %d to %d, %d public cells, %d segments", p.RCMin, p.RCMax, len(p.PublicMemory), len(p.Segments))
			}
			for name, want := range c.Segments {
				if s := p.Segments[name]; s.Begin != want[0] || s.Stop != want[1] {
					t.Errorf("segment %s: %v, want %v", name, s, want)
				}
			}
		})
	}
}

func TestExecutablesAsPIE(t *testing.T) {
	for _, c := range executableCases(t) {
		t.Run(c.Name, func(t *testing.T) {
			res, err := Execute(context.Background(), c.options(t))
			if err != nil {
				t.Fatal(err)
			}
			p, err := res.PIE()
			if err != nil {
				t.Fatal(err)
			}
			if err := p.Check(); err != nil {
				t.Error(err)
			}
			r, want := p.Resources, c.PIEResources
			if r.Steps != want.Steps || r.MemoryHoles != want.Holes || len(r.Builtins) != len(want.Builtins) {
				t.Errorf("resources %+v, want %+v", r, want)
			}
			for _, b := range r.Builtins {
				if b.Count != want.Builtins[b.Name] {
					t.Errorf("%d instances of %s, want %d", b.Count, b.Name, want.Builtins[b.Name])
				}
			}
			var file bytes.Buffer
			if err := p.Write(&file); err != nil {
				t.Fatal(err)
			}
			if got := memoryOf(t, p.Merge()); got != c.PIEMemory {
				t.Errorf("memory %s, want %s", got, c.PIEMemory)
			}
			again, err := Execute(context.Background(), Options{Program: file.Bytes(), Layout: c.Layout})
			if err != nil || outputOf(again) != fmt.Sprint(c.Output) {
				t.Errorf("run from the PIE: %v", err)
			}
		})
	}
}

// memoryOf digests the memory member of a PIE.
func memoryOf(t testing.TB, p *pie.PIE) string {
	t.Helper()
	var file bytes.Buffer
	if err := p.Write(&file); err != nil {
		t.Fatal(err)
	}
	return digestOf(t, func(w io.Writer) error { return copyMember(file.Bytes(), "memory.bin", w) })
}

func TestExecutableErrors(t *testing.T) {
	strict := executableCase{Name: "strings", Layout: "recursive", Args: "1,0,97,1,200,1"}
	opts := strict.options(t)
	opts.ProofMode = true
	_, err := Execute(context.Background(), opts)
	if fault.CodeOf(err) != cairo1.CodePanic || !strings.Contains(err.Error(), `"too heavy: 200"`) {
		t.Errorf("panic: %v", err)
	}
	opts.Args = nil
	if _, err := Execute(context.Background(), opts); fault.CodeOf(err) != cairo1.CodePanic ||
		!strings.Contains(err.Error(), "Failed to deserialize param #0") {
		t.Errorf("no arguments: %v", err)
	}
	opts.Input = []byte(`["0x0", "0x0"]`)
	if _, err := Execute(context.Background(), opts); err != nil {
		t.Errorf("arguments as input: %v", err)
	}
	opts.Input = []byte(`{"a": 1}`)
	if _, err := Execute(context.Background(), opts); fault.CodeOf(err) != cairo1.CodeArguments {
		t.Errorf("input is no list: %v", err)
	}
	opts.Args, opts.Input = strict.options(t).Args, []byte(`["0x0"]`)
	if _, err := Execute(context.Background(), opts); fault.CodeOf(err) != CodeOptions {
		t.Errorf("arguments twice: %v", err)
	}
	loop := executableCase{Name: "fibonacci", Layout: "small", Args: "4294967295"}
	opts = loop.options(t)
	opts.MaxSteps = 1 << 14
	if _, err := Execute(context.Background(), opts); fault.CodeOf(err) != vm.CodeStepLimit {
		t.Errorf("too many steps: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	opts.MaxSteps = 0
	if _, err := Execute(ctx, opts); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	opts = loop.options(t)
	opts.Layout = "plain"
	if _, err := Execute(context.Background(), opts); fault.CodeOf(err) != CodeBuiltins {
		t.Errorf("layout without the builtins: %v", err)
	}
	opts.Program = []byte("type felt252 = felt252;")
	if _, err := Execute(context.Background(), opts); fault.CodeOf(err) != cairo1.CodeSierra {
		t.Errorf("Sierra: %v", err)
	}
}

// FuzzExecutable runs executables with changed words and arguments.
func FuzzExecutable(f *testing.F) {
	data := map[bool][]byte{false: executable(f, "dicts"), true: executable(f, "circuits")}
	f.Add(false, []byte("0x1104800180018000"), []byte("0x4"), "3")
	f.Add(true, []byte(`"offset":-3`), []byte(`"offset":-4`), "1,2")
	f.Add(false, []byte(`TestLessThan"`), []byte(`TestLessThanOrEqual"`), "20")
	f.Fuzz(func(t *testing.T, circuits bool, from, to []byte, args string) {
		a, err := cairo1.ParseArgs(args)
		if err != nil {
			return
		}
		program := data[circuits]
		if len(from) > 0 {
			program = bytes.Replace(program, from, to, 3)
		}
		for _, proof := range []bool{false, true} {
			_, err = Execute(context.Background(), Options{Program: program, Args: a, Layout: "all_cairo", ProofMode: proof, MaxSteps: 1 << 16, MaxMemory: 1 << 20})
			if err != nil && fault.CodeOf(err) == "" {
				t.Fatalf("error without a code: %v", err)
			}
		}
	})
}
