package components

import (
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/air"
)

// keccakScope declares the constraints of one instance. Rows are counted from
// its first; steps are in rows of the trace: of a round's cell, of a lane, of a
// bit and of the instance.
type keccakScope struct {
	*air.Scope
	round, lane, bit, instance uint64
}

// Constraints implements air.Component.
func (b *Keccak) Constraints(s *air.Scope) {
	round := uint64(s.Virtual(keccakState).Step)
	c := &keccakScope{
		Scope: s, round: round, lane: keccakRoundRows * round,
		bit: keccakRoundRows * keccakLanesRows * round, instance: keccakRoundRows * keccakInstanceRows * round,
	}
	step := s.Virtual(keccakInputOutput + "/addr").Step
	addr := func(i int) air.Expr { return s.Cell(keccakInputOutput+"/addr", i) }
	s.Constrain("keccak/init_input_output_addr", addr(0).Sub(s.SegmentBegin(b.segment)), air.On(air.SingleRow(0)))
	s.Constrain("keccak/addr_input_output_step", addr(1).Sub(addr(0).Add(air.Lit(1))),
		air.On(air.Every(uint64(step))).Excluding(air.SingleRow(-int64(step))))
	c.gather(uint64(step) * keccakCells)
	c.accumulate()
	c.extract(true)
	c.extract(false)
	c.parity()
	c.theta()
	c.chi()
}

// at is the cell of a virtual column with a cell for each round of each row.
func (c *keccakScope) at(name string, row, round int) air.Expr {
	return c.Cell(name, keccakRoundRows*row+round)
}

// sum is a cumulative sum.
func (c *keccakScope) sum(row, index int) air.Expr {
	return c.Cell(keccakSum, keccakSumIndex(row, 0, 0)+index)
}

// rowsAt are count rows of every period, step rows apart, from first on.
func rowsAt(period, first, step uint64, count int) (rows []air.Rows) {
	for i := range uint64(count) {
		rows = append(rows, air.EveryAt(period, first+step*i))
	}
	return rows
}

// gather declares that the words of all permutations stand side by side.
// permutation is the distance of their memory cells.
func (c *keccakScope) gather(permutation uint64) {
	for side := range keccakSides {
		for w := range keccakWords {
			i := keccakWords*side + w
			c.Constrain(fmt.Sprintf(keccakParse+"reshape_intermediate%d_w%d", side, w),
				c.Cell(keccakInputOutput+"/value", i).Sub(c.Cell(keccakIntermediate, i)), air.On(air.Every(permutation)))
		}
	}
	v := c.Virtual(keccakIntermediate)
	words := air.Domain{On: rowsAt(c.instance, 0, uint64(v.Step), keccakCells)}
	for i := range keccakBatch {
		c.Constrain(fmt.Sprintf(keccakParse+"reshape_final%d", i),
			c.Cell(keccakIntermediate, i*int(permutation)/v.Step).Sub(c.Cell(keccakFinal, keccakCells*i)), words)
	}
}

// accumulate declares that the cumulative sums begin after the last bit, and that
// a word is what they grow by over its bits. A permutation's sum holds 16 times
// that of the permutation before it.
func (c *keccakScope) accumulate() {
	each := uint64(c.Virtual(keccakSum).Step)
	end := keccakBitRow(keccakBits)
	c.Constrain(keccakParse+"start_accumulation", c.sum(end, 0),
		air.Domain{On: rowsAt(c.instance, 0, each, keccakSides*keccakBatch)})
	first := air.Domain{On: rowsAt(c.instance, 0, each, keccakSides)}
	others := air.Domain{On: rowsAt(c.instance, 0, each, keccakSides*(keccakBatch-1))}
	shift := powerOf2(keccakWordBits)
	for w := range keccakWords {
		grown := func(index int) air.Expr {
			return c.sum(keccakBitRow(keccakWordBits*w), index).
				Sub(c.sum(keccakBitRow(keccakWordBits*(w+1)), index).Mul(shift))
		}
		c.Constrain(fmt.Sprintf(keccakParse+"init_first_invocation%d", w), c.Cell(keccakFinal, w).Sub(grown(0)), first)
		c.Constrain(fmt.Sprintf(keccakParse+"init_other_invocations%d", w),
			c.Cell(keccakFinal, w+keccakCells).Add(grown(0).Mul(powerOf2(air.DilutedSpacing))).Sub(grown(keccakSides)), others)
	}
}

