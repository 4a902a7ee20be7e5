package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// blake8 emits BLAKE2s on eight states, one in each 32-bit element. The
// working vector needs all sixteen registers, so v[11] lies in memory and Y11
// is free for a temporary; the message words lie in memory.
type blake8 struct {
	spilled Mem
	message Mem
	words   int // message words from this one on are 0
}

const blake8Spilled = 11

func (b blake8) addWord(a, w int) {
	if w < b.words {
		VPADDD(b.message.Offset(32*w), y(a), y(a))
	}
}

func (b blake8) add(a, c int) {
	if a == blake8Spilled {
		VPADDD(b.spilled, y(c), Y11)
		VMOVDQA(Y11, b.spilled)
		return
	}
	VPADDD(y(c), y(a), y(a))
}

// xor finds v[11] in Y11, since it follows the addition to it at once.
func (blake8) xor(a, b int) { VPXOR(y(b), y(a), y(a)) }

func (blake8) rotate(a, n int) {
	switch n {
	case 16:
		VPSHUFB(shared("rotate32by16", repeat(2, 0x0504070601000302, 0x0d0c0f0e09080b0a)...), y(a), y(a))
	case 8:
		VPSHUFB(shared("rotate32by8", repeat(2, 0x0407060500030201, 0x0c0f0e0d080b0a09)...), y(a), y(a))
	default:
		VPSRLD(Imm(uint64(n)), y(a), Y11)
		VPSLLD(Imm(uint64(32-n)), y(a), y(a))
		VPOR(Y11, y(a), y(a))
	}
}

// start loads the initial values of v[8] … v[15], but v[12] and v[14].
func (b blake8) start() {
	for _, i := range []int{11, 8, 9, 10, 13, 15} {
		VPBROADCASTD(initialValue(i-8, false), y(i))
		if i == blake8Spilled {
			VMOVDQA(y(i), b.spilled)
		}
	}
}

func blake2sAVX2() {
	blake2sSum8()
	blake2sSearch8()
}

func blake2sSum8() {
	TEXT("blake2sSum8", NOSPLIT, "func(dst, data *byte, size uint64, mask *[8]uint32, scratch *[208]uint64)")
	Pragma("noescape")
	Doc("blake2sSum8 is blake2sSum16 for 8 messages.")
	dst, data, size := param("dst"), param("data"), param("size")
	scratch := param("scratch")
	align(scratch, 64)
	h := func(i int) Mem { return Mem{Base: scratch, Disp: 32 * i} }
	b := blake8{message: Mem{Base: scratch, Disp: 32 * 8}, spilled: Mem{Base: scratch, Disp: 32 * 24}, words: 16}
	left, counter, window := GP64(), GP64(), GP64()
	MOVQ(size, left)
	XORQ(counter, counter)
	msg := newRows(data, size)
	for i := range 8 {
		VPBROADCASTD(initialValue(i, true), y(i))
		VMOVDQA(y(i), h(i))
	}

	Label("block")
	Comment("Counter, mask of the words left and flag of the last block.")
	take, final := GP64(), GP64()
	XORL(final.As32(), final.As32())
	MOVL(U32(64), take.As32())
	CMPQ(left, take)
	JA(LabelRef("words"))
	MOVQ(left, take)
	MOVL(U32(0xffffffff), final.As32())
	Label("words")
	ADDQ(take, counter)
	LEAQ(window32(), window)
	ADDQ(Imm(64), window)
	SUBQ(take, window)
	for half := range 2 {
		VMOVDQU(Mem{Base: window, Disp: 32 * half}, Y8)
		for i := range 8 {
			VPMASKMOVD(msg.at(i, 32*half), Y8, y(i))
		}
		transpose8x32()
		for i := range 8 {
			VMOVDQA(y(i), b.message.Offset(32*(8*half+i)))
		}
	}
	for i := range 8 {
		VMOVDQA(h(i), y(i))
	}
	b.start()
	t := GP64()
	MOVL(counter.As32(), t.As32())
	XORL(U32(blake2sIV[4]), t.As32())
	VMOVD(t.As32(), X12)
	VPBROADCASTD(X12, Y12)
	XORL(U32(blake2sIV[6]), final.As32())
	VMOVD(final.As32(), X14)
	VPBROADCASTD(X14, Y14)
	blake2sRounds(b)
	VMOVDQA(b.spilled, Y11)
	for i := range 8 {
		VPXOR(y(8+i), y(i), y(i))
		VPXOR(h(i), y(i), y(i))
		VMOVDQA(y(i), h(i))
	}
	ADDQ(take, data)
	SUBQ(take, left)
	JNE(LabelRef("block"))

	maskAddr := param("mask")
	for i := range 8 {
		VPBROADCASTD(Mem{Base: maskAddr, Disp: 4 * i}, Y8)
		VPAND(Y8, y(i), y(i))
	}
	transpose8x32()
	for i := range 8 {
		VMOVDQU(y(i), Mem{Base: dst, Disp: 32 * i})
	}
	VZEROUPPER()
	RET()
}

