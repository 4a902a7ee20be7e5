package lineup

import (
	"context"
	"encoding/json"
	"syscall"
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
	all, err := l.newCensus(ctx)
	if err != nil {
		return err
	}
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
				if err := l.count(ctx, all, entry); err != nil {
					return err
				}
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

// unreadable is logged of a record that is not one.
const unreadable = "a record can't be read"

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
			l.log.Error(unreadable, "key", entry.Key(), "error", err)
			break
		}
		l.index.put(r)
		l.told(r)
	case kind == blobPrefix:
		var e blobEntry
		if !deleted {
			if err := json.Unmarshal(entry.Value(), &e); err != nil {
				l.log.Error(unreadable, "key", entry.Key(), "error", err)
			}
		}
		l.index.putBlob(name, e, entry.Revision(), deleted)
	}
	l.index.reach(entry.Revision())
}

const (
	// superviseEvery is the time between two looks at the store's health.
	superviseEvery = 500 * time.Millisecond
	// slowWrite is when a write makes the store suspect, probeLimit how long a
	// suspect may take to write something small.
	slowWrite  = 2 * time.Second
	probeLimit = 3 * time.Second
	// restartFree is the free space without which the embedded server is not
	// even tried.
	restartFree = 8 << 20
)

// supervise finds out when the store does not write any more, as on a full disk,
// and brings it back.
func (l *LineUp) supervise() {
	var seen uint64
	for {
		l.pause(superviseEvery)
		if l.ctx.Err() != nil {
			return
		}
		failed := l.store.failed.Load()
		suspect := failed != seen || l.full() || l.store.state() != nil || l.store.stuck(slowWrite) ||
			l.embedded != nil && !l.embedded.healthy()
		seen = failed
		if suspect {
			l.examine()
		}
	}
}

// examine tries whether the store writes, and if it does not and is in this
// process, starts it anew as soon as there is room.
func (l *LineUp) examine() {
	err := error(syscall.ENOSPC)
	if !l.full() {
		err = l.mend()
	}
	if l.ctx.Err() != nil {
		return
	}
	if err == nil {
		if l.store.setSick(nil) != nil {
			l.log.Info("the store writes again")
		}
		return
	}
	f := fault.Wrap(err, CodeUnavailable, "the line-up's store can't be written")
	if l.full() {
		f = f.WithHint("make room on its disk; work goes on by itself")
	}
	if l.store.setSick(f) == nil {
		l.log.Error("the store can't be written", "error", err)
	}
}

// mend tries whether the store writes. An embedded server is started anew first
// if it was known not to: streams that have failed once take nothing until then.
func (l *LineUp) mend() error {
	if l.embedded != nil && l.store.state() != nil {
		l.log.Info("starting the embedded server anew")
		if err := l.embedded.restart(); err != nil {
			l.log.Error("the embedded server does not start", "error", err)
			return err
		}
		for began := time.Now(); !l.nc.IsConnected() && time.Since(began) < probeLimit; {
			l.pause(10 * time.Millisecond)
		}
	}
	return l.probe()
}

// full reports whether the embedded server's disk is.
func (l *LineUp) full() bool {
	return l.embedded != nil && freeBytes(l.cfg.DataDir) < restartFree
}

// probe writes something that nobody reads, to the records and to the queue.
func (l *LineUp) probe() error {
	ctx, cancel := context.WithTimeout(l.ctx, probeLimit)
	defer cancel()
	if _, err := l.store.kv.Put(ctx, "probe", []byte(l.id)); err != nil {
		return err
	}
	ack, err := l.js.Publish(ctx, l.names.assign(l.id), nil)
	if err != nil {
		return err
	}
	s, err := l.js.Stream(ctx, l.names.stream())
	if err != nil {
		return err
	}
	return s.DeleteMsg(ctx, ack.Sequence)
}
