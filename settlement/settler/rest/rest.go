package rest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"quarry/api"
	"quarry/fault"
	"quarry/sequencer/starknet"
	"quarry/settlement/blob"
	"quarry/settlement/governance"
	"quarry/settlement/settler"
)

// maxBody is the most bytes of a request's body, maxUpdate of a state update: as many
// words as fit into a transaction's blobs take less.
const (
	maxBody   = 64 << 10
	maxUpdate = 8 << 20
)

// The operations, as authenticator and audit log see them.
var (
	opRead    = api.Operation{Name: "settlement-read", Scope: api.ScopeRead}
	opControl = api.Operation{Name: "settlement-control", Scope: api.ScopeAdmin}
)

// Mount adds the settler's routes to a server:
//
//	GET  /v1/settlement                        what is under way, and what L1 says
//	GET  /v1/settlement/blocks                 the last blocks, falling; ?below=number&limit=1…200 (20)
//	GET  /v1/settlement/blocks/:number         a block's jobs, with attempts and reasons
//	GET  /v1/settlement/transactions           what was sent to L1
//	GET  /v1/settlement/governance             what governors have decided
//	GET  /v1/settlement/postings/:name         what has become of data that was posted
//	POST /v1/settlement/blocks/:number/retry   {"max_cost": wei, decimal; optional}
//	POST /v1/settlement/blocks/:number/requeue
//	POST /v1/settlement/pause, …/resume        {"part": "proofs" or "updates"; both if absent}
//	POST /v1/settlement/state-updates          the result of another chain's starknet_getStateUpdate:
//	                                           its state diff goes to L1 in blobs, named after the block's
//	                                           hash; ?starknet_version=0.13.1…0.13.3 (0.13.2), the block's
//
// Reading needs the scope read, all else admin. decided reads what governors have decided.
func Mount(s *settler.Settler, decided func(context.Context) (*governance.Status, error)) api.Mount {
	return func(r gin.IRouter, server *api.Server) {
		f := &face{s, server}
		read, control := r.Group("/v1/settlement", server.Guard(opRead)), r.Group("/v1/settlement", server.Guard(opControl))
		read.GET("", f.answer(func(*gin.Context) (any, error) { return s.Overview(), nil }))
		read.GET("/blocks", f.answer(f.blocks))
		read.GET("/blocks/:number", f.answer(f.block))
		read.GET("/transactions", f.answer(func(*gin.Context) (any, error) { return s.Transactions(), nil }))
		read.GET("/governance", f.answer(func(c *gin.Context) (any, error) { return decided(c.Request.Context()) }))
		read.GET("/postings/:name", f.answer(func(c *gin.Context) (any, error) { return s.Posting(c.Param("name")) }))
		control.POST("/state-updates", f.answer(f.stateUpdate))
		control.POST("/blocks/:number/retry", f.answer(f.retry))
		control.POST("/blocks/:number/requeue", f.answer(f.requeue))
		control.POST("/pause", f.answer(f.pause(true)))
		control.POST("/resume", f.answer(f.pause(false)))
	}
}

// face answers requests about a settler.
type face struct {
	settler *settler.Settler
	server  *api.Server
}

// answer makes a handler of a function that returns what is to be sent as JSON.
func (f *face) answer(do func(*gin.Context) (any, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		result, err := do(c)
		if err != nil {
			f.server.Fail(c, err)
			return
		}
		c.Header("Cache-Control", "no-store")
		c.JSON(http.StatusOK, result)
	}
}

// defaultBlocks and mostBlocks are how many blocks a list has.
const defaultBlocks, mostBlocks = 20, 200

// blocks lists the last blocks.
func (f *face) blocks(c *gin.Context) (any, error) {
	var query struct {
		Below uint64 `form:"below"`
		Limit int    `form:"limit" binding:"gte=0,lte=200"`
	}
	if err := c.ShouldBindQuery(&query); err != nil {
		return nil, fault.New(api.CodeInvalid, "the query is not below=NUMBER&limit=0…%d", mostBlocks).At("query")
	}
	if query.Limit == 0 {
		query.Limit = defaultBlocks
	}
	all, err := f.settler.Blocks(query.Below, query.Limit)
	return Blocks{all}, err
}

func number(c *gin.Context) (uint64, error) {
	n, err := strconv.ParseUint(c.Param("number"), 10, 64)
	if err != nil {
		return 0, fault.New(api.CodeInvalid, "%.40q is no block's number", c.Param("number")).At("path.number")
	}
	return n, nil
}

// body reads a JSON body, if there is one.
func body(c *gin.Context, to any) error {
	decoder := json.NewDecoder(http.MaxBytesReader(c.Writer, c.Request.Body, maxBody))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(to); err != nil && !errors.Is(err, io.EOF) {
		return fault.Wrap(err, api.CodeInvalid, "the body can't be read").At("body")
	}
	return nil
}

func (f *face) block(c *gin.Context) (any, error) {
	n, err := number(c)
	if err != nil {
		return nil, err
	}
	return f.settler.Block(n)
}

func (f *face) retry(c *gin.Context) (any, error) {
	var request struct {
		MaxCost string `json:"max_cost"`
	}
	n, err := number(c)
	if err == nil {
		err = body(c, &request)
	}
	if err != nil {
		return nil, err
	}
	var most *big.Int
	if request.MaxCost != "" {
		var ok bool
		if most, ok = new(big.Int).SetString(request.MaxCost, 10); !ok || most.BitLen() > 256 {
			return nil, fault.New(api.CodeInvalid, "%.80q is no amount of wei", request.MaxCost).At("body.max_cost")
		}
	}
	return f.settler.Retry(n, most)
}

func (f *face) requeue(c *gin.Context) (any, error) {
	n, err := number(c)
	if err != nil {
		return nil, err
	}
	return f.settler.Requeue(n)
}

// pause stops, or resumes, a part or both.
func (f *face) pause(stop bool) func(*gin.Context) (any, error) {
	return func(c *gin.Context) (any, error) {
		var request struct {
			Part string `json:"part"`
		}
		if err := body(c, &request); err != nil {
			return nil, err
		}
		if request.Part != "" && request.Part != "proofs" && request.Part != "updates" {
			return nil, fault.New(api.CodeInvalid, "there is no part %.40q", request.Part).At("body.part").WithHint("proofs or updates")
		}
		return f.settler.Pause(stop, request.Part != "updates", request.Part != "proofs")
	}
}

// stateUpdate posts the state diff of another chain.
func (f *face) stateUpdate(c *gin.Context) (any, error) {
	text, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxUpdate))
	if err != nil {
		return nil, fault.Wrap(err, api.CodeTooLarge, "the body can't be read, or has more than %d bytes", maxUpdate)
	}
	u, err := blob.ParseStarknetUpdate(text, c.DefaultQuery("starknet_version", blob.DefaultStarknetVersion))
	if err != nil {
		return nil, err
	}
	return f.settler.Post(starknet.FormatFelt(&u.BlockHash), u.Words)
}
