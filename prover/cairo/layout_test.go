package cairo

import (
	"testing"

	"quarry/prover/air/layouts"
)

// TestLayouts compares the VM's figures of the layouts with the prover's.
func TestLayouts(t *testing.T) {
	for _, name := range Layouts() {
		l, err := LayoutByName(name)
		if err != nil {
			t.Fatal(err)
		}
		info, ok := layouts.Describe(name)
		if !ok {
			continue // no proofs of this layout
		}
		if int(info.MemoryUnits) != l.MemoryUnits || int(info.RangeCheckUnits) != l.RangeCheckUnits ||
			int(info.MemoryUnits/info.PublicMemoryUnits) != l.PublicFraction {
			t.Errorf("%s: units %d %d %d, the prover has %d %d %d", name, l.MemoryUnits, l.RangeCheckUnits, l.PublicFraction,
				info.MemoryUnits, info.RangeCheckUnits, info.MemoryUnits/info.PublicMemoryUnits)
		}
		if len(info.Builtins) != len(l.Builtins) || info.Has("output") != l.HasOutput {
			t.Errorf("%s: builtins %v, the prover has %v", name, l.Builtins, info.Builtins)
			continue
		}
		for i, b := range info.Builtins {
			d := l.Builtins[i]
			if d.Name != b.Name || uint64(d.Ratio) != b.Ratio || uint64(kindsOf[d.Name].cells) != b.Cells {
				t.Errorf("%s: %+v, the prover has %+v", name, d, b)
			}
		}
		if want := info.Columns + info.InteractionColumns; l.Columns != want {
			t.Errorf("%s: %d columns, the prover has %d", name, l.Columns, want)
		}
	}
}
