package execution

import (
	"slices"

	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// StateDiff is a state diff in Starknet's words: what RPC tells of a block.
type StateDiff struct {
	// Storage is what changed in the contracts' storage, by contract.
	Storage []StorageDiff
	// Deployed are the contracts that are new, with their class.
	Deployed []Deployed
	// Nonces are those that changed.
	Nonces []NonceUpdate
}

// StorageDiff is what changed in one contract's storage.
type StorageDiff struct {
	Address Felt
	Entries []StorageEntry
}

// StorageEntry is a storage cell's new value.
type StorageEntry struct{ Key, Value Felt }

// Deployed is a contract that was deployed.
type Deployed struct{ Address, ClassHash Felt }

// NonceUpdate is an account's new nonce.
type NonceUpdate struct {
	Address Felt
	Nonce   uint64
}

// newStateDiff words changes of accounts: balances are storage of the token, keys
// storage of the accounts. Entries are by rising index of the accounts.
func newStateDiff(changes []state.Change) *StateDiff {
	d := new(StateDiff)
	token := StorageDiff{Address: program.Token}
	var paid []Felt // the accounts whose balance has changed
	var keys []StorageDiff
	for i := range changes {
		c := &changes[i]
		before := c.Before
		if before == nil {
			before = new(program.Account)
		}
		a := &c.After
		if a.Balance != before.Balance {
			value, _ := starknet.FeltFromInteger(&a.Balance)
			token.Entries = append(token.Entries, StorageEntry{Value: value})
			paid = append(paid, a.Address)
		}
		if a.Nonce != before.Nonce {
			d.Nonces = append(d.Nonces, NonceUpdate{a.Address, a.Nonce})
		}
		if a.Deployed() && !before.Deployed() {
			d.Deployed = append(d.Deployed, Deployed{a.Address, a.ClassHash})
			keys = append(keys, StorageDiff{a.Address, []StorageEntry{{starknet.StoragePublicKey, a.PublicKey}}})
		}
	}
	for i, key := range starknet.StorageBalances(paid) {
		token.Entries[i].Key = key
	}
	if len(token.Entries) > 0 {
		d.Storage = append(d.Storage, token)
	}
	d.Storage = slices.Concat(d.Storage, keys)
	return d
}

// Diff words what has changed since a mark, the fees not yet paid to the sequencer.
func (o *Overlay) Diff(since Mark) *StateDiff {
	old := map[*staged]*program.Account{}
	var order []*staged
	note := func(s *staged, before *program.Account) {
		if _, ok := old[s]; !ok {
			old[s] = before
			order = append(order, s)
		}
	}
	for _, s := range o.fresh[since.fresh:] {
		note(s, nil)
	}
	for i := range o.journal[since.journal:] {
		u := &o.journal[since.journal+i]
		note(u.s, &u.account)
	}
	slices.SortFunc(order, func(a, b *staged) int { return int(int64(a.index) - int64(b.index)) })
	changes := make([]state.Change, len(order))
	for i, s := range order {
		changes[i] = state.Change{Index: s.index, Before: old[s], After: s.account}
	}
	return newStateDiff(changes)
}
