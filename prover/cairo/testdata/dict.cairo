%builtins output pedersen range_check
from starkware.cairo.common.cairo_builtins import HashBuiltin
from starkware.cairo.common.dict import dict_new, dict_read, dict_write, dict_update, dict_squash
from starkware.cairo.common.default_dict import default_dict_new, default_dict_finalize
from starkware.cairo.common.small_merkle_tree import small_merkle_tree_update
from starkware.cairo.common.dict_access import DictAccess
from starkware.cairo.common.serialize import serialize_word
from starkware.cairo.common.hash_chain import hash_chain
from starkware.cairo.common.hash_state import hash_felts, hash_init, hash_update, hash_finalize
from starkware.cairo.common.hash import hash2
from starkware.cairo.common.alloc import alloc
from starkware.cairo.common.squash_dict import squash_dict

func loop{dict_ptr: DictAccess*}(n) {
    if (n == 0) {
return ();
}
    let (v) = dict_read(key=n * n);
    dict_write(key=n * n, new_value=v + n);
    dict_write(key=-n, new_value=n);
    return loop(n - 1);
}
func main{output_ptr: felt*, pedersen_ptr: HashBuiltin*, range_check_ptr}() {
    alloc_locals;
    let (local d0) = default_dict_new(default_value=7);
    let dict_ptr = d0;
    with dict_ptr {
loop(12);
loop(9);
}
    let (a, b) = default_dict_finalize(d0, dict_ptr, 7);
    serialize_word((b - a) / DictAccess.SIZE);
    serialize_word(a.new_value);
    %{ initial_dict = {1: 2, 3: 4, 5: 6, 7: 9} %}
    let (local d1) = dict_new();
    let dict_ptr = d1;
    with dict_ptr {
        let (v) = dict_read(3);
        dict_update(5, 6, 10);
        dict_write(1, 2 ** 100);
        dict_update(5, 10, 11);
    }
    serialize_word(v);
    let (s1, e1) = dict_squash(d1, dict_ptr);
    serialize_word(e1 - s1);
    let hash_ptr = pedersen_ptr;
    let (local d2) = default_dict_new(0);
    let dict_ptr = d2;
    with dict_ptr {
dict_write(1, 100);
dict_write(5, 200);
dict_write(1, 300);
dict_write(7, 2);
}
    let (s2, e2) = dict_squash(d2, dict_ptr);
    with hash_ptr {
        let (r0, r1) = small_merkle_tree_update(s2, e2, 5);
    }
    serialize_word(r0);
serialize_word(r1);
    let (data) = alloc();
    assert data[0] = 3;
assert data[1] = 5;
assert data[2] = 8;
assert data[3] = 9;
    with hash_ptr {
        let (h) = hash_chain(data);
        serialize_word(h);
        let (h) = hash_felts(data, 4);
        serialize_word(h);
        let (st) = hash_init();
        let (st) = hash_update(st, data, 4);
        let (h) = hash_finalize(st);
        serialize_word(h);
    }
    let pedersen_ptr = hash_ptr;
    return ();
}
