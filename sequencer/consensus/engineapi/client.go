package engineapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// Client drives an engine over HTTP. It is a chain.Engine itself, so that a
// consensus need not know where its engine is; of a Header only number, hash,
// parent, timestamp and state root come over.
type Client struct{ rpc *rpc.Client }

var _ chain.Engine = (*Client)(nil)

// Dial makes a client of the engine at url. No connection is made before the first
// call.
func Dial(ctx context.Context, url string, secret Secret) (*Client, error) {
	c, err := rpc.DialOptions(ctx, url, rpc.WithHTTPAuth(func(h http.Header) error {
		token, err := secret.issue(time.Now())
		h.Set("Authorization", "Bearer "+token)
		return err
	}))
	if err != nil {
		return nil, fault.Wrap(err, CodeUnreachable, "the engine's URL can't be used").At("%s", url)
	}
	return &Client{c}, nil
}

// Close gives up the client's connections.
func (c *Client) Close() { c.rpc.Close() }

// Head implements chain.Engine.
func (c *Client) Head(ctx context.Context) (*chain.Header, error) {
	var h *Head
	err := c.call(ctx, &h, "engine_head")
	return h.header(), err
}

// Build implements chain.Engine.
func (c *Client) Build(ctx context.Context, r chain.Request) (*chain.Proposal, error) {
	var answer *Proposal
	request := Request{starknet.Hex(r.Parent), r.Timestamp, r.Limits, r.Budget.Milliseconds(), r.AllowEmpty}
	if err := c.call(ctx, &answer, "engine_build", request); err != nil || answer == nil {
		return nil, err
	}
	p := &chain.Proposal{}
	return p, p.UnmarshalBinary(answer.Payload)
}

// Validate implements chain.Engine.
func (c *Client) Validate(ctx context.Context, p *chain.Proposal, decided bool) error {
	payload, err := p.MarshalBinary()
	if err != nil {
		return err
	}
	var valid bool
	return c.call(ctx, &valid, "engine_validate", hexutil.Bytes(payload), decided)
}

// Finalise implements chain.Engine.
func (c *Client) Finalise(ctx context.Context, hash starknet.Felt) (*chain.Header, error) {
	var h *Head
	err := c.call(ctx, &h, "engine_finalise", starknet.Hex(hash))
	return h.header(), err
}

// Announce implements chain.Engine.
func (c *Client) Announce(ctx context.Context, highest chain.Point) error {
	var taken bool
	return c.call(ctx, &taken, "engine_announce", highest.Number, starknet.Hex(highest.Hash))
}

func (h *Head) header() *chain.Header {
	if h == nil {
		return nil
	}
	return &chain.Header{
		Header: program.Header{Number: h.Number, ParentHash: starknet.Felt(h.Parent), Timestamp: h.Timestamp},
		Hash:   starknet.Felt(h.Hash), StateRoot: starknet.Felt(h.StateRoot),
	}
}

// call makes a call; refusals are the engine's own errors again.
func (c *Client) call(ctx context.Context, result any, method string, args ...any) error {
	err := c.rpc.CallContext(ctx, result, method, args...)
	if err == nil || ctx.Err() != nil {
		return err
	}
	var http rpc.HTTPError
	if errors.As(err, &http) {
		var problem struct {
			Code         fault.Code
			Detail, Hint string
		}
		if json.Unmarshal(http.Body, &problem) == nil && problem.Code != "" {
			return &fault.Error{Code: problem.Code, What: problem.Detail, Hint: problem.Hint}
		}
		return fault.Wrap(err, CodeUnreachable, "the engine refuses %s", method)
	}
	var refusal rpc.DataError
	if errors.As(err, &refusal) {
		if f := faultOf(refusal.ErrorData()); f != nil {
			return f
		}
	}
	var answered rpc.Error
	if errors.As(err, &answered) {
		return fault.Wrap(err, CodeRequest, "the engine refuses %s", method)
	}
	return fault.Wrap(err, CodeUnreachable, "the engine does not answer %s", method)
}

// faultOf reads a refusal's data, nil if it is none of ours.
func faultOf(data any) *fault.Error {
	b, err := json.Marshal(data)
	if err != nil {
		return nil
	}
	var f faultData
	if json.Unmarshal(b, &f) != nil || f.Code == "" {
		return nil
	}
	return &fault.Error{Code: f.Code, What: f.What, Where: f.Where, Hint: f.Hint}
}
