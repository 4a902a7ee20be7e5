package pie

import (
	"bytes"
	"encoding/json"
	"reflect"

	"quarry/prover/cairo/vm"
)

// Differences names the members in which two PIEs differ. Memory holes are not
// compared, since a run from a PIE can't see which cells its hints used, nor
// are the pedersen builtin's verified cells, since a stricter run verifies
// more of them.
func (p *PIE) Differences(q *PIE) []string {
	var out []string
	var a, b bytes.Buffer
	if p.writeMetadata(&a) != nil || q.writeMetadata(&b) != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		out = append(out, metadataFile)
	}
	if !sameMemory(p.Memory, q.Memory) {
		out = append(out, memoryFile)
	}
	if !sameAdditions(p, q) || !sameAdditions(q, p) {
		out = append(out, additionFile)
	}
	if p.Resources.Steps != q.Resources.Steps || !reflect.DeepEqual(counts(p), counts(q)) {
		out = append(out, resourcesFile)
	}
	return out
}

func sameMemory(a, b []Cell) bool {
	if len(a) != len(b) {
		return false
	}
	values := make(map[vm.Pointer]vm.Value, len(a))
	for i := range a {
		values[a[i].Address] = a[i].Value
	}
	for i := range b {
		if v, ok := values[b[i].Address]; !ok || !v.Same(b[i].Value) {
			return false
		}
	}
	return true
}

// sameAdditions tells whether q has what p has.
func sameAdditions(p, q *PIE) bool {
	for _, a := range p.Additional {
		if a.Name == "pedersen"+suffix {
			continue
		}
		found := false
		for _, b := range q.Additional {
			found = found || b.Name == a.Name && sameJSON(a.Data, b.Data)
		}
		if !found {
			return false
		}
	}
	return true
}

func sameJSON(a, b json.RawMessage) bool {
	var x, y any
	for _, d := range []struct {
		text json.RawMessage
		to   *any
	}{{a, &x}, {b, &y}} {
		dec := json.NewDecoder(bytes.NewReader(d.text))
		dec.UseNumber()
		if dec.Decode(d.to) != nil {
			return false
		}
	}
	return reflect.DeepEqual(x, y)
}

func counts(p *PIE) map[string]int64 {
	m := map[string]int64{}
	for _, c := range p.Resources.Builtins {
		m[c.Name] = c.Count
	}
	return m
}
