package lineup

import "maps"

// Tally sums what proofs took that succeeded.
type Tally struct {
	// Steps are those of the proved runs, ProofBytes the proof files' sizes.
	Steps      uint64 `json:"steps"`
	ProofBytes uint64 `json:"proof_bytes"`
	// WaitSeconds passed from submission to the first attempt, AttemptSeconds in
	// the attempts that succeeded.
	WaitSeconds    float64 `json:"wait_seconds"`
	AttemptSeconds float64 `json:"attempt_seconds"`
	// StageSeconds are those of the protocol's stages, which nest.
	StageSeconds map[string]float64 `json:"stage_seconds"`
}

// maxTallied bounds the stages whose times are summed: their names come from
// workers.
const maxTallied = 128

// add counts a job that has succeeded.
func (t *Tally) add(j *Job) {
	if j.Result != nil {
		t.Steps += j.Result.Verdict.NSteps
		t.ProofBytes += uint64(max(j.Result.Proof.Bytes, 0))
	}
	if j.StartedAt != nil {
		t.WaitSeconds += max(j.StartedAt.Sub(j.CreatedAt).Seconds(), 0)
	}
	if len(j.Attempts) == 0 {
		return
	}
	a := &j.Attempts[len(j.Attempts)-1]
	if a.FinishedAt != nil {
		t.AttemptSeconds += max(a.FinishedAt.Sub(a.StartedAt).Seconds(), 0)
	}
	if t.StageSeconds == nil {
		t.StageSeconds = map[string]float64{}
	}
	for _, s := range a.Stages {
		if _, known := t.StageSeconds[s.Stage]; (known || len(t.StageSeconds) < maxTallied) && s.Seconds > 0 {
			t.StageSeconds[s.Stage] += s.Seconds
		}
	}
}

// clone is a copy that does not change any more.
func (t *Tally) clone() Tally {
	c := *t
	c.StageSeconds = map[string]float64{}
	maps.Copy(c.StageSeconds, t.StageSeconds)
	return c
}
