package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"quarry/fault"
	"quarry/prover"
	"quarry/prover/cairo"
)

// codeRead: a file that a flag names can't be read.
const codeRead fault.Code = "cli/read"

// cairoCommand runs a program with cairo-run's flags.
type cairoCommand struct {
	jsonFlag
	cairoInputs
	Program         string `placeholder:"FILE" help:"The compiled program (JSON): Cairo 0, or a Cairo 1 executable."`
	ProgramInput    string `placeholder:"FILE" help:"The program input (JSON)."`
	Layout          string `default:"plain" help:"The layout, or auto for the cheapest that fits."`
	ProofMode       bool   `help:"Make a run that can be proved."`
	Steps           int    `help:"The exact number of steps."`
	MinSteps        int    `help:"The least number of steps."`
	MaxSteps        int    `help:"End with an error after so many steps (default 2^28)."`
	MaxMemory       string `placeholder:"BYTES" help:"End with an error when memory cells take more than this (default 8GiB)."`
	NoEnd           bool   `help:"Stop after --steps, wherever the program is."`
	SecureRun       bool   `help:"Check what another program may rely on (the default outside of proof mode)."`
	NoSecureRun     bool   `help:"Do not check that."`
	AllowMissing    bool   `name:"allow-missing-builtins" help:"Run without the builtins that the layout lacks (the default in proof mode)."`
	TraceFile       string `placeholder:"FILE" help:"Write the trace."`
	MemoryFile      string `placeholder:"FILE" help:"Write the memory."`
	AirPublicInput  string `placeholder:"FILE" help:"Write the public input."`
	AirPrivateInput string `placeholder:"FILE" help:"Write the private input; needs --trace_file and --memory_file."`
	PrintOutput     bool   `help:"Print the program's output."`
	PrintInfo       bool   `help:"Print steps, memory, registers and the use of builtins."`
	PrintMemory     bool   `help:"Print the memory."`
	PrintSegments   bool   `help:"Print where the segments begin."`
	RelocatePrints  bool   `help:"Print addresses as they are in the proof."`
	Profile         string `placeholder:"FILE" help:"Write the steps by call stack, for flame graphs (folded stacks)."`
}

func (c *cairoCommand) run(ctx context.Context, s streams) error {
	opts, err := c.options(s)
	if err != nil {
		return err
	}
	res, err := cairo.Execute(ctx, opts)
	if err != nil {
		return err
	}
	if !c.JSON {
		for _, w := range res.Warnings {
			if _, err := io.WriteString(s.err, "Warning: "+w+"\n"); err != nil {
				return err
			}
		}
		if res.Reason != "" {
			if _, err := io.WriteString(s.err, res.Reason+"\n"); err != nil {
				return err
			}
		}
	}
	if err := c.writeFiles(res); err != nil {
		return err
	}
	if c.JSON {
		return c.printJSON(s, res)
	}
	return c.print(s, res)
}

// options turns the flags into the options of a run.
func (c *cairoCommand) options(s streams) (cairo.Options, error) {
	o := cairo.Options{Layout: c.Layout, ProofMode: c.ProofMode, Steps: c.Steps, MinSteps: c.MinSteps, MaxSteps: c.MaxSteps,
		NoEnd: c.NoEnd, Out: s.out, Source: readSource}
	if c.JSON {
		o.Out = s.err
	}
	o.Trace = c.TraceFile != "" || c.MemoryFile != "" || c.Profile != "" || c.PrintSegments || c.RelocatePrints
	if c.SecureRun && c.NoSecureRun {
		return o, usageError("--secure_run and --no_secure_run contradict each other")
	}
	if c.SecureRun || c.NoSecureRun {
		o.Secure = &c.SecureRun
	}
	if c.AllowMissing {
		o.AllowMissingBuiltins = &c.AllowMissing
	}
	if (c.AirPublicInput != "" || c.AirPrivateInput != "") && !c.ProofMode {
		return o, usageError("--air_public_input and --air_private_input can only be used with --proof_mode")
	}
	if c.AirPrivateInput != "" && (c.TraceFile == "" || c.MemoryFile == "") {
		return o, usageError("--trace_file and --memory_file must be set when --air_private_input is set")
	}
	bytes, err := parseBytes(c.MaxMemory)
	if err != nil {
		return o, err
	}
	o.MaxMemory = (bytes + 31) / 32
	if err := c.apply(&o, c.Program); err != nil {
		return o, err
	}
	if c.ProgramInput != "" {
		o.Input, err = fileContent("--program_input", c.ProgramInput)
	}
	return o, err
}

