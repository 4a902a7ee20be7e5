package main

import (
	"context"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/chain"
)

// trouble is why the block can't be settled, nil if nothing speaks against it.
func (d *demo) trouble() error {
	b, err := d.a.settler.Block(d.block)
	if err != nil || b == nil || b.SetAside == nil {
		return nil // not known yet
	}
	return fault.New(codeDemo, "block %d can't be settled: %+v", d.block, *b.SetAside)
}

// tell says that the block has come to a stage.
func (d *demo) tell(ctx context.Context, stage chain.Stage, f *chain.Finality) error {
	switch stage {
	case chain.Proving:
		d.say("prover", "proves that the block program makes this state of the old one")
	case chain.Proved:
		return d.tellProof(ctx)
	case chain.L1Submitted:
		d.say("settler", "one transaction carries proof and state diff: %s", clipped(common.Hash(f.L1Transaction).Hex()))
	case chain.L1Included:
		return d.tellUpdate(ctx, f)
	case chain.L1Safe:
		d.say("L1", "safe")
	case chain.L1Finalized:
		d.say("L1", "finalized: the block is ACCEPTED_ON_L1 for good")
	}
	return nil
}

func (d *demo) tellProof(ctx context.Context) error {
	b, err := d.a.settler.Block(d.block)
	if err != nil {
		return err
	}
	job, err := d.a.service.lineup.Get(ctx, b.ProverJob)
	if err != nil {
		return err
	}
	if job.Result != nil {
		d.result.ProofBytes = int(job.Result.Raw.Bytes)
	}
	d.say("prover", "the proof is made and verified: %d bytes", d.result.ProofBytes)
	return nil
}

// tellUpdate says what the update has cost.
func (d *demo) tellUpdate(ctx context.Context, f *chain.Finality) error {
	hash := common.Hash(f.L1Transaction)
	receipt, err := d.client.TransactionReceipt(ctx, hash)
	if err != nil {
		return err
	}
	tx, _, err := d.client.TransactionByHash(ctx, hash)
	if err != nil {
		return err
	}
	d.result.L1Transaction, d.result.UpdateGas, d.result.CalldataBytes = hash, receipt.GasUsed, len(tx.Data())
	beside := ""
	if d.result.Blobs = len(tx.BlobHashes()); d.result.Blobs > 0 {
		beside = fmt.Sprintf(" and %d blob", d.result.Blobs)
	}
	d.say("L1", "block %d of L1 has it: verified on chain, %d bytes of calldata%s, %.2f M gas", f.L1Block, d.result.CalldataBytes, beside,
		float64(receipt.GasUsed)/1e6)
	return nil
}

// claim has Bob take on L1 what he has withdrawn from L2.
func (d *demo) claim(ctx context.Context) error {
	before, err := d.client.BalanceAt(ctx, d.bob.l1Address(), nil)
	if err != nil {
		return err
	}
	// Alice pays for the transaction: anybody can hand out a withdrawal.
	receipt, err := d.transactL1(ctx, d.alice, nil, func(o *bind.TransactOpts) (*types.Transaction, error) {
		return d.bridge.Withdraw(o, d.withdrawal.ToBig(), d.bob.l1Address())
	})
	if err != nil {
		return err
	}
	after, err := d.client.BalanceAt(ctx, d.bob.l1Address(), receipt.BlockNumber)
	if err != nil {
		return err
	}
	if paid := new(big.Int).Sub(after, before); paid.Cmp(d.withdrawal.ToBig()) != 0 {
		return fault.New(codeDemo, "the bridge has paid %s wei, not %s", paid, d.withdrawal)
	}
	d.say("L1", "the bridge has paid Bob %s ETH (gas %d)", eth(d.withdrawal), receipt.GasUsed)
	return nil
}

// cause returns why something failed: the part whose end it came from, if it was that,
// which may be told a little later.
func (d *demo) cause(ctx context.Context, err error) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case cause := <-d.failed:
		return cause
	case <-time.After(causeWithin):
		return err
	}
}

// causeWithin is how long a part may take to tell that it has ended.
const causeWithin = time.Second

// until asks again and again whether something is so.
func (d *demo) until(ctx context.Context, so func() (bool, error)) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		yes, err := so()
		if err != nil {
			return d.cause(ctx, err)
		}
		if yes {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case err := <-d.failed:
			return err
		case <-tick.C:
		}
	}
}

// eth is an amount of wei in ETH.
func eth(wei *uint256.Int) string {
	whole, rest := new(uint256.Int).DivMod(wei, uint256.NewInt(1e18), new(uint256.Int))
	if rest.IsZero() {
		return whole.Dec()
	}
	return whole.Dec() + "." + strings.TrimRight(fmt.Sprintf("%018d", rest.Uint64()), "0")
}

func short(a common.Address) string { return clipped(a.Hex()) }

// clipped shows the two ends of a long number.
func clipped(hex string) string {
	if len(hex) <= 14 {
		return hex
	}
	return hex[:8] + "…" + hex[len(hex)-4:]
}
