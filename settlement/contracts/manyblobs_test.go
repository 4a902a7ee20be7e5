package contracts

import (
	"crypto/sha256"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto/kzg4844"

	"quarry/sequencer/program"
	"quarry/settlement/blob"
)

// diffBlobs brings a diff that needs all the blobs of a transaction into them, with
// values and proofs at z; the values are those that the block program computes from the
// words.
func diffBlobs(t testing.TB, z *fp.Element) []*testBlob {
	t.Helper()
	r := rand.New(rand.NewPCG(3, 4))
	words := make([]fp.Element, (blob.MaxBlobs-1)*program.BlobWords+100)
	for i := range words {
		words[i] = fp.Element{r.Uint64(), r.Uint64(), r.Uint64(), r.Uint64() >> 6}
	}
	encoded, err := blob.Encode(words)
	if err != nil {
		t.Fatal(err)
	}
	values := program.Evaluations(words, z)
	list := make([]*testBlob, len(encoded))
	for i := range encoded {
		b := new(testBlob)
		if b.commitment, err = kzg4844.BlobToCommitment(&encoded[i]); err != nil {
			t.Fatal(err)
		}
		if b.proof, b.value, err = kzg4844.ComputeProof(&encoded[i], kzg4844.Point(z.Bytes())); err != nil {
			t.Fatal(err)
		}
		if b.value != values[i].Bytes() {
			t.Fatalf("blob %d has another value than its words", i)
		}
		b.hash = kzg4844.CalcBlobHashV1(sha256.New(), &b.commitment)
		list[i] = b
	}
	return list
}

// Blocks with two to six blobs settle, and don't with anything of them in another place.
func TestManyBlobs(t *testing.T) {
	r := newRollup(t)
	point := fp.NewElement(987654321)
	point.Square(&point)
	z, all := number(&point), diffBlobs(t, &point)
	for n := 2; n <= blob.MaxBlobs; n++ {
		for _, c := range []struct {
			name, reason string
			change       func(b *block, proofs [][]byte) [][]byte
		}{
			{"blobs in another order", "PointEvaluationFailed", func(_ *block, p [][]byte) [][]byte {
				r.blobs[0], r.blobs[n-1] = r.blobs[n-1], r.blobs[0]
				return p
			}},
			{"commitments in another order", "PointEvaluationFailed", func(b *block, p [][]byte) [][]byte {
				for i := range 2 {
					b.kzg[2+i], b.kzg[2*n+i] = b.kzg[2*n+i], b.kzg[2+i]
				}
				return p
			}},
			{"values in another order", "PointEvaluationFailed", func(b *block, p [][]byte) [][]byte {
				last := len(b.kzg) - 2
				for i := range 2 {
					b.kzg[2+2*n+i], b.kzg[last+i] = b.kzg[last+i], b.kzg[2+2*n+i]
				}
				return p
			}},
			{"another z", "PointEvaluationFailed", func(b *block, p [][]byte) [][]byte {
				b.kzg[0] = new(big.Int).Add(z, common.Big1)
				return p
			}},
			{"the proof of another blob", "PointEvaluationFailed", func(_ *block, p [][]byte) [][]byte {
				p[n-1] = p[0]
				return p
			}},
			{"one blob twice", "PointEvaluationFailed", func(_ *block, p [][]byte) [][]byte {
				r.blobs[n-1] = r.blobs[0]
				return p
			}},
			{"a blob too few", "PointEvaluationFailed", func(_ *block, p [][]byte) [][]byte { r.blobs = r.blobs[:n-1]; return p }},
			{"a blob too many", "WrongBlobCount", func(_ *block, p [][]byte) [][]byte { r.blobs = append(r.blobs, all[0].hash); return p }},
			{"a proof too few", "WrongBlobCount", func(_ *block, p [][]byte) [][]byte { return p[:n-1] }},
			{"a proof too many", "WrongBlobCount", func(_ *block, p [][]byte) [][]byte { return append(p, p[0]) }},
			{"", "", func(_ *block, p [][]byte) [][]byte { return p }},
		} {
			b := r.next()
			proofs := slices.Clone(c.change(b, r.withBlobs(b, z, all[:n]...)))
			result := r.settleBlobs(b.output(), proofs)
			if c.reason != "" {
				t.Log(n, "blobs:", c.name)
				result.reverts(c.reason)
				continue
			}
			result.event("LogStateUpdate")
			t.Logf("%d blobs: %d gas", n, result.gas)
			r.accept(b)
		}
	}
}
