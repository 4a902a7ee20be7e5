package cairo

import (
	"bytes"
	"encoding/json"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"pgregory.net/rapid"
)

// TestPretty compares with encoding/json.
func TestPretty(t *testing.T) {
	for _, v := range []any{
		object{}, []any{}, []object{}, nil, 5, "a\"b\n", map[string]any{"x": []int{1, 2}},
		object{{"a", int64(-1)}, {"b", uint64(7)}, {"c", []any{object{{"d", "e"}}, nil}}, {"f", []object{{}, {{"g", []int{}}}}},
			{"h", map[string]any{"i": []any{1, "j"}}}},
	} {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := json.Indent(&want, raw, "", indentation); err != nil {
			t.Fatal(err)
		}
		if got, err := pretty(v); err != nil || string(got) != want.String()+"\n" {
			t.Errorf("%s\nwant\n%s\n%v", got, &want, err)
		}
	}
}

func TestHex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 31).Draw(t, "bytes"))
		n.AndNot(n, new(big.Int).Lsh(big.NewInt(0xff), rapid.SampledFrom([]uint{0, 56, 60, 120, 128, 184, 192}).Draw(t, "hole")))
		var e fp.Element
		e.SetBigInt(n)
		if got, want := hexOf(&e), "0x"+n.Text(16); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
	})
}
