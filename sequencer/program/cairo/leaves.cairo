// The leaves that the block opens: before it, after it, and what it says of them
// in the state diff.

from starkware.cairo.common.cairo_builtins import PoseidonBuiltin

from accounts import Account, Context
from constants import ACCOUNT_CLASS
from hashes import hash_seven
from numbers import split_address

// A leaf of the tree, before and after the block; 0 is an index that is not in use.
struct Leaf {
    index: felt,
    before: felt,
    after: felt,
}

// Opens n leaves that are in use: reads the accounts, proves the range of each of
// their parts, and hashes them. Their indices, and that they rise, are proved by
// the tree.
func open_leaves{range_check_ptr, poseidon_ptr: PoseidonBuiltin*}(
    account: Account*, leaf: Leaf*, n
) {
    if (n == 0) {
        return ();
    }
    alloc_locals;
    %{ segments.write_arg(ids.account.address_, advice.take(ids.Account.SIZE)) %}
    split_address(account.address);
    split_address(account.next_address);
    assert [range_check_ptr] = account.next_index;
    assert [range_check_ptr + 1] = 2 ** 32 - 1 - account.next_index;
    assert [range_check_ptr + 2] = account.balance;
    // The nonce's other bound is proved of the last version: nonces don't fall.
    assert [range_check_ptr + 3] = account.nonce;
    let range_check_ptr = range_check_ptr + 4;
    if (account.class_hash == 0) {
        assert account.public_key = 0;
    } else {
        assert account.class_hash = ACCOUNT_CLASS;
    }
    let (hash) = hash_seven(&account.address);
    assert leaf.index = account.index;
    assert leaf.before = hash;
    return open_leaves(account=account + Account.SIZE, leaf=leaf + Leaf.SIZE, n=n - 1);
}

// Closes n leaves that were in use before the block. The number of the taker that
// takes the last version is negative, so it is no access's.
func close_leaves{
    range_check_ptr, poseidon_ptr: PoseidonBuiltin*, diff: felt*, log_end: Account*, ctx: Context*
}(account: Account*, leaf: Leaf*, n, taker, opened) {
    if (n == 0) {
        return ();
    }
    alloc_locals;
    let (local after) = last_version(taker, opened);
    assert after.index = leaf.index;
    let (hash) = hash_seven(&after.address);
    assert leaf.after = hash;
    tempvar entry = after.balance + after.nonce * 2 ** 128 + after.index * 2 ** 192;
    if (after.class_hash == account.class_hash) {
        assert diff[0] = entry;
        let diff = diff + 1;
        return close_leaves(
            account=account + Account.SIZE,
            leaf=leaf + Leaf.SIZE,
            n=n - 1,
            taker=taker - 1,
            opened=opened,
        );
    }
    assert diff[0] = entry + 2 ** 225;
    assert diff[1] = after.public_key;
    let diff = diff + 2;
    return close_leaves(
        account=account + Account.SIZE,
        leaf=leaf + Leaf.SIZE,
        n=n - 1,
        taker=taker - 1,
        opened=opened,
    );
}

// Closes n leaves of accounts that the block made, from an index on.
func close_new_leaves{
    range_check_ptr, poseidon_ptr: PoseidonBuiltin*, diff: felt*, log_end: Account*, ctx: Context*
}(index, leaf: Leaf*, n, taker, opened) {
    if (n == 0) {
        return ();
    }
    alloc_locals;
    let (local after) = last_version(taker, opened);
    assert after.index = index;
    let (hash) = hash_seven(&after.address);
    assert [leaf] = Leaf(index=index, before=0, after=hash);
    tempvar entry = after.balance + after.nonce * 2 ** 128 + index * 2 ** 192 + 2 ** 224;
    assert diff[1] = after.address;
    if (after.class_hash == 0) {
        assert diff[0] = entry;
        let diff = diff + 2;
        return close_new_leaves(
            index=index + 1, leaf=leaf + Leaf.SIZE, n=n - 1, taker=taker - 1, opened=opened
        );
    }
    assert diff[0] = entry + 2 ** 225;
    assert diff[2] = after.public_key;
    let diff = diff + 3;
    return close_new_leaves(
        index=index + 1, leaf=leaf + Leaf.SIZE, n=n - 1, taker=taker - 1, opened=opened
    );
}

// Takes a version that an access has appended, after the opened ones.
func last_version{range_check_ptr, log_end: Account*, ctx: Context*}(taker, opened) -> (
    account: Account*
) {
    tempvar version = nondet %{ advice.next() %};
    tempvar account = ctx.versions + version * Account.SIZE;
    assert [range_check_ptr] = version - opened;
    assert [range_check_ptr + 1] = log_end - account - Account.SIZE;
    assert [range_check_ptr + 2] = 2 ** 64 - 1 - account.nonce;
    let range_check_ptr = range_check_ptr + 3;
    assert ctx.takers[version] = taker;
    return (account=account);
}
