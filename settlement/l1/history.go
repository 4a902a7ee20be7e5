package l1

import (
	"context"
	"errors"
	"math/big"
	"net"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
)

// History reads all logs that a chain has now, for whoever wants to know once how
// something has come to be. Who follows a chain takes a Watcher.
type History struct {
	// Logs are in the order of the chain, from the first block that was asked for up
	// to Head.
	Logs []types.Log
	Head *types.Header
}

// ReadHistory reads the logs of some contracts, with one of these first topics, from
// a block on. Nodes bound what they answer at once, each in another way, so it asks
// for less where one refuses, or takes too long.
func (c *Client) ReadHistory(ctx context.Context, from uint64, addresses []common.Address, topics []common.Hash) (*History, error) {
	head, err := c.Header(ctx, rpc.LatestBlockNumber)
	if err != nil {
		return nil, err
	}
	h := &History{Head: head}
	last := head.Number.Uint64()
	step := last + 1
	for first := from; first <= last; {
		end := min(last, first+step-1)
		logs, err := c.FilterLogs(ctx, ethereum.FilterQuery{
			FromBlock: new(big.Int).SetUint64(first), ToBlock: new(big.Int).SetUint64(end), Addresses: addresses, Topics: [][]common.Hash{topics},
		})
		if err != nil && (isAnswer(err) || isLate(err) && ctx.Err() == nil) && end > first {
			step = (end - first + 1) / 2
			continue
		}
		if err != nil {
			return nil, unreachable(err)
		}
		h.Logs = append(h.Logs, logs...)
		first = end + 1
	}
	return h, nil
}

// isLate tells whether a node has taken too long for a request.
func isLate(err error) bool {
	var timed net.Error
	return errors.As(err, &timed) && timed.Timeout()
}
