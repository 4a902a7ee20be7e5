package worker

import (
	"fmt"
	"strings"
	"sync"
)

// tail keeps the beginning and the end of what a process writes.
type tail struct {
	mu         sync.Mutex
	head, last []byte
	dropped    bool
}

const tailBytes = 4 << 10

// Write implements io.Writer.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := len(b)
	room := min(tailBytes-len(t.head), len(b))
	t.head, b = append(t.head, b[:room]...), b[room:]
	t.last = append(t.last, b...)
	if over := len(t.last) - tailBytes; over > 0 {
		t.last, t.dropped = append([]byte(nil), t.last[over:]...), true
	}
	return n, nil
}

// String is what was kept.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	between := ""
	if t.dropped {
		between = "\n[…]\n"
	}
	return strings.ToValidUTF8(strings.TrimSpace(fmt.Sprintf("%s%s%s", t.head, between, t.last)), "?")
}
