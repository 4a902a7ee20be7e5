package execution

import (
	"sync/atomic"

	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// Felt is an element of the Stark field, in Montgomery form.
type Felt = starknet.Felt

// Transaction is a transaction that passed the checks which need no state.
type Transaction struct {
	starknet.Transaction
	// Hash is the transaction's.
	Hash Felt
	Kind program.Kind
	// Account is the account that sends and pays; of a deployment the one that is
	// deployed; 0 of a deposit.
	Account Felt
	// Recipient and Amount are those of a transfer.
	Recipient Felt
	// L1Recipient and Amount are those of a withdrawal.
	L1Recipient starknet.EthAddress
	Amount      uint256.Int
	// PublicKey is the key that a deployment gives.
	PublicKey Felt
	// Message is what a deposit consumes.
	Message *starknet.MessageToL2

	// verified is the key that the signature is known to be valid under.
	verified atomic.Pointer[Felt]
}

// Common returns the fields of signed transactions, nil for a deposit.
func (t *Transaction) Common() *starknet.V3 {
	if signed, ok := t.Transaction.(starknet.AccountTransaction); ok {
		return signed.Common()
	}
	return nil
}

// check looks at a transaction alone; see Executor.Check and CheckQuery.
func check(chainID *Felt, t starknet.Transaction, query bool) (*Transaction, error) {
	c := &Transaction{Transaction: t}
	var err error
	switch t := t.(type) {
	case *starknet.InvokeV3:
		err = c.checkInvoke(t)
	case *starknet.DeployAccountV3:
		err = c.checkDeploy(t)
	case *starknet.L1Handler:
		err = c.checkDeposit(t)
	default:
		err = fault.New(CodeType, "there is no transaction of type %T in blocks", t)
	}
	if err == nil && c.Kind != program.Deposit {
		err = c.checkCommon(query)
	}
	if err != nil {
		return nil, err
	}
	c.Hash = t.Hash(chainID)
	return c, nil
}

func (t *Transaction) checkInvoke(invoke *starknet.InvokeV3) error {
	t.Account = invoke.Sender
	if len(invoke.AccountDeploymentData) > 0 {
		return fault.New(CodeType, "account_deployment_data is not empty")
	}
	if len(invoke.ProofFacts) > 0 {
		return fault.New(CodeType, "proof_facts is not empty")
	}
	action, err := starknet.ParseAction(invoke.Calldata)
	if err != nil {
		return err
	}
	switch a := action.(type) {
	case starknet.Transfer:
		t.Kind, t.Recipient, t.Amount = program.Transfer, a.Recipient, a.Amount
	case starknet.Withdrawal:
		t.Kind, t.L1Recipient, t.Amount = program.Withdrawal, a.Recipient, a.Amount
	}
	return nil
}

func (t *Transaction) checkDeploy(deploy *starknet.DeployAccountV3) error {
	t.Kind = program.Deploy
	if deploy.ClassHash != starknet.AccountClassHash {
		return fault.New(CodeClass, "there is no class %s", starknet.FormatFelt(&deploy.ClassHash)).
			WithHint("the one account class is %s", starknet.FormatFelt(&starknet.AccountClassHash))
	}
	if len(deploy.ConstructorCalldata) != 1 {
		return fault.New(CodeType, "constructor_calldata has %d felts, not 1", len(deploy.ConstructorCalldata)).
			WithHint("the constructor takes the public key")
	}
	if deploy.Nonce != 0 {
		return fault.New(CodeNonceAhead, "a deployment has nonce 0, not %d", deploy.Nonce)
	}
	t.PublicKey = deploy.ConstructorCalldata[0]
	t.Account = deploy.ContractAddress()
	return nil
}

func (t *Transaction) checkDeposit(handler *starknet.L1Handler) (err error) {
	t.Kind = program.Deposit
	if t.Message, err = handler.Message(); err != nil {
		return err
	}
	if n := len(t.Message.Payload); n > program.MaxPayload {
		return fault.New(CodeMessage, "the message's payload has %d felts, more than %d", n, program.MaxPayload)
	}
	return nil
}

// checkCommon checks the fields that all signed transactions have.
func (t *Transaction) checkCommon(query bool) error {
	v := t.Common()
	switch {
	case v.Query && !query:
		return fault.New(CodeType, "a transaction with the query version can't be in a block")
	case len(v.PaymasterData) > 0:
		return fault.New(CodeType, "paymaster_data is not empty")
	case v.NonceMode != starknet.DAModeL1 || v.FeeMode != starknet.DAModeL1:
		return fault.New(CodeType, "a data availability mode is not L1")
	case v.Nonce == maxNonce:
		return fault.New(CodeNonceAhead, "there is no nonce after %d", v.Nonce)
	}
	gas := program.GasOf(t.Kind)
	for _, r := range resources(v, gas, program.Prices{}) {
		if r.bound.MaxPrice.BitLen() > 128 {
			return fault.New(CodeType, "max_price_per_unit of %s is not below 2^128", r.name)
		}
		if !query && r.bound.MaxAmount < r.amount {
			return fault.New(CodeResources, "the transaction takes %d of %s, but allows %d", r.amount, r.name, r.bound.MaxAmount)
		}
	}
	return nil
}

// maxNonce is the nonce that no transaction can have, since the account's must stay
// below 2^64 after it.
const maxNonce = 1<<64 - 1

// resource is one resource that a transaction takes.
type resource struct {
	name          string
	bound         *starknet.ResourceBound
	amount, price uint64
}

// resources lists what a transaction takes and what it allows.
func resources(v *starknet.V3, gas program.Gas, prices program.Prices) [3]resource {
	return [3]resource{
		{"l1_gas", &v.Bounds.L1Gas, gas.L1, prices.L1},
		{"l2_gas", &v.Bounds.L2Gas, gas.L2, prices.L2},
		{"l1_data_gas", &v.Bounds.L1DataGas, gas.L1Data, prices.L1Data},
	}
}

// Fee is what the transaction costs at a block's prices. A deposit costs nothing
// here.
func (t *Transaction) Fee(prices program.Prices) uint256.Int {
	v := t.Common()
	if v == nil {
		return uint256.Int{}
	}
	return program.Fee(t.Kind, v.Tip, prices)
}

// CheckPrices demands that the transaction's bounds allow a block's prices for all
// that it takes.
func (t *Transaction) CheckPrices(prices program.Prices) error {
	v := t.Common()
	if v == nil {
		return nil
	}
	for _, r := range resources(v, program.GasOf(t.Kind), prices) {
		if r.amount > 0 && r.bound.MaxPrice.LtUint64(r.price) {
			return fault.New(CodePrice, "%s costs %d a unit, but the transaction allows %s", r.name, r.price, r.bound.MaxPrice.Dec())
		}
	}
	return nil
}
