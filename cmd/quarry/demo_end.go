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

	"quarry/api/dashboard"
	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/settlement/l1"
)

// trouble is why the block can't be settled, nil if nothing speaks against it.
func (d *demo) trouble() error {
	b, err := d.a.settler.Block(d.block)
	if err != nil || b == nil || b.SetAside == nil {
		return nil // not known yet
	}
	return fault.New(codeDemo, "block %d can't be settled: %+v", d.block, *b.SetAside)
}

// tellStage says that the block has come to a stage.
func (d *demo) tellStage(ctx context.Context, stage chain.Stage, f *chain.Finality) error {
	e := dashboard.Event{Stage: stage.String(), State: dashboard.Active}
	switch stage {
	case chain.Proving:
		e.Station, e.Who, e.Text = dashboard.AtTrace, "prover", "proves that the block program makes this state of the old one"
		d.explorer(dashboard.AtTrace, "Settlement of the block", "settlement/%d", d.block)
	case chain.Proved:
		return d.tellProof(ctx, e)
	case chain.L1Submitted:
		hash := common.Hash(f.L1Transaction).Hex()
		e.Station, e.Who, e.Text = dashboard.AtUpdate, "settler", "one transaction carries proof and state diff: "+clipped(hash)
		e.Figures = []dashboard.Figure{hashFigure("l1_transaction", "Transaction", hash)}
		d.explorer(dashboard.AtUpdate, "Settlement of the block", "settlement/%d", d.block)
	case chain.L1Included:
		return d.tellUpdate(ctx, f, e)
	case chain.L1Safe:
		e.Station, e.Who, e.Text = dashboard.AtFinality, "L1", "safe"
	case chain.L1Finalized:
		e.Station, e.Who, e.Text, e.State = dashboard.AtFinality, "L1", "finalized: the block is ACCEPTED_ON_L1 for good", dashboard.Passed
	}
	d.tell(e)
	return nil
}

// tellProof says what the proof has become.
func (d *demo) tellProof(ctx context.Context, e dashboard.Event) error {
	b, err := d.a.settler.Block(d.block)
	if err != nil {
		return err
	}
	job, err := d.a.service.lineup.Get(ctx, b.ProverJob)
	if err != nil {
		return err
	}
	d.traced()
	e.Station, e.State, e.Who = dashboard.AtProof, dashboard.Passed, "prover"
	e.Text = fmt.Sprintf("the proof is made and verified: %d bytes", b.ProofBytes)
	e.Figures = []dashboard.Figure{sizeFigure("proof_bytes", "Size", int64(b.ProofBytes))}
	if job.Result != nil {
		v := job.Result.Verdict
		d.at(dashboard.AtTrace, dashboard.Passed, "", "", plain("steps", "Steps", v.NSteps), plain("layout", "Layout", v.Layout),
			plain("output_words", "Words of output", len(v.Output)))
		e.Figures = append(e.Figures, plain("security_bits", "Security, conjectured (bits)", v.SecurityBits["conjectured"]))
	}
	if n := len(job.Attempts); n > 0 {
		for _, t := range job.Attempts[n-1].Stages {
			e.Times = append(e.Times, dashboard.Time{Name: t.Stage, Seconds: t.Seconds})
		}
	}
	d.tell(e)
	d.link(dashboard.AtProof, "The proof's job", "%s/#/proofs/%s", d.a.service.url(), b.ProverJob)
	return nil
}

// tellUpdate says what the update has cost, and brought about.
func (d *demo) tellUpdate(ctx context.Context, f *chain.Finality, e dashboard.Event) error {
	hash := common.Hash(f.L1Transaction)
	receipt, err := d.client.TransactionReceipt(ctx, hash)
	if err != nil {
		return l1.Quiet(err)
	}
	tx, _, err := d.client.TransactionByHash(ctx, hash)
	if err != nil {
		return l1.Quiet(err)
	}
	beside, blobs := "", len(tx.BlobHashes())
	if blobs > 0 {
		beside = fmt.Sprintf(" and %d blob", blobs)
	}
	cost := new(big.Int).Mul(receipt.EffectiveGasPrice, new(big.Int).SetUint64(receipt.GasUsed))
	d.at(dashboard.AtUpdate, dashboard.Passed, "", "", hashFigure("l1_transaction", "Transaction", hash.Hex()),
		sizeFigure("calldata_bytes", "Calldata", int64(len(tx.Data()))), plain("blobs", "Blobs", blobs), plain("l1_block", "L1 block", f.L1Block))
	e.Station, e.State, e.Who = dashboard.AtVerifier, dashboard.Passed, "L1"
	e.Text = fmt.Sprintf("block %d of L1 has it: verified on chain, %d bytes of calldata%s, %.2f M gas", f.L1Block, len(tx.Data()), beside,
		float64(receipt.GasUsed)/1e6)
	e.Figures = []dashboard.Figure{gasFigure("update_gas", "Gas of the update", receipt.GasUsed), plain("update_cost", "Cost (ETH)", ethOf(cost.String()))}
	d.tell(e)
	figures, err := coreFigures(receipt)
	if err != nil {
		return err
	}
	d.at(dashboard.AtCore, dashboard.Passed, "", "", figures...)
	d.explorer(dashboard.AtCore, "The block's way", "block/%d", d.block)
	d.at(dashboard.AtFinality, dashboard.Active, "", "", plain("l1_block", "L1 block", f.L1Block))
	return nil
}

// claim has Bob take on L1 what he has withdrawn from L2.
func (d *demo) claim(ctx context.Context) error {
	before, err := d.client.BalanceAt(ctx, d.bob.l1Address(), nil)
	if err != nil {
		return l1.Quiet(err)
	}
	d.at(dashboard.AtWithdrawal, dashboard.Active, "", "")
	// Alice pays for the transaction: anybody can hand out a withdrawal.
	receipt, err := d.transactL1(ctx, d.alice, nil, func(o *bind.TransactOpts) (*types.Transaction, error) {
		return d.bridge.Withdraw(o, d.withdrawal.ToBig(), d.bob.l1Address())
	})
	if err != nil {
		return err
	}
	after, err := d.client.BalanceAt(ctx, d.bob.l1Address(), receipt.BlockNumber)
	if err != nil {
		return l1.Quiet(err)
	}
	if paid := new(big.Int).Sub(after, before); paid.Cmp(d.withdrawal.ToBig()) != 0 {
		return fault.New(codeDemo, "the bridge has paid %s wei, not %s", paid, d.withdrawal)
	}
	d.at(dashboard.AtWithdrawal, dashboard.Passed, "L1", fmt.Sprintf("the bridge has paid Bob %s ETH (gas %d)", eth(d.withdrawal), receipt.GasUsed),
		plain("withdrawal", "Amount (ETH)", eth(d.withdrawal)), gasFigure("withdrawal_gas", "Gas", receipt.GasUsed))
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
