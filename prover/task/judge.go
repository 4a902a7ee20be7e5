package task

import (
	"bytes"
	"context"
	"slices"

	"quarry/fault"
	"quarry/kernels/hash"
	"quarry/prover"
	"quarry/prover/cairo"
	"quarry/prover/cairo/vm"
	"quarry/prover/stone"
	"quarry/prover/stone/claim"
)

// ProofFiles are the two forms of one proof, as they will be handed out.
type ProofFiles struct {
	// JSON is the path of the proof file in Stone's form, Raw that of the bytes
	// of its proof_hex.
	JSON, Raw string
}

// Judge verifies a finished proof of a task. It believes nothing that comes
// with the proof: the statement is derived from the task and its files, and the
// policy is the caller's.
//
// Of Stone's files, every byte of the proof file is determined: the documents
// are the task's, the proof verifies, the annotations are the verifier's own. Of
// a program, the statement must be one of a run of that program (see
// matchProgram) within the task's bounds, with the task's parameters or those
// that its wish gives for the run. Which input the program had is not part of
// a statement: unless Policy.RerunSteps makes Judge run the program itself, the
// proof says only what the program's output says.
//
// A nil error means that exactly these files may be handed out. An error other
// than the context's means that the attempt which made them failed.
func Judge(ctx context.Context, t *Task, files Files, proof ProofFiles, policy Policy) (*Verdict, error) {
	e, err := newExpectation(t, files, &policy)
	if err != nil {
		return nil, err
	}
	f, err := readProof(proof)
	if err != nil {
		return nil, err
	}
	if err := e.form(f); err != nil {
		return nil, err
	}
	if err := e.statement(f); err != nil {
		return nil, err
	}
	if err := e.parameters(f); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	report, err := prover.Verify(f.file, prover.Policy{
		Floor: stone.Floor{Regime: policy.Floor.Regime}, Version: e.version, Annotations: t.Annotations,
	})
	if err != nil {
		return nil, presentable(err)
	}
	if err := checkFloor(policy.Floor, &report.Soundness); err != nil {
		return nil, err
	}
	if !slices.Equal(report.Annotations, f.annotations) {
		return nil, fault.New(CodeAnnotations, "the annotations are not those of the proof").At("annotations")
	}
	if err := e.rerun(ctx, f); err != nil {
		return nil, err
	}
	return e.verdict(f, report), nil
}

// expectation is what a task lets one expect of its proof.
type expectation struct {
	task      *Task
	files     Files
	policy    *Policy
	version   stone.Version
	documents stone.Documents    // nil where the run decides
	program   *cairo.Description // nil for Stone's files
}

func newExpectation(t *Task, files Files, policy *Policy) (*expectation, error) {
	e := &expectation{task: t, files: files, policy: policy}
	var err error
	if e.version, err = t.StoneVersion(); err != nil {
		return nil, err
	}
	if e.documents, err = documents(files); err != nil {
		return nil, err
	}
	if e.documents.ProverConfig == nil {
		e.documents.ProverConfig = []byte(prover.UsualConfig)
	}
	if !t.IsProgram() {
		if e.documents.PublicInput == nil || e.documents.PrivateInput == nil {
			return nil, fault.New(CodeParts, "Stone's files are not complete")
		}
		return e, nil
	}
	raw, err := files.read(Program)
	if err != nil {
		return nil, err
	}
	e.program, err = cairo.Describe(raw)
	return e, err
}

// form checks the documents that the task decides, and who made the file.
func (e *expectation) form(f *proofFile) error {
	for _, d := range []struct {
		want, got []byte
		code      fault.Code
		name      string
	}{
		{e.documents.PublicInput, f.documents.PublicInput, CodeOtherStatement, "public_input"},
		{e.documents.Parameters, f.documents.Parameters, CodeOtherParameters, "proof_parameters"},
		{e.documents.ProverConfig, f.documents.ProverConfig, CodeOtherParameters, "prover_config"},
		{e.documents.PrivateInput, f.documents.PrivateInput, CodeForm, "private_input"},
	} {
		if d.want == nil {
			continue
		}
		same, err := sameDocument(d.want, d.got)
		if err != nil {
			return err
		}
		if !same {
			return fault.New(d.code, "the proof file's %s is not the task's", d.name).At("%s", d.name)
		}
	}
	if e.task.Annotations != f.file.HasAnnotations {
		return fault.New(CodeAnnotations, "annotations: asked for %t, there %t", e.task.Annotations, f.file.HasAnnotations).At("annotations")
	}
	maker := prover.Maker(e.version)
	if m := f.file.Maker; m.StatementName != maker.StatementName || m.ProofHash != maker.ProofHash || !plainRevision(m.CommitHash) {
		return fault.New(CodeForm, "the file says that it was made by %q, %q", clip(m.StatementName), clip(m.ProofHash)).At("version")
	}
	return nil
}

// plainRevision tells whether a text can be a revision, as prover.Revision
// writes it: it is copied into files that others show.
func plainRevision(s string) bool {
	if len(s) > 80 {
		return false
	}
	for _, c := range s {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c == '+') {
			return false
		}
	}
	return true
}

