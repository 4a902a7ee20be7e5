package main

import (
	"io"

	"quarry/prover/cairo"
	"quarry/prover/cairo/cairo1"
)

// cairoInputs are flags of run beyond those for Cairo 0 programs: the arguments
// of Cairo 1 programs, as scarb and the Cairo compiler name them, and Cairo
// PIEs.
type cairoInputs struct {
	Args          string `aliases:"arguments" placeholder:"N,N,…" help:"The arguments of a Cairo 1 program."`
	ArgsFile      string `aliases:"arguments-file" placeholder:"FILE" help:"The arguments of a Cairo 1 program (JSON array of hexadecimal numbers)."`
	RunFromPIE    string `name:"run-from-cairo-pie" placeholder:"FILE" help:"Run a Cairo PIE, and check that it is what its run gives."`
	PIEOutput     string `name:"cairo-pie-output" placeholder:"FILE" help:"Write the run as a Cairo PIE."`
	MergeSegments bool   `name:"merge-extra-segments" help:"String the PIE's extra segments together."`
}

// apply reads the program, or the PIE in its stead, and the arguments.
func (c *cairoInputs) apply(o *cairo.Options, program string) (err error) {
	if (program == "") == (c.RunFromPIE == "") {
		return usageError("exactly one of --program and --run_from_cairo_pie must be given")
	}
	flag := "--program"
	if program == "" {
		flag, program = "--run_from_cairo_pie", c.RunFromPIE
	}
	if o.Program, err = fileContent(flag, program); err != nil {
		return err
	}
	if c.PIEOutput != "" && (o.ProofMode || o.NoEnd) {
		return usageError("--proof_mode and --no_end don't go with --cairo_pie_output")
	}
	if c.MergeSegments && c.PIEOutput == "" {
		return usageError("--merge_extra_segments is about the file of --cairo_pie_output")
	}
	return c.applyArguments(o)
}

func (c *cairoInputs) applyArguments(o *cairo.Options) (err error) {
	if c.Args != "" && c.ArgsFile != "" {
		return usageError("--args and --args_file contradict each other")
	}
	if c.Args != "" {
		o.Args, err = cairo1.ParseArgs(c.Args)
		return err
	}
	if c.ArgsFile == "" {
		return nil
	}
	data, err := fileContent("--args_file", c.ArgsFile)
	if err != nil {
		return err
	}
	o.Args, err = cairo1.ParseArgsFile(data)
	return err
}

// writePIE writes the run as a PIE.
func (c *cairoInputs) writePIE(res *cairo.Result, w io.Writer) error {
	p, err := res.PIE()
	if err != nil {
		return err
	}
	if c.MergeSegments {
		p = p.Merge()
	}
	return p.Write(w)
}
