package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"quarry/prover"
	"quarry/prover/stone"
	"quarry/prover/stone/claim"
)

// verifyFlags are the flags of verify: Stone's first, then our own.
type verifyFlags struct {
	*gflagSet
	inFile, annotationFile, extraOutputFile string
	threads                                 uint32

	stoneVersion, regime, programHash, output string
	minSecurityBits                           float64
	minHashBits                               int
	json                                      bool
	logToStderr                               *bool
}

func parseVerify(inv invocation, s streams) (*verifyFlags, error) {
	f := &verifyFlags{gflagSet: newFlags(inv)}
	floor := stone.DefaultFloor
	f.StringVar(&f.inFile, "in_file", "", "`path` of the proof file")
	f.StringVar(&f.annotationFile, "annotation_file", "", "`path` to write the annotated proof to")
	f.StringVar(&f.extraOutputFile, "extra_output_file", "", "`path` to write to what those need who split proofs")
	f.uint32Var(&f.threads, "n_threads", 0, "Stone's flag; verification takes one thread")
	f.StringVar(&f.stoneVersion, "stone_version", "v3", "take proofs of this `version` of Stone: v3 (stone6) or v2 (stone5)")
	f.Float64Var(&f.minSecurityBits, "min_security_bits", floor.Bits, "refuse parameters worth fewer `bits` in the regime of --security_regime")
	f.StringVar(&f.regime, "security_regime", floor.Regime.String(), "judge parameters in this `regime`: conjectured (refuted in 2025), johnson or unique")
	f.IntVar(&f.minHashBits, "min_hash_bits", floor.CollisionBits, "refuse hashes of which a collision costs less than 2^`bits`")
	f.StringVar(&f.programHash, "program_hash", "", "demand that the program with this `hash` ran")
	f.StringVar(&f.output, "output", "", "demand this output: `felts` with commas between")
	f.BoolVar(&f.json, "json", false, "print the result, or the error, as JSON")
	f.Bool("version", false, "print the version")
	f.logToStderr, _ = f.acceptGlog()
	return f, f.parse(s.out)
}

func runVerify(_ context.Context, inv invocation, s streams) int {
	f, err := parseVerify(inv, s)
	if err != nil {
		return fail(inv, s, f.json, err)
	}
	if f.isSet("version") {
		printVersion(s.out, f.json)
		return exitOK
	}
	start := time.Now()
	file, report, err := f.verify()
	elapsed := time.Since(start)
	if report != nil {
		if writeErr := f.writeAnnotations(report); writeErr != nil && err == nil {
			err = writeErr
		}
	}
	if err != nil {
		return fail(inv, s, f.json, err)
	}
	switch {
	case f.json:
		printJSON(s.out, verifyResult(file, report, elapsed))
	case inv.dropIn:
		if report.FloorWarning != nil {
			fmt.Fprintf(s.err, "%s: warning: %v\n", inv.name, report.FloorWarning)
		}
		if *f.logToStderr {
			fmt.Fprintln(s.err, "Proof verified successfully.")
		}
	default:
		printReport(s.out, file, report, elapsed)
	}
	return exitOK
}

// verify reads the proof file and judges it.
func (f *verifyFlags) verify() (*stone.ProofFile, *prover.Report, error) {
	policy, err := f.policy()
	if err != nil {
		return nil, nil, err
	}
	raw, err := stone.ReadFile(f.inFile)
	if err != nil {
		return nil, nil, err
	}
	file, err := stone.ParseProofFile(f.inFile, raw)
	if err != nil {
		return nil, nil, err
	}
	report, err := prover.Verify(file, *policy)
	return file, report, err
}

