%builtins output range_check
from starkware.cairo.common.secp256r1.ec import ec_double, ec_add, ec_mul, ec_mul_by_uint256, try_get_point_from_x
from starkware.cairo.common.cairo_secp.bigint3 import BigInt3
from starkware.cairo.common.cairo_secp.ec_point import EcPoint
from starkware.cairo.common.uint256 import Uint256
from starkware.cairo.common.alloc import alloc
from starkware.cairo.common.serialize import serialize_word
func main{output_ptr: felt*, range_check_ptr}() {
    alloc_locals;
    local g: EcPoint = EcPoint(
        BigInt3(0x2B33A0F4A13945D898C296, 0x1B958E9103C9DC0DF604B7, 0x6B17D1F2E12C4247F8BCE),
        BigInt3(0x315ECECBB6406837BF51F5, 0x2D29F03E7858AF38CD5DAC, 0x4FE342E2FE1A7F9B8EE7E));
    let (d) = ec_double(g);
    let (t) = ec_add(d, g);
    serialize_word(t.x.d0);
    let (m) = ec_mul(g, BigInt3(1234567, 89, 3));
    serialize_word(m.x.d1);
    let (m2) = ec_mul_by_uint256(g, Uint256(2 ** 100 + 17, 2 ** 99 + 4));
    serialize_word(m2.x.d1);
    let (res: EcPoint*) = alloc();
    let (ok) = try_get_point_from_x(g.x, 1, res);
    serialize_word(ok);
serialize_word(res.y.d0);
    let (res2: EcPoint*) = alloc();
    let (ok) = try_get_point_from_x(BigInt3(5, 7, 0), 1, res2);
    serialize_word(ok);
    return ();
}
