package api

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// count counts the values of a document.
func count(v any) int64 {
	n := int64(1)
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			n += count(e)
		}
	case map[string]any:
		for _, e := range v {
			n += count(e)
		}
	}
	return n
}

// A document is never weighed too light, nor more than twice too heavy.
func TestWeigh(t *testing.T) {
	var value func(depth int) *rapid.Generator[any]
	value = func(depth int) *rapid.Generator[any] {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[",\\\[{]{0,6}`))
		return rapid.Custom(func(t *rapid.T) any {
			switch kind := rapid.IntRange(0, 4).Draw(t, "kind"); {
			case kind == 0:
				return text.Draw(t, "text")
			case kind == 1 || depth == 0:
				return rapid.Float64Range(-1e6, 1e6).Draw(t, "number")
			case kind == 2:
				return rapid.SliceOfN(value(depth-1), 0, 5).Draw(t, "array")
			}
			return rapid.MapOfN(text, value(depth-1), 0, 5).Draw(t, "object")
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		raw, err := json.Marshal(value(4).Draw(t, "document"))
		if err != nil {
			t.Fatal(err)
		}
		var document any
		if err := json.Unmarshal(raw, &document); err != nil {
			t.Fatal(err)
		}
		got, err := weigh(iotest.OneByteReader(strings.NewReader(string(raw))))
		if err != nil {
			t.Fatal(err)
		}
		whole, err := weigh(strings.NewReader(string(raw)))
		if err != nil || whole != got {
			t.Errorf("%d read by bytes, %d read at once, %v", got, whole, err)
		}
		n := (got - copiesOfText*int64(len(raw))) / bytesPerValue
		if values := count(document); n < values || n > 2*values {
			t.Errorf("%d values counted as %d in %s", values, n, raw)
		}
	})
}

func BenchmarkWeigh(b *testing.B) {
	text := strings.Repeat(`{"address": 123, "value": "0x123456789abcdef0123456789abcdef", "page": 0},`, 100000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := weigh(strings.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}
