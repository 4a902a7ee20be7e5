package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// blake16 emits BLAKE2s on sixteen states, one in each 32-bit element: the
// working vector in Z0 … Z15, the message words in Z16 … Z31.
type blake16 struct {
	words int // message words from this one on are 0
}

func (blake16) word(i int) Register { return z(16 + i) }

func (b blake16) addWord(a, w int) {
	if w < b.words {
		VPADDD(b.word(w), z(a), z(a))
	}
}
func (blake16) add(a, b int)    { VPADDD(z(b), z(a), z(a)) }
func (blake16) xor(a, b int)    { VPXORD(z(b), z(a), z(a)) }
func (blake16) rotate(a, n int) { VPRORD(Imm(uint64(n)), z(a), z(a)) }

func blake2sAVX512() {
	blake2sSum16()
	blake2sSearch16()
}

func blake2sSum16() {
	TEXT("blake2sSum16", NOSPLIT, "func(dst, data *byte, size uint64, mask *[8]uint32, scratch *[208]uint64)")
	Pragma("noescape")
	Doc("blake2sSum16 hashes the 16 messages of size bytes (a multiple of 4, not 0,",
		"below 2^32) at data and writes 16 digests to dst, with the bits cleared that",
		"are not in mask.")
	dst, data, size := param("dst"), param("data"), param("size")
	scratch := param("scratch")
	align(scratch, 64)
	h := func(i int) Mem { return Mem{Base: scratch, Disp: 64 * i} }
	b := blake16{words: 16}
	left, counter, t := GP64(), GP64(), GP64()
	MOVQ(size, left)
	XORQ(counter, counter)
	low := newRows(data, size)
	high := low
	high.base = GP64()
	LEAQ(Mem{Base: data, Index: size, Scale: 8}, high.base)
	for i := range 8 {
		VPBROADCASTD(initialValue(i, true), z(i))
		VMOVDQA64(z(i), h(i))
	}

	Label("block")
	Comment("Counter, mask of the words left and flag of the last block.")
	take, final := GP64(), GP64()
	XORL(final.As32(), final.As32())
	MOVL(U32(64), take.As32())
	MOVQ(I32(-1), t)
	CMPQ(left, take)
	JA(LabelRef("words"))
	MOVQ(left, take)
	MOVL(U32(0xffffffff), final.As32())
	ones := GP64()
	MOVQ(t, ones)
	n := GP64()
	MOVQ(take, n)
	SHRQ(Imm(2), n)
	SHLXQ(n, ones, t)
	NOTQ(t)
	Label("words")
	KMOVW(t.As32(), K1)
	ADDQ(take, counter)
	for i := range 16 {
		from := low
		if i >= 8 {
			from = high
		}
		VMOVDQU32_Z(from.at(i%8, 0), K1, z(i))
	}
	transpose16()

	for i := range 8 {
		VMOVDQA64(h(i), z(i))
		VPBROADCASTD(initialValue(i, false), z(8+i))
	}
	tmp := GP64()
	MOVL(counter.As32(), tmp.As32())
	XORL(U32(blake2sIV[4]), tmp.As32())
	VPBROADCASTD(tmp.As32(), Z12)
	XORL(U32(blake2sIV[6]), final.As32())
	VPBROADCASTD(final.As32(), Z14)
	blake2sRounds(b)
	for i := range 8 {
		VPTERNLOGD(Imm(0x96), h(i), z(8+i), z(i))
		VMOVDQA64(z(i), h(i))
	}
	ADDQ(take, data)
	ADDQ(take, high.base)
	SUBQ(take, left)
	JNE(LabelRef("block"))

	maskAddr := param("mask")
	for i := range 8 {
		VPANDD_BCST(Mem{Base: maskAddr, Disp: 4 * i}, z(i), z(i))
	}
	for i := 0; i < 8; i += 2 {
		VPUNPCKLDQ(z(i+1), z(i), z(8+i))
		VPUNPCKHDQ(z(i+1), z(i), z(9+i))
	}
	Comment("First and second halves of messages m, m+4, m+8 and m+12.")
	for m := range 4 {
		for half := range 2 {
			a, c := z(8+4*half+m/2), z(10+4*half+m/2)
			if m%2 == 0 {
				VPUNPCKLQDQ(c, a, z(2*m+half))
			} else {
				VPUNPCKHQDQ(c, a, z(2*m+half))
			}
		}
	}
	for m := range 4 {
		for lane := range 4 {
			out := Mem{Base: dst, Disp: 32 * (m + 4*lane)}
			VEXTRACTI32X4(Imm(uint64(lane)), z(2*m), out)
			VEXTRACTI32X4(Imm(uint64(lane)), z(2*m+1), out.Offset(16))
		}
	}
	VZEROUPPER()
	RET()
}

