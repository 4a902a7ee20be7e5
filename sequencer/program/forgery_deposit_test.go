package program_test

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

func depositToBob(w *world) { w.deposit(w.message(1, bob.address, fp.NewElement(5), fp.Element{})) }

// badDeposit calls a handler that there is not.
func badDeposit(w *world) { w.deposit(badMessage(w, bob.address, fp.NewElement(5), fp.Element{})) }

func badMessage(w *world, payload ...fp.Element) *starknet.L1Handler {
	m := w.message(1, payload...)
	m.Selector = fp.NewElement(666)
	return m
}

// refused is a block with a deposit that is refused for a reason that does not
// hold.
func refused(reason uint64, recipient, low, high fp.Element, more func(t *program.Tape)) func() *program.Tape {
	return block(func(w *world) { w.deposit(badMessage(w, recipient, low, high)) }, func(t *program.Tape) {
		t.Set("handler", 0, starknet.SelectorDeposit)
		t.Set("reason", 0, fp.NewElement(reason))
		var words program.Tape
		more(&words)
		t.Insert(t.At("reason", 0)+1, &words)
	})
}

// depositForgeries are about messages from L1.
func depositForgeries() []forgery {
	none := func(*program.Tape) {}
	five := fp.NewElement(5)
	forged := func(name string, v fp.Element) func() *program.Tape {
		return block(depositToBob, func(t *program.Tape) { t.Set(name, 0, v) })
	}
	word := func(k int, v fp.Element) func() *program.Tape {
		return block(depositToBob, func(t *program.Tape) { t.Set("payload", k, v) })
	}
	nothing := func(name string, reason uint64, call string) forgery {
		return forgery{name: "false refusal: " + name, stop: zeroFound, via: call, tape: refused(reason, bob.address, five, fp.Element{}, none)}
	}
	return []forgery{
		{name: "deposit of another contract", stop: "deposit: assert message.from_address = ctx.bridge;", tape: forged("from", five)},
		{name: "deposit to another contract", stop: "deposit: assert message.to_address = L2_BRIDGE;", tape: forged("to_address", five)},
		{name: "deposit to another handler", stop: "deposit: assert message.selector = SELECTOR_DEPOSIT;", tape: forged("handler", five)},
		{name: "deposit of four words", stop: "deposit: assert message.payload_length = 3;", tape: block(depositToBob, func(t *program.Tape) {
			t.Set("payload_length", 0, fp.NewElement(4))
			var words program.Tape
			words.Put("payload", five)
			t.Insert(t.At("reason", 0), &words)
		})},
		{name: "deposit of 2^128", stop: "deposit: assert [range_check_ptr] = payload[1];", tape: block(func(w *world) {
			w.deposit(w.message(1, fp.NewElement(2500), fp.NewElement(5), fp.Element{}))
		}, func(t *program.Tape) { t.Set("payload", 1, pow2(128, 0)) })},
		{name: "negative deposit", stop: "deposit: assert [range_check_ptr] = payload[1];", tape: word(1, minus(5))},
		{name: "deposit of 2^128 and more", stop: "deposit: assert payload[2] = 0;", tape: word(2, fp.One())},
		{name: "deposit to nobody", stop: zeroFound, via: "assert_not_zero(payload[0]);", tape: block(depositToBob, func(t *program.Tape) {
			t.Set("payload", 0, fp.Element{})
			setAddress(t, 0, fp.Element{})
		})},
		{name: "deposit to another account", stop: "accounts: assert account.address = address;", tape: word(0, fp.NewElement(4000))},
		{name: "long payload", stop: "deposit: assert [range_check_ptr] = MAX_PAYLOAD - message.payload_length;", tape: block(func(w *world) {
			w.deposit(badMessage(w, make([]fp.Element, 16)...))
		}, func(t *program.Tape) {
			t.Set("payload_length", 0, fp.NewElement(17))
			var words program.Tape
			words.Put("payload", five)
			t.Insert(t.At("reason", 0), &words)
		})},
		nothing("sender", 1, "assert_not_zero(message.from_address - ctx.bridge);"),
		nothing("contract", 2, "assert_not_zero(message.to_address - L2_BRIDGE);"),
		nothing("handler", 3, "assert_not_zero(message.selector - SELECTOR_DEPOSIT);"),
		nothing("length", 4, "assert_not_zero(message.payload_length - 3);"),
		{name: "false refusal: recipient", stop: "deposit: assert payload[0] = 0;", tape: refused(5, bob.address, five, fp.Element{}, none)},
		{name: "false refusal: high half", stop: zeroFound, via: "assert_not_zero(payload[2]);", tape: refused(8, bob.address, five, fp.Element{}, none)},
		{name: "false refusal: overflow", stop: "deposit: assert [range_check_ptr] = account.balance + payload[1] - 2 ** 128;", tape: block(func(w *world) {
			depositToBob(w)
			w.txs[0].Status = program.Reverted
		}, none)},
		{name: "false refusal: another's overflow", stop: "deposit: assert account.address = payload[0];", tape: block(func(w *world) {
			depositToBob(w)
			w.txs[0].Status = program.Reverted
		}, func(t *program.Tape) {
			setAddress(t, 0, fp.NewElement(4000))
			t.Set("account.balance", 0, pow2(128, -1))
		})},
	}
}
