package lineup

import (
	"context"
	"io"
	"time"

	"quarry/prover/task"
)

// Submission is what a client hands in. Its blobs are stored already.
type Submission struct {
	Owner          string
	Task           task.Task
	Priority       int
	Deadline       time.Time
	IdempotencyKey string
	Labels         map[string]string
	Webhook        string
	Plan           *Plan
}

// Filter selects jobs. Zero fields select everything.
type Filter struct {
	Owner    string
	Statuses []Status
	// Labels must all match.
	Labels map[string]string
	// Since and Until bound the time of submission.
	Since, Until time.Time
	// Cursor is Page.Next of the page before. Limit is at most MaxPage.
	Cursor string
	Limit  int
}

// MaxPage is the most jobs on one page.
const MaxPage = 200

// Page is a part of a list, newest first.
type Page struct {
	Jobs []Job
	// Next is the cursor of the next page, empty at the end.
	Next string
}

// EventKind says what a job's event reports.
type EventKind string

// The kinds of events.
const (
	// EventStatus: the job's status changed.
	EventStatus EventKind = "status"
	// EventProgress: a stage began, ended or went on.
	EventProgress EventKind = "progress"
	// EventNote: a message for people.
	EventNote EventKind = "note"
)

// Event is one thing that happened to a job.
type Event struct {
	// ID grows within a job; a stream goes on after the last one that was seen.
	ID   uint64    `json:"id"`
	Job  string    `json:"job"`
	Kind EventKind `json:"kind"`
	Time time.Time `json:"time"`

	Status   Status    `json:"status,omitempty"`
	Reason   *Reason   `json:"reason,omitempty"`
	Attempt  int       `json:"attempt,omitempty"`
	Progress *Progress `json:"progress,omitempty"`
	Note     string    `json:"note,omitempty"`
}

// Stats is the line-up at a glance.
type Stats struct {
	// Jobs counts the jobs kept by status.
	Jobs map[Status]int `json:"jobs"`
	// Workers are those that were heard of lately.
	Workers []WorkerInfo `json:"workers"`
	// OldestQueued is since when the oldest queued job waits; nil if none does.
	OldestQueued *time.Time `json:"oldest_queued,omitempty"`
	// Leading says that this server leads the line-up.
	Leading bool `json:"leading"`
	// Artifacts and ArtifactBytes are how much is stored.
	Artifacts     int   `json:"artifacts"`
	ArtifactBytes int64 `json:"artifact_bytes"`
	// Counts are what this server has counted since it started.
	Counts Counts `json:"counts"`
}

// Counts are numbers that only grow while a server runs.
type Counts struct {
	// Submitted are the jobs that this server accepted.
	Submitted uint64 `json:"submitted"`
	// Ended are the jobs that came to an end, by status, whoever ended them.
	Ended map[Status]uint64 `json:"ended"`
	// Accepted and Rejected are the proofs that its judge found right and wrong.
	Accepted uint64 `json:"accepted"`
	Rejected uint64 `json:"rejected"`
	// FailedAttempts were reported by workers, LostLeases belonged to silent ones.
	FailedAttempts uint64 `json:"failed_attempts"`
	LostLeases     uint64 `json:"lost_leases"`
	// FailedWrites could not be confirmed by the store.
	FailedWrites uint64 `json:"failed_writes"`
	// Tally sums what the jobs took that succeeded.
	Tally Tally `json:"tally"`
}

// WorkerInfo is what a worker says of itself.
type WorkerInfo struct {
	Name     string   `json:"name"`
	Host     string   `json:"host"`
	Backends []string `json:"backends"`
	// MemoryBytes is what its jobs may take together, Slots how many run at once.
	MemoryBytes int64     `json:"memory_bytes"`
	Slots       int       `json:"slots"`
	Running     []string  `json:"running"`
	SeenAt      time.Time `json:"seen_at"`
	// Unhealthy says why it takes no jobs now, "" if it does.
	Unhealthy string `json:"unhealthy,omitempty"`
	// Devices are its GPUs.
	Devices []WorkerDevice `json:"devices,omitempty"`
}

// WorkerDevice is a GPU of a worker.
type WorkerDevice struct {
	// Device identifies it.
	Device string `json:"device"`
	// Unhealthy says why it gets no work now, "" if it does.
	Unhealthy string `json:"unhealthy,omitempty"`
}

// Service is what the rooms above use of the line-up. All methods are safe for
// concurrent use and fail with *fault.Error.
type Service interface {
	// Submit accepts a task: when it returns, the job is on disk. If the owner
	// has used the idempotency key before, it returns that job and created is
	// false, or fails with CodeIdempotency if the task is another.
	Submit(ctx context.Context, s Submission) (job Job, created bool, err error)
	// Get fails with CodeUnknownJob.
	Get(ctx context.Context, id string) (Job, error)
	List(ctx context.Context, f Filter) (Page, error)
	// Cancel ends a job; a final one is left as it is (CodeFinal).
	Cancel(ctx context.Context, id, by string) (Job, error)
	// Retry queues a job again that is Failed, Cancelled or Expired.
	Retry(ctx context.Context, id string) (Job, error)
	// Events sends the job's events with an ID above after, first those that
	// are kept, then those that happen. The channel is closed after the event
	// of a final status, or when ctx is done.
	Events(ctx context.Context, id string, after uint64) (<-chan Event, error)
	// PutBlob stores bytes; it fails with CodeBlobTooLarge beyond limit bytes.
	PutBlob(ctx context.Context, name string, r io.Reader, limit int64) (task.Blob, error)
	// OpenBlob opens stored bytes; it fails with CodeUnknownBlob.
	OpenBlob(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
	Stats(ctx context.Context) (Stats, error)
	// Ready says why the line-up takes no jobs now, nil if it does.
	Ready(ctx context.Context) error
}
