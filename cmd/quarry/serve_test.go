package main

import (
	"bufio"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"quarry/internal/reference"
	"quarry/prover/lineup"
)

// service is a quarry serve in a process of its own.
type service struct {
	t       *testing.T
	cmd     *exec.Cmd
	url     string
	mu      sync.Mutex
	log     strings.Builder
	drained chan struct{}
}

var servingAt = regexp.MustCompile(`serving at (https?://\S+)`)

// startService starts quarry serve on a data directory and waits until it says
// where it is.
func startService(t *testing.T, data string, args ...string) *service {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := &service{t: t, drained: make(chan struct{})}
	s.cmd = exec.Command(self, append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0", "--min_free=1MiB", "--proof_memory=1GiB", "--min_security_bits=20"}, args...)...)
	s.cmd.Env = append(os.Environ(), asChild+"=1") // and NOTIFY_SOCKET, if the test has set it
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	found := make(chan string, 1)
	go func() {
		defer close(s.drained)
		lines := bufio.NewScanner(stderr)
		for lines.Scan() {
			s.mu.Lock()
			s.log.WriteString(lines.Text() + "\n")
			s.mu.Unlock()
			if m := servingAt.FindStringSubmatch(lines.Text()); m != nil {
				found <- m[1]
			}
		}
		_, _ = io.Copy(io.Discard, stderr)
	}()
	select {
	case s.url = <-found:
	case <-s.drained:
		t.Fatalf("the service did not start: %s", s.text())
	case <-time.After(30 * time.Second):
		t.Fatalf("the service does not say where it is: %s", s.text())
	}
	return s
}

func (s *service) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// kill ends the process as a power failure would.
func (s *service) kill() {
	_ = s.cmd.Process.Kill()
	<-s.drained
	_ = s.cmd.Wait()
}

// stop asks the process to end and returns its exit code.
func (s *service) stop() int {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	<-s.drained
	var exit *exec.ExitError
	if err := s.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		s.t.Fatal(err)
	}
	return s.cmd.ProcessState.ExitCode()
}

// client runs a command that speaks to the service.
func (s *service) client(args ...string) result {
	return runCommand(s.t, append(append([]string{"quarry"}, args...), "--server", s.url)...)
}

// job returns a job's record.
func (s *service) job(id string) lineup.Job {
	s.t.Helper()
	r := s.client("status", id, "--json")
	var j lineup.Job
	if err := json.Unmarshal([]byte(r.out), &j); err != nil || r.code != exitOK {
		s.t.Fatalf("%v %+v\n%s", err, r, s.text())
	}
	return j
}

