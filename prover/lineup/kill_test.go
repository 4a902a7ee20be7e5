package lineup

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestKill kills servers and workers at random moments under a mixed load: no
// accepted job may be lost, stuck, or have two results. QUARRY_SOAK=1 makes it
// 100 kills.
func TestKill(t *testing.T) {
	t.Parallel()
	kills := 6
	if os.Getenv("QUARRY_SOAK") != "" {
		kills = 100
	}
	if testing.Short() {
		t.Skip("kills processes")
	}
	b := newBox(t, "", 2)
	load := newLoad(b, nil)
	for n := range kills {
		load.pause(n, 500)
		b.killSomething(n)
	}
	load.finish(t)
	t.Logf("%d kills, %d jobs accepted, %d results seen early", kills, len(load.accepted), load.early)
}

// TestPaused: a server that was stopped for longer than a lease lasts, as by a
// machine that slept, takes no jobs from workers that it could not hear.
func TestPaused(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("stops processes")
	}
	b := newBox(t, "", 1)
	var ids []string
	for i := range 4 {
		reply, err := b.ask("POST", "/submit?owner=o", fmt.Sprintf("nap %d", i))
		if err != nil || reply.Code != "" {
			t.Fatal(err, reply.What)
		}
		ids = append(ids, reply.Job.ID)
	}
	for {
		if reply, err := b.ask("GET", "/job/"+ids[3], ""); err == nil && reply.Job.Status == Running {
			break
		}
	}
	for _, sig := range []os.Signal{syscall.SIGSTOP, syscall.SIGCONT} {
		if err := b.server.cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		if sig == syscall.SIGSTOP {
			time.Sleep(3 * time.Second)
		}
	}
	deadline := time.Now().Add(20 * time.Second)
	for _, id := range ids {
		for {
			reply, err := b.ask("GET", "/job/"+id, "")
			if err == nil && reply.Job.Status == Succeeded {
				if len(reply.Job.Attempts) != 1 {
					t.Errorf("%s: %+v, %+v", id, reply.Job.Attempts, reply.Job.Attempts[0].Failure)
				}
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s: %+v %v", id, reply, err)
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
}

// killSomething kills the server or a worker, the server every other time, and
// starts it again.
func (b *box) killSomething(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n%2 == 0 {
		b.server.kill()
		b.server = startRole(b.t, "server", b.dir, b.url)
		return
	}
	i := rand.IntN(len(b.workers))
	b.workers[i].kill()
	b.workers[i] = startRole(b.t, "worker", b.dir, b.url)
}

// load hands in jobs of all kinds all the time, and looks at them.
type load struct {
	b *box
	// other is another server of the same line-up, nil if there is none: it must say
	// the same.
	other *box

	stop chan struct{}
	wg   sync.WaitGroup

	mu sync.Mutex
	// accepted are the jobs of which the server has said so, with their inputs.
	accepted map[string]string
	// keys are the jobs that idempotency keys named.
	keys map[string]string
	// proofs are the results that were seen.
	proofs    map[string]string
	cancelled map[string]bool
	problems  []string
	early     int
}

func newLoad(b, other *box) *load {
	l := &load{b: b, other: other, stop: make(chan struct{}), accepted: map[string]string{}, keys: map[string]string{},
		proofs: map[string]string{}, cancelled: map[string]bool{}}
	l.wg.Go(l.submit)
	l.wg.Go(func() { l.look(b) })
	if other != nil {
		l.wg.Go(func() { l.look(other) })
	}
	return l
}

// pause waits for a random time before kill n. Before two kills of three some
// jobs are accepted first; the third may come while everything is just starting.
func (l *load) pause(n, ms int) {
	before, deadline := l.count(), time.Now().Add(10*time.Second)
	for n%3 > 0 && l.count() < before+5 && time.Now().Before(deadline) {
		time.Sleep(5 * time.Millisecond)
	}
	time.Sleep(time.Duration(20+rand.IntN(ms)) * time.Millisecond)
}

// count is how many jobs were accepted so far.
func (l *load) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.accepted)
}

// submit hands in jobs, half of them with keys and then until they are accepted.
func (l *load) submit() {
	kinds := []string{"a", "slow", "a", "slow", "slow", "bad", "crash", "refuse", "a", "cancel"}
	for n := 0; ; n++ {
		select {
		case <-l.stop:
			return
		case <-time.After(10 * time.Millisecond):
		}
		kind := kinds[n%len(kinds)]
		input, key := fmt.Sprintf("%s %d", kind, n), ""
		if n%2 == 0 {
			key = fmt.Sprintf("key%d", n)
		}
		reply, err := l.b.ask("POST", "/submit?owner=o&key="+key, input)
		for ; key != "" && (err != nil || reply.Code == CodeUnavailable); reply, err = l.b.ask("POST", "/submit?owner=o&key="+key, input) {
			time.Sleep(10 * time.Millisecond)
		}
		if err != nil || reply.Code != "" {
			if err == nil && reply.Code != CodeUnavailable {
				l.problem("submit: %s", reply.What)
			}
			continue
		}
		l.note(key, input, reply.Job.ID)
		if kind == "cancel" {
			if reply, err := l.b.ask("POST", "/cancel/"+reply.Job.ID, ""); err == nil && reply.Code == "" {
				l.mu.Lock()
				l.cancelled[reply.Job.ID] = true
				l.mu.Unlock()
			}
		}
		if key != "" && n%4 == 0 {
			// Asking again gives the same job.
			if reply, err := l.b.ask("POST", "/submit?owner=o&key="+key, input); err == nil && reply.Code == "" {
				l.note(key, input, reply.Job.ID)
			}
		}
	}
}

