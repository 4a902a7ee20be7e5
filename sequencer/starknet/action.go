package starknet

import (
	"github.com/holiman/uint256"

	"quarry/fault"
)

// The selectors of the bridge: that of the call which withdraws, and that of the
// handler which takes deposits.
var (
	SelectorWithdraw = Selector("initiate_withdraw")
	SelectorDeposit  = Selector("handle_deposit")
)

// Action is what an account's transaction does: a Transfer or a Withdrawal.
type Action interface {
	// Call is the one call of __execute__ that does it.
	Call() Call
}

// Transfer moves the token to another account.
type Transfer struct {
	// Recipient is an address on L2.
	Recipient Felt
	// Amount is in the token's smallest unit.
	Amount uint256.Int
}

// Call implements Action: transfer(recipient, amount: u256) of the token.
func (t Transfer) Call() Call {
	amount := U256(&t.Amount)
	return Call{To: TokenAddress, Selector: SelectorTransfer, Calldata: []Felt{t.Recipient, amount[0], amount[1]}}
}

// Withdrawal sends the token to L1.
type Withdrawal struct {
	// Recipient is who can claim the amount on L1; not 0.
	Recipient EthAddress
	// Amount is in the token's smallest unit.
	Amount uint256.Int
}

// Call implements Action: initiate_withdraw(l1_recipient, amount: u256) of the
// bridge, as StarkGate's has it.
func (w Withdrawal) Call() Call {
	amount := U256(&w.Amount)
	return Call{To: BridgeAddress, Selector: SelectorWithdraw, Calldata: []Felt{w.Recipient.Felt(), amount[0], amount[1]}}
}

// ParseAction reads the calldata of an account's __execute__, which must be one
// call that this sequencer carries out: exactly what an Action's Call encodes.
func ParseAction(calldata []Felt) (Action, error) {
	calls, err := ParseCalls(calldata)
	if err != nil {
		return nil, err
	}
	if len(calls) != 1 {
		return nil, fault.New(CodeCall, "the transaction makes %d calls", len(calls)).
			WithHint("one call: transfer of the token, or initiate_withdraw of the bridge")
	}
	c := &calls[0]
	switch {
	case c.To == TokenAddress && c.Selector == SelectorTransfer:
		return parseTransfer(c)
	case c.To == BridgeAddress && c.Selector == SelectorWithdraw:
		return parseWithdrawal(c)
	}
	return nil, fault.New(CodeCall, "no contract %s with an entry point %s can be called",
		FormatFelt(&c.To), FormatFelt(&c.Selector)).
		WithHint("transfer of the token %s, or initiate_withdraw of the bridge %s",
			FormatFelt(&TokenAddress), FormatFelt(&BridgeAddress))
}

func parseTransfer(c *Call) (Action, error) {
	amount, err := parseAmount(c, "recipient, amount: u256")
	if err != nil {
		return nil, err
	}
	if err := CheckAddress(&c.Calldata[0]); err != nil {
		return nil, err
	}
	return Transfer{c.Calldata[0], amount}, nil
}

func parseWithdrawal(c *Call) (Action, error) {
	amount, err := parseAmount(c, "l1_recipient, amount: u256")
	if err != nil {
		return nil, err
	}
	recipient, err := EthAddressFromFelt(&c.Calldata[0])
	if err != nil {
		return nil, err
	}
	if recipient == (EthAddress{}) {
		return nil, fault.New(CodeAddress, "the recipient on L1 is 0")
	}
	return Withdrawal{recipient, amount}, nil
}

// parseAmount reads the amount of a call with three words of calldata.
func parseAmount(c *Call, arguments string) (amount uint256.Int, err error) {
	if len(c.Calldata) != 3 {
		return amount, fault.New(CodeCall, "the call has %d words of calldata, not 3", len(c.Calldata)).
			WithHint("the arguments are %s", arguments)
	}
	amount, ok := ParseU256(&c.Calldata[1], &c.Calldata[2])
	if !ok {
		return amount, fault.New(CodeCall, "a half of the amount is not below 2^128")
	}
	return amount, nil
}
