package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// output is what a program did.
type output struct {
	text    string // both its outputs
	exit    int    // its exit code; -1 if it had none
	problem string // why it did not end well; empty if it did
	late    bool   // it ran out of time
	seconds float64
}

// execute runs a program in the folder of the kit, in a process group of its own
// that ends with it.
func execute(ctx context.Context, dir string, limit time.Duration, command []string) output {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var text bytes.Buffer
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &text, &text
	cmd.Env = append(os.Environ(), "REQUIRE_CUDA=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	began := time.Now()
	gone, err := wait(ctx, cmd)
	out := output{seconds: time.Since(began).Seconds(), exit: -1}
	if !gone { // it may still be writing: its text is its own
		out.late, out.problem = true, fmt.Sprintf("not done after %v, and not to be ended: it hangs in the driver", limit.Round(time.Second))
		return out
	}
	out.text = text.String()
	if cmd.ProcessState != nil {
		out.exit = cmd.ProcessState.ExitCode()
	}
	var exit *exec.ExitError
	switch {
	case err == nil:
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		out.late, out.problem = true, fmt.Sprintf("not done after %v", limit.Round(time.Second))
	case ctx.Err() != nil:
		out.problem = "interrupted"
	case errors.As(err, &exit):
		out.problem = exit.ProcessState.String()
	default:
		out.problem = err.Error()
	}
	return out
}

// patience is how long a process may take to end after it was killed.
const patience = 20 * time.Second

// wait runs a program. One that even a kill does not end, as a driver that hangs does
// to its callers, is left to itself: then gone is false.
func wait(ctx context.Context, cmd *exec.Cmd) (gone bool, err error) {
	done := make(chan error, 1)
	go func() { done <- cmd.Run() }()
	select {
	case err := <-done:
		return true, err
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return true, err
	case <-time.After(patience):
		return false, nil
	}
}

// mostTail is how much of an output goes into the result.
const mostTail = 8 << 10

func (o output) tail() string {
	if len(o.text) <= mostTail {
		return o.text
	}
	return "…" + o.text[len(o.text)-mostTail:]
}

var (
	testLine      = regexp.MustCompile(`(?m)^\s*--- (PASS|FAIL|SKIP): (\S+) \(`)
	benchmarkLine = regexp.MustCompile(`(?m)^(Benchmark\S+)\s+(\d+)\s+(.*ns/op.*)$`)
	cores         = regexp.MustCompile(`-\d+$`)
)

// tests sums up the output of a test binary. Tests that skip what they should have
// done fail: REQUIRE_CUDA is set.
func (o output) tests() Step {
	s := Step{Status: passed, Seconds: o.seconds}
	for _, m := range testLine.FindAllStringSubmatch(o.text, -1) {
		switch m[1] {
		case "PASS":
			s.Passed++
		case "FAIL":
			s.Failed = append(s.Failed, m[2])
		case "SKIP":
			s.Skipped = append(s.Skipped, m[2])
		}
	}
	switch {
	case o.late:
		s.Status, s.Why = late, o.problem
	case o.problem != "":
		s.fail(o.problem)
	case len(s.Failed) > 0:
		s.fail("some tests failed")
	}
	if s.Status != passed {
		s.Output = o.tail()
	}
	return s
}

// benchmarks reads the lines of benchmarks.
func (o output) benchmarks() []Benchmark {
	var all []Benchmark
	for _, m := range benchmarkLine.FindAllStringSubmatch(o.text, -1) {
		b := Benchmark{Name: cores.ReplaceAllString(m[1], ""), Metrics: map[string]float64{}}
		b.Runs, _ = strconv.Atoi(m[2]) // digits, by the pattern
		fields := strings.Fields(m[3])
		for i := 0; i+1 < len(fields); i += 2 {
			v, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				break
			}
			b.Metrics[fields[i+1]] = v
		}
		all = append(all, b)
	}
	return all
}
