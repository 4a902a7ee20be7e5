package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// keccak8 emits Keccak-f[1600] on eight states, one in each 64-bit element of
// the registers Z0 … Z24.
type keccak8 struct {
	labels
}

// unroll is how many rounds the loop body has. Lanes move between registers
// from round to round instead of being moved; at its end they are put back.
const unroll = 4

func z(i int) Register {
	return []Register{
		Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z8, Z9, Z10, Z11, Z12, Z13, Z14, Z15,
		Z16, Z17, Z18, Z19, Z20, Z21, Z22, Z23, Z24, Z25, Z26, Z27, Z28, Z29, Z30, Z31}[i]
}

func (k *keccak8) permute() {
	rc, end := GP64(), GP64()
	LEAQ(roundConstants(), rc)
	LEAQ(Mem{Base: rc, Disp: 24 * 8}, end)
	loop := k.next("rounds")
	Label(loop)
	var lane [25]int // the register of each lane
	for i := range lane {
		lane[i] = i
	}
	for r := range unroll {
		k.round(&lane, Mem{Base: rc, Disp: 8 * r})
	}
	restore(lane)
	ADDQ(Imm(8*unroll), rc)
	CMPQ(rc, end)
	JNE(LabelRef(loop))
}

// round applies one round; lane is updated.
func (k *keccak8) round(lane *[25]int, constant Mem) {
	c := func(x int) Register { return z(25 + (x+5)%5) }
	for x := range 5 {
		VMOVDQA64(z(lane[x]), c(x))
		VPTERNLOGQ(Imm(0x96), z(lane[x+10]), z(lane[x+5]), c(x))
		VPTERNLOGQ(Imm(0x96), z(lane[x+20]), z(lane[x+15]), c(x))
	}
	t := Z30
	for x := range 5 {
		VPROLQ(Imm(1), c(x+1), t)
		for y := range 5 {
			VPTERNLOGQ(Imm(0x96), t, c(x-1), z(lane[x+5*y]))
		}
	}
	var moved [25]int
	for y := range 5 {
		var b [5]Register
		for x := range 5 {
			s := keccakSource(x, y)
			moved[x+5*y] = lane[s]
			b[x] = z(lane[s])
			if keccakRho[s] != 0 {
				VPROLQ(Imm(uint64(keccakRho[s])), b[x], b[x])
			}
		}
		// b0 ^ (^b1 & b2) in place; the first two are needed again.
		b0, b1 := z(25+2*(y%2)), z(26+2*(y%2))
		VMOVDQA64(b[0], b0)
		VMOVDQA64(b[1], b1)
		VPTERNLOGQ(Imm(0xd2), b[2], b[1], b[0])
		VPTERNLOGQ(Imm(0xd2), b[3], b[2], b[1])
		VPTERNLOGQ(Imm(0xd2), b[4], b[3], b[2])
		VPTERNLOGQ(Imm(0xd2), b0, b[4], b[3])
		VPTERNLOGQ(Imm(0xd2), b1, b0, b[4])
	}
	*lane = moved
	VPXORQ_BCST(constant, z(lane[0]), z(lane[0]))
}

// restore moves each lane into the register of its number.
func restore(lane [25]int) {
	// Follow the cycles of the permutation: register i wants the value that is
	// in register lane[i].
	done := [25]bool{}
	for i := range lane {
		if done[i] || lane[i] == i {
			continue
		}
		VMOVDQA64(z(i), Z25)
		j := i
		for lane[j] != i {
			VMOVDQA64(z(lane[j]), z(j))
			done[j] = true
			j = lane[j]
		}
		VMOVDQA64(Z25, z(j))
		done[j] = true
	}
}

// transpose8 turns the 64-bit elements of eight registers, the words of eight
// messages, into registers of one word of all messages each, word i in t[i]. r
// and t are the eight registers and as many free ones.
func transpose8(r, t []Register) {
	for i := 0; i < 8; i += 2 {
		VPUNPCKLQDQ(r[i+1], r[i], t[i])
		VPUNPCKHQDQ(r[i+1], r[i], t[i+1])
	}
	// The even words are in t0, t2, t4 and t6, the odd ones in the others.
	for odd := range 2 {
		a, b, c, d := t[odd], t[2+odd], t[4+odd], t[6+odd]
		u0, u1, u2, u3 := r[odd], r[2+odd], r[4+odd], r[6+odd]
		VSHUFI64X2(Imm(0x88), b, a, u0)
		VSHUFI64X2(Imm(0xdd), b, a, u1)
		VSHUFI64X2(Imm(0x88), d, c, u2)
		VSHUFI64X2(Imm(0xdd), d, c, u3)
		VSHUFI64X2(Imm(0x88), u2, u0, a)
		VSHUFI64X2(Imm(0x88), u3, u1, b)
		VSHUFI64X2(Imm(0xdd), u2, u0, c)
		VSHUFI64X2(Imm(0xdd), u3, u1, d)
	}
}

// keccakAVX512 emits the functions for eight messages at a time.
func keccakAVX512() {
	keccakSum8()
	keccakSearch8()
}

