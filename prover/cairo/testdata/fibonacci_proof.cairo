%builtins output
func main{output_ptr: felt*}() {
    let (a, b) = fib(1, 1, 174000);
    assert [output_ptr] = a;
    let output_ptr = output_ptr + 1;
    return ();
}
func fib(a, b, n) -> (a: felt, b: felt) {
    if (n == 0) {
        return (a=a, b=b);
    }
    return fib(b, a + b, n - 1);
}
