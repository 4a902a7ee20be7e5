package program_test

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/sequencer/program"
)

const (
	not64     = "numbers: assert [range_check_ptr + 1] = 2 ** 64 - 1 - value;"
	less64    = "numbers: assert [range_check_ptr] = value;"
	zeroFound = "numbers: assert value = 1;"
	lowHalf   = "numbers: assert [range_check_ptr] = low;"
	highHalf  = "numbers: assert [range_check_ptr + 1] = high;"
)

// headerForgeries are about the block's own numbers.
func headerForgeries() []forgery {
	word := func(name string, v fp.Element) func() *program.Tape {
		return block(empty, func(t *program.Tape) { t.Set(name, 0, v) })
	}
	return []forgery{
		{name: "block 0", stop: "block: assert [range_check_ptr] = header.number - 1;", tape: word("number", fp.Element{})},
		{name: "large number", stop: "block: assert [range_check_ptr + 1] = 2 ** 64 - 1 - header.number;", tape: word("number", pow2(64, 0))},
		{name: "large timestamp", stop: not64, via: "assert_64_bits(header.timestamp);", tape: word("timestamp", pow2(64, 0))},
		{name: "negative timestamp", stop: less64, via: "assert_64_bits(header.timestamp);", tape: word("timestamp", minus(1))},
		{name: "large l1 gas price", stop: not64, via: "assert_64_bits(header.l1_gas_price);", tape: word("l1_gas_price", pow2(64, 0))},
		{name: "large l2 gas price", stop: not64, via: "assert_64_bits(header.l2_gas_price);", tape: word("l2_gas_price", pow2(64, 0))},
		{name: "large data price", stop: not64, via: "assert_64_bits(header.l1_data_gas_price);", tape: word("l1_data_gas_price", pow2(64, 0))},
		{name: "no sequencer", stop: zeroFound, via: "assert_not_zero(header.sequencer);", tape: block(empty, func(t *program.Tape) {
			t.Set("sequencer", 0, fp.Element{})
			setSplit(t, "sequencer", 0, fp.Element{})
		})},
		{name: "negative account count", stop: "block: assert [range_check_ptr] = n.account_count;", tape: word("account_count", minus(1))},
		{name: "too many accounts", stop: "block: assert [range_check_ptr + 1] = 2 ** 32 - 1 - account_count;", tape: word("account_count", pow2(32, 0))},
		{name: "forged message to L1", stop: "block: assert to_l1 = to_l2_start;", tape: word("to_l1", fp.NewElement(7)),
			hints: map[string]string{"numbers.split_address": `for i in range(7):
    memory[output_builtin.base + 11 + i] = [0x073314940630fd6dcda0d772d4c972c4e0a9946bef9dabf4ef84eda8ef542b82, 0xb1, 4, 0, 666, 10 ** 18, 0][i]`}},
		{name: "a third kind of data availability", stop: "block: assert n.use_kzg_da * (n.use_kzg_da - 1) = 0;",
			tape: func() *program.Tape {
				t := blobs(empty, func(*evaluation) {})()
				t.Set("use_kzg_da", 0, fp.NewElement(2))
				return t
			}, hints: map[string]string{"numbers.split_address": "for i in range(6):\n    memory[output_builtin.base + 16 + i] = 0"}},
	}
}

// numberForgeries are about halves of felts.
func numberForgeries() []forgery {
	// sequencer has an address, and halves, low and high.
	sequencer := func(address, low, high fp.Element) func() *program.Tape {
		return block(empty, func(t *program.Tape) {
			t.Set("sequencer", 0, address)
			t.Set("sequencer.low", 0, low)
			t.Set("sequencer.high", 0, high)
		})
	}
	// large claims that the low half of a deposit's amount, v, is too large.
	large := func(v, low, high fp.Element) func() *program.Tape {
		return refused(7, bob.address, v, fp.Element{}, func(t *program.Tape) {
			t.Put("low", low)
			t.Put("high", high)
		})
	}
	// stray claims that a deposit's recipient is no address.
	stray := func(recipient, low, high fp.Element) func() *program.Tape {
		return refused(6, recipient, fp.NewElement(5), fp.Element{}, func(t *program.Tape) {
			t.Put("low", low)
			t.Put("high", high)
		})
	}
	five, two128 := fp.NewElement(5), pow2(128, 0)
	// top is the largest high half of a felt, 2^123 + 17·2^64.
	top := felt("0x8000000000000110000000000000000")
	topExcess := felt("0x110000000000000000")
	shifted := plus(pow2(128, 0), fp.NewElement(5))
	excess := func(v fp.Element) (e fp.Element) {
		bound := pow2(251, -256)
		return *e.Sub(&v, &bound)
	}
	near := pow2(251, -256-7) // 7 below the bound
	return []forgery{
		{name: "halves of another address", stop: "numbers: assert address = low + high * 2 ** 128;", tape: sequencer(five, fp.NewElement(6), fp.Element{})},
		{name: "negative low half", stop: lowHalf, tape: sequencer(five, plus(five, negative(two128)), fp.One())},
		{name: "negative high half", stop: highHalf, tape: sequencer(plus(five, negative(two128)), five, minus(1))},
		{name: "address of 2^251", stop: "numbers: assert [range_check_ptr + 2] = ADDRESS_MAX_HIGH - high;", tape: sequencer(pow2(251, 0), fp.Element{}, pow2(123, 0))},
		{name: "address at the bound", stop: "numbers: assert [range_check_ptr + 3] = 2 ** 128 - 257 - low;", tape: sequencer(pow2(251, -256), pow2(128, -256), pow2(123, -1))},

		{name: "halves of another felt", stop: "numbers: assert value = low + high * 2 ** 128;", tape: large(five, fp.NewElement(6), fp.One())},
		{name: "felt with a negative low half", stop: lowHalf, tape: large(five, plus(five, negative(two128)), fp.One())},
		{name: "felt with a negative high half", stop: highHalf, tape: large(plus(five, negative(two128)), five, minus(1))},
		{name: "felt plus the prime", stop: "numbers: assert low = 0;", tape: large(five, fp.NewElement(6), top)},
		{name: "felt plus the prime twice", stop: "numbers: assert [range_check_ptr + 2] = FELT_MAX_HIGH - high;", tape: large(five, fp.NewElement(7), plus(top, top))},
		{name: "small felt", stop: zeroFound, via: "assert_not_zero(high);", tape: large(five, five, fp.Element{})},

		{name: "excess of another", stop: "numbers: assert value - ADDRESS_BOUND = low + high * 2 ** 128;", tape: stray(bob.address, five, fp.Element{})},
		{name: "excess with a large low half", stop: lowHalf, tape: stray(bob.address, excess(bob.address), fp.Element{})},
		{name: "excess with a negative high half", stop: highHalf, tape: stray(near, plus(two128, minus(7)), minus(1))},
		{name: "excess of a small address", stop: "numbers: assert [range_check_ptr + 2] = 17 * 2 ** 64 - high;", tape: stray(shifted, fp.NewElement(5+257), plus(topExcess, fp.One()))},
		{name: "excess of zero", stop: "numbers: assert [range_check_ptr + 3] = 256 - low;", tape: stray(fp.Element{}, fp.NewElement(257), topExcess)},
	}
}
