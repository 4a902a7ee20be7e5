//go:build amd64 && !purego

package hash

import (
	"math/big"
	"slices"
	"sync"
	"unsafe"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
)

// permuteAssembly permutes one state if the machine can.
func permuteAssembly(state *[3]fp.Element) bool {
	if best < AVX2 {
		return false
	}
	poseidonPermuteADX((*[3][4]uint64)(unsafe.Pointer(state)), &adxSchedule()[0])
	return true
}

// poseidonLanes computes Sum of messages of size bytes, as many as fill lanes.
func poseidonLanes(lvl Level, data []byte, size int, dst []kernels.Digest) int {
	if size == 0 {
		return 0
	}
	if lvl >= AVX512 {
		return poseidonSum16(lvl, data, size, dst)
	}
	return poseidonSum8(data, size, dst)
}

// poseidonNodeLanes computes nodes, as many as fill lanes. dst may be the start
// of children.
func poseidonNodeLanes(lvl Level, children, dst []kernels.Digest) int {
	if lvl >= AVX512 {
		return poseidonNode16(lvl, children, dst)
	}
	return poseidonNode8(children, dst)
}

// states16 are sixteen states for poseidonPermute16…: two groups of eight, each
// of three elements and two for the permutation's own use, each of five limbs
// for eight states. It lies at a multiple of 64 bytes.
type states16 [2][5][5][8]uint64

// lanes16 permutes sixteen states with the multiplier that a level has.
type lanes16 struct {
	level Level
	*states16
}

var lanesPool = sync.Pool{New: func() any {
	room := make([]byte, unsafe.Sizeof(states16{})+64)
	at := uintptr(unsafe.Pointer(&room[0]))
	return (*states16)(unsafe.Pointer(&room[-at%64]))
}}

// reset sets all states to (0, 0, third).
func (l *states16) reset(third *[5]uint64) {
	for g := range l {
		clear(l[g][:2])
		for i := range third {
			for k := range l[g][2][i] {
				l[g][2][i][k] = third[i]
			}
		}
	}
}

// add adds e to one element of all states.
func (l *states16) add(element int, e *[5]uint64) {
	for g := range l {
		for i := range e {
			for k := range l[g][element][i] {
				l[g][element][i][k] += e[i]
			}
		}
	}
}

// absorb adds to one element of each state a word; those of the states are
// stride bytes apart.
func (l lanes16) absorb(element int, data *byte, stride uintptr) {
	t := lanesTables()
	for g := range l.states16 {
		to := &l.states16[g][element][0][0]
		from := (*byte)(unsafe.Add(unsafe.Pointer(data), 8*stride*uintptr(g)))
		if l.level >= IFMA {
			poseidonAbsorb8IFMA(to, from, uint64(stride), &t.toLanes)
		} else {
			poseidonAbsorb8FMA(to, from, uint64(stride), &t.toLanes)
		}
	}
}

func (l lanes16) permute() {
	s, rc := &l.states16[0][0][0][0], &lanesTables().schedule[0]
	if l.level >= IFMA {
		poseidonPermute16IFMA(s, rc)
	} else {
		poseidonPermute16FMA(s, rc)
	}
}

func (l lanes16) squeeze(dst *[16]kernels.Digest) {
	for g := range l.states16 {
		to, from := &dst[8*g][0], &l.states16[g][0][0][0]
		if l.level >= IFMA {
			poseidonSqueeze8IFMA(to, from)
		} else {
			poseidonSqueeze8FMA(to, from)
		}
	}
}

func poseidonSum16(lvl Level, data []byte, size int, dst []kernels.Digest) int {
	t := lanesTables()
	l := lanes16{lvl, lanesPool.Get().(*states16)}
	defer lanesPool.Put(l.states16)
	done := 0
	for ; done+16 <= len(dst); done += 16 {
		rows := data[done*size : (done+16)*size]
		l.reset(&t.zero)
		for offset := 0; offset <= size; offset += 64 {
			element := 0
			for ; element < 2 && offset+32*element < size; element++ {
				l.absorb(element, &rows[offset+32*element], uintptr(size))
			}
			if element < 2 {
				l.add(element, &t.one)
			}
			l.permute()
		}
		l.squeeze((*[16]kernels.Digest)(dst[done:]))
	}
	return done
}

// fewLanes is how many nodes are worth a permutation of sixteen lanes.
func fewLanes(lvl Level) int {
	if lvl >= IFMA {
		return 4
	}
	return 7
}

func poseidonNode16(lvl Level, children, dst []kernels.Digest) int {
	t := lanesTables()
	l := lanes16{lvl, lanesPool.Get().(*states16)}
	defer lanesPool.Put(l.states16)
	done := 0
	for len(dst)-done >= fewLanes(lvl) {
		from, to := children[2*done:], dst[done:]
		n := min(len(to), 16)
		if n < 16 {
			var rest struct{ from, to [32]kernels.Digest }
			copy(rest.from[:], from)
			from, to = rest.from[:], rest.to[:]
		}
		l.reset(&t.two)
		l.absorb(0, &from[0][0], 64)
		l.absorb(1, &from[1][0], 64)
		l.permute()
		l.squeeze((*[16]kernels.Digest)(to))
		copy(dst[done:], to[:n])
		done += n
	}
	return done
}

// lanesConstants are felts as lanes of 52-bit limbs take them: five limbs of
// the Montgomery form with 2^260.
type lanesConstants struct {
	zero, one, two [5]uint64
	// toLanes is what an integer is multiplied by to get its Montgomery form.
	toLanes [5]uint64
	// schedule is poseidonSchedule and three zeros, with 8p added to each.
	schedule [][5]uint64
}

var lanesTables = sync.OnceValue(func() *lanesConstants {
	t := &lanesConstants{one: limbs52(one), two: limbs52(two)}
	// limbs52 gives 2^260·2^260 for 2^260.
	var e fp.Element
	t.toLanes = limbs52(*e.SetBigInt(new(big.Int).Lsh(big.NewInt(1), 260)))
	for _, c := range slices.Concat(poseidonSchedule(), make([]fp.Element, 3)) {
		l := limbs52(c)
		l[0] += 8
		l[3] += 8 * 17 << 36
		l[4] += 8 << 43
		t.schedule = append(t.schedule, l)
	}
	return t
})

// limbs52 returns the limbs of e's Montgomery form with 2^260.
func limbs52(e fp.Element) [5]uint64 {
	var sixteen fp.Element
	return split52(*e.Mul(&e, sixteen.SetUint64(16)))
}

// split52 splits an integer into limbs of 52 bits.
func split52(e fp.Element) [5]uint64 {
	const m = 1<<52 - 1
	return [5]uint64{
		e[0] & m, (e[0]>>52 | e[1]<<12) & m, (e[1]>>40 | e[2]<<24) & m, (e[2]>>28 | e[3]<<36) & m, e[3] >> 16,
	}
}

// adxSchedule returns poseidonSchedule and three zeros with p added to those,
// all but the first three, that are added to what may be negative.
var adxSchedule = sync.OnceValue(func() [][4]uint64 {
	var list [][4]uint64
	for i, c := range slices.Concat(poseidonSchedule(), make([]fp.Element, 3)) {
		if i >= 3 {
			addModulus(&c)
		}
		list = append(list, c)
	}
	return list
})
