package sequencing

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rpc"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/starknet"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/l1"
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
// It implements chain.Deposits. All methods may be called at the same time, but Step
// by one goroutine only.
type Deposits struct {
	config  DepositsConfig
	core    *bindings.CoreCaller
	watcher *l1.Watcher

	mu sync.RWMutex
	// messages are all that were handed out by the watcher, by nonce without a gap.
	messages []sent
}

// sent is a message and where L1 has it.
type sent struct {
	Message     starknet.MessageToL2 `json:"message"`
	Transaction common.Hash          `json:"transaction"`
	Block       l1.Position          `json:"block"`
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
	d := &Deposits{config: c, core: core}
	var from l1.Position
	if err := d.load(&from); err != nil {
		return nil, err
	}
	d.watcher = l1.NewWatcher(l1.WatchOptions{
		Client: c.Client, Addresses: []common.Address{c.Core}, Topics: [][]common.Hash{{contracts.MessageToL2Topic()}},
		Origin: c.Origin, From: from, Depth: c.Depth, Tag: c.Tag,
	})
	return d, nil
}

// Run steps at every tick until the context ends. Errors are logged.
func (d *Deposits) Run(ctx context.Context, tick <-chan time.Time) error {
	for {
		if err := d.Step(ctx); err != nil && ctx.Err() == nil {
			d.config.Log.Warn("messages from L1", "err", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick:
		}
	}
}

// Step reads the messages that lie deep enough by now.
func (d *Deposits) Step(ctx context.Context) error {
	for {
		batch, err := d.watcher.Next(ctx)
		if batch == nil || err != nil {
			return err
		}
		if err := d.take(batch); err != nil {
			return err
		}
	}
}

// take adds a batch of messages, or forgets those that L1 has left.
func (d *Deposits) take(batch *l1.Batch) error {
	d.mu.RLock()
	kept := d.messages
	d.mu.RUnlock()
	if batch.Rewound {
		n := len(kept)
		for n > 0 && kept[n-1].Block.Number > batch.Position.Number {
			n--
		}
		if n < len(kept) {
			d.config.Log.Error("L1 has left blocks that lay deep enough; messages are gone", "first", kept[n].Message.Nonce, "count", len(kept)-n)
		}
		kept = kept[:n:n]
	}
	kept = slices.Clip(kept)
	for i := range batch.Logs {
		log := &batch.Logs[i]
		m, err := contracts.ParseMessageToL2(log)
		if err != nil {
			return err
		}
		if m.Nonce != uint64(len(kept)) {
			return fault.New(CodeDeposits, "L1 block %d has message %d; the next one is %d", log.BlockNumber, m.Nonce, len(kept)).
				WithHint("the L1 node has left out logs, or the first L1 block that is read lies behind the contract's")
		}
		kept = append(kept, sent{m.MessageToL2, log.TxHash, l1.Position{Number: log.BlockNumber, Hash: log.BlockHash}})
	}
	if err := d.save(kept, batch.Position); err != nil {
		return err
	}
	d.mu.Lock()
	d.messages = kept
	d.mu.Unlock()
	return nil
}

// from returns the known messages with nonces from next on.
func (d *Deposits) from(next uint64) []sent {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.messages[min(next, uint64(len(d.messages))):]
}

// Pending implements chain.Deposits. The L1 block of each message is asked for once
// more: it must still be in the chain.
func (d *Deposits) Pending(ctx context.Context, next uint64, most int) ([]starknet.MessageToL2, error) {
	var list []starknet.MessageToL2
	canonical := map[l1.Position]bool{}
	// Those before an L1 that has stopped answering are good.
	stopped := func(err error) ([]starknet.MessageToL2, error) {
		if len(list) > 0 {
			return list, nil
		}
		return nil, err
	}
	for _, m := range d.from(next) {
		if len(list) == most {
			break
		}
		here, asked := canonical[m.Block]
		if !asked {
			header, err := d.config.Client.Header(ctx, rpc.BlockNumber(m.Block.Number))
			if err != nil {
				return stopped(err)
			}
			here = header != nil && header.Hash() == m.Block.Hash
			canonical[m.Block] = here
		}
		if !here {
			break
		}
		cancelled, err := d.cancelled(ctx, &m.Message)
		if err != nil {
			return stopped(err)
		}
		if !cancelled {
			list = append(list, m.Message)
		}
	}
	return list, nil
}

// cancelled tells whether a message that no block has consumed was taken back: then
// the core contract has it no more.
func (d *Deposits) cancelled(ctx context.Context, m *starknet.MessageToL2) (bool, error) {
	fee, err := d.core.L1ToL2Messages(&bind.CallOpts{Context: ctx}, m.Hash())
	if err != nil {
		return false, fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the core contract doesn't say whether message %d is there", m.Nonce)
	}
	return fee.Sign() == 0, nil
}

// Check implements chain.Deposits.
func (d *Deposits) Check(ctx context.Context, next uint64, m *starknet.MessageToL2) (chain.DepositView, error) {
	if m.Nonce < next {
		return chain.DepositForged, nil
	}
	for _, known := range d.from(next) {
		own := known.Message.Nonce == m.Nonce
		if own && !sameMessage(&known.Message, m) {
			return chain.DepositForged, nil
		}
		cancelled, err := d.cancelled(ctx, &known.Message)
		if err != nil {
			return chain.DepositUnknown, err
		}
		if own != !cancelled {
			return chain.DepositForged, nil // itself cancelled, or one left out that is not
		}
		if own {
			return chain.DepositSeen, nil
		}
	}
	return chain.DepositUnknown, nil
}

func sameMessage(a, b *starknet.MessageToL2) bool { return a.Hash() == b.Hash() }

// Sent returns the messages that an L1 transaction has sent, in their order, as far as
// they lie deep enough; ok is false if there are none.
func (d *Deposits) Sent(_ context.Context, transaction [32]byte) (list []starknet.MessageToL2, ok bool, err error) {
	for _, m := range d.from(0) {
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
