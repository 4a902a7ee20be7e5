package mempool

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/execution"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// Add checks a transaction and keeps it: when it returns without an error, the
// transaction is on disk. The transaction must not be changed afterwards. An error
// that is not ctx's is a *fault.Error; with CodeDuplicate, the transaction's hash is
// returned as well.
func (p *Pool) Add(ctx context.Context, t starknet.AccountTransaction) (hash Felt, err error) {
	if err := p.begin(); err != nil {
		return hash, err
	}
	defer p.running.Done()
	encoded := starknet.EncodeTransaction(t)
	if len(encoded) > p.o.TransactionBytes {
		return hash, fault.New(CodeTooLarge, "the transaction has %d bytes, more than %d", len(encoded), p.o.TransactionBytes)
	}
	e := newEntry(nil, t.Common(), len(encoded), p.o.Now())
	address := t.ContractAddress()
	for {
		generation := p.currentGeneration()
		on, err := p.lookAt(t, &address)
		if err != nil {
			return hash, err
		}
		if hash, err = p.expect(e, on, encoded); err != nil {
			return hash, err
		}
		if e.tx, err = p.check(ctx, t, on); err != nil {
			return hash, err
		}
		var gone []Felt
		again := false
		p.locked(func() {
			if again = p.generation != generation; !again {
				gone, err = p.insert(e, on)
			}
		})
		switch {
		case again: // a block came in between
			continue
		case err != nil && fault.CodeOf(err) != CodeDuplicate:
			return hash, err
		case err != nil:
			return e.tx.Hash, err
		}
		return e.tx.Hash, p.settle(e, gone)
	}
}

func (p *Pool) currentGeneration() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.generation
}

// settle puts a transaction that has its place on disk, and lets it be staged. If it
// has lost its place meanwhile, but not to a block, the error is why.
func (p *Pool) settle(e *entry, gone []Felt) error {
	if err := p.disk.write([]*entry{e}, gone, true); err != nil {
		p.fail(err)
		p.locked(func() {
			if e.lost == nil {
				p.remove(e, err)
			}
		})
		return p.failure()
	}
	var lost *Event
	p.locked(func() {
		e.durable = true
		if lost = e.lost; lost == nil {
			p.update(e.account)
		}
		if lost == nil || lost.Kind == Included {
			p.events = append(p.events, Event{Transaction: e.tx, Kind: Added})
		}
		if lost != nil && lost.Kind == Included {
			p.events = append(p.events, *lost)
		}
	})
	if lost == nil {
		return nil
	}
	// Whoever took it out may have deleted the record before it was written.
	p.forget([]Felt{e.tx.Hash})
	return lost.Reason
}

func (p *Pool) failure() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.failed
}

// forget deletes records, not waiting for the disk: what comes back after a crash
// is sorted out again.
func (p *Pool) forget(gone []Felt) {
	if len(gone) == 0 || p.begin() != nil {
		return
	}
	defer p.running.Done()
	if err := p.disk.write(nil, gone, false); err != nil {
		p.fail(err)
	}
}

// standing is what the state says of a transaction's account.
type standing struct {
	address Felt
	account *program.Account
	key     Felt
}

// lookAt checks what needs nothing but the account and the transaction's fields.
func (p *Pool) lookAt(t starknet.AccountTransaction, address *Felt) (*standing, error) {
	v := t.Common()
	a, err := p.accountAhead(address, v.MaxFee())
	if err != nil {
		return nil, err
	}
	if a == nil {
		return nil, fault.New(execution.CodeAccount, "there is no account %s", starknet.FormatFelt(address)).
			WithHint("send it some of the token first")
	}
	s := &standing{address: *address, account: a}
	if err := s.findKey(p, t); err != nil {
		return nil, err
	}
	switch {
	case v.Nonce < a.Nonce:
		return nil, fault.New(execution.CodeNonceUsed, "the account's nonce is %d, the transaction's %d", a.Nonce, v.Nonce)
	case v.Nonce-a.Nonce > p.o.MaxAhead:
		return nil, fault.New(execution.CodeNonceAhead, "the account's nonce is %d, and %d is more than %d ahead", a.Nonce, v.Nonce, p.o.MaxAhead)
	}
	if fee := v.MaxFee(); a.Balance.Lt(&fee) {
		return nil, fault.New(execution.CodeBalance, "the account has %s, and the transaction may cost %s", a.Balance.Dec(), fee.Dec())
	}
	return s, nil
}

// accountAhead returns the account as it is after the last block, nil if there is
// none. If it could not pay, or is not deployed, what the block that is being built
// gives it counts as well; its nonce stays the old one, since the transactions of that
// block are still in the pool.
func (p *Pool) accountAhead(address *Felt, fee uint256.Int) (*program.Account, error) {
	a, err := p.state.Account(address)
	if err != nil || p.o.Ahead == nil || a != nil && a.Deployed() && !a.Balance.Lt(&fee) {
		return a, err
	}
	ahead, ok := p.o.Ahead(address)
	if !ok {
		return a, nil
	}
	merged := *ahead
	merged.Nonce = 0
	if a != nil {
		merged.Nonce = a.Nonce
	}
	return &merged, nil
}

