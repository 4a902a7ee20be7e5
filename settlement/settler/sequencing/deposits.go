package sequencing

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/starknet"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
)

// CodeDeposits: the messages from L1 can't be followed.
const CodeDeposits fault.Code = "sequencing/deposits"

// DepositsConfig says which messages are watched.
type DepositsConfig struct {
	// DB keeps the messages, behind Prefix.
	DB     *pebble.DB
	Prefix []byte
	Client *l1.Client
	// Core is the core contract, Origin the L1 block before it.
	Core   common.Address
	Origin uint64
	// Depth is how many L1 blocks must lie upon a message's before it is taken. If
	// Tag is rpc.SafeBlockNumber or rpc.FinalizedBlockNumber, that block decides
	// instead.
	Depth uint64
	Tag   rpc.BlockNumber
	// Log is told what happens; nil: nobody is.
	Log *slog.Logger
}

// Deposits are the messages that L1 has sent to L2, as far as they lie deep enough.
// It implements chain.Deposits: what it is asked, it answers from what Step has found,
// however long L1 takes. All methods may be called at the same time, but Step by one
// goroutine only.
type Deposits struct {
	config  DepositsConfig
	core    *bindings.CoreCaller
	watcher *l1.Watcher
	// kick wakes Run when more messages are wanted than were looked at.
	kick chan struct{}

	mu sync.RWMutex
	// messages are all that were handed out by the watcher, by nonce without a gap.
	messages []sent
	// next is the nonce from which on messages are looked at: that of the first one
	// that no finalised block has. asked is the nonce behind those of the block that was
	// asked about last.
	next, asked uint64
	// answers are what the core contract said of messages, by nonce.
	answers map[uint64]answer
	// taken is the nonce before which messages are in blocks, be they finalised or open.
	taken uint64
	// cancellations are what the core contract said of messages whose cancellation has
	// begun, by what is due first; told how urgent it was when the log was told.
	cancellations []settler.Cancellation
	told          map[uint64]urgency
}

// answer is whether the core contract, in L1's newest block, has a message no more, and
// when that was asked last.
type answer struct {
	gone bool
	at   time.Time
}

// lookAhead is how many messages are looked at in one step beyond those in a block.
const lookAhead = 256

// staleAfter is how long messages may be taken after L1 has answered last: they might
// be cancelled meanwhile.
const staleAfter = 2 * time.Minute

// sent is a message and where L1 has it.
type sent struct {
	Message     starknet.MessageToL2 `json:"message"`
	Transaction common.Hash          `json:"transaction"`
	Block       l1.Position          `json:"block"`
	// Cancelled is where it was taken back, as soon as that lies deep enough, Cancelling
	// where that was begun last.
	Cancelled  *l1.Position `json:"cancelled,omitempty"`
	Cancelling *l1.Position `json:"cancelling,omitempty"`
	// Over tells that it is not waiting on L1 any more, for good.
	Over bool `json:"over,omitempty"`
}

// OpenDeposits goes on where the process before has left off.
func OpenDeposits(c DepositsConfig) (*Deposits, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	core, err := bindings.NewCoreCaller(c.Core, c.Client)
	if err != nil {
		return nil, fault.Wrap(err, CodeDeposits, "no binding of the core contract")
	}
	d := &Deposits{config: c, core: core, kick: make(chan struct{}, 1), answers: map[uint64]answer{}, told: map[uint64]urgency{}}
	var from l1.Position
	if err := d.load(&from); err != nil {
		return nil, err
	}
	d.taken = d.next
	d.watcher = l1.NewWatcher(l1.WatchOptions{
		Client: c.Client, Addresses: []common.Address{c.Core}, Topics: [][]common.Hash{{
			contracts.MessageToL2Topic(), contracts.MessageToL2CancellationStartedTopic(), contracts.MessageToL2CanceledTopic(),
		}},
		Origin: c.Origin, From: from, Depth: c.Depth, Tag: c.Tag,
	})
	return d, nil
}

