// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

// Numbers, limits and places in memory that all parts of the verifier share.

uint256 constant PRIME = 0x800000000000011000000000000000000000000000000000000000000000001;
uint256 constant LARGEST = 0x800000000000011000000000000000000000000000000000000000000000000;
// 2^−256 modulo p.
uint256 constant INVERSE_R = 0x40000000000001100000000000012100000000000000000000000000000000;
// The largest multiple of p below 2^256: blocks of randomness from there on
// would make felts uneven.
uint256 constant MAX_DIVISIBLE = 0xf80000000000020f00000000000000000000000000000000000000000000001f;
// The bits of a digest of keccak256_masked160_msb.
uint256 constant DIGEST_MASK = 0xffffffffffffffffffffffffffffffffffffffff000000000000000000000000;
// Those in the proof are that long: the zeros that follow are left out.
uint256 constant DIGEST_BYTES = 20;
// A generator of the subgroup of order 2^40, the largest domain.
uint256 constant GENERATOR = 0x66d3f613676644e7fd3b59b4d1be159d5c3359362a1db767d13e948f39cd3e8;
uint256 constant MAX_LOG_DOMAIN = 40;
// 1/3: the evaluation domain is 3 times a subgroup.
uint256 constant INVERSE_3 = 0x2aaaaaaaaaaaab0555555555555555555555555555555555555555555555556;

uint256 constant MAX_LOG_COSETS = 16;
uint256 constant MAX_QUERIES = 48;
uint256 constant MAX_POW_BITS = 50;
uint256 constant MAX_FRI_STEPS = 10;
uint256 constant MAX_LOG_LAST_LAYER = 10;
uint256 constant MAX_LOG_STEPS = 24;
uint256 constant MAX_ADDRESS = 1 << 50;
uint256 constant LOG_STEP_ROWS = 4;

// Sections, for errors.
uint256 constant SECTION_OODS = 0;
uint256 constant SECTION_LAST_LAYER = 1;
uint256 constant SECTION_TRACE = 2;
uint256 constant SECTION_FRI = 7;

// Memory. What the compiler itself needs lies below.
uint256 constant QUERIES = 0x0800; // 48 indices, ascending, and a word that ends them
uint256 constant NODES = 0x0e20; // 48 nodes of a tree, and a word that ends them
uint256 constant FOLDED = 0x1440; // 48 queries: value, and inverse of the point
uint256 constant ZETAS = 0x2040; // 10 challenges of FRI
uint256 constant ROOTS = 0x2180; // 10 roots of FRI layers
uint256 constant ROTATIONS = 0x22c0; // the 16 roots of unity of order 16, bit-reversed
uint256 constant ROTATIONS_BACK = 0x24c0; // inverses of every second of them
uint256 constant ROW = 0x25c0; // 16 values of a row
uint256 constant SEED = 0x2800; // the program's head, then the seed
uint256 constant INPUT = 0x2e00; // what Composition takes
uint256 constant INPUT_ALPHA = 0x2e20;
uint256 constant INPUT_LOG_LENGTH = 0x2e40;
uint256 constant INPUT_RANGE_CHECK = 0x2e60;
uint256 constant INPUT_PRODUCT = 0x2ea0;
uint256 constant INPUT_AGGREGATE = 0x2ec0;
uint256 constant INPUT_INTERACTION = 0x2ee0;
uint256 constant INPUT_SEGMENTS = 0x2fa0;
uint256 constant PAGE = 0x6000; // the public memory, later the input of Deep

/// What the parameters say, and where the verification stands.
struct State {
    uint256 logCosets;
    uint256 queries; // later only the distinct ones
    uint256 powBits;
    uint256 logLastLayer;
    uint256 friSteps; // 4 bits each
    uint256 logRows; // of the trace
    uint256 digest; // of the channel
    uint256 pos; // in the calldata: the next byte of the proof
    uint256 end; // of the proof
    uint256 traceRoots; // in the calldata: the roots of both traces
    uint256 compositionRoot;
    uint256 values; // in the calldata: the values out of domain
    uint256 lastLayer; // in the calldata: the last layer's coefficients
}
