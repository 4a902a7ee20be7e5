from starkware.cairo.common.cairo_builtins import (
    HashBuiltin, SignatureBuiltin, BitwiseBuiltin, EcOpBuiltin, KeccakBuiltin, PoseidonBuiltin, ModBuiltin, UInt384,
)
from starkware.cairo.common.alloc import alloc
from starkware.cairo.common.registers import get_label_location

func fib(a: felt, b: felt, n: felt) -> (res: felt) {
    if (n == 0) {
        return (res=b);
    }
    return fib(b, a + b, n - 1);
}
func main() {
    let (r) = fib(1, 1, 7500);
    assert r * 0 = 0;
    return ();
}
