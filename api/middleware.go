package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"quarry/fault"
	"quarry/prover/lineup"
)

// inflight is what is known of a request while it is served.
type inflight struct {
	id    string
	gin   *gin.Context
	who   Identity
	op    string
	job   string
	code  fault.Code
	cause error
	in    *pacedBody
}

type inflightKey struct{}

func inflightOf(ctx context.Context) *inflight {
	in, _ := ctx.Value(inflightKey{}).(*inflight)
	return in
}

// ginOf is the gin context of a request that huma handles.
func ginOf(ctx context.Context) *gin.Context { return inflightOf(ctx).gin }

// requestID names the request, "" outside of one.
func requestID(ctx context.Context) string {
	if in := inflightOf(ctx); in != nil {
		return in.id
	}
	return ""
}

var goodRequestID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// newRequestID takes the client's id if it is harmless, or makes one.
func newRequestID(given string) string {
	if goodRequestID.MatchString(given) {
		return given
	}
	var raw [12]byte
	_, _ = rand.Read(raw[:]) // never fails
	return hex.EncodeToString(raw[:])
}

// outermost is the first of all handlers: it paces what goes in and out, names
// the request, catches panics, and accounts for the request when it is done.
func (s *Server) outermost(c *gin.Context) {
	start := time.Now()
	l := &s.config.Limits
	in := &inflight{id: newRequestID(c.GetHeader("X-Request-Id")), gin: c}
	in.in = &pacedBody{body: c.Request.Body, declared: c.Request.ContentLength, waits: c.GetHeader("Expect") != "", control: http.NewResponseController(c.Writer), limits: l}
	c.Request.Body = in.in
	out := &pacedWriter{ResponseWriter: c.Writer, control: in.in.control, limits: l}
	c.Writer = out
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), inflightKey{}, in))
	header := c.Writer.Header()
	header.Set("X-Request-Id", in.id)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	s.metrics.inflight.Inc()
	defer s.metrics.inflight.Dec()
	aborted := true
	defer func() {
		in.in.leave()
		out.leave()
		s.account(c, in, start, aborted)
	}()
	s.recovered(c, in)
	aborted = false
}

// recovered runs the other handlers. A panic becomes an answer without a stack;
// if an answer has begun, the connection is cut.
func (s *Server) recovered(c *gin.Context, in *inflight) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if errors.Is(asError(cause), http.ErrAbortHandler) {
			panic(http.ErrAbortHandler)
		}
		if c.Request.Context().Err() != nil || errors.Is(asError(cause), os.ErrDeadlineExceeded) {
			panic(http.ErrAbortHandler) // the client went away, or took nothing
		}
		s.log.Error("panic", "request_id", in.id, "panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
		s.Fail(c, fault.New(CodeInternal, "the server failed").WithHint("its log says more, under the request id"))
	}()
	c.Next()
}

func asError(cause any) error {
	err, _ := cause.(error)
	return err
}

// account writes the access log, metrics and audit of a request.
func (s *Server) account(c *gin.Context, in *inflight, start time.Time, aborted bool) {
	route := c.FullPath()
	if route == "" {
		route = "none"
	}
	status, took := c.Writer.Status(), time.Since(start)
	if aborted {
		status = statusClosed
	}
	s.metrics.request(c.Request.Method, route, status, took, in.in.n, max(c.Writer.Size(), 0))
	level := slog.LevelInfo
	switch {
	case status >= 500:
		level = slog.LevelError
	case status < 400 && c.Request.Method == http.MethodGet:
		level = slog.LevelDebug
	}
	ctx := c.Request.Context()
	if s.log.Enabled(ctx, level) {
		attrs := []slog.Attr{
			slog.String("request_id", in.id), slog.String("method", c.Request.Method), slog.String("path", c.Request.URL.Path),
			slog.Int("status", status), slog.Duration("took", took), slog.Int64("in", in.in.n), slog.Int("out", max(c.Writer.Size(), 0)),
			slog.String("remote", remoteOf(c.Request)),
		}
		for _, a := range []struct{ key, value string }{{"key", in.who.KeyID}, {"operation", in.op}, {"job", in.job}, {"code", string(in.code)}} {
			if a.value != "" {
				attrs = append(attrs, slog.String(a.key, a.value))
			}
		}
		if in.cause != nil && status >= 500 {
			attrs = append(attrs, slog.String("error", in.cause.Error()))
		}
		s.log.LogAttrs(ctx, level, "request", attrs...)
	}
	if s.config.Audit != nil && (!safeMethod(c.Request.Method) || status == http.StatusUnauthorized || status == http.StatusForbidden) {
		s.config.Audit(AuditEntry{
			Time: start.UTC(), RequestID: in.id, KeyID: in.who.KeyID, Remote: remoteOf(c.Request),
			Operation: in.op, Job: in.job, Status: status, Code: in.code,
		})
	}
}

