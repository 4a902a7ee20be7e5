package verifier_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/prover/air/layouts"
	"quarry/prover/stark"
	"quarry/prover/stone"
	"quarry/settlement/contracts/verifier"
)

// everyMutant asks for the long list, `make contracts-mutants`.
var everyMutant = os.Getenv("QUARRY_ALL_MUTANTS") != ""

// message is one message of a proof, with what Stone's annotations call it.
type message struct {
	from, to     int
	section      string // without numbers, so that alike messages share it
	felt, digest bool
}

// digestBytes of a digest are not masked.
const digestBytes = 20

// pack is what the contract takes of a proof with these messages.
func pack(proof []byte, all []message) (packed []byte) {
	for _, m := range all {
		if m.digest {
			m.to = m.from + digestBytes
		}
		packed = append(packed, proof[m.from:m.to]...)
	}
	return packed
}

var annotation = regexp.MustCompile(`^P->V\[(\d+):(\d+)\]: /cpu air/STARK/(.*): (Field Elements?|Hash|Data)\(`)
var digits = regexp.MustCompile(`\d+`)

// messages takes a proof apart by what the verifier in Go annotates.
func messages(t testing.TB, file *stone.ProofFile, version stone.Version) []message {
	t.Helper()
	verified, err := verifyInGo(file, version, file.Proof, true)
	if err != nil {
		t.Fatal(err)
	}
	var all []message
	for _, line := range verified.Annotations {
		m := annotation.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		from, _ := strconv.Atoi(m[1])
		to, _ := strconv.Atoi(m[2])
		section := m[3]
		if i := strings.LastIndex(section, ": "); i >= 0 && strings.Contains(section, "Decommitment/Layer") {
			// Cells, nodes and packages of an opening differ in their labels' words.
			section = section[:i] + ": " + digits.ReplaceAllString(section[i+2:], "#")
		} else {
			section = regexp.MustCompile(`: \d+$`).ReplaceAllString(section, ": #")
		}
		all = append(all, message{from, to, section, strings.HasPrefix(m[4], "Field"), m[4] == "Hash"})
	}
	if len(all) == 0 || all[len(all)-1].to != len(file.Proof) {
		t.Fatalf("%d messages do not cover the proof", len(all))
	}
	return all
}

func verifyInGo(file *stone.ProofFile, version stone.Version, proof []byte, annotate bool) (*stark.Verified, error) {
	a, err := layouts.New(file.Public.Layout, file.Public.NSteps)
	if err != nil {
		return nil, err
	}
	seed, err := stone.Seed(file.Public, file.Parameters, version)
	if err != nil {
		return nil, err
	}
	return stark.Verify(stark.VerifyInput{
		AIR: a, Public: file.Public, Seed: seed, Params: file.Parameters.STARK, Proof: proof, Annotate: annotate,
	})
}

// mutant is a change of a proof.
type mutant struct {
	what  string
	proof []byte
}

// mutantsOf changes one message: a bit of its value, a bit in its upper bytes, the
// prime added, which is the same felt, and the whole replaced by zeros.
func mutantsOf(r *rand.Rand, proof []byte, m message) []mutant {
	if m.digest {
		m.to = m.from + digestBytes
	}
	change := func(what string, f func(b []byte)) mutant {
		changed := slices.Clone(proof)
		f(changed[m.from:m.to])
		return mutant{fmt.Sprintf("%s, bytes %d to %d: %s", m.section, m.from, m.to, what), changed}
	}
	all := []mutant{
		change("a bit", func(b []byte) { b[r.IntN(len(b))] ^= 1 << r.IntN(8) }),
		change("the last bit", func(b []byte) { b[len(b)-1] ^= 1 }),
		change("the first bit", func(b []byte) { b[0] ^= 0x80 }),
		change("bits inverted", func(b []byte) {
			for i := range b {
				b[i] = ^b[i]
			}
		}),
	}
	if m.felt {
		all = append(all, change("plus p", func(b []byte) {
			v := new(big.Int).SetBytes(b[:32])
			v.Add(v, fp.Modulus()).FillBytes(b[:32])
		}))
	}
	return slices.DeleteFunc(all, func(m mutant) bool { return slices.Equal(m.proof, proof) })
}

