package faucet

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/starknet"
	"quarry/sequencer/wallet"
)

// The ways that the faucet refuses.
const (
	// CodeRequest: the request is no JSON object with an address.
	CodeRequest fault.Code = "faucet/request"
	// CodeLimit: the address or the network has had its share for now.
	CodeLimit fault.Code = "faucet/limit"
	// CodeNode: the faucet's node does not take the transfer.
	CodeNode fault.Code = "faucet/node"
)

// Options are a faucet's. Zero fields have the defaults.
type Options struct {
	// Account gives, by Connect's node.
	Account *wallet.Account
	// Connect connects to the node; it is called when somebody asks first.
	Connect func(ctx context.Context) (*wallet.Client, error)
	// Amount is a gift, in wei. Default 1 ETH.
	Amount *uint256.Int
	// An address gets PerAddress gifts within Within, a network PerNetwork. Defaults
	// 3, 100 and an hour.
	PerAddress, PerNetwork int
	Within                 time.Duration
	// Log is nil for none.
	Log *slog.Logger
	// Now is the clock. Default time.Now.
	Now func() time.Time
}

// Faucet gives. It is safe for concurrent use.
type Faucet struct {
	o      Options
	limits limits

	// mu lets one gift be sent at a time, so that their nonces follow each other.
	mu     sync.Mutex
	client *wallet.Client
	nonce  uint64
}

// New makes a faucet.
func New(o Options) *Faucet {
	if o.Amount == nil {
		o.Amount = uint256.NewInt(1e18)
	}
	if o.PerAddress <= 0 {
		o.PerAddress = 3
	}
	if o.PerNetwork <= 0 {
		o.PerNetwork = 100
	}
	if o.Within <= 0 {
		o.Within = time.Hour
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	count := func(most int) counts {
		return counts{within: o.Within, most: most, now: o.Now, served: map[string][]time.Time{}}
	}
	return &Faucet{o: o, limits: limits{addresses: count(o.PerAddress), network: count(o.PerNetwork)}}
}

// Mount serves the faucet at /faucet: POST {"address": "0x…"} gives, GET says how
// much.
func (f *Faucet) Mount(r gin.IRouter) {
	r.GET("/faucet", func(c *gin.Context) {
		c.JSON(http.StatusOK, gin.H{
			"account": starknet.Hex(f.o.Account.Address), "amount": f.o.Amount.Dec(), "per_address": f.o.PerAddress,
			"per_network": f.o.PerNetwork, "within_seconds": int(f.o.Within.Seconds()),
		})
	})
	r.POST("/faucet", f.post)
}

// Gift is the answer to a request.
type Gift struct {
	Transaction starknet.Hex `json:"transaction_hash"`
	// Amount is in wei, as a decimal number.
	Amount string `json:"amount"`
}

const maxBody = 4 << 10

func (f *Faucet) post(c *gin.Context) {
	address, err := readRequest(http.MaxBytesReader(c.Writer, c.Request.Body, maxBody))
	if err != nil {
		refuse(c, http.StatusBadRequest, err)
		return
	}
	to, network := starknet.FormatFelt(address), networkOf(c.Request.RemoteAddr)
	if wait := f.limits.take(to, network); wait > 0 {
		c.Header("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		refuse(c, http.StatusTooManyRequests, fault.New(CodeLimit, "the address or its network has had its share for now").
			WithHint("ask again in %s", wait.Round(time.Second)))
		return
	}
	hash, err := f.Give(c.Request.Context(), address)
	if err != nil {
		f.limits.undo(to, network)
		f.o.Log.Error("no gift", "to", to, "error", err)
		refuse(c, http.StatusServiceUnavailable, fault.Wrap(err, CodeNode, "the faucet's transfer is not taken"))
		return
	}
	f.o.Log.Info("gift", "to", to, "network", network, "transaction", starknet.FormatFelt(&hash))
	c.JSON(http.StatusOK, Gift{starknet.Hex(hash), f.o.Amount.Dec()})
}

func readRequest(body io.Reader) (*starknet.Felt, error) {
	var q struct {
		Address *starknet.Hex `json:"address"`
	}
	d := json.NewDecoder(body)
	d.DisallowUnknownFields()
	if err := d.Decode(&q); err != nil || q.Address == nil {
		return nil, fault.Wrap(err, CodeRequest, "the request is malformed").WithHint(`send {"address": "0x…"}`)
	}
	address := starknet.Felt(*q.Address)
	if err := starknet.CheckAddress(&address); err != nil {
		return nil, fault.Wrap(err, CodeRequest, "the address is none").At("address")
	}
	return &address, nil
}

// refuse answers with problem+json.
func refuse(c *gin.Context, status int, err error) {
	var e *fault.Error
	if !errors.As(err, &e) {
		e = fault.Wrap(err, CodeNode, "the faucet fails")
	}
	detail := e.What
	if e.Err != nil {
		detail += ": " + e.Err.Error()
	}
	body, _ := json.Marshal(map[string]any{ // of texts and a number
		"type": "about:blank", "title": http.StatusText(status), "status": status, "code": e.Code, "detail": detail, "hint": e.Hint,
	})
	c.Data(status, "application/problem+json", body)
}

// Give sends a gift and returns the transaction's hash; no limit is asked.
func (f *Faucet) Give(ctx context.Context, to *starknet.Felt) (starknet.Felt, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.client == nil {
		client, err := f.o.Connect(ctx)
		if err != nil {
			return starknet.Felt{}, err
		}
		f.client = client
	}
	// What waits in the mempool is not in the chain's nonce yet; what was dropped
	// from it must not be counted for ever.
	hash, err := f.give(ctx, to)
	if err != nil && ctx.Err() == nil && f.nonce != 0 {
		f.nonce = 0
		hash, err = f.give(ctx, to)
	}
	return hash, err
}

func (f *Faucet) give(ctx context.Context, to *starknet.Felt) (hash starknet.Felt, err error) {
	a := f.o.Account
	nonce, _, err := f.client.Nonce(ctx, &a.Address)
	if err != nil {
		return hash, err
	}
	f.nonce = max(f.nonce, nonce)
	t := a.Invocation(starknet.Transfer{Recipient: *to, Amount: *f.o.Amount})
	if _, err = f.client.Prepare(ctx, a, t, f.nonce); err != nil {
		return hash, err
	}
	if hash, err = f.client.Send(ctx, t); err == nil {
		f.nonce++
	}
	return hash, err
}
