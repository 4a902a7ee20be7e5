// Deposits: messages from L1, consumed whatever they say.

from starkware.cairo.common.cairo_builtins import HashBuiltin

from accounts import Account, Context, credit, take
from constants import L2_BRIDGE, MAX_PAYLOAD, REVERTED, SELECTOR_DEPOSIT, SUCCEEDED
from hashes import chain, hash_chain
from numbers import assert_no_address, assert_not_zero, split_felt

// A message as the output has it; the payload follows.
struct Message {
    from_address: felt,
    to_address: felt,
    nonce: felt,
    selector: felt,
    payload_length: felt,
}

// Why a deposit does nothing; the tape says which, and the program proves it.
const NOTHING = 0;
const OTHER_SENDER = 1;
const OTHER_CONTRACT = 2;
const OTHER_HANDLER = 3;
const OTHER_LENGTH = 4;
const NO_RECIPIENT = 5;
const NO_ADDRESS = 6;
const LARGE_LOW = 7;
const LARGE_HIGH = 8;
// Any other value: OVERFLOW.

// Consumes a message, which is written to to_l2, and executes it.
func deposit{
    pedersen_ptr: HashBuiltin*,
    range_check_ptr,
    to_l2: felt*,
    log_end: Account*,
    account_count,
    ctx: Context*,
}() -> (hash: felt, status: felt) {
    alloc_locals;
    local message: Message* = cast(to_l2, Message*);
    local payload: felt* = to_l2 + Message.SIZE;
    %{
        segments.write_arg(ids.to_l2, advice.take(5))
        segments.write_arg(ids.to_l2 + 5, advice.take(memory[ids.to_l2 + 4]))
    %}
    // That it is no negative number shows when the payload is hashed, word by word.
    assert [range_check_ptr] = MAX_PAYLOAD - message.payload_length;
    let range_check_ptr = range_check_ptr + 1;
    let to_l2 = payload + message.payload_length;

    // The hash of the L1 handler's transaction, whose calldata is sender and payload.
    let (state) = chain(0, &message.from_address, 1);
    let (state) = chain(state, payload, message.payload_length);
    let (calldata_hash) = chain(state, new (message.payload_length + 1), 1);
    let (local hash) = hash_chain(
        cast(
            new (
                'l1_handler',
                0,
                message.to_address,
                message.selector,
                calldata_hash,
                0,
                ctx.chain_id,
                message.nonce,
            ),
            felt*,
        ),
        8,
    );

    local reason = nondet %{ advice.next() %};
    if (reason == NOTHING) {
        assert message.from_address = ctx.bridge;
        assert message.to_address = L2_BRIDGE;
        assert message.selector = SELECTOR_DEPOSIT;
        assert message.payload_length = 3;
        assert [range_check_ptr] = payload[1];
        let range_check_ptr = range_check_ptr + 1;
        assert payload[2] = 0;
        assert_not_zero(payload[0]);
        // It exists, or is proved to be an address.
        credit(payload[0], payload[1]);
        return (hash=hash, status=SUCCEEDED);
    }
    refuse(reason, message, payload);
    return (hash=hash, status=REVERTED);
}

// Proves that a message is no deposit that can be executed: for the reason that
// the tape gives, which must hold.
func refuse{range_check_ptr, log_end: Account*, ctx: Context*}(
    reason, message: Message*, payload: felt*
) {
    alloc_locals;
    if (reason == OTHER_SENDER) {
        assert_not_zero(message.from_address - ctx.bridge);
        return ();
    }
    if (reason == OTHER_CONTRACT) {
        assert_not_zero(message.to_address - L2_BRIDGE);
        return ();
    }
    if (reason == OTHER_HANDLER) {
        assert_not_zero(message.selector - SELECTOR_DEPOSIT);
        return ();
    }
    if (reason == OTHER_LENGTH) {
        assert_not_zero(message.payload_length - 3);
        return ();
    }
    // If there are not three words of payload, it is no deposit, whatever is read here.
    if (reason == NO_RECIPIENT) {
        assert payload[0] = 0;
        return ();
    }
    if (reason == NO_ADDRESS) {
        assert_no_address(payload[0]);
        return ();
    }
    if (reason == LARGE_LOW) {
        let (_, high) = split_felt(payload[1]);
        assert_not_zero(high);
        return ();
    }
    if (reason == LARGE_HIGH) {
        assert_not_zero(payload[2]);
        return ();
    }
    // What is left is OVERFLOW.
    let (account) = take();
    assert account.address = payload[0];
    assert [range_check_ptr] = account.balance + payload[1] - 2 ** 128;
    let range_check_ptr = range_check_ptr + 1;
    assert [log_end] = [account];
    let log_end = log_end + Account.SIZE;
    return ();
}
