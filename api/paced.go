package api

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"quarry/fault"
)

// pace is how long a client may take for what it sends or takes: it must never
// stall, and come to a least rate. Only the time spent waiting for it counts.
type pace struct {
	n     int64
	spent time.Duration
}

// patience is how long to wait for the next bytes.
func (p *pace) patience(l *Limits) time.Duration {
	allowed := l.Stall + time.Duration(p.n/max(l.Rate, 1))*time.Second
	return max(min(l.Stall, allowed-p.spent), time.Millisecond)
}

// pacedBody is a request's body that fails if it comes too slowly or is too long.
type pacedBody struct {
	pace
	body io.ReadCloser
	// declared is the length by the request's header; -1 if it does not say.
	declared int64
	// waits: the client sends the body when it is asked for it.
	waits   bool
	control *http.ResponseController
	limits  *Limits
	// ended: it was read to its end; failed: it can't be read any more.
	ended, failed bool
}

// Read implements io.Reader.
func (b *pacedBody) Read(p []byte) (int, error) {
	if err := b.announced(b.limits.Body); err != nil {
		return 0, err
	}
	if left := b.limits.Body - b.n; int64(len(p)) > left {
		p = p[:left+1] // one byte more says that there is more
	}
	start := time.Now()
	_ = b.control.SetReadDeadline(start.Add(b.patience(b.limits))) // where there are no deadlines, there is no network
	n, err := b.body.Read(p)
	b.spent += time.Since(start)
	b.n += int64(n)
	if err == nil {
		_ = b.control.SetReadDeadline(time.Time{}) // what is done with it may take longer
	}
	if b.n > b.limits.Body {
		b.failed = true
		return n, fault.New(CodeTooLarge, "the body has more than %d bytes", b.limits.Body)
	}
	var timeout net.Error
	b.failed = err != nil && err != io.EOF
	switch {
	case err == nil:
	case err == io.EOF:
		b.end()
	case errors.As(err, &timeout) && timeout.Timeout():
		err = fault.New(CodeTimeout, "the body came too slowly: %d bytes in %s", b.n, b.spent.Round(time.Second))
	default:
		err = fault.Wrap(err, CodeBadRequest, "the body can't be read")
	}
	return n, err
}

// announced fails if the request says before its body that this is longer than
// the limit, so that nothing of it is read: if the client waits for "100 Continue",
// or the body is so long that it could not be sent to its end anyhow. Others send on
// until the limit is reached, since an answer in the midst of a body gets lost easily.
func (b *pacedBody) announced(limit int64) error {
	if b.n > 0 || b.declared <= limit || !b.waits && b.declared/2 <= limit {
		return nil
	}
	return fault.New(CodeTooLarge, "the body has %d bytes, at most %d are taken", b.declared, limit).At("header Content-Length")
}

// end lifts the deadline: it would also end the wait for the client's going away.
func (b *pacedBody) end() {
	if !b.ended {
		b.ended = true
		_ = b.control.SetReadDeadline(time.Time{})
	}
}

// leave bounds how long net/http reads a body on that was not read to its end,
// which it does before it sends the answer.
func (b *pacedBody) leave() {
	switch {
	case b.ended || b.body == nil || b.body == http.NoBody:
	case b.failed:
		_ = b.control.SetReadDeadline(time.Now())
	default:
		_ = b.control.SetReadDeadline(time.Now().Add(b.limits.Stall / 10))
	}
}

// Close implements io.Closer.
func (b *pacedBody) Close() error { return b.body.Close() }

// pacedWriter fails if the client takes too slowly what is written.
type pacedWriter struct {
	gin.ResponseWriter
	pace
	control *http.ResponseController
	limits  *Limits
}

// writePiece is how much is written under one deadline.
const writePiece = 64 << 10

// Write implements io.Writer.
func (w *pacedWriter) Write(p []byte) (n int, err error) {
	defer w.lift()
	for first := true; first || len(p) > 0; first = false {
		piece := p[:min(len(p), writePiece)]
		p = p[len(piece):]
		start := time.Now()
		_ = w.control.SetWriteDeadline(start.Add(w.patience(w.limits)))
		m, err := w.ResponseWriter.Write(piece)
		w.spent += time.Since(start)
		w.pace.n += int64(m)
		n += m
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// WriteString implements io.StringWriter.
func (w *pacedWriter) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

// Flush implements http.Flusher.
func (w *pacedWriter) Flush() {
	defer w.lift()
	_ = w.control.SetWriteDeadline(time.Now().Add(w.limits.Stall))
	w.ResponseWriter.Flush()
}

// lift takes the deadline back: HTTP/2 ends streams at theirs even when there is
// nothing to write.
func (w *pacedWriter) lift() { _ = w.control.SetWriteDeadline(time.Time{}) }

// leave bounds how long net/http writes what it has gathered.
func (w *pacedWriter) leave() { _ = w.control.SetWriteDeadline(time.Now().Add(w.limits.Stall)) }

// Hijack implements http.Hijacker. Nothing here takes connections over.
func (w *pacedWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return nil, nil, http.ErrNotSupported
}

// Unwrap lets http.ResponseController find what this wraps.
func (w *pacedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
