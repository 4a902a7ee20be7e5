package components

import (
	"context"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/air"
)

// keccakLanesOf are the lanes of one permutation's state.
type keccakLanesOf [keccakLanes]uint64

// keccakStates are the states of all permutations of an instance, in diluted
// form: of each lane the bits, the first permutation's highest.
type keccakStates [keccakLanes][keccakLaneBits]uint64

// WriteTrace implements air.Component. Permutations that the run lacks are of
// zeros.
func (b *Keccak) WriteTrace(ctx context.Context, w *air.Witness) error {
	inputs := private(w).Keccak
	plan, err := b.plan(w, len(inputs), func(i int) uint64 { return inputs[i].Index })
	if err != nil {
		return err
	}
	states := make([]keccakLanesOf, w.Instances(b.ratio))
	for _, j := range plan.jobs {
		if states[j.instance], err = b.lanes(j.instance, &inputs[j.input].State); err != nil {
			return err
		}
	}
	t := newKeccakTrace(b, w)
	return w.Each(ctx, len(states)/keccakBatch, 1, func(lo, hi int) error {
		for instance := lo; instance < hi; instance++ {
			t.write(instance, states[keccakBatch*instance:][:keccakBatch])
		}
		return nil
	})
}

// lanes reads a state's words.
func (b *Keccak) lanes(instance int, words *[keccakWords]fp.Element) (lanes keccakLanesOf, err error) {
	for w := range words {
		v := words[w].Bits()
		if v[3]>>(keccakWordBits-192) != 0 {
			return lanes, b.fail(air.CodeBuiltinInput, instance, "word %d is 0x%s, which is not below 2^%d", w, words[w].Text(16), keccakWordBits)
		}
		for i, limb := range v {
			at := keccakWordBits*w + 64*i
			if lane, k := at/64, at%64; limb != 0 {
				lanes[lane] |= limb << k
				if k > 0 && lane+1 < keccakLanes {
					lanes[lane+1] |= limb >> (64 - k)
				}
			}
		}
	}
	return lanes, nil
}

// words are the words of a state.
func (l *keccakLanesOf) words() (words [keccakWords]fp.Element) {
	for w := range words {
		var v [4]uint64
		for i := range v {
			at := keccakWordBits*w + 64*i
			lane, k := at/64, at%64
			v[i] = l[lane] >> k
			if k > 0 && lane+1 < keccakLanes {
				v[i] |= l[lane+1] << (64 - k)
			}
		}
		v[3] &= 1<<(keccakWordBits-192) - 1
		words[w] = fromLimbs(v)
	}
	return words
}

// keccakTrace are the builtin's cells in a trace.
type keccakTrace struct {
	begin                    uint64
	memory                   air.MemoryView
	intermediate, final, sum air.Column
	state, after             air.ValueView
	ends                     [keccakSides]air.ValueView
	parity                   [3][5]air.ValueView
	rotated                  [5]air.Column
	theta                    [keccakLanes][]air.ValueView
	chi0, chi2               air.ValueView
}

func newKeccakTrace(b *Keccak, w *air.Witness) *keccakTrace {
	t := &keccakTrace{
		begin: w.Segment(b.segment).Begin, memory: w.MemoryView(keccakInputOutput),
		intermediate: w.Column(keccakIntermediate), final: w.Column(keccakFinal), sum: w.Column(keccakSum),
		state: w.DilutedView(keccakState), after: w.DilutedView(keccakAfter),
		chi0: w.DilutedView(keccakChiAux(0)), chi2: w.DilutedView(keccakChiAux(2)),
	}
	for side, name := range keccakEnds {
		t.ends[side] = w.DilutedView(name)
	}
	for x := range 5 {
		for bit := range t.parity {
			t.parity[bit][x] = w.DilutedView(keccakParity(bit, x))
		}
		t.rotated[x] = w.Column(keccakRotatedParity(x))
	}
	for lane := range t.theta {
		for _, name := range keccakTheta(lane) {
			t.theta[lane] = append(t.theta[lane], w.DilutedView(name))
		}
	}
	return t
}

// write writes one instance, of the given states before the permutations.
func (t *keccakTrace) write(instance int, states []keccakLanesOf) {
	s := dilute(states)
	t.writeSide(instance, 0, states, s)
	for round := range keccakRounds {
		c := keccakRoundTrace{t, keccakInstanceRows * instance, round}
		c.theta(s)
		c.chi(s)
	}
	t.writeSide(instance, 1, s.undilute(), s)
}

// dilute interleaves the bits of all states.
func dilute(states []keccakLanesOf) *keccakStates {
	s := &keccakStates{}
	for lane := range s {
		for _, state := range states {
			for k := range s[lane] {
				s[lane][k] = s[lane][k]<<air.DilutedSpacing | state[lane]>>k&1
			}
		}
	}
	return s
}

