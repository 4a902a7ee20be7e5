package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"quarry/prover"
	"quarry/prover/event"
	"quarry/prover/stone"
)

// proveFlags are the flags of prove: Stone's first, then our own.
type proveFlags struct {
	*gflagSet
	outFile, parameterFile, proverConfigFile, publicInputFile, privateInputFile string
	annotations, fixPublicInput                                                 bool
	threads                                                                     uint32

	stoneVersion, backend, maxMemory, scratch, timeline string
	verify, json                                        bool
	run                                                 programFlags
	logToStderr                                         *bool
	verbosity                                           *int
}

func parseProve(inv invocation, s streams) (*proveFlags, error) {
	f := &proveFlags{gflagSet: newFlags(inv)}
	f.StringVar(&f.outFile, "out_file", "", "`path` of the proof file to write")
	f.StringVar(&f.parameterFile, "parameter_file", "", "`path` of the proof parameters")
	f.StringVar(&f.proverConfigFile, "prover_config_file", "", "`path` of the prover config")
	f.StringVar(&f.publicInputFile, "public_input_file", "", "`path` of the public input")
	f.StringVar(&f.privateInputFile, "private_input_file", "", "`path` of the private input, which names trace and memory")
	f.BoolVar(&f.annotations, "generate_annotations", false, "put annotations into the proof file: every byte range and challenge")
	f.BoolVar(&f.fixPublicInput, "fix_public_input", false, "Stone's flag, which does nothing for Cairo runs")
	f.run.define(f.gflagSet)
	f.uint32Var(&f.threads, "n_threads", 0, "`number` of threads; 0 for all cores")
	f.StringVar(&f.stoneVersion, "stone_version", "v3", "make the proof of this `version` of Stone: v3 (stone6) or v2 (stone5)")
	f.StringVar(&f.backend, "backend", "", "`name` of the backend; see quarry hw (default: the best that runs here)")
	f.StringVar(&f.maxMemory, "max_memory", "", "`bytes` that the proof may use, like 8GiB (default: what machine and control group leave)")
	f.StringVar(&f.scratch, "scratch", "", "keep the proof's columns in files in this `folder`: least memory, at the price of I/O")
	f.StringVar(&f.timeline, "trace_file", "", "write a timeline of the proof to this `path`, in Chrome's trace format (chrome://tracing, ui.perfetto.dev)")
	f.BoolVar(&f.verify, "verify", true, "verify the proof before it is written")
	f.BoolVar(&f.json, "json", false, "print the result, or the error, as JSON")
	f.Bool("version", false, "print the version")
	f.logToStderr, f.verbosity = f.acceptGlog()
	return f, f.parse(s.out)
}

func runProve(ctx context.Context, inv invocation, s streams) int {
	f, err := parseProve(inv, s)
	if err != nil {
		return fail(inv, s, f.json, err)
	}
	if f.isSet("version") {
		printVersion(s.out, f.json)
		return exitOK
	}
	job, err := f.job(s)
	if err != nil {
		return fail(inv, s, f.json, err)
	}
	bar := newProgress(s, f.json)
	job.Options.Events = f.sink(s, bar)
	var line *timeline
	if f.timeline != "" {
		line = newTimeline()
		job.Options.Trace = true
		job.Options.Events = job.Options.Events.And(line.receive)
	}
	prover.ShedCode()
	artifact, err := prover.Prove(ctx, *job)
	bar.finish()
	if line != nil { // of a proof that failed, too
		err = errors.Join(err, prover.WriteFile(f.timeline, line.write))
	}
	if err == nil {
		err = artifact.WriteFile(f.outFile)
	}
	if err != nil {
		return fail(inv, s, f.json, err)
	}
	switch {
	case f.json:
		printJSON(s.out, proveResult(f.outFile, artifact))
	case s.terminal && !inv.dropIn:
		fmt.Fprintf(s.err, "%s: proof of %d bytes%s, %s, at most %s, backend %s\n", f.outFile, len(artifact.Proof),
			map[bool]string{true: ", verified"}[artifact.Verified], artifact.Elapsed.Round(10*time.Millisecond),
			memoryUsed(artifact), artifact.Backend)
	}
	return exitOK
}

