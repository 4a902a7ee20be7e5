// The block program: proves a block by the rules of format.md.
//
// The tape holds, in this order: header, config, use_kzg_da and the number of
// blobs, the number of accounts, the leaves that the block opens, the words of
// messages to L1, the transactions, the fees' credit, the accounts' last
// versions, the tree, and what the blobs' evaluation needs.
%builtins output pedersen range_check ecdsa poseidon

from starkware.cairo.common.alloc import alloc
from starkware.cairo.common.cairo_builtins import HashBuiltin, PoseidonBuiltin, SignatureBuiltin
from starkware.cairo.common.registers import get_fp_and_pc

from accounts import Account, Context, credit
from blob import write_blobs
from constants import (
    BLOCK_DOMAIN,
    CONFIG_DOMAIN,
    DEPLOY,
    HEADER_WORDS,
    STATE_DOMAIN,
    SUCCEEDED,
    TRANSFER,
    TREE_HEIGHT,
    WITHDRAWAL,
)
from deploy import deploy
from deposit import deposit
from hashes import hash_words
from invoke import transfer, withdraw
from leaves import Leaf, close_leaves, close_new_leaves, open_leaves
from numbers import assert_64_bits, assert_not_zero, split_address
from tree import update_tree

// The header as far as it is known before execution.
struct Header {
    number: felt,
    parent_hash: felt,
    timestamp: felt,
    sequencer: felt,
    l1_gas_price: felt,
    l2_gas_price: felt,
    l1_data_gas_price: felt,
}

struct Config {
    l2_chain_id: felt,
    l1_chain_id: felt,
    core: felt,
    bridge: felt,
}

// The numbers that the tape begins with, after header and config.
struct Numbers {
    use_kzg_da: felt,
    blobs: felt,
    account_count: felt,
    opened: felt,
    // Words of messages to L1.
    to_l1: felt,
    transactions: felt,
}

func main{
    output_ptr: felt*,
    pedersen_ptr: HashBuiltin*,
    range_check_ptr,
    ecdsa_ptr: SignatureBuiltin*,
    poseidon_ptr: PoseidonBuiltin*,
}() {
    alloc_locals;
    let (__fp__, _) = get_fp_and_pc();
    local header: Header;
    local config: Config;
    local n: Numbers;
    %{
        segments.write_arg(ids.header.address_, advice.take(ids.Header.SIZE))
        segments.write_arg(ids.config.address_, advice.take(ids.Config.SIZE))
        segments.write_arg(ids.n.address_, advice.take(ids.Numbers.SIZE))
    %}
    check_header(&header);

    // Where the output's parts begin.
    local out: felt* = output_ptr;
    assert n.use_kzg_da * (n.use_kzg_da - 1) = 0;
    assert out[8] = n.use_kzg_da;
    local to_l1_start: felt* = out + HEADER_WORDS + n.use_kzg_da * (2 + 4 * n.blobs);
    local to_l2_start: felt* = to_l1_start + 1 + n.to_l1;

    let (local versions: Account*) = alloc();
    let (takers: felt*) = alloc();
    let (local leaves: Leaf*) = alloc();
    let (local outcomes: felt*) = alloc();
    local context: Context = Context(
        versions=versions,
        takers=takers,
        chain_id=config.l2_chain_id,
        bridge=config.bridge,
        l2_gas_price=header.l2_gas_price,
        l1_data_gas_price=header.l1_data_gas_price,
    );
    let ctx = &context;
    open_leaves(versions, leaves, n.opened);

    let log_end = versions + n.opened * Account.SIZE;
    let account_count = n.account_count;
    let to_l1 = to_l1_start + 1;
    let to_l2 = to_l2_start + 1;
    with log_end, account_count, to_l1, to_l2, ctx {
        let (fees) = execute(outcomes, n.transactions, 0);
        credit_fees(header.sequencer, fees);
    }
    // The messages are as many as their beginnings say.
    assert to_l1_start[0] = n.to_l1;
    assert to_l1 = to_l2_start;
    assert to_l2_start[0] = to_l2 - to_l2_start - 1;

    // The state diff goes to the output's end, or into blobs.
    local account_count = account_count;
    local made = account_count - n.account_count;
    assert [range_check_ptr] = n.account_count;
    assert [range_check_ptr + 1] = 2 ** 32 - 1 - account_count;
    let range_check_ptr = range_check_ptr + 2;
    let (in_blobs: felt*) = alloc();
    local diff_start: felt*;
    if (n.use_kzg_da == 0) {
        assert diff_start = to_l2;
    } else {
        assert diff_start = in_blobs;
    }
    assert diff_start[0] = header.timestamp + n.account_count * 2 ** 64 + account_count * 2 ** 96 +
        (n.opened + made) * 2 ** 128;
    let diff = diff_start + 1;
    with diff, log_end, ctx {
        close_leaves(versions, leaves, n.opened, -1, n.opened);
        close_new_leaves(
            n.account_count, leaves + n.opened * Leaf.SIZE, made, -1 - n.opened, n.opened
        );
    }
    local diff_end: felt* = diff;

    let (tree_before, tree_after) = tree_roots(leaves, n.opened + made);
    let (local root_before) = hash_words(
        cast(new (STATE_DOMAIN, tree_before, n.account_count), felt*), 3
    );
    let (local root_after) = hash_words(
        cast(new (STATE_DOMAIN, tree_after, account_count), felt*), 3
    );
    let (commitment) = hash_words(outcomes, 2 * n.transactions);
    let (block_hash) = hash_words(
        cast(
            new (
                BLOCK_DOMAIN,
                header.number,
                header.parent_hash,
                header.timestamp,
                header.sequencer,
                header.l1_gas_price,
                header.l2_gas_price,
                header.l1_data_gas_price,
                root_after,
                n.transactions,
                commitment,
            ),
            felt*,
        ),
        11,
    );
    let (config_hash) = hash_words(
        cast(
            new (CONFIG_DOMAIN, config.l2_chain_id, config.l1_chain_id, config.core, config.bridge),
            felt*,
        ),
        5,
    );
    assert out[0] = root_before;
    assert out[1] = root_after;
    assert out[2] = header.number - 1;
    assert out[3] = header.number;
    assert out[4] = header.parent_hash;
    assert out[5] = block_hash;
    assert out[6] = 0;
    assert out[7] = config_hash;
    assert out[9] = 0;

    if (n.use_kzg_da == 0) {
        let output_ptr = diff_end;
        return ();
    }
    assert out[HEADER_WORDS + 1] = n.blobs;
    write_blobs(out + HEADER_WORDS, diff_start, diff_end - diff_start);
    let output_ptr = to_l2;
    return ();
}

