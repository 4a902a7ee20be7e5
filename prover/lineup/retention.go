package lineup

import (
	"context"
	"errors"
	"sort"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"quarry/prover/task"
)

const (
	// sweepEvery is the time between two looks at what is to be given up, and
	// listEvery that between two looks through the whole store for leftovers of
	// processes that were killed.
	sweepEvery = time.Minute
	listEvery  = time.Hour
)

// retention gives up what is kept long enough.
func (d *leader) retention() {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	var listed time.Time
	for {
		if err := d.sweep(time.Now()); err != nil {
			d.note("sweep", "", err)
		}
		if time.Since(listed) > listEvery {
			listed = time.Now()
			d.note("sweep leftovers", "", errors.Join(d.sweepBytes(listed), d.sweepKeys(listed)))
		}
		select {
		case <-tick.C:
		case <-d.ctx.Done():
			return
		}
	}
}

// sweep gives up old jobs, more of them if there are too many bytes, and the
// artifacts that no job names any more.
func (d *leader) sweep(now time.Time) error {
	var errs []error
	final, uses := d.index.finalJobs(), d.index.uses()
	all, bytes := d.index.blobBytes(uses)
	over := d.cfg.KeepBytes > 0 && all > d.cfg.KeepBytes
	for _, r := range final {
		old := now.Sub(*r.FinishedAt) > d.cfg.KeepFor
		if !old && (d.cfg.KeepBytes <= 0 || bytes <= d.cfg.KeepBytes) {
			break
		}
		if err := d.forget(r); err != nil {
			errs = append(errs, err)
			continue
		}
		for _, b := range r.blobs() {
			if uses[b.SHA256]--; uses[b.SHA256] == 0 {
				bytes -= b.Bytes
			}
		}
	}
	keep := d.cfg.KeepUploads
	if over {
		keep = min(keep, grace)
	}
	return errors.Join(append(errs, d.sweepBlobs(now, max(keep, grace)))...)
}

// forget deletes a job's record; first its idempotency key, so that no key
// names a job that is gone.
func (d *leader) forget(r *stored) error {
	ctx := d.ctx
	if r.IdempotencyKey != "" {
		key := keyPrefix + idempotencyHash(r.Owner, r.IdempotencyKey)
		var entry idempotencyEntry
		if revision, err := d.store.read(ctx, key, &entry); err != nil {
			return err
		} else if revision > 0 && entry.Job == r.ID {
			if err := d.store.remove(ctx, key, revision); err != nil && !errors.Is(err, errStale) {
				return err
			}
		}
	}
	err := d.store.remove(ctx, jobPrefix+r.ID, r.Revision)
	if errors.Is(err, errStale) {
		return nil // retried meanwhile
	}
	return err
}

// sweepBlobs gives up the artifacts that no job names and nobody has wanted for
// some time.
func (d *leader) sweepBlobs(now time.Time, keep time.Duration) error {
	var errs []error
	for sha, b := range d.index.unused(now.Add(-keep)) {
		errs = append(errs, d.giveUp(sha, b))
	}
	return errors.Join(errs...)
}

// giveUp deletes an artifact: its entry is marked first, so that nobody counts
// on the bytes any more.
func (d *leader) giveUp(sha string, b blobState) error {
	if !b.Deleting {
		b.Deleting = true
		revision, err := d.store.write(d.ctx, blobPrefix+sha, b.blobEntry, b.revision)
		if errors.Is(err, errStale) {
			return nil // wanted meanwhile
		} else if err != nil {
			return err
		}
		b.revision = revision
		d.index.putBlob(sha, b.blobEntry, revision, false)
	}
	if err := d.blobs.remove(d.ctx, sha); err != nil {
		return err
	}
	if err := d.store.remove(d.ctx, blobPrefix+sha, b.revision); err != nil && !errors.Is(err, errStale) {
		return err
	}
	d.index.forgetBlob(sha, b.revision)
	return nil
}

// sweepBytes deletes stored bytes that have no entry: they were put by a process
// that died before it told anybody.
func (d *leader) sweepBytes(now time.Time) error {
	keep := max(d.cfg.KeepUploads, grace)
	stored, err := d.blobs.all(d.ctx)
	errs := []error{err}
	for _, f := range stored {
		if b, _ := d.index.blob(f.sha); b.revision == 0 && now.Sub(f.modified) > keep {
			errs = append(errs, d.blobs.remove(d.ctx, f.sha))
		}
	}
	if d.blobs.remote != nil {
		errs = append(errs, d.blobs.remote.sweep(d.ctx, now, keep))
	}
	return errors.Join(errs...)
}

