package main

import (
	"encoding/json"
	"io"
	"slices"
	"sync"
	"time"

	"quarry/prover/event"
)

// timeline collects a proof's events for a file in Chrome's trace event format,
// which chrome://tracing and ui.perfetto.dev draw: stages of the host as nested
// bars, work of a device on tracks of its own.
// (Google: Trace Event Format; times in microseconds.)
type timeline struct {
	mu     sync.Mutex
	start  time.Time
	spans  []traceEvent
	tracks []string // in the order in which they appeared; the host is the first
}

// traceEvent is one entry of the format.
type traceEvent struct {
	Name     string         `json:"name"`
	Phase    string         `json:"ph"` // X: a span, i: an instant, M: a track's name
	At       float64        `json:"ts"`
	Duration float64        `json:"dur,omitempty"`
	Process  int            `json:"pid"`
	Track    int            `json:"tid"`
	Scope    string         `json:"s,omitempty"`
	Args     map[string]any `json:"args,omitempty"`
}

func newTimeline() *timeline { return &timeline{start: time.Now(), tracks: []string{""}} }

// receive is an event.Sink.
func (t *timeline) receive(e event.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch e.Kind {
	case event.StageEnd, event.Span:
		span := traceEvent{Name: e.Stage, Phase: "X", At: t.microseconds(e.Time.Add(-e.Elapsed)),
			Duration: float64(e.Elapsed.Nanoseconds()) / 1e3, Track: t.track(e.Track)}
		if e.Bytes > 0 {
			span.Args = map[string]any{"bytes": e.Bytes}
		}
		t.spans = append(t.spans, span)
	case event.Note:
		t.spans = append(t.spans, traceEvent{Name: e.Message, Phase: "i", At: t.microseconds(e.Time), Track: t.track(e.Track), Scope: "t"})
	}
}

func (t *timeline) microseconds(at time.Time) float64 {
	return float64(at.Sub(t.start).Nanoseconds()) / 1e3
}

func (t *timeline) track(name string) int {
	i := slices.Index(t.tracks, name)
	if i < 0 {
		i = len(t.tracks)
		t.tracks = append(t.tracks, name)
	}
	return i
}

// write writes the file, spans in the order in which they began.
func (t *timeline) write(w io.Writer) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	slices.SortStableFunc(t.spans, func(a, b traceEvent) int {
		switch {
		case a.At != b.At:
			return int(max(-1, min(1, (a.At-b.At)*1e9)))
		case a.Duration > b.Duration: // the outer first
			return -1
		case a.Duration < b.Duration:
			return 1
		}
		return 0
	})
	names := make([]traceEvent, len(t.tracks))
	for i, name := range t.tracks {
		if name == "" {
			name = "host"
		}
		names[i] = traceEvent{Name: "thread_name", Phase: "M", Track: i, Args: map[string]any{"name": name}}
	}
	return json.NewEncoder(w).Encode(map[string]any{"displayTimeUnit": "ms", "traceEvents": append(names, t.spans...)})
}
