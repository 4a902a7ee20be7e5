package lineup

import (
	"slices"
	"time"

	"quarry/fault"
	"quarry/prover/task"
)

// stored is a job's record as it is stored: what clients see, and what the
// line-up needs beside it. In the index it is never changed: an action works on
// a copy, and takes effect when the copy has replaced the record in the store.
type stored struct {
	Job
	// Changes counts the changes of status, History holds the last of them.
	Changes uint64   `json:"changes"`
	History []change `json:"history"`
	// Candidate is the proof that waits for its judge. Judged is how often one
	// began with it.
	Candidate *candidate `json:"candidate,omitempty"`
	Judged    int        `json:"judged,omitempty"`
	// Postponed is how often a judge could not judge it.
	Postponed int `json:"postponed,omitempty"`
	// NotBefore is when the job may be tried again.
	NotBefore *time.Time `json:"not_before,omitempty"`
	// Returns counts how often it was handed back since an attempt last ended.
	Returns int `json:"returns,omitempty"`
	// Forgiven is how many attempts were made before the last retry: they don't
	// count against the limit. Dropped is how many are not kept any more.
	Forgiven int `json:"forgiven,omitempty"`
	Dropped  int `json:"dropped,omitempty"`
	// Abandoned is how many since then ended because the worker went away, which
	// says little of the job: they have a limit of their own, maxAbandoned.
	Abandoned int `json:"abandoned,omitempty"`
	// Enqueued is since when it waits, for its age: since it was submitted or retried.
	Enqueued time.Time `json:"enqueued"`
	// Inside is the server process that the current lease's worker is a part of.
	Inside string `json:"inside,omitempty"`
	// Bytes is what the current lease reserves.
	Bytes int64 `json:"bytes,omitempty"`
}

// change is a change of status.
type change struct {
	N       uint64    `json:"n"`
	Status  Status    `json:"status"`
	Time    time.Time `json:"time"`
	Attempt int       `json:"attempt,omitempty"`
	Reason  *Reason   `json:"reason,omitempty"`
}

// candidate is a proof that nobody has verified yet.
type candidate struct {
	Proof task.Blob `json:"proof"`
	Raw   task.Blob `json:"raw"`
}

// action is what can happen to a job.
type action string

const (
	actAssign  action = "assign"
	actPlan    action = "plan"
	actReturn  action = "return"
	actFinish  action = "finish"
	actAgain   action = "again"    // the attempt failed; there will be another
	actGiveUp  action = "give up"  // the attempt failed; there will be none
	actAccept  action = "accept"   // the judge found the proof right
	actReject  action = "reject"   // it is wrong; there will be another attempt
	actCondemn action = "condemn"  // it is wrong; there will be none
	actRefuse  action = "refuse"   // no worker can hold the job
	actCancel  action = "cancel"   //
	actExpire  action = "expire"   //
	actRetry   action = "retry"    // its owner wants it tried again
	actJudge   action = "judge"    // a judge begins, or could not judge
	actDeliver action = "delivery" // its webhook was tried
)

// transition is what an action does to the status; an empty one leaves it.
type transition struct {
	from []Status
	to   Status
}

// transitions are all that are legal. Whatever is not in here does not happen.
var transitions = map[action]transition{
	actAssign:  {[]Status{Queued}, Running},
	actRefuse:  {[]Status{Queued}, Failed},
	actPlan:    {[]Status{Running}, ""},
	actReturn:  {[]Status{Running}, Queued},
	actFinish:  {[]Status{Running}, Verifying},
	actAgain:   {[]Status{Running}, Queued},
	actGiveUp:  {[]Status{Running}, Failed},
	actJudge:   {[]Status{Verifying}, ""},
	actAccept:  {[]Status{Verifying}, Succeeded},
	actReject:  {[]Status{Verifying}, Queued},
	actCondemn: {[]Status{Verifying}, Failed},
	actCancel:  {[]Status{Queued, Running, Verifying}, Cancelled},
	actExpire:  {[]Status{Queued, Running, Verifying}, Expired},
	actRetry:   {[]Status{Failed, Cancelled, Expired}, Queued},
	actDeliver: {[]Status{Succeeded, Failed, Cancelled, Expired}, ""},
}

