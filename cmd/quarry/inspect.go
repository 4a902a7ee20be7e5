package main

import (
	"context"
	"fmt"
	"strings"

	"quarry/fault"
	"quarry/kernels/hash"
	"quarry/prover"
	"quarry/prover/air/layouts"
	"quarry/prover/cairo/cairo1"
	"quarry/prover/cairo/pie"
	"quarry/prover/execution"
	"quarry/prover/stone"
	"quarry/prover/stone/claim"
	"quarry/prover/stone/jsoncpp"
)

type inspectCommand struct {
	jsonFlag
	File          string `arg:"" help:"A proof file, a public input, a parameter file, a compiled Cairo program or a Cairo PIE."`
	ParameterFile string `help:"With a public input: plan a proof with these parameters." placeholder:"PATH"`
	MaxMemory     string `help:"Plan for so much memory, like 8GiB." placeholder:"BYTES"`
	Scratch       string `help:"Plan a proof that keeps its columns in files in this folder." placeholder:"DIR"`
}

// codeUnknownFile: a file is nothing that inspect knows.
const codeUnknownFile fault.Code = "cli/unknown-file"

func (c *inspectCommand) run(_ context.Context, s streams) error {
	raw, err := stone.ReadFile(c.File)
	if err != nil {
		return err
	}
	v := &view{object: map[string]any{}}
	switch {
	case pie.Recognise(raw):
		err = c.pie(v, raw)
	case cairo1.Recognise(raw) != cairo1.FormatUnknown:
		err = c.executable(v, raw)
	default:
		err = c.json(v, raw)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		printJSON(s.out, v.object)
		return nil
	}
	v.table.print(s.out)
	return nil
}

// json shows a JSON file that Stone or cairo-lang knows.
func (c *inspectCommand) json(v *view, raw []byte) error {
	root, err := jsoncpp.Parse(raw)
	if err != nil {
		return fault.Wrap(err, stone.CodeSyntax, "this is not JSON").At("%s", c.File)
	}
	switch {
	case root.Get("proof_hex") != nil:
		err = c.proof(v, raw)
	case root.Get("public_memory") != nil:
		err = c.publicInput(v, raw)
	case root.Get("stark") != nil:
		err = c.parameters(v, raw)
	case root.Get("data") != nil && root.Get("builtins") != nil:
		err = c.program(v, root)
	default:
		err = fault.New(codeUnknownFile, "this is neither a proof file, a public input, a parameter file nor a compiled program").
			At("%s", c.File)
	}
	return err
}

// view collects what there is to say, for both forms of output.
type view struct {
	table  table
	object map[string]any
}

func (c *inspectCommand) proof(v *view, raw []byte) error {
	f, err := stone.ParseProofFile(c.File, raw)
	if err != nil {
		return err
	}
	v.table.add("proof file", "%d bytes of proof, annotations: %s, private input: %s; not verified by this command",
		len(f.Proof), yesNo(f.HasAnnotations), yesNo(f.HasPrivateInput))
	v.table.add("made by", "%s, %s, %s", f.Maker.StatementName, f.Maker.ProofHash, f.Maker.CommitHash)
	v.object["kind"], v.object["proof_bytes"], v.object["has_annotations"] = "proof", len(f.Proof), f.HasAnnotations
	v.object["has_private_input"] = f.HasPrivateInput
	v.object["version"] = map[string]any{
		"statement_name": f.Maker.StatementName, "proof_hash": f.Maker.ProofHash, "commit_hash": f.Maker.CommitHash,
	}
	v.statement(f.Public)
	v.parameters(f.Parameters)
	return v.worth(f.Public, f.Parameters)
}

func (c *inspectCommand) publicInput(v *view, raw []byte) error {
	pub, err := stone.ParsePublicInput(c.File, raw)
	if err != nil {
		return err
	}
	v.object["kind"] = "public_input"
	v.statement(pub)
	if c.ParameterFile == "" {
		return nil
	}
	rawParameters, err := stone.ReadFile(c.ParameterFile)
	if err != nil {
		return err
	}
	p, err := stone.ParseParameters(c.ParameterFile, rawParameters)
	if err != nil {
		return err
	}
	v.parameters(p)
	if err := v.worth(pub, p); err != nil {
		return err
	}
	return c.plan(v, pub, p)
}

