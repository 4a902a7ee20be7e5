package execution

import (
	"slices"

	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/sequencer/state"
)

// Overlay is a block in the making: transactions applied one after the other to
// accounts that are staged over a view of the state. It can go back to any earlier
// Mark. It is for one goroutine at a time; the view it is based on must be at the
// head of the state when it is sealed.
type Overlay struct {
	executor *Executor
	view     *state.View
	header   program.Header

	accounts map[Felt]*staged
	// fresh are the new accounts in the order of their indices, sorted the same by
	// rising address.
	fresh, sorted []*staged
	journal       []undo
	transactions  []*Transaction
	receipts      []*Receipt
	fees          uint256.Int
	load          program.Load // without the sequencer's part, the count and the blobs

	simulated bool
	skip      Skip
}

// staged is an account as far as the block has come.
type staged struct {
	index   uint32
	account program.Account
	before  *program.Account // nil if it is new
	touched bool             // its leaf will be opened
}

// undo is what a staged account was before a step.
type undo struct {
	s       *staged
	account program.Account
	touched bool
}

// Mark is a point of an overlay that it can go back to.
type Mark struct {
	journal, fresh, transactions int
	fees                         uint256.Int
	load                         program.Load
}

// View is the state that the block is made on.
func (o *Overlay) View() *state.View { return o.view }

// Header is the block's.
func (o *Overlay) Header() program.Header { return o.header }

// Transactions are those of the block so far. They must not be changed.
func (o *Overlay) Transactions() []*Transaction { return o.transactions }

// Receipts are those of the transactions so far. They must not be changed.
func (o *Overlay) Receipts() []*Receipt { return o.receipts }

// Account returns a copy of an account as it is after the transactions so far, nil
// if there is none. The sequencer does not have the block's fees yet.
func (o *Overlay) Account(address *Felt) (*program.Account, error) {
	s, err := o.find(address)
	if err != nil || s == nil {
		return nil, err
	}
	a := s.account
	return &a, nil
}

// Checkpoint returns the point where the overlay is.
func (o *Overlay) Checkpoint() Mark {
	return Mark{len(o.journal), len(o.fresh), len(o.transactions), o.fees, o.load}
}

// Rewind takes back everything since a mark; marks of later points are void.
func (o *Overlay) Rewind(m Mark) {
	for _, u := range slices.Backward(o.journal[m.journal:]) {
		u.s.account, u.s.touched = u.account, u.touched
	}
	for _, s := range o.fresh[m.fresh:] {
		delete(o.accounts, s.account.Address)
		i, _ := o.position(&s.account.Address)
		o.sorted = slices.Delete(o.sorted, i, i+1)
	}
	o.journal, o.fresh = o.journal[:m.journal], o.fresh[:m.fresh]
	o.transactions, o.receipts = o.transactions[:m.transactions], o.receipts[:m.transactions]
	o.fees, o.load = m.fees, m.load
}

// Skip says what a simulation leaves out.
type Skip uint8

const (
	// SkipSignature leaves the signature out.
	SkipSignature Skip = 1 << iota
	// SkipFee leaves the fee out, and the demands on prices, amounts and balance that
	// come with it. Receipts still say what the fee would be.
	SkipFee
)

// Fork returns a copy that transactions can be simulated on; it can't be sealed.
func (o *Overlay) Fork(skip Skip) *Overlay {
	f := *o
	f.simulated, f.skip = true, skip
	f.accounts = make(map[Felt]*staged, len(o.accounts))
	for address, s := range o.accounts {
		c := *s
		f.accounts[address] = &c
	}
	move := func(list []*staged) []*staged {
		moved := make([]*staged, len(list))
		for i, s := range list {
			moved[i] = f.accounts[s.account.Address]
		}
		return moved
	}
	f.fresh, f.sorted, f.journal = move(o.fresh), move(o.sorted), nil
	f.transactions, f.receipts = slices.Clip(o.transactions), slices.Clip(o.receipts)
	return &f
}

// find returns a staged account, nil if there is none with the address.
func (o *Overlay) find(address *Felt) (*staged, error) {
	if address.IsZero() {
		return nil, nil // the head of the list is nobody's account
	}
	if s := o.accounts[*address]; s != nil {
		return s, nil
	}
	index, ok, err := o.view.Find(address)
	if err != nil || !ok {
		return nil, err
	}
	return o.stage(index)
}

// stage stages the account at an index that the view has.
func (o *Overlay) stage(index uint32) (*staged, error) {
	account, err := o.view.Account(index)
	if err != nil {
		return nil, err
	}
	if s := o.accounts[account.Address]; s != nil {
		return s, nil
	}
	s := &staged{index: index, account: *account, before: account}
	o.accounts[account.Address] = s
	return s, nil
}

// touch says that an account is about to change, or at least that its leaf is
// opened.
func (o *Overlay) touch(s *staged) *program.Account {
	o.journal = append(o.journal, undo{s, s.account, s.touched})
	if !s.touched {
		s.touched = true
		o.load.Opened++
	}
	return &s.account
}

// position is where an address is, or would be, among the new accounts.
func (o *Overlay) position(address *Felt) (int, bool) {
	return slices.BinarySearchFunc(o.sorted, address, func(s *staged, address *Felt) int { return s.account.Address.Cmp(address) })
}

// create makes a new account at an address that has none.
func (o *Overlay) create(address *Felt) (*staged, error) {
	count := uint64(o.view.Count()) + uint64(len(o.fresh))
	if count+1 >= 1<<program.TreeHeight {
		return nil, fault.New(state.CodeFull, "all indices of accounts are in use")
	}
	index, err := o.view.Predecessor(address)
	if err != nil {
		return nil, err
	}
	below, err := o.stage(index)
	if err != nil {
		return nil, err
	}
	at, _ := o.position(address)
	if at > 0 && o.sorted[at-1].account.Address.Cmp(&below.account.Address) > 0 {
		below = o.sorted[at-1]
	}
	s := &staged{index: uint32(count), account: program.Account{Address: *address}, touched: true}
	state.Insert(o.touch(below), &s.account, s.index)
	o.accounts[*address] = s
	o.load.New++
	o.fresh = append(o.fresh, s)
	o.sorted = slices.Insert(o.sorted, at, s)
	return s, nil
}
