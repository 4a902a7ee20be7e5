package client

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"quarry/api"
	"quarry/fault"
	"quarry/prover/lineup"
)

// The ways of the client itself to fail.
const (
	// CodeServer: the server's address is none.
	CodeServer fault.Code = "client/server"
	// CodeUnreachable: the server can't be reached, or the connection broke.
	CodeUnreachable fault.Code = "client/unreachable"
	// CodeAnswer: the answer is not one of a Quarry service.
	CodeAnswer fault.Code = "client/answer"
	// CodeDigest: what was fetched is not what the service said that it is.
	CodeDigest fault.Code = "client/digest"
	// CodeFile: a file can't be read or written.
	CodeFile fault.Code = "client/file"
)

// Error is what HTTP adds to a fault that a service reports.
type Error struct {
	// Problem is the answer.
	api.Problem
	// RetryAfter is when to come back, 0 if the service does not say.
	RetryAfter time.Duration
}

// Options say which service to speak to, and how.
type Options struct {
	// Server is the service's address, like http://127.0.0.1:7419.
	Server string
	// Key is the API key, "" for none.
	Key string
	// HTTP makes the requests; nil is a client without a total time limit.
	HTTP *http.Client
	// Program is what should be running at the address, for hints; "" is quarry serve.
	Program string
	// Retries is how often a request that may be repeated is; negative is never,
	// 0 the default of 4.
	Retries int
}

// Client speaks to one service. Its methods may be called concurrently.
type Client struct {
	base    *url.URL
	key     string
	http    *http.Client
	program string
	retries int
}

// New makes a client. It does not connect yet.
func New(o Options) (*Client, error) {
	base, err := url.Parse(o.Server)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, fault.New(CodeServer, "%q is no address of a service", o.Server).WithHint("give one like http://127.0.0.1:7419")
	}
	c := &Client{base: base, key: o.Key, http: o.HTTP, program: cmp.Or(o.Program, "quarry serve"), retries: o.Retries}
	if c.http == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.ResponseHeaderTimeout = 2 * time.Minute
		c.http = &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	if c.retries == 0 {
		c.retries = 4
	}
	return c, nil
}

// request is one request, made anew for every try.
type request struct {
	method, path string
	query        url.Values
	header       http.Header
	// body makes the body and says its type; nil for none.
	body func() (io.Reader, string, error)
	// again says that the request may be repeated.
	again bool
}