// undilute is the inverse of dilute.
func (s *keccakStates) undilute() []keccakLanesOf {
	states := make([]keccakLanesOf, keccakBatch)
	for lane := range s {
		for k, v := range s[lane] {
			for i := keccakBatch - 1; i >= 0; i, v = i-1, v>>air.DilutedSpacing {
				states[i][lane] |= v & 1 << k
			}
		}
	}
	return states
}

// writeSide writes the words before or after the permutations, and how they are
// taken apart into bits.
func (t *keccakTrace) writeSide(instance, side int, states []keccakLanesOf, s *keccakStates) {
	for i := range states {
		permutation := keccakBatch*instance + i
		for w, value := range states[i].words() {
			cell := keccakWords*side + w
			address := t.begin + uint64(keccakCells*permutation+cell)
			t.memory.Set(keccakCells*permutation+cell, address, &value)
			t.intermediate.Set(keccakSides*keccakWords*keccakInstanceRows*permutation+cell, &value)
			t.final.Set(keccakCells*(i+keccakBatch*keccakInstanceRows*instance)+cell, &value)
		}
	}
	unit := fp.One()
	var sums [keccakBatch]fp.Element // of the bits so far, by permutation
	for m := keccakBits - 1; m >= 0; m-- {
		lane, k := m/keccakLaneBits, m%keccakLaneBits
		row := keccakInstanceRows*instance + keccakBitRow(m)
		var sum fp.Element
		for i := range sums {
			sums[i].Double(&sums[i])
			if states[i][lane]>>k&1 == 1 {
				sums[i].Add(&sums[i], &unit)
			}
			for range air.DilutedSpacing {
				sum.Double(&sum)
			}
			sum.Add(&sum, &sums[i])
			t.sum.Set(keccakSumIndex(row, i, side), &sum)
		}
		t.ends[side].Set(row, s[lane][k])
	}
}

// keccakRoundTrace is the part of a trace that one round has in an instance,
// which begins at the row first.
type keccakRoundTrace struct {
	*keccakTrace
	first, round int
}

// index is a cell's place in a virtual column with a cell for each round.
func (c *keccakRoundTrace) index(row int) int { return keccakRoundRows*(c.first+row) + c.round }

// theta applies theta, rho and pi.
func (c *keccakRoundTrace) theta(s *keccakStates) {
	var parity [5][keccakLaneBits]uint64
	for x := range parity {
		for k := range parity[x] {
			sum := s[x][k] + s[x+5][k] + s[x+10][k] + s[x+15][k] + s[x+20][k]
			parity[x][k] = sum & dilutedMask
			at := c.index(keccakRow(0, k))
			for bit := range c.parity {
				c.keccakTrace.parity[bit][x].Set(at, sum>>bit&dilutedMask)
			}
			c.rotated[x].SetUint64(c.index(keccakRow(0, (k+1)%keccakLaneBits)), parity[x][k])
		}
	}
	before := *s
	for lane := range before {
		x, became := lane%5, keccakMoved(lane)
		parts := c.keccakTrace.theta[became]
		rounds := keccakRounds / len(parts)
		aux := parts[c.round/rounds]
		for k, v := range before[lane] {
			sum := v + parity[(x+4)%5][k] + parity[(x+1)%5][(k+keccakLaneBits-1)%keccakLaneBits]
			to := (k + keccakRotation[lane]) % keccakLaneBits
			s[became][to] = sum & dilutedMask
			c.after.Set(c.index(keccakRow(became, to)), sum&dilutedMask)
			aux.Set(c.index(keccakRow(0, to))-c.round+c.round%rounds, sum>>1&dilutedMask)
		}
	}
}

// chi applies chi and iota.
func (c *keccakRoundTrace) chi(s *keccakStates) {
	after := *s
	for lane := range after {
		right, second := lane/5*5+(lane+1)%5, lane/5*5+(lane+2)%5
		for k, v := range after[lane] {
			sum := 2*v + (dilutedMask - after[right][k]) + after[second][k]
			if lane == 0 {
				sum += c.key(k)
			}
			s[lane][k] = sum >> 1 & dilutedMask
			at := c.index(keccakRow(lane, k))
			c.chi0.Set(at, sum&dilutedMask)
			if c.round < keccakRounds-1 { // the last state is an end
				c.state.Set(at+1, s[lane][k])
			}
			c.chi2.Set(at, sum>>2&dilutedMask)
		}
	}
}

// key is what the round's key adds to a bit of lane 0.
func (c *keccakRoundTrace) key(k int) uint64 {
	for i, bit := range keccakKeyBits {
		if bit == k && keccakRoundKeys[i][c.round] {
			return 2 * dilutedMask
		}
	}
	return 0
}
