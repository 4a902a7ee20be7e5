package mempool

import (
	"fmt"
	"maps"
	"slices"

	"quarry/fault"
	"quarry/sequencer/execution"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// Stage takes up to most transactions that can come next, in the pool's order: each
// is its account's next one. They stay in the pool, and are not given out again,
// until they are included, dropped or rewound.
func (p *Pool) Stage(most int) []*execution.Transaction {
	p.mu.Lock()
	defer p.mu.Unlock()
	var list []*execution.Transaction
	for len(list) < most {
		a, ok := p.ready.first()
		if !ok {
			break
		}
		e := a.head()
		p.ready.set(a, false)
		p.tails.set(a, false)
		e.staged = true
		a.next++
		p.staged++
		p.update(a)
		list = append(list, e.tx)
	}
	return list
}

// Rewind gives all staged transactions back that were neither included nor dropped,
// as if they had never been taken.
func (p *Pool) Rewind() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rewind()
}

func (p *Pool) rewind() {
	if p.staged == 0 {
		return
	}
	for _, a := range p.accounts {
		staged := false
		for _, e := range a.entries {
			staged = staged || e.staged
			e.staged = false
		}
		if staged {
			p.ready.set(a, false)
			p.tails.set(a, false)
			a.next = a.nonce
			p.update(a)
		}
	}
	p.staged = 0
}

// Included forgets the transactions of a finalised block, which the state contains
// already, and all others that can't come after it any more, staged or not. The
// block may have transactions that the pool never had.
func (p *Pool) Included(block []*execution.Transaction) {
	var gone []Felt
	p.locked(func() {
		p.generation++
		nonces := map[Felt]uint64{}
		for _, t := range block {
			if e := p.entries[t.Hash]; e != nil {
				p.unlink(e)
				p.left(e, Included, nil)
				gone = append(gone, t.Hash)
				p.update(e.account)
			}
			if t.Kind != program.Deposit {
				nonces[t.Account] = max(nonces[t.Account], t.Common().Nonce+1)
			}
		}
		for address, nonce := range nonces {
			if a := p.accounts[address]; a != nil {
				gone = append(gone, p.advance(a, nonce)...)
			}
		}
	})
	p.forget(gone)
}

// advance sets an account's nonce after a block, and returns the hashes of the
// transactions that it has made impossible.
func (p *Pool) advance(a *account, nonce uint64) (gone []Felt) {
	for len(a.entries) > 0 && a.entries[0].nonce < nonce {
		e := a.entries[0]
		p.unlink(e)
		p.left(e, Removed, errUsed)
		gone = append(gone, e.tx.Hash)
	}
	p.ready.set(a, false)
	p.tails.set(a, false)
	a.nonce = max(a.nonce, nonce)
	a.restage()
	p.update(a)
	return gone
}

var errUsed = fault.New(execution.CodeNonceUsed, "a block has another transaction of the account with this nonce")

// Drop forgets a transaction that can't be in any block.
func (p *Pool) Drop(hash Felt, reason error) {
	found := false
	p.locked(func() {
		if e := p.entries[hash]; e != nil {
			found = true
			p.remove(e, reason)
		}
	})
	if found {
		p.forget([]Felt{hash})
	}
}

// Restore takes transactions back of blocks that were reverted, which the state does
// not contain any more. All that is staged is given back. No bound of the pool applies;
// what has another transaction in its place stays out.
func (p *Pool) Restore(transactions []*execution.Transaction) error {
	if err := p.begin(); err != nil {
		return err
	}
	defer p.running.Done()
	var added []*entry
	var gone []Felt
	var err error
	p.locked(func() {
		p.generation++
		p.rewind()
		for _, t := range transactions {
			if t.Kind == program.Deposit || p.entries[t.Hash] != nil {
				continue
			}
			e := newEntry(t, t.Common(), len(starknet.EncodeTransaction(t.Transaction)), p.o.Now())
			p.seq++
			e.seq, e.durable = p.seq, true
			added = append(added, e)
		}
		gone, err = p.readmit(added)
		added = slices.DeleteFunc(added, func(e *entry) bool { return p.entries[e.tx.Hash] != e })
		for _, e := range added {
			p.events = append(p.events, Event{Transaction: e.tx, Kind: Added})
		}
	})
	if err != nil {
		return err
	}
	if err := p.disk.write(added, gone, true); err != nil {
		p.fail(err)
		return p.failure()
	}
	return nil
}

// readmit reads the nonces of all accounts anew, and puts transactions in without
// asking for what they are worth, each where there is no other. It returns the hashes
// of those, new or old, that did not stay; the observer is told of the old ones.
func (p *Pool) readmit(list []*entry) (gone []Felt, err error) {
	accounts := maps.Clone(p.accounts)
	fresh := map[*entry]bool{}
	for _, e := range list {
		address := e.tx.Account
		a := accounts[address]
		if a == nil {
			a = &account{address: address}
			accounts[address] = a
		}
		if _, old := a.find(e.nonce); old != nil {
			gone = append(gone, e.tx.Hash)
			continue
		}
		p.link(a, e)
		fresh[e] = true
	}
	for address, a := range accounts {
		on, err := p.state.Account(&address)
		if err != nil {
			return nil, err
		}
		out := a.entries
		reason := errUndeployed
		// Who deploys may have been credited in the block that was being built; the
		// builder finds out.
		if _, deploys := a.pendingKey(); deploys || on != nil && on.Deployed() {
			a.nonce = 0
			if on != nil {
				a.nonce = on.Nonce
			}
			i, _ := a.find(a.nonce)
			out, reason = a.entries[:i], errUsed
		}
		for _, e := range slices.Clone(out) {
			p.unlink(e)
			if gone = append(gone, e.tx.Hash); !fresh[e] {
				p.left(e, Removed, reason)
			}
		}
		p.ready.set(a, false)
		p.tails.set(a, false)
		a.restage()
		p.update(a)
	}
	return gone, nil
}

var errUndeployed = fault.New(execution.CodeAccount, "the account is not deployed any more")

// String implements fmt.Stringer.
func (k EventKind) String() string {
	switch k {
	case Added:
		return "added"
	case Included:
		return "included"
	case Removed:
		return "removed"
	}
	return fmt.Sprintf("EventKind(%d)", uint8(k))
}
