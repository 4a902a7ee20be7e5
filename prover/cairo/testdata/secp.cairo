%builtins output range_check
from starkware.cairo.common.cairo_secp.bigint import BigInt3, uint256_to_bigint, bigint_to_uint256
from starkware.cairo.common.cairo_secp.ec import ec_negate, ec_double, ec_add, ec_mul, ec_mul_by_uint256
from starkware.cairo.common.cairo_secp.ec_point import EcPoint

from starkware.cairo.common.cairo_secp.field import is_zero
from starkware.cairo.common.uint256 import Uint256
from starkware.cairo.common.serialize import serialize_word
func main{output_ptr: felt*, range_check_ptr}() {
    alloc_locals;
    local g: EcPoint = EcPoint(BigInt3(0xe28d959f2815b16f81798, 0xa573a1c2c1c0a6ff36cb7, 0x79be667ef9dcbbac55a06), BigInt3(0x554199c47d08ffb10d4b8, 0x2ff0384422a3f45ed1229a, 0x483ada7726a3c4655da4f));
    let (n) = ec_negate(g);
    serialize_word(n.y.d0);
    let (d) = ec_double(g);
    let (t) = ec_add(d, g);
    serialize_word(t.x.d0);
serialize_word(t.y.d2);
    let (z) = ec_add(g, n);
    serialize_word(z.x.d0);
    let (m) = ec_mul(g, BigInt3(1234567, 89, 3));
    serialize_word(m.x.d1);
    let (m2) = ec_mul_by_uint256(g, Uint256(2 ** 100 + 17, 2 ** 99 + 4));
    serialize_word(m2.x.d1);
    return ();
}
