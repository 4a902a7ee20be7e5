package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"quarry/fault"
	"quarry/prover"
	"quarry/prover/air/layouts"
	"quarry/prover/execution"
	"quarry/prover/stark"
	"quarry/prover/stone"
	"quarry/prover/task"
	"quarry/prover/timing"
)

// EstimateOptions are those of a proof, and what is not known before a run.
type EstimateOptions struct {
	ProofOptions
	NSteps uint64 `json:"n_steps,omitempty" minimum:"1" maximum:"1099511627776" doc:"How many steps the program will take, as far as you know; 1048576 is assumed if absent."`
}

// EstimateRequest is a task whose inputs were uploaded before.
type EstimateRequest struct {
	Inputs map[string]string `json:"inputs" minProperties:"1" maxProperties:"10" doc:"The inputs: part's name to the sha256 of an upload."`
	EstimateOptions
}

func (r *EstimateRequest) uploads() map[string]string { return r.Inputs }

// assumedSteps is for programs of which nothing is known.
const assumedSteps = 1 << 20

// Estimate is what a proof would take. Nothing is run for it.
type Estimate struct {
	Kind       task.Kind        `json:"kind" doc:"What the task proves: cairo0, cairo1 or stone."`
	Builtins   []string         `json:"builtins,omitempty" doc:"The program's builtins."`
	StepsKnown bool             `json:"steps_known" doc:"Whether n_steps follows from the inputs, and is not assumed."`
	Layouts    []LayoutEstimate `json:"layouts" nullable:"false" doc:"The layouts that the proof may have, the cheapest step first."`
}

// LayoutEstimate is what a proof in one layout would take.
type LayoutEstimate struct {
	Layout          string             `json:"layout" doc:"The layout's name."`
	NSteps          uint64             `json:"n_steps" doc:"The number of steps, padded."`
	LogBlowup       int                `json:"log_blowup" doc:"log2 of the blow-up factor."`
	NQueries        int                `json:"n_queries" doc:"The number of FRI queries."`
	ProofOfWorkBits int                `json:"proof_of_work_bits" doc:"Those of the parameters."`
	SecurityBits    map[string]float64 `json:"security_bits" doc:"By regime."`
	CollisionBits   int                `json:"collision_bits" doc:"The work for a collision of the weakest hash, as log2."`
	Fits            bool               `json:"fits" doc:"Whether the proof could be made here."`
	Problem         *Problem           `json:"problem,omitempty" doc:"Why it could not."`
	Mode            string             `json:"mode,omitempty" doc:"How memory is used: fit keeps everything, stream computes again."`
	PeakBytes       int64              `json:"peak_bytes,omitempty" doc:"The predicted most that the proof holds in memory."`
	Time            *TimeEstimate      `json:"time,omitempty" doc:"Absent while no proof was made here to measure by."`
}

func (s *Server) estimateRoute() {
	register(s, huma.Operation{
		OperationID: "estimate", Method: http.MethodPost, Path: "/v1/estimate", Tags: []string{tagTools},
		Summary: "What a proof would take",
		Description: "Takes what `POST /v1/proofs` takes, and says which layouts fit, how much memory and time a proof takes and what it is worth. " +
			"Nothing is run: how many steps a program takes is assumed, or named by `n_steps`. " +
			"Times are scaled from proofs that this service has made.",
	}, ScopeSubmit, s.estimate)
	s.describeForm("/v1/estimate", &EstimateOptions{}, &EstimateRequest{}, strings.Split(partNames(), ", ")...)
}

func (s *Server) estimate(ctx context.Context, _ *struct{}) (*struct{ Body Estimate }, error) {
	var form EstimateOptions
	var request EstimateRequest
	inputs, fromJSON, err := s.readTask(ctx, &form, &request)
	if err != nil {
		return nil, err
	}
	options := &form
	if fromJSON {
		options = &request.EstimateOptions
	}
	sub := options.submission(inputs)
	if err := s.checkInputs(&sub.Task); err != nil {
		return nil, err
	}
	leave, err := s.estimates.enter(ctx, &s.config.Limits)
	if err != nil {
		return nil, err
	}
	defer leave()
	e, err := s.estimateTask(ctx, &sub.Task, options.NSteps)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Estimate }{*e}, nil
}

// plenty is more memory than there is: what a proof takes is asked, not whether
// it may.
const plenty = 1 << 60

func (s *Server) estimateTask(ctx context.Context, t *task.Task, steps uint64) (*Estimate, error) {
	files, release, err := s.files(ctx, t)
	if err != nil {
		return nil, err
	}
	defer release()
	policy := s.config.Policy
	policy.MaxMemory = plenty
	intake, err := s.checkFiles(ctx, t, files, policy)
	if err != nil {
		return nil, err
	}
	e := &Estimate{Kind: intake.Kind, Builtins: intake.Builtins, StepsKnown: intake.NSteps > 0, Layouts: []LayoutEstimate{}}
	if intake.Statement != nil {
		times, err := s.times(ctx, t.Backend, intake.Statement)
		if err != nil {
			return nil, err
		}
		e.Layouts = append(e.Layouts, s.estimateStatement(intake.Statement, intake.Plan.Outside, times))
		return e, nil
	}
	wish, err := t.Wish()
	if err != nil {
		return nil, err
	}
	source := programEstimate{server: s, files: files, wish: wish, steps: steps, intake: intake, least: t.MinSteps}
	for _, layout := range intake.Layouts {
		one, err := source.in(ctx, layout, t.Backend)
		if err != nil {
			return nil, err
		}
		e.Layouts = append(e.Layouts, one)
	}
	return e, nil
}

