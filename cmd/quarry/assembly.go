package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"net"
	"path/filepath"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"quarry/api/dashboard"
	"quarry/config"
	"quarry/fault"
	"quarry/internal/daemon"
	"quarry/sequencer/node"
	"quarry/sequencer/state"
	"quarry/settlement/blob"
	"quarry/settlement/governance"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/proving"
	"quarry/settlement/settler/rest"
	"quarry/settlement/settler/sequencing"
)

// codeNode: a sequencer can't be put together.
const codeNode fault.Code = "node/setup"

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// assembly is a sequencer with what it needs from outside: the prover and L1, and the
// settler between them. All commands that run a sequencer put it together here.
type assembly struct {
	dir string
	log *slog.Logger

	node     *node.Node
	rpc      net.Listener
	monitor  net.Listener
	engine   net.Listener
	registry *prometheus.Registry
	// parts run beside the node.
	parts []func(context.Context) error

	// service is what answers over HTTP: the embedded prover, the settler, or both; nil
	// if there is neither.
	service *appliance
	served  bool // the service has run, and closed itself
	// prover proves blocks for the settler, proofs knows their form; tests set their own
	// before open.
	prover   settler.Prover
	proofs   settler.Proofs
	l1       *l1.Client
	records  *pebble.DB
	deposits *sequencing.Deposits
	settler  *settler.Settler
	// endAccount lets go of who signs on L1.
	endAccount func()
}

// The folders in a node's data directory.
const (
	chainFolder       = "chain"
	consensusFolder   = "consensus"
	recordsFolder     = "l1"
	transactionFolder = "l1-transactions"
	blobFolder        = "blobs"
	serviceFolder     = "service"
	ordersFolder      = "orders"
	genesisFile       = "genesis.json"
)

// open opens the node and all that the settings connect it with.
func (a *assembly) open(ctx context.Context, r *config.Rollup, s *config.Settlement, o *node.Options) error {
	o.Metrics, o.Log = a.registry, a.log
	for _, step := range []func() error{
		func() error { return checkSettlement(r, s) },
		func() error { return a.openL1(ctx, r, o) },
		func() error { return a.openProver(ctx, r, s, o) },
		func() (err error) { a.node, err = node.Open(ctx, *o); return err },
		func() error { return a.openFinality(ctx, r, s, o.Genesis) },
		func() error {
			c := &o.Genesis.Config
			return a.openService(governance.Contracts{Core: c.Core, Bridge: c.Bridge, Origin: r.L1Origin})
		},
	} {
		if err := step(); err != nil {
			return err
		}
	}
	watchNode(a.registry, a.node)
	return nil
}

// openProver opens what proves blocks: a service in this process, or the client of one.
// The settler orders the proofs of the blocks that it settles; otherwise the node does.
func (a *assembly) openProver(ctx context.Context, r *config.Rollup, s *config.Settlement, o *node.Options) (err error) {
	o.Prover.Parallel = r.ProofsAtOnce
	if a.prover != nil {
		return nil
	}
	switch r.Prover {
	case "":
	case "embedded":
		address := "127.0.0.1:0"
		if s.Settle {
			address = s.SettlementListen
		}
		if a.service, err = openBlockProver(ctx, filepath.Join(a.dir, serviceFolder), address, a.dir, a.log.With("room", "service")); err != nil {
			return err
		}
		if s.Settle {
			a.prover = proving.NewLineup(a.service.lineup, proving.Options{Owner: "settler"})
			return nil
		}
		o.Jobs = proving.NewLineup(a.service.lineup, proving.Options{Owner: "sequencer"}).Jobs()
	default:
		remote, err := dialProver(r.Prover, r.ProverKey, filepath.Join(a.dir, ordersFolder))
		if err != nil {
			return err
		}
		if s.Settle {
			a.prover = remote
			return nil
		}
		o.Jobs = remoteJobs{remote}
	}
	return nil
}

// firstLook is how long L1 may take to answer before the node begins without it.
const firstLook = 10 * time.Second

