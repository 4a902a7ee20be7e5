// The state diff as polynomials over BLS12-381's scalar field, evaluated at a point.
//
// Elements of that field are sums of three limbs in base 2**86. Exact limbs are
// below 2**86; those that the tape gives are only proved to be below 2**128, which
// is enough: no sum of their products with exact ones comes near Cairo's prime.

from starkware.cairo.common.cairo_builtins import PoseidonBuiltin
from starkware.cairo.common.poseidon_state import PoseidonBuiltinState

from constants import BLOB_WORDS
from hashes import absorb, hash_words
from numbers import assert_lower, split_felt

const BASE = 2 ** 86;

// The field's order, in limbs and in halves of 128 bits.
const ORDER_0 = 0x3e5bfeffffffff00000001;
const ORDER_1 = 0x2020268760154ef6900bff;
const ORDER_2 = 0x73eda753299d7d483339d;
const ORDER_LOW = 0x53bda402fffe5bfeffffffff00000001;
const ORDER_HIGH = 0x73eda753299d7d483339d80809a1d805;

struct Element {
    d0: felt,
    d1: felt,
    d2: felt,
}

// The output's part about one blob's commitment, or about one evaluation.
struct Pair {
    low: felt,
    high: felt,
}

// Returns the exact limbs of low + high * 2**128, whose low part is below 2**128.
func exact_limbs{range_check_ptr}(low, high) -> (element: Element) {
    tempvar d0 = nondet %{ advice.next() %};
    tempvar d1_low = nondet %{ advice.next() %};
    tempvar d1_high = nondet %{ advice.next() %};
    tempvar d2 = nondet %{ advice.next() %};
    assert [range_check_ptr] = d0;
    assert [range_check_ptr + 1] = BASE - 1 - d0;
    assert [range_check_ptr + 2] = d1_low;
    assert [range_check_ptr + 3] = d1_high;
    assert [range_check_ptr + 4] = 2 ** 44 - 1 - d1_high;
    assert [range_check_ptr + 5] = d2;
    let range_check_ptr = range_check_ptr + 6;
    assert low = d0 + d1_low * 2 ** 86;
    assert high = d1_high + d2 * 2 ** 44;
    return (Element(d0=d0, d1=d1_low + d1_high * 2 ** 42, d2=d2),);
}

// What the tape says of one step: the sum, the quotient by the order, the carries.
struct Step {
    sum: Element,
    quotient: Element,
    carry_0: felt,
    carry_1: felt,
    carry_2: felt,
    carry_3: felt,
}

// Returns value * z**n + words[n - 1] * z**(n - 1) + … + words[0]. The limbs of z
// are exact, those of value below 2**128, and so are the result's.
func evaluate{range_check_ptr}(words: felt*, n, z: Element, value: Element) -> (value: Element) {
    if (n == 0) {
        return (value,);
    }
    alloc_locals;
    let (low, high) = split_felt(words[n - 1]);
    local s: Step;
    %{ segments.write_arg(ids.s.address_, advice.take(ids.Step.SIZE)) %}
    assert [range_check_ptr] = s.sum.d0;
    assert [range_check_ptr + 1] = s.sum.d1;
    assert [range_check_ptr + 2] = s.sum.d2;
    assert [range_check_ptr + 3] = s.quotient.d0;
    assert [range_check_ptr + 4] = s.quotient.d1;
    assert [range_check_ptr + 5] = s.quotient.d2;
    // Carries have signs.
    assert [range_check_ptr + 6] = s.carry_0 + 2 ** 127;
    assert [range_check_ptr + 7] = s.carry_1 + 2 ** 127;
    assert [range_check_ptr + 8] = s.carry_2 + 2 ** 127;
    assert [range_check_ptr + 9] = s.carry_3 + 2 ** 127;
    let range_check_ptr = range_check_ptr + 10;
    // value * z + word = quotient * order + sum, limb by limb.
    assert s.carry_0 * BASE = value.d0 * z.d0 + low - s.quotient.d0 * ORDER_0 - s.sum.d0;
    assert s.carry_1 * BASE = s.carry_0 + value.d0 * z.d1 + value.d1 * z.d0 + high * 2 ** 42 -
        s.quotient.d0 * ORDER_1 - s.quotient.d1 * ORDER_0 - s.sum.d1;
    assert s.carry_2 * BASE = s.carry_1 + value.d0 * z.d2 + value.d1 * z.d1 + value.d2 * z.d0 -
        s.quotient.d0 * ORDER_2 - s.quotient.d1 * ORDER_1 - s.quotient.d2 * ORDER_0 - s.sum.d2;
    assert s.carry_3 * BASE = s.carry_2 + value.d1 * z.d2 + value.d2 * z.d1 - s.quotient.d1 *
        ORDER_2 - s.quotient.d2 * ORDER_1;
    assert 0 = s.carry_3 + value.d2 * z.d2 - s.quotient.d2 * ORDER_2;
    return evaluate(words=words, n=n - 1, z=z, value=s.sum);
}

