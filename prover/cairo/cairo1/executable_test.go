package cairo1

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
)

const header = `{"program":{"bytecode":["0x40780017fff7fff","0x1","0x1104800180018000","0x4","0x10780017fff7fff","0x0"],"hints":[%s]},` +
	`"entrypoints":[{"builtins":["output"],"offset":0,"kind":"Standalone"},{"builtins":["output"],"offset":5,"kind":"Bootloader"}]}`

func TestParse(t *testing.T) {
	e, err := Parse([]byte(fmt.Sprintf(header, `[2,[{"AllocSegment":{"dst":{"register":"AP","offset":0}}},"AssertAllKeysUsed"]],[4,[]]`)))
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Bytecode) != 6 || e.Bytecode[3] != fp.NewElement(4) {
		t.Errorf("bytecode %v", e.Bytecode)
	}
	if got := e.HintOffsets(); len(got) != 1 || got[0] != 2 {
		t.Errorf("hints at %v", got)
	}
	if got := fmt.Sprint(e.HintNames(2), e.HintNames(4), e.HintNames(9)); got != "[AllocSegment AssertAllKeysUsed] [] []" {
		t.Errorf("hints %s", got)
	}
	s, err := e.Entry(Standalone)
	if err != nil || s.Offset != 0 || s.End() != 4 || s.Builtins[0] != "output" {
		t.Errorf("entry %+v, %v", s, err)
	}
	e.Entrypoints = e.Entrypoints[:1]
	if _, err := e.Entry(Bootloader); fault.CodeOf(err) != CodeEntrypoint {
		t.Errorf("missing entry point: %v", err)
	}
}

func TestParseBad(t *testing.T) {
	with := func(hint string) string { return fmt.Sprintf(header, `[2,[`+hint+`]]`) }
	for _, c := range []struct {
		text string
		code fault.Code
	}{
		{``, CodeBad},
		{`{}`, CodeBad},
		{`{"program":{"bytecode":[]},"entrypoints":[]}`, CodeBad},
		{`{"program":{"bytecode":["5"],"hints":[]},"entrypoints":[{"builtins":[],"offset":0,"kind":"Standalone"}]}`, CodeBad},
		{`{"program":{"bytecode":["0x5"],"hints":[]},"entrypoints":[{"builtins":[],"offset":1,"kind":"Standalone"}]}`, CodeBad},
		{`{"program":{"bytecode":["0x5"],"hints":[]},"entrypoints":[{"builtins":[],"offset":0,"kind":"Other"}]}`, CodeBad},
		{`{"program":{"bytecode":["0x5"],"hints":[]},"entrypoints":[{"builtins":["pedersen","output"],"offset":0,"kind":"Standalone"}]}`, CodeBad},
		{`{"program":{"bytecode":["` + "0x800000000000011000000000000000000000000000000000000000000000001" + `"],"hints":[]},"entrypoints":[{"builtins":[],"offset":0,"kind":"Standalone"}]}`, CodeBad},
		{fmt.Sprintf(header, `[6,[]]`), CodeBad},
		{fmt.Sprintf(header, `[2]`), CodeBad},
		{fmt.Sprintf(header, `["2",[]]`), CodeBad},
		{with(`"memory[ap] = 5"`), CodeHint},
		{with(`{"NewHint":{}}`), CodeHint},
		{with(`{"AllocSegment":{},"DivMod":{}}`), CodeBad},
		{with(`{"AllocSegment":{}}`), CodeBad},
		{with(`{"AllocSegment":{"dst":null}}`), CodeBad},
		{with(`{"AllocSegment":{"dst":{"register":"PC","offset":0}}}`), CodeBad},
		{with(`{"AllocSegment":{"dst":{"register":"AP","offset":40000}}}`), CodeBad},
		{with(`{"SquareRoot":{"value":{},"dst":{"register":"AP","offset":0}}}`), CodeBad},
		{with(`{"SquareRoot":{"value":{"Immediate":"5"},"dst":{"register":"AP","offset":0}}}`), CodeBad},
		{with(`{"SquareRoot":{"value":{"BinOp":{"op":"Sub","a":{"register":"AP","offset":0},"b":{"Immediate":"0x5"}}},"dst":{"register":"AP","offset":0}}}`), CodeBad},
		{with(`{"SquareRoot":{"value":{"BinOp":{"op":"Add","a":{"register":"AP","offset":0},"b":{}}},"dst":{"register":"AP","offset":0}}}`), CodeBad},
		{with(`{"SquareRoot":{"value":{"DoubleDeref":[{"register":"AP","offset":0}]},"dst":{"register":"AP","offset":0}}}`), CodeBad},
		{with(`{"SquareRoot":{"value":{"DoubleDeref":[null,0]},"dst":{"register":"AP","offset":0}}}`), CodeBad},
		{with(`{"AllocFelt252Dict":{"segment_arena_ptr":{"Immediate":"0x5"}}}`), CodeBad},
		{`{"version":1,"program":{"type_declarations":[]}}`, CodeSierra},
		{`{"sierra_program":["0x1"],"contract_class_version":"0.1.0"}`, CodeSierra},
		{`{"bytecode":["0x1"],"hints":[],"entry_points_by_type":{"EXTERNAL":[]}}`, CodeEntrypoint},
		{"\n// a comment\ntype felt252 = felt252;\n", CodeSierra},
	} {
		if _, err := Parse([]byte(c.text)); fault.CodeOf(err) != c.code {
			t.Errorf("%s: code %q (%v), want %q", c.text, fault.CodeOf(err), err, c.code)
		}
	}
}

