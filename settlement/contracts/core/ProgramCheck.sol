// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Programs that versions may name: data contracts as verifier/Program.sol describes
/// them.
library ProgramCheck {
    /// The identity that a program's data contract states, 0 if it is none.
    function stated(address program) internal view returns (uint256 identity) {
        assembly ("memory-safe") {
            extcodecopy(program, 0, 0, 33)
            if iszero(byte(0, mload(0))) { identity := mload(1) }
        }
    }

    /// The identity of the program, if it is true of the cells that verifiers read,
    /// whoever made the contract; 0 if not. Neither the program nor its cells have
    /// code to run, so what holds now holds for ever.
    function checked(address program) internal view returns (uint256 identity) {
        bool ok;
        assembly ("memory-safe") {
            let size := extcodesize(program)
            // a STOP, identity, builtins, number of cells, 1 to 32 addresses
            if and(and(gt(size, 128), lt(size, 1122)), eq(and(size, 0x1f), 1)) {
                let manifest := add(mload(0x40), 0x20) // the STOP falls before it
                extcodecopy(program, sub(manifest, 1), 0, size)
                ok := iszero(and(mload(sub(manifest, 0x20)), 0xff))
                let end := add(manifest, sub(size, 1))
                let page := end
                mstore(page, mload(add(manifest, 0x20)))
                let pos := add(page, 0x20)
                for { let p := add(manifest, 0x60) } lt(p, end) { p := add(p, 0x20) } {
                    let length := extcodesize(mload(p))
                    if iszero(length) {
                        ok := 0
                        break
                    }
                    // The STOP falls on a byte that is put back.
                    let before := mload(sub(pos, 0x20))
                    extcodecopy(mload(p), sub(pos, 1), 0, length)
                    ok := and(ok, iszero(and(mload(sub(pos, 0x20)), 0xff)))
                    mstore(sub(pos, 0x20), before)
                    pos := add(pos, sub(length, 1))
                }
                // The number of cells is anybody's: what is known is divided, so that
                // nothing wraps.
                let bytesOfCells := sub(pos, add(page, 0x20))
                ok := and(ok, iszero(and(bytesOfCells, 0x3f)))
                ok := and(ok, eq(shr(6, bytesOfCells), mload(add(manifest, 0x40))))
                identity := keccak256(page, sub(pos, page))
                ok := and(ok, eq(identity, mload(manifest)))
            }
        }
        if (!ok) return 0;
    }
}
