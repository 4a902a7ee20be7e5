package lineup

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"quarry/prover/task"
)

// TestIndex holds the index against a map that keeps the record of the highest
// revision of each job: records and deletions may come late, twice, or out of
// order, and every list must be what looking at all jobs gives.
func TestIndex(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x := newIndex()
		type version struct {
			r        *stored
			revision uint64
		}
		model, writes := map[string]version{}, map[string]version{}
		labels := map[string]map[string]string{}
		owners := map[string]string{}
		for range rapid.IntRange(0, 60).Draw(t, "writes") {
			id := fmt.Sprintf("01J%023d", rapid.IntRange(0, 9).Draw(t, "id"))
			revision := rapid.Uint64Range(1, 100).Draw(t, "revision")
			if labels[id] == nil { // never changed in a job's life
				labels[id] = map[string]string{"l": rapid.SampledFrom([]string{"a", "b"}).Draw(t, "label")}
				owners[id] = rapid.SampledFrom([]string{"x", "y"}).Draw(t, "owner")
			}
			v, again := writes[fmt.Sprint(id, revision)]
			if again {
				// A revision is one write.
			} else if v.revision = revision; rapid.IntRange(0, 3).Draw(t, "delete") > 0 {
				v.r = begun(Job{ID: id, Owner: owners[id], Labels: labels[id]}, noon)
				v.r.Status = rapid.SampledFrom([]Status{Queued, Verifying, Failed, Succeeded}).Draw(t, "status")
				v.r.Revision = revision
			}
			writes[fmt.Sprint(id, revision)] = v
			if v.r != nil {
				x.put(v.r)
			} else {
				x.drop(id, revision)
			}
			if revision > model[id].revision {
				model[id] = v
			}
		}
		f := Filter{
			Owner:    rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "owner"),
			Statuses: rapid.SliceOfN(rapid.SampledFrom([]Status{Queued, Verifying, Failed, Succeeded}), 0, 2).Draw(t, "statuses"),
			Labels:   rapid.SampledFrom([]map[string]string{nil, {"l": "a"}, {"l": "none"}}).Draw(t, "labels"),
		}
		var want []string
		counts, active := map[Status]int{}, 0
		for _, id := range slices.Backward(slices.Sorted(maps.Keys(model))) {
			r := model[id].r
			if r == nil {
				continue
			}
			counts[r.Status]++
			if !r.Status.Final() {
				active++
			}
			if (f.Owner == "" || r.Owner == f.Owner) && (len(f.Statuses) == 0 || slices.Contains(f.Statuses, r.Status)) &&
				(f.Labels == nil || r.Labels["l"] == f.Labels["l"]) {
				want = append(want, id)
			}
		}
		var got []string
		for first := true; first || f.Cursor != ""; first = false {
			var page []Job
			page, f.Cursor = x.list(&f, 2)
			for _, j := range page {
				got = append(got, j.ID)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("the list is %v, want %v", got, want)
		}
		for s, n := range x.counts {
			if n != counts[s] {
				t.Fatalf("%d jobs are %s, counted %d", counts[s], s, n)
			}
		}
		if len(x.active) != active || len(x.activeJobs()) != active {
			t.Fatalf("%d jobs are active, %d counted", active, len(x.active))
		}
	})
}

// TestFeed: progress that is late, of an old lease, or out of order is not told.
func TestFeed(t *testing.T) {
	t.Parallel()
	x := newIndex()
	r := begun(Job{ID: "J", Task: task.Task{}}, noon)
	r.Revision = 7
	_ = r.assign("w", "", 1, noon)
	r.Revision = 8
	x.put(r)
	say := func(token, changes, n uint64, stage string) {
		x.hear(message(t, progressMessage{leaseRef: leaseRef{"J", token}, Changes: changes, N: n, Progress: &Progress{Stage: stage}}))
	}
	say(7, 2, 1, "first")
	say(6, 2, 2, "an old lease's")
	say(7, 1, 3, "from before a change")
	say(7, 2, 4, "second")
	say(7, 2, 3, "late")
	x.hear(message(t, progressMessage{leaseRef: leaseRef{"J", 7}, Changes: 2, N: 5, Note: "a note"}))
	if !x.join("J") {
		t.Fatal("no such job")
	}
	events, over, _ := x.since("J", 0)
	text := ""
	for _, e := range events {
		text += fmt.Sprintf("%s%s ", e.Status, e.Note)
		if e.Progress != nil {
			text += e.Progress.Stage + " "
		}
	}
	if text != "queued running  first  second a note " || over {
		t.Fatalf("the events are %q, over is %v", text, over)
	}
	if j, _ := x.view("J"); j.Progress == nil || j.Progress.Stage != "second" {
		t.Fatalf("the progress is %+v", j.Progress)
	}
	// Many events: the last are kept.
	for n := range uint64(1000) {
		say(7, 2, 6+n, fmt.Sprint(n))
	}
	events, _, _ = x.since("J", 0)
	if n := len(events); n > keptEvents+2 || events[n-1].Progress.Stage != "999" {
		t.Fatalf("%d events, the last is %+v", n, events[n-1])
	}
	x.leave("J")
	next := r.clone()
	_ = next.returned(7, time.Second, noon)
	next.Revision = 9
	x.put(next)
	if len(x.feeds) != 0 {
		t.Fatal("the feed of a job that nobody follows is kept")
	}
}
