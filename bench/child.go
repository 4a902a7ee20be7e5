package bench

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"quarry/fault"
)

// runChild runs a program in dir and says what it took. It ends with ctx.
func runChild(ctx context.Context, dir string, command []string) (usage, error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = dir
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = childPatience
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return usage{}, fault.Wrap(err, CodeChild, "the program does not start").At("%s", command[0])
	}
	stop, peak := make(chan struct{}), make(chan int64)
	go func() { peak <- watchPeak(cmd.Process.Pid, stop) }()
	err := cmd.Wait()
	wall := time.Since(start).Seconds()
	close(stop)
	watched := <-peak
	if ctx.Err() != nil {
		return usage{}, context.Cause(ctx)
	}
	if err != nil {
		return usage{}, fault.Wrap(err, CodeChild, "the program failed: %s", tail(errOut.String()+out.String())).At("%s", command[0])
	}
	state := cmd.ProcessState
	u := usage{wall: wall, cpu: (state.UserTime() + state.SystemTime()).Seconds(), peak: watched}
	// What the system counts as a child's peak includes what this process had
	// when it started the child: so it holds only if it is more than that.
	if counted := countedPeak(state); counted > residentPeak(os.Getpid()) {
		u.peak = counted
	}
	u.stages, u.up, u.down = toldBy(out.Bytes(), wall)
	return u, nil
}

func tail(text string) string {
	const most = 600
	text = strings.TrimSpace(text)
	return text[max(len(text)-most, 0):]
}

// watchPeak looks at a process's peak every few milliseconds until it stops; the
// peak only grows, so that the last look sees all of it but for its last moment.
func watchPeak(pid int, stop <-chan struct{}) int64 {
	tick := time.NewTicker(4 * time.Millisecond)
	defer tick.Stop()
	var peak int64
	for {
		select {
		case <-stop:
			return peak
		case <-tick.C:
			peak = max(peak, residentPeak(pid))
		}
	}
}

// residentPeak is the most memory that a process had so far, 0 where the system
// does not say.
func residentPeak(pid int) int64 {
	raw, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			if words := strings.Fields(rest); len(words) > 0 {
				kib, _ := strconv.ParseInt(words[0], 10, 64)
				return kib << 10
			}
		}
	}
	return 0
}