// Bounds of a record, so that it fits into a message even if every byte of a
// text takes six in JSON.
const (
	keptChanges  = 64
	keptAttempts = 16
	// keptDetails is how many attempts keep their logs and stages.
	keptDetails = 4
	keptStages  = 128
	maxStage    = 64
	maxText     = 1 << 10
	maxAside    = 512
	maxShort    = 128
	maxLog      = 8 << 10
	maxBackoff  = 5 * time.Minute
	maxReturn   = 5 * time.Second
	// maxJudged is how often the process may end over a proof, maxPostponed how
	// often its judge may not be able to judge, before the attempt has failed.
	maxJudged    = 3
	maxPostponed = 10
)

// clone copies what actions change.
func (r *stored) clone() *stored {
	c := *r
	c.History = slices.Clone(r.History)
	c.Attempts = slices.Clone(r.Attempts)
	return &c
}

// act checks that an action is legal now, and makes its change of status.
func (r *stored) act(a action, now time.Time) error {
	t := transitions[a]
	if !slices.Contains(t.from, r.Status) {
		return fault.New(CodeFinal, "the job is %s", r.Status).At("%s", r.ID)
	}
	if t.to == "" {
		return nil
	}
	r.Status = t.to
	r.Changes++
	c := change{N: r.Changes, Status: t.to, Time: now}
	if n := len(r.Attempts); n > 0 && t.to != Queued {
		c.Attempt = r.Attempts[n-1].Number
	}
	r.History = append(r.History, c)
	if n := len(r.History) - keptChanges; n > 0 {
		r.History = slices.Delete(r.History, 0, n)
	}
	if t.to.Final() {
		r.FinishedAt = &now
	} else {
		r.FinishedAt = nil
	}
	return nil
}

// because sets the reason of the status, in the record and its last change.
func (r *stored) because(reason *Reason) {
	r.Reason = reason
	r.History[len(r.History)-1].Reason = &Reason{Code: reason.Code, What: clip(reason.What, 2*maxShort),
		Where: clip(reason.Where, maxShort), Hint: clip(reason.Hint, maxShort)}
}

// current is the attempt that runs or waits for its judge.
func (r *stored) current() *Attempt {
	if r.Status != Running && r.Status != Verifying || len(r.Attempts) == 0 {
		return nil
	}
	return &r.Attempts[len(r.Attempts)-1]
}

// holds fails with CodeLease unless the lease with this token is the current one.
func (r *stored) holds(token uint64) error {
	if a := r.current(); r.Status == Running && a.Token == token {
		return nil
	}
	return r.lost()
}

// lost says why a lease on the job is not current any more.
func (r *stored) lost() error {
	switch r.Status {
	case Cancelled, Expired:
		return r.Reason.fault()
	}
	return fault.New(CodeLease, "the lease is not current any more, the job is %s", r.Status).At("%s", r.ID)
}

// begun makes the record of a new job.
func begun(j Job, now time.Time) *stored {
	r := &stored{Job: j, Enqueued: now, Changes: 1, History: []change{{N: 1, Status: Queued, Time: now}}}
	r.Status, r.CreatedAt = Queued, now
	return r
}

// assign gives the job to a worker. The token is the revision that the record
// had before: no other lease on any job has it, and later ones on this are larger.
func (r *stored) assign(worker, inside string, bytes int64, now time.Time) error {
	number := r.Dropped + len(r.Attempts) + 1
	r.Attempts = append(r.Attempts, Attempt{Number: number, Token: r.Revision, Worker: worker, StartedAt: now})
	if err := r.act(actAssign, now); err != nil {
		return err
	}
	if r.StartedAt == nil {
		r.StartedAt = &now
	}
	r.Bytes, r.Inside, r.NotBefore, r.Reason = bytes, inside, nil, nil
	return nil
}

