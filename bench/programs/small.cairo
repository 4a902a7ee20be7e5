// Fibonacci numbers, a Pedersen hash and a range check each round.
%builtins output pedersen range_check ecdsa
func main{output_ptr: felt*, pedersen_ptr: felt*, range_check_ptr, ecdsa_ptr: felt*}() {
    alloc_locals;
    local n;
    %{ ids.n = program_input['rounds'] %}
    let (h) = rounds(1, n);
    assert [output_ptr] = h;
    let output_ptr = output_ptr + 1;
    return ();
}
func rounds{pedersen_ptr: felt*, range_check_ptr}(h, n) -> (res: felt) {
    alloc_locals;
    if (n == 0) {
        return (res=h);
    }
    let (local f) = fib(h, n, 30);
    assert pedersen_ptr[0] = h;
    assert pedersen_ptr[1] = f;
    local hashed = pedersen_ptr[2];
    let pedersen_ptr = pedersen_ptr + 3;
    assert [range_check_ptr] = 0x7ffe7fff80008001800280037ffd7ffc + n * 0x10001;
    let range_check_ptr = range_check_ptr + 1;
    return rounds(hashed, n - 1);
}
func fib(a, b, n) -> (res: felt) {
    if (n == 0) {
        return (res=b);
    }
    return fib(b, a + b, n - 1);
}
