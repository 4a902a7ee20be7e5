package cometbft

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/execution"
	"quarry/sequencer/starknet"
)

// Chain is what consensus drives: a *chain.Chain.
type Chain interface {
	chain.Engine
	Tag(name string) ([]byte, error)
	SetTag(name string, value []byte) error
	FinaliseTagged(ctx context.Context, hash starknet.Felt, name string, value []byte) (*chain.Header, error)
	Store() *chain.Store
}

// Pool is the node's mempool. It is safe for concurrent use.
type Pool interface {
	// Add checks a transaction and keeps it, on disk when it returns.
	Add(ctx context.Context, t starknet.AccountTransaction) (hash starknet.Felt, err error)
	// Has tells whether the pool has a transaction.
	Has(hash starknet.Felt) (known, staged bool)
	// Waiting are all transactions that the pool has.
	Waiting() []*execution.Transaction
}

// tagHeight is the name under which the chain keeps CometBFT's height.
const tagHeight = "cometbft/height"

// app is the chain as CometBFT sees it. Its connections may call at the same time.
type app struct {
	abci.BaseApplication
	chain   Chain
	pool    Pool
	chainID starknet.Felt
	// budget is how long a proposal may take transactions.
	budget time.Duration
	log    *slog.Logger
	// keep is how many of CometBFT's blocks are kept, 0 for all.
	keep int64
	// heads tells the peers of new blocks; nil if there are none.
	heads *heads
	// failed gets the error that ends the node.
	failed chan error
	// gate is held, shared, by calls; once closed is set, there are none any more.
	gate   sync.RWMutex
	closed bool

	// The block that is decided but not yet finalised: CometBFT's height, and the
	// chain's block, none if empty. Used by one connection only.
	height  int64
	decided *starknet.Felt
}

// head returns the last block's header.
func (a *app) head() *chain.Header { return a.chain.Store().Head() }

// appHash is what CometBFT's headers say of the chain after a block.
func appHash(hash *starknet.Felt) []byte {
	b := hash.Bytes()
	return b[:]
}

func (a *app) lastHeight() (int64, error) {
	b, err := a.chain.Tag(tagHeight)
	if err != nil || b == nil {
		return 0, err
	}
	if len(b) != 8 {
		return 0, fault.New(chain.CodeStore, "the height of consensus is malformed")
	}
	return int64(binary.BigEndian.Uint64(b)), nil
}

// Info tells CometBFT how far the chain is.
func (a *app) Info(context.Context, *abci.RequestInfo) (*abci.ResponseInfo, error) {
	if !a.enter() {
		return nil, errClosed
	}
	defer a.gate.RUnlock()
	height, err := a.lastHeight()
	if err != nil {
		return nil, a.fail(err)
	}
	return &abci.ResponseInfo{Data: "quarry", LastBlockHeight: height, LastBlockAppHash: appHash(&a.head().Hash)}, nil
}

// genesisState is the chain's part of CometBFT's genesis document.
type genesisState struct {
	Genesis starknet.Hex `json:"genesis"`
}

// InitChain compares the genesis blocks.
func (a *app) InitChain(_ context.Context, r *abci.RequestInitChain) (*abci.ResponseInitChain, error) {
	var g genesisState
	if err := json.Unmarshal(r.AppStateBytes, &g); err != nil {
		return nil, a.fail(fault.Wrap(err, CodeGenesis, "the genesis document is malformed"))
	}
	head := a.head()
	if hash := starknet.Felt(g.Genesis); head.Number != 0 || head.Hash != hash {
		return nil, a.fail(fault.New(CodeGenesis, "consensus begins with block %s, but the head is block %d, %s",
			starknet.FormatFelt(&hash), head.Number, starknet.FormatFelt(&head.Hash)).
			WithHint("consensus and blocks are to be kept or removed together"))
	}
	return &abci.ResponseInitChain{AppHash: appHash(&head.Hash)}, nil
}

// CheckTx puts a transaction that a peer sent into the node's mempool.
func (a *app) CheckTx(ctx context.Context, r *abci.RequestCheckTx) (*abci.ResponseCheckTx, error) {
	if !a.enter() {
		return nil, errClosed
	}
	defer a.gate.RUnlock()
	t, err := starknet.DecodeTransaction(r.Tx)
	if err != nil {
		return refusal(err), nil
	}
	signed, ok := t.(starknet.AccountTransaction)
	if !ok {
		return refusal(fault.New(CodeTransaction, "only transactions of accounts are carried, not %s", t.Type())), nil
	}
	hash := t.Hash(&a.chainID)
	if known, _ := a.pool.Has(hash); known {
		return &abci.ResponseCheckTx{}, nil
	}
	if r.Type == abci.CheckTxType_Recheck {
		return refusal(fault.New(CodeTransaction, "the mempool does not have it any more")), nil
	}
	if _, err := a.pool.Add(ctx, signed); err != nil {
		if known, _ := a.pool.Has(hash); !known {
			return refusal(err), nil
		}
	}
	return &abci.ResponseCheckTx{}, nil
}

