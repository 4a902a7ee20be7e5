package cometbft

import (
	"cmp"
	"context"
	"encoding/binary"
	"log/slog"
	"slices"
	"sync"

	"github.com/cometbft/cometbft/p2p"
	gogotypes "github.com/cosmos/gogoproto/types"

	"quarry/fault"
	"quarry/sequencer/chain"
)

// heads tells the peers how far this node's chain is, and the chain how far theirs are:
// CometBFT's own heights count blocks that are none of the chain. It is a p2p.Reactor.
type heads struct {
	p2p.BaseReactor
	app *app
	// earliest is CometBFT's first block here.
	earliest func() int64
	log      *slog.Logger

	mu     sync.Mutex
	peers  map[p2p.ID]claim
	warned bool
}

// claim is what a node says of itself.
type claim struct {
	head chain.Point
	// earliest is the first of CometBFT's blocks that it can give to others.
	earliest int64
}

// headsChannel is the reactor's channel among CometBFT's own.
const headsChannel = 0x71

// claimBytes is a claim's length: number, hash, first block.
const claimBytes = 8 + 32 + 8

func newHeads(a *app, log *slog.Logger) *heads {
	h := &heads{app: a, log: log, peers: map[p2p.ID]claim{}}
	h.BaseReactor = *p2p.NewBaseReactor("Heads", h)
	return h
}

// GetChannels implements p2p.Reactor.
func (*heads) GetChannels() []*p2p.ChannelDescriptor {
	return []*p2p.ChannelDescriptor{{
		ID: headsChannel, Priority: 1, SendQueueCapacity: 4, RecvMessageCapacity: 2 * claimBytes, MessageType: &gogotypes.BytesValue{},
	}}
}

// AddPeer implements p2p.Reactor.
func (h *heads) AddPeer(peer p2p.Peer) { peer.TrySend(h.envelope()) }

// RemovePeer implements p2p.Reactor.
func (h *heads) RemovePeer(peer p2p.Peer, _ any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.peers, peer.ID())
	h.announce()
}

// Receive implements p2p.Reactor.
func (h *heads) Receive(e p2p.Envelope) {
	c, err := decodeClaim(e.Message)
	if err != nil {
		h.Switch.StopPeerForError(e.Src, err)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.peers[e.Src.ID()] = c
	h.announce()
}

// tell says to all peers how far this node is.
func (h *heads) tell() {
	if h.Switch == nil {
		return // blocks from before the start
	}
	e := h.envelope()
	for _, peer := range h.Switch.Peers().List() {
		peer.TrySend(e) // one that is busy hears of the next block
	}
}

func (h *heads) envelope() p2p.Envelope {
	head := h.app.head()
	b := binary.BigEndian.AppendUint64(make([]byte, 0, claimBytes), head.Number)
	hash := head.Hash.Bytes()
	b = append(b, hash[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(h.earliest()))
	return p2p.Envelope{ChannelID: headsChannel, Message: &gogotypes.BytesValue{Value: b}}
}

func decodeClaim(message any) (c claim, err error) {
	m, ok := message.(*gogotypes.BytesValue)
	if !ok || len(m.Value) != claimBytes {
		return c, fault.New(CodeTransaction, "a peer's head is malformed")
	}
	c.head.Number = binary.BigEndian.Uint64(m.Value)
	if err := c.head.Hash.SetBytesCanonical(m.Value[8:40]); err != nil {
		return c, fault.Wrap(err, CodeTransaction, "a peer's head is malformed")
	}
	c.earliest = int64(binary.BigEndian.Uint64(m.Value[40:]))
	return c, nil
}

// announce tells the chain how far more than a third of the peers are at least, so that
// no single one can have it seem behind. h.mu is held.
func (h *heads) announce() {
	var list []claim
	for _, c := range h.peers {
		list = append(list, c)
	}
	if len(list) == 0 || !h.app.enter() {
		return
	}
	defer h.app.gate.RUnlock()
	slices.SortFunc(list, func(a, b claim) int { return cmp.Compare(b.head.Number, a.head.Number) })
	highest := list[len(list)/3].head
	if err := h.app.chain.Announce(context.Background(), highest); err != nil {
		h.log.Warn("how far the others are", "error", err)
	}
	h.warn(list, highest)
}

// warn tells the operator when no peer has the blocks that this node lacks.
func (h *heads) warn(list []claim, highest chain.Point) {
	height, err := h.app.lastHeight()
	if err != nil || h.warned || highest.Number <= h.app.head().Number {
		return
	}
	first := slices.MinFunc(list, func(a, b claim) int { return cmp.Compare(a.earliest, b.earliest) }).earliest
	if first > height+1 {
		h.warned = true
		h.log.Error("no peer has kept the blocks that this node lacks: copy another node's data", "height", height, "earliest", first)
	}
}
