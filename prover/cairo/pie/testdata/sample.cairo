%builtins output pedersen range_check
from starkware.cairo.common.cairo_builtins import HashBuiltin
from starkware.cairo.common.hash import hash2
from starkware.cairo.common.math import assert_le
from starkware.cairo.common.alloc import alloc
func main{output_ptr: felt*, pedersen_ptr: HashBuiltin*, range_check_ptr}() {
    let (h) = hash2{hash_ptr=pedersen_ptr}(1, 2);
    assert_le(3, 5);
    let (a) = alloc();
    assert a[0] = 7;
    assert a[3] = cast(a, felt);
    assert [output_ptr] = h;
    assert [output_ptr+1] = 42;
    let output_ptr = output_ptr + 2;
    %{
    output_builtin.add_page(page_id=1, page_start=ids.output_ptr - 1, page_size=1)
    output_builtin.add_attribute('gps_fact_topology', [2, 1, 0, 2]) %}
    return ();
}
