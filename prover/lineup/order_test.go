package lineup

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"quarry/prover/task"
)

var noon = time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)

// queued makes a queued job that was submitted n seconds before noon.
func queued(id, owner string, priority int, n int, peak int64) *stored {
	at := noon.Add(-time.Duration(n) * time.Second)
	r := begun(Job{ID: id, Owner: owner, Priority: priority, Task: task.Task{}}, at)
	if peak > 0 {
		r.Plan = &Plan{PeakBytes: peak}
	}
	return r
}

func roomsOf(slots int, bytes ...int64) []*room {
	var all []*room
	for i, b := range bytes {
		w := &WorkerInfo{Name: fmt.Sprintf("w%d", i), Slots: slots, MemoryBytes: b, Backends: []string{"go"}}
		all = append(all, &room{worker: w, slots: slots, bytes: b})
	}
	return all
}

// placedAs is what schedule decides, as text.
func placedAs(active []*stored, free []*room, cfg *Config) string {
	text := ""
	for _, p := range schedule(active, free, cfg, noon) {
		text += p.job.ID + ">" + p.worker + " "
	}
	return text
}

func TestSchedule(t *testing.T) {
	t.Parallel()
	cfg := &Config{Ageing: time.Minute, Patience: 10 * time.Second, UnplannedBytes: 4}
	running := func(owner string) *stored {
		r := queued("r", owner, 0, 0, 1)
		r.Revision = 1
		_ = r.assign("elsewhere", "", 1, noon)
		return r
	}
	soon := queued("a", "", 0, 5, 1)
	soon.NotBefore = later(noon, time.Second, time.Hour, 1)
	elsewhere := queued("a", "", 9, 5, 1)
	elsewhere.Task.Backend = "cuda"
	for name, c := range map[string]struct {
		active []*stored
		free   []*room
		want   string
	}{
		"oldest first":       {[]*stored{queued("b", "", 0, 1, 1), queued("a", "", 0, 2, 1)}, roomsOf(1, 10), "a>w0 "},
		"priority first":     {[]*stored{queued("b", "", 1, 1, 1), queued("a", "", 0, 2, 1)}, roomsOf(1, 10), "b>w0 "},
		"age beats priority": {[]*stored{queued("b", "", 1, 1, 1), queued("a", "", 0, 130, 1)}, roomsOf(1, 10), "a>w0 "},
		"owners take turns": {[]*stored{queued("a", "x", 0, 9, 1), queued("b", "x", 0, 8, 1), queued("c", "x", 0, 7, 1), queued("d", "y", 0, 6, 1)},
			roomsOf(3, 10), "a>w0 d>w0 b>w0 "},
		"who has none running is first": {[]*stored{running("x"), queued("a", "x", 0, 9, 1), queued("b", "y", 0, 8, 1)}, roomsOf(1, 10), "b>w0 "},
		"workers share":                 {[]*stored{queued("a", "", 0, 9, 1), queued("b", "", 0, 8, 1)}, roomsOf(2, 10, 10), "a>w0 b>w1 "},
		"what fits":                     {[]*stored{queued("a", "", 0, 9, 8), queued("b", "", 0, 8, 8), queued("c", "", 0, 7, 2)}, roomsOf(4, 10), "a>w0 c>w0 "},
		"the tightest fit":              {[]*stored{queued("a", "", 0, 9, 8)}, roomsOf(1, 20, 10, 30), "a>w1 "},
		"no overtaking for ever":        {[]*stored{queued("a", "", 0, 30, 12), queued("b", "", 0, 8, 2)}, withUse(roomsOf(4, 20), 10), ""},
		"overtaking for a while":        {[]*stored{queued("a", "", 0, 9, 12), queued("b", "", 0, 8, 2)}, withUse(roomsOf(4, 20), 10), "b>w0 "},
		"unplanned":                     {[]*stored{queued("a", "", 0, 9, 0), queued("b", "", 0, 8, 0), queued("c", "", 0, 7, 0)}, roomsOf(4, 10), "a>w0 b>w0 "},
		"unplanned on a small worker":   {[]*stored{queued("a", "", 0, 9, 0)}, roomsOf(4, 3), "a>w0 "},
		"not before":                    {[]*stored{soon}, roomsOf(1, 10), ""},
		"no such backend":               {[]*stored{elsewhere, queued("b", "", 0, 8, 1)}, roomsOf(1, 10), "b>w0 "},
	} {
		if got := placedAs(c.active, c.free, cfg); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// withUse takes bytes away from the first room.
func withUse(all []*room, bytes int64) []*room {
	all[0].bytes -= bytes
	all[0].running++
	all[0].slots--
	return all
}

// TestScheduleBounds: whatever waits, no worker gets more than it has room for,
// and none that could take the first job in order is left idle.
func TestScheduleBounds(t *testing.T) {
	t.Parallel()
	cfg := &Config{Ageing: time.Minute, Patience: time.Hour, UnplannedBytes: 4}
	rapid.Check(t, func(t *rapid.T) {
		var active []*stored
		for i := range rapid.IntRange(0, 20).Draw(t, "jobs") {
			active = append(active, queued(fmt.Sprintf("j%02d", i), rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "owner"),
				rapid.IntRange(0, 9).Draw(t, "priority"), rapid.IntRange(0, 600).Draw(t, "age"), rapid.Int64Range(0, 12).Draw(t, "peak")))
		}
		var sizes []int64
		for range rapid.IntRange(1, 4).Draw(t, "workers") {
			sizes = append(sizes, rapid.Int64Range(1, 20).Draw(t, "bytes"))
		}
		free := roomsOf(rapid.IntRange(1, 4).Draw(t, "slots"), sizes...)
		placed := map[string]bool{}
		for _, p := range schedule(active, free, cfg, noon) {
			if placed[p.job.ID] {
				t.Fatalf("%s is placed twice", p.job.ID)
			}
			placed[p.job.ID] = true
		}
		for _, m := range free {
			if m.slots < 0 || m.bytes < 0 {
				t.Fatalf("%s has %d slots and %d bytes left", m.worker.Name, m.slots, m.bytes)
			}
			for _, r := range active {
				if n, ok := m.takes(r, cfg); ok && !placed[r.ID] && m.slots > 0 && m.bytes >= n {
					t.Fatalf("%s waits, though %s has room", r.ID, m.worker.Name)
				}
			}
		}
	})
}

// TestRooms: what a worker holds counts once, whoever knows of it.
func TestRooms(t *testing.T) {
	t.Parallel()
	both, only := queued("a", "", 0, 9, 3), queued("b", "", 0, 8, 2)
	both.Revision, only.Revision = 5, 6
	_ = both.assign("w", "", 3, noon)
	_ = only.assign("w", "", 2, noon)
	w := &workerState{info: WorkerInfo{Name: "w", Slots: 4, MemoryBytes: 20},
		held: []heldLease{{leaseRef{"a", 5}, 4}, {leaseRef{"old", 1}, 1}}}
	left := &workerState{info: WorkerInfo{Name: "x", Slots: 4, MemoryBytes: 20}, leaving: true}
	sick := &workerState{info: WorkerInfo{Name: "y", Slots: 4, MemoryBytes: 20, Unhealthy: "hot"}}
	all := rooms([]*workerState{w, left, sick}, []*stored{both, only})
	if len(all) != 1 || all[0].slots != 1 || all[0].bytes != 20-4-2-1 {
		t.Fatalf("%d rooms, the first is %+v", len(all), all[0])
	}
}
