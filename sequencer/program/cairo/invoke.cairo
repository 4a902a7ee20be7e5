// Transfers and withdrawals: INVOKE v3 with one call.

from starkware.cairo.common.cairo_builtins import PoseidonBuiltin, SignatureBuiltin
from starkware.cairo.common.registers import get_fp_and_pc
from starkware.cairo.common.signature import verify_ecdsa_signature

from accounts import Account, Context, credit, take
from constants import (
    ACCOUNT_CLASS,
    EMPTY_HASH,
    INVOKE_L1_DATA_GAS,
    INVOKE_L2_GAS,
    L2_BRIDGE,
    REVERTED,
    SELECTOR_TRANSFER,
    SELECTOR_WITHDRAW,
    SUCCEEDED,
    TOKEN,
)
from hashes import hash_seven
from numbers import assert_not_zero, split_address
from signed import absorb_common, absorb_rest, fee_fields

// What the tape says of an invocation after its fee's fields; the last seven
// words are the calldata, of which the first is the number of calls and the
// fourth that of the arguments.
struct Invocation {
    r: felt,
    s: felt,
    status: felt,
    calls: felt,
    to: felt,
    selector: felt,
    arguments: felt,
    recipient: felt,
    amount_low: felt,
    amount_high: felt,
}

// Reads an invocation that calls the selector of a contract, and lets the sender
// pay. Returns its hash, its status, its fee, and whom it gives how much.
func invoke{
    range_check_ptr,
    ecdsa_ptr: SignatureBuiltin*,
    poseidon_ptr: PoseidonBuiltin*,
    log_end: Account*,
    ctx: Context*,
}(to, selector) -> (hash: felt, status: felt, fee: felt, recipient: felt, amount: felt) {
    alloc_locals;
    let (__fp__, _) = get_fp_and_pc();
    let (local fee, local fee_hash) = fee_fields(INVOKE_L2_GAS, INVOKE_L1_DATA_GAS);
    local t: Invocation;
    %{ segments.write_arg(ids.t.address_, advice.take(ids.Invocation.SIZE)) %}
    assert t.calls = 1;
    assert t.to = to;
    assert t.selector = selector;
    assert t.arguments = 3;

    let (local sender) = take();
    assert sender.class_hash = ACCOUNT_CLASS;
    let (local calldata_hash) = hash_seven(&t.calls);
    absorb_common('invoke', sender.address, fee_hash, sender.nonce);
    // No account deployment data; then the padding of ten words.
    let (local hash) = absorb_rest(EMPTY_HASH, calldata_hash, 1, 0);
    verify_ecdsa_signature(
        message=hash, public_key=sender.public_key, signature_r=t.r, signature_s=t.s
    );

    assert [range_check_ptr] = t.amount_low;
    assert [range_check_ptr + 1] = t.amount_high;
    tempvar rest = sender.balance - fee;
    assert [range_check_ptr + 2] = rest;
    if (t.status == SUCCEEDED) {
        // The balance covers the amount.
        assert t.amount_high = 0;
        tempvar left = rest - t.amount_low;
        assert [range_check_ptr + 3] = left;
        append_paid(sender, left);
        let range_check_ptr = range_check_ptr + 4;
        return (hash, SUCCEEDED, fee, t.recipient, t.amount_low);
    }
    // It does not; whatever else the tape says is REVERTED.
    append_paid(sender, rest);
    if (t.amount_high != 0) {
        let range_check_ptr = range_check_ptr + 3;
        return (hash, REVERTED, fee, t.recipient, 0);
    }
    assert [range_check_ptr + 3] = t.amount_low - sender.balance + fee - 1;
    let range_check_ptr = range_check_ptr + 4;
    return (hash, REVERTED, fee, t.recipient, 0);
}

// Appends the version of an account that has sent a transaction.
func append_paid{log_end: Account*}(account: Account*, balance) {
    assert [log_end] = Account(
        index=account.index,
        address=account.address,
        next_address=account.next_address,
        next_index=account.next_index,
        class_hash=account.class_hash,
        public_key=account.public_key,
        nonce=account.nonce + 1,
        balance=balance,
    );
    let log_end = log_end + Account.SIZE;
    return ();
}

// Executes a transfer.
func transfer{
    range_check_ptr,
    ecdsa_ptr: SignatureBuiltin*,
    poseidon_ptr: PoseidonBuiltin*,
    log_end: Account*,
    account_count,
    ctx: Context*,
}() -> (hash: felt, status: felt, fee: felt) {
    alloc_locals;
    let (local hash, local status, local fee, local recipient, local amount) = invoke(
        TOKEN, SELECTOR_TRANSFER
    );
    assert_not_zero(recipient);
    split_address(recipient);
    if (status == SUCCEEDED) {
        credit(recipient, amount);
        return (hash, status, fee);
    }
    return (hash, status, fee);
}

// Executes a withdrawal, which sends a message to the bridge on L1.
func withdraw{
    range_check_ptr,
    ecdsa_ptr: SignatureBuiltin*,
    poseidon_ptr: PoseidonBuiltin*,
    to_l1: felt*,
    log_end: Account*,
    ctx: Context*,
}() -> (hash: felt, status: felt, fee: felt) {
    alloc_locals;
    let (local hash, local status, local fee, local recipient, local amount) = invoke(
        L2_BRIDGE, SELECTOR_WITHDRAW
    );
    // 0 < recipient < 2**160.
    assert_not_zero(recipient);
    tempvar low = nondet %{ advice.next() %};
    tempvar high = nondet %{ advice.next() %};
    assert recipient = low + high * 2 ** 128;
    assert [range_check_ptr] = low;
    assert [range_check_ptr + 1] = high;
    assert [range_check_ptr + 2] = 2 ** 32 - 1 - high;
    let range_check_ptr = range_check_ptr + 3;
    if (status == SUCCEEDED) {
        assert to_l1[0] = L2_BRIDGE;
        assert to_l1[1] = ctx.bridge;
        assert to_l1[2] = 4;
        assert to_l1[3] = 0;
        assert to_l1[4] = recipient;
        assert to_l1[5] = amount;
        assert to_l1[6] = 0;
        let to_l1 = to_l1 + 7;
        return (hash, status, fee);
    }
    return (hash, status, fee);
}
