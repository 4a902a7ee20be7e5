package program

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/sequencer/starknet"
)

// refusal is why a deposit does nothing, by the codes that the program reads. The
// order is the one in which reasons are looked for.
type refusal uint64

const (
	accepted      refusal = iota
	otherSender           // not the bridge
	otherContract         // to a contract that is not L2Bridge
	otherHandler          // of another name
	otherLength           // of the payload
	noRecipient           // 0
	noAddress             // a recipient that is too large
	largeLow              // a low half of 2^128 or more
	largeHigh             // an amount of 2^128 or more
	overflow              // of the balance: nothing else is wrong
)

// refusalOf returns the first reason why a message is no deposit, overflow if
// nothing is wrong with the message itself.
func refusalOf(c *Config, tx *starknet.L1Handler) refusal {
	bridge := EthAddress(c.Bridge)
	payload := tx.Calldata[1:]
	switch {
	case !tx.Calldata[0].Equal(&bridge):
		return otherSender
	case !tx.Contract.Equal(&L2Bridge):
		return otherContract
	case !tx.Selector.Equal(&starknet.SelectorDeposit):
		return otherHandler
	case len(payload) != 3:
		return otherLength
	case payload[0].IsZero():
		return noRecipient
	case !isAddress(&payload[0]):
		return noAddress
	case !is128(&payload[1]):
		return largeLow
	case !payload[2].IsZero():
		return largeHigh
	}
	return overflow
}

// WellFormed tells whether a message from L1 is a deposit that, by itself, can
// be executed: it fails only if the recipient's balance would reach 2^128.
func WellFormed(c *Config, tx *starknet.L1Handler) bool {
	return len(tx.Calldata) > 0 && len(tx.Calldata) <= 1+MaxPayload && refusalOf(c, tx) == overflow
}

func is128(e *fp.Element) bool {
	b := e.Bits()
	return b[2]|b[3] == 0
}

func (w *writer) deposit(tx *starknet.L1Handler, status Status) error {
	if len(tx.Calldata) == 0 || len(tx.Calldata) > 1+MaxPayload {
		return faultPayload(len(tx.Calldata))
	}
	w.putInt("kind", uint64(Deposit))
	w.put("from", tx.Calldata[0])
	w.put("to_address", tx.Contract)
	w.putInt("nonce", tx.Nonce)
	w.put("handler", tx.Selector)
	payload := tx.Calldata[1:]
	w.putInt("payload_length", uint64(len(payload)))
	for i := range payload {
		w.put("payload", payload[i])
	}
	reason := refusalOf(&w.block.Config, tx)
	if status == Succeeded {
		if reason != overflow {
			return fault.New(CodeInput, "this message from L1 is no deposit that could succeed")
		}
		w.putInt("reason", uint64(accepted))
		return w.credit(&payload[0])
	}
	w.putInt("reason", uint64(reason))
	switch reason {
	case noAddress:
		w.excess("recipient", &payload[0])
	case largeLow:
		w.split("amount", &payload[1])
	case overflow:
		_, err := w.take(&payload[0])
		return err
	}
	return nil
}
