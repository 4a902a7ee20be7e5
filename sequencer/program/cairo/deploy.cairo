// Deployments of accounts: DEPLOY_ACCOUNT v3.

from starkware.cairo.common.cairo_builtins import HashBuiltin, PoseidonBuiltin, SignatureBuiltin
from starkware.cairo.common.poseidon_state import PoseidonBuiltinState
from starkware.cairo.common.signature import verify_ecdsa_signature

from accounts import Account, Context, take
from constants import ACCOUNT_CLASS, ADDRESS_BOUND, DEPLOY_L1_DATA_GAS, DEPLOY_L2_GAS
from hashes import hash_chain, hash_words
from numbers import assert_no_address, split_address
from signed import absorb_common, absorb_rest, fee_fields

// What the tape says of a deployment after its fee's fields.
struct Deployment {
    r: felt,
    s: felt,
    salt: felt,
    public_key: felt,
}

// Returns the address of a standard account that deploys itself: a Pedersen hash
// modulo ADDRESS_BOUND.
func contract_address{pedersen_ptr: HashBuiltin*, range_check_ptr}(salt, public_key) -> (
    address: felt
) {
    alloc_locals;
    let (calldata_hash) = hash_chain(cast(new (public_key,), felt*), 1);
    let (local hash) = hash_chain(
        cast(new ('STARKNET_CONTRACT_ADDRESS', 0, salt, ACCOUNT_CLASS, calldata_hash), felt*), 5
    );
    // The hash as an integer is below twice the bound, so the bound fits into it
    // once or not at all.
    tempvar fits = nondet %{ advice.next() %};
    if (fits == 0) {
        split_address(hash);
        return (address=hash);
    }
    assert_no_address(hash);
    return (address=hash - ADDRESS_BOUND);
}

// Executes a deployment: an account that somebody has credited gets class and key.
func deploy{
    pedersen_ptr: HashBuiltin*,
    range_check_ptr,
    ecdsa_ptr: SignatureBuiltin*,
    poseidon_ptr: PoseidonBuiltin*,
    log_end: Account*,
    ctx: Context*,
}() -> (hash: felt, fee: felt) {
    alloc_locals;
    let (local fee, local fee_hash) = fee_fields(DEPLOY_L2_GAS, DEPLOY_L1_DATA_GAS);
    local t: Deployment;
    %{ segments.write_arg(ids.t.address_, advice.take(ids.Deployment.SIZE)) %}
    let (local address) = contract_address(t.salt, t.public_key);

    let (local account) = take();
    assert account.address = address;
    assert account.class_hash = 0;
    assert account.nonce = 0;
    tempvar balance = account.balance - fee;
    assert [range_check_ptr] = balance;
    let range_check_ptr = range_check_ptr + 1;
    assert [log_end] = Account(
        index=account.index,
        address=address,
        next_address=account.next_address,
        next_index=account.next_index,
        class_hash=ACCOUNT_CLASS,
        public_key=t.public_key,
        nonce=1,
        balance=balance,
    );
    let log_end = log_end + Account.SIZE;

    let (local calldata_hash) = hash_words(cast(new (t.public_key,), felt*), 1);
    absorb_common('deploy_account', address, fee_hash, 0);
    // Then the padding of eleven words.
    let (local hash) = absorb_rest(calldata_hash, ACCOUNT_CLASS, t.salt, 1);
    verify_ecdsa_signature(message=hash, public_key=t.public_key, signature_r=t.r, signature_s=t.s);
    return (hash=hash, fee=fee);
}
