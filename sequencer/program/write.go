package program

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/starknet"
)

// Input returns the input of the program that proves a block: JSON with an
// advice tape, see docs/cairo.md; the same for the same arguments. Statuses are
// taken as they are given: a run with a wrong one fails.
func Input(b *Block, w *Witness) ([]byte, error) {
	t, err := newTape(b, w)
	if err != nil {
		return nil, err
	}
	return t.json(), nil
}

// newTape writes the tape of a block.
func newTape(b *Block, w *Witness) (*tape, error) {
	wr := &writer{tape: &tape{}, block: b, witness: w, count: w.AccountCount}
	if err := wr.write(); err != nil {
		return nil, err
	}
	return wr.tape, nil
}

// writer goes the program's way through a block.
type writer struct {
	*tape
	block    *Block
	witness  *Witness
	opened   int // leaves that were in use before
	versions int // so far
	// accounts are those that are open or made, in the order of their indices.
	accounts []*openAccount
	byAddr   map[fp.Element]*openAccount
	count    uint32 // of the tree
	fees     uint256.Int
}

// openAccount is what the tape's writer knows of an account.
type openAccount struct {
	address, next fp.Element
	version       int // the newest
}

func (w *writer) write() error {
	if err := w.open(); err != nil {
		return err
	}
	w.numbers()
	w.split("sequencer", &w.block.Header.Sequencer)
	for i := range w.opened {
		l := &w.witness.Leaves[i]
		w.account(l.Index, &l.Before)
		w.split("address", &l.Before.Address)
		w.split("next_address", &l.Before.NextAddress)
	}
	for i := range w.block.Transactions {
		if err := w.transaction(&w.block.Transactions[i]); err != nil {
			return fault.Wrap(err, CodeInput, "the block can't be written down").At("transaction %d", i)
		}
	}
	if !w.fees.IsZero() {
		if err := w.credit(&w.block.Header.Sequencer); err != nil {
			return err
		}
	}
	if len(w.accounts) != len(w.witness.Leaves) {
		return fault.New(CodeInput, "the block makes %d accounts, and the witness has %d",
			len(w.accounts)-w.opened, len(w.witness.Leaves)-w.opened)
	}
	for _, a := range w.accounts {
		w.putInt("last_version", uint64(a.version))
	}
	if err := w.tree(); err != nil {
		return err
	}
	if w.block.Commitments != nil {
		return w.blobs()
	}
	return nil
}

// open takes the leaves that were in use before the block.
func (w *writer) open() error {
	leaves := w.witness.Leaves
	w.byAddr = make(map[fp.Element]*openAccount, len(leaves))
	for i := range leaves {
		if i > 0 && leaves[i].Index <= leaves[i-1].Index {
			return fault.New(CodeInput, "the witness's leaves are not in the order of their indices").At("leaf %d", i)
		}
		if leaves[i].Index < w.count {
			w.opened++
			b := &leaves[i].Before
			w.made(&b.Address, &b.NextAddress)
		}
	}
	return nil
}

// made notes an account whose first version is the next one.
func (w *writer) made(address, next *fp.Element) {
	a := &openAccount{address: *address, next: *next, version: w.versions}
	w.accounts = append(w.accounts, a)
	w.byAddr[*address] = a
	w.versions++
}

// numbers writes what the tape begins with.
func (w *writer) numbers() {
	h, c := &w.block.Header, &w.block.Config
	w.putInt("number", h.Number)
	w.put("parent_hash", h.ParentHash)
	w.putInt("timestamp", h.Timestamp)
	w.put("sequencer", h.Sequencer)
	w.putInt("l1_gas_price", h.Prices.L1)
	w.putInt("l2_gas_price", h.Prices.L2)
	w.putInt("l1_data_gas_price", h.Prices.L1Data)
	w.put("l2_chain_id", c.L2ChainID)
	w.putInt("l1_chain_id", c.L1ChainID)
	w.put("core", EthAddress(c.Core))
	w.put("bridge", EthAddress(c.Bridge))
	kzg := uint64(0)
	if w.block.Commitments != nil {
		kzg = 1
	}
	w.putInt("use_kzg_da", kzg)
	w.putInt("blobs", uint64(len(w.block.Commitments)))
	w.putInt("account_count", uint64(w.witness.AccountCount))
	w.putInt("opened", uint64(w.opened))
	w.putInt("to_l1", uint64(withdrawalWords*len(w.block.withdrawals())))
	w.putInt("transactions", uint64(len(w.block.Transactions)))
}

func (w *writer) account(index uint32, a *Account) {
	w.putInt("account.index", uint64(index))
	w.put("account.address", a.Address)
	w.put("account.next_address", a.NextAddress)
	w.putInt("account.next_index", uint64(a.NextIndex))
	w.put("account.class_hash", a.ClassHash)
	w.put("account.public_key", a.PublicKey)
	w.putInt("account.nonce", a.Nonce)
	w.put("account.balance", feltOfInt(&a.Balance))
}

func (w *writer) transaction(e *Executed) error {
	switch tx := e.Transaction.(type) {
	case *starknet.InvokeV3:
		return w.invoke(tx, e.Status)
	case *starknet.DeployAccountV3:
		return w.deploy(tx)
	case *starknet.L1Handler:
		return w.deposit(tx, e.Status)
	}
	return fault.New(CodeInput, "a transaction of type %T is in no block", e.Transaction)
}

