package api

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
	"github.com/gin-gonic/gin"

	"quarry/fault"
)

// Problem is an error over HTTP: RFC 9457's problem+json with the fault's code.
type Problem struct {
	Type      string       `json:"type" format:"uri-reference" doc:"Where the code is explained." example:"/docs/errors#lineup/unknown-job"`
	Title     string       `json:"title" doc:"The HTTP status in words." example:"Not Found"`
	Status    int          `json:"status" doc:"The HTTP status." example:"404"`
	Code      fault.Code   `json:"code" doc:"The stable code that programs should match." example:"lineup/unknown-job"`
	Detail    string       `json:"detail" doc:"What is wrong."`
	Where     string       `json:"where,omitempty" doc:"The file, field, byte or section that it is about."`
	Hint      string       `json:"hint,omitempty" doc:"What to do about it."`
	RequestID string       `json:"request_id,omitempty" doc:"Names the request in the server's log."`
	Errors    []FieldError `json:"errors,omitempty" doc:"All that is wrong with the request, field by field."`

	header http.Header
	cause  error
}

// FieldError is what is wrong with one field of a request.
type FieldError struct {
	Where  string `json:"where" doc:"The field, like query.limit or body.layout."`
	Detail string `json:"detail" doc:"What is wrong with it."`
}

// Error implements error.
func (p *Problem) Error() string { return fmt.Sprintf("%s [%s]", p.Detail, p.Code) }

// Unwrap is the error that the problem was made of.
func (p *Problem) Unwrap() error { return p.cause }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header { return p.header }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

// statuses are the HTTP statuses of codes that are not the input's fault.
var statuses = map[fault.Code]int{
	CodeBadRequest:      http.StatusBadRequest,
	CodeInvalid:         http.StatusUnprocessableEntity,
	CodeUnauthenticated: http.StatusUnauthorized,
	CodeForbidden:       http.StatusForbidden,
	CodeCrossSite:       http.StatusForbidden,
	CodeNotFound:        http.StatusNotFound,
	CodeMethod:          http.StatusMethodNotAllowed,
	CodeMediaType:       http.StatusUnsupportedMediaType,
	CodeTooLarge:        http.StatusRequestEntityTooLarge,
	CodeTimeout:         http.StatusRequestTimeout,
	CodeRateLimited:     http.StatusTooManyRequests,
	CodeQuota:           http.StatusTooManyRequests,
	CodeBusy:            http.StatusServiceUnavailable,
	CodeNotReady:        http.StatusServiceUnavailable,
	CodeNoProof:         http.StatusConflict,
	CodeRange:           http.StatusRequestedRangeNotSatisfiable,
	CodeInternal:        http.StatusInternalServerError,

	"lineup/unknown-job":     http.StatusNotFound,
	"lineup/unknown-blob":    http.StatusNotFound,
	"lineup/blob-too-large":  http.StatusRequestEntityTooLarge,
	"lineup/idempotency-key": http.StatusConflict,
	"lineup/final":           http.StatusConflict,
	"lineup/full":            http.StatusTooManyRequests,
	"lineup/unavailable":     http.StatusServiceUnavailable,

	"settler/unknown-block": http.StatusNotFound,
	"settler/state":         http.StatusConflict,
	"settler/store":         http.StatusInternalServerError,
	"settler/contract":      http.StatusServiceUnavailable,
	"l1/unreachable":        http.StatusServiceUnavailable,

	"prover/self-check":       http.StatusInternalServerError,
	"prover/write":            http.StatusInternalServerError,
	"stone/unreadable":        http.StatusInternalServerError,
	"kernels/device-lost":     http.StatusServiceUnavailable,
	"kernels/device-poisoned": http.StatusServiceUnavailable,
	"kernels/driver":          http.StatusServiceUnavailable,
	"kernels/out-of-memory":   http.StatusServiceUnavailable,
	"kernels/scratch":         http.StatusServiceUnavailable,
	"kernels/scratch-full":    http.StatusServiceUnavailable,
}

// ownRooms are rooms that read nothing of a client's: their faults are the server's.
var ownRooms = []string{"auth", "worker", "serve", "config", "webhook"}

// StatusOf is the HTTP status of a fault's code. A code that it does not know
// comes from a room that read the client's input, and found it wrong.
func StatusOf(code fault.Code) int {
	if s, ok := statuses[code]; ok {
		return s
	}
	if room, _, _ := strings.Cut(string(code), "/"); slices.Contains(ownRooms, room) {
		return http.StatusInternalServerError
	}
	return http.StatusUnprocessableEntity
}

// someTime is when to come back where nothing tells how long it takes: after a
// full queue or a store that can't be written.
const someTime = 10 * time.Second

// statusClosed is what the log says of requests whose client went away.
const statusClosed = 499

