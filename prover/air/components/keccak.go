package components

import (
	"fmt"

	"quarry/prover/air"
)

// An instance of the component computes keccakBatch permutations side by side:
// bit k of a lane of all of them is one diluted value.
const keccakBatch = air.DilutedBits

// The shape of Keccak-f[1600]: 25 lanes of 64 bits, and 24 rounds, for which
// virtual columns have 32 cells each.
const (
	keccakLanes     = 25
	keccakLaneBits  = 64
	keccakBits      = keccakLanes * keccakLaneBits
	keccakRounds    = 24
	keccakLanesRows = 32
	keccakRoundRows = 32
)

// The state stands in memory in words of 200 bits, least significant bit first:
// those before the permutation and those after it.
const (
	keccakWords    = 8
	keccakWordBits = keccakBits / keccakWords
	keccakSides    = 2
	keccakCells    = keccakSides * keccakWords
)

// keccakRow is where the bit k of a lane stands, in units of the virtual columns
// with one cell for each bit of the state.
func keccakRow(lane, k int) int { return lane + keccakLanesRows*k }

// keccakBitRow is keccakRow for the bit m of the state; the bits past its end
// have rows, too.
func keccakBitRow(m int) int { return keccakRow(m/keccakLaneBits, m%keccakLaneBits) }

// keccakInstanceRows is the number of rows of an instance, in the same units.
const keccakInstanceRows = keccakLanesRows * keccakLaneBits

// keccakSumIndex is where the cumulative sum of a side of a permutation is for
// the row of a bit.
func keccakSumIndex(row, permutation, side int) int {
	return side + keccakSides*(permutation+keccakBatch*row)
}

// keccakRotation is by how much lane (x, y), which is number x + 5·y, is rotated.
var keccakRotation = func() (offsets [keccakLanes]int) {
	x, y := 1, 0
	for t := range keccakRounds {
		offsets[x+5*y] = (t + 1) * (t + 2) / 2 % keccakLaneBits
		x, y = y, (2*x+3*y)%5
	}
	return offsets
}()

// keccakMoved is the lane that a lane becomes by the permutation of lanes.
func keccakMoved(lane int) int {
	x, y := lane%5, lane/5
	return y + 5*((2*x+3*y)%5)
}

// keccakKeyBits are the bits of lane 0 that round keys change: 2^j − 1.
var keccakKeyBits = [...]int{0, 1, 3, 7, 15, 31, 63}

// keccakRoundKeys tells for each of the bits keccakKeyBits in which rounds it
// changes: the output of a shift register with feedback, which goes on after the
// last round, to the end of the rounds' rows but for the last.
var keccakRoundKeys = func() (keys [len(keccakKeyBits)][keccakRoundRows]bool) {
	register := 1
	for t := range keccakRoundRows * len(keccakKeyBits) {
		keys[t%len(keccakKeyBits)][t/len(keccakKeyBits)] = register&1 == 1
		if register <<= 1; register>>8 == 1 {
			register ^= 0x171
		}
	}
	return keys
}()

// Keccak is the builtin that applies Keccak-f[1600] to 1600 bits in 8 words.
// (Stone: air/cpu/builtin/keccak, air/components/keccak,
// air/components/parse_to_diluted.)
//
// The words of 16 permutations are gathered and, by cumulative sums from the
// last bit on, taken apart into the bits of all of them, spread 4 apart, so that
// sums of up to 15 bits do not carry into each other. Each step of a round is an
// addition of such values, whose sum's bits stand in the diluted pool: the
// lowest is the result, the others are auxiliary.
type Keccak struct{ builtin }

// NewKeccak makes the builtin with one permutation per ratio steps.
func NewKeccak(ratio uint64) *Keccak {
	return &Keccak{builtin{"keccak", "keccak", ratio, keccakCells}}
}

// Permutations is how many permutations share their rows: a trace has room for a
// multiple of it.
func (b *Keccak) Permutations() uint64 { return keccakBatch }

const (
	keccakInputOutput  = "keccak/input_output"
	keccakParse        = "keccak/keccak/parse_to_diluted/"
	keccakIntermediate = keccakParse + "reshaped_intermediate"
	keccakFinal        = keccakParse + "final_reshaped_input"
	keccakSum          = keccakParse + "cumulative_sum"
	keccakState        = "keccak/keccak/state"
	keccakAfter        = "keccak/keccak/after_theta_rho_pi"
)

// keccakEnds are the columns of the parsed sides: the state before the first
// round and after the last.
var keccakEnds = [keccakSides]string{"keccak/keccak/state_begin", "keccak/keccak/state_end"}

func keccakParity(bit, x int) string   { return fmt.Sprintf("keccak/keccak/parity%d_%d", bit, x) }
func keccakRotatedParity(x int) string { return fmt.Sprintf("keccak/keccak/rotated_parity%d", x) }
func keccakChiAux(bit int) string      { return fmt.Sprintf("keccak/keccak/chi_iota_aux%d", bit) }
func keccakThetaName(lane int) string {
	return fmt.Sprintf("keccak/keccak/theta_aux_i%d_j%d", lane/5, lane%5)
}

// keccakThetaParts is how many rounds a part of a lane's theta_aux has: those of
// the last lanes stand in three parts, where there was room.
const keccakThetaParts = 8

// keccakTheta names the columns of the auxiliary bits of theta for a lane after
// it was moved.
func keccakTheta(lane int) []string {
	name := keccakThetaName(lane)
	if lane <= 20 {
		return []string{name}
	}
	var parts []string
	for start := 0; start < keccakRounds; start += keccakThetaParts {
		parts = append(parts, fmt.Sprintf("%s_start%d_stop%d", name, start, start+keccakThetaParts))
	}
	return parts
}
