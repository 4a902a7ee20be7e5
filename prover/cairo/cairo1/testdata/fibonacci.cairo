// A loop over field elements: n steps of Fibonacci's sequence.
#[executable]
fn main(n: u32) -> felt252 {
    let mut a = 1;
    let mut b = 1;
    let mut i = 0_u32;
    while i != n {
        let c = a + b;
        a = b;
        b = c;
        i += 1;
    }
    a
}