// policy turns the flags into a policy. Called by Stone's name, the floor only
// warns, unless it is asked for.
func (f *verifyFlags) policy() (*prover.Policy, error) {
	if !f.inv.dropIn {
		files := f.Args()
		if f.inFile == "" && len(files) > 0 {
			f.inFile, files = files[0], files[1:]
		}
		if len(files) > 0 {
			return nil, usageError("unexpected argument %q: one proof at a time", files[0])
		}
	}
	if err := f.require("in_file"); err != nil {
		return nil, err
	}
	version, err := stone.ParseVersion(f.stoneVersion)
	if err != nil {
		return nil, err
	}
	regime, err := stone.ParseRegime(f.regime)
	if err != nil {
		return nil, err
	}
	floorAsked := f.isSet("min_security_bits") || f.isSet("security_regime") || f.isSet("min_hash_bits")
	p := &prover.Policy{
		Floor:     stone.Floor{Bits: f.minSecurityBits, Regime: regime, CollisionBits: f.minHashBits},
		WarnFloor: f.inv.dropIn && !floorAsked, Version: version,
		Annotations: f.annotationFile != "", ExtraAnnotations: f.extraOutputFile != "",
	}
	if f.isSet("program_hash") {
		h, err := parseFelt(f.programHash)
		if err != nil {
			return nil, err
		}
		p.ProgramHash = &h
	}
	if f.isSet("output") {
		if p.Output, err = parseFelts(f.output); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// writeAnnotations writes the files that Stone's verifier writes, also for a
// proof that failed.
func (f *verifyFlags) writeAnnotations(r *prover.Report) error {
	for _, file := range []struct {
		path  string
		lines []string
	}{{f.annotationFile, r.Annotations}, {f.extraOutputFile, r.ExtraAnnotations}} {
		if file.path == "" {
			continue
		}
		err := prover.WriteFile(file.path, func(w io.Writer) error {
			for _, line := range file.lines {
				if _, err := io.WriteString(w, line+"\n"); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func printReport(w io.Writer, file *stone.ProofFile, r *prover.Report, elapsed time.Duration) {
	if r.Claim != nil {
		fmt.Fprintln(w, "The proof is valid.")
	} else {
		fmt.Fprintln(w, "The proof is valid, but about an unspecified program.")
	}
	var t table
	t.add("statement", "layout %s, %d steps, %d public cells on %d pages", r.Public.Layout, r.Public.NSteps,
		len(r.Public.PublicMemory), len(stone.Pages(r.Public)))
	if c := r.Claim; c != nil {
		t.add("program", "%s (%d cells)", hexFelt(&c.ProgramHash), len(c.Program))
		t.add("output", "%s", outputLine(c))
	} else {
		t.add("program", "unspecified: %v", r.Unspecified)
	}
	addSoundness(&t, &r.Soundness)
	t.add("proof", "%d bytes, verified in %s", len(file.Proof), elapsed.Round(time.Millisecond))
	t.print(w)
}

// maxShownOutput bounds the output shown in a report; JSON has all of it.
const maxShownOutput = 16

func outputLine(c *claim.Claim) string {
	if len(c.Output) == 0 {
		if slices.Contains(c.Builtins, "output") {
			return "empty"
		}
		return "none: the program has no output builtin"
	}
	shown := make([]string, 0, maxShownOutput)
	for i := range min(len(c.Output), maxShownOutput) {
		shown = append(shown, decimalFelt(&c.Output[i]))
	}
	text := strings.Join(shown, ", ")
	if more := len(c.Output) - len(shown); more > 0 {
		text += fmt.Sprintf(", and %d more (--json shows all)", more)
	}
	return text
}

// addSoundness adds a line for each regime: there is no one number.
func addSoundness(t *table, s *stone.Soundness) {
	for _, b := range s.Bounds {
		t.add(b.Regime.String(), "%.1f bits, %d of them proof of work: %s", b.Shown(), s.ProofOfWorkBits, b.Regime.About())
	}
	t.add("hashes", "collisions of %s cost 2^%d", s.WeakestHash, s.CollisionBits)
}

func soundnessObject(s *stone.Soundness) any {
	type bound struct {
		Regime    string  `json:"regime"`
		Bits      float64 `json:"bits"`
		QueryBits float64 `json:"query_bits"`
		FieldBits float64 `json:"field_bits"`
		About     string  `json:"about"`
		Source    string  `json:"source"`
	}
	bounds := make([]bound, len(s.Bounds))
	for i, b := range s.Bounds {
		bounds[i] = bound{b.Regime.String(), b.Bits, b.QueryBits, b.FieldBits, b.Regime.About(), b.Regime.Source()}
	}
	return map[string]any{
		"regimes": bounds, "proof_of_work_bits": s.ProofOfWorkBits,
		"collision_bits": s.CollisionBits, "weakest_hash": s.WeakestHash.String(),
	}
}

func claimObject(c *claim.Claim) any {
	return map[string]any{
		"program_hash": hexFelt(&c.ProgramHash), "program_cells": len(c.Program), "builtins": c.Builtins,
		"output": hexFelts(c.Output), "output_hash": hexFelt(&c.OutputHash), "standard_page": c.Standard,
	}
}

func verifyResult(file *stone.ProofFile, r *prover.Report, elapsed time.Duration) any {
	result := map[string]any{
		"valid": true, "layout": r.Public.Layout, "n_steps": r.Public.NSteps, "proof_bytes": len(file.Proof),
		"seconds": elapsed.Seconds(), "soundness": soundnessObject(&r.Soundness),
	}
	if r.Claim != nil {
		result["claim"] = claimObject(r.Claim)
	} else {
		result["unspecified_program"] = errorObject(r.Unspecified)
	}
	if r.FloorWarning != nil {
		result["warning"] = errorObject(r.FloorWarning)
	}
	return result
}