// extract declares that neighbouring cumulative sums differ by bits, and that the
// last permutation's difference is the diluted value of the bits of all. The
// neighbour of a lane's last bit is the first of the next lane.
func (c *keccakScope) extract(last bool) {
	row, next, number := keccakRow(0, 0), keccakRow(0, 1), 0
	if last {
		row, next, number = keccakRow(0, keccakLaneBits-1), keccakRow(1, 0), 1
	}
	diluted := func(index int) air.Expr { return c.sum(row, index).Sub(c.sum(next, index).Double()) }
	bit := func(e air.Expr) air.Expr { return e.Mul(e).Sub(e) }
	const all = keccakSides * keccakBatch

	c.Constrain(fmt.Sprintf(keccakParse+"extract_bit_first_invocation%d", number),
		bit(diluted(0)), c.sumRows(last, keccakSides, keccakLanes+1))
	c.Constrain(fmt.Sprintf(keccakParse+"extract_bit_other_invocations%d", number),
		bit(diluted(keccakSides).Sub(powerOf2(air.DilutedSpacing).Mul(diluted(0)))),
		c.sumRows(last, all-keccakSides, keccakLanes+1))
	for side := range keccakSides {
		c.Constrain(fmt.Sprintf(keccakParse+"to_diluted%d_p%d", side, number),
			diluted(all-keccakSides+side).Sub(c.Cell(keccakEnds[side], row)),
			c.sumRows(last, 1, keccakLanes))
	}
}

// sumRows are the first count cumulative sums in the rows of the lanes below lanes: if last, for each lane's last bit (there are none beyond the 25
// lanes), otherwise for each bit but the last.
func (c *keccakScope) sumRows(last bool, count, lanes int) air.Domain {
	each := uint64(c.Virtual(keccakSum).Step)
	const lastBit = keccakLaneBits - 1
	var d air.Domain
	if last {
		for lane := range uint64(keccakLanes) {
			d.On = append(d.On, rowsAt(c.instance, lane*c.lane, each, count)...)
		}
		return d
	}
	if all := int(c.lane / each); 2*count > all { // fewer rows lie outside
		d.On = []air.Rows{air.Every(each)}
		d.Except = rowsAt(c.lane, each*uint64(count), each, all-count)
	} else {
		d.On = rowsAt(c.lane, 0, each, count)
	}
	for lane := uint64(lanes); lane < keccakLanesRows; lane++ {
		d.Except = append(d.Except, rowsAt(c.bit, lane*c.lane, each, count)...)
	}
	for lane := range uint64(lanes) {
		d.Except = append(d.Except, rowsAt(c.instance, lastBit*c.bit+lane*c.lane, each, count)...)
	}
	return d
}

// rounds are the rows of some rounds for all bits of a lane.
func (c *keccakScope) rounds(count int) []air.Rows { return rowsAt(c.bit, 0, c.round, count) }

// bits are the rows of some rounds for bits of a lane, from first up to end.
func (c *keccakScope) bits(rounds, first, end int) (rows []air.Rows) {
	for k := first; k < end; k++ {
		rows = append(rows, rowsAt(c.instance, uint64(k)*c.bit, c.round, rounds)...)
	}
	return rows
}

// lowBits is the domain of the first count bits of a lane: whichever is shorter
// to say, they or all but the others.
func (c *keccakScope) lowBits(rounds, count int) air.Domain {
	if 2*count <= keccakLaneBits {
		return air.Domain{On: c.bits(rounds, 0, count)}
	}
	return air.Domain{On: c.rounds(rounds), Except: c.bits(rounds, count, keccakLaneBits)}
}

// parity declares the parities of the columns of five lanes, and their copies
// that are rotated by one bit.
func (c *keccakScope) parity() {
	for x := range 5 {
		sum := c.at(keccakState, keccakRow(x, 0), 0)
		for y := 1; y < 5; y++ {
			sum = sum.Add(c.at(keccakState, keccakRow(x+5*y, 0), 0))
		}
		bits := c.at(keccakParity(0, x), 0, 0).Add(c.at(keccakParity(1, x), 0, 0).Double()).
			Add(c.at(keccakParity(2, x), 0, 0).Mul(air.Lit(4)))
		c.Constrain(fmt.Sprintf("keccak/keccak/parity%d", x), sum.Sub(bits), air.Domain{On: c.rounds(keccakRounds)})
	}
	for x := range 5 {
		for part, from := range []int{keccakLaneBits - 1, 0} {
			to := (from + 1) % keccakLaneBits
			c.Constrain(fmt.Sprintf("keccak/keccak/rotate_parity%d/n%d", x, part),
				c.at(keccakRotatedParity(x), keccakRow(0, to), 0).Sub(c.at(keccakParity(0, x), keccakRow(0, from), 0)),
				c.lowBits(keccakRounds, []int{1, keccakLaneBits - 1}[part]))
		}
	}
}