// transpose8x32 transposes the 8×8 32-bit elements of Y0 … Y7, using the others.
func transpose8x32() {
	for i := 0; i < 8; i += 2 {
		VPUNPCKLDQ(y(i+1), y(i), y(8+i))
		VPUNPCKHDQ(y(i+1), y(i), y(9+i))
	}
	for q := 0; q < 8; q += 4 {
		g := 8 + q
		VPUNPCKLQDQ(y(g+2), y(g), y(q))
		VPUNPCKHQDQ(y(g+2), y(g), y(q+1))
		VPUNPCKLQDQ(y(g+3), y(g+1), y(q+2))
		VPUNPCKHQDQ(y(g+3), y(g+1), y(q+3))
	}
	for j := range 4 {
		VPERM2I128(Imm(0x31), y(4+j), y(j), y(8+j))
		VPERM2I128(Imm(0x20), y(4+j), y(j), y(j))
		VMOVDQA(y(8+j), y(4+j))
	}
}

func blake2sSearch8() {
	TEXT("blake2sSearch8", NOSPLIT, "func(prefix *[32]byte, start, groups, mask uint64, scratch *[208]uint64) uint64")
	Pragma("noescape")
	Doc("blake2sSearch8 is blake2sSearch16 with 8 nonces in a group, start being a",
		"multiple of 8.")
	prefix, scratch := param("prefix"), param("scratch")
	start, groups, mask := param("start"), param("groups"), param("mask")
	align(scratch, 64)
	b := blake8{message: Mem{Base: scratch}, spilled: Mem{Base: scratch, Disp: 32 * 16}, words: 10}
	group, t := GP64(), GP64()
	XORQ(group, group)
	for i := range 8 {
		VPBROADCASTD(Mem{Base: prefix, Disp: 4 * i}, Y0)
		VMOVDQA(Y0, b.message.Offset(32*i))
	}
	Label("group")
	CMPQ(group, groups)
	JE(LabelRef("done"))
	MOVQ(start, t)
	SHRQ(Imm(32), t)
	BSWAPL(t.As32())
	VMOVD(t.As32(), X0)
	VPBROADCASTD(X0, Y0)
	VMOVDQA(Y0, b.message.Offset(32*8))
	VMOVD(start.As32(), X0)
	VPBROADCASTD(X0, Y0)
	VPADDD(counting32(), Y0, Y0)
	VPSHUFB(swap32(), Y0, Y0)
	VMOVDQA(Y0, b.message.Offset(32*9))
	for i := range 8 {
		VPBROADCASTD(initialValue(i, true), y(i))
	}
	b.start()
	MOVL(U32(blake2sIV[4]^40), t.As32())
	VMOVD(t.As32(), X12)
	VPBROADCASTD(X12, Y12)
	MOVL(U32(^blake2sIV[6]), t.As32())
	VMOVD(t.As32(), X14)
	VPBROADCASTD(X14, Y14)
	blake2sRounds(b)
	for i := range 2 {
		VPXOR(y(8+i), y(i), y(i))
		VPBROADCASTD(initialValue(i, true), Y2)
		VPXOR(Y2, y(i), y(i))
	}
	VMOVQ(mask, X2)
	VPBROADCASTD(X2, Y3)
	VPSRLQ(Imm(32), X2, X2)
	VPBROADCASTD(X2, Y2)
	VPAND(Y3, Y0, Y0)
	VPAND(Y2, Y1, Y1)
	VPOR(Y1, Y0, Y0)
	VPXOR(Y1, Y1, Y1)
	VPCMPEQD(Y1, Y0, Y0)
	VPMOVMSKB(Y0, t.As32())
	TESTL(t.As32(), t.As32())
	JNE(LabelRef("done"))
	ADDQ(Imm(8), start)
	INCQ(group)
	JMP(LabelRef("group"))
	Label("done")
	Store(group, ReturnIndex(0))
	VZEROUPPER()
	RET()
}
