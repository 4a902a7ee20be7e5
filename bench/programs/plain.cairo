// Fibonacci numbers: no builtin.
func main() {
    tempvar n;
    %{ ids.n = program_input['rounds'] %}
    rounds(n);
    return ();
}
func rounds(n) {
    if (n == 0) {
        return ();
    }
    fib(1, n, 30);
    return rounds(n - 1);
}
func fib(a, b, n) -> (res: felt) {
    if (n == 0) {
        return (res=b);
    }
    return fib(b, a + b, n - 1);
}
