package l1

import (
	"context"
	"errors"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"

	"quarry/fault"
)

// stepTimeout bounds one step of Run: a node that never answers must not keep
// others from submitting.
const stepTimeout = time.Minute

// Run steps until the context ends. Errors of single steps, such as a node that
// doesn't answer, are logged: the next step tries again.
func (m *Manager) Run(ctx context.Context) error {
	tick := time.NewTicker(m.options.Poll)
	defer tick.Stop()
	for {
		step, cancel := context.WithTimeout(ctx, stepTimeout)
		if err := m.Step(step); err != nil && ctx.Err() == nil {
			m.options.Log.Warn("L1 transactions", "err", err)
		}
		cancel()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// Step looks once after every transaction that is not final: whether the chain has
// it, and whether it must be sent again or for a higher fee.
func (m *Manager) Step(ctx context.Context) error {
	m.work.Lock()
	defer m.work.Unlock()
	var open []*Transaction
	for _, t := range m.Transactions() {
		if !t.Done() {
			open = append(open, t)
		}
	}
	if err := m.client.CheckChain(ctx); err != nil {
		return err
	}
	nonce, err := m.client.NonceAt(ctx, m.from, nil)
	if err != nil {
		return unreachable(err)
	}
	m.account(nonce)
	if len(open) == 0 {
		return nil
	}
	view, err := m.look(ctx, nonce)
	if err != nil {
		return err
	}
	var failures []error
	for _, t := range open {
		failures = append(failures, m.follow(ctx, view, t))
	}
	return errors.Join(failures...)
}

// view is what the chain says at one time.
type view struct {
	nonce       uint64 // the account's next one
	safe, final uint64 // numbers of blocks
}

func (m *Manager) look(ctx context.Context, nonce uint64) (v view, err error) {
	v.nonce = nonce
	for tag, number := range map[rpc.BlockNumber]*uint64{rpc.SafeBlockNumber: &v.safe, rpc.FinalizedBlockNumber: &v.final} {
		header, err := m.client.Header(ctx, tag)
		if err != nil {
			return v, err
		}
		if header != nil {
			*number = header.Number.Uint64()
		}
	}
	return v, nil
}

// follow takes a transaction as far as the chain is.
func (m *Manager) follow(ctx context.Context, v view, t *Transaction) error {
	before := *t
	sure, err := m.locate(ctx, v, t)
	if err != nil {
		return err
	}
	if t.State != before.State || t.Block != before.Block {
		m.options.Log.Info("L1 transaction", "key", t.Key, "nonce", t.Nonce, "state", t.State, "outcome", t.Outcome, "block", t.BlockNumber)
		if err := m.put(t); err != nil {
			return err
		}
	}
	if t.State == Submitted && v.nonce > t.Nonce {
		if !sure {
			return nil
		}
		return m.lost(ctx, v, t)
	}
	delete(m.missing, t.Key)
	if t.State != Submitted {
		return nil
	}
	return m.push(ctx, v, t)
}

// locate sets the transaction's state by the chain. It is not sure that no block holds
// the transaction if the node is about to index its blocks, or between two chains.
func (m *Manager) locate(ctx context.Context, v view, t *Transaction) (sure bool, err error) {
	if t.State != Submitted {
		header, err := m.client.Header(ctx, rpc.BlockNumber(t.BlockNumber))
		if err != nil {
			return false, err
		}
		if header != nil && header.Hash() == t.Block {
			t.advance(v)
			return true, nil
		}
		t.leaveBlock()
	}
	sure = true
	// Any attempt may be the one; most likely the newest.
	for i := len(t.Attempts) - 1; i >= 0; i-- {
		receipt, err := m.client.TransactionReceipt(ctx, t.Attempts[i].Hash)
		if errors.Is(err, ethereum.NotFound) {
			continue
		}
		if isIndexing(err) {
			sure = false
			continue
		}
		if err != nil {
			return false, unreachable(err)
		}
		header, err := m.client.Header(ctx, rpc.BlockNumber(receipt.BlockNumber.Int64()))
		if err != nil {
			return false, err
		}
		if header == nil || header.Hash() != receipt.BlockHash {
			sure = false
			continue
		}
		t.enterBlock(receipt, t.Attempts[i].Void)
		t.advance(v)
		return true, nil
	}
	return sure, nil
}

// enterBlock notes the block that holds the transaction.
func (t *Transaction) enterBlock(receipt *types.Receipt, void bool) {
	t.State, t.Outcome = Included, Failed
	switch {
	case void:
		t.Outcome = Voided
	case receipt.Status == types.ReceiptStatusSuccessful:
		t.Outcome = Succeeded
	}
	t.Hash, t.Block, t.BlockNumber = receipt.TxHash, receipt.BlockHash, receipt.BlockNumber.Uint64()
	t.GasUsed = receipt.GasUsed
	t.Cost = new(big.Int)
	if price := receipt.EffectiveGasPrice; price != nil {
		t.Cost.Mul(price, new(big.Int).SetUint64(receipt.GasUsed))
	}
	if price := receipt.BlobGasPrice; price != nil {
		t.Cost.Add(t.Cost, new(big.Int).Mul(price, new(big.Int).SetUint64(receipt.BlobGasUsed)))
	}
	t.Trouble, t.TroubleText = "", ""
}

// leaveBlock notes that the chain has left the block that held the transaction.
func (t *Transaction) leaveBlock() {
	fresh := Transaction{
		Key: t.Key, Meaning: t.Meaning, From: t.From, ChainID: t.ChainID, Nonce: t.Nonce, Attempts: t.Attempts,
		MaxCost: t.MaxCost, Voiding: t.Voiding, State: Submitted, Made: t.Made, Sent: t.Sent,
		Reorganisations: t.Reorganisations + 1,
	}
	*t = fresh
}

// advance sets the state of a transaction that a block of the chain holds.
func (t *Transaction) advance(v view) {
	switch {
	case v.final >= t.BlockNumber:
		t.State = Finalized
	case v.safe >= t.BlockNumber:
		t.State = Safe
	default:
		t.State = Included
	}
}

// push sends a transaction that the chain doesn't have: again, or for a higher fee.
func (m *Manager) push(ctx context.Context, v view, t *Transaction) error {
	if t.Nonce == v.nonce { // others can't be in the next block anyway
		if sent, err := m.price(ctx, t); sent || err != nil {
			return err
		}
	}
	_, _, err := m.client.TransactionByHash(ctx, t.last().Hash)
	switch {
	case errors.Is(err, ethereum.NotFound), isIndexing(err):
		return m.send(ctx, t) // no harm if the node has it after all
	case err != nil:
		return unreachable(err)
	case t.Trouble != "" && t.Trouble != CodeFeeCap && t.Trouble != CodeStuck:
		return m.trouble(t, "", "") // the node has it, whatever it said before
	}
	return nil
}

// price looks whether the transaction's fee is right. It sends one with a higher
// fee, or an empty one, if it is time; else it says what the transaction waits for.
func (m *Manager) price(ctx context.Context, t *Transaction) (sent bool, err error) {
	last := t.last()
	now, err := m.readMarket(ctx, last.BlobFeeCap != nil)
	if err != nil {
		return false, err
	}
	void := t.Voiding && !last.Void
	waited := m.options.Now().Sub(last.Signed)
	late := waited >= m.options.BumpAfter && !now.attractive(pricesOf(last)) || waited >= 3*m.options.BumpAfter
	if void || late {
		if sent, err := m.raise(ctx, t, now, void || last.Void); sent || err != nil {
			return sent, err
		}
	}
	switch {
	case !now.accepts(pricesOf(last)):
		return false, m.trouble(t, CodeFeeCap, "gas costs %s wei, blob gas %s; transaction %s offers %s and %s",
			now.baseFee, now.blobBaseFee, t.Key, last.FeeCap, last.BlobFeeCap)
	case m.options.Now().Sub(t.Made) >= m.options.StuckAfter:
		return false, m.trouble(t, CodeStuck, "transaction %s has waited since %s, and not for its fee", t.Key, t.Made.Format(time.RFC3339))
	case t.Trouble == CodeFeeCap || t.Trouble == CodeStuck:
		return false, m.trouble(t, "", "")
	}
	return false, nil
}

// raise replaces the newest attempt by one with a higher fee, an empty one if void.
// It does nothing if the cap on the cost forbids what nodes ask of a replacement;
// sent is false then.
func (m *Manager) raise(ctx context.Context, t *Transaction, now *market, void bool) (sent bool, err error) {
	last := t.last()
	tx, err := last.transaction()
	if err != nil {
		return false, err
	}
	gas, blobs := tx.Gas(), blobCount(tx)
	if void {
		gas = params.TxGas
	}
	least := pricesOf(last).raised()
	p := least.atLeast(now.comfortable()).within(t.MaxCost, gas, blobs).atLeast(least)
	if p.cost(gas, blobs).Cmp(t.MaxCost) > 0 {
		return false, nil
	}
	err = m.attempt(ctx, t, m.rebuild(tx, p, void), p, void)
	if fault.CodeOf(err) == CodeSigner {
		return true, m.trouble(t, CodeSigner, "%v", err)
	}
	if err != nil {
		return false, err
	}
	return true, m.send(ctx, t)
}

// trouble notes why a transaction gets no further; the empty code: it does.
func (m *Manager) trouble(t *Transaction, code fault.Code, format string, args ...any) error {
	text := ""
	if code != "" {
		text = fault.New(code, format, args...).What
		if t.Trouble != code {
			m.options.Log.Warn("L1 transaction", "key", t.Key, "nonce", t.Nonce, "code", code, "text", text)
		}
	}
	if t.Trouble == code && t.TroubleText == text {
		return nil
	}
	t.Trouble, t.TroubleText = code, text
	return m.put(t)
}
