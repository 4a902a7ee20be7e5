package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"quarry/api"
	"quarry/api/client"
	"quarry/fault"
	"quarry/prover/lineup"
	"quarry/prover/task"
)

// submitCommand hands a proof to be made to a server.
type submitCommand struct {
	jsonFlag
	serverFlags

	Program          string `placeholder:"FILE" group:"Inputs" help:"Compiled program to run and prove."`
	ProgramInput     string `placeholder:"FILE" group:"Inputs" help:"The program's input."`
	ArgsFile         string `placeholder:"FILE" group:"Inputs" help:"The arguments of a Cairo 1 program (JSON array of numbers)."`
	PublicInputFile  string `placeholder:"FILE" group:"Inputs" help:"Stone's public input, instead of a program."`
	PrivateInputFile string `placeholder:"FILE" group:"Inputs" help:"Stone's private input. The trace and the memory that it names are sent along."`
	Trace            string `placeholder:"FILE" group:"Inputs" help:"The trace, if it is not where the private input says."`
	Memory           string `placeholder:"FILE" group:"Inputs" help:"The memory, if it is not where the private input says."`
	ParameterFile    string `placeholder:"FILE" group:"Inputs" help:"Stone's parameters; without them they are chosen by the wished security."`
	ProverConfigFile string `placeholder:"FILE" group:"Inputs" help:"Stone's prover config."`

	Layout              string            `group:"Proof" help:"The layout of a program's run (default: the cheapest that fits)."`
	Preset              string            `group:"Proof" enum:",stone,integrity,starkex,quarry" default:"" help:"Whose verifier the proof is for: stone, integrity, starkex or quarry (its contracts on Ethereum)."`
	SecurityBits        int               `group:"Proof" help:"The wished security in bits."`
	SecurityRegime      string            `group:"Proof" enum:",conjectured,johnson,unique" default:"" help:"How those bits are counted: conjectured, johnson or unique."`
	StoneVersion        string            `group:"Proof" enum:",v2,v3" default:"" help:"The version of Stone whose proof is made: v3 or v2."`
	Backend             string            `group:"Proof" help:"The backend (default: the best that a worker has)."`
	GenerateAnnotations bool              `group:"Proof" help:"Write Stone's annotations into the proof file."`
	MinSteps            uint64            `group:"Proof" help:"The least number of steps of a program's run."`
	MaxSteps            uint64            `group:"Proof" help:"End the program with an error after so many steps."`
	Priority            *int              `group:"Job" help:"0 to 9; higher runs first (default: 5)."`
	Within              time.Duration     `group:"Job" placeholder:"DURATION" help:"Give the job up if it is not finished by then."`
	Label               map[string]string `group:"Job" placeholder:"NAME=VALUE" help:"Your own names for the job."`
	Webhook             string            `group:"Job" placeholder:"URL" help:"Address that is told of the job's end, signed."`
	IdempotencyKey      string            `group:"Job" placeholder:"TEXT" help:"The same text names the same job: what is submitted again is not done again."`

	Wait    bool   `group:"Result" help:"Wait for the job's end."`
	OutFile string `placeholder:"FILE" group:"Result" help:"With --wait: write the proof to this file."`
	Format  string `enum:"stone,raw" default:"stone" group:"Result" help:"Form of the proof: Stone's file, or the bytes of its proof_hex."`
}

func (c *submitCommand) run(ctx context.Context, s streams) error {
	if c.OutFile != "" && !c.Wait {
		return usageError("--out_file needs --wait: there is no proof yet (quarry fetch gets it later)")
	}
	files, err := c.files()
	if err != nil {
		return err
	}
	server, err := c.connect(s)
	if err != nil {
		return err
	}
	job, created, err := server.Submit(ctx, client.Submission{Files: files, Options: c.options(), IdempotencyKey: c.IdempotencyKey})
	if err != nil {
		return err
	}
	if !c.Wait {
		if c.JSON {
			printJSON(s.out, job)
			return nil
		}
		fmt.Fprintln(s.out, job.ID)
		return nil
	}
	if !c.JSON {
		verb := "submitted"
		if !created {
			verb = "was submitted before"
		}
		fmt.Fprintf(s.err, "job %s %s\n", job.ID, verb)
	}
	job, err = follow(ctx, server, job.ID, s, c.quiet())
	if err != nil {
		return err
	}
	return deliver(ctx, server, &job, c.Format, c.OutFile, c.JSON, s)
}

