package cairo

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/prover/cairo/cairo1"
	"quarry/prover/cairo/pie"
	"quarry/prover/cairo/program"
)

// Description is what is known of a program's runs in proof mode before there
// is one.
type Description struct {
	// Cairo1 tells an executable from a Cairo 0 program.
	Cairo1 bool
	// Data are the program's cells, which lie from address 1 on (Montgomery form).
	Data []fp.Element
	// Builtins are the program's, in the order of their pointers on the stack.
	Builtins []string
	// Start and End are the offsets in Data of the first instruction and of the
	// last one that is executed.
	Start, End int
}

// Describe reads a program as Execute does in proof mode.
func Describe(file []byte) (*Description, error) {
	if pie.Recognise(file) {
		return nil, PIEError()
	}
	o := Options{Program: file, ProofMode: true}
	p, err := o.load()
	if err != nil {
		return nil, err
	}
	d := &Description{Cairo1: o.executable != nil, Data: p.Data, Builtins: p.Builtins}
	if start, ok := p.Label("__start__"); ok { // without one a run begins at 0
		d.Start = start
	}
	end, ok := p.Label("__end__")
	if !ok {
		return nil, errNoEnd()
	}
	d.End = end
	return d, nil
}

// CheckInput checks a program's input as far as that can be done without a run.
func (d *Description) CheckInput(input []byte) error {
	if len(input) == 0 {
		return nil
	}
	var err error
	if d.Cairo1 {
		_, err = cairo1.ParseArgsFile(input)
	} else {
		_, _, err = parseInput(input)
	}
	return err
}

// Fits tells whether the program can be run in a layout. Unless exactly that
// layout was asked for, it must have all of the program's builtins.
func (d *Description) Fits(layout string, asked bool) error {
	l, err := LayoutByName(layout)
	if err != nil {
		return err
	}
	return l.check(d.Builtins, asked)
}

// PIEError is the refusal if a Cairo PIE is to be proved.
func PIEError() *fault.Error {
	return fault.New(CodePIE, "a Cairo PIE can't be proved on its own: it is a run that was made outside of proof mode").
		WithHint("a bootloader has to run it within a run of its own; give the program that made the PIE instead")
}

// errNoEnd: the program was not compiled for proofs.
func errNoEnd() *fault.Error {
	return fault.New(program.CodeBad, "the program has no label __end__").
		WithHint("compile it with --proof_mode, or run it without")
}
