%builtins output range_check ecdsa bitwise ec_op
from starkware.cairo.common.alloc import alloc
from starkware.cairo.common.cairo_builtins import SignatureBuiltin, EcOpBuiltin, BitwiseBuiltin
from starkware.cairo.common.signature import verify_ecdsa_signature, check_ecdsa_signature
from starkware.cairo.common.invoke import invoke
from starkware.cairo.common.registers import get_label_location
from starkware.cairo.common.cairo_ec_op.ec_op import cairo_ec_op, ec_mul_cairo
from starkware.cairo.common.ec import StarkCurve
from starkware.cairo.common.ec_point import EcPoint
from starkware.cairo.common.serialize import serialize_word
from starkware.cairo.common.segments import relocate_segment
from starkware.cairo.common.math import assert_not_nullptr
from starkware.cairo.common.set import set_add

func times(a, b, c) -> (x: felt) {
    return (a * b + c,);
}
func main{output_ptr: felt*, range_check_ptr, ecdsa_ptr: SignatureBuiltin*, bitwise_ptr: BitwiseBuiltin*, ec_op_ptr: EcOpBuiltin*}() {
    alloc_locals;
    verify_ecdsa_signature(2592987851775965742543459319508348457290966253241455514226127639100457844774, 3382153814239323293087870650452838988136913683747955644970514321018482846275, 3007684835872444450537550619380511240356149536692739925388045328908031590581, 1104135550830090907426225301789595377073497623643620454810927932298590714491);
    let (ok) = check_ecdsa_signature(2592987851775965742543459319508348457290966253241455514226127639100457844774, 3382153814239323293087870650452838988136913683747955644970514321018482846275, 3007684835872444450537550619380511240356149536692739925388045328908031590581, 1104135550830090907426225301789595377073497623643620454810927932298590714491);
    serialize_word(ok);
    let (ok) = check_ecdsa_signature(2592987851775965742543459319508348457290966253241455514226127639100457844774 + 1, 3382153814239323293087870650452838988136913683747955644970514321018482846275, 3007684835872444450537550619380511240356149536692739925388045328908031590581, 1104135550830090907426225301789595377073497623643620454810927932298590714491);
    serialize_word(ok);
    let (f) = get_label_location(times);
    let (args: felt*) = alloc();
    assert args[0] = 6;
    assert args[1] = 7;
    assert args[2] = 8;
    invoke(f, 3, args);
    let x = [ap - 1];
    serialize_word(x);
    let g = EcPoint(StarkCurve.GEN_X, StarkCurve.GEN_Y);
    let (p) = ec_mul_cairo(12345678901234567890, g);
    serialize_word(p.x);
    let (q) = cairo_ec_op(p, 2 ** 250 + 99, g);
    serialize_word(q.y);
    let (local set: felt*) = alloc();
    local start: felt* = set;
    let set_end = set;
    set_add{set_end_ptr=set_end}(start, 1, args);
    set_add{set_end_ptr=set_end}(start, 1, args + 1);
    set_add{set_end_ptr=set_end}(start, 1, args);
    serialize_word(set_end - set);
    assert_not_nullptr(args);
    return ();
}
