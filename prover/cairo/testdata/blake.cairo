%builtins output range_check bitwise
from starkware.cairo.common.cairo_builtins import BitwiseBuiltin
from starkware.cairo.common.cairo_blake2s.blake2s import blake2s, finalize_blake2s, blake2s_felts, blake2s_add_uint256, blake2s_bigend, blake2s_add_uint256_bigend, encode_felt252_to_u32s
from starkware.cairo.common.cairo_sha256.sha256_utils import finalize_sha256, get_round_constants, sha2_compress, compute_message_schedule
from starkware.cairo.common.uint256 import Uint256
from starkware.cairo.common.alloc import alloc
from starkware.cairo.common.serialize import serialize_word
func main{output_ptr: felt*, range_check_ptr, bitwise_ptr: BitwiseBuiltin*}() {
    alloc_locals;
    let (local blake2s_ptr_start) = alloc();
    let blake2s_ptr = blake2s_ptr_start;
    let (local data: felt*) = alloc();
    local data_start: felt* = data;
    with blake2s_ptr {
        blake2s_add_uint256{data=data}(Uint256(2 ** 100 + 5, 77));
        blake2s_add_uint256_bigend{data=data}(Uint256(2 ** 100 + 5, 77));
        let (r) = blake2s(data_start, 64);
        serialize_word(r.low);
serialize_word(r.high);
        let (r) = blake2s(data_start, 33);
        serialize_word(r.low);
        let (f) = alloc();
        assert f[0] = 5;
assert f[1] = -7;
assert f[2] = 2 ** 63;
        let (r) = blake2s_felts(3, f, 1);
        serialize_word(r.low);
    }
    finalize_blake2s(blake2s_ptr_start, blake2s_ptr);
    let (u32s) = alloc();
    let n = encode_felt252_to_u32s(3, f, u32s);
    serialize_word(n);
    return ();
}
