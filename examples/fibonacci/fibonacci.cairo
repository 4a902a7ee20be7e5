%builtins output
func main{output_ptr: felt*}() {
    let (y) = fib(1, 1, 20);
    assert [output_ptr] = y;
    let output_ptr = output_ptr + 1;
    return ();
}
func fib(a, b, n) -> (res: felt) {
    if (n == 0) {
        return (res=b);
    }
    return fib(b, a + b, n - 1);
}
