package program

import (
	"encoding/json"
	"strings"
	"testing"

	"quarry/fault"
)

const minimal = `{"prime": "0x800000000000011000000000000000000000000000000000000000000000001", "main_scope": "__main__",
"data": ["0x1", "0x2", "0x3"], "builtins": ["output"], "attributes": [],
"hints": {"1": [{"code": "pass", "accessible_scopes": ["a", "a.f"], "flow_tracking_data": {"ap_tracking": {"group": 1, "offset": 2}, "reference_ids": {"a.f.x": 0}}}]},
"reference_manager": {"references": [{"pc": 0, "ap_tracking_data": {"group": 1, "offset": 0}, "value": "[cast(fp + (-3), a.S*)]"}]},
"identifiers": {
 "__main__.main": {"type": "function", "pc": 2, "decorators": []},
 "__main__.S": {"type": "alias", "destination": "a.S"},
 "__main__.N": {"type": "alias", "destination": "a.f"},
 "a.S": {"type": "struct", "full_name": "a.S", "size": 3, "members": {"p": {"cairo_type": "a.S*", "offset": 0}, "q": {"cairo_type": "(a: felt, b: felt)", "offset": 1}}},
 "a.T": {"type": "type_definition", "cairo_type": "a.S"},
 "a.C": {"type": "const", "value": -100000000000000000000},
 "a.f": {"type": "function", "pc": 1, "decorators": []},
 "a.f.x": {"type": "reference", "full_name": "a.f.x", "cairo_type": "a.S", "references": []},
 "a.f.Args.y": {"type": "const", "value": 1}
}}`

func TestParse(t *testing.T) {
	p, err := Parse([]byte(minimal))
	if err != nil {
		t.Fatal(err)
	}
	if pc, ok := p.Label("main"); !ok || pc != 2 {
		t.Errorf("main at %d, %v", pc, ok)
	}
	if _, ok := p.Label("__start__"); ok {
		t.Error("there is no __start__")
	}
	ids := p.Identifiers
	if id := ids.Search([]string{"a", "a.f"}, "C"); id == nil || id.Value.String() != "-100000000000000000000" {
		t.Errorf("C is %v", id)
	}
	if id := ids.Search([]string{"__main__"}, "S"); id == nil || id.Kind != Struct || id.Members["q"].Offset != 1 {
		t.Errorf("S is %v", id)
	}
	if id := ids.Search([]string{"__main__"}, "N.x"); id == nil || id.Name != "a.f.x" {
		t.Errorf("N.x is %v", id)
	}
	if name, ok := ids.SearchScope([]string{"__main__"}, "N.Args"); !ok || name != "a.f.Args" {
		t.Errorf("N.Args is %q", name)
	}
	if id := ids.Search([]string{"a"}, "zz"); id != nil {
		t.Errorf("zz is %v", id)
	}
	if s := ids.StructOf(&Type{Kind: TypeStruct, Name: "a.T"}); s == nil || s.Name != "a.S" {
		t.Errorf("T stands for %v", s)
	}
	h := p.Hints[1][0]
	if h.Code != "pass" || h.Flow.AP != (Tracking{1, 2}) || h.Flow.References["a.f.x"] != 0 {
		t.Errorf("hint %+v", h)
	}
	e := p.References[0].Value
	if e.Kind != ExprDeref || e.A.Kind != ExprCast || e.A.Type.Kind != TypePointer || e.A.Type.Elem.Name != "a.S" || e.A.A.Kind != ExprAdd {
		t.Errorf("reference %+v", e)
	}
	if f := p.Functions(); len(f) != 2 || f[0].Name != "a.f" {
		t.Errorf("functions %v", f)
	}
}

// TestParseRefuses changes the program in one place each.
func TestParseRefuses(t *testing.T) {
	for from, to := range map[string]string{
		`"0x2"`:                     `"2"`,
		`"0x3"`:                     `"0xG"`,
		`"0x1"`:                     `"0x800000000000011000000000000000000000000000000000000000000000001"`,
		`{"1": [`:                   `{"3": [`,
		`{"1":`:                     `{"x":`,
		`"a.f.x": 0`:                `"a.f.x": 1`,
		`[cast(fp + (-3), a.S*)]`:   `[cast(fp + (-3), a.S*)`,
		`cast(fp + (-3), a.S*)`:     strings.Repeat("[", 1000),
		`"0x8000000000000110`:       `"0x9000000000000110`,
		`"main_scope": "__main__",`: `"main_scope": 5,`,
	} {
		if !strings.Contains(minimal, from) {
			t.Fatalf("%q is not in the program", from)
		}
		if _, err := Parse([]byte(strings.Replace(minimal, from, to, 1))); fault.CodeOf(err) != CodeBad {
			t.Errorf("%s for %s: %v", to, from, err)
		}
	}
}

func FuzzExpr(f *testing.F) {
	for _, s := range []string{"[cast(fp + (-3), felt*)]", "cast([[ap - 1] + 2] * 3 / -x, (a: felt, b: S**))", "(1, 2)", "-ap"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_, _ = ParseExpr(s)
		_, _ = ParseType(s)
	})
}

// TestDebugCut: the debug information is taken out, whatever is around it.
func TestDebugCut(t *testing.T) {
	for data, want := range map[string][2]string{
		`{"a": "}\"", "debug_info": {"x": [1, "]}"], "y\\": {}} , "b": 2}`: {`{"a": "}\"", "debug_info": null , "b": 2}`, `{"x": [1, "]}"], "y\\": {}}`},
		`{"a": {"debug_info": {}}, "b": "debug_info", "c": {}}`:            {`{"a": {"debug_info": {}}, "b": "debug_info", "c": {}}`, ``},
		`{"debug_info": null, "b": {}}`:                                    {`{"debug_info": null, "b": {}}`, ``},
		`{"debug_info": {"x": "`:                                           {`{"debug_info": {"x": "`, ``},
		`{"debug_info":`:                                                   {`{"debug_info":`, ``},
		``:                                                                 {``, ``},
	} {
		rest, debug := cutDebug([]byte(data))
		if string(rest) != want[0] || string(debug) != want[1] {
			t.Errorf("%s: %s and %s", data, rest, debug)
		}
	}
}

// FuzzDebugCut: what is left of a JSON object is the same but for the debug
// information.
func FuzzDebugCut(f *testing.F) {
	f.Add([]byte(`{"a": "}\"", "debug_info": {"x": [1, "]}"], "y\\": {}} , "b": 2}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		rest, debug := cutDebug(data)
		if !json.Valid(data) {
			return
		}
		if !json.Valid(rest) || debug != nil && !json.Valid(debug) {
			t.Fatalf("%s and %s", rest, debug)
		}
	})
}
