package wallet

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/rpc"
	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/starknet"
)

// Client speaks to a node. It is safe for concurrent use.
type Client struct {
	rpc     *rpc.Client
	url     string
	chainID starknet.Felt
}

// Dial connects to a node's JSON-RPC (http or ws), and asks for the chain's id. A URL
// without a path means that of the latest version.
func Dial(ctx context.Context, address string) (*Client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, fault.New(CodeUnreachable, "%.200q is no address of a node", address).WithHint("for example http://127.0.0.1:9545")
	}
	if strings.Trim(u.Path, "/") == "" {
		u.Path = "/rpc/v0_10"
	}
	c := &Client{url: u.String()}
	if c.rpc, err = rpc.DialContext(ctx, c.url); err != nil {
		return nil, c.fault(ctx, err)
	}
	var id starknet.Hex
	if err := c.call(ctx, &id, "starknet_chainId"); err != nil {
		c.Close()
		return nil, err
	}
	c.chainID = starknet.Felt(id)
	return c, nil
}

// Close ends the connection.
func (c *Client) Close() { c.rpc.Close() }

// ChainID is the chain's id, a short string.
func (c *Client) ChainID() starknet.Felt { return c.chainID }

// Call calls a method of the node that the client has no function for; a refusal is a
// fault with the node's reason.
func (c *Client) Call(ctx context.Context, result any, method string, args ...any) error {
	return c.call(ctx, result, method, args...)
}

// call calls a method; a refusal is a fault with the node's reason.
func (c *Client) call(ctx context.Context, result any, method string, args ...any) error {
	return c.fault(ctx, c.rpc.CallContext(ctx, result, method, args...))
}

// Refusal is a node's error.
type Refusal struct {
	// Code is Starknet's.
	Code    int
	Message string
	// Data is the reason, as text or JSON; may be empty.
	Data string
}

// Error implements error.
func (r *Refusal) Error() string {
	if r.Data == "" {
		return r.Message
	}
	return r.Message + ": " + r.Data
}

func (c *Client) fault(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	var e rpc.Error
	if !errors.As(err, &e) {
		return fault.Wrap(err, CodeUnreachable, "the node does not answer").At("%s", c.url).
			WithHint("is it running? quarry devnet starts one; --rpc names another")
	}
	r := &Refusal{Code: e.ErrorCode(), Message: e.Error()}
	var d rpc.DataError
	if errors.As(err, &d) && d.ErrorData() != nil {
		text, isText := d.ErrorData().(string)
		if !isText {
			raw, _ := json.Marshal(d.ErrorData()) // it came as JSON
			text = string(raw)
		}
		r.Data = text
	}
	return fault.Wrap(r, CodeRefused, "the node refuses (%d)", r.Code)
}

// refusedWith tells whether a node has refused with a code of Starknet's.
func refusedWith(err error, code int) bool {
	var r *Refusal
	return errors.As(err, &r) && r.Code == code
}

// The codes of Starknet's JSON-RPC that mean something to a wallet.
const (
	codeNoContract    = 20
	codeNoTransaction = 29
)

// preConfirmed is the block that is being built.
const preConfirmed = "pre_confirmed"

// Nonce returns the account's nonce, with the block that is being built; deployed is
// false if there is no account yet.
func (c *Client) Nonce(ctx context.Context, address *starknet.Felt) (nonce uint64, deployed bool, err error) {
	var v starknet.Hex
	err = c.call(ctx, &v, "starknet_getNonce", preConfirmed, starknet.Hex(*address))
	if refusedWith(err, codeNoContract) {
		return 0, false, nil
	}
	n := starknet.Felt(v)
	return n.Uint64(), err == nil, err
}

// Balance returns an account's balance in wei, with the block that is being built.
func (c *Client) Balance(ctx context.Context, address *starknet.Felt) (*uint256.Int, error) {
	var halves []starknet.Hex
	call := map[string]any{
		"contract_address": starknet.Hex(starknet.TokenAddress), "entry_point_selector": starknet.Hex(starknet.Selector("balance_of")),
		"calldata": []starknet.Hex{starknet.Hex(*address)},
	}
	if err := c.call(ctx, &halves, "starknet_call", call, preConfirmed); err != nil {
		return nil, err
	}
	if len(halves) == 2 {
		low, high := starknet.Felt(halves[0]), starknet.Felt(halves[1])
		if v, ok := starknet.ParseU256(&low, &high); ok {
			return &v, nil
		}
	}
	return nil, fault.New(CodeUnreachable, "the node's answer is no balance").At("%s", c.url)
}