func keccakSum8() {
	TEXT("keccakSum8", NOSPLIT, "func(dst, data *byte, size uint64, mask *[4]uint64, scratch *[344]uint64)")
	Pragma("noescape")
	Doc("keccakSum8 hashes the 8 messages of size bytes (a multiple of 8) at data",
		"and writes 8 digests to dst, with the bits cleared that are not in mask.")
	k := &keccak8{}
	dst, data, size := param("dst"), param("data"), param("size")
	scratch := param("scratch")
	align(scratch, 64)
	state := func(i int) Mem { return Mem{Base: scratch, Disp: 64 * i} }
	block := func(i int) Mem { return Mem{Base: scratch, Disp: 64 * (25 + i)} }
	left := GP64()
	MOVQ(size, left)
	msg := newRows(data, size)
	for i := range 25 {
		VPXORQ(z(i), z(i), z(i))
	}

	Label("absorb")
	for i := range 25 {
		VMOVDQA64(z(i), state(i))
	}
	word := GP64()
	CMPQ(left, Imm(keccakRate))
	JB(LabelRef("last"))
	KXNORQ(K1, K1, K1)
	KXNORQ(K2, K2, K2)
	for i := range 8 {
		MOVQ(msg.at(i, 128), word)
		MOVQ(word, block(16).Offset(8*i))
	}
	JMP(LabelRef("words"))
	Label("last")
	Comment("The words left, the padding's first byte, and its last.")
	SHRQ(Imm(3), left)
	ones, m := GP64(), GP64()
	MOVQ(I32(-1), ones)
	SHLXQ(left, ones, m)
	NOTQ(m)
	KMOVQ(m, K1)
	SHRQ(Imm(8), m)
	KMOVQ(m, K2)
	MOVQ(U64(1<<63), m)
	VPBROADCASTQ(m, Z0)
	VMOVDQA64(Z0, block(16))

	Label("words")
	r := []Register{Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7}
	t := []Register{Z8, Z9, Z10, Z11, Z12, Z13, Z14, Z15}
	for half := range 2 {
		for i := range 8 {
			VMOVDQU64_Z(msg.at(i, 64*half), []Register{K1, K2}[half], r[i])
		}
		transpose8(r, t)
		for i := range 8 {
			VMOVDQA64(t[i], block(8*half+i))
		}
	}
	CMPQ(left, Imm(keccakRate))
	JAE(LabelRef("load"))
	Comment("Pad after the words left.")
	at := GP64()
	MOVQ(left, at)
	SHLQ(Imm(6), at)
	ADDQ(scratch, at)
	MOVL(U32(1), m.As32())
	VPBROADCASTQ(m, Z0)
	VPXORQ(Mem{Base: at, Disp: 64 * 25}, Z0, Z0)
	VMOVDQA64(Z0, Mem{Base: at, Disp: 64 * 25})
	Comment("No further block.")
	MOVQ(I32(-1), left)

	Label("load")
	for i := range 25 {
		VMOVDQA64(state(i), z(i))
		if i < 17 {
			VPXORQ(block(i), z(i), z(i))
		}
	}
	k.permute()
	CMPQ(left, I8(-1))
	JE(LabelRef("squeeze"))
	SUBQ(Imm(keccakRate), left)
	ADDQ(Imm(keccakRate), data)
	JMP(LabelRef("absorb"))

	Label("squeeze")
	maskAddr := param("mask")
	for i := range 4 {
		VPANDQ_BCST(Mem{Base: maskAddr, Disp: 8 * i}, z(i), z(i))
	}
	VPUNPCKLQDQ(Z1, Z0, Z4)
	VPUNPCKHQDQ(Z1, Z0, Z5)
	VPUNPCKLQDQ(Z3, Z2, Z6)
	VPUNPCKHQDQ(Z3, Z2, Z7)
	for i := range 8 {
		out := Mem{Base: dst, Disp: 32 * i}
		VEXTRACTI64X2(Imm(uint64(i/2)), z(4+i%2), out)
		VEXTRACTI64X2(Imm(uint64(i/2)), z(6+i%2), out.Offset(16))
	}
	VZEROUPPER()
	RET()
}

// keccakSearch8 tries nonces: the state of a message of 40 bytes.
func keccakSearch8() {
	TEXT("keccakSearch8", NOSPLIT, "func(prefix *[32]byte, start, groups, mask uint64) uint64")
	Pragma("noescape")
	Doc("keccakSearch8 hashes the prefix with each of the nonces from start, 8 in a group,",
		"and returns the number of the first group that has a digest whose first 8 bytes,",
		"little-endian, have no bit of mask set, or groups if none has.")
	k := &keccak8{}
	prefix := param("prefix")
	start, groups, mask := param("start"), param("groups"), param("mask")
	group := GP64()
	XORQ(group, group)
	Label("group")
	CMPQ(group, groups)
	JE(LabelRef("none"))
	for i := range 4 {
		VPBROADCASTQ(Mem{Base: prefix, Disp: 8 * i}, z(i))
	}
	VPBROADCASTQ(start, Z4)
	VPADDQ(counting(), Z4, Z4)
	VPSHUFB(swap64(), Z4, Z4)
	t := GP64()
	MOVL(U32(1), t.As32())
	VPBROADCASTQ(t, Z5)
	MOVQ(U64(1<<63), t)
	for i := 6; i < 25; i++ {
		if i == 16 {
			VPBROADCASTQ(t, Z16)
			continue
		}
		VPXORQ(z(i), z(i), z(i))
	}
	k.permute()
	VPBROADCASTQ(mask, Z1)
	VPTESTNMQ(Z1, Z0, K1)
	KMOVQ(K1, t)
	TESTQ(t, t)
	JNE(LabelRef("none"))
	ADDQ(Imm(8), start)
	INCQ(group)
	JMP(LabelRef("group"))
	Label("none")
	Store(group, ReturnIndex(0))
	VZEROUPPER()
	RET()
}
