package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"quarry/prover/worker"
)

// The exit codes, see docs/errors.md.
const (
	exitOK        = 0
	exitFailed    = 1 // the input or the proof is wrong, or the work failed
	exitUsage     = 2 // the command line or the configuration is wrong
	exitCancelled = 130
)

// streams are where a command reads and writes.
type streams struct {
	out, err io.Writer
	// terminal reports whether err is a terminal that shows a progress bar.
	terminal bool
	// graceful, if set, lets work take its time to end after an interrupt.
	graceful *atomic.Bool
}

// patient says that the work ends gracefully by itself after an interrupt.
func (s *streams) patient() {
	if s.graceful != nil {
		s.graceful.Store(true)
	}
}

func main() {
	ctx, stop := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	var graceful atomic.Bool
	go func() {
		<-signals
		stop(errInterrupted)
		signal.Stop(signals) // a second one ends the process at once
		if graceful.Load() {
			return
		}
		// Work ends at once, too, or is left: files are written atomically.
		time.Sleep(patience)
		os.Exit(exitCancelled)
	}()
	probeByChild()
	s := streams{out: os.Stdout, err: os.Stderr, terminal: isTerminal(os.Stderr), graceful: &graceful}
	os.Exit(run(ctx, os.Args, s))
}

// patience is how long work may take to end after an interrupt.
const patience = 800 * time.Millisecond

var errInterrupted = errors.New("interrupted")

// run does what the arguments ask for and returns the exit code.
func run(ctx context.Context, args []string, s streams) int {
	name := strings.TrimSuffix(filepath.Base(args[0]), ".exe")
	switch name {
	case "cpu_air_prover":
		return runProve(ctx, invocation{name: name, args: args[1:], dropIn: true}, s)
	case "cpu_air_verifier":
		return runVerify(ctx, invocation{name: name, args: args[1:], dropIn: true}, s)
	}
	if len(args) < 2 {
		usage(s.err)
		return exitUsage
	}
	switch args[1] {
	case "prove":
		return runProve(ctx, invocation{name: "quarry prove", args: args[2:]}, s)
	case probeCommand:
		return runProbe(s.out)
	case "verify":
		return runVerify(ctx, invocation{name: "quarry verify", args: args[2:]}, s)
	case worker.ChildCommand:
		return runProveTask(s)
	case "help", "-h", "-help", "--help":
		if len(args) > 2 && args[2] != "help" && !strings.HasPrefix(args[2], "-") {
			return run(ctx, []string{args[0], args[2], "--help"}, s)
		}
		usage(s.out)
		return exitOK
	}
	return runOwn(ctx, args[1:], s)
}

func usage(w io.Writer) {
	fmt.Fprint(w, `Quarry proves and verifies Cairo runs as StarkWare's Stone does, byte for byte.

  quarry run         run a compiled Cairo program (flags of cairo-run)
  quarry prove       make a proof of a run (flags of Stone's cpu_air_prover)
  quarry verify      verify a proof file (flags of Stone's cpu_air_verifier)
  quarry inspect     say what is in a proof file, a public input or a program
  quarry params      compute parameters for a run and a wished security level
  quarry bench       measure kernels and proofs on this machine; compare reports
  quarry serve       prove as a service over HTTP, with a queue and a dashboard
  quarry keys        make, list and revoke a service's API keys
  quarry webhook     print the secret that a service's messages are signed with
  quarry submit      hand a proof to be made to a service
  quarry status      say where a service's jobs stand
  quarry watch       follow a service's job to its end
  quarry cancel      end a service's job
  quarry fetch       get a proof from a service
  quarry worker      make the proofs of a server or a cluster, as one of its workers
  quarry demo        show a transfer's whole way: deposit, L2 block, proof, L1, finality
  quarry devnet      run a network of sequencers for tests, with accounts and a faucet
  quarry node        run a sequencer with Starknet's JSON-RPC
  quarry settlement  ask a node's settler what it does: status, blocks; retry, pause
  quarry contracts   deploy a rollup's contracts on L1; see what they say
  quarry governance  do what governors do: roles, versions, code, limits, freezing
  quarry bridge      deposit, claim withdrawals, take deposits back, escape
  quarry wallet      keep keys; see, send and withdraw ETH on L2
  quarry genesis     make the genesis file of a chain
  quarry hw          say what this machine has, and which backend is chosen
  quarry derive      rebuild a rollup's whole state from L1 alone
  quarry config      print all settings, and where their values come from
  quarry version     print the version
  quarry help        print this, or with a command: its flags

Called as cpu_air_prover or cpu_air_verifier it behaves as those.
`)
}