// planned notes the plan of the running attempt, for which there is room.
func (r *stored) planned(token uint64, p Plan, now time.Time) error {
	if err := r.holds(token); err != nil {
		return err
	}
	r.Plan, r.Bytes = &p, p.PeakBytes
	return r.act(actPlan, now)
}

// replanned queues the job again, now that its plan is known.
func (r *stored) replanned(token uint64, p Plan, now time.Time) error {
	if err := r.returned(token, 0, now); err != nil {
		return err
	}
	r.Plan, r.Returns, r.NotBefore = &p, 0, nil
	return nil
}

// returned takes back an attempt that doesn't count.
func (r *stored) returned(token uint64, backoff time.Duration, now time.Time) error {
	if err := r.holds(token); err != nil {
		return err
	}
	r.Attempts = r.Attempts[:len(r.Attempts)-1]
	r.Bytes = 0
	r.Returns++
	r.NotBefore = later(now, backoff, maxReturn, r.Returns)
	return r.act(actReturn, now)
}

// later is when to try again after n failures: each wait is twice the last.
func later(now time.Time, first, most time.Duration, n int) *time.Time {
	wait := most
	if n < 16 {
		wait = min(first<<max(n-1, 0), most)
	}
	t := now.Add(wait)
	return &t
}

// finished notes the proof that the judge is to see.
func (r *stored) finished(token uint64, c candidate, s AttemptStats, now time.Time) error {
	if err := r.holds(token); err != nil {
		return err
	}
	r.Attempts[len(r.Attempts)-1].end(s, now)
	r.Candidate, r.Judged, r.Postponed, r.Bytes = &c, 0, 0, 0
	return r.act(actFinish, now)
}

// end notes what a worker tells of an attempt that has ended.
func (a *Attempt) end(s AttemptStats, now time.Time) {
	a.FinishedAt = &now
	a.Backend, a.Device, a.PeakBytes = clip(s.Backend, 64), clip(s.Device, 128), s.PeakBytes
	a.Stages = slices.Clone(s.Stages[:min(len(s.Stages), keptStages)])
	for i := range a.Stages {
		a.Stages[i].Stage = clip(a.Stages[i].Stage, maxStage)
	}
}

// failed ends the running attempt, and queues the job again if that is to be.
func (r *stored) failed(token uint64, reason Reason, retryable bool, s AttemptStats, cfg *Config, now time.Time) error {
	if err := r.holds(token); err != nil {
		return err
	}
	r.Attempts[len(r.Attempts)-1].end(s, now)
	return r.blame(reason, retryable, actAgain, actGiveUp, cfg, now)
}

// rejected ends the attempt whose proof the judge found wrong.
func (r *stored) rejected(token uint64, reason Reason, cfg *Config, now time.Time) error {
	if a := r.current(); r.Status != Verifying || a.Token != token {
		return r.lost()
	}
	return r.blame(reason, true, actReject, actCondemn, cfg, now)
}

// maxAbandoned is how many workers a job may outlive: proofs are made in processes
// of their own, so what takes a worker away is hardly ever the job.
const maxAbandoned = 20

// blame notes why the last attempt failed, and decides whether there is another.
func (r *stored) blame(reason Reason, retryable bool, again, giveUp action, cfg *Config, now time.Time) error {
	reason.clip()
	r.Attempts[len(r.Attempts)-1].Failure = &reason
	r.Candidate, r.Judged, r.Postponed, r.Bytes, r.Returns = nil, 0, 0, 0, 0
	if reason.Code == CodeWorkerLost {
		r.Abandoned++
	}
	count := r.Dropped + len(r.Attempts) - r.Forgiven - r.Abandoned
	a := giveUp
	if retryable && count < cfg.MaxAttempts && r.Abandoned < maxAbandoned {
		a = again
		r.NotBefore = later(now, cfg.Backoff, maxBackoff, count)
	}
	if err := r.act(a, now); err != nil {
		return err
	}
	r.because(&reason)
	r.shorten()
	return nil
}