// Writes the value at z of each piece of the n words, one a blob.
func evaluate_pieces{range_check_ptr}(words: felt*, n, z: Element, blobs, out: Pair*) {
    alloc_locals;
    if (blobs == 1) {
        assert [range_check_ptr] = BLOB_WORDS - n;
        let range_check_ptr = range_check_ptr + 1;
        evaluate_piece(words, n, z, out);
        return ();
    }
    // There is a word for the next blob.
    assert [range_check_ptr] = n - BLOB_WORDS - 1;
    let range_check_ptr = range_check_ptr + 1;
    evaluate_piece(words, BLOB_WORDS, z, out);
    return evaluate_pieces(
        words=words + BLOB_WORDS, n=n - BLOB_WORDS, z=z, blobs=blobs - 1, out=out + Pair.SIZE
    );
}

func evaluate_piece{range_check_ptr}(words: felt*, n, z: Element, out: Pair*) {
    alloc_locals;
    let (local value) = evaluate(words, n, z, Element(d0=0, d1=0, d2=0));
    tempvar low = nondet %{ advice.next() %};
    tempvar high = nondet %{ advice.next() %};
    assert [out] = Pair(low=low, high=high);
    // The halves are not negative, as the limbs are not; the high one is in range as
    // it is not above the order's.
    assert [range_check_ptr] = low;
    let range_check_ptr = range_check_ptr + 1;
    assert_lower(out.low, out.high, ORDER_LOW, ORDER_HIGH);
    let (exact) = exact_limbs(out.low, out.high);
    assert exact = value;
    return ();
}

// Reads n commitments, each of two parts below 2**192.
func read_commitments{range_check_ptr}(parts: felt*, n) {
    if (n == 0) {
        return ();
    }
    %{ segments.write_arg(ids.parts, advice.take(1)) %}
    tempvar low = nondet %{ advice.next() %};
    tempvar high = nondet %{ advice.next() %};
    assert parts[0] = low + high * 2 ** 128;
    assert [range_check_ptr] = low;
    assert [range_check_ptr + 1] = high;
    assert [range_check_ptr + 2] = 2 ** 64 - 1 - high;
    let range_check_ptr = range_check_ptr + 3;
    return read_commitments(parts=parts + 1, n=n - 1);
}

// Writes what the output says of the n words of the state diff in blobs: z, the
// number of blobs, their commitments, their values at z. The number is written
// already.
func write_blobs{range_check_ptr, poseidon_ptr: PoseidonBuiltin*}(out: felt*, words: felt*, n) {
    alloc_locals;
    local blobs = out[1];
    let commitments = out + 2;
    read_commitments(commitments, 2 * blobs);
    let (diff_hash) = hash_words(words, n);
    assert poseidon_ptr.input = PoseidonBuiltinState(s0=diff_hash, s1=commitments[0], s2=0);
    let poseidon_ptr = poseidon_ptr + PoseidonBuiltin.SIZE;
    let (z) = absorb(commitments + 1, 2 * blobs - 1);
    assert out[0] = z;
    let (low, high) = split_felt(z);
    let (z_limbs) = exact_limbs(low, high);
    evaluate_pieces(words, n, z_limbs, blobs, cast(commitments + 2 * blobs, Pair*));
    return ();
}