// Run steps at every tick, and when more messages are wanted, until the context ends.
// Errors are logged; after one, L1 is left alone until the next tick.
func (d *Deposits) Run(ctx context.Context, tick <-chan time.Time) error {
	for {
		wanted := d.kick
		if err := d.Step(ctx); err != nil {
			if ctx.Err() == nil {
				d.config.Log.Warn("messages from L1", "err", err)
			}
			wanted = nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick:
		case <-wanted:
		}
	}
}

// Step reads the messages and cancellations that lie deep enough by now, and looks which
// of the next messages L1 has no more.
func (d *Deposits) Step(ctx context.Context) error {
	for {
		batch, err := d.watcher.Next(ctx)
		if err != nil {
			return err
		}
		if batch == nil {
			if err := d.look(ctx); err != nil {
				return err
			}
			return d.lookAtCancellations(ctx)
		}
		if err := d.take(batch); err != nil {
			return err
		}
	}
}

// look asks the core contract for the messages that can come next.
func (d *Deposits) look(ctx context.Context) error {
	d.mu.RLock()
	next := d.next
	known := uint64(len(d.messages))
	list := d.messages[min(next, known):min(d.horizon(), known)]
	d.mu.RUnlock()
	now, answers := time.Now(), map[uint64]answer{}
	for i := range list {
		if list[i].Cancelled != nil {
			continue
		}
		gone, err := d.isGone(ctx, &list[i].Message)
		if err != nil {
			return err
		}
		answers[list[i].Message.Nonce] = answer{gone, now}
	}
	if err := d.keepNext(next); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	maps.DeleteFunc(d.answers, func(_ uint64, a answer) bool { return now.Sub(a.at) >= staleAfter })
	maps.Copy(d.answers, answers)
	return nil
}

// take adds a batch of messages and cancellations, or forgets those that L1 has left.
func (d *Deposits) take(batch *l1.Batch) error {
	d.mu.RLock()
	kept := d.messages
	d.mu.RUnlock()
	if batch.Rewound || len(batch.Logs) > 0 {
		kept = slices.Clone(kept)
	}
	if batch.Rewound {
		n := len(kept)
		for n > 0 && kept[n-1].Block.Number > batch.Position.Number {
			n--
		}
		if n < len(kept) {
			d.config.Log.Error("L1 has left blocks that lay deep enough; messages are gone", "first", kept[n].Message.Nonce, "count", len(kept)-n)
		}
		kept = kept[:n]
		for i := range kept {
			if c := kept[i].Cancelled; c != nil && c.Number > batch.Position.Number {
				d.config.Log.Error("L1 has left blocks that lay deep enough; a cancellation is gone", "message", i)
				kept[i].Cancelled = nil
			}
			if c := kept[i].Cancelling; c != nil && c.Number > batch.Position.Number {
				kept[i].Cancelling = nil
			}
		}
	}
	for i := range batch.Logs {
		log := &batch.Logs[i]
		if log.Topics[0] != contracts.MessageToL2Topic() {
			if err := takeBack(kept, log); err != nil {
				return err
			}
			continue
		}
		m, err := contracts.ParseMessageToL2(log)
		if err != nil {
			return err
		}
		if m.Nonce != uint64(len(kept)) {
			return missing(log.BlockNumber, m.Nonce, len(kept))
		}
		kept = append(kept, sent{Message: m.MessageToL2, Transaction: log.TxHash, Block: l1.Position{Number: log.BlockNumber, Hash: log.BlockHash}})
	}
	if err := d.save(kept, batch.Position); err != nil {
		return err
	}
	d.mu.Lock()
	d.messages = kept
	if batch.Rewound {
		clear(d.answers)
	}
	d.mu.Unlock()
	return nil
}

// takeBack notes that a message was taken back, or that this was begun.
func takeBack(kept []sent, log *types.Log) error {
	parse := contracts.ParseMessageToL2Canceled
	begun := log.Topics[0] == contracts.MessageToL2CancellationStartedTopic()
	if begun {
		parse = contracts.ParseMessageToL2CancellationStarted
	}
	nonce, err := parse(log)
	if err != nil {
		return err
	}
	if nonce >= uint64(len(kept)) {
		return missing(log.BlockNumber, nonce, len(kept))
	}
	at := &l1.Position{Number: log.BlockNumber, Hash: log.BlockHash}
	if begun {
		kept[nonce].Cancelling = at
	} else {
		kept[nonce].Cancelled = at
	}
	return nil
}