func (l *load) problem(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.problems = append(l.problems, fmt.Sprintf(format, args...))
}

// note remembers an accepted job.
func (l *load) note(key, input, id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.accepted[id] = input
	if known := l.keys[key]; key != "" && known != "" && known != id {
		l.problems = append(l.problems, fmt.Sprintf("the key %s names %s and %s", key, known, id))
	}
	l.keys[key] = id
}

// known is what an answer is judged by: what a client knew of the job before it asked.
// What it learns while the answer is on its way, the answer need not hold.
type known struct {
	input, proof string
	cancelled    bool
}

func (l *load) known(id string) known {
	l.mu.Lock()
	defer l.mu.Unlock()
	return known{l.accepted[id], l.proofs[id], l.cancelled[id]}
}

// some is an accepted job, the newest every other time; "" if there is none.
func (l *load) some() (id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	newest := rand.IntN(2) == 0
	for other := range l.accepted {
		if id = max(id, other); !newest {
			return other
		}
	}
	return id
}

// look looks at a server's results while they come.
func (l *load) look(b *box) {
	for {
		select {
		case <-l.stop:
			return
		case <-time.After(5 * time.Millisecond):
		}
		id := l.some()
		before := l.known(id)
		if reply, err := b.ask("GET", "/job/"+id, ""); id != "" && err == nil {
			l.see(id, before, reply)
			if reply.Proof != "" {
				l.mu.Lock()
				l.early++
				l.mu.Unlock()
			}
		}
	}
}

// see checks an answer against what was known of the job before it was asked for.
func (l *load) see(id string, before known, reply testReply) {
	l.mu.Lock()
	defer l.mu.Unlock()
	complain := func(format string, args ...any) {
		l.problems = append(l.problems, id+" ("+before.input+"): "+fmt.Sprintf(format, args...))
	}
	switch {
	case reply.Code != "":
		complain("lost: %s", reply.What)
	case before.proof != "" && reply.Proof != before.proof:
		complain("its proof was %q, now it is %q (%s)", before.proof, reply.Proof, reply.Job.Status)
	case reply.Job.Status == Succeeded && !strings.HasPrefix(reply.Proof, "proof of "+before.input+" by "):
		complain("its proof is %q", reply.Proof)
	case reply.Job.Status != Succeeded && reply.Proof != "":
		complain("it is %s and has a proof", reply.Job.Status)
	case before.cancelled && reply.Job.Status != Cancelled:
		complain("it was cancelled, now it is %s", reply.Job.Status)
	}
	if first := l.proofs[id]; first != "" && reply.Proof != "" && reply.Proof != first {
		complain("it has two proofs, %q and %q", first, reply.Proof)
	} else if reply.Proof != "" {
		l.proofs[id] = reply.Proof
	}
}

// enough is how many jobs are accepted at least.
const enough = 20

// finish ends the load when it was enough, waits until all jobs have ended, and checks how.
func (l *load) finish(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); l.count() < enough && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	close(l.stop)
	l.wg.Wait()
	deadline := time.Now().Add(60 * time.Second)
	for id, input := range l.accepted {
		for {
			reply, err := l.b.ask("GET", "/job/"+id, "")
			if err == nil && reply.Job.Status.Final() {
				l.see(id, l.known(id), reply)
				l.checkEnd(t, input, reply.Job)
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s (%s) has not ended: %+v %v", id, input, reply, err)
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	for _, p := range l.problems {
		t.Error(p)
	}
	if len(l.accepted) < enough {
		t.Errorf("only %d jobs were accepted", len(l.accepted))
	}
}

// checkEnd checks that a job ended as its input says.
func (l *load) checkEnd(t *testing.T, input string, j Job) {
	kind, _, _ := strings.Cut(input, " ")
	ok := false
	switch kind {
	case "a", "slow":
		ok = j.Status == Succeeded
	case "bad", "crash", "refuse":
		ok = j.Status == Failed
	case "cancel":
		ok = j.Status == Cancelled || j.Status == Succeeded
	}
	if !ok {
		t.Errorf("%s (%s) ended as %s: %+v; attempts %+v", j.ID, input, j.Status, j.Reason, j.Attempts)
	}
}
