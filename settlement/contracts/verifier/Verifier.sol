// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IQuarryVerifier} from "./IQuarryVerifier.sol";
// Which layout this is: the compiler is given the file of one layout.
import "./Layout.sol";

/// Verifies proofs in Stone's format of one layout. What depends on the layout's
/// constraints is in Composition and Deep; the rest is here, in the order of the
/// protocol. Felts in proofs are in Montgomery form (times 2^256 modulo p);
/// challenges are brought to standard form, so that what is linear in the values
/// of a proof stays in Montgomery form.
contract Verifier is IQuarryVerifier {
    uint256 private constant PRIME = 0x800000000000011000000000000000000000000000000000000000000000001;
    uint256 private constant LARGEST = 0x800000000000011000000000000000000000000000000000000000000000000;
    /// 2^−256 modulo p.
    uint256 private constant INVERSE_R = 0x40000000000001100000000000012100000000000000000000000000000000;
    /// The largest multiple of p below 2^256: blocks of randomness from there on
    /// would make felts uneven.
    uint256 private constant MAX_DIVISIBLE = 0xf80000000000020f00000000000000000000000000000000000000000000001f;
    /// The bits of a digest of keccak256_masked160_msb.
    uint256 private constant DIGEST_MASK = 0xffffffffffffffffffffffffffffffffffffffff000000000000000000000000;
    /// A generator of the subgroup of order 2^40, the largest domain.
    uint256 private constant GENERATOR = 0x66d3f613676644e7fd3b59b4d1be159d5c3359362a1db767d13e948f39cd3e8;
    uint256 private constant MAX_LOG_DOMAIN = 40;
    /// 1/3: the evaluation domain is 3 times a subgroup.
    uint256 private constant INVERSE_3 = 0x2aaaaaaaaaaaab0555555555555555555555555555555555555555555555556;

    uint256 private constant MAX_LOG_COSETS = 16;
    uint256 private constant MAX_QUERIES = 48;
    uint256 private constant MAX_POW_BITS = 50;
    uint256 private constant MAX_FRI_STEPS = 10;
    uint256 private constant MAX_LOG_LAST_LAYER = 10;
    uint256 private constant MAX_LOG_STEPS = 24;
    uint256 private constant MAX_ADDRESS = 1 << 50;
    uint256 private constant LOG_STEP_ROWS = 4;

    // Sections, for errors.
    uint256 private constant SECTION_OODS = 0;
    uint256 private constant SECTION_LAST_LAYER = 1;
    uint256 private constant SECTION_TRACE = 2;
    uint256 private constant SECTION_FRI = 7;

    // Memory. What the compiler itself needs lies below.
    uint256 private constant QUERIES = 0x0800; // 48 indices, ascending, and a word that ends them
    uint256 private constant NODES = 0x0e20; // 48 nodes of a tree, and a word that ends them
    uint256 private constant FOLDED = 0x1440; // 48 queries: value, and inverse of the point
    uint256 private constant ZETAS = 0x2040; // 10 challenges of FRI
    uint256 private constant ROOTS = 0x2180; // 10 roots of FRI layers
    uint256 private constant ROTATIONS = 0x22c0; // the 16 roots of unity of order 16, bit-reversed
    uint256 private constant ROTATIONS_BACK = 0x24c0; // inverses of every second of them
    uint256 private constant ROW = 0x25c0; // 16 values of a row
    uint256 private constant SEED = 0x2800; // the program's head, then the seed
    uint256 private constant INPUT = 0x2e00; // what Composition takes
    uint256 private constant INPUT_ALPHA = 0x2e20;
    uint256 private constant INPUT_LOG_LENGTH = 0x2e40;
    uint256 private constant INPUT_RANGE_CHECK = 0x2e60;
    uint256 private constant INPUT_PRODUCT = 0x2ea0;
    uint256 private constant INPUT_AGGREGATE = 0x2ec0;
    uint256 private constant INPUT_INTERACTION = 0x2ee0;
    uint256 private constant INPUT_SEGMENTS = 0x2fa0;
    uint256 private constant PAGE = 0x6000; // the public memory, later the input of Deep

    uint256 public constant layoutName = LAYOUT_NAME;
    uint256 public constant outputStart = OUTPUT_START;
    uint256 public immutable securityFloor;
    bool public immutable seedV3;
    address private immutable COMPOSITION;
    address private immutable DEEP;

    /// The code at an address is not the one that belongs to this layout.
    error WrongPart(address part);

    constructor(address composition, address deep, bool v3, uint256 floor) {
        require(composition.code.length > 0, WrongPart(composition));
        require(deep.code.length > 0, WrongPart(deep));
        COMPOSITION = composition;
        DEEP = deep;
        seedV3 = v3;
        securityFloor = floor;
    }

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

    /// @inheritdoc IQuarryVerifier
    function verify(bytes calldata proof, uint256 parameters, uint256[] calldata publicInput, address program)
        external
        view
    {
        State memory s;
        _checkStatement(s, publicInput);
        _readParameters(s, parameters);
        uint256 cells = _writePage(publicInput, program);
        s.digest = _seedHash(s, publicInput, cells);
        uint256 start;
        assembly ("memory-safe") {
            // The fixed places in memory hold as long as the compiler needs little.
            if gt(mload(0x40), QUERIES) { invalid() }
            start := proof.offset
        }
        s.pos = start;
        s.end = start + proof.length;
        _readTraces(s, cells);
        _outOfDomain(s);
        _commitLayers(s);
        _drawQueries(s);
        _openTraces(s);
        _openLayers(s);
        _checkLastLayer(s);
        if (s.pos != s.end) revert TrailingBytes(s.end - s.pos);
    }

    // ---- The statement

    /// Checks what the public input says of itself.
    function _checkStatement(State memory s, uint256[] calldata publicInput) private pure {
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
    function _readParameters(State memory s, uint256 parameters) private view {
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
    function _writePage(uint256[] calldata publicInput, address program) private view returns (uint256 cells) {
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
    function _copyProgram(address program) private view returns (uint256 cells, uint256 builtins) {
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
    function _copyOutput(uint256[] calldata publicInput, uint256 pos) private pure returns (uint256 end) {
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
        private
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

    // ---- The channel

    /// The digest after a message of one word.
    function _absorb(uint256 digest, uint256 message) private pure returns (uint256 next) {
        assembly ("memory-safe") {
            mstore(0, add(digest, 1))
            mstore(0x20, message)
            next := keccak256(0, 0x40)
        }
    }

    /// Draws a felt, in standard form. counter is the number of draws since the
    /// last message, and so is the counter returned.
    function _draw(uint256 digest, uint256 counter) private pure returns (uint256 felt, uint256 next) {
        assembly ("memory-safe") {
            mstore(0, digest)
            for {} 1 {} {
                mstore(0x20, counter)
                counter := add(counter, 1)
                felt := keccak256(0, 0x40)
                if lt(felt, MAX_DIVISIBLE) { break }
            }
            felt := mulmod(felt, INVERSE_R, PRIME)
            next := counter
        }
    }

    /// Reads a commitment.
    function _readRoot(State memory s, uint256 section) private pure returns (uint256 root) {
        uint256 pos = s.pos;
        if (pos + 32 > s.end) revert ProofTooShort(s.end);
        assembly ("memory-safe") {
            root := calldataload(pos)
        }
        if (root & ~DIGEST_MASK != 0) revert NonCanonicalDigest(section);
        s.pos = pos + 32;
        s.digest = _absorb(s.digest, root);
    }

    // ---- Traces and constraints

    /// Reads the commitments to both traces and to the composition polynomial.
    function _readTraces(State memory s, uint256 cells) private view {
        s.traceRoots = s.pos;
        _readRoot(s, SECTION_TRACE);
        uint256 counter = 0;
        uint256 felt;
        for (uint256 i = 0; i < INTERACTION_ELEMENTS; i++) {
            (felt, counter) = _draw(s.digest, counter);
            assembly ("memory-safe") {
                mstore(add(INPUT_INTERACTION, shl(5, i)), felt)
            }
        }
        _readRoot(s, SECTION_TRACE + 1);
        (felt, counter) = _draw(s.digest, 0);
        assembly ("memory-safe") {
            mstore(INPUT_ALPHA, felt)
        }
        _publicMemoryProduct(cells, (1 << (s.logRows - LOG_STEP_ROWS)) * PUBLIC_MEMORY_UNITS);
        _dilutedAggregate();
        s.compositionRoot = _readRoot(s, SECTION_TRACE + 2);
    }

    /// What the permutation product of memory ends with: the accesses of the public
    /// memory, (0, 0) in the trace, replaced by the true ones; the first cell pads.
    function _publicMemoryProduct(uint256 cells, uint256 room) private view {
        uint256 denominator;
        uint256 numerator;
        assembly ("memory-safe") {
            numerator := mload(INPUT_INTERACTION)
            let alpha := mload(add(INPUT_INTERACTION, 0x20))
            let z := add(numerator, shl(1, PRIME)) // so that differences stay positive
            let product := 1
            let pos := PAGE
            let end := add(PAGE, shl(6, and(cells, not(3))))
            for {} lt(pos, end) { pos := add(pos, 0x100) } {
                product := mulmod(product, sub(z, add(mload(pos), mulmod(alpha, mload(add(pos, 0x20)), PRIME))), PRIME)
                product :=
                    mulmod(product, sub(z, add(mload(add(pos, 0x40)), mulmod(alpha, mload(add(pos, 0x60)), PRIME))), PRIME)
                product :=
                    mulmod(product, sub(z, add(mload(add(pos, 0x80)), mulmod(alpha, mload(add(pos, 0xa0)), PRIME))), PRIME)
                product :=
                    mulmod(product, sub(z, add(mload(add(pos, 0xc0)), mulmod(alpha, mload(add(pos, 0xe0)), PRIME))), PRIME)
            }
            end := add(PAGE, shl(6, cells))
            for {} lt(pos, end) { pos := add(pos, 0x40) } {
                product := mulmod(product, sub(z, add(mload(pos), mulmod(alpha, mload(add(pos, 0x20)), PRIME))), PRIME)
            }
            let power := sub(z, add(mload(PAGE), mulmod(alpha, mload(add(PAGE, 0x20)), PRIME)))
            for { let rest := sub(room, cells) } rest { rest := shr(1, rest) } {
                if and(rest, 1) { product := mulmod(product, power, PRIME) }
                power := mulmod(power, power, PRIME)
            }
            denominator := product
            for {} gt(room, 1) { room := shr(1, room) } { numerator := mulmod(numerator, numerator, PRIME) }
        }
        if (denominator == 0) revert DegenerateChallenge();
        uint256 inverse = _power(denominator, PRIME - 2);
        assembly ("memory-safe") {
            mstore(INPUT_PRODUCT, mulmod(numerator, inverse, PRIME))
        }
    }

    /// What the aggregate over all 2^16 diluted values ends with. A run of it maps r
    /// to scale · r + shift; the run over 2^(i+1) values is the run over 2^i values,
    /// one step, and the same run again.
    function _dilutedAggregate() private pure {
        assembly ("memory-safe") {
            let z := mload(add(INPUT_INTERACTION, 0x80))
            let alpha := mload(add(INPUT_INTERACTION, 0xa0))
            let scale := 1
            let shift := 0
            let value := 1 // 2^i diluted, 16^i
            for { let i := 0 } lt(i, 16) { i := add(i, 1) } {
                let difference := sub(value, div(sub(value, 1), 15))
                let stepScale := addmod(mulmod(z, difference, PRIME), 1, PRIME)
                let stepShift := mulmod(mulmod(difference, difference, PRIME), alpha, PRIME)
                shift :=
                    addmod(mulmod(addmod(mulmod(shift, stepScale, PRIME), stepShift, PRIME), scale, PRIME), shift, PRIME)
                scale := mulmod(mulmod(scale, stepScale, PRIME), scale, PRIME)
                value := shl(4, value)
            }
            mstore(INPUT_AGGREGATE, addmod(scale, shift, PRIME))
        }
    }

    /// base^exponent.
    function _power(uint256 base, uint256 exponent) private view returns (uint256 result) {
        assembly ("memory-safe") {
            mstore(ROW, 0x20)
            mstore(add(ROW, 0x20), 0x20)
            mstore(add(ROW, 0x40), 0x20)
            mstore(add(ROW, 0x60), base)
            mstore(add(ROW, 0x80), exponent)
            mstore(add(ROW, 0xa0), PRIME)
            if iszero(staticcall(gas(), 5, ROW, 0xc0, 0, 0x20)) { invalid() }
            result := mload(0)
        }
    }

    /// Draws the out-of-domain point, reads the values there, checks that the
    /// composition polynomial fits the constraints, and draws the DEEP alpha.
    function _outOfDomain(State memory s) private view {
        (uint256 z,) = _draw(s.digest, 0);
        _checkPoint(z, s.logRows, s.logRows + s.logCosets);
        uint256 pos = s.pos;
        s.values = pos;
        uint256 next = pos + 32 * (MASK_CELLS + 2);
        if (next > s.end) revert ProofTooShort(s.end);
        uint256 digest = s.digest;
        bool bad;
        assembly ("memory-safe") {
            mstore(INPUT, z)
            for { let to := add(INPUT, MASK_OFFSET) } lt(pos, next) { pos := add(pos, 0x20) } {
                let value := calldataload(pos)
                bad := or(bad, iszero(lt(value, PRIME)))
                mstore(0, add(digest, 1))
                mstore(0x20, value)
                digest := keccak256(0, 0x40)
                mstore(to, mulmod(value, INVERSE_R, PRIME))
                to := add(to, 0x20)
            }
        }
        if (bad) revert NonCanonicalElement(SECTION_OODS);
        s.pos = next;
        s.digest = digest;
        address composition = COMPOSITION;
        bool defined;
        bool equal;
        assembly ("memory-safe") {
            if iszero(staticcall(gas(), composition, INPUT, HALVES_OFFSET, 0, 0x20)) { invalid() }
            defined := eq(returndatasize(), 0x20)
            equal :=
                eq(
                    mload(0),
                    addmod(mload(add(INPUT, HALVES_OFFSET)), mulmod(z, mload(add(INPUT, add(HALVES_OFFSET, 0x20))), PRIME), PRIME)
                )
        }
        if (!defined) revert DegenerateChallenge();
        if (!equal) revert OodsMismatch();
        (uint256 alpha,) = _draw(digest, 0);
        assembly ("memory-safe") {
            mstore(INPUT_ALPHA, alpha)
        }
    }

    /// The out-of-domain point may lie neither in the trace domain nor in the
    /// evaluation domain.
    function _checkPoint(uint256 z, uint256 logRows, uint256 logDomain) private pure {
        bool bad;
        assembly ("memory-safe") {
            let x := z
            for { let i := 0 } lt(i, logRows) { i := add(i, 1) } { x := mulmod(x, x, PRIME) }
            let y := mulmod(z, INVERSE_3, PRIME)
            for { let i := 0 } lt(i, logDomain) { i := add(i, 1) } { y := mulmod(y, y, PRIME) }
            bad := or(eq(x, 1), eq(y, 1))
        }
        if (bad) revert DegenerateChallenge();
    }

    // ---- FRI: the commitments

    /// Reads the roots of the layers, the last layer and the proof of work.
    function _commitLayers(State memory s) private pure {
        uint256 steps = s.friSteps;
        for (uint256 i = 0; steps != 0; i++) {
            uint256 root = _readRoot(s, SECTION_FRI + 1 + i);
            (uint256 zeta,) = _draw(s.digest, 0);
            assembly ("memory-safe") {
                mstore(add(ROOTS, shl(5, i)), root)
                mstore(add(ZETAS, shl(5, i)), zeta)
            }
            steps >>= 4;
        }
        uint256 pos = s.pos;
        s.lastLayer = pos;
        uint256 size = 32 << s.logLastLayer;
        if (pos + size > s.end) revert ProofTooShort(s.end);
        uint256 digest = s.digest;
        bool bad;
        assembly ("memory-safe") {
            mstore(PAGE, add(digest, 1))
            calldatacopy(add(PAGE, 0x20), pos, size)
            digest := keccak256(PAGE, add(size, 0x20))
            for { let end := add(pos, size) } lt(pos, end) { pos := add(pos, 0x20) } {
                bad := or(bad, iszero(lt(calldataload(pos), PRIME)))
            }
        }
        if (bad) revert NonCanonicalElement(SECTION_LAST_LAYER);
        s.pos = pos;
        s.digest = digest;
        _checkWork(s);
    }

    /// keccak256(keccak256(0x0123456789abcded ‖ digest ‖ bits) ‖ nonce) must begin
    /// with bits of zero.
    function _checkWork(State memory s) private pure {
        uint256 bits = s.powBits;
        if (bits == 0) return;
        uint256 pos = s.pos;
        if (pos + 8 > s.end) revert ProofTooShort(s.end);
        uint256 digest = s.digest;
        uint256 work;
        assembly ("memory-safe") {
            mstore(0, shl(192, 0x0123456789abcded))
            mstore(8, digest)
            mstore8(40, bits)
            mstore(0, keccak256(0, 41))
            let nonce := shl(192, shr(192, calldataload(pos)))
            mstore(0x20, nonce)
            work := keccak256(0, 40)
            mstore(0, add(digest, 1))
            digest := keccak256(0, 40)
        }
        if (work >> (256 - bits) != 0) revert ProofOfWorkMissing();
        s.pos = pos + 8;
        s.digest = digest;
    }

    /// Draws the queries and writes the distinct ones to QUERIES, ascending.
    function _drawQueries(State memory s) private pure {
        uint256 digest = s.digest;
        uint256 queries = s.queries;
        uint256 mask = (1 << (s.logRows + s.logCosets)) - 1;
        assembly ("memory-safe") {
            let end := QUERIES
            let block_ := 0
            for { let i := 0 } lt(i, queries) { i := add(i, 1) } {
                if iszero(and(i, 3)) {
                    mstore(0, digest)
                    mstore(0x20, shr(2, i))
                    block_ := keccak256(0, 0x40)
                }
                let query := and(shr(192, block_), mask)
                block_ := shl(64, block_)
                let pos := end
                for {} gt(pos, QUERIES) { pos := sub(pos, 0x20) } {
                    if iszero(gt(mload(sub(pos, 0x20)), query)) { break }
                }
                if and(gt(pos, QUERIES), eq(mload(sub(pos, 0x20)), query)) { continue }
                mcopy(add(pos, 0x20), pos, sub(end, pos))
                mstore(pos, query)
                end := add(end, 0x20)
            }
            queries := shr(5, sub(end, QUERIES))
        }
        s.queries = queries;
    }

    // ---- Openings

    /// Checks that the nodes at NODES, count of them, ascending, belong to a tree
    /// with the given root. A node is a word: its digest, and in the bits that the
    /// hash masks its number, counted from the root, 1. Siblings that are not known
    /// stand in the proof, level by level.
    function _climb(State memory s, uint256 count, uint256 root, uint256 section) private pure {
        uint256 pos = s.pos;
        uint256 top;
        uint256 stray;
        assembly ("memory-safe") {
            let end := add(NODES, shl(5, count))
            let indexMask := not(DIGEST_MASK)

            // Below the level where the first two nodes become siblings, each node
            // climbs alone: its siblings lie a level's length apart.
            let levels := 0
            {
                let nearest := and(mload(NODES), indexMask)
                for { let from := add(NODES, 0x20) } lt(from, end) { from := add(from, 0x20) } {
                    let distance := and(xor(mload(sub(from, 0x20)), mload(from)), indexMask)
                    if lt(distance, nearest) { nearest := distance }
                }
                levels := shl(5, lt(0xffffffff, nearest))
                levels := or(levels, shl(4, lt(0xffff, shr(levels, nearest))))
                levels := or(levels, shl(3, lt(0xff, shr(levels, nearest))))
                levels := or(levels, shl(2, lt(0xf, shr(levels, nearest))))
                levels := or(levels, shl(1, lt(3, shr(levels, nearest))))
                levels := or(levels, lt(1, shr(levels, nearest)))
            }
            let stride := sub(end, NODES)
            let length := mul(stride, levels)
            for { let from := NODES } lt(from, end) { from := add(from, 0x20) } {
                let index := and(mload(from), indexMask)
                let digest := xor(mload(from), index)
                let sibling := add(pos, sub(from, NODES))
                let last := add(sibling, length)
                if and(levels, 1) {
                    let side := shl(5, and(index, 1))
                    mstore(side, digest)
                    let word := calldataload(sibling)
                    mstore(xor(side, 0x20), word)
                    stray := or(stray, word)
                    digest := and(keccak256(0, 0x40), DIGEST_MASK)
                    index := shr(1, index)
                    sibling := add(sibling, stride)
                }
                for {} lt(sibling, last) {} {
                    let side := shl(5, and(index, 1))
                    mstore(side, digest)
                    let word := calldataload(sibling)
                    mstore(xor(side, 0x20), word)
                    stray := or(stray, word)
                    sibling := add(sibling, stride)
                    side := and(shl(4, index), 0x20)
                    mstore(side, and(keccak256(0, 0x40), DIGEST_MASK))
                    word := calldataload(sibling)
                    mstore(xor(side, 0x20), word)
                    stray := or(stray, word)
                    sibling := add(sibling, stride)
                    digest := and(keccak256(0, 0x40), DIGEST_MASK)
                    index := shr(2, index)
                }
                mstore(from, or(digest, index))
            }
            pos := add(pos, length)

            // From there on, level by level.
            for {} gt(and(mload(NODES), indexMask), 1) {} {
                mstore(end, 0)
                let to := NODES
                for { let from := NODES } lt(from, end) {} {
                    let node := mload(from)
                    from := add(from, 0x20)
                    let index := and(node, indexMask)
                    let next := mload(from)
                    switch eq(xor(index, 1), and(next, indexMask))
                    case 1 {
                        mstore(0, xor(node, index))
                        mstore(0x20, and(next, DIGEST_MASK))
                        from := add(from, 0x20)
                    }
                    default {
                        let sibling := calldataload(pos)
                        pos := add(pos, 0x20)
                        stray := or(stray, sibling)
                        let side := shl(5, and(index, 1))
                        mstore(side, xor(node, index))
                        mstore(xor(side, 0x20), sibling)
                    }
                    mstore(to, or(and(keccak256(0, 0x40), DIGEST_MASK), shr(1, index)))
                    to := add(to, 0x20)
                }
                end := to
            }
            top := and(mload(NODES), DIGEST_MASK)
            stray := and(stray, indexMask)
        }
        if (pos > s.end) revert ProofTooShort(s.end);
        if (stray != 0) revert NonCanonicalDigest(section);
        if (top != root) revert WrongDecommitment(section);
        s.pos = pos;
    }

    /// Reads the rows of a table at the queries to memory, and checks them.
    function _openTable(State memory s, uint256 width, uint256 to, uint256 root, uint256 section) private pure {
        uint256 queries = s.queries;
        uint256 pos = s.pos;
        uint256 size = 32 * width * queries;
        if (pos + size > s.end) revert ProofTooShort(s.end);
        uint256 logDomain = s.logRows + s.logCosets;
        bool bad;
        assembly ("memory-safe") {
            calldatacopy(to, pos, size)
            for { let end := add(pos, size) } lt(pos, end) { pos := add(pos, 0x20) } {
                bad := or(bad, iszero(lt(calldataload(pos), PRIME)))
            }
            if gt(width, 1) {
                let row := shl(5, width)
                let leaf := shl(logDomain, 1)
                let from := to
                for { let i := 0 } lt(i, shl(5, queries)) { i := add(i, 0x20) } {
                    mstore(
                        add(NODES, i),
                        or(and(keccak256(from, row), DIGEST_MASK), add(leaf, mload(add(QUERIES, i))))
                    )
                    from := add(from, row)
                }
            }
        }
        s.pos = pos;
        uint256 leaves = queries;
        if (width == 1) (leaves, bad) = _pairRows(s, to, bad);
        if (bad) revert NonCanonicalElement(section);
        _climb(s, leaves, root, section);
    }

    /// Makes the leaves of a table with one column, which are two rows each; the
    /// partners that are not known stand in the proof.
    function _pairRows(State memory s, uint256 rows, bool stray) private pure returns (uint256 leaves, bool bad) {
        uint256 queries = s.queries;
        uint256 pos = s.pos;
        uint256 leaf = 1 << (s.logRows + s.logCosets - 1);
        assembly ("memory-safe") {
            bad := stray
            let to := NODES
            let end := add(QUERIES, shl(5, queries))
            mstore(end, not(0))
            for { let from := QUERIES } lt(from, end) {} {
                let query := mload(from)
                let side := shl(5, and(query, 1))
                mstore(side, mload(rows))
                from := add(from, 0x20)
                rows := add(rows, 0x20)
                switch eq(mload(from), xor(query, 1))
                case 1 {
                    mstore(0x20, mload(rows))
                    from := add(from, 0x20)
                    rows := add(rows, 0x20)
                }
                default {
                    let partner := calldataload(pos)
                    pos := add(pos, 0x20)
                    bad := or(bad, iszero(lt(partner, PRIME)))
                    mstore(xor(side, 0x20), partner)
                }
                mstore(to, or(and(keccak256(0, 0x40), DIGEST_MASK), add(leaf, shr(1, query))))
                to := add(to, 0x20)
            }
            leaves := shr(5, sub(to, NODES))
        }
        if (pos > s.end) revert ProofTooShort(s.end);
        s.pos = pos;
    }

    /// Opens the traces and computes the DEEP polynomial at the queries: value and
    /// inverse of the point in FRI's domain, at FOLDED.
    function _openTraces(State memory s) private view {
        uint256 queries = s.queries;
        uint256 values = s.values;
        uint256 points;
        assembly ("memory-safe") {
            mcopy(PAGE, INPUT, 0x60)
            mstore(add(PAGE, 0x60), queries)
            calldatacopy(add(PAGE, 0x80), values, shl(5, add(MASK_CELLS, 2)))
            points := add(PAGE, shl(5, add(MASK_CELLS, 6)))
        }
        _writePoints(points, queries, s.logRows + s.logCosets);
        uint256 rows = points + 32 * queries;
        uint256 root;
        uint256 roots = s.traceRoots;
        assembly ("memory-safe") {
            root := calldataload(roots)
        }
        _openTable(s, ORIGINAL_COLUMNS, rows, root, SECTION_TRACE);
        rows += 32 * ORIGINAL_COLUMNS * queries;
        assembly ("memory-safe") {
            root := calldataload(add(roots, 0x20))
        }
        _openTable(s, INTERACTION_COLUMNS, rows, root, SECTION_TRACE + 1);
        rows += 32 * INTERACTION_COLUMNS * queries;
        _openTable(s, 2, rows, s.compositionRoot, SECTION_TRACE + 2);
        rows += 64 * queries;
        address deep = DEEP;
        bool defined;
        assembly ("memory-safe") {
            let size := shl(6, queries)
            if iszero(staticcall(gas(), deep, PAGE, sub(rows, PAGE), FOLDED, size)) { invalid() }
            defined := eq(returndatasize(), size)
            for { let pos := add(FOLDED, 0x20) } lt(pos, add(FOLDED, size)) { pos := add(pos, 0x40) } {
                mstore(pos, mulmod(3, mload(pos), PRIME))
            }
        }
        if (!defined) revert DegenerateChallenge();
    }

    /// Writes the points of the queries: 3 times the generator of the domain to the
    /// power of the query with its bits reversed.
    function _writePoints(uint256 to, uint256 queries, uint256 logDomain) private view {
        uint256 generator = GENERATOR;
        assembly ("memory-safe") {
            for { let i := logDomain } lt(i, MAX_LOG_DOMAIN) { i := add(i, 1) } {
                generator := mulmod(generator, generator, PRIME)
            }
        }
        for (uint256 i = 0; i < queries; i++) {
            uint256 exponent;
            assembly ("memory-safe") {
                let v := mload(add(QUERIES, shl(5, i)))
                v := or(shl(1, and(v, 0x5555555555555555)), and(shr(1, v), 0x5555555555555555))
                v := or(shl(2, and(v, 0x3333333333333333)), and(shr(2, v), 0x3333333333333333))
                v := or(shl(4, and(v, 0x0f0f0f0f0f0f0f0f)), and(shr(4, v), 0x0f0f0f0f0f0f0f0f))
                v := or(shl(8, and(v, 0x00ff00ff00ff00ff)), and(shr(8, v), 0x00ff00ff00ff00ff))
                v := or(shl(16, and(v, 0x0000ffff0000ffff)), and(shr(16, v), 0x0000ffff0000ffff))
                v := or(shl(32, and(v, 0x00000000ffffffff)), shr(32, v))
                exponent := shr(sub(64, logDomain), v)
            }
            uint256 point = _power(generator, exponent);
            assembly ("memory-safe") {
                mstore(add(to, shl(5, i)), mulmod(3, point, PRIME))
            }
        }
    }

    // ---- FRI: the queries

    /// Opens the layers of FRI and folds the queries down to the last.
    function _openLayers(State memory s) private pure {
        _writeRotations();
        uint256 logDomain = s.logRows + s.logCosets;
        uint256 steps = s.friSteps;
        for (uint256 i = 0; steps != 0; i++) {
            uint256 step = steps & 0xf;
            logDomain -= step;
            uint256 root;
            uint256 zeta;
            assembly ("memory-safe") {
                root := mload(add(ROOTS, shl(5, i)))
                zeta := mload(add(ZETAS, shl(5, i)))
            }
            _openLayer(s, step, 1 << logDomain, zeta, SECTION_FRI + 1 + i);
            _climb(s, s.queries, root, SECTION_FRI + 1 + i);
            steps >>= 4;
        }
    }

    /// Reads and folds the rows of a layer at the queries. A row is 2^step values in
    /// committed order; those of queries are known, the others stand in the proof.
    /// It leaves the row's leaves at NODES, and row numbers and folded values as the
    /// queries of the next layer.
    function _openLayer(State memory s, uint256 step, uint256 leaf, uint256 zeta, uint256 section) private pure {
        uint256 pos = s.pos;
        uint256 queries = s.queries;
        bool bad;
        assembly ("memory-safe") {
            // Folds 2, 4 and 8 values in a row. They belong to points x·r_j with
            // roots of unity r_j in bit-reversed order, so that y and −y stand side
            // by side: f(y) + f(−y) + ratio·(f(y) − f(−y)), where ratio is the
            // challenge divided by y. The values must be below p, what comes out of
            // fold2 is below 3p.
            function fold2(a, b, ratio) -> value {
                value := add(add(a, b), mulmod(add(a, sub(PRIME, b)), ratio, PRIME))
            }
            function fold4(from, ratio, ratio1) -> value {
                let a := fold2(mload(from), mload(add(from, 0x20)), ratio)
                let b := mod(fold2(mload(add(from, 0x40)), mload(add(from, 0x60)), ratio1), PRIME)
                value := fold2(a, b, mulmod(ratio, ratio, PRIME))
            }
            function fold8(from, ratio, ratio2) -> value {
                let a := fold4(from, ratio, mulmod(ratio, mload(add(ROTATIONS_BACK, 0x20)), PRIME))
                let b := mod(fold4(add(from, 0x80), ratio2, mulmod(ratio2, mload(add(ROTATIONS_BACK, 0x20)), PRIME)), PRIME)
                let squared := mulmod(ratio, ratio, PRIME)
                value := fold2(a, b, mulmod(squared, squared, PRIME))
            }
            function fold(step_, ratio) -> value {
                switch step_
                case 3 { value := fold8(ROW, ratio, mulmod(ratio, mload(add(ROTATIONS_BACK, 0x40)), PRIME)) }
                case 2 { value := fold4(ROW, ratio, mulmod(ratio, mload(add(ROTATIONS_BACK, 0x20)), PRIME)) }
                case 1 { value := fold2(mload(ROW), mload(add(ROW, 0x20)), ratio) }
                default {
                    let a := fold8(ROW, ratio, mulmod(ratio, mload(add(ROTATIONS_BACK, 0x40)), PRIME))
                    let turned := mulmod(ratio, mload(add(ROTATIONS_BACK, 0x80)), PRIME)
                    let b := fold8(add(ROW, 0x100), turned, mulmod(ratio, mload(add(ROTATIONS_BACK, 0xc0)), PRIME))
                    let power := mulmod(ratio, ratio, PRIME)
                    power := mulmod(power, power, PRIME)
                    value := fold2(a, mod(b, PRIME), mulmod(power, power, PRIME))
                }
                value := mod(value, PRIME)
            }

            let size := shl(add(step, 5), 1)
            let from := QUERIES
            let end := add(QUERIES, shl(5, queries))
            mstore(end, not(0))
            let folded := FOLDED
            let count := 0
            for {} lt(from, end) {} {
                let query := mload(from)
                let row := shr(step, query)
                let inverse := 0 // of the row's first point
                let known := 0 // bytes of the row that are there
                for {} eq(shr(step, query), row) {} {
                    let offset := and(shl(5, query), sub(size, 1))
                    calldatacopy(add(ROW, known), pos, sub(offset, known))
                    pos := add(pos, sub(offset, known))
                    mstore(add(ROW, offset), mload(folded))
                    inverse := mulmod(mload(add(folded, 0x20)), mload(add(ROTATIONS, offset)), PRIME)
                    known := add(offset, 0x20)
                    folded := add(folded, 0x40)
                    from := add(from, 0x20)
                    query := mload(from)
                }
                calldatacopy(add(ROW, known), pos, sub(size, known))
                pos := add(pos, sub(size, known))
                for { let value := ROW } lt(value, add(ROW, size)) { value := add(value, 0x40) } {
                    bad := or(bad, or(lt(LARGEST, mload(value)), lt(LARGEST, mload(add(value, 0x20)))))
                }
                mstore(add(NODES, shl(5, count)), or(and(keccak256(ROW, size), DIGEST_MASK), add(leaf, row)))
                mstore(add(QUERIES, shl(5, count)), row)
                let to := add(FOLDED, shl(6, count))
                mstore(to, fold(step, mulmod(zeta, inverse, PRIME)))
                for { let i := 0 } lt(i, step) { i := add(i, 1) } { inverse := mulmod(inverse, inverse, PRIME) }
                mstore(add(to, 0x20), inverse)
                count := add(count, 1)
            }
            queries := count
        }
        if (pos > s.end) revert ProofTooShort(s.end);
        if (bad) revert NonCanonicalElement(section);
        s.pos = pos;
        s.queries = queries;
    }

    /// Checks the queries against the last layer's polynomial, from its lowest
    /// coefficient, in the inverse of the point: Σ c_i·x^(i−d+1) = value·x^(1−d).
    function _checkLastLayer(State memory s) private pure {
        uint256 queries = s.queries;
        uint256 from = s.lastLayer;
        uint256 logDegree = s.logLastLayer;
        uint256 wrong = queries;
        assembly ("memory-safe") {
            let end := add(from, shl(add(logDegree, 5), 1))
            for { let i := 0 } lt(i, queries) { i := add(i, 1) } {
                let value := mload(add(FOLDED, shl(6, i)))
                let inverse := mload(add(add(FOLDED, 0x20), shl(6, i)))
                let sum := 0
                let pos := from
                for { let turns := shr(8, sub(end, from)) } turns { turns := sub(turns, 1) } {
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(pos))
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(add(pos, 0x20)))
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(add(pos, 0x40)))
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(add(pos, 0x60)))
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(add(pos, 0x80)))
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(add(pos, 0xa0)))
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(add(pos, 0xc0)))
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(add(pos, 0xe0)))
                    pos := add(pos, 0x100)
                }
                for {} lt(pos, end) { pos := add(pos, 0x20) } {
                    sum := add(mulmod(sum, inverse, PRIME), calldataload(pos))
                }
                let power := inverse
                for { let k := 0 } lt(k, logDegree) { k := add(k, 1) } { power := mulmod(power, power, PRIME) }
                if iszero(eq(mulmod(sum, inverse, PRIME), mulmod(value, power, PRIME))) {
                    wrong := i
                    break
                }
            }
        }
        if (wrong != queries) revert LastLayerMismatch(wrong);
    }

    /// Writes the roots of unity of order 16 in bit-reversed order, of which the
    /// first 2^step are those of that order, and inverses of every second.
    function _writeRotations() private pure {
        assembly ("memory-safe") {
            mstore(ROTATIONS, 0x1)
            mstore(add(ROTATIONS, 0x20), 0x800000000000011000000000000000000000000000000000000000000000000)
            mstore(add(ROTATIONS, 0x40), 0x625023929a2995b533120664329f8c7c5268e56ac8320da2a616626f41337e3)
            mstore(add(ROTATIONS, 0x60), 0x1dafdc6d65d66b5accedf99bcd607383ad971a9537cdf25d59e99d90becc81e)
            mstore(add(ROTATIONS, 0x80), 0x63365fe0de874d9c90adb1e2f9c676e98c62155e4412e873ada5e1dee6feebb)
            mstore(add(ROTATIONS, 0xa0), 0x1cc9a01f2178b3736f524e1d06398916739deaa1bbed178c525a1e211901146)
            mstore(add(ROTATIONS, 0xc0), 0x3b912c31d6a226e4a15988c6b7ec1915474043aac68553537192090b43635cd)
            mstore(add(ROTATIONS, 0xe0), 0x446ed3ce295dda2b5ea677394813e6eab8bfbc55397aacac8e6df6f4bc9ca34)
            mstore(add(ROTATIONS, 0x100), 0x5ec467b88826aba4537602d514425f3b0bdf467bbf302458337c45f6021e539)
            mstore(add(ROTATIONS, 0x120), 0x213b984777d9556bac89fd2aebbda0c4f420b98440cfdba7cc83ba09fde1ac8)
            mstore(add(ROTATIONS, 0x140), 0x5ce3fa16c35cb4da537753675ca3276ead24059dddea2ca47c36587e5a538d1)
            mstore(add(ROTATIONS, 0x160), 0x231c05e93ca34c35ac88ac98a35cd89152dbfa622215d35b83c9a781a5ac730)
            mstore(add(ROTATIONS, 0x180), 0xb54759e8c46e1258dc80f091e6f3be387888015452ce5f0ca09ce9e571f52)
            mstore(add(ROTATIONS, 0x1a0), 0x7f4ab8a6173b92fda7237f0f6e190c41c78777feabad31a0f35f63161a8e0af)
            mstore(add(ROTATIONS, 0x1c0), 0x23c12f3909539339b83645c1b8de3e14ebfee15c2e8b3ad2867e3a47eba558c)
            mstore(add(ROTATIONS, 0x1e0), 0x5c3ed0c6f6ac6dd647c9ba3e4721c1eb14011ea3d174c52d7981c5b8145aa75)
            mstore(ROTATIONS_BACK, 0x1)
            mstore(add(ROTATIONS_BACK, 0x20), 0x1dafdc6d65d66b5accedf99bcd607383ad971a9537cdf25d59e99d90becc81e)
            mstore(add(ROTATIONS_BACK, 0x40), 0x446ed3ce295dda2b5ea677394813e6eab8bfbc55397aacac8e6df6f4bc9ca34)
            mstore(add(ROTATIONS_BACK, 0x60), 0x1cc9a01f2178b3736f524e1d06398916739deaa1bbed178c525a1e211901146)
            mstore(add(ROTATIONS_BACK, 0x80), 0x5c3ed0c6f6ac6dd647c9ba3e4721c1eb14011ea3d174c52d7981c5b8145aa75)
            mstore(add(ROTATIONS_BACK, 0xa0), 0x7f4ab8a6173b92fda7237f0f6e190c41c78777feabad31a0f35f63161a8e0af)
            mstore(add(ROTATIONS_BACK, 0xc0), 0x231c05e93ca34c35ac88ac98a35cd89152dbfa622215d35b83c9a781a5ac730)
            mstore(add(ROTATIONS_BACK, 0xe0), 0x213b984777d9556bac89fd2aebbda0c4f420b98440cfdba7cc83ba09fde1ac8)
        }
    }
}
