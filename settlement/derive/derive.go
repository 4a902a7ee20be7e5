package derive

import (
	"context"
	"encoding/json"
	"errors"
	"math/big"

	"github.com/cockroachdb/pebble/v2"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto/kzg4844"
	"github.com/ethereum/go-ethereum/rpc"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
	"quarry/settlement/blob"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/l1"
)

// The ways in which derivation fails.
const (
	// CodeDatabase: the database can't be used, or is not one of derivation.
	CodeDatabase fault.Code = "derive/database"
	// CodeGenesis: the contract began with another block than the genesis file.
	CodeGenesis fault.Code = "derive/genesis"
	// CodeUpdate: what is on L1 is no update that derivation can read.
	CodeUpdate fault.Code = "derive/update"
	// CodeRoot: the state that a diff leads to is not the one that L1 has accepted.
	CodeRoot fault.Code = "derive/root"
	// CodeReorganized: L1 has left blocks that the state was derived from.
	CodeReorganized fault.Code = "derive/reorganized"
)

// Options say what is derived. Zero fields have the defaults.
type Options struct {
	Client *l1.Client
	// Core is the core contract, Origin the L1 block before it.
	Core    common.Address
	Origin  uint64
	Genesis *state.Genesis
	// DB takes the state below "state/", as a node has it. It is empty, or what an
	// earlier run has left.
	DB *pebble.DB
	// Tag is how far L1 is read. Default rpc.FinalizedBlockNumber; the state of blocks
	// that are not final on L1 may have to be thrown away.
	Tag rpc.BlockNumber
	// Blobs has copies of blobs that L1's nodes may have forgotten; nil: none.
	Blobs *blob.Archive
	// Events is told of each block; nil: nobody is.
	Events func(Block)
}

// Block is a block that was derived.
type Block struct {
	Number   uint64      `json:"number"`
	Hash     common.Hash `json:"hash"`
	Root     common.Hash `json:"root"`
	Accounts uint32      `json:"accounts"`
	// Touched is how many accounts it changed.
	Touched int `json:"touched"`
	// Blobs is how many blobs its state diff took; 0: it was in the calldata.
	Blobs       int         `json:"blobs"`
	Transaction common.Hash `json:"transaction"`
	L1Block     uint64      `json:"l1_block"`
}

// prefix is that of a node's state, markKey that of the mark of derivation.
var (
	prefix  = []byte("state/")
	markKey = []byte("derive/mark")
)

// mark is how far a run has come; it is written with each block's state.
type mark struct {
	Core common.Address `json:"core"`
	// Position is the L1 block up to which all updates were derived; some behind it may
	// have been, too.
	Position l1.Position  `json:"position"`
	Block    Block        `json:"block"`
	Header   chain.Header `json:"header"`
}

// run is one derivation.
type run struct {
	Options
	state *state.State
	mark  mark
}

// Run derives the state up to the last block that L1 has (at Tag), and returns it. It
// goes on where an earlier run has stopped.
func Run(ctx context.Context, o Options) (*Block, error) {
	if o.Tag == 0 {
		o.Tag = rpc.FinalizedBlockNumber
	}
	r := &run{Options: o}
	if err := r.begin(ctx); err != nil {
		return nil, err
	}
	watcher := l1.NewWatcher(l1.WatchOptions{
		Client: o.Client, Addresses: []common.Address{o.Core}, Topics: [][]common.Hash{{contracts.StateUpdateTopic()}},
		Origin: o.Origin, From: r.mark.Position, Tag: o.Tag,
	})
	for {
		batch, err := watcher.Next(ctx)
		if err != nil {
			return nil, err
		}
		if batch == nil {
			break
		}
		if batch.Rewound {
			return nil, fault.New(CodeReorganized, "L1 has left block %d, from which the state was derived", r.mark.Position.Number).
				WithHint("begin again with an empty folder")
		}
		for i := range batch.Logs {
			if err := r.take(ctx, &batch.Logs[i]); err != nil {
				return nil, err
			}
		}
		if err := r.advance(batch.Position); err != nil {
			return nil, err
		}
	}
	return &r.mark.Block, r.end(ctx)
}

