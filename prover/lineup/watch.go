package lineup

import (
	"context"
	"encoding/json"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"quarry/fault"
)

// watch keeps the index up to date as long as the line-up is open. first is
// closed when it holds all records for the first time.
func (l *LineUp) watch(first chan<- struct{}) {
	for l.ctx.Err() == nil {
		err := l.watchOnce(func() {
			if first != nil {
				close(first)
				first = nil
			}
		})
		if l.ctx.Err() == nil {
			l.log.Warn("watching the records begins anew", "error", err)
			l.pause(200 * time.Millisecond)
		}
	}
}

// pause waits, or until the line-up is closed.
func (l *LineUp) pause(d time.Duration) {
	select {
	case <-time.After(d):
	case <-l.ctx.Done():
	}
}

// stalled is how long a watch may be behind before it is begun anew.
const stalled = 5 * time.Second

// watchOnce reads all records and then every change, until the watch ends or
// falls behind.
func (l *LineUp) watchOnce(complete func()) error {
	ctx, cancel := context.WithCancel(l.ctx)
	defer cancel()
	w, err := l.store.kv.WatchAll(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = w.Stop() }()
	check := time.NewTicker(stalled)
	defer check.Stop()
	var last uint64
	for {
		select {
		case entry, ok := <-w.Updates():
			switch {
			case !ok:
				return fault.New(CodeUnavailable, "the watch has ended")
			case entry == nil:
				complete()
			default:
				l.take(entry)
			}
		case <-check.C:
			seen, _ := l.index.reached()
			if seen < last && len(w.Updates()) == 0 {
				return fault.New(CodeUnavailable, "the watch is behind: revision %d of %d", seen, last)
			}
			last = l.lastRevision(ctx)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// lastRevision is the store's; 0 if it doesn't say.
func (l *LineUp) lastRevision(ctx context.Context) uint64 {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	status, err := l.store.kv.Status(ctx)
	if err != nil {
		return 0
	}
	if bucket, ok := status.(*jetstream.KeyValueBucketStatus); ok {
		return bucket.StreamInfo().State.LastSeq
	}
	return 0
}

// take enters a change in the index.
func (l *LineUp) take(entry jetstream.KeyValueEntry) {
	deleted := entry.Operation() != jetstream.KeyValuePut
	kind, name := cutPrefix(entry.Key())
	switch {
	case kind == jobPrefix && deleted:
		l.index.drop(name, entry.Revision())
	case kind == jobPrefix:
		r, err := decodeRecord(entry.Value(), entry.Revision())
		if err != nil {
			l.log.Error("a record can't be read", "key", entry.Key(), "error", err)
			break
		}
		l.index.put(r)
		l.told(r)
	case kind == blobPrefix:
		var e blobEntry
		if !deleted {
			if err := json.Unmarshal(entry.Value(), &e); err != nil {
				l.log.Error("a record can't be read", "key", entry.Key(), "error", err)
			}
		}
		l.index.putBlob(name, e, entry.Revision(), deleted)
	}
	l.index.reach(entry.Revision())
}

// supervise brings a store back that has stopped to write, as it does when its
// disk was full.
func (l *LineUp) supervise() {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var seen uint64
	for {
		select {
		case <-tick.C:
		case <-l.ctx.Done():
			return
		}
		failed := l.store.failed.Load()
		if failed == seen && l.sick.Load() == nil && (l.embedded == nil || l.embedded.healthy()) {
			continue
		}
		seen = failed
		if err := l.probe(); err == nil {
			if l.sick.Swap(nil) != nil {
				l.log.Info("the store writes again")
			}
			continue
		} else if l.sick.Swap(fault.Wrap(err, CodeUnavailable, "the line-up's store can't be written")) == nil {
			l.log.Error("the store can't be written", "error", err)
		}
		if l.embedded != nil && freeBytes(l.cfg.DataDir) >= restartFree {
			l.log.Info("starting the embedded server anew")
			if err := l.embedded.restart(); err != nil {
				l.log.Error("the embedded server does not start", "error", err)
			}
		}
	}
}

// restartFree is the free space with which the embedded server is started anew.
const restartFree = 8 << 20

// probe writes something that nobody reads.
func (l *LineUp) probe() error {
	ctx, cancel := context.WithTimeout(l.ctx, 5*time.Second)
	defer cancel()
	_, err := l.store.kv.Put(ctx, "probe", []byte(l.id))
	return err
}
