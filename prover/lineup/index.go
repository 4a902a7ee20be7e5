package lineup

import (
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"
)

// index holds all records in memory, as the store's watch brings them: lists and
// look-ups never wait for the store. Its own process's writes enter it at once.
type index struct {
	mu   sync.RWMutex
	jobs map[string]*stored
	// ids are the jobs' in order, which is that of submission.
	ids []string
	// active are the jobs that are not final, labelled those with a label.
	active   map[string]*stored
	labelled map[label]map[string]*stored
	// owners counts the active jobs of each owner, entering those that are being
	// submitted, and reserved the latter of all owners.
	owners   map[string]int
	entering map[string]int
	reserved int
	counts   map[Status]int
	blobs    map[string]blobState
	// bytes are those of all blobs.
	bytes int64
	// revision is up to where the watch has come; moved is closed and replaced
	// whenever it grows.
	revision uint64
	moved    chan struct{}
	// gone remembers the revisions at which jobs were deleted, so that an older
	// record doesn't bring them back.
	gone map[string]uint64

	feeds map[string]*feed
	// wake is told of every change of a job.
	wake []chan struct{}
	// finished counts the ends that this process has seen, by status.
	finished map[Status]uint64
	// tally sums what the succeeded ones took.
	tally Tally
}

// label is a job's label with its value.
type label struct{ key, value string }

// blobEntry says what the line-up knows of an artifact.
type blobEntry struct {
	Bytes int64 `json:"bytes"`
	// Touched is when somebody last wanted it kept.
	Touched time.Time `json:"touched"`
	// Deleting is set while it is being given up.
	Deleting bool `json:"deleting,omitempty"`
}

// blobState is an entry with its revision.
type blobState struct {
	blobEntry
	revision uint64
}

func newIndex() *index {
	return &index{
		jobs: map[string]*stored{}, active: map[string]*stored{}, labelled: map[label]map[string]*stored{}, owners: map[string]int{},
		entering: map[string]int{}, counts: map[Status]int{}, blobs: map[string]blobState{}, moved: make(chan struct{}),
		gone: map[string]uint64{}, feeds: map[string]*feed{}, finished: map[Status]uint64{},
	}
}

// subscribe returns a channel that is told of changes; several may be told as one.
func (x *index) subscribe() chan struct{} {
	c := make(chan struct{}, 1)
	x.mu.Lock()
	x.wake = append(x.wake, c)
	x.mu.Unlock()
	return c
}

// unsubscribe ends what subscribe began.
func (x *index) unsubscribe(c chan struct{}) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for i, w := range x.wake {
		if w == c {
			x.wake = append(x.wake[:i:i], x.wake[i+1:]...)
			return
		}
	}
}

// put enters a record, unless a newer one is there.
func (x *index) put(r *stored) {
	x.mu.Lock()
	defer x.mu.Unlock()
	old := x.jobs[r.ID]
	if old != nil && old.Revision >= r.Revision || x.gone[r.ID] > r.Revision {
		return
	}
	x.replaceLocked(r.ID, old, r)
	if r.Status.Final() && old != nil && !old.Status.Final() {
		x.finished[r.Status]++
		if r.Status == Succeeded {
			x.tally.add(&r.Job)
		}
	}
}

// drop takes a record out that was deleted at a revision.
func (x *index) drop(id string, revision uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	old := x.jobs[id]
	if old != nil && old.Revision > revision || x.gone[id] > revision {
		return
	}
	x.gone[id] = revision
	if len(x.gone) > keptGone {
		// A write that is older than so many others has long come.
		maps.DeleteFunc(x.gone, func(_ string, at uint64) bool { return at+keptGone/2 < revision })
	}
	if old != nil {
		x.replaceLocked(id, old, nil)
	}
}

// keptGone is how many deletions are remembered at most.
const keptGone = 10000

// replaceLocked makes r the record of a job in all the indexes; nil for none.
func (x *index) replaceLocked(id string, old, r *stored) {
	if old != nil {
		x.counts[old.Status]--
		if !old.Status.Final() {
			delete(x.active, id)
			if x.owners[old.Owner]--; x.owners[old.Owner] == 0 {
				delete(x.owners, old.Owner)
			}
		}
	}
	switch i := sort.SearchStrings(x.ids, id); {
	case r == nil:
		delete(x.jobs, id)
		x.ids = append(x.ids[:i], x.ids[i+1:]...)
	case old == nil:
		x.ids = append(x.ids, "")
		copy(x.ids[i+1:], x.ids[i:])
		x.ids[i] = id
	}
	x.labelLocked(id, old, r)
	if r != nil {
		x.jobs[id] = r
		x.counts[r.Status]++
		if !r.Status.Final() {
			x.active[id] = r
			x.owners[r.Owner]++
		}
	}
	x.feedChangedLocked(id, r)
	x.nudgeLocked()
}

