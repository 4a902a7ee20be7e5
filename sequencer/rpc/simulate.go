package rpc

import (
	"encoding/json"

	"github.com/holiman/uint256"

	"quarry/sequencer/chain"
	"quarry/sequencer/execution"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// The flags of simulations.
const (
	skipValidate       = "SKIP_VALIDATE"
	skipFeeCharge      = "SKIP_FEE_CHARGE"
	returnInitialReads = "RETURN_INITIAL_READS"
)

// feeEstimate is FEE_ESTIMATE of the specification.
type feeEstimate struct {
	L1Gas          integer `json:"l1_gas_consumed"`
	L1GasPrice     integer `json:"l1_gas_price"`
	L2Gas          integer `json:"l2_gas_consumed"`
	L2GasPrice     integer `json:"l2_gas_price"`
	L1DataGas      integer `json:"l1_data_gas_consumed"`
	L1DataGasPrice integer `json:"l1_data_gas_price"`
	Fee            integer `json:"overall_fee"`
	Unit           string  `json:"unit"`
}

// estimateOf says what an amount of gas costs at prices, with a tip a unit of L2
// gas.
func estimateOf(g program.Gas, p program.Prices, tip uint64) feeEstimate {
	var fee uint256.Int
	for _, part := range [...]struct {
		amount, price, tip uint64
	}{{g.L1, p.L1, 0}, {g.L2, p.L2, tip}, {g.L1Data, p.L1Data, 0}} {
		price := uint256.NewInt(part.price)
		price.AddUint64(price, part.tip)
		fee.Add(&fee, price.Mul(price, uint256.NewInt(part.amount)))
	}
	return feeEstimate{
		integerOf(g.L1), integerOf(p.L1), integerOf(g.L2), integerOf(p.L2), integerOf(g.L1Data), integerOf(p.L1Data),
		integer(fee), unitFRI,
	}
}

// simulated is what would become of transactions.
type simulated struct {
	transactions []*execution.Transaction
	receipts     []*execution.Receipt
	diffs        []*chain.StateDiff
	header       program.Header
}

// broadcast reads a parameter that is a list of transactions.
func (c *call) broadcast(i int) []starknet.AccountTransaction {
	var list []json.RawMessage
	c.read(i, &list)
	if most := c.server.config.Limits.Simulations; len(list) > most && c.err == nil {
		c.err = newError(codeLimit, "%s: at most %d are taken", c.method.params[i].name, most)
	}
	if c.err != nil {
		return nil
	}
	charge(c.bucket, len(list)*simulationCost)
	transactions := make([]starknet.AccountTransaction, len(list))
	for n, raw := range list {
		t, err := parseTransaction(raw)
		if err != nil {
			c.err = c.executionError(n, err)
			return nil
		}
		transactions[n] = t
	}
	return transactions
}

// executionError is the answer to transactions of which one can't be carried out.
func (c *call) executionError(index int, err error) *Error {
	e := c.refusal(err)
	if e.Code == codeInvalidParams || e.Code == codeInternal || e.Code == codeLimit {
		return e
	}
	out := plainError(codeTransactionExecution)
	out.Data = struct {
		Index int `json:"transaction_index"`
		Error any `json:"execution_error"`
	}{index, e.Data}
	return out
}

// simulate tries transactions out on top of a block, each after those before it.
func (c *call) simulate(transactions []starknet.AccountTransaction, ref blockRef, skip execution.Skip) (*simulated, error) {
	overlay, err := c.overlay(ref, skip)
	if err != nil {
		return nil, err
	}
	s := &simulated{header: overlay.Header()}
	for i, t := range transactions {
		if err := c.Err(); err != nil {
			return nil, err
		}
		checked, err := c.server.config.Executor.CheckQuery(t)
		if err != nil {
			return nil, c.executionError(i, err)
		}
		before := overlay.Checkpoint()
		receipt, err := overlay.Apply(checked)
		if err != nil {
			return nil, c.executionError(i, err)
		}
		s.transactions, s.receipts = append(s.transactions, checked), append(s.receipts, receipt)
		s.diffs = append(s.diffs, overlay.Diff(before))
	}
	return s, nil
}

// overlay is what comes after a block, for simulations: the block that is being
// built goes on, and after a sealed one comes another with its prices.
func (c *call) overlay(ref blockRef, skip execution.Skip) (*execution.Overlay, error) {
	if ref.open != nil {
		return c.server.config.Builder.Fork(skip)
	}
	view, err := c.server.config.States.ViewAt(ref.Number)
	if err != nil {
		return nil, err
	}
	header := ref.Header.Header
	header.Number++
	header.ParentHash = ref.Hash
	overlay, err := c.server.config.Executor.Begin(view, header)
	if err != nil {
		return nil, err
	}
	return overlay.Fork(skip), nil
}

func (s *simulated) estimate(i int) feeEstimate {
	return estimateOf(s.receipts[i].Gas, s.header.Prices, s.transactions[i].Common().Tip)
}

// skips are what flags of a simulation leave out.
func skips(flags map[string]bool) (skip execution.Skip) {
	if flags[skipValidate] {
		skip |= execution.SkipSignature
	}
	if flags[skipFeeCharge] {
		skip |= execution.SkipFee
	}
	return skip
}

func estimateFee(c *call) (any, error) {
	transactions := c.broadcast(0)
	flags := c.flags(1, skipValidate)
	ref := c.block(2)
	if c.err != nil {
		return nil, c.err
	}
	s, err := c.simulate(transactions, ref, skips(flags)|execution.SkipFee)
	if err != nil {
		return nil, err
	}
	out := make([]feeEstimate, len(s.receipts))
	for i := range out {
		if r := s.receipts[i]; r.Status == program.Reverted {
			e := plainError(codeTransactionExecution)
			e.Data = struct {
				Index int    `json:"transaction_index"`
				Error string `json:"execution_error"`
			}{i, r.RevertReason}
			return nil, e
		}
		out[i] = s.estimate(i)
	}
	return out, nil
}

func simulateTransactions(c *call) (any, error) {
	ref := c.block(0)
	transactions := c.broadcast(1)
	known := []string{skipValidate, skipFeeCharge}
	if c.version >= version10 {
		known = append(known, returnInitialReads)
	}
	flags := c.flags(2, known...)
	if c.err != nil {
		return nil, c.err
	}
	if flags[returnInitialReads] {
		return nil, newError(codeInvalidParams, "simulation_flags: what a simulation reads is not recorded here: leave %s out", returnInitialReads)
	}
	s, err := c.simulate(transactions, ref, skips(flags))
	if err != nil {
		return nil, err
	}
	type answer struct {
		Trace    *trace      `json:"transaction_trace"`
		Estimate feeEstimate `json:"fee_estimation"`
	}
	out := make([]answer, len(s.receipts))
	for i := range out {
		t := &chain.Transaction{Hash: s.transactions[i].Hash, Transaction: s.transactions[i].Transaction}
		out[i] = answer{traceOf(t, s.receipts[i], &s.header.Sequencer, !flags[skipValidate], !flags[skipFeeCharge]), s.estimate(i)}
		out[i].Trace.Diff = diffOf(s.diffs[i])
	}
	return out, nil
}

// messageFromL1 is MSG_FROM_L1 of the specification.
type messageFromL1 struct {
	From     *starknet.Hex   `json:"from_address"`
	To       *starknet.Hex   `json:"to_address"`
	Selector *starknet.Hex   `json:"entry_point_selector"`
	Payload  *[]starknet.Hex `json:"payload"`
}

// message reads a parameter that is a message from L1.
func (c *call) message(i int) (m starknet.MessageToL2) {
	var w messageFromL1
	c.read(i, &w)
	if c.err != nil {
		return m
	}
	if w.From == nil || w.To == nil || w.Selector == nil || w.Payload == nil {
		c.err = newError(codeInvalidParams, "%s: from_address, to_address, entry_point_selector and payload are needed", c.method.params[i].name)
		return m
	}
	from, err := starknet.EthAddressFromFelt((*starknet.Felt)(w.From))
	if err != nil {
		c.fail(i, err)
	}
	return starknet.MessageToL2{From: from, To: starknet.Felt(*w.To), Selector: starknet.Felt(*w.Selector), Payload: starknet.Felts(*w.Payload)}
}

// estimateMessageFee answers 1 wei, the least that the core contract takes: on L2 a
// message costs nothing.
func estimateMessageFee(c *call) (any, error) {
	m := c.message(0)
	ref := c.block(1)
	if c.err != nil {
		return nil, c.err
	}
	overlay, err := c.overlay(ref, 0)
	if err != nil {
		return nil, err
	}
	checked, err := c.server.config.Executor.Check(m.Transaction())
	if err != nil {
		return nil, contractError("%s", reason(err))
	}
	receipt, err := overlay.Apply(checked)
	if err != nil {
		return nil, contractError("%s", reason(err))
	}
	if receipt.Status == program.Reverted {
		return nil, contractError("%s", receipt.RevertReason)
	}
	out := estimateOf(program.Gas{L1: 1}, program.Prices{L1: 1}, 0)
	out.Unit = unitWEI
	return out, nil
}
