package auth

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"quarry/api"
	"quarry/fault"
	"quarry/prover/lineup"
)

// Jobs is what the Authenticator asks of the line-up.
type Jobs interface {
	List(ctx context.Context, f lineup.Filter) (lineup.Page, error)
}

// Options are what an Authenticator is made of.
type Options struct {
	// Dir is the data directory, with the files of keys and usage.
	Dir  string
	Jobs Jobs
	// Rate and Burst are of keys that have none of their own: requests per second,
	// and how many may come at once. Zero sets no limit.
	Rate  float64
	Burst int
	Log   *slog.Logger
}

// Authenticator implements api.Authenticator with the keys of a Store.
type Authenticator struct {
	options Options
	keys    *Store
	usage   *usage
	// rates are of keys, by id; strangers of addresses that presented no valid key.
	rates, strangers *rates
	now              func() time.Time
}

// The rate at which one address may present keys that are none: it does not
// protect the keys, which are far too long to guess, but the log and the CPU.
const (
	strangerRate  = 5
	strangerBurst = 50
)

// New opens the keys of a data directory.
func New(o Options) (*Authenticator, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	keys, err := Open(o.Dir, o.Log)
	if err != nil {
		return nil, err
	}
	used, err := openUsage(o.Dir, o.Log)
	if err != nil {
		return nil, err
	}
	return &Authenticator{options: o, keys: keys, usage: used, rates: newRates(), strangers: newRates(), now: time.Now}, nil
}

// Store is the file of keys.
func (a *Authenticator) Store() *Store { return a.keys }

// Close keeps what was used today.
func (a *Authenticator) Close() error { return a.usage.close() }

// header is where a key may stand beside Authorization, as in Atlantic's dialect.
const header = "api-key"

// presented is the key that a request has. Keys in addresses are not taken:
// addresses are logged everywhere.
func presented(r *http.Request) (key, where string) {
	if scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "bearer") {
		return strings.TrimSpace(token), "header Authorization"
	}
	return r.Header.Get(header), "header " + header
}

// Authenticate implements api.Authenticator.
func (a *Authenticator) Authenticate(r *http.Request) (api.Identity, error) {
	text, where := presented(r)
	if text == "" {
		return api.Identity{}, fault.New(api.CodeUnauthenticated, "the request has no API key").At("header Authorization").
			WithHint("send Authorization: Bearer KEY")
	}
	k, ok := a.keys.Lookup(text)
	if !ok {
		if err := a.strangers.take(network(r), strangerRate, strangerBurst, a.now()); err != nil {
			return api.Identity{}, err
		}
		return api.Identity{}, fault.New(api.CodeUnauthenticated, "the API key is unknown").At("%s", where)
	}
	if state := k.State(a.now()); state != "active" {
		return api.Identity{}, fault.New(api.CodeUnauthenticated, "the API key %s is %s", k.ID, state).At("%s", where).
			WithHint("ask the operator for a new one")
	}
	return api.Identity{KeyID: k.ID, Name: k.Name, Scopes: k.Scopes}, nil
}

// limits are those of an identity's key now.
func (a *Authenticator) limits(id string) Limits {
	a.keys.mu.Lock()
	defer a.keys.mu.Unlock()
	return a.keys.keys[id].Limits
}

// Admit implements api.Authenticator: it counts the request and the bytes of its
// body, and ends the body when the day's bytes are used up.
func (a *Authenticator) Admit(r *http.Request, who api.Identity, _ api.Operation) error {
	l := a.limits(who.KeyID)
	rate, burst := l.Rate, l.Burst
	if rate == 0 {
		rate = a.options.Rate
	}
	if burst == 0 {
		burst = max(a.options.Burst, 1)
	}
	if rate > 0 {
		if err := a.rates.take(who.KeyID, rate, burst, a.now()); err != nil {
			return err
		}
	}
	if r.Body == nil || r.ContentLength == 0 {
		return nil
	}
	m := &meter{body: r.Body, usage: a.usage, id: who.KeyID, limit: l.BytesPerDay, now: a.now}
	if err := m.admit(max(r.ContentLength, 0)); err != nil {
		return err
	}
	r.Body = m
	return nil
}

// AdmitJob implements api.Authenticator: it holds the key's limits of jobs and
// priority. Jobs submitted at the same moment may exceed the limits together.
func (a *Authenticator) AdmitJob(ctx context.Context, who api.Identity, s *lineup.Submission) error {
	l := a.limits(who.KeyID)
	if l.MaxPriority != nil && s.Priority > *l.MaxPriority {
		return fault.New(api.CodeForbidden, "the priority %d is above %d, the highest that the API key may ask for", s.Priority, *l.MaxPriority).
			At("priority")
	}
	for _, q := range []struct {
		limit    int
		what     string
		statuses []lineup.Status
	}{
		{l.Queued, "waiting", []lineup.Status{lineup.Queued}},
		{l.Running, "running", []lineup.Status{lineup.Running, lineup.Verifying}},
	} {
		if q.limit == 0 {
			continue
		}
		n, err := a.count(ctx, who.KeyID, q.statuses, q.limit)
		if err != nil {
			return err
		}
		if n >= q.limit {
			return api.Later(fault.New(api.CodeQuota, "the API key has %d jobs %s, as many as it may have", n, q.what).
				WithHint("wait until one has ended, or cancel one"), jobPatience)
		}
	}
	return nil
}

// jobPatience is when a client should ask again for room for a job.
const jobPatience = 10 * time.Second

// count counts an owner's jobs, at least up to enough.
func (a *Authenticator) count(ctx context.Context, owner string, statuses []lineup.Status, enough int) (int, error) {
	n, cursor := 0, ""
	for {
		page, err := a.options.Jobs.List(ctx, lineup.Filter{Owner: owner, Statuses: statuses, Cursor: cursor, Limit: min(enough-n, lineup.MaxPage)})
		if err != nil {
			return 0, err
		}
		n += len(page.Jobs)
		if cursor = page.Next; cursor == "" || n >= enough {
			return n, nil
		}
	}
}