// job turns the flags into a job.
func (f *proveFlags) job(s streams) (*prover.Job, error) {
	if f.fixPublicInput {
		return nil, usageError("--fix_public_input does nothing that Stone or Quarry could do: correct the public input")
	}
	if f.NArg() > 0 && !f.inv.dropIn {
		return nil, usageError("unexpected argument %q", f.Arg(0))
	}
	names := []string{"out_file", "private_input_file", "public_input_file", "prover_config_file", "parameter_file"}
	if f.run.program != "" {
		names = names[:1]
	}
	err := f.require(names...)
	if err != nil {
		return nil, err
	}
	version, err := stone.ParseVersion(f.stoneVersion)
	if err != nil {
		return nil, err
	}
	memory, err := parseBytes(f.maxMemory)
	if err != nil {
		return nil, err
	}
	if err := f.checkOutputs(); err != nil {
		return nil, err
	}
	var source prover.Source = &prover.StoneInput{Files: stone.Files{
		Parameters: f.parameterFile, ProverConfig: f.proverConfigFile,
		PublicInput: f.publicInputFile, PrivateInput: f.privateInputFile,
	}, Outputs: []string{f.outFile, f.timeline}}
	if f.run.program != "" {
		if source, err = f.run.source(f, s); err != nil {
			return nil, err
		}
	}
	return &prover.Job{
		Source: source,
		Options: prover.Options{
			Backend: f.backend, Threads: int(f.threads), MaxMemory: memory, Scratch: f.scratch, Version: version,
			Annotations: f.annotations, SkipVerify: !f.verify,
		},
	}, nil
}

// checkOutputs finds out before the work whether its results can be written, and
// take the place of no input.
func (f *proveFlags) checkOutputs() error {
	outputs := []string{f.outFile}
	if f.timeline != "" {
		outputs = append(outputs, f.timeline)
	}
	inputs := []string{f.privateInputFile, f.publicInputFile, f.proverConfigFile, f.parameterFile, f.run.program, f.run.input, f.run.argsFile}
	for _, out := range outputs {
		for _, in := range inputs {
			if prover.SameFile(out, in) {
				return usageError("%s would take the place of the input: choose another path to write to", in)
			}
		}
		if err := writable(out); err != nil {
			return err
		}
	}
	if prover.SameFile(f.outFile, f.timeline) || f.outFile == f.timeline {
		return usageError("proof and timeline would be written to the same file %s", f.outFile)
	}
	return nil
}

// writable finds out before the work whether its result can be written.
func writable(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return usageError("can't write %s: it is a folder", path)
	} else if err == nil && !info.Mode().IsRegular() {
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".quarry.*")
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err // without the temporary name
	}
	if err != nil {
		return usageError("can't write %s: %v", path, err)
	}
	f.Close()
	return os.Remove(f.Name())
}

// sink shows events on the bar and, if asked for, as glog's profile.
func (f *proveFlags) sink(s streams, bar *progress) event.Sink {
	profile := *f.logToStderr && *f.verbosity >= 1
	return func(e event.Event) {
		bar.receive(e)
		if profile && e.Kind == event.StageEnd {
			fmt.Fprintf(s.err, "%s: %.4f sec\n", e.Stage, e.Elapsed.Seconds())
		}
	}
}

// memoryUsed says where a proof was kept, and how much it was.
func memoryUsed(a *prover.Artifact) string {
	if a.Plan.Device != nil {
		return fmt.Sprintf("%s on %s", prover.Bytes(a.PeakArena), a.Plan.Device.Name)
	}
	if a.Plan.Mode == prover.OnDisk {
		return fmt.Sprintf("%s in %s", prover.Bytes(a.PeakArena), a.Plan.Scratch)
	}
	return prover.Bytes(a.PeakArena + a.Plan.Outside)
}

func proveResult(path string, a *prover.Artifact) any {
	type stage struct {
		Stage   string  `json:"stage"`
		Seconds float64 `json:"seconds"`
	}
	stages := make([]stage, len(a.Timings))
	for i, t := range a.Timings {
		stages[i] = stage{t.Stage, t.Elapsed.Seconds()}
	}
	memory := map[string]any{"mode": a.Plan.Mode, "predicted": a.Plan.Peak, "backend_peak": a.PeakArena}
	if a.Plan.Mode == prover.OnDisk { // backend_peak is in the folder, predicted in memory
		memory["scratch"] = map[string]any{"folder": a.Plan.Scratch, "predicted": a.Plan.Disk, "window": a.Plan.Window}
	}
	if d := a.Plan.Device; d != nil { // backend_peak is in device memory, predicted in main memory
		memory["device"] = map[string]any{"name": d.Name, "predicted": d.Peak + d.Temporary, "budget": d.Budget,
			"bytes_up": a.Traffic.Up, "bytes_down": a.Traffic.Down}
	}
	return map[string]any{
		"out_file": path, "proof_bytes": len(a.Proof), "verified": a.Verified, "seconds": a.Elapsed.Seconds(),
		"backend": a.Backend, "stone_version": a.Version.String(), "layout": a.Plan.Layout, "n_steps": a.Plan.NSteps,
		"memory": memory, "stages": stages,
	}
}
