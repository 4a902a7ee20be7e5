package chain

import (
	"context"
	"time"

	"quarry/fault"
	"quarry/sequencer/execution"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

func notOnHead(parent *Felt, head *Header) error {
	return fault.New(CodeParent, "the block's parent is %s, but the head is block %d, %s",
		starknet.FormatFelt(parent), head.Number, starknet.FormatFelt(&head.Hash))
}

// Validate implements Engine.
func (c *Chain) Validate(ctx context.Context, p *Proposal, decided bool) error {
	if known, err := c.judged(p, decided); known || err != nil {
		return err
	}
	list, err := c.config.Executor.CheckMany(ctx, p.Transactions)
	if err != nil {
		return refused(err)
	}
	if err := c.checkSize(list); err != nil {
		return err
	}
	if !decided {
		c.awaitDeposits(ctx, list)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.checkHeader(p, decided); err != nil { // the head may have changed
		return err
	}
	if err := c.checkDeposits(list, decided); err != nil {
		return err
	}
	view, err := c.config.State.View()
	if err != nil {
		return err
	}
	sealed, err := c.config.Executor.Execute(ctx, view, p.Header, list)
	if err != nil {
		return refused(err)
	}
	if err := c.checkCost(sealed); err != nil {
		return err
	}
	if err := sameResult(p, sealed); err != nil {
		return err
	}
	c.propose(c.remember(sealed))
	return nil
}

// judged tells whether a block has been found valid already, and refuses one whose
// header can't be right.
func (c *Chain) judged(p *Proposal, decided bool) (known bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if x := c.candidates[p.Hash]; x != nil && x.is(p) {
		return true, nil
	}
	return false, c.checkHeader(p, decided)
}

// is tells whether a proposal is this very block: the hash covers all of it but the
// signatures, and those must be valid ones, too.
func (x *candidate) is(p *Proposal) bool {
	if x.block.Header.Header != p.Header || x.sealed.Root != p.StateRoot || x.sealed.Commitment != p.Commitment ||
		len(x.sealed.Transactions) != len(p.Transactions) {
		return false
	}
	for i, t := range x.sealed.Transactions {
		if string(starknet.EncodeTransaction(t.Transaction)) != string(starknet.EncodeTransaction(p.Transactions[i])) {
			return false
		}
	}
	return true
}

// checkHeader checks what a block says before it is executed.
func (c *Chain) checkHeader(p *Proposal, decided bool) error {
	head, now := c.store.Head(), c.config.Now()
	at := time.Unix(int64(min(p.Timestamp, 1<<40)), 0)
	switch {
	case p.ParentHash != head.Hash:
		return notOnHead(&p.ParentHash, head)
	case p.Number != head.Number+1:
		return fault.New(CodeNumber, "the block after block %d has number %d", head.Number, p.Number)
	case p.Timestamp < head.Timestamp:
		return fault.New(CodeTimestamp, "timestamp %d is before that of the block before, %d", p.Timestamp, head.Timestamp)
	case p.Prices != c.config.Prices:
		return fault.New(CodePrices, "the prices of gas are %d, %d, %d, not %d, %d, %d", p.Prices.L1, p.Prices.L2, p.Prices.L1Data,
			c.config.Prices.L1, c.config.Prices.L2, c.config.Prices.L1Data)
	case decided:
		return nil
	case at.Sub(now) > c.config.Drift:
		return fault.New(CodeTimestamp, "timestamp %d is %d s ahead of this node's clock", p.Timestamp, int(at.Sub(now).Seconds())).
			WithHint("compare the clocks of the nodes")
	case now.Sub(at) > c.config.Age:
		return fault.New(CodeTimestamp, "timestamp %d is %d s behind this node's clock", p.Timestamp, int(now.Sub(at).Seconds())).
			WithHint("compare the clocks of the nodes")
	}
	return nil
}

// checkSize checks that a block is not larger than blocks may be.
func (c *Chain) checkSize(list []*execution.Transaction) error {
	var use usage
	for _, t := range list {
		use.add(t)
	}
	if l := &c.config.Limits; !use.small(l) {
		return fault.New(CodeLimits, "the block has %d transactions with %d words of messages in %d bytes, of which at most %d, %d and %d are allowed",
			use.transactions, use.messageWords, use.bytes, l.Transactions, l.MessageWords, l.Bytes)
	}
	return nil
}

// checkCost checks that a block does not cost more to prove than blocks may.
func (c *Chain) checkCost(s *execution.Sealed) error {
	load := s.Load(c.config.Blobs != nil)
	if l := &c.config.Limits; !cheap(load, l) {
		return fault.New(CodeLimits, "the block's proof would have %d steps for %d changed accounts and %d words of output; at most %d steps, %d words of state diff and %d of output (0: any) are allowed",
			load.Cost().ProofSteps(), load.Opened+load.New, load.Cost().OutputWords, l.Steps, l.DiffWords, l.OutputWords)
	}
	return nil
}

// checkDeposits checks the messages from L1 that a block consumes: by rising nonce,
// and, unless the block is decided, each as this node has seen it on L1.
func (c *Chain) checkDeposits(list []*execution.Transaction, decided bool) error {
	next := c.store.Head().NextDeposit
	for i, t := range list {
		if t.Kind != program.Deposit {
			continue
		}
		m := t.Message
		if m.Nonce < next {
			return fault.New(CodeDepositOrder, "message %d from L1 comes where %d or a later one is due", m.Nonce, next).At("transaction %d", i)
		}
		if !decided {
			if err := c.checkDeposit(next, m); err != nil {
				return err.At("transaction %d", i)
			}
		}
		next = m.Nonce + 1
	}
	return nil
}

func (c *Chain) checkDeposit(next uint64, m *starknet.MessageToL2) *fault.Error {
	if c.config.Deposits == nil {
		return fault.New(CodeDepositForged, "message %d from L1, but there is no L1", m.Nonce)
	}
	switch c.config.Deposits.Check(c.store.Head().NextDeposit, next, m) {
	case DepositSeen:
		return nil
	case DepositForged:
		return fault.New(CodeDepositForged, "message %d is not the one that L1 has sent, or not the next one", m.Nonce)
	}
	return fault.New(CodeDepositUnknown, "this node has not seen message %d on L1, or not lately", m.Nonce).
		WithHint("the node's L1 may lag behind")
}

// depositPoll is how often it is looked whether messages that this node lacked have come.
const depositPoll = 100 * time.Millisecond

// awaitDeposits waits, not for long, until this node has seen the messages that a block
// consumes. The chain is not locked meanwhile.
func (c *Chain) awaitDeposits(ctx context.Context, list []*execution.Transaction) {
	if c.config.Deposits == nil {
		return
	}
	deadline := time.Now().Add(c.config.DepositPatience)
	next := c.store.Head().NextDeposit
	for _, t := range list {
		if t.Kind != program.Deposit {
			continue
		}
		for c.awaited(next, t.Message) && time.Now().Before(deadline) {
			select {
			case <-time.After(depositPoll):
			case <-ctx.Done():
				return
			}
		}
		next = t.Message.Nonce + 1
	}
}

// awaited tells whether this node may soon know more of a message.
func (c *Chain) awaited(next uint64, m *starknet.MessageToL2) bool {
	view := c.config.Deposits.Check(c.store.Head().NextDeposit, next, m)
	return view == DepositUnknown || view == DepositRecorded
}

// refused says that a block is refused because of a transaction; other errors stay
// what they are.
func refused(err error) error {
	if !execution.Invalid(err) {
		return err
	}
	return fault.Wrap(err, CodeInvalid, "a transaction can't be in the block")
}

// sameResult compares what a block claims with what its execution gave.
func sameResult(p *Proposal, s *execution.Sealed) error {
	differ := func(code fault.Code, what string, claimed, found *Felt) error {
		return fault.New(code, "the block's %s is %s, but its execution gives %s", what, starknet.FormatFelt(claimed), starknet.FormatFelt(found))
	}
	switch {
	case p.Commitment != s.Commitment:
		return differ(CodeCommitment, "transaction commitment", &p.Commitment, &s.Commitment)
	case p.StateRoot != s.Root:
		return differ(CodeStateRoot, "state root", &p.StateRoot, &s.Root)
	case p.Hash != s.Hash:
		return differ(CodeHash, "hash", &p.Hash, &s.Hash)
	}
	return nil
}
