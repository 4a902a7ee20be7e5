package l1

import (
	"context"
	"errors"
	"math/big"
	"net/http"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"

	"quarry/fault"
)

// Client is a connection to a node of one L1 chain. It is the backend that the
// contracts' bindings take.
type Client struct {
	*ethclient.Client
	chainID *big.Int
	blobs   BlobSource
}

// Connection says how a node is reached.
type Connection struct {
	// URL is the node's: http, https, ws, wss or the path of a socket.
	URL string
	// ChainID is the chain that the node must be on; 0: any.
	ChainID uint64
	// BeaconURL is that of a consensus node, which keeps blobs; empty: blobs can't
	// be read.
	BeaconURL string
}

// requestTimeout is how long a node may take for one request over HTTP: who waits for
// one that never answers waits for ever.
const requestTimeout = time.Minute

// Dial connects to a node and checks its chain.
func Dial(ctx context.Context, to Connection) (*Client, error) {
	return dial(ctx, to, requestTimeout)
}

func dial(ctx context.Context, to Connection, timeout time.Duration) (*Client, error) {
	connection, err := rpc.DialOptions(ctx, to.URL, rpc.WithHTTPClient(&http.Client{Timeout: timeout}))
	if err != nil {
		return nil, fault.Wrap(Quiet(err), CodeUnreachable, "no connection to the L1 node").At("%s", redact(to.URL)).
			WithHint("check the URL, and that the node runs")
	}
	c := &Client{Client: ethclient.NewClient(connection)}
	if to.BeaconURL != "" {
		c.blobs = NewBeacon(to.BeaconURL)
	}
	if c.chainID, err = c.Client.ChainID(ctx); err != nil {
		c.Close()
		return nil, fault.Wrap(Quiet(err), CodeUnreachable, "the L1 node doesn't say its chain").At("%s", redact(to.URL))
	}
	if to.ChainID != 0 && c.chainID.Cmp(new(big.Int).SetUint64(to.ChainID)) != 0 {
		c.Close()
		return nil, wrongChain(c.chainID, to.ChainID).At("%s", redact(to.URL))
	}
	return c, nil
}

func wrongChain(got *big.Int, want uint64) *fault.Error {
	return fault.New(CodeChainID, "the L1 node is on chain %s, not %d", got, want).
		WithHint("connect to a node of the right chain; nothing was sent")
}

// Chain returns the id of the chain that the node was on when it was dialled.
func (c *Client) Chain() *big.Int { return new(big.Int).Set(c.chainID) }

// CheckChain asks the node anew on which chain it is: nodes behind a URL change.
func (c *Client) CheckChain(ctx context.Context) error {
	id, err := c.Client.ChainID(ctx)
	if err != nil {
		return unreachable(err)
	}
	if id.Cmp(c.chainID) != 0 {
		return wrongChain(id, c.chainID.Uint64())
	}
	return nil
}

// Blobs returns the blobs with these versioned hashes of a block, in their order.
func (c *Client) Blobs(ctx context.Context, block *types.Header, hashes []common.Hash) ([]Blob, error) {
	if c.blobs == nil {
		return nil, fault.New(CodeBlobs, "this L1 client has no source of blobs").
			WithHint("name a consensus node's URL: execution nodes don't keep blobs")
	}
	return readBlobs(ctx, c.blobs, block, hashes)
}

// Header returns the header of the block at a number or tag (rpc's constants), or
// nil if there is none yet.
func (c *Client) Header(ctx context.Context, number rpc.BlockNumber) (*types.Header, error) {
	header, err := c.HeaderByNumber(ctx, big.NewInt(int64(number)))
	if errors.Is(err, ethereum.NotFound) || isNoSuchBlock(err) {
		return nil, nil
	}
	if err != nil {
		return nil, unreachable(err)
	}
	return header, nil
}

// unreachable tells of a request that the node did not answer, without its URL, which
// may have a key in it.
func unreachable(err error) error {
	return fault.Wrap(Quiet(err), CodeUnreachable, "the L1 node doesn't answer")
}
