package sequencing

import (
	"context"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/rpc"

	"quarry/fault"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
)

// urgency is how much a cancellation matters.
type urgency uint8

const (
	// begun: nothing but that it was begun.
	begun urgency = iota + 1
	// pressing: a block has taken the message, and it is due within pressingTime, or is
	// due already.
	pressing
)

// pressingTime is how long before its time the cancellation of a message that a block has
// taken is an error: proof and settlement of the block take a part of it.
const pressingTime = 24 * time.Hour

// Cancellations implements settler.Deposits: the messages whose senders have begun to take
// them back, as the core contract had them when it was asked last.
func (d *Deposits) Cancellations() []settler.Cancellation {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return slices.Clone(d.cancellations)
}

// lookAtCancellations asks the core contract for the messages whose cancellation has begun.
func (d *Deposits) lookAtCancellations(ctx context.Context) error {
	d.mu.RLock()
	messages, taken := d.messages, d.taken
	d.mu.RUnlock()
	var open []int
	for i := range messages {
		if m := &messages[i]; m.Cancelling != nil && m.Cancelled == nil && !m.Over {
			open = append(open, i)
		}
	}
	var found []settler.Cancellation
	if len(open) > 0 {
		var over []int
		var err error
		if found, over, err = d.ask(ctx, messages, open, taken); err != nil {
			return err
		}
		if err := d.end(over); err != nil {
			return err
		}
	}
	d.mu.Lock()
	d.cancellations = found
	d.mu.Unlock()
	return nil
}

// ask asks for messages whose cancellation has begun: those that the contract has still,
// and those that it has not in its final block either.
func (d *Deposits) ask(ctx context.Context, messages []sent, open []int, taken uint64) (found []settler.Cancellation, over []int, err error) {
	head, err := d.config.Client.Header(ctx, rpc.LatestBlockNumber)
	if err != nil || head == nil {
		return nil, nil, err
	}
	final, err := d.config.Client.Header(ctx, rpc.FinalizedBlockNumber)
	if err != nil {
		return nil, nil, err
	}
	number := func(at *big.Int, get func(*bind.CallOpts) (*big.Int, error)) (n *big.Int) {
		n = new(big.Int)
		if err == nil {
			if n, err = get(&bind.CallOpts{Context: ctx, BlockNumber: at}); err != nil {
				n, err = new(big.Int), fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the core contract doesn't say which messages can be taken back")
			}
		}
		return n
	}
	delay := number(head.Number, d.core.MessageCancellationDelay)
	for _, i := range open {
		m := &messages[i]
		hash := m.Message.Hash()
		fee := func(at *bind.CallOpts) (*big.Int, error) { return d.core.L1ToL2Messages(at, hash) }
		if number(head.Number, fee).Sign() != 0 {
			due := number(head.Number, func(at *bind.CallOpts) (*big.Int, error) { return d.core.L1ToL2MessageCancellations(at, hash) })
			if err != nil {
				return nil, nil, err
			}
			c := settler.Cancellation{Nonce: m.Message.Nonce, Due: time.Unix(due.Add(due, delay).Int64(), 0).UTC(), Taken: m.Message.Nonce < taken}
			found = append(found, c)
			d.tell(&c, time.Unix(int64(head.Time), 0))
			continue
		}
		if err != nil || final == nil || final.Number.Uint64() < m.Cancelling.Number {
			continue
		}
		// Nodes need not have that block's state any more: then it is asked for again.
		if fee, err := fee(&bind.CallOpts{Context: ctx, BlockNumber: final.Number}); err == nil && fee.Sign() == 0 {
			over = append(over, i)
		}
	}
	slices.SortStableFunc(found, func(a, b settler.Cancellation) int { return a.Due.Compare(b.Due) })
	return found, over, err
}

// tell tells the log of a cancellation, once as it was begun and once when it presses.
func (d *Deposits) tell(c *settler.Cancellation, now time.Time) {
	level := begun
	if c.Taken && c.Due.Sub(now) < pressingTime {
		level = pressing
	}
	if d.told[c.Nonce] >= level {
		return
	}
	d.told[c.Nonce] = level
	if level == pressing {
		d.config.Log.Error("a block that is not settled has a message from L1 that its sender can soon take back: then it never can be",
			"nonce", c.Nonce, "due", c.Due)
		return
	}
	d.config.Log.Warn("the sender of a message from L1 has begun to take it back", "nonce", c.Nonce, "due", c.Due, "in_block", c.Taken)
}

// end notes that messages need not be looked at any more.
func (d *Deposits) end(over []int) error {
	if len(over) == 0 {
		return nil
	}
	d.mu.RLock()
	kept := slices.Clone(d.messages)
	d.mu.RUnlock()
	for _, i := range over {
		kept[i].Over = true
		delete(d.told, kept[i].Message.Nonce)
	}
	if err := d.write(kept, nil); err != nil {
		return err
	}
	d.mu.Lock()
	d.messages = kept
	d.mu.Unlock()
	return nil
}
