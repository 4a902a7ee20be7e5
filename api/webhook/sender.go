package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"quarry/fault"
	"quarry/prover/lineup"
	"quarry/prover/task"
)

// Jobs is what the sender asks of the line-up.
type Jobs interface {
	PendingWebhooks(ctx context.Context) ([]lineup.Job, error)
	Ended() <-chan struct{}
	MarkWebhook(ctx context.Context, id string, delivered bool, problem string) (lineup.Job, error)
}

// Config is what a Sender is made of.
type Config struct {
	// Dir is the data directory, with the file of secrets.
	Dir   string
	Jobs  Jobs
	Guard *Guard
	// Log hears what is delivered and what is not; nil discards.
	Log *slog.Logger
}

// Sender delivers messages.
type Sender struct {
	config  Config
	secrets Secrets
	client  *http.Client
	// after are the times of the tries after a job's end.
	after []time.Duration

	mu sync.Mutex
	// busy are the jobs whose message is on its way, hosts how many are to each.
	busy  map[string]bool
	hosts map[string]int
	// tried is when a job's message was tried last by this process.
	tried map[string]time.Time
}

// schedule are the times of the tries after a job's end: about a day in all.
var schedule = []time.Duration{
	0, 5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour,
	2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 16 * time.Hour, 24 * time.Hour,
}

const (
	// maxBusy messages are on their way at once, maxHost of them to one host: a
	// receiver that hangs must not hold up the others.
	maxBusy = 32
	maxHost = 4
	// maxAnswer is how much of an answer is read.
	maxAnswer = 16 << 10
	// idle is how often the sender looks for work that it was not told of.
	idle = time.Minute
)

// New makes a sender.
func New(c Config) (*Sender, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	secrets, err := OpenSecrets(c.Dir)
	if err != nil {
		return nil, err
	}
	return &Sender{
		config: c, secrets: secrets, client: c.Guard.client(), after: schedule,
		busy: map[string]bool{}, hosts: map[string]int{}, tried: map[string]time.Time{},
	}, nil
}

// Run delivers until ctx is done.
func (s *Sender) Run(ctx context.Context) {
	var tries sync.WaitGroup
	defer tries.Wait()
	done := make(chan struct{}, 1)
	for {
		wait, err := s.begin(ctx, func(j lineup.Job) {
			tries.Go(func() {
				s.try(ctx, j)
				select {
				case done <- struct{}{}:
				default:
				}
			})
		})
		if err != nil && ctx.Err() == nil {
			s.config.Log.Error("pending webhooks can't be listed", "error", err)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		case <-done:
			timer.Stop()
		case <-s.config.Jobs.Ended():
			timer.Stop()
		}
	}
}

