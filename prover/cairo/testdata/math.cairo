%builtins output range_check
from starkware.cairo.common.math import (assert_not_zero, assert_not_equal, assert_nn, assert_le, assert_lt, assert_nn_le, assert_in_range, assert_250_bit, split_felt, assert_le_felt, assert_lt_felt, abs_value, sign, unsigned_div_rem, signed_div_rem, safe_div, safe_mult, split_int, sqrt, horner_eval, is_quad_residue, assert_is_power_of_2)
from starkware.cairo.common.math_cmp import is_not_zero, is_nn, is_le, is_nn_le, is_in_range, is_le_felt
from starkware.cairo.common.pow import pow, signed_pow
from starkware.cairo.common.alloc import alloc
from starkware.cairo.common.log2_ceil import log2_ceil
from starkware.cairo.common.memcpy import memcpy
from starkware.cairo.common.memset import memset
from starkware.cairo.common.copy_indices import copy_indices
from starkware.cairo.common.serialize import serialize_word
from starkware.cairo.common.find_element import find_element, search_sorted_lower, search_sorted, search_sorted_optimistic
from starkware.cairo.common.set import set_add
from starkware.cairo.common.usort import usort

func main{output_ptr: felt*, range_check_ptr}() {
    alloc_locals;
    assert_not_zero(5);
    assert_not_equal(3, 4);
    assert_nn(7);
    assert_le(3, 3);
    assert_lt(3, 4);
    assert_nn_le(3, 10);
    assert_in_range(5, 2, 9);
    assert_250_bit(2 ** 249 + 77);
    let (h, l) = split_felt(-3);
    serialize_word(h);
serialize_word(l);
    assert_le_felt(5, -1);
    assert_le_felt(2 ** 200, 2 ** 201);
    assert_le_felt(-5, -3);
    assert_lt_felt(5, -1);
    serialize_word(abs_value(-10));
    serialize_word(sign(-10) + sign(5) * 10 + sign(0));
    let (q, r) = unsigned_div_rem(1000003, 97);
    serialize_word(q);
serialize_word(r);
    let (q, r) = signed_div_rem(-1000003, 97, 2 ** 30);
    serialize_word(q);
serialize_word(r);
    serialize_word(safe_div(100, 5));
    serialize_word(safe_mult(100, 5));
    let (arr) = alloc();
    split_int(123456789012345, 10, 100, 100, arr);
    serialize_word(arr[3]);
    serialize_word(sqrt(10 ** 40 + 12345));
    serialize_word(is_quad_residue(5) + 10 * is_quad_residue(3));
    assert_is_power_of_2(64, 128);
    serialize_word(is_not_zero(3) + 2 * is_nn(-1) + 4 * is_nn(2 ** 127) + 8 * is_le(3, 5) + 16 * is_le(5, 3) + 32 * is_nn_le(2, 3));
    serialize_word(is_in_range(4, 2, 5) + 2 * is_le_felt(3, -1) + 4 * is_le_felt(-1, 3) + 8 * is_le_felt(7, 7));
    serialize_word(is_nn(2 ** 200));
    let (p) = pow(3, 77);
    serialize_word(p);
    let sp = signed_pow(3, -5);
    serialize_word(sp);
    let lc = log2_ceil(1000);
    serialize_word(lc);
    let (dst) = alloc();
    memcpy(dst, arr, 10);
    memset(dst + 10, 42, 7);
    let (idx) = alloc();
    assert idx[0] = 5;
assert idx[1] = 2;
assert idx[2] = 13;
    let (dst2) = alloc();
    copy_indices(dst2, dst, idx, 3);
    serialize_word(dst2[0] + dst2[1] * 1000 + dst2[2] * 1000000);
    let (s) = alloc();
    assert s[0] = 1;
assert s[1] = 100;
assert s[2] = 5;
assert s[3] = 101;
assert s[4] = 9;
assert s[5] = 102;
    let (e) = find_element(s, 2, 3, 5);
    serialize_word(e[1]);
    let (e) = search_sorted_lower(s, 2, 3, 6);
    serialize_word(e[1]);
    let (e, ok) = search_sorted(s, 2, 3, 9);
    serialize_word(e[1] + ok);
    let (e, ok) = search_sorted(s, 2, 3, 4);
    serialize_word(ok);
    let (e, ok) = search_sorted_optimistic(s, 2, 3, 1);
    serialize_word(ok);
    let (set) = alloc();
    let set_end_ptr = set;
    with set_end_ptr {
        set_add(set, 2, s);
        set_add(set, 2, s + 2);
        set_add(set, 2, s);
    }
    serialize_word(set_end_ptr - set);
    let (u) = alloc();
    assert u[0] = 7;
assert u[1] = 3;
assert u[2] = 7;
assert u[3] = 1;
assert u[4] = 3;
assert u[5] = 7;
    let (n, out, mult) = usort(6, u);
    serialize_word(n);
serialize_word(out[0] + 10 * out[1] + 100 * out[2]);
serialize_word(mult[0] + 10 * mult[1] + 100 * mult[2]);
    return ();
}
