package pie

import (
	"fmt"
	"io"
	"math/big"
	"strings"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/cairo/vm"
)

// signed writes a value as cairo-run prints output: numbers above half of the
// prime as negative ones.
func signed(v vm.Value) string {
	if v.IsPointer() {
		return v.String()
	}
	n := v.Big()
	if n.Cmp(new(big.Int).Rsh(fp.Modulus(), 1)) > 0 {
		n.Sub(n, fp.Modulus())
	}
	return n.String()
}

// Describe writes what the PIE is for people: version, program, what the run
// took, and its output.
func (p *PIE) Describe(w io.Writer) error {
	var b strings.Builder
	m := &p.Metadata
	fmt.Fprintf(&b, "Cairo PIE, version %s\n", p.Version)
	fmt.Fprintf(&b, "Program: %d words, main at %d, builtins %s\n", len(m.Program.Data), m.Program.Main, strings.Join(m.Program.Builtins, " "))
	fmt.Fprintf(&b, "Memory: %d cells in %d segments\n", len(p.Memory), len(m.segments()))
	fmt.Fprintf(&b, "Number of steps: %d\nMemory holes: %d\n", p.Resources.Steps, p.Resources.MemoryHoles)
	for _, c := range p.Resources.Builtins {
		fmt.Fprintf(&b, "%s: %d\n", c.Name, c.Count)
	}
	if out := p.Output(); out != nil {
		b.WriteString("Program output:\n")
		next := int64(0)
		for _, c := range out {
			if gap := c.Address.Offset - next; gap > 0 {
				fmt.Fprintf(&b, "  <%d missing>\n", gap)
			}
			next = c.Address.Offset + 1
			fmt.Fprintf(&b, "  %s\n", signed(c.Value))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
