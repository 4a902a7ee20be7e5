package lineup

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"quarry/fault"
	"quarry/prover/task"
)

// naive is a job as simply as it can be told: what it is now, under which token,
// and how many attempts have failed since it was last wanted.
type naive struct {
	status Status
	token  uint64
	failed int
	// unjudged is how often the proof could not be judged.
	unjudged int
}

// TestRecord holds the records against the naive model, under actions in any
// order, with current and stale tokens.
func TestRecord(t *testing.T) {
	t.Parallel()
	cfg := &Config{MaxAttempts: 3, Backoff: time.Second}
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
		r := begun(Job{ID: "J", Webhook: &Webhook{URL: "u"}}, now)
		r.Revision = 1
		m := naive{status: Queued}
		revision := uint64(1)
		t.Repeat(map[string]func(*rapid.T){
			"act": func(t *rapid.T) {
				now = now.Add(time.Duration(rapid.IntRange(0, 1000).Draw(t, "ms")) * time.Millisecond)
				token := m.token
				if rapid.IntRange(0, 4).Draw(t, "stale") == 0 {
					token = uint64(rapid.IntRange(0, int(revision)).Draw(t, "token"))
				}
				a := rapid.SampledFrom([]string{"assign", "plan", "replan", "return", "finish", "fail", "fail for good",
					"judge", "unjudge", "call off", "accept", "reject", "refuse", "cancel", "expire", "retry", "deliver"}).Draw(t, "action")
				next := r.clone()
				before, _ := json.Marshal(r)
				err := doAction(next, a, token, cfg, now)
				if after, _ := json.Marshal(r); string(before) != string(after) {
					t.Fatalf("%s changed the record that it was given a copy of", a)
				}
				if ok := m.act(a, token, revision, cfg); ok != (err == nil) {
					t.Fatalf("%s of a job that is %s: error %v, the model says %v", a, r.Status, err, ok)
				}
				if err != nil {
					if fault.CodeOf(err) == "" {
						t.Fatalf("an error without a code: %v", err)
					}
					return
				}
				revision += uint64(rapid.IntRange(1, 5).Draw(t, "writes"))
				next.Revision = revision
				r = next
			},
			"": func(t *rapid.T) { checkRecord(t, r, &m, cfg) },
		})
	})
}

// doAction does an action on a record.
func doAction(r *stored, a string, token uint64, cfg *Config, now time.Time) error {
	why := Reason{Code: "fake/reason", What: "why", Log: "the last lines"}
	switch a {
	case "assign":
		return r.assign("w", "", 7, now)
	case "plan":
		return r.planned(token, Plan{PeakBytes: 9}, now)
	case "replan":
		return r.replanned(token, Plan{PeakBytes: 9}, now)
	case "return":
		return r.returned(token, time.Second, now)
	case "finish":
		return r.finished(token, candidate{}, AttemptStats{Stages: make([]StageTime, 2)}, now)
	case "fail", "fail for good":
		return r.failed(token, why, a == "fail", AttemptStats{}, cfg, now)
	case "judge":
		return r.judging(token, now)
	case "unjudge":
		return r.unjudged(token, &why, cfg, now)
	case "call off":
		return r.unjudged(token, nil, cfg, now)
	case "accept":
		return r.accepted(token, Result{}, now)
	case "reject":
		return r.rejected(token, why, cfg, now)
	case "refuse":
		return r.ended(actRefuse, why, now)
	case "cancel":
		return r.ended(actCancel, why, now)
	case "expire":
		return r.ended(actExpire, why, now)
	case "retry":
		return r.retried(now)
	}
	return r.delivered(true, "", now)
}

