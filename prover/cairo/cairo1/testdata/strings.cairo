// Arrays, byte arrays and printing; panics if asked to.
#[derive(Drop, Serde)]
struct Item {
    name: ByteArray,
    weight: u16,
}

#[executable]
fn main(items: Array<Item>, strict: bool) -> (u32, ByteArray) {
    let mut all: ByteArray = "";
    let mut weight = 0_u32;
    for item in items {
        println!("{} weighs {}", item.name, item.weight);
        all = format!("{all}{},", item.name);
        weight += item.weight.into();
    }
    if strict {
        assert!(weight < 100, "too heavy: {}", weight);
    }
    (weight, all)
}
