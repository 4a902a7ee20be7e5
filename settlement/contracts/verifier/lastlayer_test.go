package verifier_test

import (
	"encoding/binary"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"

	"quarry/fault"
	"quarry/prover/stark"
	"quarry/prover/stone"
	"quarry/settlement/contracts/verifier"
)

// forgery is what is added to the last layer's first coefficient in the proof
// one_query so that its one query remains the same: 1 of 2^19 numbers does. To
// find it again, run the test with QUARRY_FIND_FORGERY=1.
const forgery = 1239

// A proof whose layers fold to another polynomial than the one that it sends is
// rejected for that.
func TestLastLayer(t *testing.T) {
	policy := verifier.Policy{Layout: "recursive", Version: stone.V3, SecurityFloor: 1}
	file, call := load(t, testCase{"one_query", policy})
	d := deploy(t, policy)
	if _, reason := d.verify(t, call); reason != "" {
		t.Fatal(reason)
	}
	at, digest := lastLayer(t, file)
	n := uint64(forgery)
	if os.Getenv("QUARRY_FIND_FORGERY") != "" {
		for n = 1; query(file, digest, forged(file.Proof, at, n), at) != query(file, digest, file.Proof, at); n++ {
		}
		t.Logf("forgery = %d", n)
	}
	changed := *call
	forgery := forged(file.Proof, at, n)
	changed.Proof = pack(forgery, messages(t, file, stone.V3))
	if _, reason := d.verify(t, &changed); reason != "LastLayerMismatch[0]" {
		t.Errorf("%q", reason)
	}
	_, err := verifyInGo(file, policy.Version, forgery, false)
	if f, ok := err.(*fault.Error); !ok || f.Code != stark.CodeLastLayer {
		t.Errorf("the verifier in Go: %v", err)
	}
}

// lastLayer finds the last layer's coefficients in a proof, and the channel's
// digest before them.
func lastLayer(t *testing.T, file *stone.ProofFile) (at message, digest []byte) {
	t.Helper()
	seed, err := stone.Seed(file.Public, file.Parameters, stone.V3)
	if err != nil {
		t.Fatal(err)
	}
	digest = crypto.Keccak256(seed)
	for _, m := range messages(t, file, stone.V3) {
		if strings.Contains(m.section, "Last Layer") {
			return m, digest
		}
		digest = absorb(digest, file.Proof[m.from:m.to])
	}
	t.Fatal("there is no last layer")
	return at, nil
}

func absorb(digest, message []byte) []byte {
	next := new(big.Int).SetBytes(digest)
	next.Add(next, big.NewInt(1)).And(next, maxWord)
	return crypto.Keccak256(next.FillBytes(make([]byte, 32)), message)
}

// query is the first query that the channel draws after the last layer.
func query(file *stone.ProofFile, digest, proof []byte, at message) uint64 {
	block := crypto.Keccak256(absorb(digest, proof[at.from:at.to]), make([]byte, 32))
	domain := uint64(16<<file.Parameters.STARK.LogNCosets) * file.Public.NSteps
	return binary.BigEndian.Uint64(block) % domain
}

// forged adds n to the last layer's first coefficient.
func forged(proof []byte, at message, n uint64) []byte {
	changed := slices.Clone(proof)
	word := changed[at.from : at.from+32]
	v := new(big.Int).SetBytes(word)
	v.Add(v, new(big.Int).SetUint64(n)).FillBytes(word)
	return changed
}