// transpose16 turns Z0 … Z15, sixteen messages of sixteen words, into Z16 …
// Z31, one word of all messages each.
func transpose16() {
	for i := 0; i < 16; i += 2 {
		VPUNPCKLDQ(z(i+1), z(i), z(16+i))
		VPUNPCKHDQ(z(i+1), z(i), z(17+i))
	}
	// Of four messages each: words j, j+4, j+8, j+12 in z(4q+j).
	for q := range 4 {
		g := 16 + 4*q
		VPUNPCKLQDQ(z(g+2), z(g), z(4*q))
		VPUNPCKHQDQ(z(g+2), z(g), z(4*q+1))
		VPUNPCKLQDQ(z(g+3), z(g+1), z(4*q+2))
		VPUNPCKHQDQ(z(g+3), z(g+1), z(4*q+3))
	}
	for j := range 4 {
		a, b, c, d := z(j), z(4+j), z(8+j), z(12+j)
		w0, w1, w2, w3 := z(16+j), z(20+j), z(24+j), z(28+j)
		VSHUFI32X4(Imm(0x88), b, a, w0)
		VSHUFI32X4(Imm(0xdd), b, a, w1)
		VSHUFI32X4(Imm(0x88), d, c, w2)
		VSHUFI32X4(Imm(0xdd), d, c, w3)
		VSHUFI32X4(Imm(0x88), w2, w0, a)
		VSHUFI32X4(Imm(0x88), w3, w1, b)
		VSHUFI32X4(Imm(0xdd), w2, w0, w2)
		VSHUFI32X4(Imm(0xdd), w3, w1, w3)
		VMOVDQA64(a, w0)
		VMOVDQA64(b, w1)
	}
}

func blake2sSearch16() {
	TEXT("blake2sSearch16", NOSPLIT, "func(prefix *[32]byte, start, groups, mask uint64) uint64")
	Pragma("noescape")
	Doc("blake2sSearch16 hashes the prefix with each of the nonces from start, a multiple",
		"of 16, 16 in a group, and returns the number of the first group that has a digest",
		"whose first 8 bytes, little-endian, have no bit of mask set, or groups if none has.")
	prefix := param("prefix")
	start, groups, mask := param("start"), param("groups"), param("mask")
	b := blake16{words: 10}
	group, t, high := GP64(), GP64(), GP64()
	XORQ(group, group)
	for i := range 8 {
		VPBROADCASTD(Mem{Base: prefix, Disp: 4 * i}, b.word(i))
	}
	Label("group")
	CMPQ(group, groups)
	JE(LabelRef("done"))
	MOVQ(start, high)
	SHRQ(Imm(32), high)
	BSWAPL(high.As32())
	VPBROADCASTD(high.As32(), b.word(8))
	VPBROADCASTD(start.As32(), b.word(9))
	VPADDD(counting32(), b.word(9), b.word(9))
	VPSHUFB(swap32(), b.word(9), b.word(9))
	for i := range 8 {
		VPBROADCASTD(initialValue(i, true), z(i))
		VPBROADCASTD(initialValue(i, false), z(8+i))
	}
	MOVL(U32(blake2sIV[4]^40), t.As32())
	VPBROADCASTD(t.As32(), Z12)
	MOVL(U32(^blake2sIV[6]), t.As32())
	VPBROADCASTD(t.As32(), Z14)
	blake2sRounds(b)
	VPXORD(Z8, Z0, Z0)
	VPXORD(Z9, Z1, Z1)
	VPXORD_BCST(initialValue(0, true), Z0, Z0)
	VPXORD_BCST(initialValue(1, true), Z1, Z1)
	VPBROADCASTD(mask.As32(), Z2)
	MOVQ(mask, t)
	SHRQ(Imm(32), t)
	VPBROADCASTD(t.As32(), Z3)
	VPTESTNMD(Z2, Z0, K1)
	VPTESTNMD(Z3, Z1, K2)
	KANDW(K1, K2, K1)
	KMOVW(K1, t.As32())
	TESTL(t.As32(), t.As32())
	JNE(LabelRef("done"))
	ADDQ(Imm(16), start)
	INCQ(group)
	JMP(LabelRef("group"))
	Label("done")
	Store(group, ReturnIndex(0))
	VZEROUPPER()
	RET()
}
