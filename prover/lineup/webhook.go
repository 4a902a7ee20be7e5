package lineup

import (
	"context"
	"sort"
	"time"
)

// PendingWebhooks are the ended jobs whose end was not reported yet, longest
// ended first. Only the server that leads has any, so that each is reported by one.
func (l *LineUp) PendingWebhooks(context.Context) ([]Job, error) {
	if !l.leading.Load() {
		return nil, nil
	}
	x := l.index
	x.mu.RLock()
	var all []Job
	for _, r := range x.jobs {
		if r.Webhook != nil && !r.Webhook.Delivered && r.Status.Final() {
			all = append(all, r.Job)
		}
	}
	x.mu.RUnlock()
	sort.Slice(all, func(i, j int) bool { return all[i].FinishedAt.Before(*all[j].FinishedAt) })
	return all, nil
}

// Ended is told when a job with a webhook has ended; several may be told as one.
// After a restart, PendingWebhooks has what nobody was told of.
func (l *LineUp) Ended() <-chan struct{} { return l.ended }

// MarkWebhook notes a try to report a job's end: that it was delivered, or what
// the problem was.
func (l *LineUp) MarkWebhook(ctx context.Context, id string, delivered bool, problem string) (Job, error) {
	r, err := l.change(ctx, id, func(r *stored, now time.Time) error { return r.delivered(delivered, problem, now) })
	return l.jobOf(r), err
}
