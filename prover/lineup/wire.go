package lineup

import (
	"encoding/json"
	"errors"
	"time"

	"quarry/fault"
	"quarry/prover/task"
)

// What workers and the leading server say to each other. A worker changes no
// record itself: it asks the leader, and the leader compares the lease's token
// before it believes anything. Calls are requests on "NAME.call.VERB"; beats and
// progress need not arrive, all else is asked again until it is answered.

// verb names a call.
type verb string

const (
	verbBeat   verb = "beat"
	verbBegin  verb = "begin"
	verbPlan   verb = "plan"
	verbFinish verb = "finish"
	verbFail   verb = "fail"
	verbReturn verb = "return"
)

// subjects are the names under which one line-up lives in a NATS account.
type subjects struct{ name string }

func (s subjects) call(v verb) string       { return s.name + ".call." + string(v) }
func (s subjects) calls() string            { return s.name + ".call.*" }
func (s subjects) assign(w string) string   { return s.name + ".assign." + w }
func (s subjects) assigns() string          { return s.name + ".assign.*" }
func (s subjects) progress(j string) string { return s.name + ".progress." + j }
func (s subjects) progresses() string       { return s.name + ".progress.*" }
func (s subjects) control(w string) string  { return s.name + ".control." + w }
func (s subjects) leading() string          { return s.name + ".leading" }
func (s subjects) stream() string           { return s.name + "-assignments" }
func (s subjects) state() string            { return s.name }
func (s subjects) artifacts() string        { return s.name + "-artifacts" }

// leaseRef names a lease.
type leaseRef struct {
	Job   string `json:"job"`
	Token uint64 `json:"token"`
}

// assignment is what the work queue carries to a worker: the job is his, if the
// leader confirms it when he begins.
type assignment struct {
	leaseRef
	// Bytes is what the ledger must have free.
	Bytes int64 `json:"bytes"`
}

// heldLease is a lease as its worker sees it.
type heldLease struct {
	leaseRef
	Bytes int64 `json:"bytes"`
}

// beatCall says that a worker lives, and what it holds.
type beatCall struct {
	Info   WorkerInfo  `json:"info"`
	Leases []heldLease `json:"leases"`
	// Leaving: it takes nothing more.
	Leaving bool `json:"leaving,omitempty"`
	// Inside is the server process that the worker is a part of, if any.
	Inside string `json:"inside,omitempty"`
	// NoQueue: its queue is not there, or not any more.
	NoQueue bool `json:"no_queue,omitempty"`
}

// beatReply tells which of the leases are not the worker's any more, and why.
type beatReply struct {
	Revoked []revocation `json:"revoked,omitempty"`
}

type revocation struct {
	leaseRef
	Reason Reason `json:"reason"`
}

// beginReply is what a worker learns when it begins.
type beginReply struct {
	Job Job `json:"job"`
	// Changes is the number of the record's status changes: progress is counted on from it.
	Changes uint64 `json:"changes"`
}

type leaseCall struct {
	Worker string `json:"worker"`
	leaseRef
}

type planCall struct {
	leaseCall
	Plan Plan `json:"plan"`
	// Fits says that the worker has room for it and has reserved it.
	Fits bool `json:"fits"`
}

type finishCall struct {
	leaseCall
	Proof task.Blob    `json:"proof"`
	Raw   task.Blob    `json:"raw"`
	Stats AttemptStats `json:"stats"`
}

type failCall struct {
	leaseCall
	Reason    Reason       `json:"reason"`
	Retryable bool         `json:"retryable"`
	Stats     AttemptStats `json:"stats"`
}

type returnCall struct {
	leaseCall
	Why string `json:"why"`
}

// callReply is the form of all replies.
type callReply struct {
	Fault *Reason         `json:"fault,omitempty"`
	Body  json.RawMessage `json:"body,omitempty"`
}

// progressMessage is an event of a running attempt. N counts from 1 since the
// job's last change of status.
type progressMessage struct {
	leaseRef
	Changes  uint64    `json:"changes"`
	N        uint64    `json:"n"`
	Attempt  int       `json:"attempt"`
	Time     time.Time `json:"time"`
	Progress *Progress `json:"progress,omitempty"`
	Note     string    `json:"note,omitempty"`
}

// reasonOf is err as stored.
func reasonOf(err error) Reason {
	code := fault.CodeOf(err)
	var f *fault.Error
	if errors.As(err, &f) {
		r := Reason{Code: code, What: f.What, Where: f.Where, Hint: f.Hint}
		if f.Err != nil {
			r.What += ": " + f.Err.Error()
		}
		return r
	}
	return Reason{Code: CodeUnavailable, What: err.Error()}
}

// fault is the reason as an error.
func (r *Reason) fault() *fault.Error {
	return &fault.Error{Code: r.Code, What: r.What, Where: r.Where, Hint: r.Hint}
}
