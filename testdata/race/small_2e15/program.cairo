%builtins output pedersen range_check ecdsa

from starkware.cairo.common.cairo_builtins import (
    HashBuiltin, SignatureBuiltin, BitwiseBuiltin, EcOpBuiltin, KeccakBuiltin, PoseidonBuiltin, ModBuiltin, UInt384,
)
from starkware.cairo.common.alloc import alloc
from starkware.cairo.common.registers import get_label_location
from starkware.cairo.common.hash import hash2
from starkware.cairo.common.signature import verify_ecdsa_signature

func tree{pedersen_ptr: HashBuiltin*}(lo: felt, depth: felt) -> felt {
    alloc_locals;
    if (depth == 0) {
        return lo * 41 + 3;
    }
    let l = tree(2 * lo, depth - 1);
    local l = l;
    let r = tree(2 * lo + 1, depth - 1);
    let (h) = hash2{hash_ptr=pedersen_ptr}(l, r);
    return h;
}


func rc_narrow{range_check_ptr}(n: felt) -> felt {
    if (n == 0) {
        return 41;
    }
    assert [range_check_ptr] = 0x7ffe7fff80008001800280037ffd7ffc + n * 0x10001;
    let range_check_ptr = range_check_ptr + 1;
    let r = rc_narrow(n - 1);
    return r + n;
}


func sigs{ecdsa_ptr: SignatureBuiltin*}(i: felt, n: felt) {
    alloc_locals;
    if (i == n) {
        return ();
    }
    local msg;
    local pub;
    local r;
    local s;
    %{ ids.msg, ids.pub, ids.r, ids.s = program_input['sigs'][ids.i] %}
    verify_ecdsa_signature(message=msg, public_key=pub, signature_r=r, signature_s=s);
    return sigs(i + 1, n);
}

func main{output_ptr: felt*, pedersen_ptr: HashBuiltin*, range_check_ptr, ecdsa_ptr: SignatureBuiltin*}() {
    alloc_locals;
    let r_ped = tree(1, 9);
    local r_ped = r_ped;
    let r_rc = rc_narrow(800);
    local r_rc = r_rc;
    sigs(0, 40);
    assert output_ptr[0] = r_ped;
    assert output_ptr[1] = r_rc;
    let output_ptr = output_ptr + 2;
    return ();
}
