package auth

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quarry/api"
	"quarry/fault"
	"quarry/prover/lineup"
)

// jobs is a line-up that has only counts.
type jobs map[lineup.Status]int

func (j jobs) List(_ context.Context, f lineup.Filter) (lineup.Page, error) {
	if f.Owner == "" {
		return lineup.Page{}, errors.New("everybody's jobs were counted")
	}
	all := 0
	for _, s := range f.Statuses {
		all += j[s]
	}
	seen := len(f.Cursor)
	n := min(all-seen, f.Limit, 3) // small pages
	p := lineup.Page{Jobs: make([]lineup.Job, n)}
	if seen+n < all {
		p.Next = f.Cursor + strings.Repeat("x", n)
	}
	return p, nil
}

type clock struct{ time.Time }

func authenticator(t *testing.T, o Options) (*Authenticator, *clock) {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	a, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	c := &clock{time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)}
	a.now = func() time.Time { return c.Time }
	return a, c
}

func request(key, from, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/v1/proofs", strings.NewReader(body))
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	r.RemoteAddr = from
	return r
}

func TestAuthenticate(t *testing.T) {
	a, now := authenticator(t, Options{})
	soon := now.Add(time.Hour)
	k, text := add(t, a.keys, Key{Name: "alice", Scopes: []api.Scope{api.ScopeRead, api.ScopeSubmit}, ExpiresAt: &soon})
	who, err := a.Authenticate(request(text, "192.0.2.1:1", ""))
	if err != nil || who.KeyID != k.ID || who.Name != "alice" || !who.Has(api.ScopeSubmit) || who.Has(api.ScopeMetrics) || who.Admin() {
		t.Fatalf("%v %+v", err, who)
	}
	r := request("", "192.0.2.1:1", "")
	r.Header.Set("api-key", text)
	if _, err := a.Authenticate(r); err != nil {
		t.Errorf("header api-key: %v", err)
	}
	for name, auth := range map[string]string{"none": "", "no key": "Bearer ", "basic": "Basic " + text, "wrong": "Bearer " + text[:len(text)-1] + "_", "bare": text} {
		r := request("", "192.0.2.1:1", "")
		r.Header.Set("Authorization", auth)
		if _, err := a.Authenticate(r); fault.CodeOf(err) != api.CodeUnauthenticated || strings.Contains(err.Error(), text[13:40]) {
			t.Errorf("%s: %v", name, err)
		}
	}
	now.Time = soon
	if _, err := a.Authenticate(request(text, "192.0.2.1:1", "")); fault.CodeOf(err) != api.CodeUnauthenticated || !strings.Contains(err.Error(), "expired") {
		t.Errorf("an expired key: %v", err)
	}
}

// Who guesses keys is slowed down; who has one from the same address is not.
func TestStrangers(t *testing.T) {
	a, now := authenticator(t, Options{})
	_, text := add(t, a.keys, Key{})
	wrong := text[:12] + strings.Repeat("a", 52)
	refused := 0
	for range 2 * strangerBurst {
		if _, err := a.Authenticate(request(wrong, "[2001:db8::1]:1", "")); fault.CodeOf(err) == api.CodeRateLimited {
			refused++
		}
	}
	if refused != strangerBurst {
		t.Errorf("%d were refused", refused)
	}
	if _, err := a.Authenticate(request(wrong, "[2001:db8::2]:1", "")); fault.CodeOf(err) != api.CodeRateLimited {
		t.Errorf("another address of the network: %v", err)
	}
	if _, err := a.Authenticate(request(wrong, "192.0.2.1:1", "")); fault.CodeOf(err) != api.CodeUnauthenticated {
		t.Errorf("another network: %v", err)
	}
	if _, err := a.Authenticate(request(text, "[2001:db8::1]:1", "")); err != nil {
		t.Errorf("a good key: %v", err)
	}
	now.Time = now.Add(time.Second)
	if _, err := a.Authenticate(request(wrong, "[2001:db8::1]:1", "")); fault.CodeOf(err) != api.CodeUnauthenticated {
		t.Errorf("later: %v", err)
	}
}

func TestRates(t *testing.T) {
	a, now := authenticator(t, Options{Rate: 10, Burst: 5})
	slow, _ := add(t, a.keys, Key{Limits: Limits{Rate: 0.5, Burst: 1}})
	usual, _ := add(t, a.keys, Key{})
	admitted := func(k Key) (n int) {
		for range 20 {
			if err := a.Admit(request("", "", ""), api.Identity{KeyID: k.ID}, api.Operation{}); err == nil {
				n++
			} else if fault.CodeOf(err) != api.CodeRateLimited {
				t.Fatal(err)
			}
		}
		return n
	}
	if s, u := admitted(slow), admitted(usual); s != 1 || u != 5 {
		t.Errorf("%d and %d requests were admitted", s, u)
	}
	now.Time = now.Add(time.Second)
	if s, u := admitted(slow), admitted(usual); s != 0 || u != 5 {
		t.Errorf("after a second %d and %d requests were admitted", s, u)
	}
	now.Time = now.Add(time.Second)
	if s := admitted(slow); s != 1 {
		t.Errorf("after two seconds %d requests were admitted", s)
	}
	// Buckets that are full again are forgotten.
	now.Time = now.Add(time.Hour)
	admitted(usual)
	if n := len(a.rates.buckets); n != 1 {
		t.Errorf("%d buckets", n)
	}
}

