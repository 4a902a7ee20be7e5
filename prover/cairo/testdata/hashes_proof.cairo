%builtins output pedersen range_check bitwise keccak poseidon
from starkware.cairo.common.alloc import alloc
from starkware.cairo.common.cairo_builtins import HashBuiltin, BitwiseBuiltin, KeccakBuiltin, PoseidonBuiltin
from starkware.cairo.common.builtin_keccak.keccak import keccak_uint256s_bigend, keccak_uint256s, keccak_felts, keccak_felts_bigend, keccak_bigend, keccak
from starkware.cairo.common.cairo_keccak.keccak import cairo_keccak_uint256s_bigend, cairo_keccak_felts_bigend, cairo_keccak_bigend, finalize_keccak
from starkware.cairo.common.hash_state import hash_init, hash_update_with_hashchain, hash_finalize, hash_felts
from starkware.cairo.common.keccak import unsafe_keccak, unsafe_keccak_init, unsafe_keccak_add_felt, unsafe_keccak_add_uint256, unsafe_keccak_add_felts, unsafe_keccak_finalize
from starkware.cairo.common.uint256 import Uint256
from starkware.cairo.common.serialize import serialize_word, serialize_array
from starkware.cairo.common.registers import get_label_location

func put{output_ptr: felt*}(x: Uint256) {
    serialize_word(x.low);
    serialize_word(x.high);
    return ();
}
func square{output_ptr: felt*}(p: felt*) {
    serialize_word([p] * [p]);
    return ();
}
func software{output_ptr: felt*, range_check_ptr, bitwise_ptr: BitwiseBuiltin*, keccak_ptr: felt*}(nums: Uint256*, data: felt*) {
    alloc_locals;
    local start: felt* = keccak_ptr;
    let (local x) = cairo_keccak_uint256s_bigend(2, nums);
    let (local y) = cairo_keccak_felts_bigend(3, data);
    let (local z) = cairo_keccak_bigend(data, 19);
    local end: felt* = keccak_ptr;
    finalize_keccak(start, end);
    put(x);
    put(y);
    put(z);
    return ();
}
func main{output_ptr: felt*, pedersen_ptr: HashBuiltin*, range_check_ptr, bitwise_ptr: BitwiseBuiltin*, keccak_ptr: KeccakBuiltin*, poseidon_ptr: PoseidonBuiltin*}() {
    alloc_locals;
    let (local data: felt*) = alloc();
    assert data[0] = 0x1122334455667788;
    assert data[1] = 0x99aabbccddeeff00;
    assert data[2] = 0x123;
    assert data[3] = 77;
    let (local nums: Uint256*) = alloc();
    assert nums[0] = Uint256(5, 7);
    assert nums[1] = Uint256(2 ** 128 - 1, 2 ** 100);
    let (a) = keccak_uint256s_bigend(2, nums);
    put(a);
    let (a) = keccak_uint256s(1, nums);
    put(a);
    let (a) = keccak_felts(3, data);
    put(a);
    let (a) = keccak_felts_bigend(3, data);
    put(a);
    let (a) = keccak_bigend(data, 19);
    put(a);
    let (a) = keccak(data, 8);
    put(a);
    let (own: felt*) = alloc();
    software{keccak_ptr=own}(nums, data);
    let (h) = hash_felts{hash_ptr=pedersen_ptr}(data, 4);
    serialize_word(h);
    let (st) = hash_init();
    let (st) = hash_update_with_hashchain{hash_ptr=pedersen_ptr}(st, data, 3);
    let (h) = hash_finalize{hash_ptr=pedersen_ptr}(st);
    serialize_word(h);
    let (k) = unsafe_keccak_init();
    unsafe_keccak_add_felt{keccak_state=k}(5);
    unsafe_keccak_add_uint256{keccak_state=k}(nums[1]);
    unsafe_keccak_add_felts{keccak_state=k}(2, data);
    let (r) = unsafe_keccak_finalize(k);
    put(r);
    let (low, high) = unsafe_keccak(data + 2, 20);
    serialize_word(low);
    serialize_word(high);
    let (f) = get_label_location(square);
    serialize_array(data, 4, 1, f);
    return ();
}
