package chain_test

import (
	"slices"
	"testing"
	"time"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/execution"
	"quarry/sequencer/starknet"
)

// TestRefusals changes one number of a good block at a time. The hash is made to
// fit, so that nothing but the check in question is left to notice.
func TestRefusals(t *testing.T) {
	accounts := chaintest.Accounts(2)
	transfer := accounts[0].Transfer(accounts[1].Address, 5)
	later := accounts[0].Transfer(accounts[1].Address, 6)
	a, b := newNode(t, accounts, chain.Config{}), newNode(t, accounts, chain.Config{Limits: chain.Limits{Transactions: 3}, Age: 20 * time.Second})
	a.l1.Send(chaintest.Deposit(4, accounts[1].Address, 3))
	b.l1.Send(chaintest.Deposit(4, accounts[1].Address, 3), chaintest.Deposit(5, accounts[1].Address, 3))
	a.add(t, transfer, later)
	good, _ := a.build(t, chain.Request{}).MarshalBinary()
	one := func(e *starknet.Felt) { e.Add(e, new(starknet.Felt).SetOne()) }
	handler := func(i uint64, amount uint64) starknet.Transaction {
		m := chaintest.Deposit(i, accounts[1].Address, amount)
		return m.Transaction()
	}
	for _, c := range []struct {
		name   string
		code   fault.Code
		cause  fault.Code
		change func(p *chain.Proposal)
	}{
		{"parent", chain.CodeParent, "", func(p *chain.Proposal) { one(&p.ParentHash) }},
		{"number", chain.CodeNumber, "", func(p *chain.Proposal) { p.Number++ }},
		{"old", chain.CodeTimestamp, "", func(p *chain.Proposal) { p.Timestamp = chaintest.GenesisTime - 1 }},
		{"behind", chain.CodeTimestamp, "", func(p *chain.Proposal) { p.Timestamp -= 30 }},
		{"ahead", chain.CodeTimestamp, "", func(p *chain.Proposal) { p.Timestamp += 30 }},
		{"far ahead", chain.CodeTimestamp, "", func(p *chain.Proposal) { p.Timestamp = 1<<64 - 1 }},
		{"prices", chain.CodePrices, "", func(p *chain.Proposal) { p.Prices.L2-- }},
		{"sequencer", execution.CodeHeader, "", func(p *chain.Proposal) { p.Sequencer = starknet.Felt{} }},
		{"state root", chain.CodeStateRoot, "", func(p *chain.Proposal) { one(&p.StateRoot) }},
		{"commitment", chain.CodeCommitment, "", func(p *chain.Proposal) { one(&p.Commitment) }},
		{"another sequencer", chain.CodeStateRoot, "", func(p *chain.Proposal) { one(&p.Sequencer) }},
		{"one less", chain.CodeCommitment, "", func(p *chain.Proposal) { p.Transactions = p.Transactions[:2] }},
		{"another order", chain.CodeInvalid, execution.CodeNonceAhead, func(p *chain.Proposal) { slices.Reverse(p.Transactions[1:]) }},
		{"twice", chain.CodeInvalid, execution.CodeNonceUsed, func(p *chain.Proposal) { p.Transactions[2] = p.Transactions[1] }},
		{"signature", chain.CodeInvalid, starknet.CodeSignature, func(p *chain.Proposal) {
			x := *transfer
			x.Signature = later.Signature
			p.Transactions[1] = &x
		}},
		{"amount", chain.CodeInvalid, starknet.CodeSignature, func(p *chain.Proposal) {
			x := *transfer
			x.Calldata = slices.Clone(x.Calldata)
			one(&x.Calldata[5])
			p.Transactions[1] = &x
		}},
		{"query", chain.CodeInvalid, execution.CodeType, func(p *chain.Proposal) {
			x := *transfer
			x.Query = true
			p.Transactions[1] = &x
		}},
		{"too many", chain.CodeLimits, "", func(p *chain.Proposal) { p.Transactions = append(p.Transactions, handler(5, 3)) }},
		{"forged deposit", chain.CodeDepositForged, "", func(p *chain.Proposal) { p.Transactions[0] = handler(4, 1000) }},
		{"deposit left out", chain.CodeDepositForged, "", func(p *chain.Proposal) { p.Transactions[0] = handler(5, 3) }},
		{"unknown deposit", chain.CodeDepositUnknown, "", func(p *chain.Proposal) { p.Transactions[0] = handler(6, 3) }},
		{"deposit twice", chain.CodeDepositOrder, "", func(p *chain.Proposal) { p.Transactions[1] = p.Transactions[0] }},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p chain.Proposal
			if err := p.UnmarshalBinary(good); err != nil {
				t.Fatal(err)
			}
			c.change(&p)
			p.Hash = p.BlockHash(&p.StateRoot, len(p.Transactions), &p.Commitment)
			err := b.Validate(t.Context(), &p, false)
			if fault.CodeOf(err) != c.code {
				t.Fatal(err)
			}
			if c.cause != "" && !causedBy(err, c.cause) {
				t.Error(err)
			}
		})
	}
	var p chain.Proposal
	if err := p.UnmarshalBinary(good); err != nil {
		t.Fatal(err)
	}
	one(&p.Hash)
	if err := b.Validate(t.Context(), &p, false); fault.CodeOf(err) != chain.CodeHash {
		t.Error(err)
	}
	if err := p.UnmarshalBinary(good); err != nil {
		t.Fatal(err)
	}
	if err := b.Validate(t.Context(), &p, false); err != nil {
		t.Error("the good one:", err)
	}
}