// sweepKeys deletes idempotency keys without a job: their submissions were
// refused, or interrupted and never tried again.
func (d *leader) sweepKeys(now time.Time) error {
	ctx, cancel := context.WithTimeout(d.ctx, time.Minute)
	defer cancel()
	lister, err := d.store.kv.ListKeysFiltered(ctx, keyPrefix+">")
	if err != nil {
		return err
	}
	defer func() { _ = lister.Stop() }()
	var errs []error
	for key := range lister.Keys() {
		var entry idempotencyEntry
		revision, err := d.store.read(ctx, key, &entry)
		if err != nil || revision == 0 {
			errs = append(errs, err)
			continue
		}
		if d.index.get(entry.Job) != nil || now.Sub(idTime(entry.Job)) < max(d.cfg.KeepUploads, grace) {
			continue
		}
		if err := d.store.remove(ctx, key, revision); err != nil && !errors.Is(err, errStale) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// all lists what is stored: in the cluster, or on this machine.
func (b *blobs) all(ctx context.Context) ([]storedFile, error) {
	if b.remote == nil {
		return b.files(ctx)
	}
	list, err := b.remote.List(ctx)
	if errors.Is(err, jetstream.ErrNoObjectsFound) {
		return nil, nil
	} else if err != nil {
		return nil, storeFault(err, "the cluster's artifacts can't be listed")
	}
	var all []storedFile
	for _, o := range list {
		if !o.Deleted {
			all = append(all, storedFile{o.Name, int64(o.Size), o.ModTime})
		}
	}
	return all, nil
}

// cacheAge is how long a copy of a cluster's artifact stays at least after it was used.
const cacheAge = time.Hour

// evict deletes the copies that were not used for longest until they come to at
// most limit bytes.
func (b *blobs) evict(ctx context.Context, limit int64, now time.Time) error {
	files, err := b.files(ctx)
	if err != nil {
		return storeFault(err, "the copies of artifacts can't be listed")
	}
	var sum int64
	for _, f := range files {
		sum += f.bytes
	}
	sort.Slice(files, func(i, j int) bool { return files[i].modified.Before(files[j].modified) })
	for _, f := range files {
		if sum <= limit || now.Sub(f.modified) < cacheAge {
			break
		}
		if err := removeFile(b.file(f.sha)); err != nil {
			return err
		}
		sum -= f.bytes
	}
	return nil
}

// evictions keeps the copies of a cluster's artifacts within their bound.
func (b *blobs) evictions(ctx context.Context, limit int64, problem func(error)) {
	if b.remote == nil {
		return
	}
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		if err := b.evict(ctx, limit, time.Now()); err != nil && ctx.Err() == nil {
			problem(err)
		}
	}
}

// blobs are the artifacts that a job needs.
func (r *stored) blobs() []task.Blob {
	var all []task.Blob
	for _, b := range r.Task.Inputs {
		all = append(all, b)
	}
	if c := r.Candidate; c != nil {
		all = append(all, c.Proof, c.Raw)
	}
	if p := r.Result; p != nil {
		all = append(all, p.Proof, p.Raw)
		if p.VerdictFile != nil {
			all = append(all, *p.VerdictFile)
		}
	}
	return all
}

// uses counts how many jobs name each artifact.
func (x *index) uses() map[string]int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	count := map[string]int{}
	for _, r := range x.jobs {
		for _, b := range r.blobs() {
			count[b.SHA256]++
		}
	}
	return count
}

// unused are the artifacts that no job names and nobody touched since a time,
// and those whose deletion was interrupted.
func (x *index) unused(since time.Time) map[string]blobState {
	uses := x.uses()
	x.mu.RLock()
	defer x.mu.RUnlock()
	all := map[string]blobState{}
	for sha, b := range x.blobs {
		if b.Deleting || uses[sha] == 0 && b.Touched.Before(since) {
			all[sha] = b
		}
	}
	return all
}

// finalJobs are the jobs that have ended, the longest ended first.
func (x *index) finalJobs() []*stored {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var all []*stored
	for _, r := range x.jobs {
		if r.Status.Final() {
			all = append(all, r)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].FinishedAt.Before(*all[j].FinishedAt) })
	return all
}

// blobBytes is how much all artifacts come to, and those that jobs name.
func (x *index) blobBytes(uses map[string]int) (all, used int64) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	for sha, b := range x.blobs {
		if uses[sha] > 0 {
			used += b.Bytes
		}
	}
	return x.bytes, used
}
