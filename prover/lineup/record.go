package lineup

import (
	"time"

	"quarry/fault"
	"quarry/prover/task"
)

// Status is where a job stands.
type Status string

// The statuses. Succeeded, Failed, Cancelled and Expired are final; a retry
// brings Failed, Cancelled and Expired back to Queued.
const (
	Queued    Status = "queued"
	Running   Status = "running"
	Verifying Status = "verifying"
	Succeeded Status = "succeeded"
	Failed    Status = "failed"
	Cancelled Status = "cancelled"
	Expired   Status = "expired"
)

// Statuses are all of them, in the order of a job's life.
func Statuses() []Status {
	return []Status{Queued, Running, Verifying, Succeeded, Failed, Cancelled, Expired}
}

// Final reports whether nothing happens to a job any more by itself.
func (s Status) Final() bool {
	return s == Succeeded || s == Failed || s == Cancelled || s == Expired
}

// Job is the record of one accepted task.
type Job struct {
	// ID is a ULID: it sorts by the time of submission.
	ID string `json:"id"`
	// Owner is the id of the API key that submitted it, "" if there are no keys.
	Owner string    `json:"owner,omitempty"`
	Task  task.Task `json:"task"`
	// Priority is 0 to 9; higher runs first. Waiting raises it slowly (ageing).
	Priority int `json:"priority"`
	// Deadline, if set, is when a job that is not finished expires.
	Deadline *time.Time `json:"deadline,omitempty"`
	// IdempotencyKey is the client's; one owner's key names one job.
	IdempotencyKey string `json:"idempotency_key,omitempty"`
	// Labels are the client's own, for its lists (Atlantic's externalId and so on).
	Labels map[string]string `json:"labels,omitempty"`
	// Webhook, if set, is told of the job's end.
	Webhook *Webhook `json:"webhook,omitempty"`

	Status Status `json:"status"`
	// Reason says why the job is Failed, Cancelled or Expired, or, of a job that
	// is Queued again, why its last attempt failed.
	Reason *Reason `json:"reason,omitempty"`
	// Plan is the memory plan as far as it is known.
	Plan *Plan `json:"plan,omitempty"`
	// Progress is that of the running attempt.
	Progress *Progress `json:"progress,omitempty"`
	// Attempts are all attempts, oldest first, failures with their reasons.
	Attempts []Attempt `json:"attempts,omitempty"`
	// Result is set when the job has Succeeded, never before.
	Result *Result `json:"result,omitempty"`

	CreatedAt  time.Time  `json:"created_at"`
	StartedAt  *time.Time `json:"started_at,omitempty"`
	FinishedAt *time.Time `json:"finished_at,omitempty"`
	// Revision is that of the stored record; it grows with every change.
	Revision uint64 `json:"revision"`
}

// Webhook is where to report a job's end.
type Webhook struct {
	URL string `json:"url"`
	// Delivered and Tries say how far the report got.
	Delivered bool `json:"delivered"`
	Tries     int  `json:"tries"`
	// LastError is why the last try failed.
	LastError string `json:"last_error,omitempty"`
}

// Reason is a fault as stored.
type Reason struct {
	Code  fault.Code `json:"code"`
	What  string     `json:"what"`
	Where string     `json:"where,omitempty"`
	Hint  string     `json:"hint,omitempty"`
	// Log holds the last lines that the attempt's process wrote, if it died.
	Log string `json:"log,omitempty"`
}

// Plan is what is known beforehand of the memory and the time that a job takes.
type Plan struct {
	Layout    string `json:"layout"`
	NSteps    uint64 `json:"n_steps"`
	LogBlowup int    `json:"log_blowup"`
	Mode      string `json:"mode"`
	// PeakBytes is the predicted resident memory of the attempt's process.
	PeakBytes int64 `json:"peak_bytes"`
	// Seconds is the estimated time, 0 if nothing is known.
	Seconds float64 `json:"seconds,omitempty"`
}

// Progress is how far an attempt is.
type Progress struct {
	// Stage is the innermost open stage, in Stone's words.
	Stage string `json:"stage"`
	// Fraction of the whole attempt that is done, 0 to 1.
	Fraction float64 `json:"fraction"`
	// SecondsLeft is an estimate, negative if there is none.
	SecondsLeft float64   `json:"seconds_left"`
	UpdatedAt   time.Time `json:"updated_at"`
}

// Attempt is one try of a worker at a job.
type Attempt struct {
	// Number counts from 1. Token is the fencing token of its lease: it grows
	// with every lease that the line-up gives out.
	Number     int        `json:"number"`
	Token      uint64     `json:"token"`
	Worker     string     `json:"worker"`
	Backend    string     `json:"backend,omitempty"`
	Device     string     `json:"device,omitempty"`
	StartedAt  time.Time  `json:"started_at"`
	FinishedAt *time.Time `json:"finished_at,omitempty"`
	// Failure is why it failed; nil for the one that succeeded or still runs.
	Failure *Reason `json:"failure,omitempty"`
	// PeakBytes is the most resident memory that its process was seen to have.
	PeakBytes int64 `json:"peak_bytes,omitempty"`
	// Stages are the times of the protocol's stages.
	Stages []StageTime `json:"stages,omitempty"`
}

// StageTime is how long a stage took. Stages nest.
type StageTime struct {
	Stage   string  `json:"stage"`
	Seconds float64 `json:"seconds"`
}

// Result is a verified proof.
type Result struct {
	// Proof is the proof file in Stone's JSON, Raw the bytes of its proof_hex.
	Proof task.Blob `json:"proof"`
	Raw   task.Blob `json:"raw"`
	// Verdict is what the server's judge found. If the program's output is long,
	// it is left out here, and VerdictFile is the whole verdict in JSON.
	Verdict     task.Verdict `json:"verdict"`
	VerdictFile *task.Blob   `json:"verdict_file,omitempty"`
}
