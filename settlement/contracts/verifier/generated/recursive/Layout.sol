// SPDX-License-Identifier: Apache-2.0
// Written by airgen from the description of the layout recursive in prover/air. Not to be edited.
pragma solidity ^0.8.30;

// recursive
uint256 constant LAYOUT_NAME = 0x726563757273697665;
// The least log2 of n_steps.
uint256 constant MIN_LOG_STEPS = 12;
// Public memory cells that there is room for in each step.
uint256 constant PUBLIC_MEMORY_UNITS = 1;
// Columns of the original trace.
uint256 constant ORIGINAL_COLUMNS = 7;
// Columns of the interaction trace.
uint256 constant INTERACTION_COLUMNS = 3;
// Trace cells that the constraints read.
uint256 constant MASK_CELLS = 133;
// Challenges of the interaction phase: memory z and alpha, range check z, diluted permutation z, diluted z and alpha.
uint256 constant INTERACTION_ELEMENTS = 6;
// Memory segments: program, execution, output, pedersen, range_check, bitwise.
uint256 constant SEGMENTS = 6;
// Words of the public input before the output.
uint256 constant OUTPUT_START = 15;
// Bytes of Composition's input before the mask's values, and before the composition's halves, which follow them.
uint256 constant MASK_OFFSET = 0x320;
// See MASK_OFFSET.
uint256 constant HALVES_OFFSET = 0x13c0;
// log2 of the steps per instance of each builtin after output, a byte each from the lowest.
uint256 constant BUILTIN_LOG_RATIOS = 0x030307;
// Memory cells of an instance of each builtin after output, a byte each from the lowest.
uint256 constant BUILTIN_CELLS = 0x050103;
// What Composition and Deep say that they are: see airgen.
bytes32 constant COMPOSITION_TAG = 0xb996b738404b09ece28a30c0e54bab34fae4947305728736eb0fb457cbfde875;
bytes32 constant DEEP_TAG = 0x6bafef16bd14141bf1e7c683472e998a368e5b5851d3f7dabaf0efe16a173dd3;
