%builtins output pedersen range_check bitwise

from starkware.cairo.common.cairo_builtins import (
    HashBuiltin, SignatureBuiltin, BitwiseBuiltin, EcOpBuiltin, KeccakBuiltin, PoseidonBuiltin, ModBuiltin, UInt384,
)
from starkware.cairo.common.alloc import alloc
from starkware.cairo.common.registers import get_label_location
from starkware.cairo.common.hash import hash2
from starkware.cairo.common.bitwise import bitwise_and, bitwise_or, bitwise_xor

func tree{pedersen_ptr: HashBuiltin*}(lo: felt, depth: felt) -> felt {
    alloc_locals;
    if (depth == 0) {
        return lo * 42 + 3;
    }
    let l = tree(2 * lo, depth - 1);
    local l = l;
    let r = tree(2 * lo + 1, depth - 1);
    let (h) = hash2{hash_ptr=pedersen_ptr}(l, r);
    return h;
}


func rc_narrow{range_check_ptr}(n: felt) -> felt {
    if (n == 0) {
        return 42;
    }
    assert [range_check_ptr] = 0x7ffe7fff80008001800280037ffd7ffc + n * 0x10001;
    let range_check_ptr = range_check_ptr + 1;
    let r = rc_narrow(n - 1);
    return r + n;
}


func bw{bitwise_ptr: BitwiseBuiltin*}(x: felt, y: felt, n: felt) -> felt {
    if (n == 0) {
        return x - y;
    }
    let (a) = bitwise_xor(x, y);
    let (b) = bitwise_and(a, 0x5555555555555555555555555555555555555555555555555 + n * 42);
    let (c) = bitwise_or(b, n);
    return bw(c, a, n - 1);
}

func main{output_ptr: felt*, pedersen_ptr: HashBuiltin*, range_check_ptr, bitwise_ptr: BitwiseBuiltin*}() {
    alloc_locals;
    let r_ped = tree(1, 7);
    local r_ped = r_ped;
    let r_rc = rc_narrow(800);
    local r_rc = r_rc;
    let r_bw = bw(42, 0x123456789abcdef0123456789abcdef, 600);
    local r_bw = r_bw;
    assert output_ptr[0] = r_ped;
    assert output_ptr[1] = r_rc;
    assert output_ptr[2] = r_bw;
    let output_ptr = output_ptr + 3;
    return ();
}