// reasonsOf are the errors that a change in a section may lead to. Roots, values
// out of domain and the last layer change all challenges after them. Of few bits of work
// some are done by chance; then other rows than the opened ones are asked for.
func reasonsOf(section string) []string {
	const work, rows = "ProofOfWorkMissing", "WrongDecommitment[2]"
	switch {
	case strings.HasSuffix(section, "Commit on Trace: Commitment"):
		return []string{"OodsMismatch"}
	case strings.Contains(section, "OODS values"):
		return []string{"NonCanonicalElement[0]", "OodsMismatch"}
	case strings.HasPrefix(section, "FRI/Commitment/Last Layer"):
		return []string{"NonCanonicalElement[1]", work, rows}
	case strings.HasPrefix(section, "FRI/Commitment"), strings.HasPrefix(section, "FRI/Proof of Work"):
		return []string{work, rows}
	}
	for _, prefix := range []string{"FRI/Decommitment/Layer 0/Virtual Oracle/Trace ", "FRI/Decommitment/Layer "} {
		if rest, ok := strings.CutPrefix(section, prefix); ok {
			number, _ := strconv.Atoi(digits.FindString(rest))
			first := 2
			if prefix == "FRI/Decommitment/Layer " {
				first = 7
			}
			at := strconv.Itoa(first + number)
			return []string{"NonCanonicalElement[" + at + "]", "WrongDecommitment[" + at + "]"}
		}
	}
	return nil
}

// Whatever is changed in a proof, the contract rejects it with the reason, as the
// verifier in Go does.
func TestProofMutants(t *testing.T) {
	perSection, cases := 2, []testCase{testCases[0], allSteps}
	if everyMutant {
		perSection, cases = 12, append(slices.Clone(testCases), allSteps)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(7, 8))
			file, call := load(t, c)
			d := deploy(t, c.policy)
			bySection := map[string][]message{}
			every := messages(t, file, c.policy.Version)
			if !bytes.Equal(pack(file.Proof, every), call.Proof) {
				t.Fatal("the proof is packed in another way")
			}
			for _, m := range every {
				bySection[m.section] = append(bySection[m.section], m)
			}
			tried, reasons := 0, map[string]int{}
			for _, section := range slices.Sorted(maps.Keys(bySection)) { // the same mutants in each run
				all, allowed := bySection[section], reasonsOf(section)
				if allowed == nil {
					t.Fatalf("unforeseen section %q", section)
				}
				r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
				for _, m := range all[:min(len(all), perSection)] {
					for _, mutant := range mutantsOf(r, file.Proof, m) {
						tried++
						changed := *call
						changed.Proof = pack(mutant.proof, every)
						_, reason := d.verify(t, &changed)
						reasons[reason]++
						if !slices.ContainsFunc(allowed, func(a string) bool { return strings.HasPrefix(reason, a) }) {
							t.Errorf("%s: %q, not one of %v", mutant.what, reason, allowed)
						}
						if _, err := verifyInGo(file, c.policy.Version, mutant.proof, false); err == nil {
							t.Errorf("%s: the verifier in Go takes it", mutant.what)
						}
					}
				}
			}
			t.Logf("%d mutants of %d sections", tried, len(bySection))
			logReasons(t, reasons)
		})
	}
}

func logReasons(t *testing.T, reasons map[string]int) {
	names := make([]string, 0, len(reasons))
	for name := range reasons {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(reasons[b], reasons[a]) })
	for _, name := range names {
		t.Logf("%5d  %s", reasons[name], name)
	}
}

