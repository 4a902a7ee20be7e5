package api_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"quarry/api"
	"quarry/internal/reference"
	"quarry/prover"
	"quarry/prover/lineup"
	"quarry/prover/stone"
	"quarry/prover/task"
	"quarry/prover/timing"
)

// Without any proof to scale from, a sample is made, and only then.
func TestEstimateBySample(t *testing.T) {
	samples := 0
	f := start(t, func(c *api.Config) {
		c.Sample = func(_ context.Context, backend string, p *stone.Parameters) (api.Sample, error) {
			samples++
			if backend != "" || p.STARK.LogNCosets == 0 {
				t.Errorf("a sample with backend %q and parameters %+v", backend, p)
			}
			return api.Sample{Layout: "plain", NSteps: 4096, LogBlowup: 4, Seconds: 0.5, PowSeconds: 0.1, PowBits: 18}, nil
		}
	})
	estimate := func() *api.TimeEstimate {
		r := f.postForm("/v1/estimate", caseParts(t, "s03"))
		if r.status != 200 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		return as[api.Estimate](f, r).Layouts[0].Time
	}
	if e := estimate(); e == nil || samples != 1 || e.BasedOn != 1 || e.Seconds < 0.1 || e.Seconds > 2 {
		t.Errorf("%d samples, %+v", samples, e)
	}
	f.made("small", 1024, 4, 3*time.Second)
	if e := estimate(); e == nil || samples != 1 || e.Seconds < 3 {
		t.Errorf("%d samples after a proof, %+v", samples, e)
	}
}

// made is a job that succeeded: a proof of a size that took so long.
func (f *fixture) made(layout string, steps uint64, logBlowup int, took time.Duration) {
	f.Helper()
	job := f.submit(nil)
	f.lineup.Change(job.ID, func(j *lineup.Job) {
		start := time.Unix(1000, 0)
		end := start.Add(took + 2*time.Second)
		j.Status = lineup.Succeeded
		j.Attempts = []lineup.Attempt{{Backend: "avx2", StartedAt: start, FinishedAt: &end, Stages: []lineup.StageTime{{Stage: "Proof of work", Seconds: 2}}}}
		j.Result = &lineup.Result{Verdict: task.Verdict{Layout: layout, NSteps: steps, LogBlowup: logBlowup, ProofOfWorkBits: 24}}
	})
}