// findKey finds the public key of a transaction's account: that of the state, or
// what a deployment gives, this one or one that waits here.
func (s *standing) findKey(p *Pool, t starknet.AccountTransaction) error {
	deploy, deploys := t.(*starknet.DeployAccountV3)
	switch {
	case s.account.Deployed() && deploys:
		return fault.New(execution.CodeDeployed, "the account %s is deployed already", starknet.FormatFelt(&s.address))
	case s.account.Deployed():
		s.key = s.account.PublicKey
		return nil
	case deploys:
		if len(deploy.ConstructorCalldata) == 1 { // otherwise Check refuses it
			s.key = deploy.ConstructorCalldata[0]
		}
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if a := p.accounts[s.address]; a != nil {
		if key, ok := a.pendingKey(); ok {
			s.key = key
			return nil
		}
	}
	return fault.New(execution.CodeAccount, "the account %s is not deployed", starknet.FormatFelt(&s.address)).
		WithHint("send its deployment first")
}

// check hashes a transaction and checks its signature, in its turn.
func (p *Pool) check(ctx context.Context, t starknet.AccountTransaction, on *standing) (*execution.Transaction, error) {
	leave, err := p.gate.enter(ctx, &on.address)
	if err != nil {
		return nil, err
	}
	defer leave()
	checked, err := p.checker.Check(t)
	if err != nil {
		return nil, err
	}
	if err := checked.CheckPrices(p.state.Prices()); err != nil {
		return nil, err
	}
	if err := p.checker.Verify(checked, &on.key); err != nil {
		p.gate.failed(&on.address)
		return nil, err
	}
	return checked, nil
}

// expect refuses, before it costs a hash and a signature, what the account's other
// transactions leave no place for, and what is here already.
func (p *Pool) expect(e *entry, on *standing, encoded []byte) (hash Felt, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.accounts[on.address]
	if a == nil {
		return hash, nil
	}
	_, old := a.find(e.nonce)
	if old != nil && bytes.Equal(starknet.EncodeTransaction(old.tx.Transaction), encoded) {
		return old.tx.Hash, errDuplicate
	}
	return hash, p.admit(e, old, a, on.account)
}

// insert gives a transaction its place, and takes those away that it replaces or
// evicts; their records are to be deleted. The lock is held.
func (p *Pool) insert(e *entry, on *standing) (gone []Felt, err error) {
	if p.failed != nil {
		return nil, p.failed
	}
	if p.entries[e.tx.Hash] != nil {
		return nil, errDuplicate
	}
	a := p.accounts[on.address]
	if a == nil {
		a = &account{address: on.address, nonce: on.account.Nonce, next: on.account.Nonce}
	}
	if e.nonce < a.nonce {
		return nil, fault.New(execution.CodeNonceUsed, "the account's nonce is %d, the transaction's %d", a.nonce, e.nonce)
	}
	_, old := a.find(e.nonce)
	if err := p.admit(e, old, a, on.account); err != nil {
		return nil, err
	}
	p.seq++
	e.seq = p.seq
	return p.place(e, old, a)
}

var (
	errDuplicate = fault.New(CodeDuplicate, "the transaction is in the mempool already")
	errEvicted   = fault.New(CodeEvicted, "the mempool was full")
	errReplaced  = fault.New(CodeReplaced, "another transaction with this nonce offered more")
)

// admit checks what a transaction's account may have in the pool; old is the
// transaction with the same nonce, if there is one.
func (p *Pool) admit(e, old *entry, a *account, on *program.Account) error {
	count, bytes, fees := len(a.entries)+1, a.bytes+e.size, a.fees
	if old != nil {
		switch {
		case old.staged:
			return fault.New(CodeStaged, "the transaction with nonce %d is being put into a block", e.nonce)
		case !e.replaces(old, p.o.Replacement):
			return fault.New(CodeUnderpriced, "a transaction with nonce %d waits, with tip %d and price %s", old.nonce, old.tip, old.price.Dec()).
				WithHint("offer %d %% more, tip and price of L2 gas", p.o.Replacement)
		}
		count, bytes = count-1, bytes-old.size
		fees.Sub(&fees, &old.maxFee)
	}
	if count > p.o.AccountTransactions || bytes > p.o.AccountBytes {
		return fault.New(CodeAccountFull, "the account has %d transactions waiting", len(a.entries)).
			WithHint("at most %d, and %d bytes", p.o.AccountTransactions, p.o.AccountBytes)
	}
	if fees.Add(&fees, &e.maxFee); on.Balance.Lt(&fees) {
		return fault.New(execution.CodeBalance, "the account has %s, and its waiting transactions with this one may cost %s", on.Balance.Dec(), fees.Dec())
	}
	return nil
}

// place puts a transaction in, after it has taken out what it replaces and, as long
// as it does not fit, what is worth less; it returns the hashes of these. If that is
// not enough, all stays as it was.
func (p *Pool) place(e, old *entry, a *account) (gone []Felt, err error) {
	var out []*entry
	gaps := map[*account]time.Time{} // an account that comes back has its gap since then
	defer func() {
		for a, since := range gaps {
			a.gap = since
		}
	}()
	take := func(v *entry) {
		if _, ok := p.gaps[v.account]; ok && gaps[v.account].IsZero() {
			gaps[v.account] = v.account.gap
		}
		p.unlink(v)
		p.update(v.account)
		out = append(out, v)
	}
	if old != nil {
		take(old)
	}
	i, _ := a.find(e.nonce)
	mine := p.worth(e, uint64(i) != e.nonce-a.nonce)
	for len(p.entries) >= p.o.MaxTransactions || p.bytes+e.size > p.o.MaxBytes {
		worst, ok := p.tails.first()
		if !ok || worst == a && a.last().nonce < e.nonce || !p.worth(worst.last(), worst.broken()).less(mine) {
			for _, v := range slices.Backward(out) {
				p.link(v.account, v)
				p.update(v.account)
			}
			return nil, fault.New(CodeFull, "the mempool is full of transactions that are worth more").
				WithHint("offer a higher tip, or send it again later")
		}
		take(worst.last())
	}
	for _, v := range out {
		gone = append(gone, v.tx.Hash)
		reason := errEvicted
		if v == old {
			reason = errReplaced
		}
		p.left(v, Removed, reason)
	}
	p.link(a, e)
	p.update(a)
	return gone, nil
}