// labelLocked keeps the jobs by label.
func (x *index) labelLocked(id string, old, r *stored) {
	if old != nil && r == nil {
		for k, v := range old.Labels {
			delete(x.labelled[label{k, v}], id)
			if len(x.labelled[label{k, v}]) == 0 {
				delete(x.labelled, label{k, v})
			}
		}
	}
	if r != nil {
		for k, v := range r.Labels {
			set := x.labelled[label{k, v}]
			if set == nil {
				set = map[string]*stored{}
				x.labelled[label{k, v}] = set
			}
			set[id] = r
		}
	}
}

// nudge wakes those that have subscribed, as a change does.
func (x *index) nudge() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.nudgeLocked()
}

func (x *index) nudgeLocked() {
	for _, c := range x.wake {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// putBlob enters what is known of a blob, or takes it out if its entry was deleted.
func (x *index) putBlob(sha string, e blobEntry, revision uint64, deleted bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	old, known := x.blobs[sha]
	if known && old.revision >= revision {
		return
	}
	x.bytes -= old.Bytes
	if deleted {
		delete(x.blobs, sha)
		return
	}
	x.blobs[sha] = blobState{e, revision}
	x.bytes += e.Bytes
}

// reach notes that the watch has brought everything up to a revision.
func (x *index) reach(revision uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if revision > x.revision {
		x.revision = revision
		close(x.moved)
		x.moved = make(chan struct{})
	}
}

// reached returns up to where the watch has come, and what is closed when it moves.
func (x *index) reached() (uint64, <-chan struct{}) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.revision, x.moved
}

// get returns a job's record, nil if there is none.
func (x *index) get(id string) *stored {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.jobs[id]
}

// activeJobs are the records of the jobs that are not final.
func (x *index) activeJobs() []*stored {
	x.mu.RLock()
	defer x.mu.RUnlock()
	all := make([]*stored, 0, len(x.active))
	for _, r := range x.active {
		all = append(all, r)
	}
	return all
}

// list returns the jobs that match, newest first, from before the cursor.
func (x *index) list(f *Filter, limit int) (jobs []Job, next string) {
	statuses := map[Status]bool{}
	for _, s := range f.Statuses {
		statuses[s] = true
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	ids := x.candidatesLocked(f)
	end := len(ids)
	if f.Cursor != "" {
		end = sort.SearchStrings(ids, f.Cursor)
	}
	for i := end - 1; i >= 0; i-- {
		r := x.jobs[ids[i]]
		if !f.Since.IsZero() && idTime(r.ID).Before(f.Since.Add(-clockSkew)) {
			break // IDs are in the order of time, as far as clocks agree
		}
		if !f.matches(r, statuses) {
			continue
		}
		if len(jobs) == limit {
			return jobs, jobs[limit-1].ID
		}
		jobs = append(jobs, x.viewLocked(r))
	}
	return jobs, ""
}

// candidatesLocked are the IDs, in order, of the jobs among which those are that
// the filter selects.
func (x *index) candidatesLocked(f *Filter) []string {
	set, small := map[string]*stored(nil), false
	for k, v := range f.Labels {
		if s := x.labelled[label{k, v}]; !small || len(s) < len(set) {
			set, small = s, true
		}
	}
	if len(f.Statuses) > 0 && !slices.ContainsFunc(f.Statuses, Status.Final) && (!small || len(x.active) < len(set)) {
		set, small = x.active, true
	}
	if !small {
		return x.ids
	}
	ids := make([]string, 0, len(set))
	for id := range set {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	return ids
}

// clockSkew is how far the clocks of servers may be apart.
const clockSkew = time.Minute

// matches reports whether the filter selects a job.
func (f *Filter) matches(r *stored, statuses map[Status]bool) bool {
	switch {
	case f.Owner != "" && r.Owner != f.Owner,
		len(statuses) > 0 && !statuses[r.Status],
		!f.Since.IsZero() && r.CreatedAt.Before(f.Since),
		!f.Until.IsZero() && !r.CreatedAt.Before(f.Until):
		return false
	}
	for k, v := range f.Labels {
		if have, ok := r.Labels[k]; !ok || have != v {
			return false
		}
	}
	return true
}

// viewLocked is a job as clients see it, with the progress of its attempt.
func (x *index) viewLocked(r *stored) Job {
	j := r.Job
	if f := x.feeds[r.ID]; f != nil && r.Status == Running {
		j.Progress = f.progress(r)
	}
	return j
}

// view returns a job as clients see it.
func (x *index) view(id string) (Job, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	r := x.jobs[id]
	if r == nil {
		return Job{}, false
	}
	return x.viewLocked(r), true
}

// cutPrefix splits a key.
func cutPrefix(key string) (kind, name string) {
	if i := strings.IndexByte(key, '.'); i >= 0 {
		return key[:i+1], key[i+1:]
	}
	return key, ""
}