// shorten forgets the oldest attempts, and of older ones the details.
func (r *stored) shorten() {
	if n := len(r.Attempts) - keptAttempts; n > 0 {
		r.Attempts = slices.Delete(r.Attempts, 0, n)
		r.Dropped += n
	}
	if i := len(r.Attempts) - keptDetails - 1; i >= 0 {
		a := &r.Attempts[i]
		a.Stages = nil
		if a.Failure != nil && a.Failure.Log != "" {
			brief := *a.Failure
			brief.Log = ""
			a.Failure = &brief
		}
	}
}

// judging notes that a judge begins.
func (r *stored) judging(token uint64, now time.Time) error {
	if a := r.current(); r.Status != Verifying || a.Token != token {
		return r.lost()
	}
	r.Judged++
	return r.act(actJudge, now)
}

// unjudged takes back that a judge began, and says why it could not judge; nil if
// it was only called off.
func (r *stored) unjudged(token uint64, reason *Reason, cfg *Config, now time.Time) error {
	if a := r.current(); r.Status != Verifying || a.Token != token {
		return r.lost()
	}
	r.Judged = max(r.Judged-1, 0)
	if reason == nil {
		return r.act(actJudge, now)
	}
	if r.Postponed++; r.Postponed >= maxPostponed {
		return r.rejected(token, *reason, cfg, now)
	}
	return r.act(actJudge, now)
}

// accepted makes the verified proof the job's result.
func (r *stored) accepted(token uint64, result Result, now time.Time) error {
	if a := r.current(); r.Status != Verifying || a.Token != token {
		return r.lost()
	}
	if err := r.act(actAccept, now); err != nil {
		return err
	}
	r.Result, r.Candidate, r.Judged, r.Postponed, r.Reason = &result, nil, 0, 0, nil
	return nil
}

// ended ends the job without a result: by cancelling, expiry or refusal.
func (r *stored) ended(a action, reason Reason, now time.Time) error {
	open := r.current()
	if err := r.act(a, now); err != nil {
		return err
	}
	reason.clip()
	if open != nil {
		open.Failure = &reason
		if open.FinishedAt == nil {
			open.FinishedAt = &now
		}
	}
	r.Candidate, r.Judged, r.Postponed, r.Bytes, r.NotBefore = nil, 0, 0, 0, nil
	r.because(&reason)
	return nil
}

// retried queues a job again that has ended without a result.
func (r *stored) retried(now time.Time) error {
	if err := r.act(actRetry, now); err != nil {
		return err
	}
	r.Forgiven, r.Abandoned = r.Dropped+len(r.Attempts), 0
	r.Reason, r.NotBefore, r.Returns, r.Enqueued = nil, nil, 0, now
	if r.Deadline != nil && !r.Deadline.After(now) {
		r.Deadline = nil
	}
	if r.Webhook != nil {
		r.Webhook = &Webhook{URL: r.Webhook.URL}
	}
	return nil
}

// delivered notes what became of a try to report the job's end.
func (r *stored) delivered(ok bool, problem string, now time.Time) error {
	if err := r.act(actDeliver, now); err != nil {
		return err
	}
	if r.Webhook == nil {
		return fault.New(CodeBadSubmission, "the job has no webhook").At("%s", r.ID)
	}
	hook := *r.Webhook
	hook.Delivered, hook.LastError = ok, clip(problem, maxText)
	hook.Tries++
	r.Webhook = &hook
	return nil
}

// clip bounds the texts of a reason.
func (r *Reason) clip() {
	r.What, r.Where, r.Hint = clip(r.What, maxText), clip(r.Where, maxAside), clip(r.Hint, maxAside)
	if n := len(r.Log) - maxLog; n > 0 {
		r.Log = "…" + clipValid(r.Log[n:])
	}
}

// eventID is the identity of a job's event: the n-th progress since a change.
func eventID(change, n uint64) uint64 { return change<<eventBits | n }

// eventBits is how many bits count the events between two changes of status. 33
// bits are left for changes, so that an ID is exact in a float64.
const eventBits = 20
