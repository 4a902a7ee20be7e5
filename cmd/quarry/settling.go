package main

import (
	"context"
	"math/big"
	"path/filepath"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"quarry/api"
	"quarry/config"
	"quarry/fault"
	"quarry/sequencer/state"
	"quarry/sequencer/wallet"
	"quarry/settlement/blob"
	"quarry/settlement/governance"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/proving"
	"quarry/settlement/settler/rest"
	"quarry/settlement/settler/sequencing"
)

// settlerPrefix begins the settler's records, and those of a tracker alone: a node that
// begins to settle, or ceases to, goes on with what it knows of L1.
const settlerPrefix = "settler/"

// checkSettlement refuses settings that contradict each other.
func checkSettlement(r *config.Rollup, s *config.Settlement) error {
	if !s.Settle {
		return nil
	}
	if r.L1URL == "" {
		return fault.New(config.CodeValue, "blocks are to be settled, but no L1 node is named").At("l1").
			WithHint("--l1 URL: a node's JSON-RPC")
	}
	if r.Prover == "" {
		return fault.New(config.CodeValue, "blocks are to be settled, but nobody proves them").At("prover").
			WithHint("--prover embedded, or the address of a quarry serve")
	}
	_, err := maxCost(s)
	return err
}

// maxCost is what an update may cost, in wei.
func maxCost(s *config.Settlement) (*big.Int, error) {
	amount, err := wallet.ParseAmount(s.MaxCost)
	if err != nil || amount.IsZero() {
		return nil, fault.New(config.CodeValue, "%q is no amount that an update may cost", s.MaxCost).At("settle_max_cost").
			WithHint("an amount of ETH, like 0.5")
	}
	return amount.ToBig(), nil
}

// openFinality follows the chain's blocks on L1 until they are final, and, if they are
// to be settled, brings them there.
func (a *assembly) openFinality(ctx context.Context, r *config.Rollup, s *config.Settlement, genesis *state.Genesis) error {
	if a.l1 == nil {
		return nil
	}
	stages := &sequencing.Stages{Store: a.node.Chain().Store()}
	if s.Settle {
		return a.openSettler(ctx, r, s, genesis, stages)
	}
	tracker, err := settler.OpenTracker(settler.TrackerConfig{
		DB: a.records, Prefix: []byte(settlerPrefix), Client: a.l1, Core: genesis.Config.Core, Origin: r.L1Origin,
		Finality: stages, Log: a.log.With("part", "finality"),
	})
	if err != nil {
		return err
	}
	a.parts = append(a.parts, every(r.L1Every, tracker.Run))
	return nil
}

// openSettler opens the settler, if contract, account and chain belong together.
func (a *assembly) openSettler(ctx context.Context, r *config.Rollup, s *config.Settlement, genesis *state.Genesis, stages *sequencing.Stages) error {
	log := a.log.With("room", "settlement")
	most, err := maxCost(s)
	if err != nil {
		return err
	}
	var signer l1.Signer
	if signer, a.endAccount, err = openL1Account(ctx, &s.L1Account); err != nil {
		return err
	}
	store := a.node.Chain().Store()
	blocks := &sequencing.Blocks{Store: store}
	if r.Availability == "blobs" {
		blocks.State = a.node.State()
	}
	block, err := proving.BlockProgram()
	if err != nil {
		return err
	}
	if err := settler.Check(ctx, &settler.CheckConfig{
		Client: a.l1, Core: genesis.Config.Core, Account: signer.Address(), ConfigHash: genesis.Config.Hash(), Program: block.Identity(),
		Proofs: provedPolicy,
		Blocks: blocks, MaxCost: most, Log: log,
	}); err != nil {
		return err
	}
	// An account's nonces belong to one chain: each account has a folder of its own.
	transactions, err := l1.OpenStore(filepath.Join(a.dir, transactionFolder, strings.ToLower(signer.Address().Hex())))
	if err != nil {
		return err
	}
	manager, err := l1.OpenManager(ctx, l1.ManagerOptions{
		Client: a.l1, Signer: signer, Store: transactions, BumpAfter: s.BumpAfter, StuckAfter: s.StuckAfter, Poll: r.L1Every, Log: log,
	})
	if err != nil {
		return err
	}
	c := settler.Config{
		DB: a.records, Prefix: []byte(settlerPrefix), Client: a.l1, Manager: manager, Core: genesis.Config.Core, Origin: r.L1Origin,
		Blocks: blocks, Prover: a.prover, Proofs: a.proofs, Finality: stages, Deposits: a.deposits, Parallel: r.ProofsAtOnce, MaxCost: most,
		ProveTimeout: s.ProofTime, Poll: r.L1Every, Log: log,
	}
	if r.Availability == "blobs" {
		c.Archive = &blob.Archive{Dir: s.Archive}
		if s.Archive == "" {
			c.Archive.Dir = filepath.Join(a.dir, blobFolder)
		}
	}
	if a.settler, err = settler.Open(c); err != nil {
		return err
	}
	a.registry.MustRegister(settler.NewCollector(a.settler))
	a.parts = append(a.parts, a.settler.Run)
	if a.service == nil {
		a.service, err = openFace(filepath.Join(a.dir, serviceFolder), s.SettlementListen, a.dir, a.log.With("room", "service"))
	}
	return err
}

// governanceAge is how old what the API says of the contracts may be: a slot of Ethereum.
const governanceAge = 12 * time.Second

// openService lets the embedded prover, and the settler, answer over HTTP; the settler's
// contracts are there.
func (a *assembly) openService(at governance.Contracts) error {
	if a.service == nil {
		return nil
	}
	var mounts []api.Mount
	if a.settler != nil {
		mounts = append(mounts, rest.Mount(a.settler, governance.Recent(a.l1, at, governanceAge)))
	}
	return a.service.openServer(mounts...)
}

// aboutSettlement says in a banner what becomes of the blocks on L1.
func (a *assembly) aboutSettlement(t *table, r *config.Rollup, genesis *state.Genesis) {
	switch {
	case a.l1 == nil:
		t.add("L1", "none (--l1)")
		return
	case a.settler == nil:
		t.add("L1", "followed: deposits, and blocks until they are final (--settle settles them)")
	default:
		o := a.settler.Overview()
		t.add("L1", "chain %s, blocks are settled by %s, state diffs in %s", a.l1.Chain(), o.Operator.Hex(), r.Availability)
		t.add("settlement", "%s/v1/settlement", a.service.url())
	}
	t.add("core", "%s", common.Address(genesis.Config.Core).Hex())
	t.add("bridge", "%s", common.Address(genesis.Config.Bridge).Hex())
}
