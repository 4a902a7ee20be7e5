// Pedersen, Poseidon and bitwise operations over a span.
use core::hash::{HashStateTrait, HashStateExTrait};
use core::pedersen::{PedersenTrait, pedersen};
use core::poseidon::{PoseidonTrait, poseidon_hash_span};

#[executable]
fn main(values: Array<felt252>, mask: u64) -> (felt252, felt252, felt252, u64) {
    let mut p = PedersenTrait::new(0);
    for v in values.span() {
        p = p.update_with(*v);
    }
    let span = poseidon_hash_span(values.span());
    let state = PoseidonTrait::new().update(span).update_with((1_u8, 2_u256)).finalize();
    let bits = (mask & 0xff00ff00ff) | (mask ^ 0x123456789);
    (pedersen(p.finalize(), 1), span, state, bits)
}
