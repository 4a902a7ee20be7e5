package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"quarry/prover/event"
)

// Spans come in the order in which they began, the outer before the inner, each
// on its track.
func TestTimeline(t *testing.T) {
	line := newTimeline()
	at := func(ms int) time.Time { return line.start.Add(time.Duration(ms) * time.Millisecond) }
	line.receive(event.Event{Kind: event.StageBegin, Stage: "outer", Time: at(1)})
	line.receive(event.Event{Kind: event.StageEnd, Stage: "inner", Time: at(4), Elapsed: 3 * time.Millisecond})
	line.receive(event.Event{Kind: event.Span, Stage: "kernel", Time: at(3), Elapsed: time.Millisecond, Track: "GPU 0", Bytes: 5})
	line.receive(event.Event{Kind: event.Note, Message: "a note", Time: at(5)})
	line.receive(event.Event{Kind: event.StageEnd, Stage: "outer", Time: at(6), Elapsed: 5 * time.Millisecond})
	var out strings.Builder
	if err := line.write(&out); err != nil {
		t.Fatal(err)
	}
	var file struct{ TraceEvents []traceEvent }
	if err := json.Unmarshal([]byte(out.String()), &file); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range file.TraceEvents {
		if e.Phase == "M" {
			e.Name = e.Args["name"].(string)
		}
		names = append(names, e.Name)
	}
	if want := []string{"host", "GPU 0", "outer", "inner", "kernel", "a note"}; !slices.Equal(names, want) {
		t.Fatalf("%q, want %q", names, want)
	}
	if k := file.TraceEvents[4]; k.Track != 1 || k.At != 2000 || k.Duration != 1000 || k.Args["bytes"] != 5.0 {
		t.Fatalf("%+v", k)
	}
}

// prove writes a timeline beside the proof, and never over it or an input.
func TestProveTimeline(t *testing.T) {
	unpack(t, "s01")
	for _, path := range []string{"proof.json", "public_input.json"} {
		if r := runCommand(t, append([]string{"quarry", "prove", "--trace_file=" + path}, proveArgs()...)...); r.code != exitUsage {
			t.Errorf("%s: %+v", path, r)
		}
	}
	if r := runCommand(t, append([]string{"quarry", "prove", "--trace_file=timeline.json"}, proveArgs()...)...); r.code != exitOK {
		t.Fatalf("%+v", r)
	}
	if file := string(readFile(t, "timeline.json")); !strings.Contains(file, `"Commit on trace"`) {
		t.Error(file)
	}
}
