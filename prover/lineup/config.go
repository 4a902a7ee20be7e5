package lineup

import (
	"context"
	"io"
	"log/slog"
	"os"
	"regexp"
	"time"

	"quarry/fault"
	"quarry/prover/task"
)

// Judge says whether a proof is right and proves what the job's task asked for.
// proof is the proof file in Stone's JSON, raw must be the bytes of its proof_hex;
// open gives the bytes of both and of the task's inputs. A *fault.Error condemns
// the proof, except one with CodeUnavailable; then, and when ctx is done, the
// proof is judged again later.
type Judge func(ctx context.Context, job Job, proof, raw task.Blob, open Opener) (task.Verdict, error)

// Opener opens stored bytes; it fails with CodeUnknownBlob.
type Opener func(ctx context.Context, b task.Blob) (io.ReadSeekCloser, error)

// Config is how a line-up is opened. Zero fields get their defaults, except
// DataDir and, for a server, Judge.
type Config struct {
	// DataDir holds the embedded server's files and the artifacts; with an
	// external cluster, copies of artifacts only.
	DataDir string
	// Name is the prefix of all names in the NATS account; "quarry" if empty.
	Name string
	// Cluster, if it has a URL, is an external cluster; otherwise a server is
	// embedded, or, for a worker, the one whose files are in DataDir is used.
	Cluster Cluster
	// Judge verifies finished proofs. Judges is how many are verified at once; 2.
	Judge  Judge
	Judges int

	// MaxJobs and MaxJobsPerOwner bound the jobs that are not final yet; 10000 each.
	MaxJobs, MaxJobsPerOwner int
	// MaxAttempts is how often a job is tried before it is set aside; 3.
	MaxAttempts int
	// Backoff is the wait after a job's first failed attempt; each further wait
	// is twice as long, up to 5 minutes. 2 s.
	Backoff time.Duration
	// LeaseTTL is how long a worker may be silent before its jobs are given to
	// others, LeaderTTL the same of the leading server. 20 s and 10 s.
	LeaseTTL, LeaderTTL time.Duration
	// Ageing is the wait that counts as much as one step of priority; 5 minutes.
	Ageing time.Duration
	// Patience is how long smaller jobs may overtake one that does not fit yet; 1 minute.
	Patience time.Duration
	// UnplannedBytes is what an attempt may take until its plan is known; 1 GiB.
	UnplannedBytes int64

	// KeepFor is how long final jobs and their proofs are kept, at least; 30 days.
	KeepFor time.Duration
	// KeepBytes bounds the artifacts: beyond it the oldest final jobs are given
	// up earlier. 0 sets no bound.
	KeepBytes int64
	// KeepUploads is how long bytes are kept that no job names; 24 hours.
	KeepUploads time.Duration
	// CacheBytes bounds the copies of a cluster's artifacts; 10 GiB.
	CacheBytes int64
	// MinFree is the free disk space below which no job is accepted; 256 MiB.
	MinFree int64

	// Log receives what people should know; nil discards.
	Log *slog.Logger
}

// nameForm is what line-ups and workers may be called: one token of a subject.
var nameForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// fill sets the defaults and checks what was given.
func (c *Config) fill() error {
	for _, d := range []struct {
		v    *time.Duration
		dflt time.Duration
	}{
		{&c.Backoff, 2 * time.Second}, {&c.LeaseTTL, 20 * time.Second}, {&c.LeaderTTL, 10 * time.Second},
		{&c.Ageing, 5 * time.Minute}, {&c.Patience, time.Minute},
		{&c.KeepFor, 30 * 24 * time.Hour}, {&c.KeepUploads, 24 * time.Hour},
	} {
		if *d.v <= 0 {
			*d.v = d.dflt
		}
	}
	for _, d := range []struct {
		v    *int
		dflt int
	}{{&c.Judges, 2}, {&c.MaxJobs, 10000}, {&c.MaxJobsPerOwner, 10000}, {&c.MaxAttempts, 3}} {
		if *d.v <= 0 {
			*d.v = d.dflt
		}
	}
	for _, d := range []struct {
		v    *int64
		dflt int64
	}{{&c.UnplannedBytes, 1 << 30}, {&c.CacheBytes, 10 << 30}, {&c.MinFree, 256 << 20}} {
		if *d.v <= 0 {
			*d.v = d.dflt
		}
	}
	if c.Name == "" {
		c.Name = "quarry"
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	switch {
	case c.DataDir == "":
		return fault.New(CodeConfig, "the line-up has no data directory")
	case !nameForm.MatchString(c.Name):
		return fault.New(CodeConfig, "the line-up's name %q is not 1 to 64 letters, digits, '_' or '-'", c.Name)
	}
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return fault.Wrap(err, CodeConfig, "the data directory can't be made").At("%s", c.DataDir)
	}
	return c.Cluster.check()
}