func safeMethod(m string) bool {
	return m == http.MethodGet || m == http.MethodHead || m == http.MethodOptions
}

// remoteOf is the address that the request came from, without the port. Headers
// that a proxy may have set are not believed.
func remoteOf(r *http.Request) string {
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		return host
	}
	return r.RemoteAddr
}

// sameSite refuses what pages of other sites make browsers send: requests that
// change something, and, on a server without keys, any request under a name that
// is not the server's (a name that resolves to it can be anybody's).
func (s *Server) sameSite(c *gin.Context) {
	if err := s.crossOrigin.Check(c.Request); err != nil {
		s.Fail(c, fault.New(CodeCrossSite, "the request comes from a page of another site").At("header Origin"))
		return
	}
	if s.config.Auth == nil && !s.knownHost(c.Request.Host) {
		s.Fail(c, fault.New(CodeCrossSite, "%.100q is not a name of this server", c.Request.Host).At("header Host").
			WithHint("use its address, or let the server know its names"))
	}
}

func (s *Server) knownHost(hostPort string) bool {
	host := hostPort
	if h, _, err := net.SplitHostPort(hostPort); err == nil {
		host = h
	}
	host = strings.Trim(strings.ToLower(host), "[]")
	if host == "localhost" || net.ParseIP(host) != nil || host == "" {
		return true
	}
	for _, known := range s.config.Hosts {
		if strings.EqualFold(known, host) {
			return true
		}
	}
	return false
}

// Guard lets only requests pass whose identity has the operation's scope and is
// admitted; handlers after it find it by IdentityFrom(c.Request.Context()).
// Other requests are answered by Fail.
func (s *Server) Guard(op Operation) gin.HandlerFunc {
	return func(c *gin.Context) {
		r, err := s.Identify(c.Request, op)
		if err != nil {
			s.Fail(c, err)
			return
		}
		c.Request = r
	}
}

// Identify authenticates and admits a request, and returns it with the identity
// in its context. Dialects with errors of their own form use it instead of Guard.
func (s *Server) Identify(r *http.Request, op Operation) (*http.Request, error) {
	in := inflightOf(r.Context())
	if in != nil {
		in.op = op.Name
	}
	who, err := s.auth.Authenticate(r)
	if err != nil {
		return r, err
	}
	if in != nil {
		in.who = who
	}
	if !who.Has(op.Scope) {
		return r, fault.New(CodeForbidden, "the key %s lacks the scope %s", who.KeyID, op.Scope)
	}
	if err := s.auth.Admit(r, who, op); err != nil {
		return r, err
	}
	return r.WithContext(WithIdentity(r.Context(), who)), nil
}

// Job is a job that the context's identity may see; of all others it says that
// they don't exist (lineup.CodeUnknownJob).
func (s *Server) Job(ctx context.Context, id string) (lineup.Job, error) {
	if in := inflightOf(ctx); in != nil {
		in.job = id
	}
	job, err := s.config.Lineup.Get(ctx, id)
	if err != nil {
		return lineup.Job{}, err
	}
	if who, ok := IdentityFrom(ctx); !ok || !who.Admin() && who.KeyID != job.Owner {
		return lineup.Job{}, lineup.UnknownJob(id)
	}
	return job, nil
}
