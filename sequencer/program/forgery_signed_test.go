package program_test

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"

	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

type amount = uint256.Int

// badSignature is what stops signatures that are none.
const badSignature = "error: Signature ("

// signed changes the first transaction of a block, Alice's first invocation, and
// has her sign what she must not sign.
func signed(build func(*world), change func(t *program.Tape)) func() *program.Tape {
	return block(build, func(t *program.Tape) {
		change(t)
		signInvoke(t, 0, alice, fp.Element{})
	})
}

// feeForgeries are about fees and bounds.
func feeForgeries() []forgery {
	set := func(name string, v fp.Element) func() *program.Tape {
		return signed(func(w *world) {
			pay(w)
		}, func(t *program.Tape) {
			t.Set(name, 0, v)
			t.Set("account.balance", 0, pow2(120, 0))
		})
	}
	rc := func(line string) string { return "signed: assert [range_check_ptr" + line }
	return []forgery{
		{name: "negative tip", stop: less64, via: "assert_64_bits(f.tip);", tape: set("tip", minus(1))},
		{name: "large tip", stop: not64, via: "assert_64_bits(f.tip);", tape: set("tip", pow2(64, 0))},
		{name: "negative l1 amount", stop: less64, via: "assert_64_bits(f.l1_gas_amount);", tape: set("l1_gas_max_amount", minus(1))},
		{name: "large l1 amount", stop: not64, via: "assert_64_bits(f.l1_gas_amount);", tape: set("l1_gas_max_amount", pow2(64, 0))},
		{name: "large l1 price", stop: rc("] = f.l1_gas_price;"), tape: set("l1_gas_max_price", pow2(128, 0))},
		{name: "too little l2 gas", stop: rc(" + 1] = f.l2_gas_amount - l2_gas;"), tape: set("l2_gas_max_amount", fp.NewElement(799_999))},
		{name: "large l2 amount", stop: rc(" + 2] = 2 ** 64 - 1 - f.l2_gas_amount;"), tape: set("l2_gas_max_amount", pow2(64, 0))},
		{name: "too little data gas", stop: rc(" + 3] = f.l1_data_gas_amount - l1_data_gas;"), tape: set("l1_data_gas_max_amount", fp.NewElement(127))},
		{name: "large data amount", stop: rc(" + 4] = 2 ** 64 - 1 - f.l1_data_gas_amount;"), tape: set("l1_data_gas_max_amount", pow2(64, 0))},
		{name: "large l2 price", stop: rc(" + 5] = f.l2_gas_price;"), tape: set("l2_gas_max_price", pow2(128, 0))},
		{name: "low l2 price", stop: rc(" + 6] = f.l2_gas_price - ctx.l2_gas_price;"), tape: set("l2_gas_max_price", fp.NewElement(2e9-1))},
		{name: "large data price of a transaction", stop: rc(" + 7] = f.l1_data_gas_price;"), tape: set("l1_data_gas_max_price", pow2(128, 0))},
		{name: "low data price of a transaction", stop: rc(" + 8] = f.l1_data_gas_price - ctx.l1_data_gas_price;"), tape: set("l1_data_gas_max_price", fp.NewElement(5e9-1))},
	}
}

func payTooMuch(w *world) { w.transfer(alice, bob.address, ether(1000)) }
func payFarTooMuch(w *world) {
	w.transfer(alice, bob.address, *new(amount).Lsh(uint256.NewInt(1), 128))
}
func sendToL1(w *world) { w.withdraw(alice, starknet.EthAddress{19: 9}, ether(1)) }

// as has the first transaction end otherwise, which Bob's account is touched by or
// not.
func as(build func(*world), status program.Status) func(*world) {
	return func(w *world) {
		build(w)
		w.txs[0].Status = status
		w.touched[2] = status == program.Succeeded
		if !w.touched[2] {
			delete(w.touched, 2)
		}
	}
}

