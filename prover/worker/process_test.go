package worker_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"quarry/fault"
	"quarry/internal/reference"
	"quarry/prover"
	"quarry/prover/event"
	"quarry/prover/stone"
	"quarry/prover/task"
	"quarry/prover/worker"
)

// The test binary is its own child: with this variable it is one of childRoles.
const childRole = "QUARRY_TEST_CHILD"

func TestMain(m *testing.M) {
	if slices.Equal(os.Args[1:], []string{probeArgument}) {
		os.Exit(probeGPUs())
	}
	if path, err := os.Executable(); err == nil {
		os.Args[0] = path // children start in other folders
	}
	prover.ProbeCommand = []string{os.Args[0], probeArgument}
	if role := os.Getenv(childRole); role != "" {
		os.Exit(playChild(role))
	}
	os.Exit(m.Run())
}

func playChild(role string) int {
	switch role {
	case "real":
		if err := worker.Child(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return 0
	case "parent":
		return playParent()
	case "probe":
		return probe()
	case "panic", "hog", "stuck", "mute", "silent", "gibberish", "linker", "spoiled", "deaf", "hasty":
		return misbehave(role)
	}
	return 2
}

// spawn starts a child of a role.
func spawn(tb testing.TB, role string, s worker.Spawn) (*worker.Process, error) {
	tb.Helper()
	s.Command = []string{os.Args[0]}
	s.Env = append(s.Env, childRole+"="+role)
	return worker.Start(tb.Context(), s)
}

// order is a reference case as an order, with its files in a folder of its own.
func order(tb testing.TB, name string) (o worker.Order, in, out string) {
	tb.Helper()
	in, out = reference.Get(tb, name).Unpack(tb), tb.TempDir()
	o = worker.Order{Out: out, Policy: task.Policy{Floor: stone.Floor{Regime: stone.Johnson}}, RunBytes: 1 << 30, MaxMemory: 2 << 30, Sparing: true,
		Task: task.Task{Inputs: map[task.Part]task.Blob{}}, Files: task.Files{}}
	for part, file := range map[task.Part]string{
		task.PublicInput: reference.PublicInput, task.PrivateInput: reference.PrivateInput,
		task.Trace: reference.Trace, task.Memory: reference.Memory,
		task.Parameters: reference.Parameters, task.ProverConfig: reference.ProverConfig,
	} {
		o.Task.Inputs[part] = task.Blob{}
		o.Files[part] = filepath.Join(in, file)
	}
	return o, in, out
}

func proofOf(tb testing.TB, out string) []byte {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join(out, worker.RawName))
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

// A child makes Stone's bytes, says what they take first, and judges them.
func TestProveInChild(t *testing.T) {
	o, in, out := order(t, "s02")
	p, err := spawn(t, "real", worker.Spawn{Read: []string{in, out}, Write: []string{out}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	active, missing := p.Protections()
	t.Logf("kept from %q, not from %q", active, missing)
	var plan worker.Plan
	meter, events := prover.NewMeter(prover.StageShares()), 0
	r, err := p.Prove(t.Context(), o, worker.Hooks{
		Event: func(e event.Event) { meter.Receive(e); events++ },
		Plan: func(_ context.Context, granted worker.Plan) error {
			plan = granted
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	want, _ := reference.Get(t, "s02").StoneProof(t)
	if !bytes.Equal(proofOf(t, out), want) {
		t.Error("the proof's bytes are not Stone's")
	}
	if plan.PeakBytes == 0 || plan != r.Plan || plan.NSteps != 512 || plan.Layout != "small" {
		t.Errorf("plan %+v, result %+v", plan, r)
	}
	if runtime.GOOS == "linux" && (r.PeakBytes == 0 || r.PeakBytes > plan.PeakBytes+plan.PeakBytes/4) {
		t.Errorf("%d bytes resident, planned %d", r.PeakBytes, plan.PeakBytes)
	}
	if events < 10 || meter.Fraction() < 0.9 {
		t.Errorf("%d events, fraction %v at the end", events, meter.Fraction())
	}
	o.Proof = task.ProofFiles{JSON: filepath.Join(out, worker.JSONName), Raw: filepath.Join(out, worker.RawName)}
	v, err := p.Judge(t.Context(), o)
	if err != nil || v.ProofBytes != int64(len(want)) {
		t.Errorf("verdict %+v, %v", v, err)
	}
	// Bad input is an error of the input, not of the child, which lives on.
	if err := os.WriteFile(o.Files[task.Parameters], []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err = p.Prove(t.Context(), o, worker.Hooks{}); fault.CodeOf(err) != stone.CodeSyntax || worker.Retryable(stone.CodeSyntax) {
		t.Errorf("broken parameters: %v", err)
	}
}

// A child with several tasks proves them beside each other.
func TestSharedChild(t *testing.T) {
	one, inOne, outOne := order(t, "s14")
	two, inTwo, outTwo := order(t, "s01")
	p, err := spawn(t, "real", worker.Spawn{Read: []string{inOne, inTwo}, Write: []string{outOne, outTwo}, Shared: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	results := make(chan error, 2)
	go func() { _, err := p.Prove(t.Context(), one, worker.Hooks{}); results <- err }()
	go func() { _, err := p.Prove(t.Context(), two, worker.Hooks{}); results <- err }()
	for range 2 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	for name, out := range map[string]string{"s14": outOne, "s01": outTwo} {
		if want, _ := reference.Get(t, name).StoneProof(t); !bytes.Equal(proofOf(t, out), want) {
			t.Errorf("%s: the proof's bytes are not Stone's", name)
		}
	}
	// Cancelling one task leaves the child alive.
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("gone")
	_, err = p.Prove(ctx, one, worker.Hooks{Plan: func(context.Context, worker.Plan) error { cancel(gone); return gone }})
	if !errors.Is(err, gone) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err = p.Prove(t.Context(), two, worker.Hooks{}); err != nil {
		t.Errorf("after a cancelled one: %v", err)
	}
}

// Killed, out of memory, refused or cancelled: each has its error, in time.
func TestChildEnds(t *testing.T) {
	start := func(t *testing.T, role string, o *worker.Order, in, out string) *worker.Process {
		t.Helper()
		p, err := spawn(t, role, worker.Spawn{Read: []string{in}, Write: []string{out}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Close)
		return p
	}
	t.Run("killed", func(t *testing.T) {
		o, in, out := order(t, "s15")
		p := start(t, "real", &o, in, out)
		_, err := p.Prove(t.Context(), o, worker.Hooks{Event: func(e event.Event) {
			if e.Stage == "Commit on trace" {
				_ = syscall.Kill(p.PID(), syscall.SIGKILL)
			}
		}})
		if fault.CodeOf(err) != worker.CodeDied || !worker.Retryable(worker.CodeDied) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		o, in, out := order(t, "s15")
		p := start(t, "real", &o, in, out)
		ctx, cancel := context.WithCancelCause(t.Context())
		var at time.Time
		_, err := p.Prove(ctx, o, worker.Hooks{Event: func(e event.Event) {
			if e.Stage == "Commit on trace" && at.IsZero() {
				at = time.Now()
				cancel(errors.New("nobody wants it"))
			}
		}})
		if took := time.Since(at); err == nil || err.Error() != "nobody wants it" || took > time.Second {
			t.Errorf("got %v after %v", err, took)
		}
	})
	t.Run("refused", func(t *testing.T) {
		o, in, out := order(t, "s14")
		p := start(t, "real", &o, in, out)
		refused := fault.New("test/refused", "no room")
		_, err := p.Prove(t.Context(), o, worker.Hooks{Plan: func(context.Context, worker.Plan) error { return refused }})
		if !errors.Is(err, refused) {
			t.Errorf("got %v", err)
		}
		if files, _ := os.ReadDir(out); len(files) > 0 {
			t.Errorf("a proof that was refused left %v", files)
		}
	})
	t.Run("too little memory", func(t *testing.T) {
		o, in, out := order(t, "s14")
		o.MaxMemory = 1 << 20
		p := start(t, "real", &o, in, out)
		_, err := p.Prove(t.Context(), o, worker.Hooks{})
		var short *worker.Shortage
		if !errors.As(err, &short) || short.Needs < 1<<20 || fault.CodeOf(err) != prover.CodeMemory {
			t.Fatalf("got %v", err)
		}
		o.MaxMemory = short.Needs
		if _, err = p.Prove(t.Context(), o, worker.Hooks{}); err != nil {
			t.Errorf("with what it said it needs: %v", err)
		}
	})
	t.Run("panic", func(t *testing.T) {
		o, in, out := order(t, "s14")
		_, err := start(t, "panic", &o, in, out).Prove(t.Context(), o, worker.Hooks{})
		var death *worker.Death
		if !errors.As(err, &death) || fault.CodeOf(err) != worker.CodeDied {
			t.Fatalf("got %v", err)
		}
		if !strings.Contains(death.Log, "panic: the prover is broken") || strings.Contains(err.Error(), "goroutine") {
			t.Errorf("message %q, log %q", err, death.Log)
		}
	})
	t.Run("hog", func(t *testing.T) {
		if runtime.GOOS != "linux" {
			t.Skip("resident memory is known on Linux only")
		}
		o, in, out := order(t, "s14")
		o.RunBytes = 64 << 20
		_, err := start(t, "hog", &o, in, out).Prove(t.Context(), o, worker.Hooks{})
		if fault.CodeOf(err) != worker.CodeMemory {
			t.Errorf("got %v", err)
		}
	})
	t.Run("stuck", func(t *testing.T) {
		o, in, out := order(t, "s14")
		p, err := spawn(t, "stuck", worker.Spawn{Read: []string{in}, Write: []string{out}, Shared: true})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		begun := time.Now()
		_, err = p.Prove(ctx, o, worker.Hooks{})
		if took := time.Since(begun); !errors.Is(err, context.DeadlineExceeded) || took > 1200*time.Millisecond {
			t.Errorf("got %v after %v", err, took)
		}
		<-p.Dead()
	})
	for _, role := range []string{"gibberish", "silent"} {
		t.Run(role, func(t *testing.T) {
			o, in, out := order(t, "s14")
			if _, err := start(t, role, &o, in, out).Prove(t.Context(), o, worker.Hooks{}); fault.CodeOf(err) != worker.CodeDied {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("mute", func(t *testing.T) {
		_, err := spawn(t, "mute", worker.Spawn{})
		var death *worker.Death
		if !errors.As(err, &death) || fault.CodeOf(err) != worker.CodeStart || !strings.Contains(death.Log, "nothing to say") {
			t.Errorf("got %v", err)
		}
	})
	// What a child is told first is more than a pipe holds.
	for _, role := range []string{"deaf", "hasty"} {
		t.Run(role, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			begun := time.Now()
			_, err := worker.Start(ctx, worker.Spawn{Command: []string{os.Args[0]}, Env: []string{childRole + "=" + role},
				Read: slices.Repeat([]string{"/a/folder/with/a/name"}, 1<<14)})
			if took := time.Since(begun); !errors.Is(err, context.DeadlineExceeded) || took > 5*time.Second {
				t.Errorf("got %v after %v", err, took)
			}
		})
	}
	// So is an order.
	t.Run("hasty, then an order", func(t *testing.T) {
		p, err := spawn(t, "hasty", worker.Spawn{Shared: true})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		begun := time.Now()
		_, err = p.Prove(ctx, worker.Order{Out: strings.Repeat("folder/", 1<<17)}, worker.Hooks{})
		if took := time.Since(begun); !errors.Is(err, context.DeadlineExceeded) || took > 5*time.Second {
			t.Errorf("got %v after %v", err, took)
		}
		<-p.Dead()
	})
	t.Run("no program", func(t *testing.T) {
		_, err := worker.Start(t.Context(), worker.Spawn{Command: []string{"/nonexistent"}})
		if fault.CodeOf(err) != worker.CodeStart {
			t.Errorf("got %v", err)
		}
	})
}

// misbehave is a child that does not what it should.
func misbehave(role string) int {
	out := os.NewFile(3, "messages")
	if role == "mute" {
		fmt.Fprintln(os.Stderr, "nothing to say")
		return 3
	}
	if role == "deaf" {
		time.Sleep(time.Minute)
	}
	fmt.Fprintln(out, `{"kind":"ready"}`)
	if role == "hasty" {
		time.Sleep(time.Minute)
	}
	in := json.NewDecoder(os.Stdin)
	var setup struct{ Kind string }
	var request struct {
		ID    uint64
		Order worker.Order
	}
	_, _ = in.Decode(&setup), in.Decode(&request)
	switch role {
	case "panic":
		panic("the prover is broken")
	case "gibberish":
		fmt.Fprintln(out, "hello")
	case "silent":
		_ = out.Close() // and lives on
	case "linker":
		for _, name := range []string{worker.JSONName, worker.RawName} {
			_ = os.Symlink("/etc/passwd", filepath.Join(request.Order.Out, name))
		}
		fmt.Fprintf(out, `{"kind":"done","id":%d,"done":{}}`, request.ID)
	case "spoiled":
		fmt.Fprintf(out, `{"kind":"done","id":%d,"done":{"device_problem":{"code":"kernels/device-poisoned","what":"it crashed"}}}`, request.ID)
	case "hog":
		var hoard [][]byte
		for range 64 {
			block := make([]byte, 16<<20)
			for i := 0; i < len(block); i += 4096 {
				block[i] = 1
			}
			hoard = append(hoard, block)
			time.Sleep(20 * time.Millisecond)
		}
		runtime.KeepAlive(hoard)
	}
	time.Sleep(time.Minute)
	return 0
}

// probe tries what a child must not do, from within the sandbox, and reports
// with its exit code which attempts succeeded.
func probe() int {
	forbidden, _ := strconv.Unquote(os.Getenv("FORBIDDEN"))
	allowed, _ := strconv.Unquote(os.Getenv("ALLOWED"))
	var s struct {
		Read, Write []string
		GPU         bool
	}
	if json.NewDecoder(os.Stdin).Decode(&s) != nil {
		return 2
	}
	if err := worker.Restrict(s.Read, s.Write, s.GPU); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	can := func(what string, err error) {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err == nil)
	}
	_, err := os.ReadFile(filepath.Join(allowed, "file"))
	can("read input", err)
	can("write result", os.WriteFile(filepath.Join(s.Write[0], "result"), []byte("x"), 0o600))
	can("write input", os.WriteFile(filepath.Join(allowed, "file"), []byte("x"), 0o600))
	_, err = os.ReadFile(filepath.Join(forbidden, "file"))
	can("read other file", err)
	can("write other file", os.WriteFile(filepath.Join(forbidden, "new"), nil, 0o600))
	_, err = os.ReadDir("/etc")
	can("list /etc", err)
	_, err = os.ReadFile(fmt.Sprintf("/proc/%d/environ", os.Getppid()))
	can("read the parent's environment", err)
	c, err := net.Dial("tcp", os.Getenv("ADDRESS"))
	can("dial", err)
	if c != nil {
		c.Close()
	}
	_, err = net.ListenPacket("udp", "127.0.0.1:0")
	can("udp", err)
	can("exec", exec.Command("/bin/true").Run())
	can("kill the parent", syscall.Kill(os.Getppid(), syscall.SIGCONT))
	probeProcesses(can)
	probeLikeDriver(can)
	return 3
}

// probeProcesses tries to reach other processes in further ways; nil where there
// are none.
var probeProcesses func(can func(what string, err error))

// probeLikeDriver tries what NVIDIA's driver does not start without, and how that
// could be abused.
func probeLikeDriver(can func(what string, err error)) {
	can("name own thread", os.WriteFile(fmt.Sprintf("/proc/self/task/%d/comm", os.Getpid()), []byte("driver"), 0))
	l, err := net.ListenUnix("unixpacket", &net.UnixAddr{Name: fmt.Sprintf("@driver-%d", os.Getpid()), Net: "unixpacket"})
	can("offer Unix socket", err)
	if l == nil {
		return
	}
	defer l.Close()
	c, err := net.Dial("unixpacket", l.Addr().String())
	can("connect Unix socket", err)
	if c != nil {
		c.Close()
	}
}

// From within the sandbox nothing is in reach but the inputs and the folder for
// results.
func TestSandbox(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux can restrict a process")
	}
	secret, input, result := t.TempDir(), t.TempDir(), t.TempDir()
	for _, dir := range []string{secret, input} {
		if err := os.WriteFile(filepath.Join(dir, "file"), []byte("secret"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, gpu := range []bool{false, true} {
		t.Run(map[bool]string{false: "processor", true: "GPU"}[gpu], func(t *testing.T) {
			_, err := spawn(t, "probe", worker.Spawn{Read: []string{input}, Write: []string{result}, GPU: gpu,
				Env: []string{"FORBIDDEN=" + strconv.Quote(secret), "ALLOWED=" + strconv.Quote(input), "ADDRESS=" + l.Addr().String()}})
			var death *worker.Death
			if !errors.As(err, &death) {
				t.Fatal(err)
			}
			if strings.Contains(death.Log, "not here") {
				t.Skip(death.Log)
			}
			want := map[string]bool{
				"read input": true, "write result": true, "write input": false, "read other file": false, "write other file": false,
				"list /etc": false, "read the parent's environment": false, "dial": false, "udp": false, "exec": false, "kill the parent": false,
				"signal the parent's thread": false, "signal own thread": true, "read the parent's limits": false, "read own limits": true,
				"name own thread": gpu, "offer Unix socket": gpu,
			}
			if gpu {
				want["connect Unix socket"] = false
			}
			for what, want := range want {
				if !strings.Contains(death.Log, fmt.Sprintf("%s: %t", what, want)) {
					t.Errorf("%s: want %t in\n%s", what, want, death.Log)
				}
			}
		})
	}
}
