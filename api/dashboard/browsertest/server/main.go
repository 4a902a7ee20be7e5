// Command server is what the dashboard's test looks at: the service over a
// line-up in memory that is full of jobs, and in which some seem to run. No proof
// is made.
//
//	go run ./api/dashboard/browsertest/server --listen 127.0.0.1:0 [--key KEY] [--settler | --demo]
//
// With --settler it is the explorer of a node that settles its blocks, with --demo the
// page of a demo. It prints its address.
package main

import (
	"context"
	"crypto/subtle"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"

	"quarry/api"
	"quarry/api/apitest"
	"quarry/api/dashboard"
	"quarry/fault"
	"quarry/hw"
	"quarry/prover/lineup"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "the `address` to listen at")
	key := flag.String("key", "", "the API `key` to ask for; none without one")
	empty := flag.Bool("empty", false, "begin without jobs")
	settling := flag.Bool("settler", false, "be the explorer of a node with a settler")
	telling := flag.Bool("demo", false, "be the page of a demo")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	work := func() error { return run(ctx, *listen, *key, *empty) }
	if *settling {
		work = func() error { return settle(ctx, *listen) }
	}
	if *telling {
		work = func() error { return tellStory(ctx, *listen) }
	}
	if err := work(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, listen, key string, empty bool) error {
	jobs := &house{Lineup: apitest.NewLineup()}
	if !empty {
		seed(jobs.Lineup)
		go jobs.work(ctx)
	}
	config := api.Config{
		Lineup: jobs, Mounts: []api.Mount{dashboard.Mount}, Version: "test", Backends: backends(),
		Log: slog.New(slog.DiscardHandler),
	}
	if key != "" {
		config.Auth = &oneKey{key}
	}
	server, err := api.New(config)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	return server.Serve(ctx, l)
}

func backends() []hw.Backend {
	return []hw.Backend{
		{Name: "cuda", About: "NVIDIA GPUs", Problem: fault.New("kernels/driver", "libcuda.so.1 is not there")},
		{Name: "avx2", About: "x86-64 assembly: ADX, BMI2, AVX2"},
		{Name: "go", About: "portable Go"},
	}
}

// oneKey knows a single key.
type oneKey struct{ key string }

func (o *oneKey) Authenticate(r *http.Request) (api.Identity, error) {
	given := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if subtle.ConstantTimeCompare([]byte(given), []byte(o.key)) == 0 {
		return api.Identity{}, fault.New(api.CodeUnauthenticated, "the request has no valid API key").WithHint("send Authorization: Bearer KEY")
	}
	return api.Identity{KeyID: "k1", Name: "test", Scopes: []api.Scope{api.ScopeAdmin}}, nil
}

func (*oneKey) Admit(*http.Request, api.Identity, api.Operation) error { return nil }

func (*oneKey) AdmitJob(context.Context, api.Identity, *lineup.Submission) error { return nil }
