package jsoncpp_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"quarry/internal/reference"
	"quarry/prover/stone/jsoncpp"
)

// Stone's proof files are jsoncpp's own output: reading and writing one is the identity.
func TestReferenceFilesRoundTrip(t *testing.T) {
	for _, c := range reference.All(t) {
		want := c.Read(t, reference.Proof)
		v, err := jsoncpp.Parse(want)
		if err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
		if got := jsoncpp.Append(nil, v); !bytes.Equal(got, want) {
			t.Errorf("%s: the file is written differently", c.Name)
		}
	}
}

func TestWrite(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{`null`, `null`},
		{`{}`, `{}`},
		{`[ ]`, `[]`},
		{`[[]]`, "[\n\t[]\n]"},
		{`[[1],{"a":2}]`, "[\n\t[\n\t\t1\n\t],\n\t{\n\t\t\"a\" : 2\n\t}\n]"},
		{`{"b":1,"a":[true,false]}`, "{\n\t\"a\" : \n\t[\n\t\ttrue,\n\t\tfalse\n\t],\n\t\"b\" : 1\n}"},
		{`18446744073709551615`, `18446744073709551615`},
		{`18446744073709551616`, `1.8446744073709552e+19`},
		{`-9223372036854775808`, `-9223372036854775808`},
		{`-0`, `0`},
		{`18.0`, `18.0`},
		{`0.1`, `0.10000000000000001`},
		{`1e3`, `1000.0`},
		{`1e-7`, `9.9999999999999995e-08`},
		{`1e100`, `1e+100`},
		{`123456789012345678.5`, `1.2345678901234568e+17`},
		{`"\u00e9 \ud83d\ude00 \/ \u0001"`, `"\u00e9 \ud83d\ude00 / \u0001"`},
		{"// a\n1 /* b */", `1`},
	} {
		v, err := jsoncpp.Parse([]byte(tc.in))
		if err != nil {
			t.Errorf("%s: %v", tc.in, err)
			continue
		}
		if got := string(jsoncpp.Append(nil, v)); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.in, got, tc.want)
		}
	}
}

func TestSyntaxErrors(t *testing.T) {
	for _, tc := range []struct {
		in, what     string
		line, column int
	}{
		{"", "ends where a value", 1, 1},
		{"{", "ends where a key", 1, 2},
		{"{\n \"a\" 1}", "expected ':'", 2, 6},
		{"{\"a\":1,}", "expected a key", 1, 8},
		{"{\"a\":1 \"b\"", "expected ',' or '}'", 1, 8},
		{"[1,]", "expected a value", 1, 4},
		{"[1 2]", "expected ',' or ']'", 1, 4},
		{"{\"a\":1,\n\"a\":2}", "occurs twice", 2, 5},
		{"1 2", "after the end", 1, 3},
		{"nul", "expected a value", 1, 1},
		{"-", "malformed", 1, 1},
		{"1.", "malformed", 1, 1},
		{"1e", "malformed", 1, 1},
		{"1e999", "too large", 1, 1},
		{"\"a", "no end", 1, 1},
		{"\"\\x\"", "bad escape", 1, 2},
		{"\"\\ud800x\"", "bad escape", 1, 2},
		{"\"\\u12\"", "bad escape", 1, 2},
		{"\"\n\"", "control character", 1, 2},
		{"\"\xff\"", "UTF-8", 1, 1},
		{"/* x", "no end", 1, 1},
		{"/x", "unexpected '/'", 1, 1},
		{strings.Repeat("[", 300), "nested deeper", 1, jsoncpp.MaxDepth + 2},
	} {
		_, err := jsoncpp.Parse([]byte(tc.in))
		var syntax *jsoncpp.SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%q: got %v", tc.in, err)
			continue
		}
		if !strings.Contains(syntax.What, tc.what) || syntax.Line != tc.line || syntax.Column != tc.column {
			t.Errorf("%q: got %v", tc.in, err)
		}
	}
}