// statement checks what is proved.
func (e *expectation) statement(f *proofFile) error {
	pub := f.file.Public
	if e.program == nil {
		return nil // its document is the task's
	}
	if err := stone.CheckStatement(pub); err != nil {
		return err
	}
	allowed, err := e.task.layouts(e.program)
	if err != nil {
		return err
	}
	if !slices.Contains(allowed, pub.Layout) {
		return fault.New(CodeOtherStatement, "the proof has layout %s", pub.Layout).At("public_input: /layout").
			WithHint("the task allows %v", allowed)
	}
	if err := e.task.boundSteps(pub.NSteps, e.policy); err != nil {
		return err
	}
	if pub.NSteps < e.task.MinSteps {
		return fault.New(CodeOtherStatement, "the proof has %d steps, the task asks for at least %d", pub.NSteps, e.task.MinSteps).
			At("public_input: /n_steps")
	}
	if err := matchProgram(e.program, pub); err != nil {
		return err
	}
	private, err := stone.ParsePrivateInput("private_input", f.documents.PrivateInput)
	if err != nil {
		return err
	}
	if private.TracePath != prover.TraceName || private.MemoryPath != prover.MemoryName {
		return fault.New(CodeForm, "the private input names files of a worker").At("private_input")
	}
	return nil
}

// parameters checks parameters that were chosen for the run.
func (e *expectation) parameters(f *proofFile) error {
	if e.documents.Parameters != nil {
		return nil // compared already
	}
	wish, err := e.task.Wish()
	if err != nil {
		return err
	}
	if err := stone.CheckStatement(f.file.Public); err != nil {
		return err
	}
	want, err := prover.ChooseParameters(f.file.Public, wish)
	if err != nil {
		return presentable(err)
	}
	same, err := sameDocument(want, f.documents.Parameters)
	if err != nil {
		return err
	}
	if !same {
		return fault.New(CodeOtherParameters, "the parameters are not those that the task's wish gives for %d steps", f.file.Public.NSteps).
			At("proof_parameters")
	}
	return nil
}

// rerun runs the program again, if the policy says so, and compares the run's
// documents with the file's. How long the program runs is found out, not
// believed: a lie could be padded to any length.
func (e *expectation) rerun(ctx context.Context, f *proofFile) error {
	if e.program == nil || e.policy.RerunSteps == 0 {
		return nil
	}
	t := *e.task
	least := t.MinSteps
	if e.documents.Parameters != nil {
		least = max(least, stepsOf(f.file.Parameters))
	}
	if least > e.policy.RerunSteps {
		return nil // the task itself asks for a longer run
	}
	t.Layout, t.MaxSteps = f.file.Public.Layout, min(t.maxSteps(e.policy), e.policy.RerunSteps)
	s, err := NewSource(&t, e.files, *e.policy, RunLimits{})
	if err != nil {
		return err
	}
	statement, err := s.Statement(ctx)
	if fault.CodeOf(err) == vm.CodeStepLimit && f.file.Public.NSteps > e.policy.RerunSteps {
		return nil // longer than is run again
	}
	if err != nil {
		return err
	}
	for _, d := range []struct {
		want, got []byte
		name      string
	}{
		{statement.Documents.PublicInput, f.documents.PublicInput, "public_input"},
		{statement.Documents.PrivateInput, f.documents.PrivateInput, "private_input"},
	} {
		same, err := sameDocument(d.want, d.got)
		if err != nil {
			return err
		}
		if !same {
			return fault.New(CodeOtherRun, "the program's run gives another %s than the proof's", d.name).At("%s", d.name)
		}
	}
	return nil
}

// verdict puts together what is known.
func (e *expectation) verdict(f *proofFile, r *prover.Report) *Verdict {
	if r.Claim == nil && e.program != nil {
		// The program is the task's, though its shape is unusual.
		c := &claim.Claim{ProgramHash: hash.PoseidonHashMany(e.program.Data)}
		if slices.Contains(e.program.Builtins, "output") {
			for i := range r.Public.PublicMemory {
				if s, cell := r.Public.Segments["output"], &r.Public.PublicMemory[i]; cell.Address >= s.Begin && cell.Address < s.Stop {
					c.Output = append(c.Output, cell.Value)
				}
			}
		}
		c.OutputHash = hash.PoseidonHashMany(c.Output)
		known := *r
		known.Claim, r = c, &known
	}
	return VerdictOf(f.file, r, e.version)
}

// VerdictOf puts together what is known of a proof that was verified.
func VerdictOf(f *stone.ProofFile, r *prover.Report, version stone.Version) *Verdict {
	p := &f.Parameters.STARK
	v := &Verdict{
		Layout: r.Public.Layout, NSteps: r.Public.NSteps, LogBlowup: p.LogNCosets,
		NQueries: p.FRI.NQueries, ProofOfWorkBits: p.FRI.ProofOfWorkBits,
		SecurityBits: map[string]float64{}, StoneVersion: version.String(), ProofBytes: int64(len(f.Proof)),
	}
	for _, b := range r.Soundness.Bounds {
		v.SecurityBits[b.Regime.String()] = b.Shown()
	}
	if c := r.Claim; c != nil {
		v.ProgramHash, v.OutputHash = "0x"+c.ProgramHash.Text(16), "0x"+c.OutputHash.Text(16)
		for i := range c.Output {
			v.Output = append(v.Output, "0x"+c.Output[i].Text(16))
		}
	}
	return v
}

// sameDocument compares two JSON documents as Stone writes them.
func sameDocument(a, b []byte) (bool, error) {
	if bytes.Equal(a, b) {
		return true, nil
	}
	ca, err := canonical(a)
	if err != nil {
		return false, err
	}
	cb, err := canonical(b)
	return bytes.Equal(ca, cb), err
}

func clip(s string) string {
	if len(s) > 80 {
		return s[:77] + "..."
	}
	return s
}