// act does the same to the model, and says whether it may happen.
func (m *naive) act(a string, token, revision uint64, cfg *Config) bool {
	running, verifying := m.status == Running && token == m.token, m.status == Verifying && token == m.token
	failed := func(retryable bool) {
		m.failed++
		m.status = Failed
		if retryable && m.failed < cfg.MaxAttempts {
			m.status = Queued
		}
	}
	ok := false
	switch a {
	case "assign":
		if ok = m.status == Queued; ok {
			m.status, m.token = Running, revision
		}
	case "plan":
		ok = running
	case "replan", "return":
		if ok = running; ok {
			m.status = Queued
		}
	case "finish":
		if ok = running; ok {
			m.status, m.unjudged = Verifying, 0
		}
	case "fail", "fail for good":
		if ok = running; ok {
			failed(a == "fail")
		}
	case "judge", "call off":
		ok = verifying
	case "unjudge":
		if ok = verifying; ok {
			if m.unjudged++; m.unjudged == maxPostponed {
				failed(true)
			}
		}
	case "accept":
		if ok = verifying; ok {
			m.status = Succeeded
		}
	case "reject":
		if ok = verifying; ok {
			failed(true)
		}
	case "refuse":
		if ok = m.status == Queued; ok {
			m.status = Failed
		}
	case "cancel", "expire":
		if ok = !m.status.Final(); ok {
			m.status = map[string]Status{"cancel": Cancelled, "expire": Expired}[a]
		}
	case "retry":
		if ok = m.status.Final() && m.status != Succeeded; ok {
			m.status, m.failed = Queued, 0
		}
	case "deliver":
		ok = m.status.Final()
	}
	return ok
}

// checkRecord checks what must hold of every record.
func checkRecord(t *rapid.T, r *stored, m *naive, cfg *Config) {
	switch last := r.History[len(r.History)-1]; {
	case r.Status != m.status:
		t.Fatalf("the job is %s, the model says %s", r.Status, m.status)
	case last.Status != r.Status || last.N != r.Changes:
		t.Fatalf("the last change is %+v of %d, the job is %s", last, r.Changes, r.Status)
	case r.Status.Final() != (r.FinishedAt != nil):
		t.Fatalf("the job is %s, finished at %v", r.Status, r.FinishedAt)
	case (r.Status == Succeeded) != (r.Result != nil):
		t.Fatalf("the job is %s with result %v", r.Status, r.Result)
	case (r.Status == Verifying) != (r.Candidate != nil):
		t.Fatalf("the job is %s with candidate %v", r.Status, r.Candidate)
	case (r.Status == Running) != (r.Bytes != 0):
		t.Fatalf("the job is %s and holds %d bytes", r.Status, r.Bytes)
	case (r.Status == Failed || r.Status == Cancelled || r.Status == Expired) && r.Reason == nil:
		t.Fatalf("the job is %s without a reason", r.Status)
	case len(r.History) > keptChanges || len(r.Attempts) > keptAttempts+1:
		t.Fatalf("%d changes, %d attempts", len(r.History), len(r.Attempts))
	}
	if a := r.current(); a != nil && a.Token != m.token {
		t.Fatalf("the token is %d, the model says %d", a.Token, m.token)
	}
	var token uint64
	for i, a := range r.Attempts {
		switch {
		case a.Number != r.Dropped+i+1, a.Token <= token:
			t.Fatalf("attempt %d has number %d and token %d after %d", i, a.Number, a.Token, token)
		case i < len(r.Attempts)-1 && a.Failure == nil:
			t.Fatalf("attempt %d failed for no reason", a.Number)
		}
		token = a.Token
	}
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	back, err := decodeRecord(data, r.Revision)
	if err != nil || !reflect.DeepEqual(back.Status, r.Status) || back.Changes != r.Changes || len(back.Attempts) != len(r.Attempts) {
		t.Fatalf("the record comes back as %+v, %v", back, err)
	}
}