// theta declares theta, rho and pi at once: a bit plus two parities, at the place
// to which it moves. Rotation parts a lane into bits that move up and bits that
// come round; where the auxiliary bits are parted, the rounds are, too.
func (c *keccakScope) theta() {
	for lane := range keccakLanes {
		name := fmt.Sprintf("keccak/keccak/theta_rho_pi_i%d_j%d", lane/5, lane%5)
		rotation := keccakRotation[lane]
		if rotation == 0 {
			c.Constrain(name, c.moved(lane, 0, 0, 0, 0), air.Domain{On: c.rounds(keccakRounds)})
			continue
		}
		parts := len(keccakTheta(keccakMoved(lane)))
		up := keccakLaneBits - rotation
		for part := range parts {
			c.Constrain(fmt.Sprintf("%s/n%d", name, part),
				c.moved(lane, 0, rotation, part, keccakRounds/parts*part), c.lowBits(keccakRounds/parts, up))
		}
		for part := range parts {
			c.Constrain(fmt.Sprintf("%s/n%d", name, parts+part),
				c.moved(lane, up, 0, part, keccakRounds/parts*part), c.lowBits(keccakRounds/parts, rotation))
		}
	}
}

// moved is the difference that theta, rho and pi leave: the bit from of a lane
// with its parities, and the bit to of the lane that it becomes.
func (c *keccakScope) moved(lane, from, to, part, round int) air.Expr {
	x := lane % 5
	source, target := keccakRow(0, from), keccakRow(0, to)
	sum := c.at(keccakParity(0, (x+4)%5), source, round).Add(c.at(keccakRotatedParity((x+1)%5), source, round)).
		Add(c.at(keccakState, keccakRow(lane, from), round))
	became := keccakMoved(lane)
	return sum.Sub(c.at(keccakAfter, keccakRow(became, to), round).
		Add(c.at(keccakTheta(became)[part], target, 0).Double()))
}

// chi declares chi and iota: 2·a + (1 − b) + c, and 2 where the round's key has a
// bit, is a sum of three bits, the middle one being the bit of the next state.
func (c *keccakScope) chi() {
	keyed := air.Domain{On: c.bits(keccakRounds, 0, 1)}
	var except []air.Rows
	for i, k := range keccakKeyBits {
		values := make([]fp.Element, keccakRoundRows)
		for round := range values {
			if keccakRoundKeys[i][round] {
				values[round].SetUint64(2 * dilutedMask)
			}
		}
		key := c.Periodic(air.Periodic{Name: fmt.Sprintf("keccak/keccak/keccak_round_key%d", k), Values: values, Step: int(c.round)})
		c.Constrain(fmt.Sprintf("keccak/keccak/chi_iota%d", k), c.mixed(0, k, &key), keyed)
		except = append(except, c.bits(keccakRounds, k, k+1)...)
	}
	columns := func(count int) (rows []air.Rows) {
		for y := range uint64(5) {
			for x := range uint64(count) {
				rows = append(rows, rowsAt(c.bit, (x+5*y)*c.lane, c.round, keccakRounds)...)
			}
		}
		return rows
	}
	// The lanes that are mixed in lie to the right, and for the last two of
	// five begin again.
	c.Constrain("keccak/keccak/chi0", c.mixed(0, 0, nil), air.Domain{On: columns(3), Except: except})
	c.Constrain("keccak/keccak/chi1", c.mixed(4, 0, nil), air.Domain{On: columns(1)})
	c.Constrain("keccak/keccak/chi2", c.mixed(3, 0, nil), air.Domain{On: columns(1)})
}

// mixed is the difference that chi, and iota with a key, leave at a bit of lane x
// of five.
func (c *keccakScope) mixed(x, k int, key *air.Expr) air.Expr {
	after := func(x int) air.Expr { return c.at(keccakAfter, keccakRow(x%5, k), 0) }
	row := keccakRow(x, k)
	sum := after(x).Double().Add(air.Lit(dilutedMask).Sub(after(x + 1))).Add(after(x + 2))
	if key != nil {
		sum = sum.Add(*key)
	}
	return sum.Sub(c.at(keccakChiAux(0), row, 0).Add(c.at(keccakState, row, 1).Double()).
		Add(c.at(keccakChiAux(2), row, 0).Mul(air.Lit(4))))
}
