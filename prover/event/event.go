// Package event is what a running proof tells about itself. The prover emits
// typed events; the command line draws its progress bar from them, the service
// its event stream, the bench its breakdown. Only the event types live here.
package event

import "time"

// Kind says what an Event reports.
type Kind uint8

const (
	// StageBegin opens a stage. Stages nest: a stage ends before its parent does.
	StageBegin Kind = iota
	// StageProgress reports Done of Total units of the stage.
	StageProgress
	// StageEnd closes a stage; Elapsed is set.
	StageEnd
	// Note carries a message for people (for example a fallback that was taken).
	Note
	// Span reports finished work on a track of its own, such as a kernel on a
	// GPU: it ended at Time and took Elapsed. It opens and closes no stage.
	Span
)

// Event is one thing that happened during a proof.
type Event struct {
	Kind  Kind
	Stage string // name of the stage, e.g. "trace/lde"; Stone's words where Stone has one
	Time  time.Time

	Done, Total uint64        // StageProgress
	Elapsed     time.Duration // StageEnd, Span
	Bytes       int64         // StageEnd, Span: bytes moved between host and device, if any
	Track       string        // Span: where it ran, e.g. "GPU 0 copies"; empty on the host
	Message     string        // Note
}

// Sink receives events. It is called from the goroutine that proves and must
// return quickly. A nil Sink discards.
type Sink func(Event)

// And returns a sink that passes events on to both.
func (s Sink) And(other Sink) Sink {
	if s == nil {
		return other
	}
	return func(e Event) {
		s(e)
		other(e)
	}
}

// Begin emits StageBegin and returns the function that emits StageEnd.
func (s Sink) Begin(stage string) (end func()) {
	if s == nil {
		return func() {}
	}
	start := time.Now()
	s(Event{Kind: StageBegin, Stage: stage, Time: start})
	return func() {
		now := time.Now()
		s(Event{Kind: StageEnd, Stage: stage, Time: now, Elapsed: now.Sub(start)})
	}
}

// Progress emits StageProgress.
func (s Sink) Progress(stage string, done, total uint64) {
	if s != nil {
		s(Event{Kind: StageProgress, Stage: stage, Time: time.Now(), Done: done, Total: total})
	}
}

// Note emits Note.
func (s Sink) Note(stage, message string) {
	if s != nil {
		s(Event{Kind: Note, Stage: stage, Time: time.Now(), Message: message})
	}
}
