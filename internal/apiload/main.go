// Command apiload asks a running service for the status of a job as many clients
// do, and listens to its events as many others do, and says how long answers
// took. docs/operations.md tells what came out.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	l := load{}
	flag.StringVar(&l.server, "server", "http://127.0.0.1:7419", "the service")
	flag.StringVar(&l.key, "key", "", "an API key")
	flag.StringVar(&l.job, "job", "", "the job to ask for")
	flag.IntVar(&l.pollers, "pollers", 1000, "clients that poll the status")
	flag.DurationVar(&l.every, "every", 5*time.Second, "time between two polls of a client")
	flag.IntVar(&l.streams, "streams", 200, "clients that stream the events")
	whole := flag.Duration("for", time.Minute, "how long")
	flag.Parse()
	if l.job == "" {
		log.Fatal("-job: which job?")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, *whole)
	defer cancel()
	l.run(ctx)
	l.report()
	if l.failures.Load() > 0 || len(l.took) == 0 {
		os.Exit(1)
	}
}

// load is what the clients do and what they saw.
type load struct {
	server, key, job string
	pollers, streams int
	every            time.Duration

	mu       sync.Mutex
	took     []time.Duration
	failures atomic.Int64
	events   atomic.Int64
	opened   atomic.Int64
}

func (l *load) run(ctx context.Context) {
	var all sync.WaitGroup
	for range l.streams {
		all.Go(func() { l.stream(ctx) })
	}
	for range l.pollers {
		all.Go(func() { l.poll(ctx) })
	}
	all.Wait()
}

// client has connections of its own, as one on another machine has.
func client() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConns: 1, MaxIdleConnsPerHost: 1, IdleConnTimeout: time.Minute}}
}

func (l *load) get(ctx context.Context, c *http.Client, path string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, l.server+"/v1/proofs/"+l.job+path, nil)
	if err != nil {
		return nil, err
	}
	if l.key != "" {
		r.Header.Set("Authorization", "Bearer "+l.key)
	}
	return c.Do(r)
}

// poll asks for the status again and again, beginning at a random moment. Time
// counts from when a request is due.
func (l *load) poll(ctx context.Context) {
	c := client()
	due := time.Now().Add(rand.N(l.every))
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Until(due)):
		}
		a, err := l.get(ctx, c, "")
		if err == nil {
			_, err = io.Copy(io.Discard, a.Body)
			a.Body.Close()
		}
		if ctx.Err() != nil {
			return
		}
		if err != nil || a.StatusCode != http.StatusOK {
			l.failures.Add(1)
		} else {
			l.mu.Lock()
			l.took = append(l.took, time.Since(due))
			l.mu.Unlock()
		}
		due = due.Add(l.every)
	}
}

// stream listens to the events, again when they end.
func (l *load) stream(ctx context.Context) {
	c := client()
	buffer := make([]byte, 16<<10)
	for ctx.Err() == nil {
		a, err := l.get(ctx, c, "/events")
		if err != nil || a.StatusCode >= 400 {
			if ctx.Err() == nil {
				l.failures.Add(1)
				time.Sleep(time.Second)
			}
			continue
		}
		l.opened.Add(1)
		for {
			n, err := a.Body.Read(buffer)
			for _, b := range buffer[:n] {
				if b == '{' { // every event's data has at least one
					l.events.Add(1)
					break
				}
			}
			if err != nil {
				break
			}
		}
		a.Body.Close()
		time.Sleep(time.Second)
	}
}

func (l *load) report() {
	slices.Sort(l.took)
	at := func(q float64) time.Duration {
		if len(l.took) == 0 {
			return 0
		}
		return l.took[min(int(q*float64(len(l.took))), len(l.took)-1)].Round(10 * time.Microsecond)
	}
	fmt.Printf("polls     %d by %d clients, %d failed requests\n", len(l.took), l.pollers, l.failures.Load())
	fmt.Printf("took      p50 %s, p90 %s, p99 %s, p99.9 %s, most %s\n", at(.5), at(.9), at(.99), at(.999), at(1))
	fmt.Printf("streams   %d clients, opened %d times, %d reads with events\n", l.streams, l.opened.Load(), l.events.Load())
}