// fileContent reads a file that a flag names.
func fileContent(flag, path string) ([]byte, error) {
	data, err := readBounded(path, maxContent)
	if err != nil {
		return nil, fault.Wrap(err, codeRead, "%s can't be read", flag).At("%s", path)
	}
	return data, nil
}

// maxContent bounds the files that flags name, maxSource source files.
const (
	maxContent = 1 << 30
	maxSource  = 64 << 20
)

// readBounded reads a file, a pipe or a device of at most that many bytes.
func readBounded(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	var data bytes.Buffer
	size := info.Size()
	if size <= most {
		if info.Mode().IsRegular() {
			data.Grow(int(size) + bytes.MinRead)
		}
		size, err = data.ReadFrom(io.LimitReader(file, most+1))
	}
	if err == nil && size > most {
		err = fmt.Errorf("it has more than %d bytes", most)
	}
	return data.Bytes(), err
}

// readSource reads a source file for an error message. The program is the
// user's own here.
func readSource(name string) (string, error) {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() {
		return "", errors.Join(err, os.ErrInvalid)
	}
	data, err := readBounded(name, maxSource)
	return string(data), err
}

func (c *cairoCommand) writeFiles(res *cairo.Result) error {
	for _, f := range []struct {
		path  string
		write func(io.Writer) error
	}{
		{c.TraceFile, res.WriteTrace},
		{c.MemoryFile, res.WriteMemory},
		{c.AirPublicInput, func(w io.Writer) error { return writeBytes(w, res.PublicInput) }},
		{c.AirPrivateInput, func(w io.Writer) error {
			return writeBytes(w, func() ([]byte, error) {
				trace, err := filepath.Abs(c.TraceFile)
				if err != nil {
					return nil, err
				}
				memory, err := filepath.Abs(c.MemoryFile)
				if err != nil {
					return nil, err
				}
				return res.PrivateInput(trace, memory)
			})
		}},
		{c.Profile, res.Profile},
		{c.PIEOutput, func(w io.Writer) error { return c.writePIE(res, w) }},
	} {
		if f.path == "" {
			continue
		}
		if err := prover.WriteFile(f.path, f.write); err != nil {
			return err
		}
	}
	return nil
}

func writeBytes(w io.Writer, content func() ([]byte, error)) error {
	data, err := content()
	if err == nil {
		_, err = w.Write(data)
	}
	return err
}

func (c *cairoCommand) print(s streams, res *cairo.Result) error {
	if c.PrintMemory {
		if err := res.PrintMemory(s.out, c.RelocatePrints); err != nil {
			return err
		}
	}
	if c.PrintOutput {
		res.PrintOutput(s.out)
	}
	if c.PrintInfo {
		if err := res.PrintInfo(s.out, c.RelocatePrints); err != nil {
			return err
		}
	}
	if c.PrintSegments {
		return res.PrintSegments(s.out)
	}
	return nil
}

// printJSON prints what the run was as one object.
func (c *cairoCommand) printJSON(s streams, res *cairo.Result) error {
	output := []string{}
	for _, v := range res.Output() {
		output = append(output, v.String())
	}
	builtins := map[string]any{}
	for _, u := range res.Builtins() {
		builtins[u.Name] = map[string]any{"cells": u.Cells, "size": u.Size, "instances": u.Instances}
	}
	o := map[string]any{"layout": res.Layout, "n_steps": res.Steps(), "program_steps": res.ProgramSteps(),
		"memory_cells": res.MemoryCells(), "output": output, "builtins": builtins, "warnings": res.Warnings}
	if res.Reason != "" {
		o["reason"] = res.Reason
	}
	printJSON(s.out, o)
	return nil
}
