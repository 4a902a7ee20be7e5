package stark_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/stark"
	"quarry/prover/stone/stonetest"
)

// message is one message of a proof, from its annotation.
type message struct {
	from, to int
	text     string
}

var sentLine = regexp.MustCompile(`^P->V\[(\d+):(\d+)\]: (.*)$`)

// messages lists the messages of a proof of known annotations.
func messages(annotations []string) []message {
	var all []message
	for _, line := range annotations {
		if m := sentLine.FindStringSubmatch(line); m != nil {
			from, _ := strconv.Atoi(m[1])
			to, _ := strconv.Atoi(m[2])
			all = append(all, message{from, to, m[3]})
		}
	}
	return all
}

// find returns the first message whose annotation contains text.
func find(tb testing.TB, all []message, text string) message {
	tb.Helper()
	for _, m := range all {
		if strings.Contains(m.text, text) {
			return m
		}
	}
	tb.Fatalf("no message %q", text)
	return message{}
}

// The honest proofs that are mutated: one for each channel.
var (
	byteToy = toyProof{&toyAIR{n: 64, interactive: true, spoil: -1}, byteParams(2, []int{0, 2, 1}, 8, 4, 12)}
	feltToy = toyProof{&toyAIR{n: 64, interactive: true, spoil: -1}, feltParams(2, []int{1, 2, 1}, 4, 4, 12, 6)}
)

func honest(tb testing.TB, p toyProof) *stark.Proof {
	tb.Helper()
	in := p.proveInput(backend(tb, "go"))
	in.Annotate = true
	proof := mustProve(tb, in)
	if _, err := stark.Verify(p.verifyInput(proof.Bytes)); err != nil {
		tb.Fatal(err)
	}
	return proof
}

// Each way to fail has its code, and its section of the proof.
func TestVerifyErrors(t *testing.T) {
	flip := func(text string, last bool) func(t *testing.T, proof []byte, all []message) []byte {
		return func(t *testing.T, proof []byte, all []message) []byte {
			m := find(t, all, text)
			if last {
				proof[m.to-1] ^= 1
			} else {
				proof[m.from] ^= 0x80
			}
			return proof
		}
	}
	cases := []struct {
		name   string
		toy    toyProof
		mutate func(t *testing.T, proof []byte, all []message) []byte
		code   fault.Code
		where  string
	}{
		{"empty", byteToy, func(*testing.T, []byte, []message) []byte { return nil }, stark.CodeProofTooShort, "/STARK/Original/Commit on Trace"},
		{"cut", byteToy, func(_ *testing.T, p []byte, _ []message) []byte { return p[:len(p)-1] }, stark.CodeProofTooShort, "/STARK/FRI/Decommitment/Layer 2"},
		{"longer", byteToy, func(_ *testing.T, p []byte, _ []message) []byte { return append(p, 0) }, stark.CodeTrailingBytes, "byte "},
		{"longer by a word", feltToy, func(_ *testing.T, p []byte, _ []message) []byte { return append(p, make([]byte, 32)...) }, stark.CodeTrailingBytes, "byte "},
		{"OODS value above the prime", byteToy, flip("OODS values: 2", false), stark.CodeNonCanonicalElement, "/STARK/Out Of Domain Sampling/OODS values"},
		{"OODS span above the prime", feltToy, flip("OODS values", false), stark.CodeNonCanonicalElement, "/STARK/Out Of Domain Sampling/OODS values"},
		{"row above the prime", byteToy, flip("Trace 1: Row", false), stark.CodeNonCanonicalElement, "/Trace 1"},
		{"paired row above the prime", byteToy, flip("To complete packages", false), stark.CodeNonCanonicalElement, "/Trace 1"},
		{"masked bits of a root", byteToy, flip("Commitment", true), stark.CodeNonCanonicalDigest, "/STARK/Original/Commit on Trace"},
		{"masked bits of a node", byteToy, flip("Trace 2: For node", true), stark.CodeNonCanonicalDigest, "/Trace 2"},
		{"root above the prime", feltToy, flip("Commitment", false), stark.CodeNonCanonicalDigest, "/STARK/Original/Commit on Trace"},
		{"nonce of more than 8 bytes", feltToy, flip("POW", false), stark.CodeNonCanonicalNonce, "/STARK/FRI/Proof of Work"},
		{"OODS value", byteToy, flip("OODS values: 3", true), stark.CodeOODS, "OODS values"},
		{"OODS span", feltToy, flip("OODS values", true), stark.CodeOODS, "OODS values"},
		{"nonce", byteToy, flip("POW", false), stark.CodeProofOfWork, "/STARK/FRI/Proof of Work"},
		{"felt nonce", feltToy, flip("POW", true), stark.CodeProofOfWork, "/STARK/FRI/Proof of Work"},
		{"last layer and so the work", byteToy, flip("Coefficients", true), stark.CodeProofOfWork, "/STARK/FRI/Proof of Work"},
		{"row of the original trace", byteToy, flip("Trace 0: Row", true), stark.CodeTraceRoot, "/Trace 0"},
		{"row of the interaction trace", byteToy, flip("Trace 1: Row", true), stark.CodeTraceRoot, "/Trace 1"},
		{"paired row", byteToy, flip("To complete packages", true), stark.CodeTraceRoot, "/Trace 1"},
		{"row of the composition", feltToy, flip("Trace 2: Row", true), stark.CodeTraceRoot, "/Trace 2"},
		{"node", feltToy, flip("Trace 0: For node", true), stark.CodeTraceRoot, "/Trace 0"},
		{"row of a FRI layer", byteToy, flip("Decommitment/Layer 1: Row", true), stark.CodeFRILayer, "/STARK/FRI/Decommitment/Layer 1"},
		{"node of a FRI layer", feltToy, flip("Decommitment/Layer 2: For node", true), stark.CodeFRILayer, "/STARK/FRI/Decommitment/Layer 2"},
	}
	proofs := map[*toyAIR]*stark.Proof{byteToy.air: honest(t, byteToy), feltToy.air: honest(t, feltToy)}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			proof := proofs[c.toy.air]
			got, err := stark.Verify(c.toy.verifyInput(c.mutate(t, bytes.Clone(proof.Bytes), messages(proof.Annotations))))
			if code := fault.CodeOf(err); code != c.code {
				t.Fatalf("%v [%s], expected %s", err, code, c.code)
			}
			if got != nil {
				t.Error("a result though the proof was refused")
			}
			if !strings.Contains(err.Error(), c.where) {
				t.Errorf("%q does not name %q", err, c.where)
			}
		})
	}
}

