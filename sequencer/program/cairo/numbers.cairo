// Ranges. The range_check builtin proves 0 <= x < 2**128 of a cell; everything
// that has another bound is reduced to that here or beside its use.

from constants import ADDRESS_BOUND

// The largest high parts of an address and of a felt.
const ADDRESS_MAX_HIGH = 2 ** 123 - 1;
const FELT_MAX_HIGH = 2 ** 123 + 17 * 2 ** 64;

// Splits an address, low + high * 2**128, and proves that it is below
// ADDRESS_BOUND. The sum can't reach the prime, so the parts are the only ones.
func split_address{range_check_ptr}(address) -> (low: felt, high: felt) {
    tempvar low = nondet %{ advice.next() %};
    tempvar high = nondet %{ advice.next() %};
    assert address = low + high * 2 ** 128;
    assert [range_check_ptr] = low;
    assert [range_check_ptr + 1] = high;
    assert [range_check_ptr + 2] = ADDRESS_MAX_HIGH - high;
    if (high == ADDRESS_MAX_HIGH) {
        assert [range_check_ptr + 3] = 2 ** 128 - 257 - low;
        let range_check_ptr = range_check_ptr + 4;
        return (low=low, high=high);
    }
    let range_check_ptr = range_check_ptr + 3;
    return (low=low, high=high);
}

// Splits any felt into the parts of the integer below the prime that it stands
// for: low + high * 2**128 <= p - 1, whose parts are 0 and FELT_MAX_HIGH.
func split_felt{range_check_ptr}(value) -> (low: felt, high: felt) {
    tempvar low = nondet %{ advice.next() %};
    tempvar high = nondet %{ advice.next() %};
    assert value = low + high * 2 ** 128;
    assert [range_check_ptr] = low;
    assert [range_check_ptr + 1] = high;
    assert [range_check_ptr + 2] = FELT_MAX_HIGH - high;
    let range_check_ptr = range_check_ptr + 3;
    if (high == FELT_MAX_HIGH) {
        assert low = 0;
        return (low=low, high=high);
    }
    return (low=low, high=high);
}

// Proves that the integer below the prime that a felt stands for is not below
// ADDRESS_BOUND: that its excess is at most p - 1 - ADDRESS_BOUND, which is
// 17 * 2**192 + 256.
func assert_no_address{range_check_ptr}(value) {
    tempvar low = nondet %{ advice.next() %};
    tempvar high = nondet %{ advice.next() %};
    assert value - ADDRESS_BOUND = low + high * 2 ** 128;
    assert [range_check_ptr] = low;
    assert [range_check_ptr + 1] = high;
    assert [range_check_ptr + 2] = 17 * 2 ** 64 - high;
    if (high == 17 * 2 ** 64) {
        assert [range_check_ptr + 3] = 256 - low;
        let range_check_ptr = range_check_ptr + 4;
        return ();
    }
    let range_check_ptr = range_check_ptr + 3;
    return ();
}

// Proves a < b for split numbers whose parts are in range.
func assert_lower{range_check_ptr}(a_low, a_high, b_low, b_high) {
    if (a_high == b_high) {
        assert [range_check_ptr] = b_low - a_low - 1;
        let range_check_ptr = range_check_ptr + 1;
        return ();
    }
    assert [range_check_ptr] = b_high - a_high - 1;
    let range_check_ptr = range_check_ptr + 1;
    return ();
}

// Proves value < 2**64.
func assert_64_bits{range_check_ptr}(value) {
    assert [range_check_ptr] = value;
    assert [range_check_ptr + 1] = 2 ** 64 - 1 - value;
    let range_check_ptr = range_check_ptr + 2;
    return ();
}

func assert_not_zero(value) {
    if (value == 0) {
        // Nothing is both 0 and 1.
        assert value = 1;
    }
    return ();
}
