%builtins output pedersen range_check
from starkware.cairo.common.cairo_builtins import HashBuiltin
from starkware.cairo.common.merkle_update import merkle_update
from starkware.cairo.common.merkle_multi_update import merkle_multi_update
from starkware.cairo.common.patricia import patricia_update
from starkware.cairo.common.dict_access import DictAccess
from starkware.cairo.common.alloc import alloc
from starkware.cairo.common.serialize import serialize_word
from starkware.cairo.common.segments import relocate_segment
func main{output_ptr: felt*, pedersen_ptr: HashBuiltin*, range_check_ptr}() {
    alloc_locals;
    let hash_ptr = pedersen_ptr;
    %{
        from starkware.cairo.lang.vm.crypto import pedersen_hash
        auth_path = [11, 12, 13, 14][::-1]
    %}
    with hash_ptr {
let (a, b) = merkle_update(4, 5, 6, 9);
}
    serialize_word(a);
serialize_word(b);
    local prev_root;
local new_root;
    let (up: DictAccess*) = alloc();
    assert up[0] = DictAccess(key=1, prev_value=10, new_value=20);
    assert up[1] = DictAccess(key=4, prev_value=0, new_value=21);
    assert up[2] = DictAccess(key=6, prev_value=3, new_value=0);
    %{
        def build(leaves):
            layer = leaves
            pre = {}
            while len(layer) > 1:
                nxt = []
                for i in range(0, len(layer), 2):
                    h = pedersen_hash(layer[i], layer[i + 1])
                    pre[h] = (layer[i], layer[i + 1])
                    nxt.append(h)
                layer = nxt
            return layer[0], pre
        l0 = [0] * 8; l0[1] = 10; l0[6] = 3
        l1 = list(l0); l1[1] = 20; l1[4] = 21; l1[6] = 0
        ids.prev_root, p0 = build(l0)
        ids.new_root, p1 = build(l1)
        preimage = {**p0, **p1}
    %}
    with hash_ptr {
merkle_multi_update(up, 3, 3, prev_root, new_root);
}
    serialize_word(new_root);
    local proot;
local nroot;
    %{
        def tree(height, leaves):
            # leaves: dict index -> value; the node as (length, path, bottom)
            def node(h, prefix):
                if h == 0:
                    return (0, 0, leaves.get(prefix, 0))
                l = node(h - 1, prefix * 2)
                r = node(h - 1, prefix * 2 + 1)
                if l == (0, 0, 0) and r == (0, 0, 0):
                    return (0, 0, 0)
                if l == (0, 0, 0):
                    return (r[0] + 1, r[1] + 2 ** r[0], r[2])
                if r == (0, 0, 0):
                    return (l[0] + 1, l[1], l[2])
                hl, hr = hashed(l), hashed(r)
                v = pedersen_hash(hl, hr)
                pre[v] = (hl, hr)
                return (0, 0, v)
            def hashed(n):
                if n[0] == 0:
                    return n[2]
                v = pedersen_hash(n[2], n[1]) + n[0]
                pre[v] = n
                return v
            pre = {}
            return hashed(node(height, 0)), pre
        a0 = {1: 10, 6: 3, 100: 5}
        a1 = {1: 20, 4: 21, 100: 5, 101: 77}
        ids.proot, p0 = tree(7, a0)
        ids.nroot, p1 = tree(7, a1)
        preimage = {}
        preimage.update(p0)
        preimage.update(p1)
        __patricia_skip_validation_runner = None
    %}
    let (up2: DictAccess*) = alloc();
    assert up2[0] = DictAccess(key=1, prev_value=10, new_value=20);
    assert up2[1] = DictAccess(key=4, prev_value=0, new_value=21);
    assert up2[2] = DictAccess(key=6, prev_value=3, new_value=0);
    assert up2[3] = DictAccess(key=101, prev_value=0, new_value=77);
    with hash_ptr {
patricia_update(up2, 4, 7, proot, nroot);
}
    serialize_word(nroot);
    let pedersen_ptr = hash_ptr;
    local tmp: felt*;
    %{ ids.tmp = segments.add_temp_segment() %}
    assert tmp[0] = 5;
assert tmp[1] = 6;
    let (real) = alloc();
    assert real[0] = 4;
    relocate_segment(tmp, real + 1);
    assert tmp[2] = 8;
    assert [real + 4] = cast(tmp, felt) - cast(real, felt);
    return ();
}
