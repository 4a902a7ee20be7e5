package program_test

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/sequencer/program"
)

// payTwice has two transfers of Alice's, the second one being the first again.
func payTwice(w *world) {
	pay(w)
	pay(w)
}

// payNew is a transfer of Alice's to an address between 2000 and 3000.
func payNew(w *world) { w.transfer(alice, fp.NewElement(2500), ether(1)) }

// madeUp writes version 100: Bob's account, richer than it is.
const madeUp = `for i in range(8):
    memory[ids.ctx.versions.address_ + 800 + i] = memory[ids.ctx.versions.address_ + 8 + i] if i < 7 else 10 ** 30`

// accountForgeries are about the versions of accounts, and about new ones.
func accountForgeries() []forgery {
	lowHalves := "numbers: assert [range_check_ptr] = b_low - a_low - 1;"
	highHalves := "numbers: assert [range_check_ptr] = b_high - a_high - 1;"
	above, below := "assert_lower(low, high, after_low, after_high);", "assert_lower(before_low, before_high, low, high);"
	// opened accounts of payNew: Alice, the sequencer, 2000.
	const low = 2
	return []forgery{
		{name: "double spend", stop: "accounts: assert ctx.takers[version] = log_end - ctx.versions;", tape: block(func(w *world) {
			pay(w)
			w.credit(&bob.address, new(amount).SetUint64(1))
			w.txs = append(w.txs, w.txs[0])
		}, func(t *program.Tape) { t.Set("version", 2, t.Get("version", 0)) })},
		{name: "version of the future", stop: "accounts: assert [range_check_ptr + 1] = log_end - account - Account.SIZE;",
			tape:  block(pay, func(t *program.Tape) { t.Set("version", 1, fp.NewElement(100)) }),
			hints: map[string]string{"accounts.take": madeUp}},
		{name: "version before the first", stop: "error: ", tape: block(pay, func(t *program.Tape) { t.Set("version", 1, minus(1)) })},
		{name: "another recipient", stop: "accounts: assert account.address = address;", tape: block(pay, func(t *program.Tape) {
			setAddress(t, 1, fp.NewElement(4000))
		})},
		{name: "overflow", stop: "accounts: assert [range_check_ptr] = balance;", tape: block(pay, func(t *program.Tape) {
			t.Set("account.balance", 1, pow2(128, -1))
		})},
		{name: "duplicate account", stop: lowHalves, via: above, tape: block(payNew, func(t *program.Tape) {
			setNext(t, low, fp.NewElement(2500))
		})},
		{name: "account beyond the next", stop: lowHalves, via: above, tape: block(payNew, func(t *program.Tape) {
			setNext(t, low, fp.NewElement(2400))
		})},
		{name: "account before its predecessor", stop: lowHalves, via: below, tape: block(payNew, func(t *program.Tape) {
			setLow(t, low, fp.NewElement(2600))
		})},
		{name: "duplicate of its predecessor", stop: lowHalves, via: below, tape: block(payNew, func(t *program.Tape) {
			setLow(t, low, fp.NewElement(2500))
		})},
		{name: "account far before its predecessor", stop: highHalves, via: below, tape: block(payNew, func(t *program.Tape) {
			setLow(t, low, pow2(200, 5))
			setNext(t, low, pow2(201, 5))
		})},
	}
}

// setNext changes the address after a predecessor, setLow the predecessor's.
func setNext(t *program.Tape, k int, v fp.Element) {
	t.Set("account.next_address", k, v)
	setSplit(t, "next_address", k, v)
	setSplit(t, "high_address", 0, v)
}

func setLow(t *program.Tape, k int, v fp.Element) {
	setAddress(t, k, v)
	setSplit(t, "low_address", 0, v)
}

