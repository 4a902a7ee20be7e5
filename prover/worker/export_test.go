package worker

import "fmt"

// PID is the child's process number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Restrict restricts this process, one that may use a GPU or not; it fails if
// anything is missing here.
func Restrict(read, write []string, gpu bool) error {
	_, missing, err := restrict(sandbox{read: read, write: write, gpu: gpu})
	if err == nil && len(missing) > 0 {
		err = fmt.Errorf("not here: %q", missing)
	}
	return err
}

// LongLivedPID is the process number of a backend's long-lived child.
func (w *Worker) LongLivedPID(backend string) int {
	w.pool.mu.Lock()
	defer w.pool.mu.Unlock()
	if l := w.pool.shared[backend]; l != nil && l.child != nil {
		return l.child.PID()
	}
	return 0
}

// Children is how many children are alive that have one attempt each.
func (w *Worker) Children() int {
	w.pool.mu.Lock()
	defer w.pool.mu.Unlock()
	return len(w.pool.alive)
}
