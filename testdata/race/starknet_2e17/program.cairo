%builtins output pedersen range_check ecdsa bitwise ec_op poseidon

from starkware.cairo.common.cairo_builtins import (
    HashBuiltin, SignatureBuiltin, BitwiseBuiltin, EcOpBuiltin, KeccakBuiltin, PoseidonBuiltin, ModBuiltin, UInt384,
)
from starkware.cairo.common.alloc import alloc
from starkware.cairo.common.registers import get_label_location
from starkware.cairo.common.hash import hash2
from starkware.cairo.common.signature import verify_ecdsa_signature
from starkware.cairo.common.bitwise import bitwise_and, bitwise_or, bitwise_xor
from starkware.cairo.common.ec import ec_op
from starkware.cairo.common.ec_point import EcPoint
from starkware.cairo.common.builtin_poseidon.poseidon import poseidon_hash

func tree{pedersen_ptr: HashBuiltin*}(lo: felt, depth: felt) -> felt {
    alloc_locals;
    if (depth == 0) {
        return lo * 43 + 3;
    }
    let l = tree(2 * lo, depth - 1);
    local l = l;
    let r = tree(2 * lo + 1, depth - 1);
    let (h) = hash2{hash_ptr=pedersen_ptr}(l, r);
    return h;
}


func rc_narrow{range_check_ptr}(n: felt) -> felt {
    if (n == 0) {
        return 43;
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


func bw{bitwise_ptr: BitwiseBuiltin*}(x: felt, y: felt, n: felt) -> felt {
    if (n == 0) {
        return x - y;
    }
    let (a) = bitwise_xor(x, y);
    let (b) = bitwise_and(a, 0x5555555555555555555555555555555555555555555555555 + n * 43);
    let (c) = bitwise_or(b, n);
    return bw(c, a, n - 1);
}


func ec{ec_op_ptr: EcOpBuiltin*}(p: EcPoint, q: EcPoint, n: felt) -> felt {
    if (n == 0) {
        return p.x - p.y;
    }
    let (r) = ec_op(p, 0x7fffffffffffffffffffffffffffffff * n * n + 43, q);
    return ec(q, r, n - 1);
}


func pos{poseidon_ptr: PoseidonBuiltin*}(x: felt, n: felt) -> felt {
    if (n == 0) {
        return x;
    }
    let (h) = poseidon_hash(x * n, 43);
    let (g) = poseidon_hash(h, x);
    return pos(g, n - 1);
}

func main{output_ptr: felt*, pedersen_ptr: HashBuiltin*, range_check_ptr, ecdsa_ptr: SignatureBuiltin*, bitwise_ptr: BitwiseBuiltin*, ec_op_ptr: EcOpBuiltin*, poseidon_ptr: PoseidonBuiltin*}() {
    alloc_locals;
    let r_ped = tree(1, 10);
    local r_ped = r_ped;
    let r_rc = rc_narrow(2000);
    local r_rc = r_rc;
    sigs(0, 40);
    let r_bw = bw(43, 0x123456789abcdef0123456789abcdef, 300);
    local r_bw = r_bw;
    let r_ec = ec(EcPoint(0x49ee3eba8c1600700ee1b87eb599f16716b0b1022947733551fde4050ca6804, 0x3ca0cfe4b3bc6ddf346d49d06ea0ed34e621062c0e056c1d0405d266e10268a), EcPoint(0x1ef15c18599971b7beced415a40f0c7deacfd9b0d1819e03d723d8bc943cfca, 0x5668060aa49730b7be4801df46ec62de53ecd11abe43a32873000c36e8dc1f), 80);
    local r_ec = r_ec;
    let r_pos = pos(43, 1200);
    local r_pos = r_pos;
    assert output_ptr[0] = r_ped;
    assert output_ptr[1] = r_rc;
    assert output_ptr[2] = r_bw;
    assert output_ptr[3] = r_ec;
    assert output_ptr[4] = r_pos;
    let output_ptr = output_ptr + 5;
    return ();
}