// TestLargestRecord: a record fits into a message whatever happens to its job.
func TestLargestRecord(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("<", 1<<16) // six bytes each in JSON
	s := Submission{Webhook: long[:maxURL], IdempotencyKey: long[:maxKey], Labels: map[string]string{},
		Task: task.Task{Inputs: map[task.Part]task.Blob{}}}
	for i := range maxLabels {
		s.Labels[fmt.Sprintf("%d%s", i, long[:maxLabel-2])] = long[:maxLabel]
	}
	for _, p := range task.Parts() {
		s.Task.Inputs[p] = task.Blob{SHA256: strings.Repeat("0", 64), Name: long[:255]}
	}
	if err := s.check(); err != nil {
		t.Fatal(err)
	}
	cfg := &Config{MaxAttempts: 2, Backoff: time.Second}
	why := Reason{Code: "fake/reason", What: long, Where: long, Hint: long, Log: long}
	stats := AttemptStats{Backend: long, Device: long, Stages: make([]StageTime, 1000)}
	for i := range stats.Stages {
		stats.Stages[i] = StageTime{strings.Repeat("s", 48), 123456.789}
	}
	r := begun(s.job("J"), noon)
	for i := range 100 {
		r.Revision = uint64(i)
		for _, err := range []error{r.assign(long[:64], "", 1, noon), r.failed(uint64(i), why, false, stats, cfg, noon), r.retried(noon)} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	data, err := json.Marshal(r)
	t.Logf("%d bytes", len(data))
	if err != nil || len(data) > maxRecord {
		t.Fatalf("the record has %d bytes, %v", len(data), err)
	}
}

// Workers that went away don't use up a job's attempts, but have a limit; a retry
// starts both counts anew.
func TestAbandoned(t *testing.T) {
	t.Parallel()
	cfg := &Config{MaxAttempts: 3, Backoff: time.Second}
	s := Submission{Task: task.Task{Inputs: map[task.Part]task.Blob{}}}
	r := begun(s.job("J"), noon)
	token := uint64(0)
	try := func(code fault.Code) Status {
		t.Helper()
		token++
		r.Revision = token
		if err := r.assign("w", "", 1, noon); err != nil {
			t.Fatal(err)
		}
		if err := r.failed(token, Reason{Code: code, What: "x"}, true, AttemptStats{}, cfg, noon); err != nil {
			t.Fatal(err)
		}
		return r.Status
	}
	for range 2 {
		for _, code := range []fault.Code{"fake/reason", "fake/reason"} {
			for range 5 {
				if got := try(CodeWorkerLost); got != Queued {
					t.Fatalf("%s after %d workers", got, r.Abandoned)
				}
			}
			if got := try(code); got != Queued {
				t.Fatalf("%s after %d attempts", got, len(r.Attempts))
			}
		}
		if got := try("fake/reason"); got != Failed {
			t.Fatalf("%s after three failures", got)
		}
		if err := r.retried(noon); err != nil {
			t.Fatal(err)
		}
		for n := 1; n < maxAbandoned; n++ {
			if got := try(CodeWorkerLost); got != Queued {
				t.Fatalf("%s after %d workers", got, n)
			}
		}
		if got := try(CodeWorkerLost); got != Failed {
			t.Fatalf("%s after %d workers", got, maxAbandoned)
		}
		if err := r.retried(noon); err != nil {
			t.Fatal(err)
		}
	}
}

func TestClip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, n := rapid.String().Draw(t, "s"), rapid.IntRange(1, 20).Draw(t, "n")
		got := clip(s, n)
		if len(got) > n+len("…") || !strings.HasPrefix(s, strings.TrimSuffix(got, "…")) {
			t.Fatalf("clip(%q, %d) = %q", s, n, got)
		}
	})
}

func FuzzDecodeRecord(f *testing.F) {
	j := begun(Job{ID: "J", Task: task.Task{Inputs: map[task.Part]task.Blob{task.Program: {}}}}, time.Time{})
	data, err := json.Marshal(j)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"attempts":[{}],"status":"running"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := decodeRecord(data, 1)
		if err != nil {
			return
		}
		_ = r.clone()
		_ = r.current()
		_ = r.blobs()
	})
}