// begin begins the tries that are due, and says when the next will be.
func (s *Sender) begin(ctx context.Context, try func(lineup.Job)) (wait time.Duration, err error) {
	pending, err := s.config.Jobs.PendingWebhooks(ctx)
	if err != nil {
		return idle, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget(pending)
	now := time.Now()
	wait = idle
	for _, j := range pending {
		if s.busy[j.ID] || j.Webhook.Tries >= len(s.after) {
			continue
		}
		if due := s.due(&j); due.After(now) {
			wait = min(wait, due.Sub(now))
			continue
		}
		host := hostOf(j.Webhook.URL)
		if len(s.busy) >= maxBusy || s.hosts[host] >= maxHost {
			continue // the end of a try wakes us
		}
		s.busy[j.ID] = true
		s.hosts[host]++
		try(j)
	}
	return wait, nil
}

// due is when a message is to be tried next: at its time after the job's end,
// and if that was missed (the server was not there), no sooner after the last
// try than it would have been.
func (s *Sender) due(j *lineup.Job) time.Time {
	n := j.Webhook.Tries
	due := j.FinishedAt.Add(s.after[n])
	if last, ok := s.tried[j.ID]; ok && n > 0 {
		if spaced := last.Add(s.after[n] - s.after[n-1]); spaced.After(due) {
			return spaced
		}
	}
	return due
}

// forget forgets when messages were tried that are not pending any more.
func (s *Sender) forget(pending []lineup.Job) {
	if len(s.tried) <= 2*len(pending) {
		return
	}
	still := make(map[string]time.Time, len(pending))
	for _, j := range pending {
		if at, ok := s.tried[j.ID]; ok {
			still[j.ID] = at
		}
	}
	s.tried = still
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// try tries once to deliver the message of a job, and notes what came of it.
func (s *Sender) try(ctx context.Context, j lineup.Job) {
	err := s.deliver(ctx, &j)
	s.mu.Lock()
	delete(s.busy, j.ID)
	host := hostOf(j.Webhook.URL)
	if s.hosts[host]--; s.hosts[host] == 0 {
		delete(s.hosts, host)
	}
	s.tried[j.ID] = time.Now()
	s.mu.Unlock()
	if ctx.Err() != nil && err != nil {
		return // a try that was cut off by our own end does not count
	}
	problem := ""
	if err != nil {
		problem = err.Error()
	}
	log := s.config.Log.With("job", j.ID, "host", host, "try", j.Webhook.Tries+1)
	if err != nil {
		log.Warn("webhook not delivered", "error", err, "last", j.Webhook.Tries+1 >= len(s.after))
	} else {
		log.Info("webhook delivered")
	}
	if _, err := s.config.Jobs.MarkWebhook(context.WithoutCancel(ctx), j.ID, err == nil, problem); err != nil {
		log.Error("the webhook's try can't be noted", "error", err)
	}
}

// Message is what receivers get.
type Message struct {
	// Type is "proof." and the job's status: proof.succeeded, proof.failed,
	// proof.cancelled or proof.expired.
	Type string `json:"type"`
	// Timestamp is when the job ended.
	Timestamp time.Time `json:"timestamp"`
	Data      Data      `json:"data"`
}

// Data is the job as far as its end is concerned; GET /v1/proofs/{id} has all.
type Data struct {
	ID         string            `json:"id"`
	Status     lineup.Status     `json:"status"`
	Labels     map[string]string `json:"labels,omitempty"`
	Attempts   int               `json:"attempts"`
	CreatedAt  time.Time         `json:"created_at"`
	FinishedAt time.Time         `json:"finished_at"`
	// Reason says why there is no proof; its log is left out.
	Reason *lineup.Reason `json:"reason,omitempty"`
	// Proof and Verdict are of a proof that was made and verified.
	Proof   *task.Blob    `json:"proof,omitempty"`
	Verdict *task.Verdict `json:"verdict,omitempty"`
}

// messageOf is the message about a job's end, and its id. Every try sends the
// same one; if the job is tried again later, the end of that has another id.
func messageOf(j *lineup.Job) (Message, string) {
	m := Message{Type: "proof." + string(j.Status), Timestamp: *j.FinishedAt, Data: Data{
		ID: j.ID, Status: j.Status, Labels: j.Labels, Attempts: len(j.Attempts), CreatedAt: j.CreatedAt, FinishedAt: *j.FinishedAt,
	}}
	if r := j.Reason; r != nil {
		shown := *r
		shown.Log = ""
		m.Data.Reason = &shown
	}
	if r := j.Result; r != nil {
		m.Data.Proof, m.Data.Verdict = &r.Proof, &r.Verdict
	}
	return m, fmt.Sprintf("evt_%s_%d", j.ID, j.FinishedAt.UnixMilli())
}

// deliver sends the message of a job once.
func (s *Sender) deliver(ctx context.Context, j *lineup.Job) error {
	// The rules may have changed since the job was accepted.
	if err := s.config.Guard.Check(ctx, j.Webhook.URL); err != nil {
		return err
	}
	m, id := messageOf(j)
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, j.Webhook.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	now := time.Now()
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "quarry-webhook")
	r.Header.Set("webhook-id", id)
	r.Header.Set("webhook-timestamp", strconv.FormatInt(now.Unix(), 10))
	r.Header.Set("webhook-signature", s.secrets.sign(j.Owner, id, now, body))
	a, err := s.client.Do(r)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // without the address, which may hold a token
		}
		return err
	}
	defer a.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(a.Body, maxAnswer))
	if a.StatusCode < 200 || a.StatusCode > 299 {
		return fault.New(CodeAnswer, "the receiver answered %d", a.StatusCode)
	}
	return nil
}

// CodeAnswer: the receiver of a webhook answered otherwise than with 2xx.
const CodeAnswer fault.Code = "webhook/answer"
