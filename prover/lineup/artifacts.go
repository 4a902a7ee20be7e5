package lineup

import (
	"context"
	"errors"
	"time"

	"quarry/fault"
	"quarry/prover/task"
)

// Who wants an artifact kept says so in its entry, before anything else, and who
// gives one up marks the entry first. Both compare the entry's revision, so an
// artifact that a job needs is never given up under its hands: entries that were
// touched lately stay, and by then the job that wants it is in the index.

const (
	// freshFor is how long a touched entry need not be touched again.
	freshFor = 5 * time.Minute
	// grace is how long an entry stays at least after it was touched.
	grace = 30 * time.Minute
)

// claim wants stored bytes kept, for KeepUploads, or as long as a job names them.
func (l *LineUp) claim(ctx context.Context, b task.Blob) error {
	for {
		cur, fresh := l.index.blob(b.SHA256)
		if fresh {
			return nil
		}
		err := l.touch(ctx, b, cur)
		if err == nil || !errors.Is(err, errStale) {
			return err
		}
		// Somebody else touched it, or it is being given up: then its bytes
		// must be waited for.
		var entry blobEntry
		revision, err := l.store.read(ctx, blobPrefix+b.SHA256, &entry)
		if err != nil {
			return err
		}
		if revision == 0 {
			l.index.forgetBlob(b.SHA256, cur.revision)
		} else {
			l.index.putBlob(b.SHA256, entry, revision, false)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// touch writes a blob's entry as wanted now.
func (l *LineUp) touch(ctx context.Context, b task.Blob, cur blobState) error {
	if cur.Deleting {
		return fault.New(CodeUnavailable, "the same bytes are just being given up").At("%s", b.SHA256).WithHint("try again in a moment")
	}
	entry := blobEntry{Bytes: b.Bytes, Touched: time.Now().UTC()}
	revision, err := l.store.write(ctx, blobPrefix+b.SHA256, entry, cur.revision)
	if err == nil {
		l.index.putBlob(b.SHA256, entry, revision, false)
	}
	return err
}

// want makes sure that an input of a new job is there and stays.
func (l *LineUp) want(ctx context.Context, b task.Blob) error {
	size, err := l.blobs.size(ctx, b.SHA256)
	if err != nil {
		return err
	}
	b.Bytes = size
	if err := l.claim(ctx, b); err != nil {
		return err
	}
	// It may have been given up between the look and the claim.
	_, err = l.blobs.size(ctx, b.SHA256)
	return err
}

// blob returns what is known of a blob, and whether it was touched so lately that
// it need not be touched again.
func (x *index) blob(sha string) (b blobState, fresh bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	b = x.blobs[sha]
	return b, b.revision > 0 && !b.Deleting && time.Since(b.Touched) < freshFor
}

// forgetBlob takes an entry out that the store doesn't have any more.
func (x *index) forgetBlob(sha string, revision uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if b, ok := x.blobs[sha]; ok && b.revision == revision {
		x.bytes -= b.Bytes
		delete(x.blobs, sha)
	}
}
