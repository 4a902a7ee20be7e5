// What all signed transactions of version 3 have in common: fee and hash.

from starkware.cairo.common.cairo_builtins import PoseidonBuiltin
from starkware.cairo.common.poseidon_state import PoseidonBuiltinState

from accounts import Context
from constants import EMPTY_HASH
from numbers import assert_64_bits

// The fields that fee and resource bounds are made of.
struct FeeFields {
    tip: felt,
    l1_gas_amount: felt,
    l1_gas_price: felt,
    l2_gas_amount: felt,
    l2_gas_price: felt,
    l1_data_gas_amount: felt,
    l1_data_gas_price: felt,
}

// Reads the fee's fields and proves that the bounds suffice for these amounts of
// gas at the block's prices. Returns the fee, below 2**86, and the fields' hash.
func fee_fields{range_check_ptr, poseidon_ptr: PoseidonBuiltin*, ctx: Context*}(
    l2_gas, l1_data_gas
) -> (fee: felt, hash: felt) {
    alloc_locals;
    local f: FeeFields;
    %{ segments.write_arg(ids.f.address_, advice.take(ids.FeeFields.SIZE)) %}
    assert_64_bits(f.tip);
    assert_64_bits(f.l1_gas_amount);
    assert [range_check_ptr] = f.l1_gas_price;
    // Amounts: not below what is taken, and below 2**64.
    assert [range_check_ptr + 1] = f.l2_gas_amount - l2_gas;
    assert [range_check_ptr + 2] = 2 ** 64 - 1 - f.l2_gas_amount;
    assert [range_check_ptr + 3] = f.l1_data_gas_amount - l1_data_gas;
    assert [range_check_ptr + 4] = 2 ** 64 - 1 - f.l1_data_gas_amount;
    // Prices: not below the block's, and below 2**128.
    assert [range_check_ptr + 5] = f.l2_gas_price;
    assert [range_check_ptr + 6] = f.l2_gas_price - ctx.l2_gas_price;
    assert [range_check_ptr + 7] = f.l1_data_gas_price;
    assert [range_check_ptr + 8] = f.l1_data_gas_price - ctx.l1_data_gas_price;
    let range_check_ptr = range_check_ptr + 9;

    // Starknet's packing: the resource's name, its amount, its price.
    assert poseidon_ptr[0].input = PoseidonBuiltinState(
        s0=f.tip, s1='L1_GAS' * 2 ** 192 + f.l1_gas_amount * 2 ** 128 + f.l1_gas_price, s2=0
    );
    let s = poseidon_ptr[0].output;
    assert poseidon_ptr[1].input = PoseidonBuiltinState(
        s0=s.s0 + 'L2_GAS' * 2 ** 192 + f.l2_gas_amount * 2 ** 128 + f.l2_gas_price,
        s1=s.s1 + 'L1_DATA' * 2 ** 192 + f.l1_data_gas_amount * 2 ** 128 + f.l1_data_gas_price,
        s2=s.s2,
    );
    let s = poseidon_ptr[1].output;
    assert poseidon_ptr[2].input = PoseidonBuiltinState(s0=s.s0 + 1, s1=s.s1, s2=s.s2);
    let poseidon_ptr = poseidon_ptr + 3 * PoseidonBuiltin.SIZE;
    return (
        fee=l2_gas * (ctx.l2_gas_price + f.tip) + l1_data_gas * ctx.l1_data_gas_price,
        hash=poseidon_ptr[-1].output.s0,
    );
}

// Absorbs the first eight words of a transaction's hash, those that all types
// have.
func absorb_common{poseidon_ptr: PoseidonBuiltin*, ctx: Context*}(
    prefix, address, fee_hash, nonce
) {
    assert poseidon_ptr[0].input = PoseidonBuiltinState(s0=prefix, s1=3, s2=0);
    let s = poseidon_ptr[0].output;
    assert poseidon_ptr[1].input = PoseidonBuiltinState(
        s0=s.s0 + address, s1=s.s1 + fee_hash, s2=s.s2
    );
    let s = poseidon_ptr[1].output;
    // No paymaster data.
    assert poseidon_ptr[2].input = PoseidonBuiltinState(
        s0=s.s0 + EMPTY_HASH, s1=s.s1 + ctx.chain_id, s2=s.s2
    );
    let s = poseidon_ptr[2].output;
    // Both data availability modes are 0.
    assert poseidon_ptr[3].input = PoseidonBuiltinState(s0=s.s0 + nonce, s1=s.s1, s2=s.s2);
    let poseidon_ptr = poseidon_ptr + 4 * PoseidonBuiltin.SIZE;
    return ();
}

// Absorbs the last three or four words and ends the hash; the padding is the
// caller's.
func absorb_rest{poseidon_ptr: PoseidonBuiltin*}(a, b, c, d) -> (hash: felt) {
    let s = poseidon_ptr[-1].output;
    assert poseidon_ptr[0].input = PoseidonBuiltinState(s0=s.s0 + a, s1=s.s1 + b, s2=s.s2);
    let s = poseidon_ptr[0].output;
    assert poseidon_ptr[1].input = PoseidonBuiltinState(s0=s.s0 + c, s1=s.s1 + d, s2=s.s2);
    let poseidon_ptr = poseidon_ptr + 2 * PoseidonBuiltin.SIZE;
    return (hash=poseidon_ptr[-1].output.s0);
}