// fee writes the fields that a signed transaction's fee is made of.
func (w *writer) fee(v *starknet.V3, k Kind) error {
	if len(v.Signature) != 2 {
		return fault.New(CodeInput, "a signature has %d words, not 2", len(v.Signature))
	}
	w.putInt("tip", v.Tip)
	for _, r := range [...]struct {
		name  string
		bound *starknet.ResourceBound
	}{{"l1_gas", &v.Bounds.L1Gas}, {"l2_gas", &v.Bounds.L2Gas}, {"l1_data_gas", &v.Bounds.L1DataGas}} {
		w.putInt(r.name+"_max_amount", r.bound.MaxAmount)
		w.put(r.name+"_max_price", feltOfInt(&r.bound.MaxPrice))
	}
	fee := Fee(k, v.Tip, w.block.Header.Prices)
	w.fees.Add(&w.fees, &fee)
	w.put("r", v.Signature[0])
	w.put("s", v.Signature[1])
	return nil
}

func (w *writer) invoke(tx *starknet.InvokeV3, status Status) error {
	action, err := starknet.ParseAction(tx.Calldata)
	if err != nil {
		return err
	}
	kind := KindOf(action)
	w.putInt("kind", uint64(kind))
	if err := w.fee(&tx.V3, kind); err != nil {
		return err
	}
	w.putInt("status", uint64(status))
	for i, name := range [...]string{"calls", "to", "selector", "arguments", "recipient", "amount_low", "amount_high"} {
		w.put(name, tx.Calldata[i])
	}
	if _, err := w.take(&tx.Sender); err != nil {
		return err
	}
	recipient := &tx.Calldata[4]
	w.split("recipient", recipient)
	if kind == Transfer && status == Succeeded {
		return w.credit(recipient)
	}
	return nil
}

func (w *writer) deploy(tx *starknet.DeployAccountV3) error {
	if len(tx.ConstructorCalldata) != 1 {
		return fault.New(CodeInput, "a standard account's constructor takes one word, not %d", len(tx.ConstructorCalldata))
	}
	w.putInt("kind", uint64(Deploy))
	if err := w.fee(&tx.V3, Deploy); err != nil {
		return err
	}
	w.put("salt", tx.Salt)
	w.put("public_key", tx.ConstructorCalldata[0])
	hash := starknet.PedersenArray(contractDomain, fp.Element{}, tx.Salt, tx.ClassHash,
		starknet.PedersenArray(tx.ConstructorCalldata...))
	if isAddress(&hash) {
		w.putInt("fits", 0)
		w.split("address_hash", &hash)
	} else {
		w.putInt("fits", 1)
		w.excess("address_hash", &hash)
	}
	address := tx.ContractAddress()
	_, err := w.take(&address)
	return err
}

// take writes which version an access to an account takes.
func (w *writer) take(address *fp.Element) (*openAccount, error) {
	a := w.byAddr[*address]
	if a == nil {
		return nil, fault.New(CodeInput, "the witness has no account %s", starknet.FormatFelt(address))
	}
	w.takeVersion(a)
	return a, nil
}

func (w *writer) takeVersion(a *openAccount) {
	w.putInt("version", uint64(a.version))
	a.version = w.versions
	w.versions++
}

// credit writes an access that adds to an account's balance or makes it.
func (w *writer) credit(address *fp.Element) error {
	if w.byAddr[*address] != nil {
		w.putInt("is_new", 0)
		_, err := w.take(address)
		return err
	}
	low := w.before(address)
	if low == nil {
		return fault.New(CodeInput, "the witness has no account before the new one").At("address %s", starknet.FormatFelt(address))
	}
	w.putInt("is_new", 1)
	w.takeVersion(low)
	w.split("new_address", address)
	w.split("low_address", &low.address)
	if !low.next.IsZero() {
		w.split("high_address", &low.next)
	}
	next := low.next
	low.next = *address
	w.made(address, &next)
	w.count++
	return nil
}

// before finds the open account whose successor a new account precedes.
func (w *writer) before(address *fp.Element) *openAccount {
	for _, a := range w.accounts {
		if a.address.Cmp(address) < 0 && (a.next.IsZero() || address.Cmp(&a.next) < 0) {
			return a
		}
	}
	return nil
}

// tree writes the way through the account tree.
func (w *writer) tree() error {
	siblings := w.witness.Siblings
	next := func() (n fp.Element, err error) {
		if len(siblings) == 0 {
			return n, fault.New(CodeInput, "the witness has too few siblings")
		}
		n, siblings = siblings[0], siblings[1:]
		return n, nil
	}
	if indices := w.witness.indices(); len(indices) > 0 {
		if err := w.node(indices, TreeHeight, next); err != nil {
			return err
		}
	} else {
		root, err := next()
		if err != nil {
			return err
		}
		w.put("root", root)
	}
	if len(siblings) > 0 {
		return fault.New(CodeInput, "the witness has %d siblings too many", len(siblings))
	}
	return nil
}

// node writes the nodes above these leaves: of each which children are touched,
// what is below them, and then the sibling, if one is not.
func (w *writer) node(indices []uint32, height int, next func() (fp.Element, error)) error {
	if height == 0 {
		return nil
	}
	height--
	kind, n := fork(indices, height)
	w.putInt("touched", uint64(kind))
	if kind == bothTouched {
		if err := w.node(indices[:n], height, next); err != nil {
			return err
		}
		return w.node(indices[n:], height, next)
	}
	sibling, err := next()
	if err != nil {
		return err
	}
	if err := w.node(indices, height, next); err != nil {
		return err
	}
	w.put("sibling", sibling)
	return nil
}
