// Fibonacci numbers, a Pedersen and a Poseidon hash, a range check and a bitwise operation each round.
%builtins output pedersen range_check ecdsa bitwise ec_op poseidon
func main{output_ptr: felt*, pedersen_ptr: felt*, range_check_ptr, ecdsa_ptr: felt*, bitwise_ptr: felt*, ec_op_ptr: felt*, poseidon_ptr: felt*}() {
    alloc_locals;
    local n;
    %{ ids.n = program_input['rounds'] %}
    let (h) = rounds(1, n);
    assert [output_ptr] = h;
    let output_ptr = output_ptr + 1;
    return ();
}
func rounds{pedersen_ptr: felt*, range_check_ptr, bitwise_ptr: felt*, poseidon_ptr: felt*}(h, n) -> (res: felt) {
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
    assert bitwise_ptr[0] = n;
    assert bitwise_ptr[1] = 0x5555555555555555555555555555555555555555555555555;
    local both = bitwise_ptr[3];
    let bitwise_ptr = bitwise_ptr + 5;
    assert poseidon_ptr[0] = hashed;
    assert poseidon_ptr[1] = f;
    assert poseidon_ptr[2] = 2;
    local permuted = poseidon_ptr[3];
    let poseidon_ptr = poseidon_ptr + 6;
    return rounds(hashed + both + permuted, n - 1);
}
func fib(a, b, n) -> (res: felt) {
    if (n == 0) {
        return (res=b);
    }
    return fib(b, a + b, n - 1);
}
