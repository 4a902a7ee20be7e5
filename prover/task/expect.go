package task

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/prover/air/layouts"
	"quarry/prover/cairo"
	"quarry/prover/execution"
)

// matchProgram checks that a public input is one of a run of a program: that
// proofs of it are about nothing else.
//
// The public memory must hold exactly, in this order: the program's cells; the
// two cells below the first frame, which make calls return; for each of the
// program's builtins where its segment begins; the same for where the program
// stopped using it; and the output. The run must go from the program's first
// instruction to its last, and builtins that the program does not have must be
// unused: then nothing in the statement is the prover's own choice but what the
// program can choose itself.
func matchProgram(d *cairo.Description, pub *execution.PublicInput) error {
	info, ok := layouts.Describe(pub.Layout)
	if !ok {
		return otherProgram("there is no layout %q", pub.Layout)
	}
	const base = 1
	program, exec := pub.Segments["program"], pub.Segments["execution"]
	if want := uint64(base + d.Start); program.Begin != want {
		return otherProgram("the run begins at pc %d, the program at %d", program.Begin, want)
	}
	if want := uint64(base + d.End); program.Stop != want {
		return otherProgram("the run ends at pc %d, the program at %d", program.Stop, want)
	}
	frame := uint64(base+len(d.Data)) + 2
	if exec.Begin != frame {
		return otherProgram("the first frame is at %d; a program of %d cells has it at %d", exec.Begin, len(d.Data), frame)
	}
	n := uint64(len(d.Builtins))
	if exec.Stop < exec.Begin+2*n {
		return otherProgram("the run leaves no room for %d arguments and return values", n)
	}
	c := cells{rest: pub.PublicMemory}
	for i := range d.Data {
		c.expect(base+uint64(i), &d.Data[i])
	}
	c.number(frame-2, frame)
	c.number(frame-1, 0)
	begins, stops, err := ends(d, &info, pub)
	if err != nil {
		return err
	}
	for i := range begins {
		c.number(exec.Begin+uint64(i), begins[i])
	}
	for i := range stops {
		c.number(exec.Stop-n+uint64(i), stops[i])
	}
	output := pub.Segments["output"]
	for a := output.Begin; a < output.Stop && c.err == nil; a++ {
		c.expect(a, nil)
	}
	if c.err == nil && len(c.rest) > 0 {
		c.fail("the public memory has %d more cells than the program makes public, the first at address %d", len(c.rest), c.rest[0].Address)
	}
	return c.err
}

// ends gives for each of the program's builtins where its segment begins and
// stops, 0 twice if the layout lacks it; it refuses use of other builtins.
func ends(d *cairo.Description, info *layouts.Info, pub *execution.PublicInput) (begins, stops []uint64, err error) {
	included := map[string]bool{}
	for _, b := range d.Builtins {
		included[b] = true
		s := pub.Segments[b] // zero if the layout lacks it
		begins, stops = append(begins, s.Begin), append(stops, s.Stop)
	}
	for _, name := range info.Segments {
		if name == "program" || name == "execution" || included[name] {
			continue
		}
		if s := pub.Segments[name]; s.Stop != s.Begin {
			return nil, nil, otherProgram("the run uses %d cells of the %s builtin, which the program has not", s.Stop-s.Begin, name)
		}
	}
	return begins, stops, nil
}

// cells goes through a public memory; the first deviation is kept.
type cells struct {
	rest []execution.PublicCell
	at   int
	err  error
}

// number expects a cell with a small number.
func (c *cells) number(address, value uint64) {
	v := fp.NewElement(value)
	c.expect(address, &v)
}

// expect takes the next cell, which must have this address and value; nil is
// any value, on any page.
func (c *cells) expect(address uint64, value *fp.Element) {
	if c.err != nil {
		return
	}
	if len(c.rest) == 0 {
		c.fail("the public memory ends before the cell at address %d", address)
		return
	}
	cell := &c.rest[0]
	switch {
	case cell.Address != address:
		c.fail("cell %d of the public memory has address %d, not %d", c.at, cell.Address, address)
	case value != nil && cell.Value != *value:
		c.fail("the public cell at address %d is 0x%s, not 0x%s", address, cell.Value.Text(16), value.Text(16))
	case value != nil && cell.Page != 0:
		c.fail("the public cell at address %d is on page %d", address, cell.Page)
	}
	c.rest, c.at = c.rest[1:], c.at+1
}

func (c *cells) fail(format string, args ...any) { c.err = otherProgram(format, args...) }

func otherProgram(format string, args ...any) *fault.Error {
	return fault.New(CodeOtherProgram, "the proof is not about the task's program: "+format, args...).At("public_input")
}