// begin opens the state, or makes it that of genesis, and checks that the contract
// began with the same.
func (r *run) begin(ctx context.Context) (err error) {
	if r.state, err = state.Open(r.DB, prefix); err != nil {
		return err
	}
	if r.state.Empty() {
		h := chain.Header{Header: r.Genesis.Header(), Hash: r.Genesis.BlockHash(), StateRoot: r.Genesis.Root()}
		r.mark = mark{Core: r.Core, Header: h, Block: Block{Hash: h.Hash.Bytes(), Root: h.StateRoot.Bytes(), Accounts: uint32(len(r.Genesis.Accounts)) + 1}}
		return r.state.Init(ctx, r.Genesis, r.with(&r.mark))
	}
	value, closer, err := r.DB.Get(markKey)
	if errors.Is(err, pebble.ErrNotFound) {
		return fault.New(CodeDatabase, "the folder has a state that was not derived from L1").WithHint("take an empty folder")
	}
	if err == nil {
		err = errors.Join(json.Unmarshal(value, &r.mark), closer.Close())
	}
	if err != nil {
		return fault.Wrap(err, CodeDatabase, "the mark of the last derivation can't be read")
	}
	if r.mark.Core != r.Core {
		return fault.New(CodeDatabase, "the folder was derived from the contract %s, not %s", r.mark.Core, r.Core)
	}
	return nil
}

// advance notes that all updates up to an L1 block were derived.
func (r *run) advance(to l1.Position) error {
	r.mark.Position = to
	value, err := json.Marshal(&r.mark)
	if err == nil {
		err = r.DB.Set(markKey, value, pebble.Sync)
	}
	if err != nil {
		return fault.Wrap(err, CodeDatabase, "the mark of the derivation can't be written")
	}
	return nil
}

// with writes a mark with the state.
func (r *run) with(m *mark) state.With {
	return func(batch *pebble.Batch) error {
		value, err := json.Marshal(m)
		if err != nil {
			return err
		}
		return batch.Set(markKey, value, nil)
	}
}

// take derives the block that an event tells of.
func (r *run) take(ctx context.Context, log *types.Log) error {
	update, err := contracts.ParseStateUpdate(log)
	if err != nil {
		return err
	}
	head := &r.mark.Header
	switch {
	case update.BlockNumber == 0 && (update.BlockHash != r.Genesis.BlockHash() || update.Root != r.Genesis.Root()):
		return fault.New(CodeGenesis, "the core contract began with block %s, the genesis file is block %s",
			starknet.FormatFelt(&update.BlockHash), felt(r.Genesis.BlockHash())).WithHint("take the chain's genesis file")
	case update.BlockNumber <= head.Number:
		return nil // genesis, or known from the run before
	case update.BlockNumber != head.Number+1:
		return fault.New(CodeUpdate, "L1 block %d settles block %d; the next one is %d", log.BlockNumber, update.BlockNumber, head.Number+1)
	}
	tx, output, err := r.update(ctx, log)
	if err != nil {
		return err
	}
	if output.Number != update.BlockNumber || output.BlockHash != update.BlockHash || output.StateRootAfter != update.Root ||
		output.ParentHash != head.Hash || output.StateRootBefore != head.StateRoot {
		return fault.New(CodeUpdate, "transaction %s does not hold the block %d that L1 has settled", log.TxHash, update.BlockNumber)
	}
	diff, err := r.diff(ctx, log, tx, output)
	if err != nil {
		return err
	}
	return r.apply(log, tx, output, diff)
}

func felt(e fp.Element) string { return starknet.FormatFelt(&e) }

// update reads the transaction of an update, and the output in it.
func (r *run) update(ctx context.Context, log *types.Log) (*types.Transaction, *program.Output, error) {
	tx, _, err := r.Client.TransactionByHash(ctx, log.TxHash)
	if err != nil {
		return nil, nil, fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the L1 node doesn't have transaction %s", log.TxHash)
	}
	if tx.To() == nil || *tx.To() != r.Core {
		return nil, nil, fault.New(CodeUpdate, "transaction %s has updated the contract through another one", log.TxHash).
			WithHint("the state diff is in an inner call, which derivation does not read")
	}
	words, _, err := contracts.OutputWords(tx.Data())
	if err != nil {
		return nil, nil, err
	}
	felts := make([]fp.Element, len(words))
	for i, w := range words {
		if w.Cmp(fp.Modulus()) >= 0 {
			return nil, nil, fault.New(CodeUpdate, "word %d of transaction %s is no felt", i, log.TxHash)
		}
		felts[i].SetBigInt(w)
	}
	output, err := program.ParseOutput(felts)
	return tx, output, err
}

