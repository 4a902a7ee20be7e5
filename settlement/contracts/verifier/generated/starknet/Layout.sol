// SPDX-License-Identifier: Apache-2.0
// Written by airgen from the description of the layout starknet in prover/air. Not to be edited.
pragma solidity ^0.8.30;

// starknet
uint256 constant LAYOUT_NAME = 0x737461726b6e6574;
// The least log2 of n_steps.
uint256 constant MIN_LOG_STEPS = 15;
// Public memory cells that there is room for in each step.
uint256 constant PUBLIC_MEMORY_UNITS = 2;
// Columns of the original trace.
uint256 constant ORIGINAL_COLUMNS = 9;
// Columns of the interaction trace.
uint256 constant INTERACTION_COLUMNS = 1;
// Trace cells that the constraints read.
uint256 constant MASK_CELLS = 271;
// Challenges of the interaction phase: memory z and alpha, range check z, diluted permutation z, diluted z and alpha.
uint256 constant INTERACTION_ELEMENTS = 6;
// Memory segments: program, execution, output, pedersen, range_check, ecdsa, bitwise, ec_op, poseidon.
uint256 constant SEGMENTS = 9;
// Words of the public input before the output.
uint256 constant OUTPUT_START = 21;
// Bytes of Composition's input before the mask's values, and before the composition's halves, which follow them.
uint256 constant MASK_OFFSET = 0x3e0;
// See MASK_OFFSET.
uint256 constant HALVES_OFFSET = 0x25c0;
// log2 of the steps per instance of each builtin after output, a byte each from the lowest.
uint256 constant BUILTIN_LOG_RATIOS = 0x050a060b0405;
// Memory cells of an instance of each builtin after output, a byte each from the lowest.
uint256 constant BUILTIN_CELLS = 0x060705020103;
// What Composition and Deep say that they are: see airgen.
bytes32 constant COMPOSITION_TAG = 0x5703ca43048933dadaf6e8c894a5b8c05a12da8afc25f8b3a6f8ca2a937dec25;
bytes32 constant DEEP_TAG = 0x64906489620b7374063941cff7cec1b87e25fb56dd77c47405839c90babbbb59;
