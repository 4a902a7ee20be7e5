package contracts

import (
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"quarry/fault"
	"quarry/sequencer/starknet"
	"quarry/settlement/contracts/bindings"
)

// MessageToL2Topic is the topic of the logs that ParseMessageToL2 reads.
func MessageToL2Topic() common.Hash { return coreABI().Events["LogMessageToL2"].ID }

// MessageToL2CanceledTopic is the topic of the logs that ParseMessageToL2Canceled reads.
func MessageToL2CanceledTopic() common.Hash { return coreABI().Events["MessageToL2Canceled"].ID }

// MessageToL2CancellationStartedTopic is the topic of the logs that
// ParseMessageToL2CancellationStarted reads.
func MessageToL2CancellationStartedTopic() common.Hash {
	return coreABI().Events["MessageToL2CancellationStarted"].ID
}

// StateUpdateTopic is the topic of the logs that ParseStateUpdate reads.
func StateUpdateTopic() common.Hash { return coreABI().Events["LogStateUpdate"].ID }

// SentMessage is a message to L2 with the fee, in wei, that it waits with.
type SentMessage struct {
	starknet.MessageToL2
	Fee *big.Int
}

// ParseMessageToL2 reads a message to L2 from the core contract's log.
func ParseMessageToL2(log *types.Log) (*SentMessage, error) {
	core, err := filterer(log)
	if err != nil {
		return nil, err
	}
	event, err := core.ParseLogMessageToL2(*log)
	if err != nil {
		return nil, badLog(log, err)
	}
	m := &SentMessage{Fee: event.Fee}
	m.From = starknet.EthAddress(event.FromAddress)
	if !event.Nonce.IsUint64() {
		return nil, badLog(log, nil)
	}
	m.Nonce = event.Nonce.Uint64()
	felts, err := feltsOf(append([]*big.Int{event.ToAddress, event.Selector}, event.Payload...))
	if err != nil {
		return nil, badLog(log, err)
	}
	m.To, m.Selector, m.Payload = felts[0], felts[1], felts[2:]
	return m, nil
}

// ParseMessageToL2Canceled reads the nonce of a message to L2 that was taken back from
// the core contract's log.
func ParseMessageToL2Canceled(log *types.Log) (uint64, error) {
	core, err := filterer(log)
	if err != nil {
		return 0, err
	}
	event, err := core.ParseMessageToL2Canceled(*log)
	if err != nil {
		return 0, badLog(log, err)
	}
	return nonceOf(log, event.Nonce)
}

// ParseMessageToL2CancellationStarted reads the nonce of a message to L2 that its sender
// has begun to take back from the core contract's log.
func ParseMessageToL2CancellationStarted(log *types.Log) (uint64, error) {
	core, err := filterer(log)
	if err != nil {
		return 0, err
	}
	event, err := core.ParseMessageToL2CancellationStarted(*log)
	if err != nil {
		return 0, badLog(log, err)
	}
	return nonceOf(log, event.Nonce)
}

func nonceOf(log *types.Log, nonce *big.Int) (uint64, error) {
	if !nonce.IsUint64() {
		return 0, badLog(log, nil)
	}
	return nonce.Uint64(), nil
}

// StateUpdate is a block that the core contract has settled.
type StateUpdate struct {
	Root, BlockHash fp.Element
	BlockNumber     uint64
}

// ParseStateUpdate reads a settled block from the core contract's log.
func ParseStateUpdate(log *types.Log) (*StateUpdate, error) {
	core, err := filterer(log)
	if err != nil {
		return nil, err
	}
	event, err := core.ParseLogStateUpdate(*log)
	if err != nil {
		return nil, badLog(log, err)
	}
	felts, err := feltsOf([]*big.Int{event.GlobalRoot, event.BlockHash})
	if err != nil || !event.BlockNumber.IsUint64() {
		return nil, badLog(log, err)
	}
	return &StateUpdate{felts[0], felts[1], event.BlockNumber.Uint64()}, nil
}

// filterer reads the core contract's logs. All that are read here have data; without,
// the bindings would leave fields out.
func filterer(log *types.Log) (*bindings.CoreFilterer, error) {
	if len(log.Data) == 0 {
		return nil, badLog(log, nil)
	}
	return bindings.NewCoreFilterer(log.Address, nil)
}

func badLog(log *types.Log, err error) error {
	return fault.Wrap(err, CodeLog, "log %d of L1 block %d is not what it should be", log.Index, log.BlockNumber)
}

// feltsOf converts numbers, which must be field elements.
func feltsOf(words []*big.Int) ([]fp.Element, error) {
	felts := make([]fp.Element, len(words))
	for i, w := range words {
		if w.Sign() < 0 || w.Cmp(fp.Modulus()) >= 0 {
			return nil, fault.New(CodeLog, "%s is no field element", w)
		}
		felts[i].SetBigInt(w)
	}
	return felts, nil
}