// diff returns the block's state diff: from the output, or from the blobs.
func (r *run) diff(ctx context.Context, log *types.Log, tx *types.Transaction, output *program.Output) (*program.StateDiff, error) {
	if output.Diff != nil {
		return output.Diff, nil
	}
	blobs, err := r.blobs(ctx, log, tx.BlobHashes())
	if err != nil {
		return nil, err
	}
	words, err := blob.Decode(blobs)
	if err != nil {
		return nil, err
	}
	return program.ParseStateDiff(words, true)
}

// blobs returns the blobs with these hashes: from the archive if it has them all, or
// else from L1.
func (r *run) blobs(ctx context.Context, log *types.Log, hashes []common.Hash) ([]kzg4844.Blob, error) {
	if r.Blobs != nil {
		var found []kzg4844.Blob
		for _, hash := range hashes {
			b, err := r.Blobs.Get(hash)
			if err != nil {
				return nil, err
			}
			if b != nil {
				found = append(found, *b)
			}
		}
		if len(found) == len(hashes) {
			return found, nil
		}
	}
	header, err := r.Client.HeaderByHash(ctx, log.BlockHash)
	if err != nil {
		return nil, fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the L1 node doesn't have block %s", log.BlockHash)
	}
	blobs, err := r.Client.Blobs(ctx, header, hashes)
	return []kzg4844.Blob(blobs), err
}

// apply applies a block's state diff, and keeps the state if it has the right root.
func (r *run) apply(log *types.Log, tx *types.Transaction, output *program.Output, diff *program.StateDiff) error {
	view, err := r.state.View()
	if err != nil {
		return err
	}
	plan, err := state.ApplyDiff(view, diff)
	if err != nil {
		return err
	}
	if plan.Root != output.StateRootAfter {
		return fault.New(CodeRoot, "block %d leads to the state root %s; L1 has accepted %s",
			output.Number, felt(plan.Root), felt(output.StateRootAfter))
	}
	next := r.mark
	next.Block = Block{
		Number: output.Number, Hash: output.BlockHash.Bytes(), Root: plan.Root.Bytes(), Accounts: plan.CountAfter,
		Touched: len(diff.Entries), Blobs: len(tx.BlobHashes()), Transaction: log.TxHash, L1Block: log.BlockNumber,
	}
	h := &next.Header
	h.Number, h.ParentHash, h.Timestamp = output.Number, output.ParentHash, diff.Timestamp
	h.Hash, h.OldRoot, h.StateRoot = output.BlockHash, output.StateRootBefore, output.StateRootAfter
	h.MessageCount = len(output.ToL1)
	for i := range output.ToL2 {
		h.NextDeposit = output.ToL2[i].Nonce.Uint64() + 1
	}
	if err := r.state.Commit(plan, r.with(&next)); err != nil {
		return err
	}
	r.mark = next
	if r.Events != nil {
		r.Events(next.Block)
	}
	return nil
}

// end compares the result with what the contract says, and makes the last block the
// head of the chain in the database.
func (r *run) end(ctx context.Context) error {
	core, err := bindings.NewCoreCaller(r.Core, r.Client)
	if err != nil {
		return fault.Wrap(err, CodeUpdate, "no binding of the core contract")
	}
	at := &bind.CallOpts{Context: ctx, BlockNumber: big.NewInt(int64(r.Tag))}
	number, err := core.StateBlockNumber(at)
	var root *big.Int
	if err == nil {
		root, err = core.StateRoot(at)
	}
	if err != nil {
		return fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the core contract doesn't say its state")
	}
	view, err := r.state.View()
	if err != nil {
		return err
	}
	got := view.Root()
	if number.Uint64() == view.Number() && common.BigToHash(root) != common.Hash(got.Bytes()) {
		return fault.New(CodeRoot, "the state root after block %d is %s; the contract has %s", view.Number(), felt(got), common.BigToHash(root))
	}
	return chain.Adopt(r.DB, r.state, &r.mark.Header)
}
