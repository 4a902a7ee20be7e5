// The account tree, before and after the block at once.

from starkware.cairo.common.cairo_builtins import HashBuiltin

from leaves import Leaf

// Below which children of a node there are leaves that the block opens.
const LEFT = 0;
const RIGHT = 1;
// Any other value: below both.

// Returns a node before and after the block, and takes the leaves below it from
// the list, of which there is one at least.
func update_tree{pedersen_ptr: HashBuiltin*, leaf: Leaf*}(height, position) -> (
    before: felt, after: felt
) {
    if (height == 0) {
        assert leaf.index = position;
        let leaf = leaf + Leaf.SIZE;
        return (before=leaf[-1].before, after=leaf[-1].after);
    }
    alloc_locals;
    tempvar touched = nondet %{ advice.next() %};
    if (touched == LEFT) {
        let (before, after) = update_tree(height - 1, 2 * position);
        tempvar sibling = nondet %{ advice.next() %};
        assert pedersen_ptr[0].x = before;
        assert pedersen_ptr[0].y = sibling;
        assert pedersen_ptr[1].x = after;
        assert pedersen_ptr[1].y = sibling;
        let pedersen_ptr = pedersen_ptr + 2 * HashBuiltin.SIZE;
        return (before=pedersen_ptr[-2].result, after=pedersen_ptr[-1].result);
    }
    if (touched == RIGHT) {
        let (before, after) = update_tree(height - 1, 2 * position + 1);
        tempvar sibling = nondet %{ advice.next() %};
        assert pedersen_ptr[0].x = sibling;
        assert pedersen_ptr[0].y = before;
        assert pedersen_ptr[1].x = sibling;
        assert pedersen_ptr[1].y = after;
        let pedersen_ptr = pedersen_ptr + 2 * HashBuiltin.SIZE;
        return (before=pedersen_ptr[-2].result, after=pedersen_ptr[-1].result);
    }
    let (local left_before, local left_after) = update_tree(height - 1, 2 * position);
    let (before, after) = update_tree(height - 1, 2 * position + 1);
    assert pedersen_ptr[0].x = left_before;
    assert pedersen_ptr[0].y = before;
    assert pedersen_ptr[1].x = left_after;
    assert pedersen_ptr[1].y = after;
    let pedersen_ptr = pedersen_ptr + 2 * HashBuiltin.SIZE;
    return (before=pedersen_ptr[-2].result, after=pedersen_ptr[-1].result);
}
