package program_test

import (
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"
	"pgregory.net/rapid"

	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// TestRandomBlocks: the program agrees with the model about blocks of any
// transactions, and their cost is bounded.
func TestRandomBlocks(t *testing.T) {
	var users []*user
	for n := range uint64(6) {
		users = append(users, newUser(n))
	}
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(users[:3]...)
		if rapid.Bool().Draw(r, "free") {
			w.header.Prices = program.Prices{}
		}
		any := rapid.SampledFrom(users)
		value := rapid.Custom(func(r *rapid.T) uint256.Int {
			v := ether(rapid.Uint64Range(0, 120).Draw(r, "ether"))
			if rapid.IntRange(0, 20).Draw(r, "large") == 0 {
				v.Lsh(&v, 100)
			}
			return v
		})
		n := rapid.IntRange(0, 12).Draw(r, "transactions")
		for i := range n {
			u := any.Draw(r, "user")
			a := w.find(&u.address)
			kind := rapid.SampledFrom([]program.Kind{program.Transfer, program.Withdrawal, program.Deploy, program.Deposit}).Draw(r, "kind")
			fee := program.Fee(kind, 3, w.header.Prices)
			paying := a != nil && !a.Balance.Lt(&fee)
			switch {
			case kind == program.Transfer && paying && a.Deployed():
				w.invoke(u, 3, starknet.Transfer{Recipient: any.Draw(r, "recipient").address, Amount: value.Draw(r, "amount")})
			case kind == program.Withdrawal && paying && a.Deployed():
				w.invoke(u, 3, starknet.Withdrawal{Recipient: starknet.EthAddress{1}, Amount: value.Draw(r, "amount")})
			case kind == program.Deploy && paying && !a.Deployed():
				w.deploy(u)
			case kind == program.Deposit:
				amount := value.Draw(r, "amount")
				parts := starknet.U256(&amount)
				payload := []fp.Element{u.address, parts[0], parts[1]}
				w.deposit(w.message(uint64(i), payload[:rapid.SampledFrom([]int{3, 3, 3, 2}).Draw(r, "words")]...))
			}
		}
		// Looking for accounts has touched some that no transaction did.
		w.retouch()
		block, witness := w.end()
		requireBound(r, block, witness, requireRun(r, block, witness), false)
	})
}

// retouch forgets accounts that are as they were and that no transaction names.
func (w *world) retouch() {
	named := map[fp.Element]bool{}
	for _, e := range w.txs {
		named[e.Transaction.ContractAddress()] = true
		if m, ok := e.Transaction.(*starknet.L1Handler); ok && program.WellFormed(&w.config, m) {
			named[m.Calldata[1]] = true
		}
	}
	for i := range w.touched {
		if int(i) < len(w.before) && w.before[i] == w.accounts[i] && !named[w.accounts[i].Address] && !w.credited[w.accounts[i].Address] {
			delete(w.touched, i)
		}
	}
}
