package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"quarry/api/apitest"
	"quarry/prover/lineup"
	"quarry/prover/task"
)

const gib = 1 << 30

// layouts of the seeded runs: name and seconds for 2^16 steps.
var layouts = []struct {
	name    string
	seconds float64
}{{"recursive", 9}, {"starknet", 26}, {"plain", 3.5}, {"small", 5}}

// outer are stages beside each other, with their shares of the time; inner lie in
// the last of them.
var (
	outer = []struct {
		name  string
		share float64
	}{
		{"Load inputs", .02}, {"Trace generation", .05}, {"Commit on trace", .34}, {"Interaction trace generation", .02},
		{"Commit on interaction trace", .13}, {"Composition polynomial computation", .11}, {"Polynomial breaker", .01},
		{"Commit on composition", .09}, {"Eval at OODS point", .02}, {"FRI virtual oracle computation", .04}, {"FRI", .14},
		{"Self-verification", .01},
	}
	inner = []string{"FRI commit phase", "Proof of work", "FRI response generation"}
)

// seed fills the line-up: a week of history, some jobs that fail in different
// ways, a queue, and workers.
func seed(l *apitest.Lineup) {
	r := rand.New(rand.NewPCG(1, 2))
	now := time.Now()
	for i := range 90 {
		hours := math.Pow(float64(90-i)/90, 2) * 160
		history(l, r, i, now.Add(-time.Duration(hours*float64(time.Hour))-3*time.Minute))
	}
	waiting := []struct {
		file     string
		priority int
	}{{"settlement_4712.json", 8}, {"fibonacci.json", 5}, {"settlement_4713.json", 5}, {"<b>not markup</b>.json", 2}}
	for _, w := range waiting {
		job := submit(l, w.file, w.priority)
		l.Change(job.ID, func(j *lineup.Job) { j.CreatedAt = now.Add(-time.Duration(40+r.IntN(300)) * time.Second) })
	}
}

func submit(l *apitest.Lineup, file string, priority int) lineup.Job {
	blob, err := l.PutBlob(context.Background(), file, bytes.NewReader([]byte("{"+file+"}")), 1<<20)
	if err != nil {
		panic(err)
	}
	t := task.Task{Inputs: map[task.Part]task.Blob{task.Program: blob}, Layout: "auto"}
	job, _, err := l.Submit(context.Background(), lineup.Submission{
		Task: t, Priority: priority, Labels: map[string]string{"batch": fmt.Sprint(len(file) % 3)},
		Plan: &lineup.Plan{Layout: "recursive", NSteps: 1 << 16, LogBlowup: 2, Mode: "stream", PeakBytes: 7 * gib / 5, Seconds: 11},
	})
	if err != nil {
		panic(err)
	}
	return job
}

// history adds a job that ended.
func history(l *apitest.Lineup, r *rand.Rand, i int, when time.Time) {
	job := submit(l, fmt.Sprintf("settlement_%d.json", 4600+i), 5)
	kind := layouts[r.IntN(len(layouts))]
	log := 14 + r.IntN(6)
	seconds := kind.seconds * math.Pow(2, float64(log-16)) * (.9 + .3*r.Float64())
	failed := i%13 == 5
	proof, raw := proofOf(l, job.ID)
	l.Change(job.ID, func(j *lineup.Job) {
		start := when.Add(-time.Duration(seconds * float64(time.Second)))
		j.CreatedAt, j.StartedAt, j.FinishedAt = start.Add(-time.Duration(r.IntN(90))*time.Second), &start, &when
		j.Plan = &lineup.Plan{Layout: kind.name, NSteps: 1 << log, LogBlowup: 2, Mode: "stream", PeakBytes: int64(seconds * .15 * gib), Seconds: seconds}
		a := lineup.Attempt{Number: 1, Token: uint64(i), Worker: "box-1/cpu", Backend: "avx2", StartedAt: start, FinishedAt: &when,
			PeakBytes: int64(seconds * .14 * gib), Stages: stages(seconds)}
		switch {
		case failed:
			j.Status = lineup.Failed
			j.Reason = &lineup.Reason{Code: "cairo/assertion", What: "An ASSERT_EQ instruction failed: 12 != 13.", Where: "settlement.cairo:41:9",
				Hint: "the program's own assertion does not hold for this input"}
			a.Failure, a.Stages, a.PeakBytes = j.Reason, nil, 0
			j.Attempts = []lineup.Attempt{a}
		case i%10 == 9:
			killed := start.Add(-30 * time.Second)
			first := lineup.Attempt{Number: 1, Token: uint64(i) - 1, Worker: "box-2/cpu", Backend: "avx2", StartedAt: killed.Add(-9 * time.Second), FinishedAt: &killed,
				Failure: &lineup.Reason{Code: "worker/died", What: "the process was killed (signal 9)", Hint: "its memory ran out",
					Log: "stage: Commit on trace\nfatal: out of memory\n"}}
			a.Number = 2
			j.Attempts = []lineup.Attempt{first, a}
		default:
			j.Attempts = []lineup.Attempt{a}
		}
		if !failed {
			j.Status, j.Result = lineup.Succeeded, &lineup.Result{Proof: proof, Raw: raw, Verdict: verdict(kind.name, log, r)}
		}
	})
}

func stages(seconds float64) []lineup.StageTime {
	var out []lineup.StageTime
	for _, s := range outer {
		if s.name == "FRI" {
			for _, name := range inner {
				out = append(out, lineup.StageTime{Stage: name, Seconds: seconds * s.share / 3})
			}
		}
		out = append(out, lineup.StageTime{Stage: s.name, Seconds: seconds * s.share})
	}
	return append(out, lineup.StageTime{Stage: "Prover", Seconds: seconds * .94})
}

func verdict(layout string, log int, r *rand.Rand) task.Verdict {
	felt := func() string { return fmt.Sprintf("0x%x%016x%016x", 1+r.IntN(1<<20), r.Uint64(), r.Uint64()) }
	v := task.Verdict{
		Layout: layout, NSteps: 1 << log, LogBlowup: 2, NQueries: 36, ProofOfWorkBits: 24,
		SecurityBits: map[string]float64{"conjectured": 96, "johnson": 60.1, "unique": 48.4},
		ProgramHash:  felt(), OutputHash: felt(), StoneVersion: "v3", ProofBytes: int64(90_000 + log*4000),
	}
	for range 1 + r.IntN(12) {
		v.Output = append(v.Output, felt())
	}
	return v
}

// proofOf stores what stands for a proof.
func proofOf(l *apitest.Lineup, id string) (proof, raw task.Blob) {
	store := func(text string) task.Blob {
		blob, err := l.PutBlob(context.Background(), "", strings.NewReader(text), 1<<10)
		if err != nil {
			panic(err)
		}
		return blob
	}
	return store(`{"proof_hex": "0x", "job": "` + id + `"}`), store(id)
}
