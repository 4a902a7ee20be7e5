package api

import (
	"context"
	"crypto/tls"
	"log/slog"
	"reflect"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"quarry/hw"
	"quarry/prover"
	"quarry/prover/lineup"
	"quarry/prover/stone"
	"quarry/prover/task"
	"quarry/prover/timing"
)

// Config is what a Server is made of.
type Config struct {
	// Lineup keeps the jobs. Without one the server has the routes of its mounts, and
	// says how it is: health, readiness and metrics.
	Lineup lineup.Service
	// Auth decides who may do what; nil lets everybody do everything.
	Auth Authenticator
	// CheckWebhook refuses addresses that the webhook sender would not call
	// (CodeWebhook); nil refuses all.
	CheckWebhook func(ctx context.Context, url string) error
	// Audit receives what is to be kept of who did what; nil discards. It must
	// return quickly and may be called concurrently.
	Audit func(AuditEntry)
	// Mounts add the routes of other rooms, after the server's own.
	Mounts []Mount

	// Policy is what the server demands of tasks, and its Floor of the proofs that
	// POST /v1/verify finds valid; a request can only ask for more. A zero Floor
	// is stone.DefaultFloor.
	Policy task.Policy
	// Calibrated is what the server's machine was measured to take for such proofs, by
	// the backend, or by that which would be chosen if none is named: for estimates as
	// long as no proof was made to scale from; nil if it was not measured.
	Calibrated func(backend string, st *prover.Statement) *timing.Measurements
	// Sample measures the server's machine by a small proof, for estimates if
	// there is nothing else to scale from; nil leaves them without times.
	Sample func(ctx context.Context, backend string, p *stone.Parameters) (Sample, error)
	// Backends are what the server's machine could prove with, best first.
	Backends []hw.Backend
	// Hosts are the names, beside loopback addresses, under which browsers may
	// reach a server without Auth; others are refused, so that no page elsewhere
	// reaches it by a name that it controls. Empty with Auth: all.
	Hosts []string
	// TLS, if set, is what Serve speaks.
	TLS *tls.Config
	// Spool is a folder for bodies that are too large to be held in memory; the
	// system's temporary folder if empty.
	Spool  string
	Limits Limits

	// Version is the program's, for the description and /v1/stats.
	Version string
	// Log receives the access log and faults of the server; nil is slog.Default.
	Log *slog.Logger
	// Metrics registers the server's metrics; nil makes a new registry.
	Metrics *prometheus.Registry
}

// Mount adds routes to a server. Routes below r are public until they use
// Server.Guard; errors are written by Server.Fail.
type Mount func(r gin.IRouter, s *Server)

// Limits bound what clients can make the server do. Zero values are replaced by
// those of DefaultLimits.
type Limits struct {
	// Body is the most bytes of one request's body, Upload those of one file.
	Body, Upload int64
	// Document is the most bytes of a JSON body or of a form's field.
	Document int64
	// Input is the most bytes of an input that the server itself reads to check
	// it: all but trace and memory.
	Input int64
	// Memory is the most memory that documents of clients take together while
	// they are checked or verified. It also bounds one document.
	Memory int64
	// Proof is the most bytes of a proof file that is to be verified.
	Proof int64
	// Uploads, Checks (of tasks that are submitted), Verifications, Estimates and
	// Streams are how many of them go on at once.
	Uploads, Checks, Verifications, Estimates, Streams int
	// StreamsPerKey are those of one identity.
	StreamsPerKey int
	// Wait is how long a request waits for its turn at one of them.
	Wait time.Duration
	// Connections is how many there are at once; more wait to be accepted.
	Connections int
	// Header is the most bytes of a request's headers, HeaderTime how long they
	// may take, Idle how long a connection may be unused.
	Header     int
	HeaderTime time.Duration
	Idle       time.Duration
	// Stall is how long a client may neither send nor take a byte; Rate is the
	// least bytes per second on average that it must come to.
	Stall time.Duration
	Rate  int64
	// Heartbeat is the time between two comments in a stream of events.
	Heartbeat time.Duration
	// Retry is when a client shall come back whose stream broke off.
	Retry time.Duration
	// Drain is how long a stopping server waits for requests in progress.
	Drain time.Duration
	// Parts is the most parts of a form.
	Parts int
}

// DefaultLimits are good for one box.
func DefaultLimits() Limits {
	return Limits{
		Body: 4 << 30, Upload: 2 << 30, Document: 1 << 20, Input: 64 << 20, Memory: 1 << 30, Proof: 64 << 20,
		Uploads: 32, Checks: 2, Verifications: 2, Estimates: 1, Streams: 1000, StreamsPerKey: 500, Wait: 10 * time.Second,
		Connections: 8192, Header: 32 << 10, HeaderTime: 10 * time.Second, Idle: 2 * time.Minute,
		Stall: 30 * time.Second, Rate: 8 << 10, Heartbeat: 15 * time.Second, Retry: 2 * time.Second, Drain: 20 * time.Second,
		Parts: 64,
	}
}

// orDefault replaces zero values.
func (l Limits) orDefault() Limits {
	given, defaults := reflect.ValueOf(&l).Elem(), reflect.ValueOf(DefaultLimits())
	for i := range given.NumField() {
		if given.Field(i).IsZero() {
			given.Field(i).Set(defaults.Field(i))
		}
	}
	return l
}
