package l1

import (
	"context"
	"math/big"
	"time"
)

// Foreign is what a manager has noticed, since it was opened, of transactions that
// another program has sent with its account.
type Foreign struct {
	// Count is how many have come into the chain, Nonce the last one's, Seen when that
	// was noticed.
	Count uint64    `json:"count"`
	Nonce uint64    `json:"nonce"`
	Seen  time.Time `json:"seen,omitzero"`
}

// Foreign returns what was noticed of another program that uses the account.
func (m *Manager) Foreign() Foreign {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return m.foreign
}

// account finds out whose the nonces are that the chain has used since it was looked
// last: next is the account's next one. A nonce that was given out here may still have
// been taken by another one: see lost.
func (m *Manager) account(next uint64) {
	ours := map[uint64]bool{}
	for _, t := range m.Transactions() {
		if t.Nonce >= m.accounted && t.Nonce < next {
			ours[t.Nonce] = true
		}
	}
	if next <= m.accounted {
		return
	}
	count := next - m.accounted - uint64(len(ours))
	m.accounted = next
	if count == 0 {
		return
	}
	last := next - 1
	for ours[last] {
		last--
	}
	m.noteForeign(count, last)
}

func (m *Manager) noteForeign(count, nonce uint64) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.foreign = Foreign{m.foreign.Count + count, nonce, m.options.Now()}
	m.options.Log.Warn("another program sends with this account", "code", CodeNonce, "account", m.from, "transactions", count, "nonce", nonce)
}

// lost is for a transaction that is nowhere although its nonce is used: another program
// has taken it. Nodes behind one URL are not all equally far, so this must last for a
// while; the transaction is done for good when what took the nonce is final.
func (m *Manager) lost(ctx context.Context, v view, t *Transaction) error {
	if t.Trouble != CodeNonce {
		now := m.options.Now()
		since, known := m.missing[t.Key]
		if !known {
			m.missing[t.Key] = now
		}
		if !known || now.Sub(since) < m.options.BumpAfter {
			return nil
		}
		delete(m.missing, t.Key)
		m.noteForeign(1, t.Nonce)
		return m.trouble(t, CodeNonce, "nonce %d was used by a transaction that is not ours", t.Nonce)
	}
	if v.final == 0 {
		return nil
	}
	nonce, err := m.client.NonceAt(ctx, m.from, new(big.Int).SetUint64(v.final))
	if err != nil {
		m.options.Log.Debug("the account's nonce at the final block", "block", v.final, "err", err)
	}
	if err != nil || nonce <= t.Nonce { // nodes need not have that block's state any more
		return nil
	}
	t.State, t.Outcome, t.Cost = Finalized, Displaced, new(big.Int)
	return m.put(t)
}
