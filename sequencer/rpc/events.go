package rpc

import (
	"quarry/sequencer/chain"
	"quarry/sequencer/starknet"
)

// addressList is one address or a list of them, which 0.10 takes where 0.9 took
// one.
type addressList []starknet.Hex

// UnmarshalJSON implements json.Unmarshaler.
func (l *addressList) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '[' {
		return decodeStrict(data, (*[]starknet.Hex)(l))
	}
	if string(data) == "null" {
		return nil
	}
	*l = make(addressList, 1)
	return decodeStrict(data, &(*l)[0])
}

// eventFilter is the filter of starknet_getEvents.
type eventFilter struct {
	From      *blockID         `json:"from_block"`
	To        *blockID         `json:"to_block"`
	Addresses addressList      `json:"address"`
	Keys      [][]starknet.Hex `json:"keys"`
	Token     string           `json:"continuation_token"`
	Size      *uint64          `json:"chunk_size"`
}

// checkKeys bounds the keys of a filter.
func (c *call) checkKeys(keys [][]starknet.Hex) {
	n := len(keys)
	for _, list := range keys {
		n += len(list)
	}
	if most := c.server.config.Limits.Keys; n > most && c.err == nil {
		c.err = newError(codeTooManyKeys, "at most %d are taken", most)
	}
}

// checkAddresses bounds the addresses of a filter of events.
func (c *call) checkAddresses(addresses addressList) {
	most := c.server.config.Limits.Addresses
	if c.version < version10 {
		most = 1
	}
	if len(addresses) > most && c.err == nil {
		c.err = newError(codeInvalidParams, "address: at most %d are taken", most)
	}
}

func keysOf(lists [][]starknet.Hex) [][]starknet.Felt {
	out := make([][]starknet.Felt, len(lists))
	for i := range lists {
		out[i] = starknet.Felts(lists[i])
	}
	return out
}

// emittedEvent is EMITTED_EVENT of the specification.
type emittedEvent struct {
	eventAnswer
	BlockHash   *starknet.Hex `json:"block_hash,omitempty"`
	Block       uint64        `json:"block_number"`
	Transaction starknet.Hex  `json:"transaction_hash"`
	*eventPlace
}

// eventPlace is what events say of their place since 0.10.
type eventPlace struct {
	Transaction uint32 `json:"transaction_index"`
	Event       uint32 `json:"event_index"`
}

func emittedEventOf(v version, e *chain.EmittedEvent) emittedEvent {
	out := emittedEvent{eventAnswer: eventOf(&e.Event), Block: e.Block, Transaction: starknet.Hex(e.Transaction)}
	if !e.BlockHash.IsZero() {
		out.BlockHash = (*starknet.Hex)(&e.BlockHash)
	}
	if v >= version10 {
		out.eventPlace = &eventPlace{e.Place.Index, e.Index}
	}
	return out
}

func getEvents(c *call) (any, error) {
	var w eventFilter
	c.read(0, &w)
	c.checkKeys(w.Keys)
	c.checkAddresses(w.Addresses)
	most := uint64(c.server.config.Limits.Events)
	switch {
	case c.err != nil:
		return nil, c.err
	case w.Size == nil || *w.Size == 0:
		return nil, newError(codeInvalidParams, "filter: chunk_size is at least 1")
	case *w.Size > most:
		return nil, newError(codePageSize, "at most %d", most)
	}
	filter := chain.EventFilter{Addresses: starknet.Felts(w.Addresses), Keys: keysOf(w.Keys)}
	var open *chain.Open
	if w.From != nil {
		ref, err := c.find(w.From)
		if err != nil {
			return nil, err
		}
		filter.From = ref.Number
	}
	filter.To = c.server.config.Blocks.Head().Number
	if w.To != nil {
		ref, err := c.find(w.To)
		if err != nil {
			return nil, err
		}
		filter.To, open = ref.Number, ref.open
	}
	var building *chain.Block
	if open != nil {
		building = open.Block
	}
	events, next, err := c.server.config.Blocks.Events(&filter, building, w.Token, int(*w.Size))
	if err != nil {
		return nil, err
	}
	answer := struct {
		Events []emittedEvent `json:"events"`
		Token  string         `json:"continuation_token,omitempty"`
	}{make([]emittedEvent, len(events)), next}
	for i := range events {
		answer.Events[i] = emittedEventOf(c.version, &events[i])
	}
	return answer, nil
}
