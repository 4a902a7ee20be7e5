package lineup

import (
	"testing"
	"time"

	"quarry/prover/task"
)

func TestTally(t *testing.T) {
	t.Parallel()
	at := func(seconds int) *time.Time {
		v := time.Unix(int64(seconds), 0)
		return &v
	}
	x := newIndex()
	done := Job{
		ID: "a", Status: Succeeded, CreatedAt: *at(10), StartedAt: at(15),
		Result: &Result{Proof: task.Blob{Bytes: 100}, Verdict: task.Verdict{NSteps: 1024}},
		Attempts: []Attempt{
			{StartedAt: *at(15), FinishedAt: at(16), Failure: &Reason{}, Stages: []StageTime{{"LDE", 100}}},
			{StartedAt: *at(16), FinishedAt: at(19), Stages: []StageTime{{"LDE", 1.5}, {"FRI", 0.5}, {"LDE", 0.25}}},
		},
		Revision: 2,
	}
	running := done
	running.Status, running.Result, running.Revision = Running, nil, 1
	x.put(&stored{Job: running})
	if x.tally.Steps != 0 {
		t.Error("a job that runs counts")
	}
	x.put(&stored{Job: done})
	done.Revision = 3
	x.put(&stored{Job: done})
	got := x.tally.clone()
	if got.Steps != 1024 || got.ProofBytes != 100 || got.WaitSeconds != 5 || got.AttemptSeconds != 3 ||
		got.StageSeconds["LDE"] != 1.75 || got.StageSeconds["FRI"] != 0.5 {
		t.Errorf("%+v", got)
	}
}