// estimate is a node's estimate of a fee.
type estimate struct {
	L1Gas     starknet.Hex `json:"l1_gas_consumed"`
	L1Price   starknet.Hex `json:"l1_gas_price"`
	L2Gas     starknet.Hex `json:"l2_gas_consumed"`
	L2Price   starknet.Hex `json:"l2_gas_price"`
	DataGas   starknet.Hex `json:"l1_data_gas_consumed"`
	DataPrice starknet.Hex `json:"l1_data_gas_price"`
	Fee       starknet.Hex `json:"overall_fee"`
}

// bound allows the estimated amount, which is exact, at half more than the price.
func bound(gas, price starknet.Hex) starknet.ResourceBound {
	g, p := starknet.Felt(gas), starknet.Felt(price)
	most := starknet.IntegerFromFelt(&p)
	most.Add(&most, new(uint256.Int).Add(new(uint256.Int).Rsh(&most, 1), uint256.NewInt(1)))
	return starknet.ResourceBound{MaxAmount: g.Uint64(), MaxPrice: most}
}

// Prepare gives a transaction its nonce, and bounds by the node's estimate, and signs
// it. The estimated fee is returned, in wei.
func (c *Client) Prepare(ctx context.Context, a *Account, t starknet.AccountTransaction, nonce uint64) (*uint256.Int, error) {
	v := t.Common()
	v.Nonce = nonce
	var list []estimate
	if err := c.call(ctx, &list, "starknet_estimateFee", []any{t}, []string{"SKIP_VALIDATE"}, preConfirmed); err != nil {
		return nil, err
	}
	if len(list) != 1 {
		return nil, fault.New(CodeUnreachable, "the node's answer is no estimate").At("%s", c.url)
	}
	e := &list[0]
	v.Bounds = starknet.ResourceBounds{L1Gas: bound(e.L1Gas, e.L1Price), L2Gas: bound(e.L2Gas, e.L2Price), L1DataGas: bound(e.DataGas, e.DataPrice)}
	fee := starknet.Felt(e.Fee)
	integer := starknet.IntegerFromFelt(&fee)
	return &integer, a.Key.SignTransaction(t, &c.chainID)
}

// Send hands in a signed transaction and returns its hash: the node has it on disk
// then.
func (c *Client) Send(ctx context.Context, t starknet.AccountTransaction) (starknet.Felt, error) {
	method := "starknet_addInvokeTransaction"
	if t.Type() == starknet.TypeDeployAccount {
		method = "starknet_addDeployAccountTransaction"
	}
	var sent struct {
		Hash starknet.Hex `json:"transaction_hash"`
	}
	err := c.call(ctx, &sent, method, t)
	return starknet.Felt(sent.Hash), err
}

// Status is how far a transaction is, in Starknet's words.
type Status struct {
	Finality  string `json:"finality_status"`
	Execution string `json:"execution_status,omitempty"`
	// Reason says why the transaction had no effect.
	Reason string `json:"failure_reason,omitempty"`
}

// stages are the stages of a transaction in their order.
var stages = []string{"RECEIVED", "CANDIDATE", "PRE_CONFIRMED", "ACCEPTED_ON_L2", "ACCEPTED_ON_L1"}

// stageOf is a stage's place in their order, −1 if it is none.
func stageOf(name string) int { return slices.Index(stages, name) }

// Status asks how far a transaction is.
func (c *Client) Status(ctx context.Context, hash *starknet.Felt) (*Status, error) {
	s := new(Status)
	return s, c.call(ctx, s, "starknet_getTransactionStatus", starknet.Hex(*hash))
}

// pollEvery is how often a transaction that is waited for is asked about.
const pollEvery = 300 * time.Millisecond

// Wait waits until a transaction has come to a stage (one of RECEIVED …
// ACCEPTED_ON_L1), and tells see of each stage on the way; see may be nil. A
// transaction that is reverted is a fault.
func (c *Client) Wait(ctx context.Context, hash *starknet.Felt, until string, see func(Status)) (*Status, error) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for last := ""; ; {
		s, err := c.Status(ctx, hash)
		if refusedWith(err, codeNoTransaction) {
			return nil, fault.New(CodeDropped, "the node has no transaction %s", starknet.FormatFelt(hash)).
				WithHint("it has waited for too long, or was replaced")
		}
		if err != nil {
			return nil, err
		}
		if s.Finality != last && see != nil {
			see(*s)
		}
		last = s.Finality
		if s.Execution == "REVERTED" {
			return s, fault.New(CodeReverted, "the transaction is reverted: %s", strings.TrimSpace(s.Reason)).At("%s", starknet.FormatFelt(hash))
		}
		if stageOf(last) >= stageOf(until) {
			return s, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-tick.C:
		}
	}
}