// A wrong last layer that leaves the queries alone is found by folding. Any
// change of the coefficients draws other queries, but with one query in four
// points, some do not.
func TestVerifyLastLayer(t *testing.T) {
	p := toyProof{&toyAIR{n: 2, spoil: -1}, byteParams(1, []int{0}, 2, 1, 0)}
	proof := honest(t, p)
	m := find(t, messages(proof.Annotations), "Coefficients")
	for i := range 64 {
		bad := bytes.Clone(proof.Bytes)
		bad[m.to-1] ^= byte(i + 1)
		_, err := stark.Verify(p.verifyInput(bad))
		if err == nil {
			t.Fatal("a wrong last layer was accepted")
		}
		if fault.CodeOf(err) == stark.CodeLastLayer {
			return
		}
	}
	t.Error("no change led to the last layer's check")
}

// Parameters may come from a file that an attacker wrote: what they make the
// verifier allocate is bounded by the proof.
func TestVerifyHostileParameters(t *testing.T) {
	for _, steps := range [][]int{{30}, {0, 30}, {15, 15}, {1, 29}} {
		p := toyProof{&toyAIR{n: 1 << 30, interactive: true, spoil: -1}, byteParams(16, steps, 1, 1<<16, 0)}
		in := p.verifyInput(make([]byte, 1<<16))
		in.AIR = agreeable{p.air}
		if _, err := stark.Verify(in); fault.CodeOf(err) != stark.CodeProofTooShort {
			t.Errorf("steps %v: %v", steps, err)
		}
	}
}

// agreeable is the toy AIR with a composition polynomial that is zero, so that
// a proof of zeros gets beyond the out-of-domain sampling.
type agreeable struct{ *toyAIR }

func (agreeable) EvalAt(*kernels.Element, []kernels.Element, []kernels.Element) (kernels.Element, error) {
	return kernels.Element{}, nil
}

// The statement is part of the transcript.
func TestVerifyOtherSeed(t *testing.T) {
	in := byteToy.verifyInput(honest(t, byteToy).Bytes)
	in.Seed = append([]byte{1}, in.Seed[1:]...)
	if _, err := stark.Verify(in); fault.CodeOf(err) != stark.CodeOODS {
		t.Errorf("%v [%s]", err, fault.CodeOf(err))
	}
}

// Annotations are handed out also of a proof that is refused.
func TestVerifyAnnotatesFailures(t *testing.T) {
	proof := honest(t, byteToy)
	in := byteToy.verifyInput(proof.Bytes[:len(proof.Bytes)-32])
	in.Annotate, in.AnnotateExtra = true, true
	got, err := stark.Verify(in)
	if fault.CodeOf(err) != stark.CodeProofTooShort || got == nil {
		t.Fatalf("%v, %v", got, err)
	}
	for i, line := range got.Annotations[:len(got.Annotations)-9] {
		if line != proof.Annotations[i] {
			t.Fatalf("annotation %d is %s, the prover's %s", i, line, proof.Annotations[i])
		}
	}
}

