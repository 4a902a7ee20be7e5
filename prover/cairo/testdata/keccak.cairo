%builtins output range_check bitwise keccak
from starkware.cairo.common.cairo_builtins import BitwiseBuiltin, KeccakBuiltin
from starkware.cairo.common.builtin_keccak.keccak import keccak_uint256s, keccak_felts_bigend, keccak
from starkware.cairo.common.cairo_keccak.keccak import cairo_keccak_uint256s, cairo_keccak, finalize_keccak, cairo_keccak_felts
from starkware.cairo.common.keccak import unsafe_keccak, unsafe_keccak_init, unsafe_keccak_add_felt, unsafe_keccak_finalize, keccak_felts, truncated_keccak2
from starkware.cairo.common.uint256 import Uint256
from starkware.cairo.common.alloc import alloc
from starkware.cairo.common.serialize import serialize_word
func main{output_ptr: felt*, range_check_ptr, bitwise_ptr: BitwiseBuiltin*, keccak_ptr: KeccakBuiltin*}() {
    alloc_locals;
    let (d) = alloc();
    assert d[0] = 0x0102030405060708;
assert d[1] = 0x1112131415161718;
assert d[2] = 0x2122;
    let (r) = keccak(d, 18);
    serialize_word(r.low);
serialize_word(r.high);
    let (f) = alloc();
    assert f[0] = 55;
assert f[1] = -3;
assert f[2] = 2 ** 200;
    let (r) = keccak_felts_bigend(3, f);
    serialize_word(r.low);
serialize_word(r.high);
    let (u: Uint256*) = alloc();
    assert u[0] = Uint256(1, 2);
assert u[1] = Uint256(2 ** 127, 2 ** 126);
assert u[2] = Uint256(3, 2);
assert u[3] = Uint256(1, 9);
assert u[4] = Uint256(1, 2);
    let (r) = keccak_uint256s(5, u);
    serialize_word(r.low);
serialize_word(r.high);
    let (local kp: felt*) = alloc();
    local start: felt* = kp;
    
    with kp {
        let (r) = cairo_keccak_uint256s{keccak_ptr=kp}(5, u);
        serialize_word(r.low);
serialize_word(r.high);
        let (r) = cairo_keccak{keccak_ptr=kp}(d, 18);
        serialize_word(r.low);
        let (r) = cairo_keccak_felts{keccak_ptr=kp}(3, f);
        serialize_word(r.low);
    }
    finalize_keccak(start, kp);
    
    let (d2) = alloc();
    assert d2[0] = 2 ** 100;
assert d2[1] = 77;
    let (lo, hi) = unsafe_keccak(d2, 20);
    serialize_word(lo);
serialize_word(hi);
    let (ks) = unsafe_keccak_init();
    let keccak_state = ks;
    with keccak_state {
unsafe_keccak_add_felt(5);
unsafe_keccak_add_felt(-5);
}
    let (r) = unsafe_keccak_finalize(keccak_state);
    serialize_word(r.low);
    let (t) = truncated_keccak2(3, 4);
    serialize_word(t);
    return ();
}
