package rpc

import (
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// accountProof is a membership proof as it is answered; see state.Proof.
type accountProof struct {
	Address starknet.Hex `json:"address"`
	Present bool         `json:"present"`
	Block   uint64       `json:"block_number"`
	Root    starknet.Hex `json:"state_root"`
	Count   uint32       `json:"account_count"`
	Index   uint32       `json:"index"`
	Leaf    proofLeaf    `json:"leaf"`
	// Path are the siblings from the leaf up.
	Path []starknet.Hex `json:"path"`
}

// proofLeaf is the account that the proof shows.
type proofLeaf struct {
	Address     starknet.Hex `json:"address"`
	NextAddress starknet.Hex `json:"next_address"`
	NextIndex   uint32       `json:"next_index"`
	Class       starknet.Hex `json:"class_hash"`
	PublicKey   starknet.Hex `json:"public_key"`
	Nonce       integer      `json:"nonce"`
	Balance     integer      `json:"balance"`
}

func leafOf(a *program.Account) proofLeaf {
	return proofLeaf{
		starknet.Hex(a.Address), starknet.Hex(a.NextAddress), a.NextIndex, starknet.Hex(a.ClassHash),
		starknet.Hex(a.PublicKey), integerOf(a.Nonce), integer(a.Balance),
	}
}

// getAccountProof answers a proof of what the latest state says of an address.
func getAccountProof(c *call) (any, error) {
	address := c.felt(0)
	if c.err != nil {
		return nil, c.err
	}
	if err := starknet.CheckAddress(&address); err != nil {
		c.fail(0, err)
		return nil, c.err
	}
	p, err := c.server.config.States.Prove(&address)
	if err != nil {
		return nil, err
	}
	header, err := c.server.config.Blocks.Header(p.Block)
	if err != nil {
		return nil, err
	}
	return accountProof{
		Address: starknet.Hex(address), Present: p.Present(), Block: p.Block, Root: starknet.Hex(header.StateRoot),
		Count: p.Count, Index: p.Index, Leaf: leafOf(&p.Account), Path: starknet.HexList(p.Path[:]),
	}, nil
}