func refusal(err error) *abci.ResponseCheckTx {
	return &abci.ResponseCheckTx{Code: 1, Codespace: string(fault.CodeOf(err)), Log: err.Error()}
}

// PrepareProposal builds a block when it is this node's turn. If it can't, it
// proposes an empty one.
func (a *app) PrepareProposal(ctx context.Context, r *abci.RequestPrepareProposal) (*abci.ResponsePrepareProposal, error) {
	if !a.enter() {
		return nil, errClosed
	}
	defer a.gate.RUnlock()
	p, err := a.chain.Build(ctx, chain.Request{
		Parent: a.head().Hash, Limits: chain.Limits{Bytes: int(r.MaxTxBytes)}, Budget: a.budget,
	})
	if err != nil {
		a.log.Error("no block can be built", "height", r.Height, "error", err)
	}
	if err != nil || p == nil {
		return &abci.ResponsePrepareProposal{}, nil
	}
	return &abci.ResponsePrepareProposal{Txs: wrap(p)}, nil
}

// wrap encodes a proposal as the transactions of CometBFT's block.
func wrap(p *chain.Proposal) [][]byte {
	txs := make([][]byte, 1, len(p.Transactions)+1)
	txs[0] = p.Envelope()
	for _, t := range p.Transactions {
		txs = append(txs, starknet.EncodeTransaction(t))
	}
	return txs
}

// unwrap undoes wrap; nil is an empty block.
func unwrap(txs [][]byte) (*chain.Proposal, error) {
	if len(txs) == 0 {
		return nil, nil
	}
	p, err := chain.DecodeProposal(txs[0], txs[1:])
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(p.Envelope(), txs[0]) {
		return nil, fault.New(CodeProposal, "the envelope is not encoded as it should be")
	}
	return p, nil
}

// ProcessProposal judges a block that a validator proposed.
func (a *app) ProcessProposal(ctx context.Context, r *abci.RequestProcessProposal) (*abci.ResponseProcessProposal, error) {
	if !a.enter() {
		return nil, errClosed
	}
	defer a.gate.RUnlock()
	p, err := unwrap(r.Txs)
	if err == nil && p != nil {
		err = a.chain.Validate(ctx, p, false)
	}
	if err != nil {
		a.log.Warn("proposed block refused", "height", r.Height, "proposer", hex.EncodeToString(r.ProposerAddress), "code", fault.CodeOf(err), "reason", err)
		return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_REJECT}, nil
	}
	return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_ACCEPT}, nil
}

// FinalizeBlock executes a decided block, unless that was done when it was proposed.
func (a *app) FinalizeBlock(ctx context.Context, r *abci.RequestFinalizeBlock) (*abci.ResponseFinalizeBlock, error) {
	if !a.enter() {
		return nil, errClosed
	}
	defer a.gate.RUnlock()
	for i := range r.Misbehavior {
		a.log.Error("a validator is proved to have cheated", "kind", r.Misbehavior[i].Type, "validator", hex.EncodeToString(r.Misbehavior[i].Validator.Address))
	}
	a.height, a.decided = r.Height, nil
	hash := a.head().Hash
	p, err := unwrap(r.Txs)
	if err == nil && p != nil {
		hash = p.Hash
		a.decided = &hash
		err = a.chain.Validate(ctx, p, true)
	}
	if err != nil {
		return nil, a.fail(fault.Wrap(err, CodeDecided, "the decided block at height %d can't be made the head", r.Height))
	}
	answer := &abci.ResponseFinalizeBlock{AppHash: appHash(&hash), TxResults: make([]*abci.ExecTxResult, len(r.Txs))}
	for i := range answer.TxResults {
		answer.TxResults[i] = &abci.ExecTxResult{}
	}
	return answer, nil
}

// Commit makes the decided block the head, on disk.
func (a *app) Commit(ctx context.Context, _ *abci.RequestCommit) (*abci.ResponseCommit, error) {
	if !a.enter() {
		return nil, errClosed
	}
	defer a.gate.RUnlock()
	height := binary.BigEndian.AppendUint64(nil, uint64(a.height))
	var err error
	if a.decided != nil {
		_, err = a.chain.FinaliseTagged(ctx, *a.decided, tagHeight, height)
	} else {
		err = a.chain.SetTag(tagHeight, height)
	}
	if err != nil {
		return nil, a.fail(fault.Wrap(err, CodeDecided, "the decided block at height %d can't be made the head", a.height))
	}
	if a.decided != nil && a.heads != nil {
		a.heads.tell()
	}
	answer := &abci.ResponseCommit{}
	if a.keep > 0 {
		answer.RetainHeight = max(0, a.height-a.keep+1)
	}
	return answer, nil
}

// enter begins a call, unless the node has stopped; it ends with gate.RUnlock.
func (a *app) enter() bool {
	a.gate.RLock()
	if a.closed {
		a.gate.RUnlock()
		return false
	}
	return true
}

var errClosed = fault.New(CodeClosed, "the node has stopped")

// fail reports an error that the node can't go on after.
func (a *app) fail(err error) error {
	a.log.Error("consensus stops", "error", err)
	select {
	case a.failed <- err:
	default:
	}
	return err
}
