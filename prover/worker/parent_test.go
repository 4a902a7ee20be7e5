package worker_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"quarry/prover/worker"
)

// parentProcess is a process that has a child and waits.
type parentProcess struct {
	cmd *exec.Cmd
	out *bufio.Reader
}

func parent(tb testing.TB, dir string) *parentProcess {
	tb.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childRole+"=parent", "DIR="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = cmd.Process.Kill() })
	return &parentProcess{cmd, bufio.NewReader(out)}
}

func (p *parentProcess) childPID(tb testing.TB) int {
	tb.Helper()
	line, err := p.out.ReadString('\n')
	if err != nil {
		tb.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		tb.Fatal(err)
	}
	return pid
}

// playParent is the body of that process: its child is stuck, and does not
// notice that its parent is gone.
func playParent() int {
	dir := os.Getenv("DIR")
	p, err := worker.Start(context.Background(), worker.Spawn{Command: []string{os.Args[0]}, Read: []string{dir}, Write: []string{dir},
		Env: []string{childRole + "=stuck"}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(p.PID())
	time.Sleep(time.Minute)
	return 0
}

// zombie tells whether a process is dead, though nobody has asked for its end.
func zombie(pid int) bool {
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	return err != nil || strings.Contains(string(stat), ") Z")
}
