package l1

import (
	"context"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
)

// Position is a block of the chain.
type Position struct {
	Number uint64      `json:"number"`
	Hash   common.Hash `json:"hash"`
}

// WatchOptions say which logs are read, and when.
type WatchOptions struct {
	Client *Client
	// Addresses and Topics select the logs as eth_getLogs does.
	Addresses []common.Address
	Topics    [][]common.Hash
	// Origin is the first block that can have such logs.
	Origin uint64
	// From is the last block that was handed out before, as it was stored; the zero
	// value: none was.
	From Position
	// Depth is how many blocks must lie upon a block before its logs are handed out.
	Depth uint64
	// Tag, if it is rpc.SafeBlockNumber or rpc.FinalizedBlockNumber, takes the place
	// of Depth: logs are handed out up to that block.
	Tag rpc.BlockNumber
	// Range is how many blocks are asked for at once; 0: 1,000.
	Range uint64
}

// Batch is what a watcher hands out.
type Batch struct {
	// Logs are those of the blocks up to Position, in the order of the chain.
	Logs []types.Log
	// Position is the last block of the batch: what to store, together with what
	// has been made of the logs.
	Position Position
	// Rewound tells that the chain has left blocks that were handed out: whatever
	// came from logs behind Position is void. Logs is empty then.
	Rewound bool
}

// Watcher reads logs in order, of blocks that lie deep enough. If the chain still
// leaves such a block, it says so and goes on from the last block that is left.
//
// It is not safe for use by several goroutines.
type Watcher struct {
	options WatchOptions
	past    []Position // handed out, oldest first
}

// keptPositions is how many positions a watcher remembers to go back to.
const keptPositions = 256

// NewWatcher returns a watcher that goes on behind options.From.
func NewWatcher(options WatchOptions) *Watcher {
	if options.Range == 0 {
		options.Range = 1000
	}
	w := &Watcher{options: options}
	if options.From.Hash != (common.Hash{}) {
		w.past = []Position{options.From}
	}
	return w
}

// Next returns the next batch, nil if there are no new blocks that lie deep
// enough. An error changes nothing: Next can be called again.
func (w *Watcher) Next(ctx context.Context) (*Batch, error) {
	if batch, err := w.rewind(ctx); batch != nil || err != nil {
		return batch, err
	}
	first := w.options.Origin
	if n := len(w.past); n > 0 {
		first = w.past[n-1].Number + 1
	}
	end, err := w.end(ctx)
	if err != nil || end == nil || end.Number.Uint64() < first {
		return nil, err
	}
	if last := first + w.options.Range - 1; last < end.Number.Uint64() {
		if end, err = w.options.Client.Header(ctx, rpc.BlockNumber(last)); err != nil || end == nil {
			return nil, err
		}
	}
	logs, err := w.options.Client.FilterLogs(ctx, ethereum.FilterQuery{
		FromBlock: new(big.Int).SetUint64(first), ToBlock: end.Number,
		Addresses: w.options.Addresses, Topics: w.options.Topics,
	})
	if err != nil {
		return nil, unreachable(err)
	}
	if same, err := w.canonical(ctx, end, logs); err != nil || !same {
		return nil, err
	}
	position := Position{end.Number.Uint64(), end.Hash()}
	w.past = append(w.past, position)
	if len(w.past) > keptPositions {
		w.past = w.past[1:]
	}
	return &Batch{Logs: logs, Position: position}, nil
}

// end returns the last block that lies deep enough, nil if there is none.
func (w *Watcher) end(ctx context.Context) (*types.Header, error) {
	client := w.options.Client
	if w.options.Tag == rpc.SafeBlockNumber || w.options.Tag == rpc.FinalizedBlockNumber {
		return client.Header(ctx, w.options.Tag)
	}
	head, err := client.Header(ctx, rpc.LatestBlockNumber)
	if err != nil || head == nil || head.Number.Uint64() < w.options.Depth {
		return nil, err
	}
	return client.Header(ctx, rpc.BlockNumber(head.Number.Uint64()-w.options.Depth))
}

// rewind returns a batch that says so if the block handed out last is no more in
// the chain.
func (w *Watcher) rewind(ctx context.Context) (*Batch, error) {
	n := len(w.past)
	if n == 0 {
		return nil, nil
	}
	for i := n - 1; i >= 0; i-- {
		here, err := w.isCanonical(ctx, w.past[i])
		if err != nil {
			return nil, err
		}
		if here && i == n-1 {
			return nil, nil
		}
		if here {
			w.past = w.past[:i+1]
			return &Batch{Position: w.past[i], Rewound: true}, nil
		}
	}
	// None that is known is left: from the beginning.
	w.past = nil
	before := w.options.Origin - min(w.options.Origin, 1)
	header, err := w.options.Client.Header(ctx, rpc.BlockNumber(before))
	if err != nil || header == nil {
		return nil, err
	}
	return &Batch{Position: Position{before, header.Hash()}, Rewound: true}, nil
}

// isCanonical tells whether a block is in the chain.
func (w *Watcher) isCanonical(ctx context.Context, p Position) (bool, error) {
	header, err := w.options.Client.Header(ctx, rpc.BlockNumber(p.Number))
	if err != nil || header == nil {
		return false, err
	}
	return header.Hash() == p.Hash, nil
}

// canonical tells whether all logs and the last block are of one chain, the node's
// present one: it may have changed between the questions.
func (w *Watcher) canonical(ctx context.Context, end *types.Header, logs []types.Log) (bool, error) {
	checked := map[Position]bool{}
	positions := []Position{{end.Number.Uint64(), end.Hash()}}
	for i := range logs {
		positions = append(positions, Position{logs[i].BlockNumber, logs[i].BlockHash})
	}
	for i, p := range positions {
		if i > 0 && logs[i-1].Removed {
			return false, nil
		}
		if checked[p] {
			continue
		}
		if here, err := w.isCanonical(ctx, p); err != nil || !here {
			return false, err
		}
		checked[p] = true
	}
	return true, nil
}
