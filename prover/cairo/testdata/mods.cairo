%builtins output range_check96 add_mod mul_mod
from starkware.cairo.common.cairo_builtins import ModBuiltin, UInt384
from starkware.cairo.common.modulo import run_mod_p_circuit
from starkware.cairo.common.alloc import alloc
from starkware.cairo.common.registers import get_label_location
from starkware.cairo.common.serialize import serialize_word
func main{output_ptr: felt*, range_check96_ptr: felt*, add_mod_ptr: ModBuiltin*, mul_mod_ptr: ModBuiltin*}() {
    alloc_locals;
    let p = UInt384(0xffffffffffffffffffffff61, 0xffffffffffffffffffffffff, 0xffffffff, 0);
    let values = cast(range_check96_ptr, UInt384*);
    assert values[0] = UInt384(12, 34, 56, 0);
    assert values[1] = UInt384(1000, 2, 3, 0);
    assert values[3] = UInt384(7, 8, 9, 0);
    let range_check96_ptr = range_check96_ptr + 7 * UInt384.SIZE;
    let (add_offs) = get_label_location(adds);
    let (mul_offs) = get_label_location(muls);
    run_mod_p_circuit(p=p, values_ptr=values, add_mod_offsets_ptr=add_offs, add_mod_n=2, mul_mod_offsets_ptr=mul_offs, mul_mod_n=2);
    serialize_word(values[6].d0);
    return ();
    adds:
    dw 0;
dw 4;
dw 8;
    dw 16;
dw 12;
dw 20;
    muls:
    dw 8;
dw 4;
dw 20;
    dw 16;
dw 0;
dw 24;
}
