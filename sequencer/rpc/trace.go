package rpc

import (
	"quarry/sequencer/chain"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// trace is TRANSACTION_TRACE of the specification. No contract runs here; it says
// what the contracts would have called, by the effects.
type trace struct {
	Type        starknet.TransactionType `json:"type"`
	Validate    *invocation              `json:"validate_invocation,omitempty"`
	Execute     any                      `json:"execute_invocation,omitempty"`
	Constructor *invocation              `json:"constructor_invocation,omitempty"`
	Function    any                      `json:"function_invocation,omitempty"`
	FeeTransfer *invocation              `json:"fee_transfer_invocation,omitempty"`
	Diff        *stateDiff               `json:"state_diff,omitempty"`
	Resources   resources                `json:"execution_resources"`
}

// reverted stands in a trace for a call that was reverted.
type reverted struct {
	Reason string `json:"revert_reason"`
}

// invocation is FUNCTION_INVOCATION of the specification.
type invocation struct {
	Contract  starknet.Hex   `json:"contract_address"`
	Selector  starknet.Hex   `json:"entry_point_selector"`
	Calldata  []starknet.Hex `json:"calldata"`
	Caller    starknet.Hex   `json:"caller_address"`
	Class     starknet.Hex   `json:"class_hash"`
	EntryType string         `json:"entry_point_type"`
	CallType  string         `json:"call_type"`
	Result    []starknet.Hex `json:"result"`
	Calls     []*invocation  `json:"calls"`
	Events    []orderedEvent `json:"events"`
	Messages  []any          `json:"messages"`
	Resources callResources  `json:"execution_resources"`
	Reverted  bool           `json:"is_reverted"`
}

// orderedEvent is ORDERED_EVENT of the specification.
type orderedEvent struct {
	Order int            `json:"order"`
	Keys  []starknet.Hex `json:"keys"`
	Data  []starknet.Hex `json:"data"`
}

// callResources are those of one call, which are not told apart here.
type callResources struct {
	L1Gas uint64 `json:"l1_gas"`
	L2Gas uint64 `json:"l2_gas"`
}

// The types of entry points.
const (
	entryExternal    = "EXTERNAL"
	entryConstructor = "CONSTRUCTOR"
	entryL1Handler   = "L1_HANDLER"
)

var (
	selectorValidate       = starknet.Selector("__validate__")
	selectorValidateDeploy = starknet.Selector("__validate_deploy__")
	selectorConstructor    = starknet.Selector("constructor")
	wordValidated          = starknet.MustShortString("VALID")
)

// invoke makes a call of a trace.
func invoke(c starknet.Call, caller, class *starknet.Felt, entry string, result ...starknet.Felt) *invocation {
	return &invocation{
		Contract: starknet.Hex(c.To), Selector: starknet.Hex(c.Selector), Calldata: starknet.HexList(c.Calldata),
		Caller: starknet.Hex(*caller), Class: starknet.Hex(*class), EntryType: entry, CallType: "CALL",
		Result: starknet.HexList(result), Calls: []*invocation{}, Events: []orderedEvent{}, Messages: []any{},
	}
}

// emit adds events to a call, and counts them.
func (i *invocation) emit(order *int, events []starknet.Event) {
	for n := range events {
		e := eventOf(&events[n])
		i.Events = append(i.Events, orderedEvent{*order, e.Keys, e.Data})
		*order++
	}
}

// send adds messages to L1 to a call.
func (i *invocation) send(messages []starknet.MessageToL1) {
	for n := range messages {
		i.Messages = append(i.Messages, struct {
			Order int `json:"order"`
			messageAnswer
		}{n, messageOf(&messages[n])})
	}
}

// traceOf says what a transaction has done. The last event of a transaction that
// has paid a fee is that of the payment.
func traceOf(t *chain.Transaction, r *chain.Receipt, sequencer *starknet.Felt, validated, paid bool) *trace {
	out := &trace{Type: t.Type(), Resources: resourcesOf(r.Gas)}
	own := r.Events
	if paid && !r.Fee.IsZero() && len(own) > 0 {
		own = own[:len(own)-1]
		out.feeTransfer(t.ContractAddress(), sequencer, r, len(own))
	}
	order := 0
	switch t := t.Transaction.(type) {
	case *starknet.InvokeV3:
		if validated {
			out.Validate = invoke(starknet.Call{To: t.Sender, Selector: selectorValidate, Calldata: t.Calldata},
				&starknet.Felt{}, &starknet.AccountClassHash, entryExternal, wordValidated)
		}
		if r.Status == program.Reverted {
			out.Execute = reverted{r.RevertReason}
			break
		}
		out.Execute = execute(t, r, own, &order)
	case *starknet.DeployAccountV3:
		address := t.ContractAddress()
		out.Constructor = invoke(starknet.Call{To: address, Selector: selectorConstructor, Calldata: t.ConstructorCalldata},
			&starknet.Felt{}, &t.ClassHash, entryConstructor)
		out.Constructor.emit(&order, own)
		if validated {
			calldata := append([]starknet.Felt{t.ClassHash, t.Salt}, t.ConstructorCalldata...)
			out.Validate = invoke(starknet.Call{To: address, Selector: selectorValidateDeploy, Calldata: calldata},
				&starknet.Felt{}, &t.ClassHash, entryExternal, wordValidated)
		}
	case *starknet.L1Handler:
		if r.Status == program.Reverted {
			out.Function = reverted{r.RevertReason}
			break
		}
		handler := invoke(starknet.Call{To: t.Contract, Selector: t.Selector, Calldata: t.Calldata},
			&starknet.Felt{}, &starknet.Felt{}, entryL1Handler)
		handler.emit(&order, own)
		out.Function = handler
	}
	return out
}

// execute is the call of an account's __execute__ that succeeded.
func execute(t *starknet.InvokeV3, r *chain.Receipt, events []starknet.Event, order *int) *invocation {
	out := invoke(starknet.Call{To: t.Sender, Selector: starknet.SelectorExecute, Calldata: t.Calldata},
		&starknet.Felt{}, &starknet.AccountClassHash, entryExternal)
	calls, err := starknet.ParseCalls(t.Calldata)
	if err != nil {
		return out // no block has such a transaction
	}
	for i := range calls {
		var class starknet.Felt
		var result []starknet.Felt
		if calls[i].To == starknet.TokenAddress {
			class, result = starknet.TokenClassHash, []starknet.Felt{starknet.NewFelt(1)}
		}
		inner := invoke(calls[i], &t.Sender, &class, entryExternal, result...)
		inner.emit(order, events)
		inner.send(r.Messages)
		out.Calls = append(out.Calls, inner)
	}
	return out
}

// feeTransfer adds the call of the token that pays the fee.
func (t *trace) feeTransfer(payer starknet.Felt, sequencer *starknet.Felt, r *chain.Receipt, order int) {
	fee := starknet.U256(&r.Fee)
	t.FeeTransfer = invoke(
		starknet.Call{To: starknet.TokenAddress, Selector: starknet.SelectorTransfer, Calldata: []starknet.Felt{*sequencer, fee[0], fee[1]}},
		&payer, &starknet.TokenClassHash, entryExternal, starknet.NewFelt(1))
	t.FeeTransfer.emit(&order, r.Events[len(r.Events)-1:])
}

func traceTransaction(c *call) (any, error) {
	hash := c.felt(0)
	if c.err != nil {
		return nil, c.err
	}
	f, err := c.server.lookup(&hash)
	if err != nil {
		return nil, err
	}
	if f.receipt == nil {
		e := plainError(codeNoTrace)
		e.Data = struct {
			Status chain.TransactionStatus `json:"status"`
		}{chain.Received}
		return nil, e
	}
	return traceOf(f.Transaction, f.receipt, &f.block.Sequencer, true, true), nil
}

func traceBlockTransactions(c *call) (any, error) {
	ref := c.block(0)
	if c.flags(1, returnInitialReads)[returnInitialReads] && c.err == nil {
		c.err = newError(codeInvalidParams, "trace_flags: what a transaction reads is not recorded here: leave %s out", returnInitialReads)
	}
	if c.err != nil {
		return nil, c.err
	}
	list, err := c.transactions(ref)
	if err != nil {
		return nil, err
	}
	receipts, err := c.receipts(ref)
	if err != nil {
		return nil, err
	}
	type answer struct {
		Hash  starknet.Hex `json:"transaction_hash"`
		Trace *trace       `json:"trace_root"`
	}
	out := make([]answer, min(len(list), len(receipts)))
	for i := range out {
		out[i] = answer{starknet.Hex(list[i].Hash), traceOf(&list[i], &receipts[i], &ref.Sequencer, true, true)}
	}
	return out, nil
}
