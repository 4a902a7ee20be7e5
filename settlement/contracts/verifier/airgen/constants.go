package main

import (
	"fmt"
	"strings"
)

// constants writes Layout.sol, with the tags of the parts that belong to it.
func (l *layout) constants(compositionTag, deepTag string) string {
	var b strings.Builder
	b.WriteString(header(l.name))
	constant := func(name, doc, value string) {
		fmt.Fprintf(&b, "// %s\nuint256 constant %s = %s;\n", doc, name, value)
	}
	original, interaction := l.short.Widths()
	constant("LAYOUT_NAME", l.name, fmt.Sprintf("0x%x", l.name))
	constant("MIN_LOG_STEPS", "The least log2 of n_steps.", fmt.Sprint(log2(l.minSteps)))
	constant("PUBLIC_MEMORY_UNITS", "Public memory cells that there is room for in each step.", fmt.Sprint(l.info.PublicMemoryUnits))
	constant("ORIGINAL_COLUMNS", "Columns of the original trace.", fmt.Sprint(original))
	constant("INTERACTION_COLUMNS", "Columns of the interaction trace.", fmt.Sprint(interaction))
	constant("MASK_CELLS", "Trace cells that the constraints read.", fmt.Sprint(len(l.short.Mask())))
	constant("INTERACTION_ELEMENTS", "Challenges of the interaction phase: memory z and alpha, range check z, diluted permutation z, diluted z and alpha.", fmt.Sprint(len(l.interactions)))
	constant("SEGMENTS", "Memory segments: "+strings.Join(l.info.Segments, ", ")+".", fmt.Sprint(len(l.info.Segments)))
	constant("OUTPUT_START", "Words of the public input before the output.", fmt.Sprint(3+2*len(l.info.Segments)))
	constant("MASK_OFFSET", "Bytes of Composition's input before the mask's values, and before the composition's halves, which follow them.", fmt.Sprintf("0x%x", 32*l.maskAt))
	constant("HALVES_OFFSET", "See MASK_OFFSET.", fmt.Sprintf("0x%x", 32*(l.maskAt+len(l.short.Mask()))))
	var ratios, cells strings.Builder
	// The least significant byte belongs to segment 3, the first after output.
	for i := len(l.info.Builtins) - 1; i >= 0; i-- {
		fmt.Fprintf(&ratios, "%02x", log2(l.info.Builtins[i].Ratio))
		fmt.Fprintf(&cells, "%02x", l.info.Builtins[i].Cells)
	}
	constant("BUILTIN_LOG_RATIOS", "log2 of the steps per instance of each builtin after output, a byte each from the lowest.", "0x"+ratios.String())
	constant("BUILTIN_CELLS", "Memory cells of an instance of each builtin after output, a byte each from the lowest.", "0x"+cells.String())
	fmt.Fprintf(&b, "// What Composition and Deep say that they are: see airgen.\nbytes32 constant COMPOSITION_TAG = %s;\nbytes32 constant DEEP_TAG = %s;\n", compositionTag, deepTag)
	return b.String()
}