// leafForgeries are about the leaves and the tree.
func leafForgeries() []forgery {
	set := func(name string, k int, v fp.Element) func() *program.Tape {
		return block(pay, func(t *program.Tape) { t.Set(name, k, v) })
	}
	small := func(w *world) { w.transfer(alice, bob.address, *new(amount).SetUint64(10)) }
	return []forgery{
		{name: "negative next index", stop: "leaves: assert [range_check_ptr] = account.next_index;", tape: set("account.next_index", 1, minus(1))},
		{name: "large next index", stop: "leaves: assert [range_check_ptr + 1] = 2 ** 32 - 1 - account.next_index;", tape: set("account.next_index", 1, pow2(32, 0))},
		{name: "negative balance", stop: "leaves: assert [range_check_ptr + 2] = account.balance;", tape: block(small, func(t *program.Tape) {
			t.Set("account.balance", 1, minus(5))
		})},
		{name: "large balance", stop: "leaves: assert [range_check_ptr + 2] = account.balance;", tape: set("account.balance", 0, pow2(128, 0))},
		{name: "negative nonce", stop: "leaves: assert [range_check_ptr + 3] = account.nonce;", tape: set("account.nonce", 1, minus(1))},
		{name: "last nonce", stop: "leaves: assert [range_check_ptr + 2] = 2 ** 64 - 1 - account.nonce;", tape: block(pay, func(t *program.Tape) {
			t.Set("account.nonce", 0, pow2(64, -1))
			signInvoke(t, 0, alice, pow2(64, -1))
		})},
		{name: "another class", stop: "leaves: assert account.class_hash = ACCOUNT_CLASS;", tape: set("account.class_hash", 1, fp.NewElement(7))},
		{name: "key without class", stop: "leaves: assert account.public_key = 0;", tape: set("account.class_hash", 1, fp.Element{})},
		{name: "large address in a leaf", stop: "numbers: assert [range_check_ptr + 2] = ADDRESS_MAX_HIGH - high;", via: "split_address(account.address);",
			tape: block(depositToBob, func(t *program.Tape) {
				t.Set("payload", 0, pow2(251, 0))
				setAddress(t, 0, pow2(251, 0))
			})},
		{name: "large next address in a leaf", stop: "numbers: assert [range_check_ptr + 2] = ADDRESS_MAX_HIGH - high;", via: "split_address(account.next_address);",
			tape: block(pay, func(t *program.Tape) {
				t.Set("account.next_address", 1, pow2(251, 0))
				setSplit(t, "next_address", 1, pow2(251, 0))
			})},
		{name: "versions exchanged", stop: "leaves: assert after.index = leaf.index;", tape: block(pay, exchange(0, 1))},
		{name: "versions of new accounts exchanged", stop: "leaves: assert after.index = index;", tape: block(func(w *world) {
			payNew(w)
			w.transfer(alice, fp.NewElement(1500), ether(2))
		}, exchange(-1, -2))},
		{name: "untouched leaf", stop: "leaves: assert [range_check_ptr] = version - opened;", tape: block(func(w *world) {
			pay(w)
			w.touched[3] = true
		}, func(*program.Tape) {})},
		{name: "last version of the future", stop: "leaves: assert [range_check_ptr + 1] = log_end - account - Account.SIZE;",
			tape:  block(pay, func(t *program.Tape) { t.Set("last_version", 1, fp.NewElement(100)) }),
			hints: map[string]string{"leaves.last_version": madeUp}},
		{name: "payment forgotten", stop: "leaves: assert ctx.takers[version] = taker;", tape: block(payTwice, func(t *program.Tape) {
			// the second access to Alice's account takes version 3: it is the one that
			// the first left
			t.Set("last_version", 0, t.Get("version", 2))
		})},
		{name: "another index", stop: "tree: assert leaf.index = position;", tape: set("account.index", 1, fp.NewElement(9))},
		{name: "leaf left out of the tree", stop: "block: assert leaf = leaves + n * Leaf.SIZE;", tape: block(pay, func(t *program.Tape) {
			t.Cut(t.At("touched", 0), len(t.Names()))
			t.PutTree([]uint32{1, 2}, fp.NewElement(99)) // not the sequencer's
		})},
	}
}

// exchange exchanges the last versions of two accounts.
func exchange(i, j int) func(t *program.Tape) {
	return func(t *program.Tape) {
		a, b := t.Get("last_version", i), t.Get("last_version", j)
		t.Set("last_version", i, b)
		t.Set("last_version", j, a)
	}
}