// invokeForgeries are about transfers and withdrawals.
func invokeForgeries() []forgery {
	none := func(*program.Tape) {}
	call := func(name string, v fp.Element) func() *program.Tape {
		return signed(pay, func(t *program.Tape) { t.Set(name, 0, v) })
	}
	to := func(build func(*world), v, low, high fp.Element) func() *program.Tape {
		return signed(build, func(t *program.Tape) {
			t.Set("recipient", 0, v)
			t.Set("recipient.low", 0, low)
			t.Set("recipient.high", 0, high)
		})
	}
	five, two128 := fp.NewElement(5), pow2(128, 0)
	return []forgery{
		{name: "mint", stop: "invoke: assert [range_check_ptr + 3] = left;", tape: block(as(payTooMuch, program.Succeeded), none)},
		{name: "mint of 2^128", stop: "invoke: assert t.amount_high = 0;", tape: block(as(payFarTooMuch, program.Succeeded), none)},
		{name: "negative transfer", stop: "invoke: assert [range_check_ptr] = t.amount_low;", tape: call("amount_low", minus(5))},
		{name: "large half that reverts", stop: "invoke: assert [range_check_ptr + 1] = t.amount_high;", tape: signed(payFarTooMuch, func(t *program.Tape) {
			t.Set("amount_high", 0, two128)
		})},
		{name: "fee not covered", stop: "invoke: assert [range_check_ptr + 2] = rest;", tape: block(payFarTooMuch, func(t *program.Tape) {
			t.Set("account.balance", 0, five)
		})},
		{name: "false revert", stop: "invoke: assert [range_check_ptr + 3] = t.amount_low - sender.balance + fee - 1;",
			tape: block(as(pay, program.Reverted), none)},
		{name: "revert with enough to the last unit", stop: "invoke: assert [range_check_ptr + 3] = t.amount_low - sender.balance + fee - 1;",
			tape: block(as(pay, program.Reverted), func(t *program.Tape) {
				fee := program.Fee(program.Transfer, 0, state().header.Prices)
				one := ether(1)
				var sum fp.Element
				sum.SetBigInt(fee.Add(&fee, &one).ToBig())
				t.Set("account.balance", 0, sum)
			})},
		{name: "two calls", stop: "invoke: assert t.calls = 1;", tape: call("calls", fp.NewElement(2))},
		{name: "another token", stop: "invoke: assert t.to = to;", tape: call("to", five)},
		{name: "another selector", stop: "invoke: assert t.selector = selector;", tape: call("selector", five)},
		{name: "four arguments", stop: "invoke: assert t.arguments = 3;", tape: call("arguments", fp.NewElement(4))},
		{name: "transfer to nobody", stop: zeroFound, via: "assert_not_zero(recipient);", tape: signed(pay, func(t *program.Tape) {
			t.Set("recipient", 0, fp.Element{})
			setSplit(t, "recipient", 0, fp.Element{})
			setAddress(t, 1, fp.Element{})
		})},
		{name: "reverted transfer to no address", stop: "numbers: assert [range_check_ptr + 2] = ADDRESS_MAX_HIGH - high;", via: "split_address(recipient);",
			tape: to(payTooMuch, pow2(251, 0), fp.Element{}, pow2(123, 0))},
		{name: "withdrawal to nobody", stop: zeroFound, via: "assert_not_zero(recipient);", tape: to(sendToL1, fp.Element{}, fp.Element{}, fp.Element{})},
		{name: "withdrawal to a split of another", stop: "invoke: assert recipient = low + high * 2 ** 128;", tape: to(sendToL1, five, fp.NewElement(6), fp.Element{})},
		{name: "withdrawal to a negative low half", stop: "invoke: assert [range_check_ptr] = low;", tape: to(sendToL1, five, plus(five, negative(two128)), fp.One())},
		{name: "withdrawal to a negative high half", stop: "invoke: assert [range_check_ptr + 1] = high;", tape: to(sendToL1, plus(five, negative(two128)), five, minus(1))},
		{name: "withdrawal to 2^160", stop: "invoke: assert [range_check_ptr + 2] = 2 ** 32 - 1 - high;", tape: to(sendToL1, pow2(160, 0), fp.Element{}, pow2(32, 0))},

		{name: "wrong signature", stop: badSignature, tape: block(pay, func(t *program.Tape) { t.AddTo("s", 0, fp.One()) })},
		{name: "wrong owner", stop: badSignature, tape: block(pay, func(t *program.Tape) {
			thief := *alice
			thief.key = bob.key
			signInvoke(t, 0, &thief, fp.Element{})
		})},
		{name: "skipped nonce", stop: badSignature, tape: block(pay, func(t *program.Tape) { signInvoke(t, 0, alice, fp.One()) })},
		{name: "replay", stop: badSignature, tape: block(pay, func(t *program.Tape) { t.Set("account.nonce", 0, fp.One()) })},
		{name: "replay within a block", stop: badSignature, tape: block(func(w *world) {
			pay(w)
			a := w.find(&alice.address)
			w.pay(a, program.Transfer, 0)
			w.credit(&bob.address, new(amount).SetUint64(1))
			w.txs = append(w.txs, w.txs[0])
		}, none)},
		{name: "another chain's transaction", stop: badSignature, tape: block(pay, func(t *program.Tape) { t.Set("l2_chain_id", 0, five) })},
		{name: "another amount", stop: badSignature, tape: block(pay, func(t *program.Tape) { t.Set("amount_low", 0, five) })},
		{name: "transfer as withdrawal", stop: "invoke: assert t.to = to;", tape: block(pay, func(t *program.Tape) { t.Set("kind", 0, fp.One()) })},
	}
}

func deployCarol(w *world) { w.deploy(carol) }

// deployForgeries are about deployments.
func deployForgeries() []forgery {
	set := func(name string, v fp.Element) func() *program.Tape {
		return block(deployCarol, func(t *program.Tape) { t.Set(name, 0, v) })
	}
	return []forgery{
		{name: "deployment at another's address", stop: "deploy: assert account.address = address;", tape: block(deployCarol, func(t *program.Tape) {
			setAddress(t, 0, fp.NewElement(4000))
		})},
		{name: "second deployment", stop: "deploy: assert account.class_hash = 0;", tape: set("account.class_hash", starknet.AccountClassHash)},
		{name: "deployment of a used account", stop: "deploy: assert account.nonce = 0;", tape: set("account.nonce", fp.NewElement(5))},
		{name: "deployment not paid", stop: "deploy: assert [range_check_ptr] = balance;", tape: set("account.balance", fp.NewElement(5))},
		{name: "two addresses of one key", stop: "numbers: assert [range_check_ptr + 2] = 17 * 2 ** 64 - high;", via: "assert_no_address(hash);",
			tape: block(deployCarol, func(t *program.Tape) {
				t.Set("fits", 0, fp.One())
				bound := pow2(251, -256)
				other := plus(carol.address, negative(bound))
				setSplit(t, "address_hash", 0, other)
				setAddress(t, 0, other)
				signDeploy(t, 0, carol, other)
			})},
		{name: "deployment with another key", stop: "deploy: assert account.address = address;", tape: block(deployCarol, func(t *program.Tape) {
			t.Set("public_key", 0, bob.public)
			other := starknet.AccountAddress(&bob.public, &carol.salt)
			setSplit(t, "address_hash", 0, other)
		})},
		{name: "deployment signed by another", stop: badSignature, tape: block(deployCarol, func(t *program.Tape) {
			thief := *carol
			thief.key = bob.key
			signDeploy(t, 0, &thief, carol.address)
		})},
	}
}
