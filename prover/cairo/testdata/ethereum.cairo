%builtins output range_check bitwise
from starkware.cairo.common.alloc import alloc
from starkware.cairo.common.cairo_builtins import BitwiseBuiltin
from starkware.cairo.common.cairo_keccak.keccak import finalize_keccak
from starkware.cairo.common.cairo_secp.signature import recover_public_key, verify_eth_signature, verify_eth_signature_uint256, public_key_point_to_eth_address
from starkware.cairo.common.cairo_secp.bigint import BigInt3
from starkware.cairo.common.serialize import serialize_word
from starkware.cairo.common.uint256 import Uint256, uint256_le, uint256_signed_le, uint256_signed_nn, uint256_signed_nn_le, uint256_not, uint256_cond_neg, uint256_eq, uint256_pow2, word_reverse_endian, assert_uint256_eq, assert_uint256_lt, uint256_and, uint256_or
from starkware.cairo.common.cairo_blake2s.blake2s import blake2s_add_felt, blake2s_add_felts, encode_felt252_data_and_calc_blake_hash

func main{output_ptr: felt*, range_check_ptr, bitwise_ptr: BitwiseBuiltin*}() {
    alloc_locals;
    let a = Uint256(3, 2 ** 127);
    let b = Uint256(2 ** 128 - 1, 9);
    let (x1) = uint256_le(a, b);
    let (x2) = uint256_signed_le(a, b);
    let (x3) = uint256_signed_nn(a);
    let (x4) = uint256_signed_nn_le(b, a);
    let (x5) = uint256_eq(a, a);
    serialize_word(x1 + 2 * x2 + 4 * x3 + 8 * x4 + 16 * x5);
    let (n) = uint256_not(a);
    let (m) = uint256_cond_neg(n, 1);
    serialize_word(m.low);
    let (p) = uint256_pow2(Uint256(200, 0));
    serialize_word(p.high);
    let (w) = word_reverse_endian(0x112233);
    serialize_word(w);
    let (l) = uint256_and(a, b);
    let (r) = uint256_or(a, b);
    serialize_word(l.low + r.low);
    assert_uint256_lt(b, a);
    assert_uint256_eq(a, a);
    let (local data: felt*) = alloc();
    local data_start: felt* = data;
    blake2s_add_felt{data=data}(2 ** 200 + 5, 1);
    blake2s_add_felts{data=data}(2, data_start, 0);
    serialize_word(data_start[9]);
    let (keccak_ptr: felt*) = alloc();
    local keccak_start: felt* = keccak_ptr;
    let (public) = recover_public_key(
        msg_hash=BigInt3(0x38a23ca66202c8c2a72277, 0x6730e765376ff17ea8385, 0xca1ad489ab60ea581e6c1),
        r=BigInt3(0x2e6c77fee73f3ac9be1217, 0x3f0c0b121ac1dc3e5c03c6, 0xeee3e6f50c576c07d7e4a),
        s=BigInt3(0x20a4b46d3c5e24cda81f22, 0x967bf895824330d4273d0, 0x541e10c21560da25ada4c),
        v=1);
    serialize_word(public.x.d0);
    let (address) = public_key_point_to_eth_address{keccak_ptr=keccak_ptr}(public);
    serialize_word(address);
    finalize_keccak(keccak_start, keccak_ptr);
    return ();
}
