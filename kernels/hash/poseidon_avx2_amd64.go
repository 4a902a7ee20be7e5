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

// states8 are eight states for poseidonPermute8: two groups of four, each of
// three elements and room for four more, each of five limbs for four states.
// It lies at a multiple of 32 bytes.
type states8 [2][7][5][4]uint64

var states8Pool = sync.Pool{New: func() any {
	room := make([]byte, unsafe.Sizeof(states8{})+64)
	at := uintptr(unsafe.Pointer(&room[0]))
	return (*states8)(unsafe.Pointer(&room[-at%64]))
}}

// reset sets all states to (0, 0, third).
func (s *states8) reset(third *[5]uint64) {
	for g := range s {
		clear(s[g][:2])
		for i := range third {
			for k := range s[g][2][i] {
				s[g][2][i][k] = third[i]
			}
		}
	}
}

// add adds e, limbs below 2^52, to an element of state k.
func (s *states8) add(k, element int, e *[5]uint64) {
	for i := range e {
		s[k/4][element][i][k%4] += e[i]
	}
}

// absorb adds the word that b starts with to an element of state k.
func (s *states8) absorb(k, element int, b []byte) {
	e, _ := word(b)
	e.Mul(&e, &avx2Tables().toLanes)
	l := split52(e)
	s.add(k, element, &l)
}

func (s *states8) permute() { poseidonPermute8(&s[0][0][0][0], &avx2Tables().schedule[0]) }

// squeeze returns the first element of state k.
func (s *states8) squeeze(k int) kernels.Digest {
	var l [5]uint64
	for i := range l {
		l[i] = s[k/4][0][i][k%4]
	}
	e := fp.Element{l[0] | l[1]<<52, l[1]>>12 | l[2]<<40, l[2]>>24 | l[3]<<28, l[3]>>36 | l[4]<<16}
	reduce(&e)
	e.Mul(&e, &avx2Tables().fromLanes)
	return digestOf(&e)
}

func poseidonSum8(data []byte, size int, dst []kernels.Digest) int {
	s := states8Pool.Get().(*states8)
	defer states8Pool.Put(s)
	t := lanesTables()
	done := 0
	for ; done+8 <= len(dst); done += 8 {
		s.reset(&t.zero)
		for offset := 0; offset <= size; offset += 64 {
			for k := range 8 {
				msg := data[(done+k)*size+offset : (done+k+1)*size]
				element := 0
				for ; element < 2 && len(msg) > 0; element++ {
					s.absorb(k, element, msg)
					msg = msg[32:]
				}
				if element < 2 {
					s.add(k, element, &t.one)
				}
			}
			s.permute()
		}
		for k := range 8 {
			dst[done+k] = s.squeeze(k)
		}
	}
	return done
}

func poseidonNode8(children, dst []kernels.Digest) int {
	s := states8Pool.Get().(*states8)
	defer states8Pool.Put(s)
	done := 0
	for ; done+8 <= len(dst); done += 8 {
		s.reset(&lanesTables().two)
		for k := range 8 {
			s.absorb(k, 0, children[2*(done+k)][:])
			s.absorb(k, 1, children[2*(done+k)+1][:])
		}
		s.permute()
		for k := range 8 {
			dst[done+k] = s.squeeze(k)
		}
	}
	return done
}

// avx2Constants belong to poseidonPermute8.
type avx2Constants struct {
	// toLanes and fromLanes are what fp.Element.Mul takes to bring an integer
	// to Montgomery form with 2^260, and that to Montgomery form with 2^256.
	toLanes, fromLanes fp.Element
	// schedule is poseidonSchedule and three zeros, with what makes the values
	// that they are added to positive, and takes off what cubes have too much.
	schedule [][5]uint64
}

var avx2Tables = sync.OnceValue(func() *avx2Constants {
	t := &avx2Constants{}
	// The raw limbs of an element e are e·2^256.
	t.toLanes.SetBigInt(new(big.Int).Lsh(big.NewInt(1), 260))
	t.fromLanes.SetUint64(16)
	t.fromLanes.Inverse(&t.fromLanes)
	const full = poseidonFullRounds / 2
	for i, c := range slices.Concat(poseidonSchedule(), make([]fp.Element, 3)) {
		l := limbs52(c)
		addLimbs(&l, 8, &modulus52)
		addLimbs(&l, 1, &unit60)
		switch partial := i - 3*full - 1; {
		case i < 3, i == 3*full:
		case i < 3*full || partial >= poseidonPartialRounds+2:
			place := i % 3
			if partial > 0 {
				place = (partial - poseidonPartialRounds - 2) % 3
			}
			addLimbs(&l, [3]uint64{^uint64(4), ^uint64(0), 0}[place], &cubeBias)
		case partial < poseidonPartialRounds:
			addLimbs(&l, 2, &cubeBias)
		}
		t.schedule = append(t.schedule, l)
	}
	return t
})

// The five limbs of p, of a zero whose limbs are positive (but for the highest),
// and of what poseidonPermute8 adds to cubes; see asm/lanesavx2.go.
var (
	modulus52 = [5]uint64{1, 0, 0, 17 << 36, 1 << 43}
	unit60    = [5]uint64{1 << 60, 1<<60 - 1<<8, 1<<60 - 1<<8, 1<<60 - 1<<8, ^uint64(1<<8 - 1)}
	cubeBias  = func() [5]uint64 { l := unit60; addLimbs(&l, 3, &modulus52); return l }()
)

// addLimbs adds n times a to l, modulo 2^64 in each limb.
func addLimbs(l *[5]uint64, n uint64, a *[5]uint64) {
	for i := range l {
		l[i] += n * a[i]
	}
}
