// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IQuarryVerifier} from "./IQuarryVerifier.sol";
import "./Layout.sol";
import "./State.sol";

/// The statement: what the public input and the parameters say, the public memory
/// that follows from them, and the channel's seed.
abstract contract Statement is IQuarryVerifier {
    /// @inheritdoc IQuarryVerifier
    uint256 public constant layoutName = LAYOUT_NAME;
    /// @inheritdoc IQuarryVerifier
    uint256 public constant outputStart = OUTPUT_START;
    /// @inheritdoc IQuarryVerifier
    uint256 public immutable securityFloor;
    /// @inheritdoc IQuarryVerifier
    bool public immutable seedV3;

    /// A verifier without a floor would take proofs that prove nothing.
    error NoSecurityFloor();

    constructor(bool v3, uint256 floor) {
        require(floor != 0, NoSecurityFloor());
        seedV3 = v3;
        securityFloor = floor;
    }

    /// Checks what the public input says of itself.
    function _checkStatement(State memory s, uint256[] calldata publicInput) internal pure {
        if (publicInput.length < outputStart) revert PublicInputLength(publicInput.length, outputStart);
        uint256 steps = publicInput[0];
        uint256 logSteps = MIN_LOG_STEPS;
        while (logSteps <= MAX_LOG_STEPS && 1 << logSteps != steps) {
            logSteps++;
        }
        if (logSteps > MAX_LOG_STEPS) revert StepsOutOfRange(steps);
        s.logRows = logSteps + LOG_STEP_ROWS;
        if (publicInput[1] >= publicInput[2] || publicInput[2] >= 1 << 16) {
            revert RangeCheckBounds(publicInput[1], publicInput[2]);
        }
        // initial and final pc
        if (publicInput[3] != 1 || publicInput[4] != 5) revert SegmentOutOfPlace(0);
        uint256 free = 0; // where those before have all their room
        for (uint256 i = 1; i < SEGMENTS; i++) {
            uint256 begin = publicInput[3 + 2 * i];
            uint256 stop = publicInput[4 + 2 * i];
            if (begin < free || begin > stop || stop > MAX_ADDRESS) revert SegmentOutOfPlace(i);
            free = stop;
            if (i > 2) {
                uint256 instance = (BUILTIN_CELLS >> (8 * (i - 3))) & 0xff;
                uint256 room = (steps >> ((BUILTIN_LOG_RATIOS >> (8 * (i - 3))) & 0xff)) * instance;
                if (stop - begin > room || (stop - begin) % instance != 0) revert SegmentOverflow(i);
                free = begin + room;
            }
        }
        uint256 expected = outputStart + publicInput[8] - publicInput[7];
        if (publicInput.length != expected) revert PublicInputLength(publicInput.length, expected);
    }

    /// Takes the parameters apart and holds them against the floor.
    function _readParameters(State memory s, uint256 parameters) internal view {
        s.logCosets = parameters & 0xff;
        s.queries = (parameters >> 8) & 0xff;
        s.powBits = (parameters >> 16) & 0xff;
        s.logLastLayer = (parameters >> 24) & 0xff;
        s.friSteps = parameters >> 32;
        if (s.logCosets == 0 || s.logCosets > MAX_LOG_COSETS || s.logCosets + s.logRows > MAX_LOG_DOMAIN) {
            revert ParameterOutOfRange(0);
        }
        if (s.queries == 0 || s.queries > MAX_QUERIES) revert ParameterOutOfRange(1);
        if (s.powBits > MAX_POW_BITS) revert ParameterOutOfRange(2);
        if (s.logLastLayer > MAX_LOG_LAST_LAYER) revert ParameterOutOfRange(3);
        uint256 sum = s.logLastLayer;
        uint256 steps = s.friSteps;
        uint256 count = 0;
        for (; steps & 0xf != 0; steps >>= 4) {
            if (steps & 0xf > 4) revert ParameterOutOfRange(4);
            sum += steps & 0xf;
            count++;
        }
        if (count == 0 || count > MAX_FRI_STEPS || sum != s.logRows) revert ParameterOutOfRange(4);
        if (steps != 0) revert ParameterOutOfRange(5);
        uint256 bits = s.queries * s.logCosets + s.powBits;
        if (bits < securityFloor) revert SecurityTooLow(bits);
    }

    /// Writes the public memory to PAGE, address and value of each cell, and
    /// returns the number of cells. It is what a run in proof mode of the program
    /// must have: this makes the proof one about that program.
    function _writePage(uint256[] calldata publicInput, address program) internal view returns (uint256 cells) {
        (uint256 programCells, uint256 builtins) = _copyProgram(program);
        // The first frame begins behind the program and two cells: the frame
        // pointer itself, so that calls return, and 0.
        uint256 fp = publicInput[5];
        if (fp != programCells + 3) revert SegmentOutOfPlace(1);
        uint256 pos = PAGE + 64 * programCells;
        assembly ("memory-safe") {
            mstore(pos, sub(fp, 2))
            mstore(add(pos, 0x20), fp)
            mstore(add(pos, 0x40), sub(fp, 1))
            mstore(add(pos, 0x60), 0)
            pos := add(pos, 0x80)
        }
        // main's arguments: where its builtins' segments begin
        uint256 count = 0;
        for (uint256 i = 2; i < SEGMENTS; i++) {
            if ((builtins >> (i - 2)) & 1 == 0) continue;
            uint256 begin = publicInput[3 + 2 * i];
            assembly ("memory-safe") {
                mstore(pos, add(fp, count))
                mstore(add(pos, 0x20), begin)
                pos := add(pos, 0x40)
                count := add(count, 1)
            }
        }
        // its return values, the last cells below the final ap: where they stop
        uint256 returned = publicInput[6];
        if (returned < fp + 2 * count) revert SegmentOutOfPlace(1);
        returned -= count;
        for (uint256 i = 2; i < SEGMENTS; i++) {
            if ((builtins >> (i - 2)) & 1 == 0) continue;
            uint256 stopped = publicInput[4 + 2 * i];
            assembly ("memory-safe") {
                mstore(pos, returned)
                mstore(add(pos, 0x20), stopped)
                pos := add(pos, 0x40)
                returned := add(returned, 1)
            }
        }
        // Output that main was not given would be the prover's own choice.
        if (builtins & 1 == 0 && publicInput[8] != publicInput[7]) revert SegmentOutOfPlace(2);
        pos = _copyOutput(publicInput, pos);
        cells = (pos - PAGE) >> 6;
        if (cells > publicInput[0] * PUBLIC_MEMORY_UNITS) revert PublicMemoryTooLarge(cells);
    }

    /// Copies the program's cells to PAGE.
    function _copyProgram(address program) internal view returns (uint256 cells, uint256 builtins) {
        bool ok;
        assembly ("memory-safe") {
            let size := extcodesize(program)
            // a STOP, identity, builtins, number of cells, 1 to 32 addresses
            ok := and(and(gt(size, 128), lt(size, 1122)), eq(and(size, 0x1f), 1))
            if ok {
                extcodecopy(program, sub(SEED, 1), 0, size)
                ok := iszero(and(mload(sub(SEED, 0x20)), 0xff))
                builtins := mload(add(SEED, 0x20))
                cells := mload(add(SEED, 0x40))
                let pos := PAGE
                for { let p := add(SEED, 0x60) } lt(p, sub(add(SEED, size), 1)) { p := add(p, 0x20) } {
                    let chunk := mload(p)
                    let length := extcodesize(chunk)
                    if iszero(length) {
                        ok := 0
                        break
                    }
                    length := sub(length, 1)
                    extcodecopy(chunk, pos, 1, length)
                    pos := add(pos, length)
                }
                ok := and(ok, eq(sub(pos, PAGE), shl(6, cells)))
            }
        }
        if (!ok || cells == 0 || cells > MAX_ADDRESS || builtins >> (SEGMENTS - 2) != 0) revert NotAProgram(program);
    }

    /// Copies the output's cells to the page.
    function _copyOutput(uint256[] calldata publicInput, uint256 pos) internal pure returns (uint256 end) {
        uint256 bad = type(uint256).max;
        assembly ("memory-safe") {
            let from := add(publicInput.offset, shl(5, OUTPUT_START))
            let to := add(publicInput.offset, shl(5, publicInput.length))
            let addr := calldataload(add(publicInput.offset, 0xe0))
            for {} lt(from, to) { from := add(from, 0x20) } {
                let value := calldataload(from)
                if iszero(lt(value, PRIME)) {
                    bad := sub(shr(5, sub(from, publicInput.offset)), OUTPUT_START)
                    break
                }
                mstore(pos, addr)
                mstore(add(pos, 0x20), value)
                pos := add(pos, 0x40)
                addr := add(addr, 1)
            }
            end := pos
        }
        if (bad != type(uint256).max) revert NonCanonicalOutput(bad);
    }

    /// The channel's first digest. It also fills in what Composition takes of the
    /// statement.
    function _seedHash(State memory s, uint256[] calldata publicInput, uint256 cells)
        internal
        view
        returns (uint256 digest)
    {
        uint256 logRows = s.logRows;
        bool v3 = seedV3;
        assembly ("memory-safe") {
            mstore(INPUT_LOG_LENGTH, logRows)
            calldatacopy(INPUT_RANGE_CHECK, add(publicInput.offset, 0x20), 0x40)
            calldatacopy(INPUT_SEGMENTS, add(publicInput.offset, 0x60), shl(6, SEGMENTS))

            let pos := SEED
            if v3 {
                mstore(pos, 0) // layers with the verifier-friendly hash
                pos := add(pos, 0x20)
            }
            mstore(pos, sub(logRows, LOG_STEP_ROWS))
            mcopy(add(pos, 0x20), INPUT_RANGE_CHECK, 0x40)
            mstore(add(pos, 0x60), LAYOUT_NAME)
            mcopy(add(pos, 0x80), INPUT_SEGMENTS, shl(6, SEGMENTS))
            pos := add(pos, add(0x80, shl(6, SEGMENTS)))
            mcopy(pos, PAGE, 0x40) // the cell that pads
            mstore(add(pos, 0x40), 1) // pages
            mstore(add(pos, 0x60), cells)
            mstore(add(pos, 0x80), keccak256(PAGE, shl(6, cells)))
            digest := keccak256(SEED, sub(add(pos, 0xa0), SEED))
        }
    }
}
