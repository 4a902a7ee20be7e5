package lineup

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"quarry/fault"
)

// The tests with several processes run this test binary again, as a server or as
// a worker, by roleVariable.
const (
	roleVariable = "QUARRY_LINEUP_ROLE"
	dirVariable  = "QUARRY_LINEUP_DIR"
	urlVariable  = "QUARRY_LINEUP_URL"
)

// roles are what this binary can be.
var roles = map[string]func() error{"server": serveRole, "worker": workerRole}

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		exitWith(roles[role]())
	}
	os.Exit(m.Run())
}

func exitWith(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// roleConfig is the configuration of the processes.
func roleConfig() Config {
	slowTask = 50 * time.Millisecond
	c := Config{
		DataDir: os.Getenv(dirVariable), Judge: fakeJudge, LeaseTTL: 1500 * time.Millisecond, LeaderTTL: time.Second,
		Backoff: time.Millisecond, MaxAttempts: 12, UnplannedBytes: 1 << 20,
		Cluster: Cluster{URL: os.Getenv(urlVariable), Replicas: 1},
	}
	if strings.Contains(c.Cluster.URL, ",") {
		c.Cluster.Replicas = 3
	}
	if os.Getenv("QUARRY_LOG") != "" {
		c.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	return c
}

// workerRole is a worker in a process of its own.
func workerRole() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	w, err := OpenWorker(ctx, roleConfig(), WorkerInfo{MemoryBytes: 4 << 20, Slots: 4})
	if err != nil {
		return err
	}
	go fakeWork(w.ctx, w)
	<-ctx.Done()
	closing, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return w.Close(closing)
}

// serveRole is a server in a process of its own, which the test asks over a socket.
func serveRole() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	l, err := Open(ctx, roleConfig())
	if err != nil {
		return err
	}
	socket := filepath.Join(l.cfg.DataDir, "test.sock")
	_ = os.Remove(socket)
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: testHandler(l)}
	go func() { _ = server.Serve(listener) }()
	<-ctx.Done()
	_ = server.Close()
	closing, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return l.Close(closing)
}

// testReply is what the test's server answers.
type testReply struct {
	Job     Job
	Created bool
	Proof   string
	Code    fault.Code
	What    string
}

// testHandler lets the test do by HTTP what it needs.
func testHandler(l *LineUp) http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, do func(r *http.Request) (testReply, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			reply, err := do(r)
			if err != nil {
				reply.Code, reply.What = reasonOf(err).Code, err.Error()
			}
			_ = json.NewEncoder(w).Encode(reply)
		})
	}
	handle("POST /submit", func(r *http.Request) (reply testReply, err error) {
		input, err := io.ReadAll(r.Body)
		if err != nil {
			return reply, err
		}
		reply.Job, reply.Created, err = trySubmit(r.Context(), l, string(input), func(s *Submission) {
			s.IdempotencyKey, s.Owner = r.URL.Query().Get("key"), r.URL.Query().Get("owner")
			s.Webhook = "https://example.org"
		})
		return reply, err
	})
	handle("POST /cancel/{id}", func(r *http.Request) (reply testReply, err error) {
		reply.Job, err = l.Cancel(r.Context(), r.PathValue("id"), "the test")
		return reply, err
	})
	handle("GET /job/{id}", func(r *http.Request) (reply testReply, err error) {
		if reply.Job, err = l.Get(r.Context(), r.PathValue("id")); err != nil || reply.Job.Result == nil {
			return reply, err
		}
		f, err := l.OpenBlob(r.Context(), reply.Job.Result.Proof.SHA256)
		if err != nil {
			return reply, err
		}
		defer f.Close()
		data, err := io.ReadAll(f)
		reply.Proof = string(data)
		return reply, err
	})
	return mux
}

// process is a role that runs.
type process struct {
	cmd    *exec.Cmd
	output bytes.Buffer
}

// startRole starts this test binary in a role.
func startRole(t *testing.T, role, dir, url string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0])}
	p.cmd.Env = append(os.Environ(), roleVariable+"="+role, dirVariable+"="+dir, urlVariable+"="+url)
	p.cmd.Stderr = &p.output
	if os.Getenv("QUARRY_LOG") != "" {
		p.cmd.Stderr = os.Stderr
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// kill ends it without warning.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// box is one machine's processes: servers and workers on one data directory each.
type box struct {
	t   *testing.T
	dir string
	url string

	mu      sync.Mutex
	server  *process
	workers []*process
}

// newBox starts a server and workers.
func newBox(t *testing.T, url string, workers int) *box {
	t.Helper()
	dir, err := os.MkdirTemp("", "quarry")
	if err != nil {
		t.Fatal(err)
	}
	b := &box{t: t, dir: dir, url: url, server: startRole(t, "server", dir, url), workers: make([]*process, workers)}
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, p := range append(b.workers, b.server) {
			if p != nil {
				p.kill()
			}
		}
		_ = os.RemoveAll(dir)
	})
	b.await()
	for i := range b.workers {
		b.workers[i] = startRole(t, "worker", dir, url)
	}
	return b
}

// await waits until the server answers.
func (b *box) await() {
	b.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		if reply, err := b.ask("GET", "/job/none", ""); err == nil && reply.Code == CodeUnknownJob {
			return
		} else if time.Now().After(deadline) {
			b.t.Fatalf("the server does not answer: %v\n%s", err, b.server.output.String())
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// ask asks the server once.
func (b *box) ask(method, path, body string) (testReply, error) {
	client := http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", filepath.Join(b.dir, "test.sock"))
		},
	}}
	var reply testReply
	req, err := http.NewRequest(method, "http://box"+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return reply, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return reply, err
	}
	defer resp.Body.Close()
	return reply, json.NewDecoder(resp.Body).Decode(&reply)
}
