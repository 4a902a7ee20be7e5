package components_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"golang.org/x/crypto/sha3"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/air"
	"quarry/prover/execution"
)

// keccakSteps have room for one instance, of 16 permutations.
const keccakSteps = 1 << 15

// keccakBytes are a state's words as 200 bytes.
func keccakBytes(words []fp.Element) []byte {
	var state []byte
	for i := range words {
		b := words[i].Bytes() // big-endian
		for k := range 25 {
			state = append(state, b[31-k])
		}
	}
	return state
}

// keccakWordsOf is the inverse of keccakBytes.
func keccakWordsOf(state []byte) (words [8]fp.Element) {
	for i := range words {
		var b [25]byte
		for k := range b {
			b[24-k] = state[25*i+k]
		}
		words[i].SetBytes(b[:])
	}
	return words
}

// TestKeccakOutput compares with Keccak-256: a message that fits into one block is
// hashed by one permutation.
func TestKeccakOutput(t *testing.T) {
	r := newRig(t, "starknet_with_keccak", "keccak", keccakSteps)
	messages := map[uint64]string{0: "", 9: "the quarry", 15: strings.Repeat("stone ", 22)}
	p := &execution.PrivateInput{}
	for index, message := range messages {
		state := make([]byte, 200)
		copy(state, message)
		state[len(message)] ^= 1
		state[135] ^= 0x80
		p.Keccak = append(p.Keccak, execution.KeccakInput{Index: index, State: keccakWordsOf(state)})
	}
	table := r.mustWrite(t, p)
	output := func(index uint64) []byte {
		words := make([]fp.Element, 8)
		for w := range words {
			words[w] = *r.cell(table, "keccak/input_output/value", int(16*index)+8+w)
		}
		return keccakBytes(words)
	}
	for index, message := range messages {
		h := sha3.NewLegacyKeccak256()
		h.Write([]byte(message))
		if got, want := fmt.Sprintf("%x", output(index)[:32]), fmt.Sprintf("%x", h.Sum(nil)); got != want {
			t.Errorf("the hash of %q is %s, want %s", message, got, want)
		}
	}
	// What permutations that the run lacks have: the permutation of zeros.
	if got := fmt.Sprintf("%x", output(3)[:8]); got != "e7dde140798f25f1" {
		t.Errorf("the permutation of zeros begins with %s", got)
	}
}

// TestKeccakWitness: honest inputs, given for some of the permutations in any
// order, satisfy the constraints; and no cell can change.
func TestKeccakWitness(t *testing.T) {
	r, s := newRig(t, "starknet_with_keccak", "keccak", keccakSteps), newSource(20)
	p := s.inputs("keccak", []uint64{11, 0, 15, 2, 7})
	all := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 200), big.NewInt(1))
	for w := range p.Keccak[2].State {
		p.Keccak[2].State[w].SetBigInt(all)
	}
	table := r.mustWrite(t, p)
	if err := r.diagnose(t, table); err != nil {
		t.Fatal(err)
	}
	tries := 12
	if testing.Short() {
		tries = 3
	}
	for range tries {
		r.tamperKeccak(t, s, table)
	}
}

// tamperKeccak changes a cell of the first instance.
func (r *rig) tamperKeccak(t *testing.T, s source, table *kernels.HostColumns) {
	t.Helper()
	bit := func(lanes, rounds int) int { return 32*(s.IntN(lanes)+32*s.IntN(64)) + s.IntN(rounds) }
	name, i := "", 0
	switch s.IntN(8) {
	case 0:
		name, i = "state", bit(25, 25)
	case 1:
		name, i = []string{"chi_iota_aux0", "chi_iota_aux2", "after_theta_rho_pi"}[s.IntN(3)], bit(25, 24)
	case 2:
		name, i = fmt.Sprintf("parity%d_%d", s.IntN(3), s.IntN(5)), bit(1, 24)
	case 3:
		name, i = fmt.Sprintf("rotated_parity%d", s.IntN(5)), bit(1, 24)
	case 4:
		lane := s.IntN(21)
		name, i = fmt.Sprintf("theta_aux_i%d_j%d", lane/5, lane%5), bit(1, 24)
	case 5:
		start := 8 * s.IntN(3)
		name, i = fmt.Sprintf("theta_aux_i4_j%d_start%d_stop%d", 1+s.IntN(4), start, start+8), bit(1, 8)
	case 6:
		name, i = "parse_to_diluted/cumulative_sum", 32*(s.IntN(25)+32*s.IntN(64))+s.IntN(32)
	case 7:
		name, i = "parse_to_diluted/reshaped_intermediate", 32768*s.IntN(16)+s.IntN(16)
		if s.IntN(2) == 0 {
			name, i = "parse_to_diluted/final_reshaped_input", s.IntN(256)
		}
	}
	cell := r.cell(table, "keccak/keccak/"+name, i)
	old, one := *cell, fp.One()
	cell.Add(cell, &one)
	if err := r.diagnose(t, table); fault.CodeOf(err) != air.CodeViolated {
		t.Fatalf("cell %d of %s can change: %v", i, name, err)
	}
	*cell = old
}
