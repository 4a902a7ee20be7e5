%builtins output range_check bitwise
from starkware.cairo.common.cairo_builtins import BitwiseBuiltin
from starkware.cairo.common.uint256 import (Uint256, uint256_check, uint256_to_felt, felt_to_uint256, uint256_add, uint256_mul, uint256_sqrt, uint256_lt, uint256_signed_lt, uint256_unsigned_div_rem, uint256_mul_div_mod, uint256_signed_div_rem, uint256_sub, uint256_xor, uint256_and, uint256_or, uint256_shl, uint256_shr, uint256_reverse_endian, assert_uint256_le)
from starkware.cairo.common.bitwise import bitwise_operations, bitwise_not
from starkware.cairo.common.serialize import serialize_word
func out{output_ptr: felt*}(a: Uint256) {
serialize_word(a.low);
serialize_word(a.high);
return ();

}
func main{output_ptr: felt*, range_check_ptr, bitwise_ptr: BitwiseBuiltin*}() {
    alloc_locals;
    local a: Uint256 = Uint256(2 ** 127 + 12345, 2 ** 126 + 999);
    local b: Uint256 = Uint256(2 ** 128 - 1, 2 ** 120 + 5);
    uint256_check(a);
    let f = uint256_to_felt(Uint256(5, 6));
serialize_word(f);
    let g = felt_to_uint256(-100);
out(g);
    let (r, c) = uint256_add(a, b);
out(r);
serialize_word(c);
    let (x, y) = uint256_mul(a, b);
out(x);
out(y);
    let (r) = uint256_sqrt(a);
out(r);
    let (lt) = uint256_lt(a, b);
serialize_word(lt);
    let (lt) = uint256_signed_lt(a, b);
serialize_word(lt);
    let (q, r) = uint256_unsigned_div_rem(a, Uint256(77777777777, 3));
out(q);
out(r);
    let (ql, qh, r) = uint256_mul_div_mod(a, b, Uint256(12345, 99));
out(ql);
out(qh);
out(r);
    let (q, r) = uint256_signed_div_rem(Uint256(2 ** 128 - 5, 2 ** 128 - 1), Uint256(2, 0));
out(q);
out(r);
    let (r) = uint256_sub(a, b);
out(r);
    let (r) = uint256_xor(a, b);
out(r);
    let (r) = uint256_and(a, b);
out(r);
    let (r) = uint256_or(a, b);
out(r);
    let (r) = uint256_shl(a, Uint256(130, 0));
out(r);
    let (r) = uint256_shr(a, Uint256(13, 0));
out(r);
    let (r) = uint256_reverse_endian(a);
out(r);
    assert_uint256_le(Uint256(1, 2), Uint256(3, 2));
    let (u, v, w) = bitwise_operations(2 ** 200 + 77, 2 ** 250 + 99);
serialize_word(u);
serialize_word(v);
serialize_word(w);
    return ();
}
