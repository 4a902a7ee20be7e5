package chain

import (
	"quarry/sequencer/execution"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// Limits are what a block may hold and what proving it may cost; in each field, 0
// means no limit of its own.
type Limits struct {
	// Transactions is the number of transactions.
	Transactions int `json:"transactions"`
	// Steps is the number of steps of the proof, with all builtin instances: a power of
	// two.
	Steps int `json:"steps"`
	// DiffWords is the number of words of the state diff.
	DiffWords int `json:"diff_words"`
	// MessageWords is the number of words of both lists of messages.
	MessageWords int `json:"message_words"`
	// OutputWords is the number of words of the program's output: messages, and the
	// state diff unless it lies in blobs.
	OutputWords int `json:"output_words"`
	// Bytes is the length of the encoded proposal.
	Bytes int `json:"bytes"`
}

// DefaultLimits bound a block where the configuration doesn't: 512 signatures fill
// 2^20 steps.
var DefaultLimits = Limits{Steps: 1 << 20, DiffWords: 6 * program.BlobWords, MessageWords: 1 << 13, Bytes: 1 << 20}

// settledWords is the limit of the output where blocks are settled on L1: it goes there
// in one transaction with the proof, and Ethereum's nodes take none of more than 128 KiB.
// A proof of 2^20 steps that the contracts take has up to some 115 KiB. Taking messages
// costs gas, too, but of so many words far less than a transaction may.
const settledWords = 400

// or returns the limits with what they leave open taken from others, and none above
// those.
func (l Limits) or(other Limits) Limits {
	return Limits{
		Transactions: tighter(l.Transactions, other.Transactions),
		Steps:        tighter(l.Steps, other.Steps),
		DiffWords:    tighter(l.DiffWords, other.DiffWords),
		MessageWords: tighter(l.MessageWords, other.MessageWords),
		OutputWords:  tighter(l.OutputWords, other.OutputWords),
		Bytes:        tighter(l.Bytes, other.Bytes),
	}
}

func tighter(a, b int) int {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// usage is what a block takes of its limits.
type usage struct {
	transactions int
	messageWords int
	bytes        int
}

// itemOverhead is the most bytes that a proposal needs for a transaction beside its
// encoding; envelopeBytes is more than an envelope takes.
const (
	itemOverhead  = 8
	envelopeBytes = 512
)

// The words of messages beside the payload of those from L1, see format.md.
const (
	depositWords    = 5
	withdrawalWords = 7
)

// add counts a transaction.
func (u *usage) add(t *execution.Transaction) {
	u.transactions++
	u.bytes += len(starknet.EncodeTransaction(t.Transaction)) + itemOverhead
	switch t.Kind {
	case program.Deposit:
		u.messageWords += depositWords + len(t.Message.Payload)
	case program.Withdrawal:
		u.messageWords += withdrawalWords
	}
}

// small tells whether the block keeps the limits that do not depend on what its
// transactions do.
func (u *usage) small(l *Limits) bool {
	return below(u.transactions, l.Transactions) && below(u.messageWords, l.MessageWords) && below(u.bytes+envelopeBytes, l.Bytes)
}

// cheap tells whether a block keeps the limits of what its proof costs.
func cheap(load program.Load, l *Limits) bool {
	entries := load.Opened + 2*load.New + load.Kinds[program.Deploy]
	cost := load.Cost()
	return below(cost.ProofSteps(), l.Steps) && below(entries+1, l.DiffWords) && below(cost.OutputWords, l.OutputWords)
}

func below(n, limit int) bool { return limit == 0 || n <= limit }