func causedBy(err error, code fault.Code) bool {
	for f, ok := err.(*fault.Error); ok; f, ok = f.Err.(*fault.Error) {
		if f.Code == code {
			return true
		}
	}
	return false
}

// TestCandidateWithOtherSignatures has a block validated, and then proposed again with a
// signature that is not valid: the block's hash is the same.
func TestCandidateWithOtherSignatures(t *testing.T) {
	accounts := chaintest.Accounts(1)
	a, b := newNode(t, accounts, chain.Config{}), newNode(t, accounts, chain.Config{})
	transfer := accounts[0].Transfer(starknet.NewFelt(5), 5)
	a.add(t, transfer)
	p := a.build(t, chain.Request{})
	if err := b.Validate(t.Context(), p, false); err != nil {
		t.Fatal(err)
	}
	forged := *transfer
	forged.Signature = []starknet.Felt{starknet.NewFelt(1), starknet.NewFelt(2)}
	q := *p
	q.Transactions = []starknet.Transaction{&forged}
	if err := b.Validate(t.Context(), &q, false); fault.CodeOf(err) != chain.CodeInvalid {
		t.Error(err)
	}
}

// TestDecided validates a block of which this node can know no deposit, at a time when
// it would be refused.
func TestDecided(t *testing.T) {
	accounts := chaintest.Accounts(1)
	a, b := newNode(t, accounts, chain.Config{}), newNode(t, accounts, chain.Config{})
	a.l1.Send(chaintest.Deposit(0, accounts[0].Address, 3))
	p := a.build(t, chain.Request{Timestamp: chaintest.GenesisTime + 5000})
	if err := b.Validate(t.Context(), p, false); fault.CodeOf(err) != chain.CodeTimestamp {
		t.Error(err)
	}
	if err := b.Validate(t.Context(), p, true); err != nil {
		t.Error(err)
	}
	b.finalise(t, p)
}

// TestLateDeposit has a message come into this node's view while a block waits for it.
func TestLateDeposit(t *testing.T) {
	accounts := chaintest.Accounts(1)
	a, b := newNode(t, accounts, chain.Config{}), newNode(t, accounts, chain.Config{})
	deposit := chaintest.Deposit(0, accounts[0].Address, 3)
	a.l1.Send(deposit)
	p := a.build(t, chain.Request{})
	time.AfterFunc(50*time.Millisecond, func() { b.l1.Send(deposit) })
	if err := b.Validate(t.Context(), p, false); err != nil {
		t.Error(err)
	}
}