// Proves the ranges of the header's fields.
func check_header{range_check_ptr}(header: Header*) {
    // There is a block before it.
    assert [range_check_ptr] = header.number - 1;
    assert [range_check_ptr + 1] = 2 ** 64 - 1 - header.number;
    let range_check_ptr = range_check_ptr + 2;
    assert_64_bits(header.timestamp);
    assert_64_bits(header.l1_gas_price);
    assert_64_bits(header.l2_gas_price);
    assert_64_bits(header.l1_data_gas_price);
    assert_not_zero(header.sequencer);
    split_address(header.sequencer);
    return ();
}

// Executes n transactions, writes hash and status of each to outcomes, and returns
// the sum of the fees, including those before.
func execute{
    pedersen_ptr: HashBuiltin*,
    range_check_ptr,
    ecdsa_ptr: SignatureBuiltin*,
    poseidon_ptr: PoseidonBuiltin*,
    to_l1: felt*,
    to_l2: felt*,
    log_end: Account*,
    account_count,
    ctx: Context*,
}(outcomes: felt*, n, fees) -> (fees: felt) {
    if (n == 0) {
        return (fees=fees);
    }
    alloc_locals;
    local kind = nondet %{ advice.next() %};
    if (kind == TRANSFER) {
        let (hash, status, fee) = transfer();
        assert outcomes[0] = hash;
        assert outcomes[1] = status;
        return execute(outcomes=outcomes + 2, n=n - 1, fees=fees + fee);
    }
    if (kind == WITHDRAWAL) {
        let (hash, status, fee) = withdraw();
        assert outcomes[0] = hash;
        assert outcomes[1] = status;
        return execute(outcomes=outcomes + 2, n=n - 1, fees=fees + fee);
    }
    if (kind == DEPLOY) {
        let (hash, fee) = deploy();
        assert outcomes[0] = hash;
        assert outcomes[1] = SUCCEEDED;
        return execute(outcomes=outcomes + 2, n=n - 1, fees=fees + fee);
    }
    // What is left is DEPOSIT.
    let (hash, status) = deposit();
    assert outcomes[0] = hash;
    assert outcomes[1] = status;
    return execute(outcomes=outcomes + 2, n=n - 1, fees=fees);
}

// Gives the sequencer the block's fees, which are no more than 2**86 a transaction.
func credit_fees{range_check_ptr, log_end: Account*, account_count, ctx: Context*}(
    sequencer, fees
) {
    if (fees == 0) {
        return ();
    }
    return credit(sequencer, fees);
}

// Returns the roots of the tree before and after the block, in which n leaves are
// opened.
func tree_roots{pedersen_ptr: HashBuiltin*}(leaves: Leaf*, n) -> (before: felt, after: felt) {
    alloc_locals;
    if (n == 0) {
        tempvar root = nondet %{ advice.next() %};
        return (before=root, after=root);
    }
    let leaf = leaves;
    with leaf {
        let (before, after) = update_tree(TREE_HEIGHT, 0);
    }
    // All leaves are in the tree.
    assert leaf = leaves + n * Leaf.SIZE;
    return (before=before, after=after);
}
