package auth

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"quarry/api"
	"quarry/fault"
	"quarry/internal/durable"
	"quarry/prover"
)

// usage counts the bytes that each key has sent today. It is written to a file
// now and then: a server that is killed forgets at most the last seconds.
type usage struct {
	path string
	log  *slog.Logger

	mu      sync.Mutex
	counts  counts
	dirty   bool
	written time.Time
}

// counts is the form of the file.
type counts struct {
	Day   string           `json:"day"`
	Bytes map[string]int64 `json:"bytes"`
}

const (
	usageName  = "usage.json"
	usageEvery = 10 * time.Second
)

func openUsage(dir string, log *slog.Logger) (*usage, error) {
	u := &usage{path: filepath.Join(dir, usageName), log: log}
	raw, err := os.ReadFile(u.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return u, nil
	case err != nil:
		return nil, fault.Wrap(err, CodeFile, "the usage of today can't be read").At("%s", u.path)
	}
	if err := json.Unmarshal(raw, &u.counts); err != nil {
		return nil, fault.Wrap(err, CodeFile, "the usage of today is malformed").At("%s", u.path).WithHint("remove the file: counts begin anew")
	}
	return u, nil
}

// add counts n more bytes of a key and returns all of today.
func (u *usage) add(id string, n int64, now time.Time) int64 {
	u.mu.Lock()
	defer u.mu.Unlock()
	if day := now.UTC().Format(time.DateOnly); u.counts.Day != day || u.counts.Bytes == nil {
		u.counts = counts{Day: day, Bytes: map[string]int64{}}
	}
	if n == 0 {
		return u.counts.Bytes[id]
	}
	u.counts.Bytes[id] += n
	u.dirty = true
	if now.Sub(u.written) > usageEvery {
		u.written = now
		if err := u.write(); err != nil {
			u.log.Error("the usage of today can't be written", "error", err)
		}
	}
	return u.counts.Bytes[id]
}

func (u *usage) write() error {
	raw, err := json.Marshal(u.counts)
	if err == nil {
		err = durable.WriteFile(u.path, raw)
	}
	if err != nil {
		return fault.Wrap(err, CodeFile, "the usage of today can't be written").At("%s", u.path)
	}
	u.dirty = false
	return nil
}

func (u *usage) close() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if !u.dirty {
		return nil
	}
	return u.write()
}

// meter is a body whose bytes are counted.
type meter struct {
	body  io.ReadCloser
	usage *usage
	id    string
	// limit is that of a day, 0 for none.
	limit int64
	now   func() time.Time
}

// admit fails if n more bytes are more than the day's.
func (m *meter) admit(n int64) error {
	if m.limit == 0 {
		return nil
	}
	now := m.now()
	if used := m.usage.add(m.id, 0, now); used+n > m.limit {
		tomorrow := now.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour)
		return api.Later(fault.New(api.CodeQuota, "the API key has sent %s today of the %s that it may", prover.Bytes(used), prover.Bytes(m.limit)).
			WithHint("the day ends at midnight UTC"), tomorrow.Sub(now))
	}
	return nil
}

// Read implements io.Reader.
func (m *meter) Read(p []byte) (int, error) {
	n, err := m.body.Read(p)
	if n > 0 {
		m.usage.add(m.id, int64(n), m.now())
		if over := m.admit(0); over != nil {
			return n, over
		}
	}
	return n, err
}

// Close implements io.Closer.
func (m *meter) Close() error { return m.body.Close() }