func TestGet(t *testing.T) {
	v, err := jsoncpp.Parse([]byte(`{"b": 1, "a": {"c": "x"}}`))
	if err != nil {
		t.Fatal(err)
	}
	if v.Get("a").Get("c").Str != "x" || v.Get("b").Uint != 1 || v.Get("z") != nil || v.Get("b").Get("c") != nil {
		t.Error("Get finds the wrong members")
	}
	if v.Get("a").Offset != 14 {
		t.Errorf("offset %d", v.Get("a").Offset)
	}
}

// What is written means the same to encoding/json, and reads back the same.
func TestWriteProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawValue(t, 3)
		out := jsoncpp.Append(nil, &v)
		back, err := jsoncpp.Parse(out)
		if err != nil {
			t.Fatalf("%s: %v", out, err)
		}
		if again := jsoncpp.Append(nil, back); !bytes.Equal(out, again) {
			t.Fatalf("%q became %q", out, again)
		}
		var std any
		if err := json.Unmarshal(out, &std); err != nil {
			t.Fatalf("%s: %v", out, err)
		}
		if want := plain(&v); !reflect.DeepEqual(std, want) {
			t.Fatalf("%s: got %v, want %v", out, std, want)
		}
	})
}

func drawValue(t *rapid.T, depth int) jsoncpp.Value {
	top := 5
	if depth == 0 {
		top = 3
	}
	switch rapid.IntRange(0, top).Draw(t, "kind") {
	case 0:
		return jsoncpp.BoolValue(rapid.Bool().Draw(t, "bool"))
	case 1:
		return jsoncpp.UintValue(rapid.Uint64().Draw(t, "uint"))
	case 2:
		return jsoncpp.StringValue(rapid.String().Draw(t, "string"))
	case 3:
		x := rapid.Float64().Filter(func(x float64) bool { return !math.IsInf(x, 0) && !math.IsNaN(x) }).Draw(t, "real")
		return jsoncpp.Value{Kind: jsoncpp.Real, Real: x}
	case 4:
		items := make([]jsoncpp.Value, rapid.IntRange(0, 3).Draw(t, "len"))
		for i := range items {
			items[i] = drawValue(t, depth-1)
		}
		return jsoncpp.ArrayValue(items)
	default:
		keys := rapid.SliceOfNDistinct(rapid.String(), 0, 3, rapid.ID[string]).Draw(t, "keys")
		members := make([]jsoncpp.Member, len(keys))
		for i, k := range keys {
			members[i] = jsoncpp.Member{Key: k, Value: drawValue(t, depth-1)}
		}
		return jsoncpp.ObjectValue(members...)
	}
}

func plain(v *jsoncpp.Value) any {
	switch v.Kind {
	case jsoncpp.Bool:
		return v.Uint != 0
	case jsoncpp.Uint:
		return float64(v.Uint)
	case jsoncpp.Real:
		return v.Real
	case jsoncpp.String:
		return v.Str
	case jsoncpp.Array:
		items := make([]any, len(v.Items))
		for i := range v.Items {
			items[i] = plain(&v.Items[i])
		}
		return items
	default:
		members := make(map[string]any, len(v.Members))
		for i := range v.Members {
			members[v.Members[i].Key] = plain(&v.Members[i].Value)
		}
		return members
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{"a":[1,-2,3.5e7,"\u00e9",null,true]}`, `// x` + "\n[]", `"\ud83d\ude00"`, `18446744073709551616`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		v, err := jsoncpp.Parse(doc)
		if err != nil {
			var syntax *jsoncpp.SyntaxError
			if !errors.As(err, &syntax) || syntax.Offset < 0 || syntax.Offset > len(doc) {
				t.Fatalf("%q: %v", doc, err)
			}
			return
		}
		out := jsoncpp.Append(nil, v)
		back, err := jsoncpp.Parse(out)
		if err != nil {
			t.Fatalf("%q was written as %q: %v", doc, out, err)
		}
		if again := jsoncpp.Append(nil, back); !bytes.Equal(out, again) {
			t.Fatalf("%q became %q", out, again)
		}
	})
}
