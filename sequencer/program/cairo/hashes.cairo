// Starknet's hashes of words: poseidon_hash_many and the Pedersen chain.

from starkware.cairo.common.cairo_builtins import HashBuiltin, PoseidonBuiltin
from starkware.cairo.common.poseidon_state import PoseidonBuiltinState

// poseidon_hash_many of n words.
func hash_words{poseidon_ptr: PoseidonBuiltin*}(words: felt*, n) -> (hash: felt) {
    if (n == 0) {
        assert poseidon_ptr.input = PoseidonBuiltinState(s0=1, s1=0, s2=0);
        let poseidon_ptr = poseidon_ptr + PoseidonBuiltin.SIZE;
        return (hash=poseidon_ptr[-1].output.s0);
    }
    if (n == 1) {
        assert poseidon_ptr.input = PoseidonBuiltinState(s0=words[0], s1=1, s2=0);
        let poseidon_ptr = poseidon_ptr + PoseidonBuiltin.SIZE;
        return (hash=poseidon_ptr[-1].output.s0);
    }
    assert poseidon_ptr.input = PoseidonBuiltinState(s0=words[0], s1=words[1], s2=0);
    let poseidon_ptr = poseidon_ptr + PoseidonBuiltin.SIZE;
    return absorb(words=words + 2, n=n - 2);
}

// Goes on with n words from the state that the last permutation left, an even
// number of words being absorbed, and ends the hash.
func absorb{poseidon_ptr: PoseidonBuiltin*}(words: felt*, n) -> (hash: felt) {
    let s = poseidon_ptr[-1].output;
    if (n == 0) {
        assert poseidon_ptr.input = PoseidonBuiltinState(s0=s.s0 + 1, s1=s.s1, s2=s.s2);
        let poseidon_ptr = poseidon_ptr + PoseidonBuiltin.SIZE;
        return (hash=poseidon_ptr[-1].output.s0);
    }
    if (n == 1) {
        assert poseidon_ptr.input = PoseidonBuiltinState(s0=s.s0 + words[0], s1=s.s1 + 1, s2=s.s2);
        let poseidon_ptr = poseidon_ptr + PoseidonBuiltin.SIZE;
        return (hash=poseidon_ptr[-1].output.s0);
    }
    assert poseidon_ptr.input = PoseidonBuiltinState(
        s0=s.s0 + words[0], s1=s.s1 + words[1], s2=s.s2
    );
    let poseidon_ptr = poseidon_ptr + PoseidonBuiltin.SIZE;
    return absorb(words=words + 2, n=n - 2);
}

// hash_words of 7 words, as leaves and the calldata of invocations have.
func hash_seven{poseidon_ptr: PoseidonBuiltin*}(words: felt*) -> (hash: felt) {
    assert poseidon_ptr[0].input = PoseidonBuiltinState(s0=words[0], s1=words[1], s2=0);
    let s = poseidon_ptr[0].output;
    assert poseidon_ptr[1].input = PoseidonBuiltinState(
        s0=s.s0 + words[2], s1=s.s1 + words[3], s2=s.s2
    );
    let s = poseidon_ptr[1].output;
    assert poseidon_ptr[2].input = PoseidonBuiltinState(
        s0=s.s0 + words[4], s1=s.s1 + words[5], s2=s.s2
    );
    let s = poseidon_ptr[2].output;
    assert poseidon_ptr[3].input = PoseidonBuiltinState(s0=s.s0 + words[6], s1=s.s1 + 1, s2=s.s2);
    let poseidon_ptr = poseidon_ptr + 4 * PoseidonBuiltin.SIZE;
    return (hash=poseidon_ptr[-1].output.s0);
}

// h(…h(h(state, words[0]), words[1])…), words[n - 1]).
func chain{pedersen_ptr: HashBuiltin*}(state, words: felt*, n) -> (state: felt) {
    if (n == 0) {
        return (state=state);
    }
    assert pedersen_ptr.x = state;
    assert pedersen_ptr.y = words[0];
    let pedersen_ptr = pedersen_ptr + HashBuiltin.SIZE;
    return chain(state=pedersen_ptr[-1].result, words=words + 1, n=n - 1);
}

// Starknet's Pedersen hash of n words: their chain from 0, then n.
func hash_chain{pedersen_ptr: HashBuiltin*}(words: felt*, n) -> (hash: felt) {
    let (state) = chain(state=0, words=words, n=n);
    assert pedersen_ptr.x = state;
    assert pedersen_ptr.y = n;
    let pedersen_ptr = pedersen_ptr + HashBuiltin.SIZE;
    return (hash=pedersen_ptr[-1].result);
}
