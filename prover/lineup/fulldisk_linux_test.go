package lineup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"quarry/fault"
)

func init() { roles["full disk"] = fullDiskRole }

// TestFullDisk fills the disk under a working line-up: writes fail with
// CodeUnavailable, nothing that was accepted is lost, and work goes on when there
// is room again.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	// The disk is a small one of its own, in a namespace of its own.
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), roleVariable+"=full disk", dirVariable+"="+t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		if strings.Contains(string(out), "can't mount") || errors.Is(err, syscall.EPERM) {
			t.Skipf("this system lets nobody mount: %v %s", err, out)
		}
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// fullDiskRole is the test inside its namespace.
func fullDiskRole() error {
	cfg := roleConfig()
	cfg.MinFree = 1 // the guard is tested elsewhere; here the disk really fills
	if err := syscall.Mount("tmpfs", cfg.DataDir, "tmpfs", 0, "size=24m"); err != nil {
		return fmt.Errorf("can't mount: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	l, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	w, err := l.NewWorker(WorkerInfo{MemoryBytes: 8 << 20, Slots: 4})
	if err != nil {
		return err
	}
	go fakeWork(w.ctx, w)
	accepted := map[string]bool{}
	for round := range 2 {
		for i := range 10 {
			j, _, err := trySubmit(ctx, l, fmt.Sprintf("slow %d %d", round, i))
			if err != nil {
				return fmt.Errorf("with room: %w", err)
			}
			accepted[j.ID] = true
		}
		refused, err := fillUp(ctx, l, accepted)
		if err != nil {
			return err
		}
		fmt.Printf("round %d: %d accepted, %d refused\n", round, len(accepted), refused)
	}
	for id := range accepted {
		for {
			j, err := l.Get(ctx, id)
			if err != nil {
				return fmt.Errorf("%s is lost: %w", id, err)
			}
			if j.Status.Final() {
				if j.Status != Succeeded {
					return fmt.Errorf("%s is %s: %+v %+v", id, j.Status, j.Reason, j.Attempts)
				}
				break
			}
			if ctx.Err() != nil {
				return fmt.Errorf("%s is still %s", id, j.Status)
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	closeNow(l)
	if l, err = Open(ctx, cfg); err != nil {
		return err
	}
	defer closeNow(l)
	for id := range accepted {
		if j, err := l.Get(ctx, id); err != nil || j.Status != Succeeded {
			return fmt.Errorf("after a restart %s is %s, %w", id, j.Status, err)
		}
	}
	return nil
}

// fillUp fills the disk, hands in jobs until one is refused for it and some time
// longer, makes room again, and waits until jobs are accepted.
func fillUp(ctx context.Context, l *LineUp, accepted map[string]bool) (refused int, err error) {
	filler := filepath.Join(l.cfg.DataDir, "filler")
	f, err := os.Create(filler)
	if err != nil {
		return 0, err
	}
	block := make([]byte, 1<<16)
	for err == nil {
		_, err = f.Write(block)
	}
	for err = nil; err == nil; { // and its last bytes
		_, err = f.Write(block[:1])
	}
	_ = f.Close()
	try := func(n int) error {
		j, _, err := trySubmit(ctx, l, fmt.Sprintf("a %d %s", n, strings.Repeat("x", 5000)))
		if err == nil {
			accepted[j.ID] = true
		} else if fault.CodeOf(err) != CodeUnavailable {
			return fmt.Errorf("refused for another reason: %w", err)
		}
		return err
	}
	for n := 0; refused < 20; n++ {
		if err := try(n); fault.CodeOf(err) == CodeUnavailable {
			refused++
		} else if err != nil {
			return refused, err
		}
		if n > 10000 {
			return refused, errors.New("a full disk takes everything")
		}
	}
	time.Sleep(1500 * time.Millisecond)
	if err := os.Remove(filler); err != nil {
		return refused, err
	}
	for n := 0; ; n++ {
		if err := try(n); err == nil {
			return refused, nil
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return refused, errors.New("with room again nothing is accepted")
		}
	}
}