// until waits until a job is as it should be.
func (s *service) until(id string, is func(*lineup.Job) bool) {
	s.t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		j := s.job(id)
		if is(&j) {
			return
		}
		if j.Status.Final() || time.Now().After(deadline) {
			s.t.Fatalf("the job is %s: %+v\n%s", j.Status, j.Reason, s.text())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func isProving(j *lineup.Job) bool { return j.Status == lineup.Running && j.Progress != nil }

// fibonacci is a program and its input in the working directory, as flags.
func fibonacci(t *testing.T, dir string) []string {
	t.Helper()
	c := reference.Get(t, "s02")
	for _, name := range []string{"program.json", "program_input.json"} {
		if err := os.WriteFile(filepath.Join(dir, name), c.Read(t, name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return []string{"--program", filepath.Join(dir, "program.json"), "--program_input", filepath.Join(dir, "program_input.json"), "--security_bits=30"}
}

// A proof comes from a program to a verified file, through a service that is
// killed in the middle of another proof, and that lets a third one end before it
// stops.
func TestServe(t *testing.T) {
	dir := isolated(t)
	data := filepath.Join(dir, "data")
	program := fibonacci(t, dir)
	s := startService(t, data)

	// Submit, wait, fetch, verify.
	proof := filepath.Join(dir, "proof.json")
	r := s.client(append([]string{"submit", "--wait", "--label", "a=b", "--out_file", proof}, program...)...)
	if r.code != exitOK || !strings.Contains(r.out, "succeeded") || !strings.Contains(r.err, "verifying") {
		t.Fatalf("%+v\n%s", r, s.text())
	}
	hash := regexp.MustCompile(`--program_hash (0x[0-9a-f]+)`).FindStringSubmatch(r.out)
	if hash == nil {
		t.Fatalf("no program hash: %s", r.out)
	}
	if v := runCommand(t, "quarry", "verify", "--in_file", proof, "--program_hash", hash[1], "--output=10,144", "--min_security_bits=20"); v.code != exitOK {
		t.Fatalf("%+v", v)
	}
	if page, err := http.Get(s.url + "/"); err != nil || page.StatusCode != http.StatusOK {
		t.Errorf("the dashboard: %v %v", page, err)
	}
	for _, path := range []string{"/readyz", "/metrics", "/docs", "/is-alive"} {
		if a, err := http.Get(s.url + path); err != nil || a.StatusCode != http.StatusOK {
			t.Errorf("%s: %v %v", path, a, err)
		}
	}
	// A second server refuses to start, and touches nothing of the first.
	judged := filepath.Join(data, "judge", "file")
	if err := os.WriteFile(judged, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if r := runCommand(t, "quarry", "serve", "--data", data, "--listen", "127.0.0.1:0"); r.code != exitFailed || !strings.Contains(r.err, "[lineup/in-use]") {
		t.Errorf("a second server: %+v", r)
	}
	if _, err := os.Stat(judged); err != nil {
		t.Errorf("the second server removed what the first was judging: %v", err)
	}

	// Kill the service in the middle of a proof; after a restart it is made.
	long := append([]string{"submit", "--layout=recursive", "--min_steps=4096", "--idempotency_key=long"}, program...)
	r = s.client(long...)
	id := strings.TrimSpace(r.out)
	if r.code != exitOK || id == "" {
		t.Fatalf("%+v", r)
	}
	s.until(id, isProving)
	s.kill()
	s = startService(t, data)
	if again := s.client(long...); strings.TrimSpace(again.out) != id {
		t.Errorf("submitted again: %+v", again)
	}
	raw := filepath.Join(dir, "proof.bin")
	if r := s.client("watch", id, "--json"); r.code != exitOK || !strings.Contains(r.out, `"status":"succeeded"`) {
		t.Fatalf("%+v\n%s", r, s.text())
	}
	if r := s.client("fetch", id, "--format=raw", "--out_file", raw); r.code != exitOK {
		t.Fatalf("%+v", r)
	}
	if j := s.job(id); len(j.Attempts) < 2 || j.Result == nil || j.Result.Raw.Bytes != int64(len(readFile(t, raw))) {
		t.Errorf("%+v", j)
	}

	// A job that is cancelled, one that can't be made.
	r = s.client(append([]string{"submit", "--layout=recursive", "--min_steps=4096"}, program...)...)
	id = strings.TrimSpace(r.out)
	if r := s.client("cancel", id); r.code != exitOK || !strings.Contains(r.out, "cancelled") {
		t.Errorf("%+v", r)
	}
	if r := s.client("watch", id); r.code != exitFailed || !strings.Contains(r.err, "the job is cancelled") {
		t.Errorf("%+v", r)
	}
	r = s.client(append([]string{"submit", "--wait", "--max_steps=20"}, program...)...)
	if r.code != exitFailed || !strings.Contains(r.err, "[cairo/") {
		t.Errorf("%+v", r)
	}
	if r := s.client("status", "--status=cancelled"); r.code != exitOK || strings.Count(r.out, "\n") != 2 || !strings.Contains(r.out, id) {
		t.Errorf("%+v", r)
	}

	// A service that is asked to stop lets the running proof end.
	r = s.client(append([]string{"submit", "--layout=recursive", "--min_steps=4096"}, program...)...)
	id = strings.TrimSpace(r.out)
	s.until(id, isProving)
	if code := s.stop(); code != exitOK {
		t.Errorf("exit %d: %s", code, s.text())
	}
	s = startService(t, data, "--no-prove") // nobody is there to make it now
	s.until(id, func(j *lineup.Job) bool { return j.Status == lineup.Succeeded })
	if j := s.job(id); len(j.Attempts) != 1 {
		t.Errorf("%d attempts", len(j.Attempts))
	}
	if code := s.stop(); code != exitOK {
		t.Errorf("exit %d: %s", code, s.text())
	}
}

// Stone's input files give Stone's proof, through a service, too.
func TestServeStone(t *testing.T) {
	dir := isolated(t)
	s := startService(t, filepath.Join(dir, "data"), "--min_security_bits=1", "--min_hash_bits=1")
	want := reference.Get(t, "s02").Read(t, reference.Proof)
	unpack(t, "s02")
	r := s.client("submit", "--wait", "--generate_annotations", "--public_input_file="+reference.PublicInput, "--private_input_file="+reference.PrivateInput,
		"--parameter_file="+reference.Parameters, "--prover_config_file="+reference.ProverConfig, "--out_file=served.json", "--json")
	var j lineup.Job
	if err := json.Unmarshal([]byte(r.out), &j); err != nil || r.code != exitOK || j.Status != lineup.Succeeded {
		t.Fatalf("%v %+v\n%s", err, r, s.text())
	}
	if got := readFile(t, "served.json"); withoutVersion(t, got) != withoutVersion(t, want) {
		t.Error("the proof file differs from Stone's")
	}
	if code := s.stop(); code != exitOK {
		t.Errorf("exit %d: %s", code, s.text())
	}
}

// With keys, nobody comes in without one; a key that is revoked is none.
func TestServeKeys(t *testing.T) {
	dir := isolated(t)
	data := filepath.Join(dir, "data")
	for _, listen := range []string{"0.0.0.0:0", ":0", "[::]:0"} {
		if r := runCommand(t, "quarry", "serve", "--data", data, "--listen", listen); r.code != exitUsage || !strings.Contains(r.err, "[serve/open]") {
			t.Fatalf("%s: %+v", listen, r)
		}
	}
	r := runCommand(t, "quarry", "keys", "add", "--data", data, "--name=alice", "--json")
	var key struct{ Key, ID string }
	if err := json.Unmarshal([]byte(r.out), &key); err != nil || key.Key == "" {
		t.Fatalf("%v %+v", err, r)
	}
	s := startService(t, data, "--listen", "0.0.0.0:0", "--hosts=localhost")
	s.url = strings.Replace(s.url, "localhost", "127.0.0.1", 1)
	if r := s.client("status"); r.code != exitFailed || !strings.Contains(r.err, "[api/unauthenticated]") {
		t.Errorf("%+v", r)
	}
	file := filepath.Join(dir, "key")
	if err := os.WriteFile(file, []byte(key.Key+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := s.client("status", "--key_file", file); r.code != exitOK {
		t.Errorf("%+v", r)
	}
	t.Setenv("QUARRY_KEY", key.Key)
	if r := s.client("status"); r.code != exitOK {
		t.Errorf("%+v", r)
	}
	if r := runCommand(t, "quarry", "keys", "revoke", "--data", data, key.ID); r.code != exitOK {
		t.Errorf("%+v", r)
	}
	if r := runCommand(t, "quarry", "keys", "list", "--data", data); r.code != exitOK || !strings.Contains(r.out, "revoked") {
		t.Errorf("%+v", r)
	}
	time.Sleep(300 * time.Millisecond)
	if r := s.client("status"); r.code != exitFailed || !strings.Contains(r.err, "is revoked") {
		t.Errorf("%+v", r)
	}
	audit := string(readFile(t, filepath.Join(data, "audit.jsonl")))
	if !strings.Contains(audit, `"code":"api/unauthenticated"`) {
		t.Errorf("audit log: %s", audit)
	}
	secret := key.Key[len("qk_")+len(key.ID)+1:]
	for name, text := range map[string]string{"audit": audit, "log": s.text()} {
		if strings.Contains(text, secret) {
			t.Errorf("the %s tells the key", name)
		}
	}
	if code := s.stop(); code != exitOK {
		t.Errorf("exit %d: %s", code, s.text())
	}
	if r := runCommand(t, "quarry", "webhook", "secret", "--data", data, "--key_id", key.ID); r.code != exitOK || !strings.HasPrefix(r.out, "whsec_") {
		t.Errorf("%+v", r)
	}
}

// systemd hears that the service is ready, that it lives, and that it stops.
func TestServeSystemd(t *testing.T) {
	dir := isolated(t)
	path := filepath.Join(dir, "notify")
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Skip(err)
	}
	defer socket.Close()
	hear := func(want string) {
		t.Helper()
		buffer := make([]byte, 1000)
		_ = socket.SetReadDeadline(time.Now().Add(20 * time.Second))
		for { // a sign of life may come in between
			n, err := socket.Read(buffer)
			if err != nil {
				t.Fatalf("%s was not heard: %v", want, err)
			}
			if strings.HasPrefix(string(buffer[:n]), want) {
				return
			}
		}
	}
	t.Setenv("NOTIFY_SOCKET", path)
	t.Setenv("WATCHDOG_USEC", "3000000")
	s := startService(t, filepath.Join(dir, "data"))
	hear("READY=1")
	hear("WATCHDOG=1")
	hear("WATCHDOG=1")
	if code := s.stop(); code != exitOK {
		t.Errorf("exit %d: %s", code, s.text())
	}
	hear("STOPPING=1")
}

// A second signal ends the service at once, running proof or not.
func TestServeSecondSignal(t *testing.T) {
	dir := isolated(t)
	s := startService(t, filepath.Join(dir, "data"))
	r := s.client(append([]string{"submit", "--layout=recursive", "--min_steps=65536"}, fibonacci(t, dir)...)...)
	id := strings.TrimSpace(r.out)
	s.until(id, isProving)
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for !strings.Contains(s.text(), "stopping") {
		time.Sleep(5 * time.Millisecond)
	}
	if a, err := http.Get(s.url + "/readyz"); err != nil || a.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a stopping service is ready: %v %v", a, err)
	}
	if code := s.stop(); code != -1 { // ended by a signal
		t.Errorf("exit %d: %s", code, s.text())
	}
}

// certificate writes a certificate for 127.0.0.1 and its key.
func certificate(t *testing.T, dir string) (cert, key string) {
	t.Helper()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	server.Close()
	pair := server.TLS.Certificates[0]
	raw, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, key: {Type: "PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// Over TLS, with an address for the operator, on a disk that is too full.
func TestServeTLS(t *testing.T) {
	dir := isolated(t)
	cert, key := certificate(t, dir)
	s := startService(t, filepath.Join(dir, "data"), "--tls_cert", cert, "--tls_key", key, "--min_free=1000TiB", "--admin_listen=127.0.0.1:0", "--no-dashboard", "--no-atlantic")
	if a, err := http.Get(s.url + "/healthz"); err == nil {
		t.Errorf("a certificate that is not trusted: %v", a)
	}
	if r := s.client("status", "--ca_file", cert); r.code != exitOK {
		t.Errorf("%+v", r)
	}
	web, err := trusting(cert)
	if err != nil {
		t.Fatal(err)
	}
	for path, status := range map[string]int{"/readyz": 503, "/healthz": 200, "/": 404, "/is-alive": 404} {
		if a, err := web.Get(s.url + path); err != nil || a.StatusCode != status {
			t.Errorf("%s: %v %v", path, a, err)
		}
	}
	if a, err := web.Post(s.url+"/v1/uploads", "application/octet-stream", strings.NewReader("x")); err != nil || a.StatusCode != 503 {
		t.Errorf("an upload to a full disk: %v %v", a, err)
	}
	admin := regexp.MustCompile(`admin\s+(http://[^/]+)`).FindStringSubmatch(s.text())
	if admin == nil {
		t.Fatalf("no admin address: %s", s.text())
	}
	for path, status := range map[string]int{"/metrics": 200, "/debug/pprof/": 200, "/v1/proofs": 404} {
		if a, err := http.Get(admin[1] + path); err != nil || a.StatusCode != status {
			t.Errorf("%s: %v %v", path, a, err)
		}
	}
	if code := s.stop(); code != exitOK {
		t.Errorf("exit %d: %s", code, s.text())
	}
}

// Commands that only look make no directory, and no secret of nobody's; keys are
// listed with their limits.
func TestKeysCommands(t *testing.T) {
	dir := isolated(t)
	missing := filepath.Join(dir, "missing")
	for _, args := range [][]string{{"keys", "list"}, {"keys", "revoke", "x"}, {"webhook", "secret"}, {"node", "revert", "--to=1"}, {"node", "snapshot", "--out_file=" + filepath.Join(dir, "s")}} {
		r := runCommand(t, append(append([]string{"quarry"}, args...), "--data", missing)...)
		if r.code != exitFailed || !strings.Contains(r.err, "[serve/data-dir]") {
			t.Errorf("%v: %+v", args, r)
		}
		if _, err := os.Stat(missing); err == nil {
			t.Fatalf("%v made the directory", args)
		}
	}
	data := filepath.Join(dir, "data")
	r := runCommand(t, "quarry", "keys", "add", "--data", data, "--name=alice", "--queued=3", "--max_priority=4", "--expires=1h", "--json")
	var key struct{ Key, ID string }
	if err := json.Unmarshal([]byte(r.out), &key); err != nil {
		t.Fatal(err, r)
	}
	if r := runCommand(t, "quarry", "keys", "list", "--data", data); !strings.Contains(r.out, "read,submit") || !strings.Contains(r.out, "queued=3 max_priority=4") {
		t.Error(r.out)
	}
	if r := runCommand(t, "quarry", "webhook", "secret", "--data", data, "--key_id=nobody"); !strings.Contains(r.err, "[auth/unknown-key]") {
		t.Errorf("%+v", r)
	}
	byID, byKey := runCommand(t, "quarry", "webhook", "secret", "--data", data, "--key_id", key.ID), runCommand(t, "quarry", "webhook", "secret", "--data", data, "--key_id", key.Key)
	if byID.code != exitOK || byID.out != byKey.out || !strings.HasPrefix(byID.out, "whsec_") {
		t.Errorf("%+v %+v", byID, byKey)
	}
	if r := runCommand(t, "quarry", "keys", "add", "--data", data, "--name=x", "--expires", "-5h"); r.code != exitUsage || strings.Contains(r.err, "--5h") {
		t.Errorf("a negative time: %+v", r)
	}
	if r := runCommand(t, "quarry", "keys", "add", "--json", "--nam=x"); r.code != exitUsage || !strings.Contains(r.out, `"code": "cli/usage"`) {
		t.Errorf("wrong usage as JSON: %+v", r)
	}
}

// What can't be served is refused with a reason, and nothing is left behind that
// a corrected start would stumble over.
func TestServeRefuses(t *testing.T) {
	dir := isolated(t)
	open := filepath.Join(dir, "open")
	if err := os.Mkdir(open, 0o755); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"data directory": {[]string{"--data", open}, "[serve/data-dir]"},
		"address":        {[]string{"--listen=nowhere.invalid:1"}, "[serve/listen]"},
		"half address":   {[]string{"--listen=127.0.0.1"}, "[config/value]"},
		"connections":    {[]string{"--connections=-1"}, "[config/value]"},
		"retention":      {[]string{"--keep_for=-5h"}, "[config/value]"},
		"half of TLS":    {[]string{"--tls_cert=/nowhere.pem", "--tls_key="}, "tls_key"},
		"admin":          {[]string{"--admin_listen=0.0.0.0:0"}, "[serve/open]"},
		"certificate":    {[]string{"--tls_cert=/nowhere.pem"}, "[serve/certificate]"},
		"webhooks":       {[]string{"--webhook_allow=everybody"}, "[webhook/rules]"},
		"cluster":        {[]string{"--nats_url=nats://192.0.2.1:4222"}, "[lineup/config]"},
	} {
		r := runCommand(t, append([]string{"quarry", "serve", "--data", data, "--listen=127.0.0.1:0"}, c.args...)...)
		if r.code == exitOK || !strings.Contains(r.err, c.want) {
			t.Errorf("%s: %+v", name, r)
		}
	}
	s := startService(t, data, "--config", writeConfig(t, dir))
	if !strings.Contains(s.text(), `"level"`) {
		t.Errorf("the configuration file does not count: %s", s.text())
	}
	s.stop()
}

func writeConfig(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "quarry.toml")
	text := fmt.Sprintf("log_format = %q\nlog_level = %q\n[webhook]\nallow = [\"10.0.0.0/8\"]\n", "json", "debug")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