func TestRecognise(t *testing.T) {
	for text, want := range map[string]Format{
		``: FormatUnknown, `PK`: FormatUnknown, `[1]`: FormatUnknown, `{"data":[],"prime":"0x1"}`: FormatUnknown, `{"a`: FormatUnknown,
		`{"program":{"x":[{"y":{}}],"bytecode":["0x1"]`: FormatExecutable,
		`{"entrypoints":[],"program":{}}`:               FormatExecutable,
		`{"bytecode":[],"entry_points_by_type":{}}`:     FormatContract,
		`{"sierra_program":[]`:                          FormatSierra,
		`{"program":{"type_declarations":[1`:            FormatSierra,
		"type a = b;":                                   FormatSierra,
	} {
		if got := Recognise([]byte(text)); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestArguments(t *testing.T) {
	minus := fp.One()
	minus.Neg(&minus)
	want := []fp.Element{fp.One(), fp.NewElement(255), minus, fp.NewElement(7)}
	check := func(got []fp.Element, err error) {
		t.Helper()
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%v, %v", got, err)
		}
	}
	check(ParseArgs("1,0xff,-1,7"))
	check(ParseArgs(" 1 [255, -0x1] 0x07 "))
	check(ParseArgs("1,[],255,[-1 7]"))
	check(ParseArgsFile([]byte(`["0x1", "0xFF", "-1", 7]`)))
	if got, err := ParseArgs(""); err != nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"x", "0x", "1,,x", "1,,2", "1,", ",", " , 1", "1.5", "--1", "0x800000000000011000000000000000000000000000000000000000000000001", strings.Repeat("9", 78)} {
		if _, err := ParseArgs(bad); fault.CodeOf(err) != CodeArguments {
			t.Errorf("%s: %v", bad, err)
		}
	}
	for _, bad := range []string{"", "{}", "null", `[["0x1"]]`, `[true]`, `["a"]`, `[1.5]`} {
		if _, err := ParseArgsFile([]byte(bad)); fault.CodeOf(err) != CodeArguments {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(fmt.Sprintf(header, `[2,[{"AllocSegment":{"dst":{"register":"AP","offset":0}}}]]`)))
	f.Add([]byte("type felt252 = felt252;"))
	files, _ := filepath.Glob("testdata/*.json")
	for _, name := range files {
		if data, err := os.ReadFile(name); err == nil && len(data) < 1<<15 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := Parse(data)
		if err != nil {
			if fault.CodeOf(err) == "" {
				t.Fatalf("error without a code: %v", err)
			}
			return
		}
		for _, pc := range e.HintOffsets() {
			if len(e.HintNames(pc)) == 0 {
				t.Fatal("no hints at an offset that has some")
			}
		}
	})
}

func FuzzArguments(f *testing.F) {
	f.Add([]byte(`["0x1", -2]`))
	f.Add([]byte(`1,0x2,-3`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := ParseArgsFile(data); err != nil && fault.CodeOf(err) != CodeArguments {
			t.Fatal(err)
		}
		if _, err := ParseArgs(string(data)); err != nil && fault.CodeOf(err) != CodeArguments {
			t.Fatal(err)
		}
	})
}
