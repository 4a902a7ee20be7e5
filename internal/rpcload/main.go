// Command rpcload starts a node that makes its blocks alone, sends it transfers at a
// steady rate as many clients do, and says how long answers took and how many
// transfers came to be in sealed blocks. With -junk, another network sends junk at
// the same time. docs/sequencer.md tells what came out.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"slices"
	"time"

	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/node"
	"quarry/sequencer/program"
)

func main() {
	l := load{}
	flag.IntVar(&l.rate, "rate", 500, "transfers a second")
	flag.DurationVar(&l.whole, "for", 20*time.Second, "how long")
	flag.IntVar(&l.accounts, "accounts", 400, "how many accounts send them")
	flag.IntVar(&l.connections, "connections", 32, "connections that the transfers come over")
	flag.IntVar(&l.junk, "junk", 0, "requests of junk a second, from another network")
	profile := flag.String("profile", "", "a file for a profile of the processor's time")
	dir := flag.String("dir", "", "where the node keeps its data; a temporary folder if empty")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := l.profiled(ctx, *profile, *dir); err != nil {
		log.Fatal(err)
	}
}

// profiled runs the load, and writes a profile unless its file is "".
func (l *load) profiled(ctx context.Context, profile, dir string) error {
	if profile == "" {
		return l.run(ctx, dir)
	}
	f, err := os.Create(profile)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return l.run(ctx, dir)
}

// load is what the clients do and what they saw.
type load struct {
	rate, accounts, connections, junk int
	whole                             time.Duration

	url   string
	chain *chain.Chain
}

func (l *load) run(ctx context.Context, dir string) error {
	if dir == "" {
		temporary, err := os.MkdirTemp("", "rpcload")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temporary)
		dir = temporary
	}
	accounts := chaintest.Accounts(l.accounts)
	n, err := node.Open(ctx, node.Options{
		Dir: dir, Genesis: chaintest.Genesis(accounts),
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	if err != nil {
		return err
	}
	defer n.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	l.url, l.chain = "http://"+listener.Addr().String()+"/rpc/v0_10", n.Chain()
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- n.Run(running, listener) }()
	err = l.measure(ctx, accounts)
	stop()
	if e := <-ended; err == nil {
		err = e
	}
	return err
}

// measure sends everything and prints what came of it.
func (l *load) measure(ctx context.Context, accounts []*chaintest.Account) error {
	bodies, err := sign(accounts, int(float64(l.rate)*l.whole.Seconds()))
	if err != nil {
		return err
	}
	fmt.Printf("%d transfers of %d accounts signed; %d cores\n", len(bodies), l.accounts, runtime.GOMAXPROCS(0))
	junk := l.startJunk(ctx)
	start := time.Now()
	seen := l.send(ctx, bodies)
	sent := time.Since(start)
	junk.stop()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	sealed, reverted, err := l.settle(ctx, seen.accepted)
	if err != nil {
		return err
	}
	all := time.Since(start)
	fmt.Printf("accepted %d of %d in %.1f s: %.0f a second\n", seen.accepted, len(bodies), sent.Seconds(), float64(seen.accepted)/sent.Seconds())
	fmt.Printf("in blocks %d after %.1f s: %.0f a second, %d blocks, %d reverted\n",
		sealed, all.Seconds(), float64(sealed)/all.Seconds(), l.chain.Store().Head().Number, reverted)
	report("from the answer's request", seen.service)
	report("from when it was due", seen.due)
	for reason, count := range seen.refused {
		fmt.Printf("refused %d times: %s\n", count, reason)
	}
	if l.junk > 0 {
		fmt.Printf("junk: %d requests, %.0f a second, %d refused for their rate\n", junk.sent.Load(), float64(junk.sent.Load())/sent.Seconds(), junk.limited.Load())
	}
	fmt.Printf("heap %d MiB, from the system %d MiB\n", memory.HeapAlloc>>20, memory.Sys>>20)
	return nil
}

// report prints percentiles.
func report(what string, took []time.Duration) {
	if len(took) == 0 {
		return
	}
	slices.Sort(took)
	at := func(p float64) time.Duration {
		return took[min(len(took)-1, int(p*float64(len(took))))].Round(10 * time.Microsecond)
	}
	fmt.Printf("addInvokeTransaction, %s: half %s, 90 %% %s, 99 %% %s, 99.9 %% %s, all %s\n",
		what, at(.5), at(.9), at(.99), at(.999), took[len(took)-1].Round(10*time.Microsecond))
}

// settle waits until all accepted transfers are in sealed blocks.
func (l *load) settle(ctx context.Context, accepted int) (sealed, reverted int, err error) {
	store := l.chain.Store()
	for number, end := uint64(1), time.Now().Add(2*time.Minute); sealed < accepted && ctx.Err() == nil; {
		if number > store.Head().Number {
			if time.Now().After(end) {
				return sealed, reverted, fmt.Errorf("only %d of %d transfers came to be in blocks", sealed, accepted)
			}
			time.Sleep(5 * time.Millisecond)
			continue
		}
		receipts, err := store.Receipts(number)
		if err != nil {
			return sealed, reverted, err
		}
		for i := range receipts {
			sealed++
			if receipts[i].Status == program.Reverted {
				reverted++
			}
		}
		number++
	}
	return sealed, reverted, ctx.Err()
}
