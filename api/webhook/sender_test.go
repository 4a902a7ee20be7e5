package webhook

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"quarry/fault"
	"quarry/prover/lineup"
	"quarry/prover/task"
)

// records are a line-up's jobs, as far as webhooks are concerned.
type records struct {
	mu    sync.Mutex
	jobs  map[string]lineup.Job
	ended chan struct{}
}

func newRecords() *records {
	return &records{jobs: map[string]lineup.Job{}, ended: make(chan struct{}, 1)}
}

func (r *records) end(j lineup.Job) {
	r.mu.Lock()
	r.jobs[j.ID] = j
	r.mu.Unlock()
	select {
	case r.ended <- struct{}{}:
	default:
	}
}

func (r *records) get(id string) lineup.Webhook {
	r.mu.Lock()
	defer r.mu.Unlock()
	return *r.jobs[id].Webhook
}

func (r *records) Ended() <-chan struct{} { return r.ended }

func (r *records) PendingWebhooks(context.Context) ([]lineup.Job, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []lineup.Job
	for _, j := range r.jobs {
		if !j.Webhook.Delivered {
			all = append(all, j)
		}
	}
	return all, nil
}

func (r *records) MarkWebhook(_ context.Context, id string, delivered bool, problem string) (lineup.Job, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	j := r.jobs[id]
	j.Webhook = &lineup.Webhook{URL: j.Webhook.URL, Delivered: delivered, Tries: j.Webhook.Tries + 1, LastError: problem}
	r.jobs[id] = j
	return j, nil
}

// received is a request as a receiver saw it.
type received struct {
	header http.Header
	body   []byte
}

// receiver answers as it is told and keeps what it got.
type receiver struct {
	*httptest.Server
	mu  sync.Mutex
	got []received
}

func newReceiver(t *testing.T, answer func(n int, w http.ResponseWriter, r *http.Request)) *receiver {
	t.Helper()
	v := &receiver{}
	v.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		v.mu.Lock()
		v.got = append(v.got, received{r.Header, body})
		n := len(v.got)
		v.mu.Unlock()
		answer(n, w, r)
	}))
	v.Config.ErrorLog = nil
	t.Cleanup(v.Close)
	return v
}

func (v *receiver) all() []received {
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([]received{}, v.got...)
}

// sender sends to a receiver in this process; tries follow each other quickly.
func sender(t *testing.T, dir string, jobs Jobs, v *receiver, r Rules) *Sender {
	t.Helper()
	r.Allow = []string{"127.0.0.1"}
	g := guard(t, r)
	g.roots = x509.NewCertPool()
	g.roots.AddCert(v.Certificate())
	s, err := New(Config{Dir: dir, Jobs: jobs, Guard: g})
	if err != nil {
		t.Fatal(err)
	}
	s.after = []time.Duration{0, 10 * time.Millisecond, 30 * time.Millisecond, 60 * time.Millisecond}
	return s
}

func start(t *testing.T, s *Sender) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); s.Run(ctx) }()
	return func() { cancel(); <-done }
}

func job(id, owner, url string) lineup.Job {
	now := time.Now()
	return lineup.Job{
		ID: id, Owner: owner, Status: lineup.Failed, CreatedAt: now, FinishedAt: &now, Labels: map[string]string{"a": "b"},
		Reason: &lineup.Reason{Code: "x/y", What: "it failed", Log: "a secret of the server"}, Webhook: &lineup.Webhook{URL: url},
	}
}

