package main

import (
	"quarry/prover"
	"quarry/prover/cairo"
)

// programFlags are the flags of prove that take a program instead of a run's
// files.
type programFlags struct {
	program, input, layout string
	args, argsFile         string
	minSteps, maxSteps     int
}

func (p *programFlags) define(f *gflagSet) {
	f.StringVar(&p.program, "program", "", "`path` of a compiled program to run and prove, instead of public and private input")
	f.StringVar(&p.input, "program_input", "", "`path` of the program's input")
	f.StringVar(&p.args, "args", "", "the arguments of a Cairo 1 program: `numbers` between commas")
	f.StringVar(&p.argsFile, "args_file", "", "`path` of the arguments of a Cairo 1 program (JSON array of hexadecimal numbers)")
	f.StringVar(&p.layout, "layout", "auto", "`name` of the layout of the program's run; auto is the cheapest that fits")
	f.IntVar(&p.minSteps, "min_steps", 0, "the least `number` of steps of the program's run")
	f.IntVar(&p.maxSteps, "max_steps", 0, "end the program with an error after so many `steps` (default 2^28)")
}

// source runs the program.
func (p *programFlags) source(f *proveFlags, s streams) (prover.Source, error) {
	if f.publicInputFile != "" || f.privateInputFile != "" {
		return nil, usageError("--program makes the run itself: leave --public_input_file and --private_input_file out")
	}
	o := cairo.Options{Layout: p.layout, MinSteps: p.minSteps, MaxSteps: p.maxSteps, Out: s.err, Source: readSource}
	var err error
	if o.Program, err = fileContent("--program", p.program); err != nil {
		return nil, err
	}
	if p.input != "" {
		if o.Input, err = fileContent("--program_input", p.input); err != nil {
			return nil, err
		}
	}
	c := cairoInputs{Args: p.args, ArgsFile: p.argsFile}
	if err := c.applyArguments(&o); err != nil {
		return nil, err
	}
	return &prover.ProgramInput{Options: o, Parameters: f.parameterFile, ProverConfig: f.proverConfigFile}, nil
}