// A proof has its exact length.
func TestLength(t *testing.T) {
	for _, c := range testCases[:2] {
		_, call := load(t, c)
		d := deploy(t, c.policy)
		n := len(call.Proof)
		for _, extra := range []int{1, 31, 32, 1000} {
			changed := *call
			changed.Proof = append(slices.Clone(call.Proof), make([]byte, extra)...)
			if _, reason := d.verify(t, &changed); reason != fmt.Sprintf("TrailingBytes[%d]", extra) {
				t.Errorf("%d bytes more: %q", extra, reason)
			}
		}
		for _, left := range []int{0, 1, 31, 95, 96, 100, n / 2, n - 32, n - 1} {
			changed := *call
			changed.Proof = call.Proof[:left]
			if _, reason := d.verify(t, &changed); !strings.HasPrefix(reason, "ProofTooShort") {
				t.Errorf("%d of %d bytes: %q", left, n, reason)
			}
		}
	}
}

// Every word of the public input, and every parameter, matters.
func TestStatementMutants(t *testing.T) {
	cases := testCases[1:2]
	if everyMutant {
		cases = testCases
	}
	prime := fp.Modulus()
	one := big.NewInt(1)
	changes := map[string]func(v *big.Int) *big.Int{
		"one more":    func(v *big.Int) *big.Int { return new(big.Int).Add(v, one) },
		"one less":    func(v *big.Int) *big.Int { return new(big.Int).And(new(big.Int).Sub(v, one), maxWord) },
		"doubled":     func(v *big.Int) *big.Int { return new(big.Int).Lsh(v, 1) },
		"zero":        func(*big.Int) *big.Int { return new(big.Int) },
		"plus p":      func(v *big.Int) *big.Int { return new(big.Int).Add(v, prime) },
		"the largest": func(*big.Int) *big.Int { return maxWord },
		"plus 2^64":   func(v *big.Int) *big.Int { return new(big.Int).Add(v, new(big.Int).Lsh(one, 64)) },
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, call := load(t, c)
			d := deploy(t, c.policy)
			tried, reasons := 0, map[string]int{}
			try := func(what string, changed *verifier.Call) {
				tried++
				_, reason := d.verify(t, changed)
				reasons[reason]++
				if !typed(reason) {
					t.Errorf("%s: %q", what, reason)
				}
			}
			for i, word := range call.PublicInput {
				for name, change := range changes {
					v := change(word)
					if v.Cmp(word) == 0 || v.BitLen() > 256 {
						continue
					}
					changed := *call
					changed.PublicInput = slices.Clone(call.PublicInput)
					changed.PublicInput[i] = v
					try(fmt.Sprintf("word %d %s", i, name), &changed)
				}
			}
			for bit := range 256 {
				changed := *call
				changed.Parameters = new(big.Int).Xor(call.Parameters, new(big.Int).Lsh(one, uint(bit)))
				try(fmt.Sprintf("bit %d of the parameters", bit), &changed)
			}
			shorter, longer := *call, *call
			shorter.PublicInput = call.PublicInput[:len(call.PublicInput)-1]
			longer.PublicInput = append(slices.Clone(call.PublicInput), one)
			try("a word less", &shorter)
			try("a word more", &longer)
			t.Logf("%d mutants", tried)
			logReasons(t, reasons)
		})
	}
}

var maxWord = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))

// typed tells whether a reason is one of the interface's errors.
func typed(reason string) bool {
	name, _, ok := strings.Cut(reason, "[")
	if !ok {
		return false
	}
	_, ok = verifierABI.Errors[name]
	return ok
}

// What can't be given to the contracts is refused before.
func TestNewCallRefuses(t *testing.T) {
	for name, change := range map[string]func(f *stone.ProofFile){
		string(verifier.CodeParameters): func(f *stone.ProofFile) { f.Parameters.STARK.FriendlyLayers = 3 },
		string(verifier.CodeStatement): func(f *stone.ProofFile) {
			p := f.Public.PublicMemory
			p[0], p[1] = p[1], p[0]
		},
		string(stark.CodeFRILayer): func(f *stone.ProofFile) {
			f.Proof = slices.Clone(f.Proof)
			f.Proof[len(f.Proof)-13] ^= 1
		},
	} {
		file, _ := load(t, testCases[1])
		change(file)
		_, err := verifier.NewCall(file, stone.V3)
		if f, ok := errors.AsType[*fault.Error](err); !ok || string(f.Code) != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}
