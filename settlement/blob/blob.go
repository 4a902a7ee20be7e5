package blob

import (
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr/fft"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto/kzg4844"

	"quarry/fault"
	"quarry/sequencer/program"
)

// The ways in which blobs fail.
const (
	// CodeWords: the words don't fit into blobs, or a blob holds none.
	CodeWords fault.Code = "blob/words"
	// CodeKZG: a commitment or proof can't be computed.
	CodeKZG fault.Code = "blob/kzg"
	// CodeStarknet: a state update is not what Starknet's RPC returns.
	CodeStarknet fault.Code = "blob/starknet-update"
	// CodeStarknetVersion: state diffs of this version of Starknet can't be brought into
	// the form that they have on L1.
	CodeStarknetVersion fault.Code = "blob/starknet-version"
	// CodeMismatch: the blobs are not those that the block program speaks of.
	CodeMismatch fault.Code = "blob/mismatch"
)

// MaxBlobs is how many blobs one transaction may have (EIP-7594).
const MaxBlobs = 6

// domain are the roots of unity of a blob.
var domain = fft.NewDomain(program.BlobWords)

// Encode brings words into blobs, as many as program.BlobCount says. Felts are in
// Montgomery form.
func Encode(words []fp.Element) ([]kzg4844.Blob, error) {
	n := program.BlobCount(len(words))
	if n == 0 || n > MaxBlobs {
		return nil, fault.New(CodeWords, "%d words take %d blobs; a transaction has 1 to %d", len(words), n, MaxBlobs)
	}
	blobs := make([]kzg4844.Blob, n)
	for i := range blobs {
		encode(&blobs[i], words[i*program.BlobWords:min((i+1)*program.BlobWords, len(words))])
	}
	return blobs, nil
}

// encode evaluates the polynomial with these coefficients.
func encode(blob *kzg4844.Blob, coefficients []fp.Element) {
	values := make([]fr.Element, program.BlobWords)
	for i := range coefficients {
		b := coefficients[i].Bytes()
		values[i].SetBytes(b[:])
	}
	// Decimation in frequency leaves the values in bit-reversed order: the blob's.
	domain.FFT(values, fft.DIF)
	for i := range values {
		b := values[i].Bytes()
		copy(blob[i*fr.Bytes:], b[:])
	}
}

// Decode returns the words that blobs hold; those behind the last that was encoded
// are 0.
func Decode(blobs []kzg4844.Blob) ([]fp.Element, error) {
	words := make([]fp.Element, 0, len(blobs)*program.BlobWords)
	values := make([]fr.Element, program.BlobWords)
	for i := range blobs {
		for j := range values {
			if err := values[j].SetBytesCanonical(blobs[i][j*fr.Bytes : (j+1)*fr.Bytes]); err != nil {
				return nil, fault.New(CodeWords, "value %d of blob %d is not below the field's order", j, i)
			}
		}
		domain.FFTInverse(values, fft.DIT)
		for j := range values {
			b := values[j].Bytes()
			var word fp.Element
			if err := word.SetBytesCanonical(b[:]); err != nil {
				return nil, fault.New(CodeWords, "coefficient %d of blob %d is no felt", j, i)
			}
			words = append(words, word)
		}
	}
	return words, nil
}

// Commit returns the commitments to the blobs with these words.
func Commit(words []fp.Element) ([][48]byte, error) {
	blobs, err := Encode(words)
	if err != nil {
		return nil, err
	}
	commitments := make([][48]byte, len(blobs))
	for i := range blobs {
		c, err := kzg4844.BlobToCommitment(&blobs[i])
		if err != nil {
			return nil, kzgFault(err)
		}
		commitments[i] = c
	}
	return commitments, nil
}

// Diffs commits to state diffs: what the chain asks for before a block's run.
type Diffs struct{}

// Commit returns the commitments to the blobs of a state diff, in their order.
func (Diffs) Commit(diff *program.StateDiff) ([][48]byte, error) { return Commit(diff.Words()) }

// NewSidecar makes the sidecar (version 1, with cell proofs) of the transaction that
// carries these words.
func NewSidecar(words []fp.Element) (*types.BlobTxSidecar, error) {
	blobs, err := Encode(words)
	if err != nil {
		return nil, err
	}
	var commitments []kzg4844.Commitment
	var proofs []kzg4844.Proof
	for i := range blobs {
		c, err := kzg4844.BlobToCommitment(&blobs[i])
		if err != nil {
			return nil, kzgFault(err)
		}
		cells, err := kzg4844.ComputeCellProofs(&blobs[i])
		if err != nil {
			return nil, kzgFault(err)
		}
		commitments, proofs = append(commitments, c), append(proofs, cells...)
	}
	return types.NewBlobTxSidecar(types.BlobSidecarVersion1, blobs, commitments, proofs), nil
}

// Open makes the proofs, 48 bytes each, that the blobs have the values at z that the
// block program's output says, and refuses blobs that have not.
func Open(sidecar *types.BlobTxSidecar, said *program.KZG) ([][]byte, error) {
	if len(sidecar.Blobs) != len(said.Commitments) || len(said.Evaluations) != len(said.Commitments) {
		return nil, fault.New(CodeMismatch, "there are %d blobs; the block program has output %d commitments and %d values",
			len(sidecar.Blobs), len(said.Commitments), len(said.Evaluations))
	}
	point := kzg4844.Point(said.Z.Bytes())
	proofs := make([][]byte, len(sidecar.Blobs))
	for i := range sidecar.Blobs {
		if sidecar.Commitments[i] != said.Commitments[i] {
			return nil, fault.New(CodeMismatch, "blob %d has the commitment %x; the block program was given %x",
				i, sidecar.Commitments[i], said.Commitments[i])
		}
		proof, value, err := kzg4844.ComputeProof(&sidecar.Blobs[i], point)
		if err != nil {
			return nil, kzgFault(err)
		}
		if value != said.Evaluations[i].Bytes() {
			return nil, fault.New(CodeMismatch, "blob %d is %x at z; the block program says %x", i, value, said.Evaluations[i].Bytes())
		}
		proofs[i] = proof[:]
	}
	return proofs, nil
}

func kzgFault(err error) error {
	return fault.Wrap(err, CodeKZG, "a blob's commitment or proof can't be computed")
}
