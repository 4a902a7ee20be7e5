package blob

import (
	"math/rand/v2"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/crypto/kzg4844"

	"quarry/fault"
	"quarry/sequencer/program"
)

func randomWords(n int) []fp.Element {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	words := make([]fp.Element, n)
	for i := range words {
		words[i] = fp.Element{rng.Uint64(), rng.Uint64(), rng.Uint64(), rng.Uint64() >> 6}
	}
	return words
}

// What goes into blobs comes back, and the polynomials have the values at any point
// that the block program's side computes from the coefficients.
func TestBlobs(t *testing.T) {
	for _, n := range []int{1, 2, 17, program.BlobWords - 1, program.BlobWords, program.BlobWords + 1, 2*program.BlobWords + 9} {
		words := randomWords(n)
		blobs, err := Encode(words)
		if err != nil || len(blobs) != program.BlobCount(n) {
			t.Fatalf("%d words: %d blobs, %v", n, len(blobs), err)
		}
		back, err := Decode(blobs)
		if err != nil {
			t.Fatal(err)
		}
		for i := range back {
			if want := (fp.Element{}); i < n && back[i] != words[i] || i >= n && back[i] != want {
				t.Fatalf("%d words: word %d comes back as %s", n, i, back[i].String())
			}
		}
		z := randomWords(3)[2]
		for i, want := range program.Evaluations(words, &z) {
			_, value, err := kzg4844.ComputeProof(&blobs[i], kzg4844.Point(z.Bytes()))
			if err != nil || value != want.Bytes() {
				t.Fatalf("%d words: piece %d is %x, not %s: %v", n, i, value, want.String(), err)
			}
		}
	}
}

// Open proves what the block program says of the blobs, and refuses everything else.
func TestOpen(t *testing.T) {
	words := randomWords(program.BlobWords + 5)
	sidecar, err := NewSidecar(words)
	if err != nil {
		t.Fatal(err)
	}
	commitments, err := Commit(words)
	if err != nil {
		t.Fatal(err)
	}
	if sidecar.Version != 1 || len(sidecar.Proofs) != 2*128 {
		t.Fatalf("version %d, %d cell proofs", sidecar.Version, len(sidecar.Proofs))
	}
	z := program.Point(words, commitments)
	said := func() *program.KZG {
		return &program.KZG{Z: z, Commitments: append([][48]byte{}, commitments...), Evaluations: program.Evaluations(words, &z)}
	}
	proofs, err := Open(sidecar, said())
	if err != nil {
		t.Fatal(err)
	}
	for i := range proofs {
		err := kzg4844.VerifyProof(sidecar.Commitments[i], kzg4844.Point(z.Bytes()), kzg4844.Claim(said().Evaluations[i].Bytes()), kzg4844.Proof(proofs[i]))
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, change := range map[string]func(*program.KZG){
		"commitment":       func(k *program.KZG) { k.Commitments[1][47] ^= 1 },
		"value":            func(k *program.KZG) { k.Evaluations[1].SetOne() },
		"point":            func(k *program.KZG) { k.Z.SetOne() },
		"one fewer":        func(k *program.KZG) { k.Commitments = k.Commitments[:1] },
		"values missing":   func(k *program.KZG) { k.Evaluations = k.Evaluations[:1] },
		"in another order": func(k *program.KZG) { k.Commitments[0], k.Commitments[1] = k.Commitments[1], k.Commitments[0] },
	} {
		k := said()
		change(k)
		if _, err := Open(sidecar, k); fault.CodeOf(err) != CodeMismatch {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRefuses(t *testing.T) {
	for _, n := range []int{0, MaxBlobs*program.BlobWords + 1} {
		if _, err := Encode(randomWords(n)); fault.CodeOf(err) != CodeWords {
			t.Errorf("%d words: %v", n, err)
		}
	}
	var high, noFelt kzg4844.Blob
	for i := range 32 {
		high[i] = 0xff
	}
	// A constant polynomial above the felts' prime, but below the field's order.
	for i := range program.BlobWords {
		noFelt[32*i] = 0x70
	}
	for name, b := range map[string]*kzg4844.Blob{"no field element": &high, "no felt": &noFelt} {
		if _, err := Decode([]kzg4844.Blob{*b}); fault.CodeOf(err) != CodeWords {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte{1, 2, 3})
	f.Fuzz(func(t *testing.T, content []byte) {
		var b kzg4844.Blob
		copy(b[:], content)
		words, err := Decode([]kzg4844.Blob{b})
		if err != nil {
			return
		}
		again, err := Encode(words)
		if err != nil || again[0] != b {
			t.Fatal("a blob does not come back")
		}
	})
}

func BenchmarkSidecar(b *testing.B) {
	words := randomWords(program.BlobWords)
	for b.Loop() {
		if _, err := NewSidecar(words); err != nil {
			b.Fatal(err)
		}
	}
}
