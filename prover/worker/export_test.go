package worker

import "fmt"

// PID is the child's process number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Restrict restricts this process; it fails if anything is missing here.
func Restrict(read, write []string) error {
	_, missing, err := restrict(sandbox{read: read, write: write})
	if err == nil && len(missing) > 0 {
		err = fmt.Errorf("not here: %q", missing)
	}
	return err
}
