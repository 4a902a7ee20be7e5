package client

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"quarry/fault"
	"quarry/prover/lineup"
)

// Watch calls see with every event of a job above the id after, in order and
// each once, until the job has ended. It connects again if the stream breaks off
// and fails only if that does not help, if the service refuses, or if see does.
func (c *Client) Watch(ctx context.Context, id string, after uint64, see func(lineup.Event) error) error {
	w := &watch{client: c, id: id, last: after, see: see, retry: time.Second}
	failures := 0
	for {
		before := w.last
		ended, err := w.connect(ctx)
		if ended || err != nil && !w.broken(err) {
			return err
		}
		if w.last > before {
			failures = 0
		}
		if failures++; failures > c.retries+1 {
			if err == nil {
				err = fault.New(CodeUnreachable, "the stream of events breaks off again and again").At("%s", c.base)
			}
			return err
		}
		wait := w.retry
		if later, ok := retryable(err, failures-1); ok {
			wait = max(wait, later)
		}
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// watch is one job's stream over its connections.
type watch struct {
	client *Client
	id     string
	last   uint64
	see    func(lineup.Event) error
	// retry is when the service wants clients back.
	retry time.Duration
}

// seen is an error of the one who watches.
type seen struct{ error }

func (s seen) Unwrap() error { return s.error }

// broken says whether connecting again may help.
func (w *watch) broken(err error) bool {
	var s seen
	if errors.As(err, &s) {
		return false
	}
	_, ok := retryable(err, 0)
	return ok
}

// connect follows one connection. ended says that no more events will come.
func (w *watch) connect(ctx context.Context) (ended bool, err error) {
	// A stream that says nothing for long is dead: the service sends heartbeats.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	watchdog := time.AfterFunc(silence, cancel)
	defer watchdog.Stop()
	a, err := w.client.once(ctx, request{
		method: http.MethodGet, path: jobPath(w.id, "/events"),
		header: http.Header{"Accept": {"text/event-stream"}, "Last-Event-Id": {strconv.FormatUint(w.last, 10)}},
	})
	if err != nil {
		return false, w.timedOut(err, watchdog)
	}
	defer a.Body.Close()
	if a.StatusCode == http.StatusNoContent {
		return true, nil
	}
	ended, err = w.read(a.Body, func() { watchdog.Reset(silence) })
	var s seen
	if errors.As(err, &s) {
		return true, s.error
	}
	return ended, w.timedOut(err, watchdog)
}

// silence is how long a stream may say nothing, heartbeats included.
const silence = time.Minute

// timedOut makes of the watchdog's cancellation a broken connection.
func (w *watch) timedOut(err error, watchdog *time.Timer) error {
	if errors.Is(err, context.Canceled) && !watchdog.Stop() {
		return fault.New(CodeUnreachable, "the service says nothing any more").At("%s", w.client.base)
	}
	return err
}

// maxEvent bounds one line of a stream.
const maxEvent = 1 << 20

// read reads events until the stream or the job ends.
func (w *watch) read(body io.Reader, alive func()) (ended bool, err error) {
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, maxEvent)
	var data []byte
	for lines.Scan() {
		alive()
		line := lines.Text()
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line == "" && data != nil:
			if ended, err = w.event(data); ended || err != nil {
				return ended, err
			}
			data = nil
		case field == "data":
			data = append(data, value...)
		case field == "retry":
			if ms, err := strconv.ParseUint(value, 10, 32); err == nil {
				w.retry = min(time.Duration(ms)*time.Millisecond, time.Minute)
			}
		}
	}
	if err := lines.Err(); err != nil {
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			return false, err
		}
		return false, fault.Wrap(err, CodeUnreachable, "the stream of events broke off").At("%s", w.client.base)
	}
	return false, nil
}

// event passes an event on, unless it was seen already.
func (w *watch) event(data []byte) (ended bool, err error) {
	var e lineup.Event
	if err := json.Unmarshal(data, &e); err != nil {
		return false, fault.Wrap(err, CodeAnswer, "an event can't be read").At("%s", w.client.base)
	}
	if e.ID <= w.last {
		return false, nil
	}
	w.last = e.ID
	if err := w.see(e); err != nil {
		return true, seen{err}
	}
	return e.Kind == lineup.EventStatus && e.Status.Final(), nil
}
