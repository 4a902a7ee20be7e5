package lineup

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"quarry/fault"
	"quarry/prover/task"
)

// judgeAll sees to it that every finished proof has a judge.
func (d *leader) judgeAll(active []*stored) {
	now := time.Now()
	wanted := map[string]bool{}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, r := range active {
		if r.Status != Verifying {
			continue
		}
		wanted[r.ID] = true
		if d.judging[r.ID] != nil || len(d.judging) >= d.cfg.Judges || now.Before(d.postponed[r.ID]) {
			continue
		}
		ctx, cancel := context.WithCancel(d.ctx)
		d.judging[r.ID] = cancel
		d.jobs.Go(func() { d.judge(ctx, r) })
	}
	for id, cancel := range d.judging {
		if !wanted[id] {
			cancel() // cancelled or expired meanwhile
		}
	}
	for id := range d.postponed {
		if !wanted[id] {
			delete(d.postponed, id)
		}
	}
}

// judgeAgain is how long a proof waits at first whose judge could not judge, and
// judgeAgainMost the longest that it waits.
const (
	judgeAgain     = time.Second
	judgeAgainMost = time.Minute
)

// judge has one proof judged, and acts on the verdict.
func (d *leader) judge(ctx context.Context, r *stored) {
	token := r.current().Token
	err := d.judgeOnce(ctx, r.ID, token)
	d.mu.Lock()
	d.judging[r.ID]()
	delete(d.judging, r.ID)
	if err != nil {
		n := 0
		if now := d.index.get(r.ID); now != nil {
			n = now.Postponed
		}
		d.postponed[r.ID] = *later(time.Now(), judgeAgain, judgeAgainMost, n)
	}
	d.mu.Unlock()
	if err != nil && ctx.Err() == nil {
		d.note("judge", r.ID, err)
	}
	d.index.nudge()
}

// judgeOnce counts the judge's beginning, so that a proof over which the process
// dies is not judged for ever, asks it, and stores what it said. An error means
// that nothing was said.
func (d *leader) judgeOnce(ctx context.Context, id string, token uint64) error {
	r, err := d.change(ctx, id, func(r *stored, now time.Time) error {
		if r.Judged >= maxJudged {
			reason := Reason{Code: CodeJudge, What: fmt.Sprintf("the server ended %d times while it verified the proof", r.Judged)}
			return r.rejected(token, reason, &d.cfg, now)
		}
		return r.judging(token, now)
	})
	if err != nil || r.Status != Verifying {
		return err
	}
	c := *r.Candidate
	verdict, err := d.ask(ctx, r, c)
	if ctx.Err() != nil || fault.CodeOf(err) == CodeUnavailable {
		// Not the proof's fault, so this beginning doesn't count, also if this
		// server is about to stop.
		called := ctx.Err() != nil
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), probeLimit)
		defer cancel()
		_, undo := d.change(last, id, func(r *stored, now time.Time) error {
			if called {
				return r.unjudged(token, nil, &d.cfg, now)
			}
			reason := reasonOf(err)
			return r.unjudged(token, &reason, &d.cfg, now)
		})
		return errors.Join(err, ctx.Err(), undo)
	}
	if err != nil {
		d.counters.rejected.Add(1)
		reason := reasonOf(err)
		if fault.CodeOf(err) == "" {
			reason.Code = CodeJudge
		}
		_, err = d.change(ctx, id, func(r *stored, now time.Time) error { return r.rejected(token, reason, &d.cfg, now) })
		return err
	}
	result := Result{Proof: c.Proof, Raw: c.Raw, Verdict: verdict}
	if err := d.shorten(ctx, &result); err != nil {
		return err
	}
	_, err = d.change(ctx, id, func(r *stored, now time.Time) error { return r.accepted(token, result, now) })
	if err == nil {
		d.counters.accepted.Add(1)
	}
	return err
}

// keptOutput is how many elements of a program's output are kept in the record.
const keptOutput = 256

// shorten moves a long output out of the record.
func (d *leader) shorten(ctx context.Context, r *Result) error {
	if len(r.Verdict.Output) <= keptOutput {
		return nil
	}
	data, err := json.Marshal(&r.Verdict)
	if err != nil {
		return err
	}
	b, err := d.blobs.put(ctx, "verdict.json", bytes.NewReader(data), -1)
	if err != nil {
		return err
	}
	if err := d.claim(ctx, b); err != nil {
		return err
	}
	r.VerdictFile, r.Verdict.Output = &b, nil
	return nil
}

// ask calls the judge. A judge that panics condemns the proof.
func (d *leader) ask(ctx context.Context, r *stored, c candidate) (verdict task.Verdict, err error) {
	defer func() {
		if p := recover(); p != nil {
			d.log.Error("the judge panicked", "job", r.ID, "panic", p)
			err = fault.New(CodeJudge, "the judge could not cope with the proof")
		}
	}()
	return d.cfg.Judge(ctx, r.Job, c.Proof, c.Raw, d.opener)
}
