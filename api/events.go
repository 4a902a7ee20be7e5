package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"quarry/fault"
	"quarry/prover/lineup"
)

const (
	eventsPath  = "/v1/proofs/{id}/events"
	eventsRoute = "/v1/proofs/:id/events" // the same, as gin writes it
)

type eventsInput struct {
	ID     string `path:"id" maxLength:"64" doc:"The job's id."`
	LastID string `header:"Last-Event-ID" maxLength:"20" pattern:"^[0-9]*$" doc:"The last event that was seen: the stream goes on after it. Browsers send it by themselves."`
	After  uint64 `query:"after" doc:"The same, for clients that can't set headers."`
}

func (s *Server) eventRoutes() {
	register(s, huma.Operation{
		OperationID: "proof-events", Method: http.MethodGet, Path: eventsPath, Tags: []string{tagProofs},
		Summary: "Watch a job",
		Description: "A stream of server-sent events: `status` when the status changes, `progress` with stage, fraction and seconds left, `note` for people. " +
			"The data of each is an Event. Comments keep the connection alive. The stream ends after the event of a final status; " +
			"asked to go on after that one, the answer is 204, upon which browsers stop.",
		Responses: map[string]*huma.Response{
			"200": {Description: "The events", Content: map[string]*huma.MediaType{
				"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}},
			}},
			"204": {Description: "The job has ended, and all its events were seen"},
		},
	}, ScopeRead, s.proofEvents)
	_ = s.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[lineup.Event](), true, "")
}

func (s *Server) proofEvents(ctx context.Context, in *eventsInput) (*huma.StreamResponse, error) {
	after := in.After
	if in.LastID != "" {
		var err error
		if after, err = strconv.ParseUint(in.LastID, 10, 64); err != nil {
			return nil, fault.New(CodeInvalid, "this is no event's id").At("header.Last-Event-ID")
		}
	}
	job, err := s.Job(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	who, _ := IdentityFrom(ctx)
	leave, err := s.streams.enter(who.KeyID)
	if err != nil {
		return nil, err
	}
	return answer(func(w http.ResponseWriter, r *http.Request) error {
		defer leave()
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		events, err := s.config.Lineup.Events(ctx, job.ID, after)
		if err != nil {
			return err
		}
		return s.stream(ctx, w, events, job.Status.Final())
	}, s), nil
}

// stream sends events until they end, the client goes away or the server stops.
// ended says that nothing happens any more: then the stream begins with what is
// there, if there is anything.
func (s *Server) stream(ctx context.Context, w http.ResponseWriter, events <-chan lineup.Event, ended bool) error {
	out := &eventWriter{w: w}
	if ended {
		first, ok := <-events
		if !ok {
			w.WriteHeader(http.StatusNoContent)
			return nil
		}
		out.begin(s.config.Limits.Retry)
		out.event(&first)
	} else {
		out.begin(s.config.Limits.Retry)
	}
	heartbeat := time.NewTicker(s.config.Limits.Heartbeat)
	defer heartbeat.Stop()
	for {
		// Events that wait already go out together.
		if len(events) == 0 {
			if err := out.flush(); err != nil {
				return nil // the client has gone away or takes nothing
			}
		}
		select {
		case e, ok := <-events:
			if !ok {
				_ = out.flush()
				return nil
			}
			out.event(&e)
		case <-heartbeat.C:
			out.text.WriteString(": still here\n\n")
		case <-s.draining:
			fmt.Fprintf(&out.text, "retry: %d\n: the server stops\n\n", stoppedRetry.Milliseconds())
			_ = out.flush()
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

// stoppedRetry is when clients come back to a server that said that it stops.
const stoppedRetry = 5 * time.Second

// eventWriter gathers what goes out with one write.
type eventWriter struct {
	w    http.ResponseWriter
	text bytes.Buffer
}

func (o *eventWriter) begin(retry time.Duration) {
	h := o.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would hold the events back
	fmt.Fprintf(&o.text, "retry: %d\n\n", retry.Milliseconds())
}

func (o *eventWriter) event(e *lineup.Event) {
	data, err := json.Marshal(e)
	if err != nil {
		return
	}
	fmt.Fprintf(&o.text, "id: %d\nevent: %s\ndata: %s\n\n", e.ID, e.Kind, data)
}

func (o *eventWriter) flush() error {
	if o.text.Len() == 0 {
		return nil
	}
	_, err := o.w.Write(o.text.Bytes())
	o.text.Reset()
	if err != nil {
		return err
	}
	return http.NewResponseController(o.w).Flush()
}
