package lineup

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

func message(t testing.TB, v any) *nats.Msg {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return &nats.Msg{Data: data}
}

// FuzzCalls: no call of a worker, whatever is in it, harms the leader, the
// registry, or a job whose lease it does not hold.
func FuzzCalls(f *testing.F) {
	l, err := Open(f.Context(), quick(f.TempDir()))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { closeNow(l) })
	j, _, err := trySubmit(f.Context(), l, "a")
	if err != nil {
		f.Fatal(err)
	}
	ref := leaseRef{j.ID, 1}
	who := leaseCall{"w", ref}
	for _, v := range []struct {
		verb verb
		body any
	}{
		{verbBegin, who}, {verbReturn, returnCall{who, "why"}}, {verbFail, failCall{leaseCall: who}},
		{verbFinish, finishCall{leaseCall: who}}, {verbPlan, planCall{leaseCall: who, Fits: true}},
		{verbPlan, planCall{leaseCall: leaseCall{"w", leaseRef{"nonsense", 1}}}},
		{verbBeat, beatCall{Info: WorkerInfo{Name: "w"}, Leases: []heldLease{{ref, 1}, {leaseRef{}, 1}}}},
		{verbBeat, beatCall{Info: WorkerInfo{Name: "a.>"}}}, {"nonsense", nil},
	} {
		f.Add(string(v.verb), message(f, v.body).Data)
	}
	f.Add("finish", []byte(`{"job":"../x","token":-1}`))
	f.Fuzz(func(t *testing.T, v string, data []byte) {
		d := &leader{LineUp: l, ctx: t.Context(), leases: map[uint64]*watched{}, consumers: map[string]bool{}}
		if strings.HasPrefix(v, "beat") {
			// Making a queue for every name would fill the disk.
			var b beatCall
			if json.Unmarshal(data, &b) == nil {
				d.consumers[b.Info.Name] = true
			}
		}
		_, err := d.serve(verb(v), data)
		if err != nil && reasonOf(err).Code == "" {
			t.Fatalf("an error without a code: %v", err)
		}
		newRegistry().hear(&nats.Msg{Data: data})
		l.index.hear(&nats.Msg{Data: data})
		if now, err := l.Get(t.Context(), j.ID); err != nil || now.Status != Queued || now.Revision != j.Revision {
			t.Fatalf("the job is %+v, %v", now, err)
		}
	})
}

// TestNothingLeft: a line-up that is closed leaves no goroutines.
func TestNothingLeft(t *testing.T) {
	count := func() int {
		runtime.GC()
		return runtime.NumGoroutine()
	}
	once := func() {
		l := opened(t, quick(t.TempDir()))
		working(t, l, WorkerInfo{})
		for i := range 20 {
			j := submit(t, l, fmt.Sprintf("a %d", i))
			events, err := l.Events(t.Context(), j.ID, 0)
			if err != nil {
				t.Fatal(err)
			}
			for range events {
			}
		}
		if len(l.index.feeds) > 0 {
			t.Errorf("%d feeds of jobs that have ended", len(l.index.feeds))
		}
		closeNow(l)
	}
	once() // what is started once stays
	before := count()
	for range 2 {
		once()
	}
	deadline := time.Now().Add(10 * time.Second)
	for count() > before {
		if time.Now().After(deadline) {
			buf := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, before there were %d\n%s", count(), before, buf[:runtime.Stack(buf, true)])
		}
		time.Sleep(50 * time.Millisecond)
	}
}