func (c *inspectCommand) parameters(v *view, raw []byte) error {
	p, err := stone.ParseParameters(c.File, raw)
	if err != nil {
		return err
	}
	v.object["kind"] = "parameters"
	v.parameters(p)
	return nil
}

// program shows a compiled Cairo 0 program, above all the hash that verify
// prints and demands.
func (c *inspectCommand) program(v *view, root *jsoncpp.Value) error {
	words, wordsOK := texts(root.Get("data"))
	builtins, builtinsOK := texts(root.Get("builtins"))
	if !wordsOK || !builtinsOK || len(words) == 0 {
		return fault.New(codeUnknownFile, "this is no compiled program: data and builtins should be lists of strings").At("%s", c.File)
	}
	felts, err := parseFelts(strings.Join(words, ","))
	if err != nil {
		return fault.Wrap(err, codeUnknownFile, "the program's data are no field elements").At("%s: /data", c.File)
	}
	h := hash.PoseidonHashMany(felts)
	v.table.add("program", "%d cells, builtins: %s", len(felts), strings.Join(builtins, " "))
	v.table.add("hash", "%s (Poseidon of the cells, as verify prints it)", hexFelt(&h))
	v.object["kind"], v.object["program_hash"], v.object["program_cells"] = "program", hexFelt(&h), len(felts)
	v.object["builtins"] = builtins
	return nil
}

