package proving

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"testing"

	"quarry/fault"
	"quarry/prover/lineup"
	"quarry/prover/task"
	"quarry/sequencer/chain"
	"quarry/sequencer/program"
	"quarry/settlement/settler"
)

// service is a line-up that keeps what it is given.
type service struct {
	blobs   map[string][]byte
	jobs    map[string]*lineup.Job // by idempotency key
	retried int
}

func (s *service) Submit(_ context.Context, sub lineup.Submission) (lineup.Job, bool, error) {
	if j := s.jobs[sub.IdempotencyKey]; j != nil {
		return *j, false, nil
	}
	j := &lineup.Job{ID: sub.IdempotencyKey, Owner: sub.Owner, Task: sub.Task, Priority: sub.Priority, Status: lineup.Queued}
	s.jobs[j.ID] = j
	return *j, true, nil
}

func (s *service) Get(_ context.Context, id string) (lineup.Job, error) {
	if j := s.jobs[id]; j != nil {
		return *j, nil
	}
	return lineup.Job{}, fault.New(lineup.CodeUnknownJob, "no job %s", id)
}

func (s *service) Retry(_ context.Context, id string) (lineup.Job, error) {
	s.retried++
	s.jobs[id].Status = lineup.Queued
	return *s.jobs[id], nil
}

func (s *service) PutBlob(_ context.Context, name string, r io.Reader, _ int64) (task.Blob, error) {
	content, err := io.ReadAll(r)
	sum := sha256.Sum256(content)
	b := task.Blob{SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(content)), Name: name}
	s.blobs[b.SHA256] = content
	return b, err
}

type reader struct{ *bytes.Reader }

func (reader) Close() error { return nil }

func (s *service) OpenBlob(_ context.Context, sha string) (io.ReadSeekCloser, error) {
	return reader{bytes.NewReader(s.blobs[sha])}, nil
}

func TestLineup(t *testing.T) {
	ctx := context.Background()
	s := &service{blobs: map[string][]byte{}, jobs: map[string]*lineup.Job{}}
	l := NewLineup(s, Options{Owner: "settler"})
	order := settler.Order{Block: 3, Program: []byte("program"), Input: []byte("input")}
	id, err := l.Submit(ctx, &order)
	if err != nil {
		t.Fatal(err)
	}
	j := s.jobs[id]
	if j.Owner != "settler" || j.Priority != 9 || j.Task.Layout != program.Layout || j.Task.Security.Preset != "quarry" || len(j.Task.Inputs) != 2 {
		t.Fatalf("%+v", j)
	}
	if _, err := j.Task.Wish(); err != nil {
		t.Fatal(err)
	}
	state := func(want settler.ProofState) {
		t.Helper()
		if got, err := l.Status(ctx, id); err != nil || got.State != want {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	state(settler.ProofPending)
	// The chain's own order is the settler's of round 0; another round is another job.
	if same, err := l.Jobs().Submit(ctx, 3, order.Program, order.Input); err != nil || same != id {
		t.Fatal(same, err)
	}
	for _, other := range []settler.Order{
		{Block: 3, Round: 1, Program: order.Program, Input: order.Input}, {Block: 3, Program: order.Input, Input: order.Input},
		{Block: 3, Program: order.Program, Input: order.Program}, {Block: 4, Program: order.Program, Input: order.Input},
	} {
		if another, err := l.Submit(ctx, &other); err != nil || another == id {
			t.Fatalf("%+v: %s, %v", other, another, err)
		}
	}
	j.Status, j.Reason = lineup.Failed, &lineup.Reason{What: "out of luck"}
	state(settler.ProofFailed)
	if got, err := l.Jobs().Status(ctx, id); err != nil || got.State != chain.ProofFailed || got.Reason == "" {
		t.Fatalf("%+v, %v", got, err)
	}
	if again, err := l.Submit(ctx, &order); err != nil || again != id || s.retried != 1 {
		t.Fatal("a job that has failed was not tried again", again, err)
	}
	state(settler.ProofPending)
	if _, err := l.Fetch(ctx, id); fault.CodeOf(err) != settler.CodeProver {
		t.Fatal(err)
	}
	proof, _ := s.PutBlob(ctx, "proof", bytes.NewReader([]byte("a proof")), -1)
	j.Status, j.Result = lineup.Succeeded, &lineup.Result{Proof: proof}
	state(settler.ProofDone)
	if got, err := l.Fetch(ctx, id); err != nil || string(got) != "a proof" {
		t.Fatal(string(got), err)
	}
	delete(s.jobs, id)
	state(settler.ProofFailed)
}

// The block program is known by its cells and the builtins that it takes.
func TestBlockProgram(t *testing.T) {
	p, err := BlockProgram()
	if err != nil || len(p.Cells) == 0 {
		t.Fatal(err)
	}
	n := 0
	for mask := p.Builtins; mask > 0; mask >>= 1 {
		n += int(mask & 1)
	}
	if n != len(program.Builtins()) {
		t.Fatalf("%d builtins, mask %b", len(program.Builtins()), p.Builtins)
	}
}
