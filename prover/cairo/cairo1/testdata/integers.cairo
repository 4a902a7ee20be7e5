// Integers of all widths: checked arithmetic, division, roots, inverses,
// comparisons of field elements.
use core::num::traits::{OverflowingAdd, Sqrt, WideMul, WrappingMul};
use core::math::{u256_inv_mod, u256_mul_mod_n};
use core::integer::u512_safe_div_rem_by_u256;

#[executable]
fn main(a: u128, b: u128, f: felt252) -> Array<felt252> {
    let mut out = array![];
    out.append((a / b).into());
    out.append((a % b).into());
    out.append(a.sqrt().into());
    let (sum, carry) = a.overflowing_add(b);
    out.append(sum.into());
    out.append(if carry { 1 } else { 0 });
    let wide: u256 = a.wide_mul(b);
    out.append(wide.low.into());
    out.append(wide.high.into());
    let x = u256 { low: a, high: b };
    let y = u256 { low: b, high: 7 };
    let q = x / y;
    let r = x % y;
    out.append(q.low.into());
    out.append(r.high.into());
    out.append(x.sqrt().into());
    let big = x.wide_mul(y);
    let (q, r) = u512_safe_div_rem_by_u256(big, (x - 1).try_into().unwrap());
    out.append(q.limb0.into());
    out.append(q.limb3.into());
    out.append(r.low.into());
    match u256_inv_mod(x, 1000000007_u256.try_into().unwrap()) {
        Option::Some(inv) => { let inv: u256 = inv.into(); out.append(inv.low.into()); },
        Option::None => { out.append(0); },
    }
    match u256_inv_mod(6, 9_u256.try_into().unwrap()) {
        Option::Some(_) => { out.append(1); },
        Option::None => { out.append(2); },
    }
    match u256_inv_mod(6, 8_u256.try_into().unwrap()) {
        Option::Some(_) => { out.append(3); },
        Option::None => { out.append(4); },
    }
    match u256_inv_mod(6, 1_u256.try_into().unwrap()) {
        Option::Some(_) => { out.append(5); },
        Option::None => { out.append(6); },
    }
    out.append(u256_mul_mod_n(x, y, 0x1234567890abcdef1234567890abcdef_u256.try_into().unwrap()).low.into());
    let s: u8 = 200;
    out.append((s.wrapping_mul(3)).into());
    let i: i64 = -5;
    out.append((i / 2).into());
    out.append((i * -3).into());
    let as_u256: u256 = f.into();
    out.append(as_u256.low.into());
    out.append(if as_u256 < x { 1 } else { 0 });
    let small: Option<u16> = f.try_into();
    out.append(if small.is_some() { 1 } else { 0 });
    out
}