// texts returns the items of a list of strings, and whether it is one.
func texts(v *jsoncpp.Value) (items []string, ok bool) {
	for i := range v.Items {
		if v.Items[i].Kind != jsoncpp.String {
			return nil, false
		}
		items = append(items, v.Items[i].Str)
	}
	return items, v.Kind == jsoncpp.Array
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// statement shows a public input.
func (v *view) statement(pub *execution.PublicInput) {
	pages := stone.Pages(pub)
	v.table.add("statement", "layout %s, %d steps, range checks %d to %d", pub.Layout, pub.NSteps, pub.RCMin, pub.RCMax)
	v.object["layout"], v.object["n_steps"], v.object["rc_min"], v.object["rc_max"] = pub.Layout, pub.NSteps, pub.RCMin, pub.RCMax
	segments := map[string]any{}
	info, known := layouts.Describe(pub.Layout)
	capacity := map[string]layouts.Builtin{}
	for _, b := range info.Builtins {
		capacity[b.Name] = b
	}
	for _, name := range info.Segments {
		s, ok := pub.Segments[name]
		if !ok {
			continue
		}
		line := fmt.Sprintf("%d to %d, %d cells", s.Begin, s.Stop, int64(s.Stop)-int64(s.Begin))
		object := map[string]any{"begin_addr": s.Begin, "stop_ptr": s.Stop}
		if b, ok := capacity[name]; ok {
			used, room := (s.Stop-s.Begin)/b.Cells, b.Capacity(pub.NSteps)
			line += fmt.Sprintf(": %d of %d instances", used, room)
			object["instances"], object["capacity"] = used, room
		}
		v.table.add("  "+name, "%s", line)
		segments[name] = object
	}
	v.object["segments"] = segments
	v.table.add("public memory", "%d cells", len(pub.PublicMemory))
	var list []any
	for _, p := range pages {
		v.table.add(fmt.Sprintf("  page %d", p.ID), "%d cells from address %d", len(p.Cells), p.Cells[0].Address)
		list = append(list, map[string]any{"page": p.ID, "cells": len(p.Cells), "first_address": p.Cells[0].Address})
	}
	v.object["pages"] = list
	if err := stone.CheckStatement(pub); err != nil {
		v.table.add("problem", "%v [%s]", err, fault.CodeOf(err))
		v.object["problem"] = errorObject(err)
		return
	}
	if !known {
		return
	}
	if cl, err := claim.Read(pub); err == nil {
		v.table.add("program", "%s (%d cells)", hexFelt(&cl.ProgramHash), len(cl.Program))
		v.table.add("output", "%s", outputLine(cl))
		v.object["claim"] = claimObject(cl)
	} else {
		v.table.add("program", "unspecified: %v", err)
		v.object["unspecified_program"] = errorObject(err)
	}
}

// parameters shows parameters.
func (v *view) parameters(p *stone.Parameters) {
	s := &p.STARK
	v.table.add("parameters", "blow-up %d, %d queries, %d bits of proof of work", 1<<s.LogNCosets, s.FRI.NQueries, s.FRI.ProofOfWorkBits)
	v.table.add("  FRI", "steps %v, last layer of degree below %d", s.FRI.StepList, s.FRI.LastLayerDegreeBound)
	friendly := ""
	if s.FriendlyLayers > 0 {
		friendly = fmt.Sprintf(", %d layers nearest the root with %s", s.FriendlyLayers, s.FriendlyHash)
	}
	v.table.add("  hashes", "commitments %s%s; channel %s; proof of work %s; pages %s", s.Hash, friendly, s.ChannelHash, s.PowHash, p.PageHash)
	v.object["parameters"] = map[string]any{
		"log_n_cosets": s.LogNCosets, "n_queries": s.FRI.NQueries, "proof_of_work_bits": s.FRI.ProofOfWorkBits,
		"fri_step_list": s.FRI.StepList, "last_layer_degree_bound": s.FRI.LastLayerDegreeBound,
		"commitment_hash": s.Hash.String(), "verifier_friendly_commitment_hash": s.FriendlyHash.String(),
		"n_verifier_friendly_commitment_layers": s.FriendlyLayers, "verifier_friendly_channel_updates": s.FriendlyChannelUpdates,
		"channel_hash": s.ChannelHash.String(), "pow_hash": s.PowHash.String(), "page_hash": p.PageHash.String(),
	}
}

// worth shows what parameters are worth for a statement.
func (v *view) worth(pub *execution.PublicInput, p *stone.Parameters) error {
	if err := p.CheckFRI(pub.NSteps); err != nil {
		return err
	}
	a, err := layouts.New(pub.Layout, pub.NSteps)
	if err != nil {
		return err
	}
	soundness := stone.Account(&p.STARK, prover.ScaleOf(a))
	addSoundness(&v.table, &soundness)
	v.object["soundness"] = soundnessObject(&soundness)
	return nil
}

// plan shows the memory plan of a proof.
func (c *inspectCommand) plan(v *view, pub *execution.PublicInput, p *stone.Parameters) error {
	limit, err := parseBytes(c.MaxMemory)
	if err != nil {
		return err
	}
	runBytes := 12*int64(pub.NSteps) + 33*8*int64(pub.NSteps)
	plan, err := prover.NewScratchPlan(&prover.Statement{Public: pub, Parameters: p, Params: p.STARK}, runBytes, limit, c.Scratch)
	if err != nil {
		return err
	}
	v.table.add("memory", "%s: at most %s of %s; keeping everything would take %s",
		plan.Mode, prover.Bytes(plan.Peak), prover.Bytes(plan.Budget), prover.Bytes(plan.Full))
	if plan.Mode == prover.OnDisk {
		v.table.add("scratch", "%s: at most %s of %s, of which %s in memory", plan.Scratch,
			prover.Bytes(plan.Disk), prover.Bytes(plan.DiskFree), prover.Bytes(plan.Window))
		if plan.ScratchInMemory {
			v.table.add("  warning", "this folder lies in memory: it saves none; name one on a disk")
		}
	}
	var stages []any
	for _, s := range plan.Stages {
		v.table.add("  "+s.Stage, "%s", prover.Bytes(s.Peak))
		stages = append(stages, map[string]any{"stage": s.Stage, "peak": s.Peak})
	}
	object := map[string]any{
		"mode": plan.Mode, "peak": plan.Peak, "budget": plan.Budget, "full": plan.Full, "stages": stages,
	}
	if plan.Mode == prover.OnDisk {
		object["scratch"] = map[string]any{"folder": plan.Scratch, "peak": plan.Disk, "free": plan.DiskFree,
			"window": plan.Window, "in_memory": plan.ScratchInMemory}
	}
	v.object["memory"] = object
	return nil
}
