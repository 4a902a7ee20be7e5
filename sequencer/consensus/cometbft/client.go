package cometbft

import (
	"context"
	"sync"

	abcicli "github.com/cometbft/cometbft/abci/client"
	abci "github.com/cometbft/cometbft/abci/types"
)

// client calls the application in this process. Unlike CometBFT's own local client,
// it checks new transactions at the same time: each waits for the disk, and together
// they wait once.
type client struct {
	abcicli.Client
	app  *app
	busy chan struct{}
	wait sync.WaitGroup

	mu       sync.Mutex // held while a callback runs
	callback abcicli.Callback
}

// checksAtOnce is how many transactions of peers are checked at the same time.
const checksAtOnce = 128

// NewABCIClient implements proxy.ClientCreator.
func (a *app) NewABCIClient() (abcicli.Client, error) {
	return &client{Client: abcicli.NewLocalClient(nil, a), app: a, busy: make(chan struct{}, checksAtOnce)}, nil
}

// SetResponseCallback implements abcicli.Client.
func (c *client) SetResponseCallback(f abcicli.Callback) {
	c.mu.Lock()
	c.callback = f
	c.mu.Unlock()
	c.Client.SetResponseCallback(f)
}

// CheckTxAsync implements abcicli.Client. Transactions are checked again, after a
// block, in their order.
func (c *client) CheckTxAsync(ctx context.Context, r *abci.RequestCheckTx) (*abcicli.ReqRes, error) {
	if r.Type == abci.CheckTxType_Recheck {
		return c.Client.CheckTxAsync(ctx, r)
	}
	request := abcicli.NewReqRes(abci.ToRequestCheckTx(r))
	c.busy <- struct{}{}
	c.wait.Go(func() {
		defer func() { <-c.busy }()
		answer, err := c.app.CheckTx(ctx, r)
		if err != nil {
			answer = refusal(err)
		}
		request.Response = abci.ToResponseCheckTx(answer)
		request.Done()
		c.mu.Lock()
		defer c.mu.Unlock()
		c.callback(request.Request, request.Response)
		request.InvokeCallback()
	})
	return request, nil
}

// Flush implements abcicli.Client: it waits for the transactions that are being
// checked.
func (c *client) Flush(context.Context) error {
	c.wait.Wait()
	return nil
}
