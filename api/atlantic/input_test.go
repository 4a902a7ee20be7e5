package atlantic

import (
	"encoding/json"
	"strings"
	"testing"

	"quarry/prover/cairo/cairo1"
)

func TestFlatten(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""}, {"17", "17"}, {"[17]", "1 17"}, {"1 [2 3]", "1 2 2 3"}, {"[1 [2 3 4]]", "2 1 3 2 3 4"}, {"[]", "0"}, {" 1\n2 ", "1 2"},
		{"0x1f -1", "0x1f -1"}, {"[17] [] 4", "1 17 0 4"},
		{"[[17]]", "1 17"}, {"[1, [2, 3]]", "1 2 2 3"}, {`["0x1", "2"]`, "0x1 2"}, {"[ [1], 2 ]", "1 1 2"}, {"[[], 5]", "0 5"},
	} {
		out, err := flatten([]byte(c.in))
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		var words []string
		if err := json.Unmarshal(out, &words); err != nil || strings.Join(words, " ") != c.want {
			t.Errorf("%q gives %s, want %s", c.in, out, c.want)
		}
	}
	for _, in := range []string{"[1", "1]", "x", `{"a": 1}`, "[1, [2]", "1.5", `["]`, "[[1]] [", strings.Repeat("[", 99) + "1" + strings.Repeat("]", 99),
		strings.Repeat("[", 99) + `"1"` + strings.Repeat("]", 99), "0x" + strings.Repeat("f", 64)} {
		if out, err := flatten([]byte(in)); err == nil {
			t.Errorf("%.40q gives %s", in, out)
		}
	}
}

// FuzzFlatten: whatever comes, what passes is a list of arguments.
func FuzzFlatten(f *testing.F) {
	for _, s := range []string{"1 [2 3]", "[1, [2, 3]]", `["0x1"]`, "[[]]", "[[", "-"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		out, err := flatten(data)
		if err != nil {
			return
		}
		if _, err := cairo1.ParseArgsFile(out); err != nil {
			t.Errorf("%q gives %s: %v", data, out, err)
		}
	})
}
