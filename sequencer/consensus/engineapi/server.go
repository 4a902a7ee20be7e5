package engineapi

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/starknet"
)

// Head is a finalised block over the API.
type Head struct {
	Number    uint64       `json:"number"`
	Hash      starknet.Hex `json:"hash"`
	Parent    starknet.Hex `json:"parent"`
	Timestamp uint64       `json:"timestamp"`
	StateRoot starknet.Hex `json:"state_root"`
}

// Proposal is a block that was built, over the API.
type Proposal struct {
	Number    uint64       `json:"number"`
	Hash      starknet.Hex `json:"hash"`
	Parent    starknet.Hex `json:"parent"`
	Timestamp uint64       `json:"timestamp"`
	// Transactions is their number.
	Transactions int `json:"transactions"`
	// Payload is the block, encoded as chain.Proposal's MarshalBinary does.
	Payload hexutil.Bytes `json:"payload"`
}

// Request is what a block is to be like, over the API.
type Request struct {
	Parent     starknet.Hex `json:"parent"`
	Timestamp  uint64       `json:"timestamp"`
	Limits     chain.Limits `json:"limits"`
	BudgetMS   int64        `json:"budget_ms"`
	AllowEmpty bool         `json:"allow_empty"`
}

// Handler answers the API's requests for an engine. A request's body may have so
// many bytes.
func Handler(engine chain.Engine, secret Secret, bodyBytes int) (http.Handler, error) {
	server := rpc.NewServer()
	server.SetHTTPBodyLimit(bodyBytes)
	server.SetBatchLimits(1, 4*bodyBytes)
	if err := server.RegisterName("engine", &service{engine}); err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := secret.check(bearer(r.Header), time.Now()); err != nil {
			refuse(w, err)
			return
		}
		server.ServeHTTP(w, r)
	}), nil
}

// refuse answers a request without a valid token, as problem+json.
func refuse(w http.ResponseWriter, err error) {
	var f *fault.Error
	errors.As(err, &f)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(http.StatusUnauthorized)
	_ = json.NewEncoder(w).Encode(map[string]any{ // the client may be gone
		"type": "/docs/errors#" + string(f.Code), "title": http.StatusText(http.StatusUnauthorized),
		"status": http.StatusUnauthorized, "code": f.Code, "detail": f.What, "hint": f.Hint,
	})
}

// service has the methods that package rpc serves: engine_head and so on.
type service struct{ engine chain.Engine }

// Head answers engine_head.
func (s *service) Head(ctx context.Context) (*Head, error) {
	h, err := s.engine.Head(ctx)
	return headOf(h), refusal(err)
}

// Build answers engine_build.
func (s *service) Build(ctx context.Context, r Request) (*Proposal, error) {
	p, err := s.engine.Build(ctx, chain.Request{
		Parent: starknet.Felt(r.Parent), Timestamp: r.Timestamp, Limits: r.Limits,
		Budget: time.Duration(r.BudgetMS) * time.Millisecond, AllowEmpty: r.AllowEmpty,
	})
	if p == nil || err != nil {
		return nil, refusal(err)
	}
	payload, err := p.MarshalBinary()
	return &Proposal{
		Number: p.Number, Hash: starknet.Hex(p.Hash), Parent: starknet.Hex(p.ParentHash), Timestamp: p.Timestamp,
		Transactions: len(p.Transactions), Payload: payload,
	}, refusal(err)
}

// Validate answers engine_validate.
func (s *service) Validate(ctx context.Context, payload hexutil.Bytes, decided bool) (bool, error) {
	var p chain.Proposal
	err := p.UnmarshalBinary(payload)
	if err == nil {
		err = s.engine.Validate(ctx, &p, decided)
	}
	return err == nil, refusal(err)
}

// Finalise answers engine_finalise.
func (s *service) Finalise(ctx context.Context, hash starknet.Hex) (*Head, error) {
	h, err := s.engine.Finalise(ctx, starknet.Felt(hash))
	return headOf(h), refusal(err)
}

// Announce answers engine_announce.
func (s *service) Announce(ctx context.Context, number uint64, hash starknet.Hex) (bool, error) {
	err := s.engine.Announce(ctx, chain.Point{Number: number, Hash: starknet.Felt(hash)})
	return err == nil, refusal(err)
}

func headOf(h *chain.Header) *Head {
	if h == nil {
		return nil
	}
	return &Head{
		Number: h.Number, Hash: starknet.Hex(h.Hash), Parent: starknet.Hex(h.ParentHash), Timestamp: h.Timestamp,
		StateRoot: starknet.Hex(h.StateRoot),
	}
}

// refusalCode is JSON-RPC's code of all refusals; the fault's is in the data.
const refusalCode = -32000

// faultData is the data of a refusal.
type faultData struct {
	Code  fault.Code `json:"code"`
	What  string     `json:"what"`
	Where string     `json:"where,omitempty"`
	Hint  string     `json:"hint,omitempty"`
}

// refused is an error as package rpc writes it.
type refused struct{ fault *fault.Error }

// Error implements error: what is wrong, with its cause.
func (r refused) Error() string { return r.fault.Error() }

// ErrorCode implements rpc.Error.
func (refused) ErrorCode() int { return refusalCode }

// ErrorData implements rpc.DataError.
func (r refused) ErrorData() any {
	what := r.fault.What
	if r.fault.Err != nil {
		what += ": " + r.fault.Err.Error()
	}
	return faultData{r.fault.Code, what, r.fault.Where, r.fault.Hint}
}

func refusal(err error) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return refused{f}
	}
	return err
}

// bodyBytes is how many bytes a request to Serve may have: a block in hexadecimal, with
// room to spare.
const bodyBytes = 8 << 20

// Serve answers the API's requests at l until ctx ends, which is no error.
func Serve(ctx context.Context, l net.Listener, engine chain.Engine, secret Secret) error {
	handler, err := Handler(engine, secret, bodyBytes)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: time.Minute}
	stopped := make(chan struct{})
	defer context.AfterFunc(ctx, func() {
		defer close(stopped)
		// A call that is under way may have changed the chain: it is waited for.
		_ = server.Shutdown(context.WithoutCancel(ctx))
	})()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fault.Wrap(err, CodeListen, "the engine API can't be served").At("%s", l.Addr())
	}
	<-stopped
	return nil
}
