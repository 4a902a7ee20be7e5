package main

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/gin-gonic/gin"

	"quarry/api/dashboard"
	"quarry/fault"
	"quarry/prover/stone"
	"quarry/sequencer/chain"
	"quarry/sequencer/consensus/solo"
	"quarry/sequencer/node"
	"quarry/sequencer/program"
	"quarry/sequencer/state"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/verifier"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/proving"
	"quarry/settlement/settler/rest"
	"quarry/settlement/settler/sequencing"
)

// rollup is a whole rollup in this process: an L1 of its own with the contracts, the
// service that proves, the sequencer, and the settler between them.
type rollup struct {
	dir string
	log *slog.Logger

	l1        *l1.Chain
	operator  *ecdsa.PrivateKey
	addresses *contracts.Addresses
	gas       uint64 // that the deployment took

	records  *pebble.DB
	service  *appliance
	served   bool // the service has run, and closed itself
	deposits *sequencing.Deposits
	node     *node.Node
	rpc      net.Listener
	settler  *settler.Settler
}

const (
	// rollupBlockTime is the time between two blocks of the embedded L1.
	rollupBlockTime = time.Second
	// rollupDepth is how many L1 blocks lie upon a deposit's before it is taken.
	rollupDepth = 2
	// rollupFloor is what the verifier demands of n_queries · log_n_cosets +
	// proof_of_work_bits.
	rollupFloor = 96
)

// openRollup starts L1 and deploys the contracts, then opens all other parts. wealth
// has each of these L1 accounts begin with 1,000 ETH.
func openRollup(ctx context.Context, dir string, genesis *state.Genesis, blocks solo.Options, wealth []*ecdsa.PrivateKey, log *slog.Logger) (*rollup, error) {
	r := &rollup{dir: dir, log: log}
	steps := []func() error{
		func() error { return r.openL1(ctx, genesis, wealth) },
		func() error { return r.openService(ctx) },
		func() error { return r.openNode(ctx, genesis, blocks) },
		func() error { return r.openSettler(ctx) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			r.close()
			return nil, err
		}
	}
	return r, nil
}

// openL1 starts the chain and deploys the contracts; genesis then knows them.
func (r *rollup) openL1(ctx context.Context, genesis *state.Genesis, wealth []*ecdsa.PrivateKey) (err error) {
	if r.operator, err = crypto.GenerateKey(); err != nil {
		return err
	}
	alloc := types.GenesisAlloc{}
	for _, key := range append(slices.Clone(wealth), r.operator) {
		alloc[crypto.PubkeyToAddress(key.PublicKey)] = types.Account{Balance: new(big.Int).Mul(big.NewInt(1000), big.NewInt(1e18))}
	}
	if r.l1, err = l1.StartChain(l1.ChainOptions{ChainID: genesis.Config.L1ChainID, Alloc: alloc, Log: r.log.With("part", "l1")}); err != nil {
		return err
	}
	auth, err := bind.NewKeyedTransactorWithChainID(r.operator, r.l1.Client().Chain())
	if err != nil {
		return err
	}
	block, err := proving.BlockProgram()
	if err != nil {
		return err
	}
	d := &verifier.Deployer{Backend: r.l1.Client(), Auth: auth, Mined: func() {
		if _, err := r.l1.Commit(); err != nil {
			r.log.Error("L1 makes no block", "error", err)
		}
	}}
	r.addresses, err = contracts.Deploy(ctx, d, &contracts.Options{
		Verifier: verifier.Policy{Layout: program.Layout, Version: stone.V3, SecurityFloor: rollupFloor}, Program: block,
		L1ChainID: genesis.Config.L1ChainID, L2ChainID: genesis.Config.L2ChainID,
		Genesis:   contracts.Genesis{Root: genesis.Root(), BlockHash: genesis.BlockHash()},
		Operators: []common.Address{auth.From}, Delays: contracts.DefaultDelays(), Limits: contracts.NoLimits(),
	})
	r.gas = d.Gas
	if err != nil {
		return err
	}
	genesis.Config.Core, genesis.Config.Bridge = r.addresses.Core, r.addresses.Bridge
	return nil
}

// openService opens the service that proves, with the defaults of its settings.
func (r *rollup) openService(ctx context.Context) (err error) {
	r.service, err = openBlockProver(ctx, filepath.Join(r.dir, "service"), r.log.With("room", "service"))
	return err
}

