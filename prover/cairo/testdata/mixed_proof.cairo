%builtins output pedersen range_check bitwise poseidon
from starkware.cairo.common.cairo_builtins import HashBuiltin, BitwiseBuiltin, PoseidonBuiltin
from starkware.cairo.common.hash import hash2
from starkware.cairo.common.bitwise import bitwise_xor
from starkware.cairo.common.builtin_poseidon.poseidon import poseidon_hash
from starkware.cairo.common.math import unsigned_div_rem
from starkware.cairo.common.dict import dict_write
from starkware.cairo.common.default_dict import default_dict_new, default_dict_finalize
from starkware.cairo.common.dict_access import DictAccess

func loop{pedersen_ptr: HashBuiltin*, range_check_ptr, bitwise_ptr: BitwiseBuiltin*, poseidon_ptr: PoseidonBuiltin*, dict_ptr: DictAccess*}(n, x) -> felt {
    if (n == 0) {
        return x;
    }
    let (h) = hash2{hash_ptr=pedersen_ptr}(n, x);
    let (p) = poseidon_hash(n, h);
    let (q, r) = unsigned_div_rem(n * 1000003, 97);
    let (b) = bitwise_xor(q, n);
    dict_write(key=r, new_value=b);
    return loop(n - 1, p);
}
func main{output_ptr: felt*, pedersen_ptr: HashBuiltin*, range_check_ptr, bitwise_ptr: BitwiseBuiltin*, poseidon_ptr: PoseidonBuiltin*}() {
    alloc_locals;
    let (local d) = default_dict_new(0);
    let dict_ptr = d;
    let x = loop{dict_ptr=dict_ptr}(10000, 5);
    let (a, b) = default_dict_finalize(d, dict_ptr, 0);
    assert [output_ptr] = x;
    let output_ptr = output_ptr + 1;
    return ();
}