// programEstimate estimates proofs of a program that has not run.
type programEstimate struct {
	server *Server
	files  task.Files
	wish   stone.Wish
	intake *task.Intake
	// steps are those that were named, least those that the run is padded to.
	steps, least uint64
}

// in estimates the proof in one layout.
func (p *programEstimate) in(ctx context.Context, layout, backend string) (LayoutEstimate, error) {
	pub := &execution.PublicInput{Layout: layout, NSteps: p.intake.NSteps}
	if pub.NSteps == 0 {
		want := max(p.steps, p.least)
		if want == 0 {
			want = assumedSteps
		}
		for pub.NSteps = max(layouts.MinSteps(layout), 1<<9); pub.NSteps < want; {
			pub.NSteps *= 2
		}
	}
	statement, err := p.statement(pub)
	if err != nil {
		return LayoutEstimate{Layout: layout, NSteps: pub.NSteps, SecurityBits: map[string]float64{}, Problem: ProblemOf(err)}, nil
	}
	times, err := p.server.times(ctx, backend, statement)
	if err != nil {
		return LayoutEstimate{}, err
	}
	return p.server.estimateStatement(statement, int64(pub.NSteps)*runBytesPerStep, times), nil
}

// runBytesPerStep is about what a run takes: 12 bytes of trace, and 33 for each of
// two or three memory cells.
const runBytesPerStep = 12 + 33*5/2

// statement is that of a run, as far as its proof's size depends on it.
func (p *programEstimate) statement(pub *execution.PublicInput) (*prover.Statement, error) {
	raw, config := []byte(nil), []byte(prover.UsualConfig)
	var err error
	if path, ok := p.files[task.Parameters]; ok {
		raw, err = stone.ReadFile(path)
	} else {
		raw, err = prover.ChooseParameters(pub, p.wish)
	}
	if err != nil {
		return nil, err
	}
	if path, ok := p.files[task.ProverConfig]; ok {
		if config, err = stone.ReadFile(path); err != nil {
			return nil, err
		}
	}
	st := &prover.Statement{Public: pub}
	if st.Parameters, err = stone.ParseParameters("parameters", raw); err != nil {
		return nil, err
	}
	c, err := stone.ParseProverConfig("prover_config", config)
	if err != nil {
		return nil, err
	}
	st.Params = c.Params(st.Parameters)
	return st, nil
}

// estimateStatement estimates a proof whose statement and parameters are known.
func (s *Server) estimateStatement(st *prover.Statement, runBytes int64, times *timing.Measurements) LayoutEstimate {
	e := LayoutEstimate{
		Layout: st.Public.Layout, NSteps: st.Public.NSteps, LogBlowup: st.Params.LogNCosets, NQueries: st.Params.FRI.NQueries,
		ProofOfWorkBits: st.Params.FRI.ProofOfWorkBits, SecurityBits: map[string]float64{},
	}
	a, err := layouts.New(st.Public.Layout, st.Public.NSteps)
	if err != nil {
		e.Problem = ProblemOf(err)
		return e
	}
	soundness := stone.Account(&st.Parameters.STARK, prover.ScaleOf(a))
	for _, b := range soundness.Bounds {
		e.SecurityBits[b.Regime.String()] = b.Shown()
	}
	e.CollisionBits = soundness.CollisionBits
	plan, err := prover.NewSparingPlan(st, runBytes, plenty)
	if err == nil {
		e.PeakBytes, e.Mode = plan.Peak, string(plan.Mode)
		e.Time = timeOf(times, timing.Work(stark.ShapeOf(a, st.Params)), st.Public.Layout, e.ProofOfWorkBits)
		err = s.fits(st, runBytes, &e)
	}
	if err == nil && s.config.Policy.MaxSteps > 0 && e.NSteps > s.config.Policy.MaxSteps {
		err = fault.New(task.CodeSteps, "the run has %d steps, at most %d are allowed", e.NSteps, s.config.Policy.MaxSteps)
	}
	if err != nil {
		e.Problem = ProblemOf(err)
	}
	e.Fits = err == nil
	return e
}

// fits plans the proof with the memory that there is.
func (s *Server) fits(st *prover.Statement, runBytes int64, e *LayoutEstimate) error {
	if s.config.Policy.MaxMemory == 0 {
		return nil
	}
	plan, err := prover.NewSparingPlan(st, runBytes, s.config.Policy.MaxMemory)
	if err == nil {
		e.PeakBytes, e.Mode = plan.Peak, string(plan.Mode)
	}
	return err
}
