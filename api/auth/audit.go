package auth

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"gopkg.in/natefinch/lumberjack.v2"

	"quarry/api"
	"quarry/fault"
)

// AuditName is the name of the audit log in the data directory. Older ones are
// beside it, with the time when they were closed in their names.
const AuditName = "audit.jsonl"

// Audit is the log of what was done, by whom and from where: a JSON object a
// line, only ever appended to.
type Audit struct {
	mu  sync.Mutex
	out *lumberjack.Logger
	log *slog.Logger
}

// OpenAudit opens the audit log of a data directory. A new file is begun when
// one has the given number of bytes; of old ones the newest are kept, all if
// files is 0.
func OpenAudit(dir string, bytes int64, files int, log *slog.Logger) (*Audit, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	path := filepath.Join(dir, AuditName)
	// Opened here once, so that a server which can't write it does not start.
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return nil, fault.Wrap(err, CodeFile, "the audit log can't be written").At("%s", path)
	}
	const mega = 1 << 20 // lumberjack's unit
	return &Audit{out: &lumberjack.Logger{Filename: path, MaxSize: int(max(bytes/mega, 1)), MaxBackups: files}, log: log}, nil
}

// Write appends an entry. It can't fail: if the disk is full, the entry goes to
// the server's log.
func (a *Audit) Write(e api.AuditEntry) {
	raw, err := json.Marshal(e)
	a.mu.Lock()
	defer a.mu.Unlock()
	if err == nil {
		_, err = a.out.Write(append(raw, '\n'))
	}
	if err != nil {
		a.log.Error("the audit log can't be written", "error", err, "entry", string(raw))
	}
}

// Close closes the file.
func (a *Audit) Close() error { return a.out.Close() }
