package contracts

import (
	"bytes"
	"crypto/sha256"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto/kzg4844"
)

// testBlob is a blob, its commitment, and its value at z with the proof of it.
type testBlob struct {
	hash       common.Hash
	commitment kzg4844.Commitment
	value      kzg4844.Claim
	proof      kzg4844.Proof
}

func newTestBlob(t testing.TB, content byte, z *big.Int) *testBlob {
	t.Helper()
	var blob kzg4844.Blob
	for i := 31; i < len(blob); i += 32 {
		blob[i] = content
	}
	blob[31] ^= 0xff
	b := new(testBlob)
	var err error
	if b.commitment, err = kzg4844.BlobToCommitment(&blob); err != nil {
		t.Fatal(err)
	}
	if b.proof, b.value, err = kzg4844.ComputeProof(&blob, kzg4844.Point(common.BigToHash(z))); err != nil {
		t.Fatal(err)
	}
	b.hash = kzg4844.CalcBlobHashV1(sha256.New(), &b.commitment)
	return b
}

// withBlobs lets a block list blobs, and the transaction carry them.
func (r *rollup) withBlobs(b *block, z *big.Int, blobs ...*testBlob) (proofs [][]byte) {
	b.header[8] = common.Big1
	b.kzg = []*big.Int{z, big.NewInt(int64(len(blobs)))}
	r.blobs = nil
	for _, blob := range blobs {
		c := blob.commitment
		b.kzg = append(b.kzg, new(big.Int).SetBytes(c[24:]), new(big.Int).SetBytes(c[:24]))
		r.blobs = append(r.blobs, blob.hash)
		proofs = append(proofs, blob.proof[:])
	}
	for _, blob := range blobs {
		b.kzg = append(b.kzg, new(big.Int).SetBytes(blob.value[16:]), new(big.Int).SetBytes(blob.value[:16]))
	}
	return proofs
}

func (r *rollup) settleBlobs(output []*big.Int, proofs [][]byte) *result {
	r.Helper()
	r.expect(output, statement(outputStart), testProof)
	return r.core.call(operator, nil, "updateStateKzgDA", output, statement(outputStart), testParameters, testProof, proofs)
}

func TestUpdateStateKzgDA(t *testing.T) {
	r := newRollup(t)
	z := new(big.Int).Lsh(big.NewInt(0x123456789), 200)
	one, two := newTestBlob(t, 1, z), newTestBlob(t, 2, z)
	for _, blobs := range [][]*testBlob{{one}, {two, one}} {
		b := r.next()
		proofs := r.withBlobs(b, z, blobs...)
		b.addToL1(r.withdrawal(ethers(1), bob))
		result := r.settleBlobs(b.output(), proofs)
		result.event("LogMessageToL1")
		t.Logf("%d blobs: %d gas", len(blobs), result.gas)
		r.accept(b)
	}
	increment := func(word int) func(*block, [][]byte) [][]byte {
		return func(b *block, proofs [][]byte) [][]byte {
			b.kzg[word] = new(big.Int).Add(b.kzg[word], common.Big1)
			return proofs
		}
	}
	set := func(word int, bits uint) func(*block, [][]byte) [][]byte {
		return func(b *block, proofs [][]byte) [][]byte {
			b.kzg[word] = new(big.Int).Lsh(common.Big1, bits)
			return proofs
		}
	}
	for _, c := range []struct {
		name, reason string
		change       func(b *block, proofs [][]byte) [][]byte
	}{
		{"z", "PointEvaluationFailed", increment(0)},
		{"commitment", "PointEvaluationFailed", increment(2)},
		{"commitment's high half", "PointEvaluationFailed", increment(3)},
		{"value", "PointEvaluationFailed", increment(6)},
		{"value's high half", "PointEvaluationFailed", increment(7)},
		{"the other's value", "PointEvaluationFailed", increment(8)},
		{"commitment of 193 bits", "BlobWordOutOfRange", set(2, 192)},
		{"high half of 193 bits", "BlobWordOutOfRange", set(5, 192)},
		{"value of 129 bits", "BlobWordOutOfRange", set(6, 128)},
		{"high value of 129 bits", "BlobWordOutOfRange", set(9, 128)},
		{"no blobs", "NoBlobs", func(b *block, _ [][]byte) [][]byte { b.kzg = []*big.Int{z, new(big.Int)}; return nil }},
		{"2^250 blobs", "BlobsTruncated", set(1, 250)},
		{"more blobs than words", "BlobsTruncated", func(b *block, p [][]byte) [][]byte { b.kzg[1] = big.NewInt(4); return p }},
		{"a proof too few", "WrongBlobCount", func(_ *block, p [][]byte) [][]byte { return p[:1] }},
		{"a blob too many", "WrongBlobCount", func(_ *block, p [][]byte) [][]byte { r.blobs = append(r.blobs, one.hash); return p }},
		{"a blob too few", "PointEvaluationFailed", func(_ *block, p [][]byte) [][]byte { r.blobs = r.blobs[:1]; return p }},
		{"blobs in another order", "PointEvaluationFailed", func(_ *block, p [][]byte) [][]byte { r.blobs[0], r.blobs[1] = r.blobs[1], r.blobs[0]; return p }},
		{"proofs in another order", "PointEvaluationFailed", func(_ *block, p [][]byte) [][]byte { return [][]byte{p[1], p[0]} }},
		{"a short proof", "WrongKzgProofLength", func(_ *block, p [][]byte) [][]byte { return [][]byte{p[0], p[1][:47]} }},
		{"calldata mode", "WrongDataAvailability", func(b *block, p [][]byte) [][]byte { b.header[8] = new(big.Int); return p }},
		{"another use_kzg_da", "WrongDataAvailability", func(b *block, p [][]byte) [][]byte { b.header[8] = common.Big2; return p }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r.world.TB = t
			b := r.next()
			proofs := c.change(b, r.withBlobs(b, z, one, two))
			r.settleBlobs(b.output(), proofs).reverts(c.reason)
		})
	}
	r.world.TB = t
	b := r.next()
	proofs := r.withBlobs(b, z, one)
	r.settleBlobs(append(b.output(), common.Big1), proofs).reverts("OutputTooLong")
	r.settle(b.output()).reverts("WrongDataAvailability")
	r.core.call(alice, nil, "updateStateKzgDA", b.output(), statement(outputStart), testParameters, testProof, proofs).reverts("NotOperator")
	r.core.call(governor, nil, "freeze").ok()
	r.settleBlobs(b.output(), proofs).reverts("IsFrozen")
	if !bytes.Equal(r.blobs[0][:1], []byte{1}) {
		t.Fatal("a versioned hash begins with its version")
	}
}
