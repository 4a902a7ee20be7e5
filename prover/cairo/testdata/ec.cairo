%builtins output ec_op poseidon
from starkware.cairo.common.cairo_builtins import EcOpBuiltin, PoseidonBuiltin
from starkware.cairo.common.ec import assert_on_curve, ec_double, ec_add, ec_sub, ec_op, ec_mul, chained_ec_op, recover_y, is_x_on_curve, StarkCurve
from starkware.cairo.common.ec_point import EcPoint
from starkware.cairo.common.builtin_poseidon.poseidon import poseidon_hash, poseidon_hash_single, poseidon_hash_many
from starkware.cairo.common.hash_state_poseidon import hash_init, hash_update, hash_finalize, hash_update_with_nested_hash, hash_update_single
from starkware.cairo.common.alloc import alloc
from starkware.cairo.common.serialize import serialize_word
func main{output_ptr: felt*, ec_op_ptr: EcOpBuiltin*, poseidon_ptr: PoseidonBuiltin*}() {
    alloc_locals;
    local g: EcPoint = EcPoint(StarkCurve.GEN_X, StarkCurve.GEN_Y);
    assert_on_curve(g);
    let (d) = ec_double(g);
    let (t) = ec_add(d, g);
    let (r) = ec_op(d, 34, t);
serialize_word(r.x);
    let (m) = ec_mul(-5, g);
serialize_word(m.x);
    let (ms) = alloc();
assert ms[0] = 5;
assert ms[1] = 2 ** 200;
    let (qs: EcPoint*) = alloc();
assert qs[0] = g;
assert qs[1] = t;
    let (c) = chained_ec_op(d, ms, qs, 2);
serialize_word(c.x);
    let (p) = recover_y(StarkCurve.GEN_X);
serialize_word(p.y);
    serialize_word(is_x_on_curve(StarkCurve.GEN_X) + 2 * is_x_on_curve(5));
    let (h) = poseidon_hash(1, 2);
serialize_word(h);
    let (h) = poseidon_hash_single(9);
serialize_word(h);
    let (e) = alloc();
    assert e[0] = 1;
assert e[1] = 2;
assert e[2] = 3;
assert e[3] = 4;
assert e[4] = 5;
assert e[5] = 6;
assert e[6] = 7;
assert e[7] = 8;
assert e[8] = 9;
assert e[9] = 10;
assert e[10] = 11;
assert e[11] = 12;
assert e[12] = 13;
    let (h) = poseidon_hash_many(13, e);
serialize_word(h);
    let (h) = poseidon_hash_many(4, e);
serialize_word(h);
    let hash_state = hash_init();
    with hash_state {
hash_update_single(5);
hash_update(e, 3);
hash_update_with_nested_hash(e, 2);
}
    let h2 = hash_finalize(hash_state);
serialize_word(h2);
    return ();
}