// do makes a request until it is answered otherwise than by "later", and returns
// an answer that is no error. The caller closes its body.
func (c *Client) do(ctx context.Context, q request) (*http.Response, error) {
	for try := 0; ; try++ {
		a, err := c.once(ctx, q)
		wait, temporary := retryable(err, try)
		if err == nil || !q.again || !temporary || try >= c.retries || ctx.Err() != nil {
			return a, err
		}
		if err := sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// retryable says whether an error may go away by itself, and when to try again.
func retryable(err error, try int) (wait time.Duration, ok bool) {
	wait = min(time.Second<<try/4, 10*time.Second)
	var e *Error
	switch {
	case fault.CodeOf(err) == CodeUnreachable:
		return wait, true
	case errors.As(err, &e) && (e.Status == http.StatusTooManyRequests || e.Status == http.StatusServiceUnavailable):
		return max(wait, min(e.RetryAfter, time.Minute)), true
	}
	return 0, false
}

// sleep waits, or fails with the context's error.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// once makes a request once.
func (c *Client) once(ctx context.Context, q request) (*http.Response, error) {
	u := c.base.JoinPath(q.path)
	u.RawQuery = q.query.Encode()
	var body io.Reader
	kind := ""
	if q.body != nil {
		var err error
		if body, kind, err = q.body(); err != nil {
			return nil, err
		}
	}
	r, err := http.NewRequestWithContext(ctx, q.method, u.String(), body)
	if err != nil {
		return nil, fault.Wrap(err, CodeServer, "no request can be made of this")
	}
	for k, v := range q.header {
		r.Header[k] = v
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if c.key != "" {
		r.Header.Set("Authorization", "Bearer "+c.key)
	}
	a, err := c.http.Do(r)
	if err != nil {
		return nil, c.unreachable(ctx, err)
	}
	if a.StatusCode >= 300 && a.StatusCode != http.StatusNotModified {
		defer a.Body.Close()
		return nil, problem(a)
	}
	return a, nil
}

// unreachable is why there is no answer: the context's end, a file that can't
// be read, or the connection.
func (c *Client) unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return f
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return fault.Wrap(err, CodeUnreachable, "the service can't be reached").At("%s", c.base.Redacted()).WithHint("is `%s` running there?", c.program)
}

// maxProblem bounds what is read of an error.
const maxProblem = 1 << 20

// problem is the error of an answer.
func problem(a *http.Response) error {
	e := &Error{}
	kind, _, _ := mime.ParseMediaType(a.Header.Get("Content-Type"))
	raw, err := io.ReadAll(io.LimitReader(a.Body, maxProblem))
	if kind != "application/problem+json" || err != nil || json.Unmarshal(raw, &e.Problem) != nil || e.Code == "" {
		return fault.New(CodeAnswer, "the answer is %d, and not one of a Quarry service", a.StatusCode).At("%s", a.Request.URL.Redacted())
	}
	if seconds, err := strconv.Atoi(a.Header.Get("Retry-After")); err == nil && seconds > 0 {
		e.RetryAfter = time.Duration(seconds) * time.Second
	}
	return &fault.Error{Code: e.Code, What: e.Detail, Where: e.Where, Hint: e.Hint, Err: e}
}

// Error implements error. The fault around it says what is wrong already.
func (e *Error) Error() string {
	return fmt.Sprintf("the service answered %d, request %s", e.Status, e.RequestID)
}

// maxAnswer bounds what is read of an answer in JSON.
const maxAnswer = 64 << 20

// call makes a request whose answer is JSON.
func call[T any](ctx context.Context, c *Client, q request) (T, http.Header, error) {
	var v T
	a, err := c.do(ctx, q)
	if err != nil {
		return v, nil, err
	}
	defer a.Body.Close()
	if err := json.NewDecoder(io.LimitReader(a.Body, maxAnswer)).Decode(&v); err != nil {
		if ctx.Err() != nil {
			return v, nil, ctx.Err()
		}
		return v, nil, fault.Wrap(err, CodeAnswer, "the answer can't be read").At("%s", a.Request.URL.Redacted())
	}
	return v, a.Header, nil
}

// Call makes a request of routes that another room has mounted on the server: body, unless
// it is nil, is sent as JSON, and the answer is read into result. Those that only read are
// repeated.
func (c *Client) Call(ctx context.Context, method, path string, query url.Values, body, result any) error {
	q := request{method: method, path: path, query: query, again: method == http.MethodGet}
	if body != nil {
		content, err := json.Marshal(body)
		if err != nil {
			return err
		}
		q.body = func() (io.Reader, string, error) { return bytes.NewReader(content), "application/json", nil }
	}
	answer, _, err := call[json.RawMessage](ctx, c, q)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(answer, result); err != nil {
		return fault.Wrap(err, CodeAnswer, "the answer can't be read").At("%s", c.base.JoinPath(path).Redacted())
	}
	return nil
}

func jobPath(id string, more ...string) string {
	return "/v1/proofs/" + url.PathEscape(id) + strings.Join(more, "")
}

// Job returns a job as it is now.
func (c *Client) Job(ctx context.Context, id string) (lineup.Job, error) {
	job, _, err := call[lineup.Job](ctx, c, request{method: http.MethodGet, path: jobPath(id), again: true})
	return job, err
}

// Cancel ends a job.
func (c *Client) Cancel(ctx context.Context, id string) (lineup.Job, error) {
	job, _, err := call[lineup.Job](ctx, c, request{method: http.MethodPost, path: jobPath(id, "/cancel")})
	return job, err
}

// Retry queues a job again that failed, was cancelled or expired.
func (c *Client) Retry(ctx context.Context, id string) (lineup.Job, error) {
	job, _, err := call[lineup.Job](ctx, c, request{method: http.MethodPost, path: jobPath(id, "/retry")})
	return job, err
}

// List returns one page of jobs, newest first. The filter's owner is ignored: it
// is the key's, or everybody for an admin's key.
func (c *Client) List(ctx context.Context, f lineup.Filter) (api.JobPage, error) {
	q := url.Values{}
	for _, s := range f.Statuses {
		q.Add("status", string(s))
	}
	for k, v := range f.Labels {
		q.Add("label", k+"="+v)
	}
	for name, at := range map[string]time.Time{"since": f.Since, "until": f.Until} {
		if !at.IsZero() {
			q.Set(name, at.UTC().Format(time.RFC3339Nano))
		}
	}
	if f.Cursor != "" {
		q.Set("cursor", f.Cursor)
	}
	if f.Limit > 0 {
		q.Set("limit", strconv.Itoa(f.Limit))
	}
	page, _, err := call[api.JobPage](ctx, c, request{method: http.MethodGet, path: "/v1/proofs", query: q, again: true})
	return page, err
}

// Hardware returns what the service proves with.
func (c *Client) Hardware(ctx context.Context) (api.Hardware, error) {
	h, _, err := call[api.Hardware](ctx, c, request{method: http.MethodGet, path: "/v1/hardware", again: true})
	return h, err
}

// Stats returns the line-up at a glance.
func (c *Client) Stats(ctx context.Context) (api.Stats, error) {
	s, _, err := call[api.Stats](ctx, c, request{method: http.MethodGet, path: "/v1/stats", again: true})
	return s, err
}

// newKey makes an idempotency key, so that a submission can be repeated.
func newKey() string { return "quarry-" + rand.Text() }