// mutate flips one bit and demands a typed refusal.
func mutate(t *testing.T, in stark.VerifyInput, bit int) {
	t.Helper()
	honest := in.Proof
	in.Proof = bytes.Clone(honest)
	in.Proof[bit/8] ^= 1 << (bit % 8)
	if _, err := stark.Verify(in); err == nil {
		t.Fatalf("bit %d of byte %d can be flipped", bit%8, bit/8)
	} else if !strings.HasPrefix(string(fault.CodeOf(err)), "stark/") {
		t.Fatalf("bit %d of byte %d: %v [%s]", bit%8, bit/8, err, fault.CodeOf(err))
	}
}

// No bit of a proof can be flipped. QUARRY_ALL_MUTATIONS=1 flips every bit of the
// small proofs and one of every byte of a reference proof.
func TestVerifyMutations(t *testing.T) {
	all := os.Getenv("QUARRY_ALL_MUTATIONS") != ""
	for name, p := range map[string]toyProof{"byte channel": byteToy, "felt channel": feltToy} {
		t.Run(name, func(t *testing.T) {
			in := p.verifyInput(honest(t, p).Bytes)
			for bit := 0; bit < 8*len(in.Proof); bit++ {
				if all || rand.IntN(40) == 0 {
					mutate(t, in, bit)
				}
			}
		})
	}
	t.Run("s02", func(t *testing.T) {
		in := verifyInput(t, stonetest.Statement(t, "s02"))
		for at := range in.Proof {
			if all || rand.IntN(len(in.Proof)/100) == 0 {
				mutate(t, in, 8*at+rand.IntN(8))
			}
		}
	})
}

// The extra output is that of Stone's verifier: these are the SHA-256 sums of
// what its cpu_air_verifier (v3) wrote with --extra_output_file for the
// reference proofs.
func TestExtraAnnotations(t *testing.T) {
	for name, want := range map[string]string{
		"s01": "7ee50b3265b1f60e1cb759c6580df1783abd8b1918974bf2ffea0af66b7b1ee7",
		"s03": "5ae2be71b59eb71ee8286d3f62d3246722055cf887a149ddf7e4074f41a1eb4b",
		"s04": "92a002bf790b1fc7581a63c23cde45c481392768fe487bc1ef35f58c533904aa",
		"s06": "741e199f84103b3837860b37979c001c75ba050e5910b2f224706f286e8af04c",
		"s08": "34bdb064794adb592e77cb6b0838646343766ec8d3c6544200c767b398033eda",
		"s12": "68126b236a29171d203f69a0748f960fa70e6c7a355c6a797389441e11b419e8",
		"s14": "33325778f9e246d5860d5d05f1b4d8a2d378a02e487468e47f3a62ddb7cc6514",
		"s15": "b6131421aa9f775577459cb51eeb87a91971d634be7ec3e2bd2b24a917e442f4",
	} {
		t.Run(name, func(t *testing.T) {
			in := verifyInput(t, stonetest.Statement(t, name))
			in.AnnotateExtra = true
			got, err := stark.Verify(in)
			if err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256([]byte(strings.Join(got.ExtraAnnotations, "\n") + "\n"))
			if hex.EncodeToString(sum[:]) != want {
				t.Errorf("the extra annotations differ from Stone's; the first is %s", got.ExtraAnnotations[0])
			}
		})
	}
}

// FuzzVerify: whatever the bytes, no panic, and nothing but the honest proof is
// accepted.
func FuzzVerify(f *testing.F) {
	toys := map[bool]toyProof{false: byteToy, true: feltToy}
	proofs := map[bool][]byte{}
	for felts, p := range toys {
		p.params.FRI.ProofOfWorkBits = 0 // let mutations get further
		toys[felts] = p
		proofs[felts] = honest(f, p).Bytes
		f.Add(felts, proofs[felts])
		f.Add(felts, proofs[felts][:len(proofs[felts])/2])
	}
	f.Fuzz(func(t *testing.T, felts bool, proof []byte) {
		_, err := stark.Verify(toys[felts].verifyInput(proof))
		if (err == nil) != bytes.Equal(proof, proofs[felts]) {
			t.Errorf("%d bytes: %v", len(proof), err)
		}
		if err != nil && !strings.HasPrefix(string(fault.CodeOf(err)), "stark/") {
			t.Errorf("%v [%s]", err, fault.CodeOf(err))
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	for _, name := range []string{"s01", "s02", "s05", "s10", "s15"} {
		b.Run(name, func(b *testing.B) {
			in := verifyInput(b, stonetest.Statement(b, name))
			for b.Loop() {
				if _, err := stark.Verify(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
