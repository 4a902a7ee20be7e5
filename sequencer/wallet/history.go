package wallet

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/holiman/uint256"

	"quarry/sequencer/starknet"
)

// Movement is a transfer of the token to or from an account, a fee or a withdrawal.
type Movement struct {
	Block       uint64       `json:"block"`
	Transaction starknet.Hex `json:"transaction"`
	From        starknet.Hex `json:"from"`
	To          starknet.Hex `json:"to"`
	// Amount is in wei.
	Amount *uint256.Int `json:"amount"`

	place [2]uint32
}

// eventsPage is how many events are asked for at once.
const eventsPage = 500

// History returns up to most movements of an account, the latest first, with those of
// the block that is being built.
func (c *Client) History(ctx context.Context, address *starknet.Felt, most int) ([]Movement, error) {
	var all []Movement
	seen := map[string]bool{}
	for _, keys := range [][][]starknet.Hex{
		{{starknet.Hex(starknet.EventTransfer)}, {starknet.Hex(*address)}},
		{{starknet.Hex(starknet.EventTransfer)}, {}, {starknet.Hex(*address)}},
	} {
		if err := c.events(ctx, keys, func(m Movement) {
			id := fmt.Sprint(m.Block, m.place)
			if !seen[id] {
				seen[id] = true
				all = append(all, m)
			}
		}); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b Movement) int {
		return cmp.Or(cmp.Compare(b.Block, a.Block), slices.Compare(b.place[:], a.place[:]))
	})
	return all[:min(most, len(all))], nil
}

// events goes through all transfers that have the keys.
func (c *Client) events(ctx context.Context, keys [][]starknet.Hex, see func(Movement)) error {
	token := ""
	for {
		filter := map[string]any{
			"from_block": map[string]any{"block_number": 0}, "to_block": preConfirmed, "address": starknet.Hex(starknet.TokenAddress),
			"keys": keys, "chunk_size": eventsPage,
		}
		if token != "" {
			filter["continuation_token"] = token
		}
		var page struct {
			Events []struct {
				Keys             []starknet.Hex `json:"keys"`
				Data             []starknet.Hex `json:"data"`
				Block            uint64         `json:"block_number"`
				Transaction      starknet.Hex   `json:"transaction_hash"`
				TransactionIndex uint32         `json:"transaction_index"`
				EventIndex       uint32         `json:"event_index"`
			} `json:"events"`
			Token string `json:"continuation_token"`
		}
		if err := c.call(ctx, &page, "starknet_getEvents", filter); err != nil {
			return err
		}
		for _, e := range page.Events {
			if len(e.Keys) != 3 || len(e.Data) != 2 {
				continue // no transfer of this token
			}
			low, high := starknet.Felt(e.Data[0]), starknet.Felt(e.Data[1])
			if amount, ok := starknet.ParseU256(&low, &high); ok {
				see(Movement{e.Block, e.Transaction, e.Keys[1], e.Keys[2], &amount, [2]uint32{e.TransactionIndex, e.EventIndex}})
			}
		}
		if token = page.Token; token == "" {
			return nil
		}
	}
}
