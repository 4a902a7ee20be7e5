package cairo

import (
	"bytes"
	"encoding/json"
	"math/big"
	"strconv"

	"quarry/fault"
	"quarry/prover/cairo/pie"
	"quarry/prover/cairo/vm"
)

// loadAdditional gives a builtin what a PIE keeps of it beyond memory. What a
// run can find out by itself (the verified cells of pedersen) is not taken
// over.
func (b *builtin) loadAdditional(r *run, data json.RawMessage) error {
	if data == nil {
		return nil
	}
	switch b.rule.(type) {
	case nil:
		return b.loadOutput(data)
	case *ecdsaRule:
		return b.loadSignatures(r, data)
	}
	return nil
}

func badAddition(b *builtin, what string) error {
	return fault.New(pie.CodeInvalid, "%s", what).At("additional_data.json, %s_builtin", b.name)
}

// unmarshal reads JSON and keeps numbers exact.
func unmarshal(data json.RawMessage, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode(v)
}

func (b *builtin) loadOutput(data json.RawMessage) error {
	var raw struct {
		Pages      map[string][]int64 `json:"pages"`
		Attributes map[string]any     `json:"attributes"`
	}
	if err := unmarshal(data, &raw); err != nil || raw.Pages == nil || raw.Attributes == nil {
		return badAddition(b, "pages or attributes are missing or malformed")
	}
	for key, p := range raw.Pages {
		id, err := strconv.ParseInt(key, 10, 64)
		if err != nil || len(p) != 2 || p[0] <= 0 || p[0] >= 1<<30 || p[1] <= 0 || p[1] >= 1<<30 {
			return badAddition(b, "a page is not {id: [start, size]}")
		}
		b.pages.pages[id] = page{p[0], p[1]}
	}
	b.pages.attributes = raw.Attributes
	return nil
}

func (b *builtin) loadSignatures(r *run, data json.RawMessage) error {
	var list [][2][]json.Number
	if err := unmarshal(data, &list); err != nil {
		return badAddition(b, "signatures are not [[segment, offset], [r, s]]")
	}
	for _, entry := range list {
		if len(entry[0]) != 2 || len(entry[1]) != 2 {
			return badAddition(b, "signatures are not [[segment, offset], [r, s]]")
		}
		segment, err1 := entry[0][0].Int64()
		offset, err2 := entry[0][1].Int64()
		var rs [2]*big.Int
		for i, n := range entry[1] {
			var ok bool
			if len(n) > 80 {
				return badAddition(b, "a signature is too long")
			}
			if rs[i], ok = new(big.Int).SetString(n.String(), 10); !ok {
				return badAddition(b, "a signature is no number")
			}
		}
		if err1 != nil || err2 != nil {
			return badAddition(b, "a signature has no place")
		}
		err := hintBuiltins{r}.AddSignature(vm.Pointer{Segment: int(segment), Offset: offset}, rs[0], rs[1])
		if err != nil {
			return badAddition(b, err.Error())
		}
	}
	return nil
}
