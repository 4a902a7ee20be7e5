package rest

import (
	"context"
	"encoding/json"
	"math/big"
	"net/http"
	"net/url"
	"strconv"

	"quarry/api/client"
	"quarry/settlement/governance"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
)

// Blocks is a list of blocks, by falling number.
type Blocks struct {
	Blocks []*settler.Block `json:"blocks"`
}

// Client asks a settler elsewhere. Its methods are those of settler.Settler, but for
// Governance, and fail with its codes.
type Client struct{ server *client.Client }

// NewClient makes a client of the server on which a settler's routes are mounted.
func NewClient(server *client.Client) *Client { return &Client{server} }

// get reads, post asks for something.
func get[T any](ctx context.Context, c *Client, path string, query url.Values) (T, error) {
	var v T
	err := c.server.Call(ctx, http.MethodGet, "/v1/settlement"+path, query, nil, &v)
	return v, err
}

func post[T any](ctx context.Context, c *Client, path string, body any) (T, error) {
	var v T
	err := c.server.Call(ctx, http.MethodPost, "/v1/settlement"+path, nil, body, &v)
	return v, err
}

func blockPath(number uint64, more string) string {
	return "/blocks/" + strconv.FormatUint(number, 10) + more
}

// Overview returns what the settler's last step has seen and done.
func (c *Client) Overview(ctx context.Context) (*settler.Overview, error) {
	return get[*settler.Overview](ctx, c, "", nil)
}

// Blocks returns the records of at most limit blocks (0: the server's default), the last
// ones below a number, or of all if that is 0.
func (c *Client) Blocks(ctx context.Context, below uint64, limit int) ([]*settler.Block, error) {
	q := url.Values{"below": {strconv.FormatUint(below, 10)}, "limit": {strconv.Itoa(limit)}}
	list, err := get[Blocks](ctx, c, "/blocks", q)
	return list.Blocks, err
}

// Block returns what is known of a block.
func (c *Client) Block(ctx context.Context, number uint64) (*settler.Block, error) {
	return get[*settler.Block](ctx, c, blockPath(number, ""), nil)
}

// Transactions returns what was sent to L1, by rising nonce.
func (c *Client) Transactions(ctx context.Context) ([]*l1.Transaction, error) {
	return get[[]*l1.Transaction](ctx, c, "/transactions", nil)
}

// Governance returns what governors have decided.
func (c *Client) Governance(ctx context.Context) (*governance.Status, error) {
	return get[*governance.Status](ctx, c, "/governance", nil)
}

// Posting returns what has become of a posting.
func (c *Client) Posting(ctx context.Context, name string) (*settler.Posting, error) {
	return get[*settler.Posting](ctx, c, "/postings/"+url.PathEscape(name), nil)
}

// Retry starts the job at which a block stands again; maxCost, in wei, is the new cap on
// what its update may cost, nil leaves it.
func (c *Client) Retry(ctx context.Context, number uint64, maxCost *big.Int) (*settler.Block, error) {
	body := map[string]string{}
	if maxCost != nil {
		body["max_cost"] = maxCost.String()
	}
	return post[*settler.Block](ctx, c, blockPath(number, "/retry"), body)
}

// Requeue begins anew with a block.
func (c *Client) Requeue(ctx context.Context, number uint64) (*settler.Block, error) {
	return post[*settler.Block](ctx, c, blockPath(number, "/requeue"), nil)
}

// Pause stops, or if stop is not set resumes, a part: "proofs", "updates", or both if it
// is empty.
func (c *Client) Pause(ctx context.Context, stop bool, part string) (settler.Control, error) {
	path := "/resume"
	if stop {
		path = "/pause"
	}
	return post[settler.Control](ctx, c, path, map[string]string{"part": part})
}

// Post has the state diff of another chain sent to L1: update is the result of its
// starknet_getStateUpdate, in JSON, for a block of this version of Starknet.
func (c *Client) Post(ctx context.Context, update []byte, version string) (*settler.Posting, error) {
	p, query := new(settler.Posting), url.Values{"starknet_version": {version}}
	err := c.server.Call(ctx, http.MethodPost, "/v1/settlement/state-updates", query, json.RawMessage(update), p)
	return p, err
}
