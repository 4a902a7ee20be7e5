%builtins output range_check
from starkware.cairo.common.math import assert_nn, assert_le
func f{range_check_ptr}(x) {
    with_attr error_message("x must be small. Got: {x}.") {
        assert_le(x, 10);
    }
    return ();
}
func main{output_ptr: felt*, range_check_ptr}() {
    f(3);
    f(11);
    return ();
}
