package claim_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/internal/reference"
	"quarry/prover/execution"
	"quarry/prover/stone"
	"quarry/prover/stone/claim"
	"quarry/prover/stone/stonetest"
)

var number = regexp.MustCompile(`(?m)^  (-?\d+)$`)

// The claims of the reference cases: the compiled program, and the output that
// the runner printed.
func TestReferenceClaims(t *testing.T) {
	for _, ref := range reference.All(t) {
		pub := stonetest.Statement(t, ref.Name).Run.Public
		c, err := claim.Read(pub)
		if err != nil {
			t.Errorf("%s: %v", ref.Name, err)
			continue
		}
		var program struct{ Data, Builtins []string }
		if err := json.Unmarshal(ref.Read(t, reference.Program), &program); err != nil {
			t.Fatal(err)
		}
		if len(c.Program) != len(program.Data) {
			t.Fatalf("%s: %d cells of program, want %d", ref.Name, len(c.Program), len(program.Data))
		}
		for i := range program.Data {
			var want fp.Element
			if _, err := want.SetString(program.Data[i]); err != nil {
				t.Fatal(err)
			}
			if c.Program[i] != want {
				t.Fatalf("%s: cell %d of the program differs", ref.Name, i)
			}
		}
		if strings.Join(c.Builtins, " ") != strings.Join(program.Builtins, " ") {
			t.Errorf("%s: builtins %q, want %q", ref.Name, c.Builtins, program.Builtins)
		}
		if ref.Name[:3] == "s02" {
			continue // came without the runner's printed output
		}
		printed := number.FindAllStringSubmatch(string(ref.Read(t, reference.RunOutput)), -1)
		if len(printed) != len(c.Output) {
			t.Errorf("%s: %d cells of output, the runner printed %d", ref.Name, len(c.Output), len(printed))
			continue
		}
		for i := range printed {
			var want fp.Element
			if _, err := want.SetString(printed[i][1]); err != nil {
				t.Fatal(err)
			}
			if c.Output[i] != want {
				t.Errorf("%s: output %d is %s, the runner printed %s", ref.Name, i, c.Output[i].String(), printed[i][1])
			}
		}
	}
}

func TestStandard(t *testing.T) {
	pub := stonetest.Statement(t, "s02").Run.Public
	if c, err := claim.Read(pub); err != nil || !c.Standard {
		t.Errorf("a page as StarkWare's verifier wants it is not standard (%v)", err)
	}
	pub.PublicMemory[1], pub.PublicMemory[2] = pub.PublicMemory[2], pub.PublicMemory[1]
	if c, err := claim.Read(pub); err != nil || c.Standard {
		t.Errorf("cells out of order are standard (%v)", err)
	}
	if c, err := claim.Read(stonetest.Statement(t, "s03").Run.Public); err != nil || c.Standard {
		t.Errorf("two pages are standard (%v)", err)
	}
}

// Each deviation makes the program unspecified, with its own code.
func TestDeviations(t *testing.T) {
	cell := func(pub *execution.PublicInput, address uint64) *execution.PublicCell {
		for i := range pub.PublicMemory {
			if pub.PublicMemory[i].Address == address {
				return &pub.PublicMemory[i]
			}
		}
		t.Fatalf("no public cell at %d", address)
		return nil
	}
	segment := func(pub *execution.PublicInput, name string, begin, stop int) {
		s := pub.Segments[name]
		pub.Segments[name] = execution.Segment{Begin: s.Begin + uint64(begin), Stop: s.Stop + uint64(stop)}
	}
	drop := func(pub *execution.PublicInput, address uint64) {
		cell(pub, address).Address = 1 << 30
	}
	for _, tc := range []struct {
		name   string
		change func(pub *execution.PublicInput)
		code   fault.Code
	}{
		{"initial pc", func(p *execution.PublicInput) { segment(p, "program", 1, 0) }, claim.CodeEntry},
		{"final pc", func(p *execution.PublicInput) { segment(p, "program", 0, 1) }, claim.CodeEntry},
		{"hole in the program", func(p *execution.PublicInput) { drop(p, 9) }, claim.CodeProgram},
		{"no program", func(p *execution.PublicInput) { p.Segments["execution"] = execution.Segment{Begin: 4, Stop: 40} }, claim.CodeProgram},
		{"longer program", func(p *execution.PublicInput) { segment(p, "execution", 1000, 1000) }, claim.CodeProgram},
		{"start section", func(p *execution.PublicInput) { cell(p, 3).Value.SetUint64(7) }, claim.CodeStart},
		{"loop at the end", func(p *execution.PublicInput) { cell(p, 6).Value.SetUint64(1) }, claim.CodeStart},
		{"huge stack", func(p *execution.PublicInput) { cell(p, 2).Value.SetUint64(1000) }, claim.CodeStart},
		{"frame pointer", func(p *execution.PublicInput) { cell(p, 32).Value.SetUint64(33) }, claim.CodeFrame},
		{"return address", func(p *execution.PublicInput) { cell(p, 33).Value.SetUint64(1) }, claim.CodeFrame},
		{"argument", func(p *execution.PublicInput) { cell(p, 34).Value.SetUint64(94) }, claim.CodeArguments},
		{"hidden argument", func(p *execution.PublicInput) { drop(p, 34) }, claim.CodeArguments},
		{"return value", func(p *execution.PublicInput) { cell(p, 94).Value.SetUint64(96) }, claim.CodeReturns},
		{"hidden return value", func(p *execution.PublicInput) { drop(p, 94) }, claim.CodeReturns},
		{"short run", func(p *execution.PublicInput) { p.Segments["execution"] = execution.Segment{Begin: 34, Stop: 35} }, claim.CodeReturns},
		{"hidden output", func(p *execution.PublicInput) { drop(p, 96) }, claim.CodeOutput},
		{"output without builtin", func(p *execution.PublicInput) {
			cell(p, 34).Value.SetUint64(0)
			cell(p, 94).Value.SetUint64(0)
		}, claim.CodeOutput},
		{"layout", func(p *execution.PublicInput) { p.Layout = "none" }, claim.CodeEntry},
	} {
		pub := stonetest.Statement(t, "s02").Run.Public
		tc.change(pub)
		if _, err := claim.Read(pub); fault.CodeOf(err) != tc.code {
			t.Errorf("%s: got %v, want %s", tc.name, err, tc.code)
		}
	}
}

// Whatever public input parses, Read does not panic.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"layout":"plain","n_steps":8,"rc_min":0,"rc_max":1,"memory_segments":{"program":{"begin_addr":1,"stop_ptr":5},` +
		`"execution":{"begin_addr":9,"stop_ptr":9}},"public_memory":[{"address":1,"value":"0x40780017fff7fff","page":0}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		pub, err := stone.ParsePublicInput("fuzz", raw)
		if err != nil || stone.CheckStatement(pub) != nil {
			return
		}
		_, _ = claim.Read(pub)
	})
}
