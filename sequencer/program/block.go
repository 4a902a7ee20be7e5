package program

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/starknet"
)

// withdrawalWords is the number of words of a withdrawal's message in the output.
const withdrawalWords = 7

var contractDomain = shortString("STARKNET_CONTRACT_ADDRESS")

// KindOf returns the kind of an invocation.
func KindOf(a starknet.Action) Kind {
	if _, ok := a.(starknet.Withdrawal); ok {
		return Withdrawal
	}
	return Transfer
}

// Fee returns the fee of a signed transaction, below 2^86.
func Fee(k Kind, tip uint64, p Prices) uint256.Int {
	gas := GasOf(k)
	price := uint256.NewInt(p.L2)
	price.AddUint64(price, tip)
	fee := price.Mul(price, uint256.NewInt(gas.L2))
	return *fee.Add(fee, new(uint256.Int).Mul(uint256.NewInt(gas.L1Data), uint256.NewInt(p.L1Data)))
}

// Outcomes returns hash and status of the block's transactions.
func (b *Block) Outcomes() []Outcome {
	out := make([]Outcome, len(b.Transactions))
	for i, e := range b.Transactions {
		out[i] = Outcome{e.Transaction.Hash(&b.Config.L2ChainID), e.Status}
	}
	return out
}

// withdrawals are the block's successful ones.
func (b *Block) withdrawals() []starknet.Withdrawal {
	var out []starknet.Withdrawal
	for _, e := range b.Transactions {
		tx, ok := e.Transaction.(*starknet.InvokeV3)
		if !ok || e.Status != Succeeded {
			continue
		}
		if action, err := starknet.ParseAction(tx.Calldata); err == nil {
			if w, ok := action.(starknet.Withdrawal); ok {
				out = append(out, w)
			}
		}
	}
	return out
}

// MessagesToL1 are the messages that the block sends.
func (b *Block) MessagesToL1() []MessageToL1 {
	var out []MessageToL1
	for _, w := range b.withdrawals() {
		amount := starknet.U256(&w.Amount)
		out = append(out, MessageToL1{
			From: L2Bridge, To: b.Config.Bridge,
			Payload: []fp.Element{{}, w.Recipient.Felt(), amount[0], amount[1]},
		})
	}
	return out
}

// MessagesToL2 are the messages from L1 that the block consumes. It fails if the
// sender of one is no address on L1.
func (b *Block) MessagesToL2() ([]MessageToL2, error) {
	var out []MessageToL2
	for i, e := range b.Transactions {
		tx, ok := e.Transaction.(*starknet.L1Handler)
		if !ok {
			continue
		}
		m, err := tx.Message()
		if err != nil {
			return nil, fault.Wrap(err, CodeInput, "this is no message from L1").At("transaction %d", i)
		}
		out = append(out, MessageToL2{
			From: m.From, To: m.To, Nonce: feltOf(m.Nonce), Selector: m.Selector, Payload: m.Payload,
		})
	}
	return out, nil
}

func faultPayload(words int) error {
	return fault.New(CodeInput, "a message from L1 has a sender and at most %d words of payload, not %d words in all", MaxPayload, words)
}
