package cairo

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"quarry/fault"
	"quarry/prover/cairo/pie"
	"quarry/prover/cairo/vm"
)

func samplePIE(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("pie/testdata/sample.zip")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func runPIE(data []byte, proof bool) (*Result, error) {
	return Execute(context.Background(), Options{Program: data, Layout: "small", ProofMode: proof, MaxSteps: 1 << 16, MaxMemory: 1 << 20})
}

// TestPIERunsAgain runs the PIE of cairo-lang's runner and writes it again.
func TestPIERunsAgain(t *testing.T) {
	data := samplePIE(t)
	res, err := runPIE(data, false)
	if err != nil {
		t.Fatal(err)
	}
	if res.Steps() != 33 || len(res.Output()) != 2 {
		t.Errorf("%d steps, output %v", res.Steps(), res.Output())
	}
	got, err := res.PIE()
	if err != nil {
		t.Fatal(err)
	}
	want, err := pie.Read(bytes.NewReader(data), int64(len(data)), 0)
	if err != nil {
		t.Fatal(err)
	}
	if d := want.Differences(got); len(d) > 0 || got.Resources.MemoryHoles != want.Resources.MemoryHoles {
		t.Errorf("differences in %v; %d holes, want %d", d, got.Resources.MemoryHoles, want.Resources.MemoryHoles)
	}
	if _, err := runPIE(data, true); fault.CodeOf(err) != CodePIE {
		t.Errorf("in proof mode: %v", err)
	}
	if _, err := Execute(context.Background(), Options{Program: data, Layout: "plain"}); fault.CodeOf(err) != CodeBuiltins {
		t.Errorf("in a layout without the builtins: %v", err)
	}
	if _, err := Execute(context.Background(), Options{Program: data, Layout: "small", MaxSteps: 32}); fault.CodeOf(err) != vm.CodeStepLimit {
		t.Errorf("beyond the limit of steps: %v", err)
	}
	if res, err := Execute(context.Background(), Options{Program: data, Layout: "auto"}); err != nil || res.Layout == "" {
		t.Errorf("with any layout: %v", err)
	}
}

// TestPIEFalse changes one thing of the PIE each time; a run finds it out.
func TestPIEFalse(t *testing.T) {
	output := func(p *pie.PIE, offset int64) *pie.Cell {
		s, _ := p.Metadata.Builtin("output")
		for i := range p.Memory {
			if c := &p.Memory[i]; int64(c.Address.Segment) == s.Index && c.Address.Offset == offset {
				return c
			}
		}
		t.Fatal("the output has no such cell")
		return nil
	}
	for name, change := range map[string]func(p *pie.PIE){
		"another output": func(p *pie.PIE) { output(p, 1).Value = vm.IntValue(43) },
		"a step less":    func(p *pie.PIE) { p.Resources.Steps-- },
		"a step more":    func(p *pie.PIE) { p.Resources.Steps++ },
		"other counts":   func(p *pie.PIE) { p.Resources.Builtins[1].Count = 2 },
		"other sizes":    func(p *pie.PIE) { p.Metadata.Builtins[0].Size = 3 },
		"page outside":   func(p *pie.PIE) { p.Additional[0].Data = []byte(`{"pages": {"1": [0, 1]}, "attributes": {}}`) },
		"odd additional": func(p *pie.PIE) { p.Additional[0].Data = []byte(`[]`) },
		"no additional":  func(p *pie.PIE) { p.Additional = nil },
		"range check": func(p *pie.PIE) {
			for i := range p.Memory {
				if p.Memory[i].Address == (vm.Pointer{Segment: 4}) {
					p.Memory[i].Value = vm.IntValue(-1)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			data := samplePIE(t)
			p, err := pie.Read(bytes.NewReader(data), int64(len(data)), 0)
			if err != nil {
				t.Fatal(err)
			}
			change(p)
			var b bytes.Buffer
			if err := p.Write(&b); err != nil {
				t.Fatal(err)
			}
			_, err = runPIE(b.Bytes(), false)
			if err == nil || fault.CodeOf(err) == "" {
				t.Errorf("error %v", err)
			}
		})
	}
}

// FuzzPIE runs PIEs whose memory and metadata the fuzzer changes.
func FuzzPIE(f *testing.F) {
	f.Add([]byte{}, []byte{}, int64(33), int64(18), `{"pages": {}, "attributes": {}}`)
	f.Add([]byte("\x01\x00\x05"), []byte("\x02\x00\x07"), int64(5), int64(0), `{}`)
	data := samplePIE(f)
	f.Fuzz(func(t *testing.T, felts, pointers []byte, steps, main int64, output string) {
		p, err := pie.Read(bytes.NewReader(data), int64(len(data)), 0)
		if err != nil {
			t.Fatal(err)
		}
		for ; len(felts) >= 3; felts = felts[3:] {
			p.Memory[(int(felts[0])<<8|int(felts[1]))%len(p.Memory)].Value = vm.IntValue(int64(felts[2]))
		}
		for ; len(pointers) >= 3; pointers = pointers[3:] {
			p.Memory[(int(pointers[0])<<8|int(pointers[1]))%len(p.Memory)].Value =
				vm.PointerValue(vm.Pointer{Segment: int(pointers[2] % 9), Offset: int64(pointers[2])})
		}
		p.Resources.Steps, p.Metadata.Program.Main = steps, main
		p.Additional[0].Data = []byte(output)
		var b bytes.Buffer
		if p.Write(&b) != nil {
			return
		}
		if _, err := runPIE(b.Bytes(), false); err != nil && fault.CodeOf(err) == "" {
			t.Fatalf("error without a code: %v", err)
		} else if err != nil && strings.Contains(err.Error(), "panic") {
			t.Fatal(err)
		}
	})
}

// copyMember copies a member of a zip.
func copyMember(data []byte, name string, w io.Writer) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	f, err := z.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}