// openL1 connects to the L1 node, and follows its deposits.
func (a *assembly) openL1(ctx context.Context, r *config.Rollup, o *node.Options) (err error) {
	if r.Availability == "blobs" {
		o.Blobs = blob.Diffs{}
	}
	if r.L1URL == "" {
		return nil
	}
	chain := o.Genesis.Config
	if chain.Core == ([20]byte{}) {
		return fault.New(codeNode, "the genesis file names no core contract, so there is nothing to follow on L1").At("l1").
			WithHint("deploy the contracts first; the genesis file has their addresses as core and bridge")
	}
	if a.l1, err = l1.Dial(ctx, l1.Connection{URL: r.L1URL, ChainID: chain.L1ChainID}); err != nil {
		return err
	}
	if a.records, err = state.OpenDatabase(filepath.Join(a.dir, recordsFolder), state.DatabaseOptions{Cache: 8 << 20}); err != nil {
		return err
	}
	if a.deposits, err = sequencing.OpenDeposits(sequencing.DepositsConfig{
		DB: a.records, Prefix: []byte("deposits/"), Client: a.l1, Core: chain.Core, Origin: r.L1Origin, Depth: r.L1Depth,
		Log: a.log.With("part", "deposits"),
	}); err != nil {
		return err
	}
	// What L1 has taken back while the node was down is not to be in its next block.
	first, cancel := context.WithTimeout(ctx, firstLook)
	defer cancel()
	if err := a.deposits.Step(first); err != nil {
		a.log.Warn("messages from L1", "err", err)
	}
	watchDeposits(a.registry, a.deposits)
	o.Deposits, o.Messages = a.deposits, a.deposits
	a.parts = append(a.parts, every(r.L1Every, a.deposits.Run))
	return nil
}

// every runs a part that works at each tick.
func every(pause time.Duration, run func(context.Context, <-chan time.Time) error) func(context.Context) error {
	return func(ctx context.Context) error {
		tick := time.NewTicker(max(pause, time.Millisecond))
		defer tick.Stop()
		return run(ctx, tick.C)
	}
}

// run runs all parts until ctx ends, which is no error, or until one fails.
func (a *assembly) run(ctx context.Context, ready func()) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	parts := append([]func(context.Context) error{func(ctx context.Context) error { return a.node.Run(ctx, a.rpc) }}, a.parts...)
	if a.monitor != nil {
		parts = append(parts, func(ctx context.Context) error { return a.serveMonitor(ctx, a.monitor) })
	}
	if a.service != nil {
		a.served = true
		parts = append(parts, func(ctx context.Context) error { return a.service.serve(ctx, func() {}) })
	}
	ended := make(chan struct{}, len(parts))
	for _, part := range parts {
		go func() {
			if err := part(ctx); err != nil && ctx.Err() == nil {
				stop(err)
			}
			ended <- struct{}{}
		}()
	}
	go daemon.Watchdog(ctx, a.alive, a.log)
	daemon.Ready()
	ready()
	<-ctx.Done()
	a.log.Info("stopping", "why", context.Cause(ctx).Error())
	daemon.Stopping(drainTime)
	for range parts {
		<-ended
	}
	if err := context.Cause(ctx); !errors.Is(err, errInterrupted) && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// explorer mounts the explorer's pages. The node is opened after its server is told of
// them.
func (a *assembly) explorer() func(gin.IRouter) {
	return dashboard.MountExplorer(func(number uint64) (any, error) { return a.node.Chain().Store().Finality(number) },
		rest.Pages{Settler: func() *settler.Settler { return a.settler }})
}

// alive asks the node for a sign of life: its state must be readable.
func (a *assembly) alive(context.Context) error {
	_, err := a.node.State().View()
	return err
}

// close closes what was opened and does not close itself, in reverse.
func (a *assembly) close() {
	for _, l := range []net.Listener{a.rpc, a.monitor, a.engine} {
		if l != nil {
			_ = l.Close() // its server has closed it, if there was one
		}
	}
	var errs []error
	if a.node != nil {
		errs = append(errs, a.node.Close())
	}
	if a.records != nil {
		errs = append(errs, a.records.Close())
	}
	if a.l1 != nil {
		a.l1.Close()
	}
	if a.endAccount != nil {
		a.endAccount()
	}
	if a.service != nil && !a.served {
		a.service.close(time.Second)
	}
	if err := errors.Join(errs...); err != nil {
		a.log.Error("closing", "error", err)
	}
}