// ProblemOf is what a client is told of an error. Of an error that is not a
// fault, or one of the server's own, it is told no more than that.
func ProblemOf(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	p = &Problem{cause: err}
	var l *later
	if errors.As(err, &l) {
		seconds := max(1, int(math.Ceil(l.after.Seconds())))
		p.header = http.Header{"Retry-After": {strconv.Itoa(seconds)}}
	}
	var f *fault.Error
	var timeout net.Error
	switch {
	case errors.As(err, &f):
	case errors.Is(err, context.Canceled):
		f = fault.New(CodeTimeout, "the request was given up")
		p.Status = statusClosed
	case errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		f = fault.New(CodeTimeout, "the request took too long")
	default:
		f = fault.New(CodeInternal, "the server failed").WithHint("its log says more, under the request id")
	}
	if p.Status == 0 {
		p.Status = StatusOf(f.Code)
	}
	if (p.Status == http.StatusTooManyRequests || p.Status == http.StatusServiceUnavailable) && p.header == nil {
		p.header = http.Header{"Retry-After": {strconv.Itoa(int(someTime.Seconds()))}}
	}
	p.Title, p.Code, p.Detail, p.Where, p.Hint = http.StatusText(p.Status), f.Code, f.What, f.Where, f.Hint
	p.Type = errorsPath + "#" + string(f.Code)
	if f.Err != nil && p.Status < 500 {
		p.Detail += ": " + f.Err.Error()
	}
	if p.Title == "" {
		p.Title = "Client Closed Request"
	}
	return p
}

// Fail answers a request with an error, as problem+json, and aborts its handlers.
// If an answer has begun already, the connection is cut instead, so that the
// client can't take what it has for the whole.
func (s *Server) Fail(c *gin.Context, err error) {
	c.Abort()
	p := s.noted(c, err)
	if c.Writer.Written() {
		panic(http.ErrAbortHandler)
	}
	header := c.Writer.Header()
	for k, values := range p.header {
		header[k] = values
	}
	for _, k := range []string{"Content-Encoding", "Content-Length", "Content-Disposition", "Etag", "Last-Modified", "Accept-Ranges", "Repr-Digest"} {
		header.Del(k)
	}
	header.Set("Content-Type", problemType)
	header.Set("Cache-Control", "no-store")
	c.Status(p.Status)
	_ = huma.DefaultJSONFormat.Marshal(c.Writer, p) // the client may have gone away
}

// noted makes the problem of an error and keeps it for the log.
func (s *Server) noted(c *gin.Context, err error) *Problem {
	p := ProblemOf(err)
	if p.Status == http.StatusUnauthorized {
		if p.header == nil {
			p.header = http.Header{}
		}
		p.header.Set("WWW-Authenticate", `Bearer realm="quarry"`)
	}
	p.RequestID = requestID(c.Request.Context())
	if in := inflightOf(c.Request.Context()); in != nil {
		in.code, in.cause = p.Code, err
	}
	return p
}

func init() {
	// Bounds are integers here: 1099511627776, not 1.099511627776e+12.
	validation.MsgExpectedMinimumNumber, validation.MsgExpectedMaximumNumber = "expected number >= %.0f", "expected number <= %.0f"
	// huma's own errors, too, take the one form. The variables are the only way
	// that it offers.
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return problemOfHuma(status, message, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		p := problemOfHuma(status, message, errs)
		if ctx == nil {
			return p
		}
		p.RequestID = requestID(ctx.Context())
		if in := inflightOf(ctx.Context()); in != nil {
			in.code, in.cause = p.Code, p
		}
		for k, values := range p.header {
			ctx.SetHeader(k, strings.Join(values, ", "))
		}
		return p
	}
}

// problemOfHuma translates an error of huma: of handlers it wraps what they
// returned, of requests it lists what is wrong with their fields.
func problemOfHuma(status int, message string, errs []error) *Problem {
	if status >= 500 || status == 0 {
		return ProblemOf(errors.Join(errs...))
	}
	code := CodeInvalid
	for known, s := range statuses {
		if s == status && strings.HasPrefix(string(known), "api/") && status != http.StatusForbidden && status != http.StatusTooManyRequests {
			code = known
		}
	}
	p := ProblemOf(fault.New(code, "%s", message))
	for _, err := range errs {
		if err == nil {
			continue
		}
		p.addField(err)
	}
	if len(p.Errors) > 0 {
		p.Detail, p.Where = p.Errors[0].Detail, p.Errors[0].Where
	}
	return p
}

// addField lists what is wrong with a field.
func (p *Problem) addField(err error) {
	field := FieldError{Detail: err.Error()}
	if d, ok := err.(huma.ErrorDetailer); ok {
		field = FieldError{Where: d.ErrorDetail().Location, Detail: d.ErrorDetail().Message}
	}
	if strings.HasPrefix(field.Detail, "invalid date/time") {
		field.Detail = "expected an RFC 3339 date-time, like 2026-01-31T12:00:00Z" // huma names Go's layout
	}
	p.Errors = append(p.Errors, field)
}