func TestEstimate(t *testing.T) {
	f := start(t, func(c *api.Config) { c.Policy.MaxMemory = 4 << 30 })
	estimate := func(p parts) api.Estimate {
		r := f.postForm("/v1/estimate", p)
		if r.status != 200 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		return as[api.Estimate](f, r)
	}
	e := estimate(caseParts(t, "s03"))
	if e.Kind != task.Stone || !e.StepsKnown || len(e.Layouts) != 1 {
		t.Fatalf("%+v", e)
	}
	l := e.Layouts[0]
	if l.Layout != "small" || l.NSteps != 1024 || !l.Fits || l.PeakBytes < 1<<20 || l.SecurityBits["johnson"] <= 0 || l.Time != nil || l.NQueries == 0 {
		t.Errorf("%+v", l)
	}

	f.made("small", 1024, l.LogBlowup, 3*time.Second)
	if l = estimate(caseParts(t, "s03")).Layouts[0]; l.Time == nil || l.Time.BasedOn != 1 || l.Time.SizeRatio != 1 || l.Time.Seconds < 3 || l.Time.Seconds > 5.1 {
		t.Errorf("%+v", l.Time)
	}
	f.made("small", 1024, l.LogBlowup, 5*time.Second)
	f.made("small", 1024, l.LogBlowup, 4*time.Second)
	if l = estimate(caseParts(t, "s03")).Layouts[0]; l.Time.BasedOn != 3 || l.Time.Most-l.Time.Least < 1.99 || l.Time.Seconds-l.Time.Least < 0.99 {
		t.Errorf("%+v", l.Time)
	}
	if l = estimate(merged(caseParts(t, "s03"), parts{"backend": "go"})).Layouts[0]; l.Time != nil {
		t.Errorf("estimated by another backend: %+v", l.Time)
	}
	if job := f.submit(nil); job.Plan == nil || job.Plan.Seconds < 3 {
		t.Errorf("the job's plan has no time: %+v", job.Plan)
	}

	c := reference.Get(t, "s10")
	program := parts{"@program": string(c.Read(t, reference.Program)), "program_input": string(c.Read(t, "program_input.json"))}
	e = estimate(program)
	if e.Kind != task.Cairo0 || e.StepsKnown || len(e.Builtins) == 0 || len(e.Layouts) == 0 {
		t.Fatalf("%+v", e)
	}
	for _, l := range e.Layouts {
		if l.NSteps != 1<<20 || l.PeakBytes == 0 && l.Problem == nil || l.Fits == (l.Problem != nil) {
			t.Errorf("%+v", l)
		}
	}
	small := estimate(merged(program, parts{"n_steps": "40000", "layout": e.Layouts[0].Layout})).Layouts
	if len(small) != 1 || small[0].NSteps != 1<<16 || !small[0].Fits || small[0].PeakBytes >= e.Layouts[0].PeakBytes || small[0].SecurityBits["johnson"] < 80 {
		t.Errorf("%+v", small)
	}
	huge := estimate(merged(program, parts{"n_steps": "100000000"})).Layouts[0]
	if huge.Fits || huge.Problem == nil || huge.Problem.Code != "prover/memory" {
		t.Errorf("%+v %+v", huge, huge.Problem)
	}
	if huge.Time == nil || huge.Time.SizeRatio < 100 {
		t.Errorf("%+v", huge.Time)
	}
	if page := as[api.JobPage](f, f.get("/v1/proofs?status=queued")); len(page.Jobs) != 1 {
		t.Errorf("estimates made %d jobs", len(page.Jobs)-1)
	}

	f.wantProblem("nothing", f.postForm("/v1/estimate", parts{}), 422, task.CodeParts)
	f.wantProblem("n_steps", f.postForm("/v1/estimate", merged(program, parts{"n_steps": "0"})), 422, api.CodeInvalid)
	r := f.do("POST", "/v1/uploads", strings.NewReader(program["@program"]))
	b := as[task.Blob](f, r)
	if r = f.postJSON("/v1/estimate", map[string]any{"inputs": map[string]string{"program": b.SHA256}, "n_steps": 1024}); r.status != 200 {
		t.Errorf("%d %s", r.status, r.body)
	}
}

// What the machine was measured to take goes before a sample, for estimates and for
// the plans of jobs, until a proof was made.
func TestEstimateByCalibration(t *testing.T) {
	f := start(t, func(c *api.Config) {
		c.Calibrated = func(backend string, st *prover.Statement) *timing.Measurements {
			if backend != "" || st.Params.LogNCosets == 0 || st.Public.NSteps == 0 {
				t.Errorf("asked for backend %q and %+v", backend, st)
			}
			m := &timing.Measurements{}
			m.Add("small", 1024, st.Params.LogNCosets, 7, 0, 0)
			return m
		}
		c.Sample = func(context.Context, string, *stone.Parameters) (api.Sample, error) {
			t.Error("a sample of a machine that was measured")
			return api.Sample{}, nil
		}
	})
	estimate := func() *api.TimeEstimate {
		r := f.postForm("/v1/estimate", caseParts(t, "s03"))
		if r.status != 200 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		return as[api.Estimate](f, r).Layouts[0].Time
	}
	if e := estimate(); e == nil || e.Seconds != 7 || e.SizeRatio != 1 {
		t.Errorf("%+v", e)
	}
	if job := f.submit(nil); job.Plan == nil || job.Plan.Seconds != 7 {
		t.Errorf("the job's plan: %+v", job.Plan)
	}
	f.made("small", 1024, 4, 3*time.Second)
	if e := estimate(); e == nil || e.Seconds == 7 {
		t.Errorf("after a proof: %+v", e)
	}
}