func (r *rollup) openNode(ctx context.Context, genesis *state.Genesis, blocks solo.Options) (err error) {
	if r.records, err = state.OpenDatabase(filepath.Join(r.dir, "settlement"), state.DatabaseOptions{Cache: 8 << 20}); err != nil {
		return err
	}
	if r.deposits, err = sequencing.OpenDeposits(sequencing.DepositsConfig{
		DB: r.records, Prefix: []byte("deposits/"), Client: r.l1.Client(), Core: r.addresses.Core, Origin: r.addresses.Block,
		Depth: rollupDepth, Log: r.log.With("part", "deposits"),
	}); err != nil {
		return err
	}
	if r.node, err = node.Open(ctx, node.Options{
		Dir: filepath.Join(r.dir, "node"), Genesis: genesis, Solo: blocks, Deposits: r.deposits, Messages: r.deposits,
		Mounts: []func(gin.IRouter){dashboard.MountExplorer(func(number uint64) (any, error) { return r.finality(number) },
			rest.Pages{Settler: func() *settler.Settler { return r.settler }})},
		Log: r.log.With("room", "sequencer"),
	}); err != nil {
		return err
	}
	r.rpc, err = listen("127.0.0.1:0")
	return err
}

func (r *rollup) openSettler(ctx context.Context) error {
	store, err := l1.OpenStore(filepath.Join(r.dir, "transactions"))
	if err != nil {
		return err
	}
	log := r.log.With("room", "settlement")
	manager, err := l1.OpenManager(ctx, l1.ManagerOptions{
		Client: r.l1.Client(), Signer: l1.NewKeySigner(r.operator), Store: store, Poll: rollupBlockTime, Log: log,
	})
	if err != nil {
		return err
	}
	r.settler, err = settler.Open(settler.Config{
		DB: r.records, Prefix: []byte("settler/"), Client: r.l1.Client(), Manager: manager, Core: r.addresses.Core, Origin: r.addresses.Block,
		Blocks: &sequencing.Blocks{Store: r.node.Chain().Store()}, Prover: proving.NewLineup(r.service.lineup, proving.Options{Owner: "settler"}),
		Finality: &sequencing.Stages{Store: r.node.Chain().Store()}, Poll: rollupBlockTime / 2, Log: log,
	})
	return err
}

// run runs all parts until ctx ends, or until one fails.
func (r *rollup) run(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	r.served = true
	var parts sync.WaitGroup
	for _, part := range []func(context.Context) error{
		r.mine,
		func(ctx context.Context) error { return r.service.serve(ctx, func() {}) },
		func(ctx context.Context) error {
			tick := time.NewTicker(rollupBlockTime / 2)
			defer tick.Stop()
			return r.deposits.Run(ctx, tick.C)
		},
		func(ctx context.Context) error { return r.node.Run(ctx, r.rpc) },
		r.settler.Run,
	} {
		parts.Go(func() {
			if err := part(ctx); err != nil && ctx.Err() == nil {
				stop(err)
			}
		})
	}
	<-ctx.Done()
	parts.Wait()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) && !errors.Is(err, errInterrupted) {
		return err
	}
	return nil
}

// mine makes L1 blocks.
func (r *rollup) mine(ctx context.Context) error {
	tick := time.NewTicker(rollupBlockTime)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if _, err := r.l1.Commit(); err != nil {
				return err
			}
		}
	}
}

// close closes what was opened, in reverse.
func (r *rollup) close() {
	var errs []error
	if r.rpc != nil {
		_ = r.rpc.Close() // the node has closed it, if it ran
	}
	if r.node != nil {
		errs = append(errs, r.node.Close())
	}
	if r.records != nil {
		errs = append(errs, r.records.Close())
	}
	if r.service != nil && !r.served {
		r.service.close(time.Second)
	}
	if r.l1 != nil {
		errs = append(errs, r.l1.Close())
	}
	if err := errors.Join(errs...); err != nil {
		r.log.Error("closing", "error", err)
	}
}

// finality is how far a block is on its way to L1.
func (r *rollup) finality(number uint64) (*chain.Finality, error) {
	return r.node.Chain().Store().Finality(number)
}

// temporary is a folder for a rollup that is not kept.
func temporary(name string) (dir string, remove func(), err error) {
	if dir, err = os.MkdirTemp("", name); err != nil {
		return "", nil, fault.Wrap(err, codeRollup, "there is no room for files")
	}
	return dir, func() { _ = os.RemoveAll(dir) }, nil
}

// codeRollup: a rollup in this process can't be set up.
const codeRollup fault.Code = "rollup/setup"
