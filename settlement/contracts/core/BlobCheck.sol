// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Checks that the blobs of the transaction are those that the program has read:
/// the program says their commitments, a point z that depends on the state diff
/// and on the commitments, and what the polynomial of each piece of the diff is
/// at z; the point evaluation precompile (EIP-4844) says that the blob with the
/// commitment is so, too.
library BlobCheck {
    /// A block has at least one blob.
    error NoBlobs();
    /// The output ends before its list of blobs.
    error BlobsTruncated(uint256 blobs);
    /// The transaction does not carry just the blobs that the output lists.
    error WrongBlobCount(uint256 listed, uint256 proofs);
    /// A commitment or value is not split as it must be.
    error BlobWordOutOfRange(uint256 word);
    /// A proof of a point has not 48 bytes.
    error WrongKzgProofLength(uint256 blob);
    /// The precompile does not accept the blob, or the transaction's blob has
    /// another commitment.
    error PointEvaluationFailed(uint256 blob);

    address private constant POINT_EVALUATION = address(10);
    /// What the precompile returns: the number of field elements of a blob, and
    /// the order of the field.
    uint256 private constant ELEMENTS = 4096;
    uint256 private constant ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001;

    /// Checks the blobs that output lists from word on: z, their number, for
    /// each its commitment (low and high 192 bits), then for each its value at z
    /// (low and high 128 bits). Returns the first word behind.
    function check(uint256[] calldata output, uint256 word, bytes[] calldata proofs)
        internal
        view
        returns (uint256 end)
    {
        uint256 count = output[word + 1];
        require(count != 0, NoBlobs());
        // at most as many as there are words, so nothing overflows below
        require(count <= output.length, BlobsTruncated(count));
        end = word + 2 + 4 * count;
        require(end <= output.length, BlobsTruncated(count));
        require(proofs.length == count && blobhash(count) == 0, WrongBlobCount(count, proofs.length));
        for (uint256 i = 0; i < count; i++) {
            uint256 commitment = word + 2 + 2 * i;
            uint256 value = commitment + 2 * count;
            require(output[commitment] <= type(uint192).max, BlobWordOutOfRange(commitment));
            require(output[commitment + 1] <= type(uint192).max, BlobWordOutOfRange(commitment + 1));
            require(output[value] <= type(uint128).max, BlobWordOutOfRange(value));
            require(output[value + 1] <= type(uint128).max, BlobWordOutOfRange(value + 1));
            require(proofs[i].length == 48, WrongKzgProofLength(i));
            (bool ok, bytes memory result) = POINT_EVALUATION.staticcall(
                abi.encodePacked(
                    blobhash(i),
                    output[word],
                    output[value] | output[value + 1] << 128,
                    uint192(output[commitment + 1]),
                    uint192(output[commitment]),
                    proofs[i]
                )
            );
            require(
                ok && keccak256(result) == keccak256(abi.encode(ELEMENTS, ORDER)), PointEvaluationFailed(i)
            );
        }
    }
}