func eventually(t *testing.T, is func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !is() {
		if time.Now().After(deadline) {
			t.Fatal("it did not happen in time")
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// A message is tried until it is taken, is the same every time, and is one that
// the library of Standard Webhooks verifies with the owner's secret, not with
// another's.
func TestDelivery(t *testing.T) {
	dir := t.TempDir()
	v := newReceiver(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		if n < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	jobs := newRecords()
	s := sender(t, dir, jobs, v, Rules{})
	defer start(t, s)()
	jobs.end(job("j", "alice", v.URL+"/hook"))
	eventually(t, func() bool { return jobs.get("j").Delivered })
	if h := jobs.get("j"); h.Tries != 3 || h.LastError != "" {
		t.Errorf("%+v", h)
	}
	got := v.all()
	if len(got) != 3 {
		t.Fatalf("%d messages", len(got))
	}
	secrets, err := OpenSecrets(dir)
	if err != nil {
		t.Fatal(err)
	}
	alice, err := standardwebhooks.NewWebhook(secrets.For("alice"))
	if err != nil {
		t.Fatal(err)
	}
	bob, err := standardwebhooks.NewWebhook(secrets.For("bob"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range got {
		if err := alice.Verify(m.body, m.header); err != nil {
			t.Error(err)
		}
		if err := bob.Verify(m.body, m.header); err == nil {
			t.Error("another's secret verifies the message")
		}
		if err := alice.Verify(append(m.body, ' '), m.header); err == nil {
			t.Error("a changed message verifies")
		}
		if id := m.header.Get("webhook-id"); id != got[0].header.Get("webhook-id") || !strings.HasPrefix(id, "evt_j_") || !bytes.Equal(m.body, got[0].body) {
			t.Errorf("another message: %s %s", id, m.body)
		}
	}
	var m Message
	if err := json.Unmarshal(got[0].body, &m); err != nil || m.Type != "proof.failed" || m.Data.ID != "j" || m.Data.Reason.Code != "x/y" ||
		m.Data.Labels["a"] != "b" || strings.Contains(string(got[0].body), "secret of the server") {
		t.Errorf("%v %s", err, got[0].body)
	}
}

// A message that nobody takes is given up after the last try.
func TestGivingUp(t *testing.T) {
	v := newReceiver(t, func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	jobs := newRecords()
	s := sender(t, t.TempDir(), jobs, v, Rules{})
	defer start(t, s)()
	jobs.end(job("j", "", v.URL))
	eventually(t, func() bool { return jobs.get("j").Tries == len(s.after) })
	jobs.end(job("other", "", v.URL))
	eventually(t, func() bool { return jobs.get("other").Tries > 0 })
	if h := jobs.get("j"); h.Delivered || h.Tries != len(s.after) || !strings.Contains(h.LastError, "500") {
		t.Errorf("%+v", h)
	}
}

// Redirects are not followed, long answers not read to their end, slow receivers
// not waited for, and connections inside not made.
func TestHostileReceivers(t *testing.T) {
	inside := newReceiver(t, func(int, http.ResponseWriter, *http.Request) {})
	release := make(chan struct{})
	defer close(release)
	v := newReceiver(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/redirect":
			http.Redirect(w, r, inside.URL, http.StatusTemporaryRedirect)
		case "/long":
			chunk := bytes.Repeat([]byte("x"), 64<<10)
			for range 1 << 14 { // a GiB
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		case "/slow":
			<-release
		case "/header":
			w.Header().Set("x", strings.Repeat("y", 1<<20))
		}
	})
	jobs := newRecords()
	s := sender(t, t.TempDir(), jobs, v, Rules{Timeout: 500 * time.Millisecond})
	for path, delivered := range map[string]bool{"/redirect": false, "/long": true, "/slow": false, "/header": false, "/": true} {
		j := job(path, "", v.URL+path)
		begun := time.Now()
		if err := s.deliver(t.Context(), &j); (err == nil) != delivered {
			t.Errorf("%s: %v", path, err)
		}
		if time.Since(begun) > 10*time.Second {
			t.Errorf("%s took %s", path, time.Since(begun))
		}
	}
	if len(inside.all()) > 0 {
		t.Error("a redirect was followed")
	}
	strict := guard(t, Rules{})
	strict.roots = s.config.Guard.roots
	s.config.Guard, s.client = strict, strict.client()
	j := job("inside", "", v.URL)
	n := len(v.all())
	if err := s.deliver(t.Context(), &j); err == nil || len(v.all()) != n {
		t.Errorf("a private address was called: %v", err)
	}
}

// A receiver that hangs does not keep messages from others.
func TestFairness(t *testing.T) {
	release := make(chan struct{})
	hangs := newReceiver(t, func(int, http.ResponseWriter, *http.Request) { <-release })
	defer close(release)
	good := newReceiver(t, func(int, http.ResponseWriter, *http.Request) {})
	jobs := newRecords()
	s := sender(t, t.TempDir(), jobs, good, Rules{})
	s.config.Guard.roots.AddCert(hangs.Certificate())
	for i := range 3 * maxBusy {
		jobs.end(job(fmt.Sprint("hangs", i), "", hangs.URL))
	}
	stop := start(t, s)
	defer stop()
	jobs.end(job("good", "", good.URL))
	eventually(t, func() bool { return jobs.get("good").Delivered })
	if n := len(hangs.all()); n > maxHost {
		t.Errorf("%d messages at once to one host", n)
	}
}

// Tries that were missed while no server was there come one after the other,
// not all at once.
func TestMissedTries(t *testing.T) {
	s := &Sender{after: schedule, tried: map[string]time.Time{}}
	now := time.Now()
	ended := now.Add(-3 * time.Hour)
	j := lineup.Job{ID: "j", FinishedAt: &ended, Webhook: &lineup.Webhook{Tries: 3}}
	if due := s.due(&j); due.After(now) {
		t.Errorf("a missed try is due in %s", due.Sub(now))
	}
	s.tried["j"] = now
	j.Webhook.Tries = 4
	if due := s.due(&j); due.Sub(now) != schedule[4]-schedule[3] {
		t.Errorf("the next is due in %s", due.Sub(now))
	}
	for i := 1; i < len(schedule); i++ {
		if schedule[i] <= schedule[i-1] {
			t.Error("the schedule is not in order")
		}
	}
	s.forget(nil)
	if len(s.tried) != 0 {
		t.Error("what is not pending is remembered")
	}
}

// Messages are signed with all secrets, so that a new one can be brought in
// while receivers still know the old one.
func TestRotation(t *testing.T) {
	dir := t.TempDir()
	old, err := OpenSecrets(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := OpenSecrets(dir)
	if err != nil || again.For("x") != old.For("x") {
		t.Fatalf("%v: another secret", err)
	}
	path := filepath.Join(dir, SecretName)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	fresh := "whsec_" + strings.Repeat("QUJD", 11) + "\n"
	if err := os.WriteFile(path, append([]byte(fresh), raw...), 0o600); err != nil {
		t.Fatal(err)
	}
	both, err := OpenSecrets(dir)
	if err != nil || len(both) != 2 || both.For("x") == old.For("x") {
		t.Fatal(err, len(both))
	}
	j := job("j", "x", "")
	m, id := messageOf(&j)
	body, _ := json.Marshal(m)
	now := time.Now()
	header := http.Header{}
	header.Set("webhook-id", id)
	header.Set("webhook-timestamp", fmt.Sprint(now.Unix()))
	header.Set("webhook-signature", both.sign("x", id, now, body))
	for _, secret := range []string{old.For("x"), both.For("x")} {
		w, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Verify(body, header); err != nil {
			t.Error(err)
		}
	}
	for _, bad := range []string{"", "\n", "whsec_x", "whsec_QUJD", "hello world"} {
		if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenSecrets(dir); fault.CodeOf(err) != CodeSecret {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// The message of a proof names its bytes; a later end of the job is another event.
func TestMessages(t *testing.T) {
	j := job("j", "", "")
	j.Status, j.Reason = lineup.Succeeded, nil
	j.Result = &lineup.Result{Proof: task.Blob{SHA256: "ab", Bytes: 7}, Verdict: task.Verdict{Layout: "small"}}
	m, id := messageOf(&j)
	if m.Type != "proof.succeeded" || m.Data.Proof.Bytes != 7 || m.Data.Verdict.Layout != "small" || m.Data.Reason != nil {
		t.Errorf("%+v", m)
	}
	later := j.FinishedAt.Add(time.Minute)
	j.FinishedAt = &later
	if _, other := messageOf(&j); other == id {
		t.Error("two ends have one id")
	}
}
