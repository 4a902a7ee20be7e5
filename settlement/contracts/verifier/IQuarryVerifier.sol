// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// A verifier of proofs in Stone's format, for one layout. It checks a proof
/// whole, in one call, and keeps no state.
///
/// Words of the public input, in order:
///
///   0      n_steps, a power of two
///   1, 2   rc_min, rc_max
///   3 …    begin and stop address of each memory segment, in the layout's
///          order: program, execution, output, then the other builtins
///   outputStart() …  the cells of the output segment, field elements
///
/// Nothing else is public: the program's cells lie on chain (see Program.sol),
/// and the rest of the public memory follows from the segments. The public
/// memory is one page with the cells in this order: program, the two cells below
/// the first frame, main's arguments, its return values, output.
///
/// Bits of the parameters, from the lowest:
///
///   0–7    log_n_cosets
///   8–15   n_queries
///   16–23  proof_of_work_bits
///   24–31  log2 of last_layer_degree_bound
///   32–    fri_step_list without its first entry, which is 0: 4 bits each,
///          ended by 0
///
/// All hashes are keccak256, those of commitments keccak256_masked160_msb.
///
/// The proof is that of Stone's file, but for its digests, roots and nodes of
/// Merkle trees: the 12 bytes that the hash masks, zeros, are left out.
interface IQuarryVerifier {
    /// The parameters, or the statement, are below the floor: this many bits
    /// of security, n_queries · log_n_cosets + proof_of_work_bits.
    error SecurityTooLow(uint256 bits);
    /// A parameter is outside of what this verifier takes: 0 log_n_cosets,
    /// 1 n_queries, 2 proof_of_work_bits, 3 last_layer_degree_bound,
    /// 4 fri_step_list, 5 bits that have no meaning.
    error ParameterOutOfRange(uint256 parameter);
    /// The public input has not as many words as its segments say.
    error PublicInputLength(uint256 words, uint256 expected);
    /// n_steps is no power of two, or too small or too large.
    error StepsOutOfRange(uint256 steps);
    /// 0 ≤ rc_min < rc_max < 2^16 does not hold.
    error RangeCheckBounds(uint256 min, uint256 max);
    /// A memory segment (by its number in the layout) lies where it can't: the
    /// program's is not (1, 5), execution's does not begin behind the program,
    /// or it overlaps the one before it, or is no place in memory.
    error SegmentOutOfPlace(uint256 segment);
    /// A builtin's segment is larger than n_steps have room for, or no whole
    /// number of instances.
    error SegmentOverflow(uint256 segment);
    /// A cell of the output is no field element.
    error NonCanonicalOutput(uint256 cell);
    /// The address does not hold a program, or one for another layout.
    error NotAProgram(address program);
    /// The public memory is larger than n_steps have room for.
    error PublicMemoryTooLarge(uint256 cells);
    /// The proof ends early.
    error ProofTooShort(uint256 length);
    /// Bytes follow the proof.
    error TrailingBytes(uint256 count);
    /// A felt in the proof is not below the prime. The section is 0 the values
    /// out of domain, 1 the last layer's coefficients, 2 … opened rows of trace
    /// 0, 1 and 2 (composition), 8 … of FRI layers 1, 2, …
    error NonCanonicalElement(uint256 section);
    /// The out-of-domain point, or the challenges of the public memory, are
    /// such that a denominator is zero.
    error DegenerateChallenge();
    /// The values out of domain do not satisfy the constraints.
    error OodsMismatch();
    /// The nonce does not have the bits of work.
    error ProofOfWorkMissing();
    /// Opened rows do not hash to the commitment. Sections as above, from 2.
    error WrongDecommitment(uint256 section);
    /// Queries fold to a value that is not the last layer's.
    error LastLayerMismatch(uint256 query);

    /// Reverts with one of the errors above unless proof shows that program,
    /// a run of which the public input describes, wrote the output.
    function verify(bytes calldata proof, uint256 parameters, uint256[] calldata publicInput, address program)
        external
        view;

    /// The layout's name as an integer of its ASCII codes.
    function layoutName() external view returns (uint256);

    /// The number of words of the public input before the output.
    function outputStart() external view returns (uint256);

    /// The least n_queries · log_n_cosets + proof_of_work_bits.
    function securityFloor() external view returns (uint256);

    /// Whether the seed is that of Stone's third version, and not of the second.
    function seedV3() external view returns (bool);
}
