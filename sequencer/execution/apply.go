package execution

import (
	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// Apply carries out a transaction as the block's next one and returns its receipt.
// A transaction that can't be in the block is refused with a *fault.Error (see
// Invalid) and leaves no trace. Its signature is checked unless it is known to be
// valid.
func (o *Overlay) Apply(t *Transaction) (*Receipt, error) {
	before := o.Checkpoint()
	r := &Receipt{Hash: t.Hash, Kind: t.Kind, Gas: program.GasOf(t.Kind)}
	var err error
	switch t.Kind {
	case program.Transfer, program.Withdrawal:
		err = o.invoke(t, r)
	case program.Deploy:
		err = o.deploy(t, r)
	case program.Deposit:
		err = o.deposit(t, r)
	}
	if err != nil {
		o.Rewind(before)
		return nil, err
	}
	o.load.Add(t.Kind, t.payloadWords())
	o.transactions = append(o.transactions, t)
	o.receipts = append(o.receipts, r)
	return r, nil
}

func (o *Overlay) invoke(t *Transaction, r *Receipt) error {
	s, err := o.find(&t.Account)
	if err != nil {
		return err
	}
	if s == nil || !s.account.Deployed() {
		return fault.New(CodeAccount, "the account %s is not deployed", starknet.FormatFelt(&t.Account))
	}
	if err := o.authorise(t, s, &s.account.PublicKey, r); err != nil {
		return err
	}
	a := &s.account
	if a.Balance.Lt(&t.Amount) {
		r.Status = program.Reverted
		contract, class, selector := starknet.TokenAddress, starknet.TokenClassHash, starknet.SelectorTransfer
		r.RevertReason = revertText(&contract, &class, &selector, reasonBalance)
		return o.payFee(t, r)
	}
	a.Balance.Sub(&a.Balance, &t.Amount)
	if t.Kind == program.Withdrawal {
		amount := starknet.U256(&t.Amount)
		r.Events = append(r.Events, starknet.TransferEvent(&t.Account, &Felt{}, &t.Amount))
		r.Messages = append(r.Messages, starknet.MessageToL1{
			From: program.L2Bridge, To: o.executor.config.Bridge, Payload: []Felt{{}, t.L1Recipient.Felt(), amount[0], amount[1]},
		})
	} else {
		if err := o.credit(&t.Recipient, &t.Amount); err != nil {
			return err
		}
		r.Events = append(r.Events, starknet.TransferEvent(&t.Account, &t.Recipient, &t.Amount))
	}
	return o.payFee(t, r)
}

func (o *Overlay) deploy(t *Transaction, r *Receipt) error {
	s, err := o.find(&t.Account)
	if err != nil {
		return err
	}
	if s == nil && o.skip&SkipFee != 0 {
		if s, err = o.create(&t.Account); err != nil { // clients estimate before they send it anything
			return err
		}
	}
	if s == nil {
		return fault.New(CodeBalance, "the account %s has no balance to pay its deployment from", starknet.FormatFelt(&t.Account)).
			WithHint("send something to the address first")
	}
	if s.account.Deployed() {
		return fault.New(CodeDeployed, "the account %s is deployed already", starknet.FormatFelt(&t.Account))
	}
	if err := o.authorise(t, s, &t.PublicKey, r); err != nil {
		return err
	}
	s.account.ClassHash, s.account.PublicKey = starknet.AccountClassHash, t.PublicKey
	return o.payFee(t, r)
}

// authorise checks nonce, price, balance and signature of a signed transaction,
// uses the nonce and takes the fee from the account.
func (o *Overlay) authorise(t *Transaction, s *staged, key *Felt, r *Receipt) error {
	v := t.Common()
	if o.simulated && v.Nonce > s.account.Nonce {
		o.touch(s).Nonce = v.Nonce // as if those before it had been carried out already
	}
	if err := checkNonce(v.Nonce, s.account.Nonce); err != nil {
		return err
	}
	r.Fee = t.Fee(o.header.Prices)
	if o.skip&SkipFee == 0 {
		if err := t.CheckPrices(o.header.Prices); err != nil {
			return err
		}
		if s.account.Balance.Lt(&r.Fee) {
			return fault.New(CodeBalance, "the fee is %s, but the account's balance %s", r.Fee.Dec(), s.account.Balance.Dec())
		}
	}
	if o.skip&SkipSignature == 0 {
		if err := o.executor.Verify(t, key); err != nil {
			return err
		}
	}
	a := o.touch(s)
	a.Nonce++
	if o.skip&SkipFee == 0 {
		a.Balance.Sub(&a.Balance, &r.Fee)
	}
	return nil
}

func checkNonce(got, want uint64) error {
	switch {
	case got < want:
		return fault.New(CodeNonceUsed, "nonce %d has been used: the account's next is %d", got, want)
	case got > want:
		return fault.New(CodeNonceAhead, "the account's next nonce is %d, not %d", want, got)
	}
	return nil
}

// payFee puts the fee that was taken aside for the sequencer.
func (o *Overlay) payFee(t *Transaction, r *Receipt) error {
	if o.skip&SkipFee != 0 || r.Fee.IsZero() {
		return nil
	}
	r.Events = append(r.Events, starknet.TransferEvent(&t.Account, &o.header.Sequencer, &r.Fee))
	o.fees.Add(&o.fees, &r.Fee)
	return o.checkFees()
}

// checkFees demands that the sequencer's balance has room for the fees, which it
// gets when the block ends.
func (o *Overlay) checkFees() error {
	if o.fees.IsZero() {
		return nil
	}
	s, err := o.find(&o.header.Sequencer)
	if err != nil || s == nil {
		return err
	}
	var sum uint256.Int
	if sum.Add(&s.account.Balance, &o.fees).BitLen() > balanceBits {
		return fault.New(CodeSupply, "the sequencer's balance would not be below 2^%d", balanceBits)
	}
	return nil
}

// balanceBits is the number of bits of a balance.
const balanceBits = 128

// credit adds to an account's balance, and makes the account if there is none.
func (o *Overlay) credit(address *Felt, amount *uint256.Int) error {
	s, err := o.find(address)
	if err == nil && s == nil {
		s, err = o.create(address)
	}
	if err != nil {
		return err
	}
	var sum uint256.Int
	if sum.Add(&s.account.Balance, amount).BitLen() > balanceBits {
		return fault.New(CodeSupply, "the balance of %s would not be below 2^%d", starknet.FormatFelt(address), balanceBits)
	}
	o.touch(s).Balance = sum
	if *address == o.header.Sequencer {
		return o.checkFees()
	}
	return nil
}

// deposit carries out a message from L1. It is consumed whatever it says; what is
// wrong with it only keeps it from having an effect.
func (o *Overlay) deposit(t *Transaction, r *Receipt) error {
	m := t.Message
	contract, class := m.To, Felt{}
	revert := func(reason string) error {
		r.Status = program.Reverted
		r.RevertReason = revertText(&contract, &class, &m.Selector, reason)
		return nil
	}
	switch {
	case m.To != program.L2Bridge:
		return revert(reasonContract)
	case m.Selector != starknet.SelectorDeposit:
		return revert(reasonEntry)
	case m.From != o.executor.config.Bridge:
		return revert(reasonBridge)
	case len(m.Payload) != 3:
		return revert(reasonPayload)
	}
	recipient := m.Payload[0]
	amount, ok := starknet.ParseU256(&m.Payload[1], &m.Payload[2])
	if bound := starknet.IntegerFromFelt(&recipient); !ok || amount.BitLen() > balanceBits || recipient.IsZero() || !bound.Lt(addressBound) {
		return revert(reasonPayload)
	}
	s, err := o.find(&recipient)
	if err != nil {
		return err
	}
	if s != nil {
		var sum uint256.Int
		if sum.Add(&s.account.Balance, &amount).BitLen() > balanceBits {
			o.touch(s) // the leaf shows the balance
			return revert(reasonOverflow)
		}
	}
	if err := o.credit(&recipient, &amount); err != nil {
		return err
	}
	r.Events = append(r.Events, starknet.TransferEvent(&Felt{}, &recipient, &amount))
	return nil
}
