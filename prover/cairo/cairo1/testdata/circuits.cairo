// Modular arithmetic as a circuit: sums, differences, products, an inverse.
use core::circuit::{
    AddInputResultTrait, CircuitElement, CircuitInput, CircuitInputs, CircuitModulus, CircuitOutputsTrait,
    EvalCircuitTrait, circuit_add, circuit_inverse, circuit_mul, circuit_sub, u384, u96,
};

#[executable]
fn main(a: u96, b: u96) -> Array<felt252> {
    let x = CircuitElement::<CircuitInput<0>> {};
    let y = CircuitElement::<CircuitInput<1>> {};
    let sum = circuit_add(x, y);
    let inverse = circuit_inverse(sum);
    let difference = circuit_sub(inverse, y);
    let product = circuit_mul(inverse, difference);
    let square = circuit_mul(product, product);
    let modulus = TryInto::<_, CircuitModulus>::try_into(
        [0xffffffff00000001, 0xffffffff, 0, 0x1],
    ).unwrap();
    let outputs = (square, difference)
        .new_inputs()
        .next(u384 { limb0: a, limb1: 7, limb2: 0, limb3: 0 })
        .next(u384 { limb0: b, limb1: 0, limb2: 9, limb3: 0 })
        .done()
        .eval(modulus);
    let mut out = array![];
    match outputs {
        Result::Ok(o) => {
            let s = o.get_output(square);
            out.append(s.limb0.into());
            out.append(s.limb1.into());
            out.append(o.get_output(difference).limb0.into());
        },
        Result::Err(_) => out.append(0),
    }
    // An even number has no inverse modulo an even one.
    let inverse = circuit_inverse(CircuitElement::<CircuitInput<0>> {});
    let even = TryInto::<_, CircuitModulus>::try_into([6, 0, 0, 0]).unwrap();
    match (inverse,).new_inputs().next([4, 0, 0, 0]).done().eval(even) {
        Result::Ok(_) => out.append(1),
        Result::Err(_) => out.append(2),
    }
    out
}
