package rpc

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"regexp"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/state"
)

var goodRequestID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// newRequestID takes the client's id if it is harmless, or makes one.
func newRequestID(given string) string {
	if goodRequestID.MatchString(given) {
		return given
	}
	var raw [12]byte
	_, _ = rand.Read(raw[:]) // never fails
	return hex.EncodeToString(raw[:])
}

type requestIDKey struct{}

func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// outermost is the first of all handlers: it names the request, lets pages of all
// sites read the answers, and accounts for it when it is done.
func (s *Server) outermost(c *gin.Context) {
	start := time.Now()
	id := newRequestID(c.GetHeader("X-Request-Id"))
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), requestIDKey{}, id))
	header := c.Writer.Header()
	header.Set("X-Request-Id", id)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	header.Set("Access-Control-Allow-Origin", "*")
	if c.Request.Method == http.MethodOptions {
		header.Set("Access-Control-Allow-Methods", "POST, GET")
		header.Set("Access-Control-Allow-Headers", "Content-Type, X-Request-Id")
		header.Set("Access-Control-Max-Age", "86400")
		c.AbortWithStatus(http.StatusNoContent)
		return
	}
	if !s.begin() {
		s.refuse(c, http.StatusServiceUnavailable, newError(codeLimit, "the server stops"))
		return
	}
	defer s.serving.Done()
	s.metrics.inflight.Inc()
	defer s.metrics.inflight.Dec()
	c.Next()
	if s.log.Enabled(c, slog.LevelDebug) {
		s.log.Debug("rpc request", "request_id", id, "path", c.Request.URL.Path, "status", c.Writer.Status(),
			"took", time.Since(start), "remote", c.Request.RemoteAddr)
	}
}

// refuse answers a request that is no call.
func (s *Server) refuse(c *gin.Context, status int, err *Error) {
	c.Abort()
	s.write(c, status, encode(failed(nil, err)))
}

func (s *Server) write(c *gin.Context, status int, body []byte) {
	c.Header("Content-Type", "application/json")
	c.Status(status)
	_, _ = c.Writer.Write(body) // the client may have gone away
}

// encode makes JSON without escapes for HTML.
func encode(v any) []byte {
	data, err := encodeResult(v)
	if err != nil {
		panic(err) // responses hold nothing that can't be encoded
	}
	return data
}

func encodeResult(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// errBusy is the answer to a call whose turn did not come in time.
var errBusy = newError(codeLimit, "too many calls are in progress already")

// errTooFast is the answer to a network that has used up its rate.
var errTooFast = newError(codeLimit, "too many requests in too little time")

// post answers calls over HTTP.
func (s *Server) post(c *gin.Context, v version) {
	network := networkOf(c.Request.RemoteAddr)
	bucket := s.rates.of(network)
	if !bucket.Allow() {
		s.metrics.limited.Inc()
		pause(c.Request.Context(), s.config.Limits.Penalty)
		c.Header("Retry-After", "1")
		s.refuse(c, http.StatusTooManyRequests, errTooFast)
		return
	}
	body, wrong := s.body(c)
	if wrong != nil {
		if wrong.Code != codeLimit {
			charge(bucket, s.config.Limits.Junk)
		}
		s.refuse(c, wrong.status, wrong.Error)
		return
	}
	ctx := c.Request.Context()
	leave, ok := s.turns.enter(ctx, network, s.config.Limits.Wait)
	if !ok {
		c.Header("Retry-After", "1")
		s.refuse(c, http.StatusTooManyRequests, errBusy)
		return
	}
	answer := s.answer(&call{Context: ctx, server: s, version: v, bucket: bucket}, body)
	leave()
	if answer == nil {
		c.Status(http.StatusNoContent)
		return
	}
	s.write(c, http.StatusOK, answer)
}

// bodyError is why a body can't be read.
type bodyError struct {
	*Error
	status int
}

// smallBody is more than one transaction takes.
const smallBody = 16 << 10

// body reads a request's body. Those that are not small share the limits' memory.
func (s *Server) body(c *gin.Context) ([]byte, *bodyError) {
	limits := &s.config.Limits
	if c.Request.ContentLength > limits.Body {
		return nil, &bodyError{newError(codeInvalidRequest, "the body has more than %d bytes", limits.Body), http.StatusRequestEntityTooLarge}
	}
	if c.Request.ContentLength < 0 || c.Request.ContentLength > smallBody {
		within, cancel := context.WithTimeout(c.Request.Context(), limits.Wait)
		defer cancel()
		if s.bodies.Acquire(within, limits.Body) != nil {
			return nil, &bodyError{newError(codeLimit, "too many large requests are being read"), http.StatusTooManyRequests}
		}
		defer s.bodies.Release(limits.Body)
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, limits.Body))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, &bodyError{newError(codeInvalidRequest, "the body has more than %d bytes", limits.Body), http.StatusRequestEntityTooLarge}
	case err != nil:
		return nil, &bodyError{newError(codeInvalidRequest, "the body did not come whole"), http.StatusBadRequest}
	}
	return body, nil
}

