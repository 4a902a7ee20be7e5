package lineup

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"quarry/fault"
)

// store is the key-value bucket that holds everything that must not be lost:
//
//	job.ID      a job's record
//	key.HASH    an idempotency key: which job it names
//	blob.HASH   an artifact: when it was last wanted
//	leader      which server leads
//
// All of them are in one stream, so revisions order all writes; every change
// compares the revision that it is based on.
type store struct {
	kv jetstream.KeyValue
	// stream is the bucket's.
	stream jetstream.Stream
	// failed counts writes that the store could not make.
	failed atomic.Uint64

	mu sync.Mutex
	// waiting are the writes that the store has not answered yet, with the
	// functions that end the wait.
	waiting map[*time.Time]context.CancelFunc
	// sick is why the store can't be written at the moment; nil if it can. A
	// server whose disk is full does not answer at all.
	sick *fault.Error
}

const (
	jobPrefix  = "job."
	keyPrefix  = "key."
	blobPrefix = "blob."
	leaderKey  = "leader"
	// markerLife is how long the marker of a deleted key is kept for those that watch.
	markerLife = time.Hour
	// writeLimit is how long a write may take: on a slow disk a sync takes a second.
	writeLimit = 30 * time.Second
)

// maxRecord leaves room in a message for its headers.
const maxRecord = maxPayload - 4096

// errStale means that somebody else has changed the key.
var errStale = errors.New("changed meanwhile")

// stale reports whether a write failed because its revision was not the last.
func stale(err error) bool {
	var api *jetstream.APIError
	return errors.Is(err, jetstream.ErrKeyExists) || errors.Is(err, jetstream.ErrKeyRevisionMismatch) ||
		errors.As(err, &api) && api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence
}

// write makes a value the last of its key, if the last is that of revision; 0
// for a key that doesn't exist. It fails with errStale otherwise.
func (s *store) write(ctx context.Context, key string, value any, revision uint64) (uint64, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return 0, err
	}
	if len(data) > maxRecord {
		return 0, fault.New(CodeBadSubmission, "the record has %d bytes, more than the store takes", len(data)).At("%s", key)
	}
	ctx, done, err := s.begin(ctx)
	if err != nil {
		return 0, err
	}
	defer done()
	var rev uint64
	if revision == 0 {
		rev, err = s.kv.Create(ctx, key, data)
	} else {
		rev, err = s.kv.Update(ctx, key, data, revision)
	}
	return rev, s.writeFault(err)
}

// begin begins a write: it fails if the store is known not to write.
func (s *store) begin(ctx context.Context) (context.Context, func(), error) {
	ctx, cancel := context.WithTimeout(ctx, writeLimit)
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sick != nil {
		cancel()
		return ctx, nil, s.sick
	}
	s.waiting[&now] = cancel
	return ctx, func() {
		cancel()
		s.mu.Lock()
		delete(s.waiting, &now)
		s.mu.Unlock()
	}, nil
}

// stuck reports whether a write has waited for longer than d.
func (s *store) stuck(d time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for began := range s.waiting {
		if time.Since(*began) > d {
			return true
		}
	}
	return false
}

// setSick says why the store can't be written, nil if it can, and ends the waits
// of those that try. It returns what was so before.
func (s *store) setSick(f *fault.Error) *fault.Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.sick
	s.sick = f
	if f != nil {
		for _, cancel := range s.waiting {
			cancel()
		}
	}
	return before
}

// state is why the store can't be written at the moment, nil if it can.
func (s *store) state() *fault.Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sick
}

// writeFault tells a lost race from a store that does not write.
func (s *store) writeFault(err error) error {
	switch {
	case err == nil:
		return nil
	case stale(err):
		return errStale
	}
	s.failed.Add(1)
	f := fault.Wrap(err, CodeUnavailable, "the line-up's store did not confirm a write")
	if strings.Contains(err.Error(), "no space") {
		f = f.WithHint("the disk is full: make room; work goes on by itself")
	}
	return f
}

// remove deletes a key if its last revision is this one.
func (s *store) remove(ctx context.Context, key string, revision uint64) error {
	ctx, done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	err = s.kv.Purge(ctx, key, jetstream.LastRevision(revision), jetstream.PurgeTTL(markerLife))
	return s.writeFault(err)
}

// read gets a key's value and revision; 0 if there is none.
func (s *store) read(ctx context.Context, key string, value any) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, writeLimit)
	defer cancel()
	entry, err := s.kv.Get(ctx, key)
	if errors.Is(err, jetstream.ErrKeyNotFound) || errors.Is(err, jetstream.ErrKeyDeleted) {
		return 0, nil
	} else if err != nil {
		return 0, fault.Wrap(err, CodeUnavailable, "the line-up's store does not answer")
	}
	if err := json.Unmarshal(entry.Value(), value); err != nil {
		return 0, fault.Wrap(err, CodeUnavailable, "the record can't be read").At("%s", key)
	}
	return entry.Revision(), nil
}

// last is the highest revision of all entries and markers that are there, as the
// store has confirmed them by now to any server; 0 if there are none. A watch comes
// to it, or beyond.
func (s *store) last(ctx context.Context) (uint64, error) {
	for _, subject := range []string{
		">",                           // the stream's last message, at once
		"$KV." + s.kv.Bucket() + ".>", // that may have expired: then one has to be found
	} {
		msg, err := s.stream.GetLastMsgForSubject(ctx, subject)
		if err == nil {
			return msg.Sequence, nil
		} else if !errors.Is(err, jetstream.ErrMsgNotFound) {
			return 0, fault.Wrap(err, CodeUnavailable, "the line-up's store does not answer")
		}
	}
	return 0, nil
}