// quiet sees events and shows none, with --json.
func (c *submitCommand) quiet() func(lineup.Event) {
	if c.JSON {
		return func(lineup.Event) {}
	}
	return nil
}

// deliver reports a job's end, and fetches its proof if there is a file for it.
func deliver(ctx context.Context, server *client.Client, job *lineup.Job, format, path string, asJSON bool, s streams) error {
	if err := outcome(job); err != nil {
		return err
	}
	if path != "" {
		if _, err := server.Fetch(ctx, job.ID, format, path); err != nil {
			return err
		}
	}
	if asJSON {
		printJSON(s.out, job)
		return nil
	}
	printJob(s, job)
	if path != "" {
		printHowToVerify(s, job, format, path)
	}
	return nil
}

// printHowToVerify says how one who does not trust the server verifies a proof.
func printHowToVerify(s streams, job *lineup.Job, format, path string) {
	fmt.Fprintf(s.out, "The proof is in %s.", path)
	if format == client.FormatStone {
		fmt.Fprintf(s.out, " Who does not trust the server verifies it: quarry verify --in_file %s", path)
		if hash := job.Result.Verdict.ProgramHash; hash != "" {
			fmt.Fprintf(s.out, " --program_hash %s", hash)
		}
	}
	fmt.Fprintln(s.out)
}

// files are the inputs by part.
func (c *submitCommand) files() (map[task.Part]string, error) {
	files := map[task.Part]string{}
	for part, path := range map[task.Part]string{
		task.Program: c.Program, task.ProgramInput: c.ProgramInput, task.Arguments: c.ArgsFile,
		task.PublicInput: c.PublicInputFile, task.PrivateInput: c.PrivateInputFile, task.Trace: c.Trace, task.Memory: c.Memory,
		task.Parameters: c.ParameterFile, task.ProverConfig: c.ProverConfigFile,
	} {
		if path != "" {
			files[part] = path
		}
	}
	switch {
	case c.Program == "" && c.PublicInputFile == "":
		return nil, usageError("there is nothing to prove: give --program, or --public_input_file and --private_input_file")
	case c.Program != "" && (c.PublicInputFile != "" || c.PrivateInputFile != ""):
		return nil, usageError("--program makes the run itself: leave --public_input_file and --private_input_file out")
	case c.PublicInputFile != "" && c.PrivateInputFile == "":
		return nil, usageError("--public_input_file needs --private_input_file")
	}
	if c.PrivateInputFile == "" {
		return files, nil
	}
	return files, addRun(files)
}

// addRun adds the trace and the memory that the private input names.
func addRun(files map[task.Part]string) error {
	path := files[task.PrivateInput]
	raw, err := fileContent("--private_input_file", path)
	if err != nil {
		return err
	}
	var named struct {
		Trace  string `json:"trace_path"`
		Memory string `json:"memory_path"`
	}
	if err := json.Unmarshal(raw, &named); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return fault.New(codeUsage, "the private input is no JSON: %v", err).At("--private_input_file=%s", path)
		}
		return fault.New(codeUsage, "the private input is malformed: %v", err).At("--private_input_file=%s", path)
	}
	for part, file := range map[task.Part]string{task.Trace: named.Trace, task.Memory: named.Memory} {
		if files[part] != "" {
			continue
		}
		if file == "" {
			return usageError("the private input names no %s: give --%s", part, part)
		}
		files[part] = file
	}
	return nil
}

// options are the flags as the service takes them.
func (c *submitCommand) options() api.ProofOptions {
	o := api.ProofOptions{
		Layout: c.Layout, Preset: c.Preset, SecurityBits: c.SecurityBits, SecurityRegime: c.SecurityRegime, StoneVersion: c.StoneVersion,
		Backend: c.Backend, Annotations: c.GenerateAnnotations, MinSteps: c.MinSteps, MaxSteps: c.MaxSteps,
		Priority: c.Priority, Labels: c.Label, Webhook: strings.TrimSpace(c.Webhook),
	}
	if c.Within > 0 {
		deadline := time.Now().Add(c.Within)
		o.Deadline = &deadline
	}
	return o
}
