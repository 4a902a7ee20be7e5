// Dictionaries: several at once, small and big keys, values that are pointers,
// one that is never written.
use core::dict::{Felt252Dict, Felt252DictEntryTrait, Felt252DictTrait};

#[executable]
fn main(n: u32) -> (felt252, u64, u128) {
    let mut small: Felt252Dict<felt252> = Default::default();
    let mut big: Felt252Dict<u64> = Default::default();
    let mut unused: Felt252Dict<u8> = Default::default();
    let mut i = 0_u32;
    let mut key = 1;
    while i != n {
        small.insert((i % 5).into(), small.get((i % 5).into()) + i.into());
        key = key * 0x123456789abcdef0123456789abcdef0123 + 17;
        big.insert(key, i.into());
        big.insert(key - 1, big.get(key) + 1);
        i += 1;
    }
    let mut total = 0;
    let mut k = 0;
    while k != 6 {
        total = total * 1000 + small.get(k);
        k += 1;
    }
    let mut lists: Felt252Dict<Nullable<Span<u128>>> = Default::default();
    lists.insert('a', NullableTrait::new(array![1, 2, 3].span()));
    lists.insert('b', NullableTrait::new(array![40].span()));
    let (entry, old) = lists.entry('a');
    let s = old.deref();
    lists = entry.finalize(NullableTrait::new(s));
    let sum = *lists.get('a').deref()[2] + *lists.get('b').deref()[0];
    let missing = unused.get(3);
    (total, big.get(key) + missing.into(), sum)
}