// A day's bytes end in the middle of a body, are kept over a restart, and begin
// anew with the day.
func TestBytesPerDay(t *testing.T) {
	dir := t.TempDir()
	a, now := authenticator(t, Options{Dir: dir})
	k, _ := add(t, a.keys, Key{Limits: Limits{BytesPerDay: 1000}})
	free, _ := add(t, a.keys, Key{})
	send := func(k Key, n int, declared bool) error {
		r := request("", "", strings.Repeat("x", n))
		if !declared {
			r.ContentLength = -1
		}
		if err := a.Admit(r, api.Identity{KeyID: k.ID}, api.Operation{}); err != nil {
			return err
		}
		_, err := io.Copy(io.Discard, r.Body)
		return err
	}
	for i, c := range []struct {
		n        int
		declared bool
		good     bool
	}{{600, true, true}, {401, true, false}, {400, true, true}, {1, false, false}, {1, true, false}, {0, true, true}} {
		if err := send(k, c.n, c.declared); (err == nil) != c.good || !c.good && fault.CodeOf(err) != api.CodeQuota {
			t.Errorf("%d: %v", i, err)
		}
	}
	if err := send(free, 1<<20, false); err != nil {
		t.Error(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	b, _ := authenticator(t, Options{Dir: dir})
	b.now = a.now
	a = b
	if err := send(k, 1, true); fault.CodeOf(err) != api.CodeQuota {
		t.Errorf("after a restart: %v", err)
	}
	now.Time = now.Add(24 * time.Hour)
	if err := send(k, 1000, true); err != nil {
		t.Errorf("tomorrow: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, usageName), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Options{Dir: dir}); fault.CodeOf(err) != CodeFile {
		t.Errorf("a malformed file: %v", err)
	}
}

func TestAdmitJob(t *testing.T) {
	j := jobs{}
	a, _ := authenticator(t, Options{Jobs: j})
	three := 3
	k, _ := add(t, a.keys, Key{Limits: Limits{Queued: 7, Running: 2, MaxPriority: &three}})
	free, _ := add(t, a.keys, Key{})
	for name, c := range map[string]struct {
		queued, running, priority int
		want                      fault.Code
	}{
		"room":     {6, 1, 3, ""},
		"queued":   {7, 0, 0, api.CodeQuota},
		"many":     {100, 0, 0, api.CodeQuota},
		"running":  {0, 2, 0, api.CodeQuota},
		"priority": {0, 0, 4, api.CodeForbidden},
	} {
		j[lineup.Queued], j[lineup.Running] = c.queued, c.running
		s := lineup.Submission{Priority: c.priority}
		if err := a.AdmitJob(t.Context(), api.Identity{KeyID: k.ID}, &s); fault.CodeOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
		if err := a.AdmitJob(t.Context(), api.Identity{KeyID: free.ID}, &s); err != nil {
			t.Errorf("%s, no limits: %v", name, err)
		}
	}
}

func TestAudit(t *testing.T) {
	dir := t.TempDir()
	for range 2 { // a second server appends
		a, err := OpenAudit(dir, 1<<20, 2, nil)
		if err != nil {
			t.Fatal(err)
		}
		a.Write(api.AuditEntry{Operation: "submit-proof", Job: "j", KeyID: "k", Remote: "a\nb", Status: 202})
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, AuditName)
	raw, err := os.ReadFile(path)
	info, statErr := os.Stat(path)
	if err != nil || statErr != nil || info.Mode().Perm() != 0o600 {
		t.Fatal(err, statErr, info.Mode())
	}
	lines := strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines", len(lines))
	}
	var e api.AuditEntry
	if err := json.Unmarshal([]byte(lines[1]), &e); err != nil || e.Job != "j" || e.Status != 202 || e.Remote != "a\nb" {
		t.Errorf("%v %+v", err, e)
	}
	// A new file is begun by size, and only so many are kept.
	a, err := OpenAudit(dir, 1<<20, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		a.Write(api.AuditEntry{Operation: strings.Repeat("x", 600<<10)})
		time.Sleep(5 * time.Millisecond) // old files are named by the millisecond
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(5 * time.Second)
	for {
		files, _ := filepath.Glob(filepath.Join(dir, "audit*"))
		if len(files) == 3 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d files", len(files))
		}
		time.Sleep(10 * time.Millisecond)
	}
	if _, err := OpenAudit(filepath.Join(dir, "no"), 1, 1, nil); fault.CodeOf(err) != CodeFile {
		t.Errorf("%v", err)
	}
}
