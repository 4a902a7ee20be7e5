package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"quarry/fault"
	"quarry/prover/lineup"
)

// Scope is a right that a key may have.
type Scope string

// The scopes.
const (
	// ScopeRead: see one's own jobs, their events and proofs, and the hardware.
	ScopeRead Scope = "read"
	// ScopeSubmit: upload, submit, cancel and retry one's own jobs, verify, estimate.
	ScopeSubmit Scope = "submit"
	// ScopeMetrics: read the metrics, which tell of all jobs, but in numbers only.
	ScopeMetrics Scope = "metrics"
	// ScopeAdmin: see and do everything, to everybody's jobs. It holds all others.
	ScopeAdmin Scope = "admin"
)

// Scopes are all scopes, the least first.
func Scopes() []Scope { return []Scope{ScopeRead, ScopeSubmit, ScopeMetrics, ScopeAdmin} }

// Identity is who makes a request.
type Identity struct {
	// KeyID is the id of the API key, never the key itself; it becomes the owner
	// of the jobs that are submitted. It is "" on a server without keys.
	KeyID string
	// Name is the key's name, for people.
	Name string
	// Scopes are what the key may do.
	Scopes []Scope
}

// Has reports whether the identity has a scope.
func (i *Identity) Has(s Scope) bool {
	return slices.Contains(i.Scopes, s) || slices.Contains(i.Scopes, ScopeAdmin)
}

// Admin reports whether the identity sees everybody's jobs.
func (i *Identity) Admin() bool { return slices.Contains(i.Scopes, ScopeAdmin) }

type identityKey struct{}

// WithIdentity returns a context that carries who makes the request.
func WithIdentity(ctx context.Context, who Identity) context.Context {
	return context.WithValue(ctx, identityKey{}, who)
}

// IdentityFrom is who makes the request, and whether that is known: it is in
// every handler behind Server.Guard.
func IdentityFrom(ctx context.Context) (Identity, bool) {
	who, ok := ctx.Value(identityKey{}).(Identity)
	return who, ok
}

// Operation is what a request wants to do.
type Operation struct {
	// Name is the operation's id in the OpenAPI description, like "submit-proof".
	Name string
	// Scope is what it takes.
	Scope Scope
}

// Authenticator decides who makes a request and what they may do. Its errors are
// *fault.Error: CodeUnauthenticated, CodeForbidden, CodeRateLimited or CodeQuota,
// wrapped by Later where a client should come back. It is called concurrently.
type Authenticator interface {
	// Authenticate says who makes a request.
	Authenticate(r *http.Request) (Identity, error)
	// Admit is asked of every request that was authenticated and has the scope,
	// before its body is read: rates, bytes.
	Admit(r *http.Request, who Identity, op Operation) error
	// AdmitJob is asked of every job before it is submitted: quotas of jobs and
	// bytes, the highest priority. It may change the submission.
	AdmitJob(ctx context.Context, who Identity, s *lineup.Submission) error
}

// AuditEntry is one request that changed something or was refused for who made it.
type AuditEntry struct {
	Time      time.Time `json:"time"`
	RequestID string    `json:"request_id"`
	KeyID     string    `json:"key_id,omitempty"`
	Remote    string    `json:"remote"`
	// Operation is the operation's id, Job the job that it was about.
	Operation string `json:"operation"`
	Job       string `json:"job,omitempty"`
	// Status is the HTTP status, Code the fault's code if it failed.
	Status int        `json:"status"`
	Code   fault.Code `json:"code,omitempty"`
}

// later is a fault and when to try again.
type later struct {
	err   error
	after time.Duration
}

func (l *later) Error() string { return l.err.Error() }
func (l *later) Unwrap() error { return l.err }

// Later adds to an error when the client should try again (Retry-After).
func Later(err error, after time.Duration) error { return &later{err, after} }

// open lets everybody do everything: the Authenticator of a server without keys.
type open struct{}

func (open) Authenticate(*http.Request) (Identity, error) {
	return Identity{Name: "everybody", Scopes: []Scope{ScopeAdmin}}, nil
}
func (open) Admit(*http.Request, Identity, Operation) error { return nil }
func (open) AdmitJob(context.Context, Identity, *lineup.Submission) error {
	return nil
}
