// Points of the Stark curve, square roots of field elements, a signature.
use core::ec::{EcPointTrait, EcStateTrait};
use core::ecdsa::check_ecdsa_signature;

#[executable]
fn main(x: felt252, k: felt252) -> Array<felt252> {
    let mut out = array![];
    match EcPointTrait::new_from_x(x) {
        Option::Some(point) => {
            let mut state = EcStateTrait::init();
            state.add_mul(k, point.try_into().unwrap());
            state.add(point.try_into().unwrap());
            match state.finalize_nz() {
                Option::Some(sum) => out.append(sum.x()),
                Option::None => out.append(0),
            }
        },
        Option::None => out.append(1),
    }
    let valid = check_ecdsa_signature(
        0x503f4bea29baee10b22a7f10bdc82dda071c977c1f25b8f3973d34e6b03b2c,
        0x7b7454acbe7845da996377f85eb0892044d75ae95d04d3325a391951f35d2ec,
        0xbe96d72eb4f94078192c2e84d5230cde2a70f4b45c8797e2c907acff5060bb,
        0x677ae6bba6daf00d2631fab14c8acf24be6579f9d9e98f67aa7f2770e57a1f5,
    );
    out.append(if valid { 1 } else { 2 });
    out
}