// pause waits for about d, so that not all come back at once, but not for a client
// that has gone away.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d/2 + mathrand.N(d))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// answer carries out what a message asks for, c being the call without method and
// parameters. It returns nil if there is nothing to answer.
func (s *Server) answer(c *call, message []byte) []byte {
	raw, batch, err := parseMessage(message, s.config.Limits.Batch)
	if err != nil {
		charge(c.bucket, s.config.Limits.Junk)
		return encode(failed(nil, err))
	}
	if !batch {
		if r := s.one(c, raw[0]); r != nil {
			return encode(r)
		}
		return nil
	}
	var b bytes.Buffer
	for i := range raw {
		r := s.limited(c, raw[i], i, b.Len())
		if r == nil {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		} else {
			b.WriteByte('[')
		}
		b.Write(encode(r))
	}
	if b.Len() == 0 {
		return nil
	}
	b.WriteByte(']')
	return b.Bytes()
}

// limited carries out a call of a batch, unless the network's rate or the length of
// the answers so far forbid it.
func (s *Server) limited(c *call, raw json.RawMessage, index, length int) *response {
	switch {
	case index > 0 && !c.bucket.Allow():
		s.metrics.limited.Inc()
		r, _ := parseRequest(raw)
		return failed(r.id, errTooFast)
	case length > s.config.Limits.Answer:
		r, _ := parseRequest(raw)
		return failed(r.id, newError(codeLimit, "the answers to the batch have more than %d bytes", s.config.Limits.Answer))
	}
	return s.one(c, raw)
}

// one carries out one call; nil is the answer to a notification.
func (s *Server) one(c *call, raw json.RawMessage) *response {
	r, err := parseRequest(raw)
	if err != nil {
		charge(c.bucket, s.config.Limits.Junk)
		return failed(r.id, err)
	}
	start := time.Now()
	name := r.method
	m := s.methods[c.version][name]
	if m == nil || m.socket && c.socket == nil {
		name = "other" // bounds what clients can make the metrics count
	}
	this := *c // each call has parameters and an error of its own
	result, err := this.carryOut(m, &r)
	s.metrics.call(name, err, time.Since(start))
	switch {
	case r.id == nil:
		return nil
	case err != nil:
		return failed(r.id, err)
	}
	return &response{Version: protocolVersion, ID: r.id, Result: result}
}

// carryOut runs a call's method.
func (c *call) carryOut(m *method, r *request) (result json.RawMessage, failure *Error) {
	defer func() {
		if cause := recover(); cause != nil {
			c.server.log.Error("panic", "request_id", requestID(c), "method", r.method, "panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
			result, failure = nil, plainError(codeInternal)
		}
	}()
	switch {
	case m == nil:
		return nil, newError(codeMethodNotFound, "there is no method %.64q in version %s", r.method, c.version)
	case m.socket && c.socket == nil:
		return nil, newError(codeMethodNotFound, "%s is for WebSockets", r.method)
	case c.server.config.Blocks.Head() == nil:
		return nil, newError(codeNoBlocks, "the node has just begun")
	}
	c.method = m
	charge(c.bucket, m.cost-cheapCost)
	var err error
	if c.values, failure = bind(r.params, m.params); failure != nil {
		return nil, failure
	}
	value, err := m.do(c)
	if err == nil {
		result, err = encodeResult(value)
	}
	if err != nil {
		return nil, c.errorOf(err)
	}
	return result, nil
}

// errorOf is the answer for an error.
func (c *call) errorOf(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		if e.Code == codeEntryPointNotFound && c.version >= version10 {
			e = &Error{e.Code, entryPointMessage10, e.Data}
		}
		return e
	}
	switch fault.CodeOf(err) {
	case chain.CodeBlockUnknown, state.CodeNoBlock, state.CodeStale:
		return newError(codeBlockNotFound, "%s", reason(err))
	case chain.CodeTransactionUnknown:
		return newError(codeTransactionNotFound, "%s", reason(err))
	case chain.CodeToken:
		return newError(codeContinuationToken, "%s", reason(err))
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return newError(codeLimit, "the request was given up")
	}
	c.server.log.Error("rpc call failed", "request_id", requestID(c), "error", err)
	return newError(codeInternal, "the server's log says more, under the request id %s", requestID(c))
}

// isFault tells whether an error has a code.
func isFault(err error, code fault.Code) bool { return err != nil && fault.CodeOf(err) == code }
