package rpc

import (
	"encoding/json"
	"errors"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/starknet"
)

// blockID names a block: by hash, number or tag.
type blockID struct {
	hash   *starknet.Felt
	number *uint64
	tag    string
}

// The tags.
const (
	tagLatest       = "latest"
	tagPreConfirmed = "pre_confirmed"
	tagL1Accepted   = "l1_accepted"
)

var errBlockID = errors.New(`a block is "latest", "pre_confirmed", "l1_accepted", {"block_hash": …} or {"block_number": …}`)

// UnmarshalJSON implements json.Unmarshaler.
func (b *blockID) UnmarshalJSON(data []byte) error {
	*b = blockID{}
	if len(data) > 0 && data[0] == '"' {
		if err := json.Unmarshal(data, &b.tag); err != nil {
			return errBlockID
		}
		switch b.tag {
		case tagLatest, tagPreConfirmed, tagL1Accepted:
			return nil
		}
		return errBlockID
	}
	var object struct {
		Hash   *starknet.Hex `json:"block_hash"`
		Number *uint64       `json:"block_number"`
	}
	if err := decodeStrict(data, &object); err != nil {
		return fault.Wrap(err, CodeBlockID, "%s", errBlockID.Error())
	}
	b.hash, b.number = (*starknet.Felt)(object.Hash), object.Number
	if (b.hash == nil) == (b.number == nil) {
		return errBlockID
	}
	return nil
}

// blockRef is a block that was asked for: a sealed one, or the one that is being
// built, whose hash is 0 and whose state root is not known.
type blockRef struct {
	*chain.Header
	open *chain.Open
}

// block reads a parameter that names a block, and finds its header.
func (c *call) block(i int) blockRef {
	id := blockID{tag: tagLatest}
	if c.has(i) {
		c.read(i, &id)
	}
	if c.err != nil {
		return blockRef{}
	}
	ref, err := c.find(&id)
	if err != nil {
		c.err = c.errorOf(err)
	}
	return ref
}

// find returns the block that an id names.
func (c *call) find(id *blockID) (ref blockRef, err error) {
	blocks := c.server.config.Blocks
	head := blocks.Head()
	if head == nil {
		return ref, newError(codeBlockNotFound, "there is no block yet")
	}
	number := head.Number
	switch {
	case id.tag == tagPreConfirmed:
		open, err := c.server.openBlock()
		if err != nil {
			return ref, err
		}
		return blockRef{&open.Block.Header, open}, nil
	case id.tag == tagL1Accepted:
		if number, err = blocks.Reached(chain.L1Included); err != nil {
			return ref, err
		}
	case id.hash != nil:
		if number, err = blocks.Number(id.hash); err != nil {
			return ref, err
		}
	case id.number != nil:
		number = *id.number
	}
	if number > head.Number { // it may be on disk already, but its state is not the latest yet
		return ref, newError(codeBlockNotFound, "the latest is block %d", head.Number)
	}
	ref.Header, err = blocks.Header(number)
	return ref, err
}
