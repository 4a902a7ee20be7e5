// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// A Cairo program on chain, as verifiers take it. Its cells lie in data
/// contracts, whose code is a STOP and then, for each cell, two words: its
/// address and its value. The program itself is a data contract, too:
///
///   byte 0       STOP
///   bytes 1–32   the identity: keccak256 of builtins and all the cells' words
///   bytes 33–64  which of its layout's segments main takes: bit i stands for
///                segment i + 2 (output is bit 0)
///   bytes 65–96  the number of cells
///   bytes 97 …   the addresses of the data contracts, a word each
///
/// Both kinds have no code to run: what lies at such an address never changes,
/// so the address of a program stands for it.
contract ProgramFactory {
    /// A program was published.
    event ProgramPublished(address indexed program, bytes32 indexed identity, uint256 cells);

    /// Data that does not hold pairs of address and value in order from address 1.
    error NotCells();
    /// The start section is not one of proof mode, or does not fit the builtins.
    error NotInProofMode();

    uint256 private constant PRIME = 0x800000000000011000000000000000000000000000000000000000000000001;

    /// Publishes the program whose cells lie in chunks, which publishChunk made.
    function publish(address[] calldata chunks, uint256 builtins) external returns (address program) {
        bytes memory page = _page(chunks);
        uint256 cells = page.length / 64;
        require(page.length == cells * 64 && cells > 6, NotCells());
        uint256[6] memory start;
        for (uint256 i = 0; i < cells; i++) {
            uint256 cellAddress;
            uint256 value;
            assembly ("memory-safe") {
                let at := add(add(page, 32), shl(6, i))
                cellAddress := mload(at)
                value := mload(add(at, 32))
            }
            require(cellAddress == i + 1 && value < PRIME, NotCells());
            if (i < 6) start[i] = value;
        }
        // ap += count; call main; jmp rel 0
        uint256 count = 0;
        for (uint256 bits = builtins; bits != 0; bits &= bits - 1) {
            count++;
        }
        require(
            start[0] == 0x40780017fff7fff && start[1] == count && start[2] == 0x1104800180018000
                && start[4] == 0x10780017fff7fff && start[5] == 0,
            NotInProofMode()
        );
        bytes32 identity = keccak256(bytes.concat(bytes32(builtins), page));
        bytes memory manifest = bytes.concat(identity, bytes32(builtins), bytes32(cells));
        for (uint256 i = 0; i < chunks.length; i++) {
            manifest = bytes.concat(manifest, bytes32(uint256(uint160(chunks[i]))));
        }
        program = _create(manifest);
        emit ProgramPublished(program, identity, cells);
    }

    /// Makes a data contract.
    function publishChunk(bytes calldata data) external returns (address chunk) {
        chunk = _create(data);
        emit ChunkPublished(chunk, keccak256(data));
    }

    /// A data contract was made.
    event ChunkPublished(address indexed chunk, bytes32 indexed hash);

    /// The data of all chunks, one after the other.
    function _page(address[] calldata chunks) private view returns (bytes memory page) {
        uint256 length = 0;
        for (uint256 i = 0; i < chunks.length; i++) {
            uint256 size = chunks[i].code.length;
            require(size > 1 && bytes1(chunks[i].code) == 0, NotCells());
            length += size - 1;
        }
        page = new bytes(length);
        length = 0;
        for (uint256 i = 0; i < chunks.length; i++) {
            address chunk = chunks[i];
            uint256 size = chunk.code.length - 1;
            assembly ("memory-safe") {
                extcodecopy(chunk, add(add(page, 32), length), 1, size)
            }
            length += size;
        }
    }

    /// Deploys code that is a STOP and data.
    function _create(bytes memory data) private returns (address made) {
        // PUSH4 size, DUP1, PUSH1 12, PUSH0, CODECOPY, PUSH0, RETURN; then STOP and the data.
        bytes memory code = bytes.concat(hex"63", bytes4(uint32(data.length + 1)), hex"80600c5f395ff300", data);
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
        }
        require(made != address(0), NotCells());
    }
}
