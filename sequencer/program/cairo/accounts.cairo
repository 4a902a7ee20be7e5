// Accounts while the block is executed.
//
// The array of versions holds first the accounts that the block opens, as they
// are before it, by rising index; then, in the order of execution, what each
// access leaves behind. An access takes one version and appends the account's
// next one. That nothing is taken twice, and nothing but what is there, needs no
// squashing: whoever takes version v writes his own number into cell v of the
// array of takers, and no cell of the memory has two values. In the end the block
// takes, of each account, the version that no access took.

from numbers import assert_lower, assert_not_zero, split_address

// A leaf of the tree with its index. All but the index is hashed, in this order.
struct Account {
    index: felt,
    address: felt,
    next_address: felt,
    next_index: felt,
    class_hash: felt,
    public_key: felt,
    nonce: felt,
    balance: felt,
}

// What does not change while transactions are executed.
struct Context {
    versions: Account*,
    takers: felt*,
    chain_id: felt,
    // The bridge's address on L1.
    bridge: felt,
    l2_gas_price: felt,
    l1_data_gas_price: felt,
}

// Takes a version, which must be an earlier one: the number of the taker is
// that of the version that it appends at log_end, in cells.
func take{range_check_ptr, log_end: Account*, ctx: Context*}() -> (account: Account*) {
    tempvar version = nondet %{ advice.next() %};
    tempvar account = ctx.versions + version * Account.SIZE;
    assert [range_check_ptr] = version;
    assert [range_check_ptr + 1] = log_end - account - Account.SIZE;
    let range_check_ptr = range_check_ptr + 2;
    assert ctx.takers[version] = log_end - ctx.versions;
    return (account=account);
}

// Adds an amount below 2**128 to the balance at an address that is not 0. The
// account comes into being if there is none.
func credit{range_check_ptr, log_end: Account*, account_count, ctx: Context*}(address, amount) {
    alloc_locals;
    local is_new = nondet %{ advice.next() %};
    let (local account) = take();
    if (is_new == 0) {
        assert account.address = address;
        tempvar balance = account.balance + amount;
        assert [range_check_ptr] = balance;
        let range_check_ptr = range_check_ptr + 1;
        assert [log_end] = Account(
            index=account.index,
            address=address,
            next_address=account.next_address,
            next_index=account.next_index,
            class_hash=account.class_hash,
            public_key=account.public_key,
            nonce=account.nonce,
            balance=balance,
        );
        let log_end = log_end + Account.SIZE;
        return ();
    }
    // There is none: the account is the one before the gap.
    let (local low, local high) = split_address(address);
    let (before_low, before_high) = split_address(account.address);
    assert_lower(before_low, before_high, low, high);
    if (account.next_address != 0) {
        let (after_low, after_high) = split_address(account.next_address);
        assert_lower(low, high, after_low, after_high);
        tempvar range_check_ptr = range_check_ptr;
    } else {
        tempvar range_check_ptr = range_check_ptr;
    }
    assert log_end[0] = Account(
        index=account.index,
        address=account.address,
        next_address=address,
        next_index=account_count,
        class_hash=account.class_hash,
        public_key=account.public_key,
        nonce=account.nonce,
        balance=account.balance,
    );
    assert log_end[1] = Account(
        index=account_count,
        address=address,
        next_address=account.next_address,
        next_index=account.next_index,
        class_hash=0,
        public_key=0,
        nonce=0,
        balance=amount,
    );
    let log_end = log_end + 2 * Account.SIZE;
    let account_count = account_count + 1;
    return ();
}