func missing(block, nonce uint64, next int) error {
	return fault.New(CodeDeposits, "L1 block %d has message %d; the next one is %d", block, nonce, next).
		WithHint("the L1 node has left out logs, or the first L1 block that is read lies behind the contract's")
}

// standing is what is known of a message.
type standing uint8

const (
	// waiting: L1 has it, and has said so not long ago.
	waiting standing = iota
	// cancelled: it was taken back, for good.
	cancelled
	// unsaid: L1 has sent it, and has not said lately whether it is still there.
	unsaid
	// gone: L1 has it no more in its newest block, though the cancellation does not lie
	// deep: L1 may still take it back, and what was left out can't come later.
	gone
)

// standing says what is known of the n-th message; the lock is held.
func (d *Deposits) standing(n uint64) standing {
	if d.messages[n].Cancelled != nil {
		return cancelled
	}
	a, ok := d.answers[n]
	switch {
	case !ok || time.Since(a.at) >= staleAfter:
		if n < d.horizon() {
			d.want()
		}
		return unsaid
	case a.gone:
		return gone
	}
	return waiting
}

// horizon is the nonce from which on messages are not looked at yet; the lock is held.
func (d *Deposits) horizon() uint64 { return max(d.next, d.asked) + lookAhead }

// want has Run step soon.
func (d *Deposits) want() {
	select {
	case d.kick <- struct{}{}:
	default:
	}
}

// Pending implements chain.Deposits.
func (d *Deposits) Pending(finalised, next uint64, most int) (list []starknet.MessageToL2) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.next, d.asked, d.taken = finalised, next, next
	for n := next; n < uint64(len(d.messages)) && len(list) < most; n++ {
		switch d.standing(n) {
		case waiting:
			list = append(list, d.messages[n].Message)
		case unsaid, gone:
			return list // nothing after it may come before that is certain
		}
	}
	return list
}

// isGone tells whether a message that no block has consumed was taken back: then the core
// contract has it no more.
func (d *Deposits) isGone(ctx context.Context, m *starknet.MessageToL2) (bool, error) {
	fee, err := d.core.L1ToL2Messages(&bind.CallOpts{Context: ctx}, m.Hash())
	if err != nil {
		return false, fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the core contract doesn't say whether message %d is there", m.Nonce)
	}
	return fee.Sign() == 0, nil
}

// Check implements chain.Deposits.
func (d *Deposits) Check(finalised, next uint64, m *starknet.MessageToL2) chain.DepositView {
	if m.Nonce < next {
		return chain.DepositForged
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.next, d.asked = finalised, next
	for n := next; n < min(m.Nonce, uint64(len(d.messages))); n++ {
		switch d.standing(n) {
		case waiting:
			return chain.DepositForged // one is left out that is there
		case unsaid, gone:
			return chain.DepositUnknown
		}
	}
	if m.Nonce >= uint64(len(d.messages)) {
		return chain.DepositUnknown
	}
	if !sameMessage(&d.messages[m.Nonce].Message, m) {
		return chain.DepositForged
	}
	return map[standing]chain.DepositView{
		waiting: chain.DepositSeen, cancelled: chain.DepositForged, unsaid: chain.DepositRecorded, gone: chain.DepositUnknown,
	}[d.standing(m.Nonce)]
}

func sameMessage(a, b *starknet.MessageToL2) bool { return a.Hash() == b.Hash() }

// Sent returns the messages that an L1 transaction has sent, in their order, as far as
// they lie deep enough; ok is false if there are none.
func (d *Deposits) Sent(_ context.Context, transaction [32]byte) (list []starknet.MessageToL2, ok bool, err error) {
	d.mu.RLock()
	messages := d.messages // it is replaced, never changed
	d.mu.RUnlock()
	for _, m := range messages {
		if m.Transaction == transaction {
			list = append(list, m.Message)
		}
	}
	return list, len(list) > 0, nil
}

// Next returns the nonce after the last message that lies deep enough.
func (d *Deposits) Next() uint64 {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return uint64(len(d.messages))
}
