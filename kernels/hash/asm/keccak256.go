package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func y(i int) Register {
	return []Register{Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y8, Y9, Y10, Y11, Y12, Y13, Y14, Y15}[i]
}

// keccak4 emits Keccak-f[1600] on four states, one in each 64-bit element. The
// lanes lie in memory, 32 bytes each; a round reads one copy and writes another
// while the sums of the columns, which the next round begins with, are made in
// registers.
type keccak4 struct {
	labels
	a, b Mem // the two copies; the state is in a
}

// The registers of the columns' sums and of what theta adds to the columns.
func keccak4Sum(x int) Register   { return y((x + 5) % 5) }
func keccak4Theta(x int) Register { return y(5 + x) }

func (k *keccak4) permute() {
	rc, end := GP64(), GP64()
	LEAQ(roundConstants(), rc)
	LEAQ(Mem{Base: rc, Disp: 24 * 8}, end)
	for x := range 5 {
		c := keccak4Sum(x)
		VMOVDQA(k.a.Offset(32*x), c)
		for row := 1; row < 5; row++ {
			VPXOR(k.a.Offset(32*(x+5*row)), c, c)
		}
	}
	loop := k.next("rounds")
	Label(loop)
	for r := range 2 {
		from, to := k.a, k.b
		if r == 1 {
			from, to = to, from
		}
		k.round(from, to, Mem{Base: rc, Disp: 8 * r})
	}
	ADDQ(Imm(16), rc)
	CMPQ(rc, end)
	JNE(LabelRef(loop))
}

func (k *keccak4) round(from, to, constant Mem) {
	t := Y15
	for x := range 5 {
		// The sum of column x−1 plus that of column x+1 rotated by 1.
		c, d := keccak4Sum(x+1), keccak4Theta(x)
		VPADDQ(c, c, t)
		VPSRLQ(Imm(63), c, d)
		VPOR(t, d, d)
		VPXOR(keccak4Sum(x-1), d, d)
	}
	for row := range 5 {
		b := []Register{Y10, Y11, Y12, Y13, Y14}
		for x := range 5 {
			s := keccakSource(x, row)
			VPXOR(from.Offset(32*s), keccak4Theta(s%5), b[x])
			rotate(keccakRho[s], b[x], t)
		}
		for x := range 5 {
			// The sums of this round are spent: theirs become the next one's.
			sum, out := keccak4Sum(x), Register(t)
			if row == 0 {
				out = sum
			}
			VPANDN(b[(x+2)%5], b[(x+1)%5], out)
			VPXOR(b[x], out, out)
			if row == 0 && x == 0 {
				VPBROADCASTQ(constant, t)
				VPXOR(t, out, out)
			}
			VMOVDQA(out, to.Offset(32*(x+5*row)))
			if row > 0 {
				VPXOR(t, sum, sum)
			}
		}
	}
}

// rotate rotates the 64-bit elements of v left by n.
func rotate(n int, v, t Register) {
	switch n {
	case 0:
	case 8:
		VPSHUFB(shared("rotate8", repeat(2, 0x0605040302010007, 0x0e0d0c0b0a09080f)...), v, v)
	case 56:
		VPSHUFB(shared("rotate56", repeat(2, 0x0007060504030201, 0x080f0e0d0c0b0a09)...), v, v)
	default:
		VPSLLQ(Imm(uint64(n)), v, t)
		VPSRLQ(Imm(uint64(64-n)), v, v)
		VPOR(t, v, v)
	}
}

func keccakAVX2() {
	keccakSum4()
	keccakSearch4()
}

func keccakSum4() {
	TEXT("keccakSum4", NOSPLIT, "func(dst, data *byte, size uint64, mask *[4]uint64, scratch *[344]uint64)")
	Pragma("noescape")
	Doc("keccakSum4 hashes the 4 messages of size bytes (a multiple of 8) at data",
		"and writes 4 digests to dst, with the bits cleared that are not in mask.")
	dst, data, size := param("dst"), param("data"), param("size")
	scratch := param("scratch")
	align(scratch, 64)
	k := &keccak4{a: Mem{Base: scratch}, b: Mem{Base: scratch, Disp: 25 * 32}}
	left := GP64()
	MOVQ(size, left)
	size3 := GP64()
	LEAQ(Mem{Base: size, Index: size, Scale: 2}, size3)
	msg := rows{base: data, s1: size, s3: size3}
	VPXOR(Y0, Y0, Y0)
	for i := range 25 {
		VMOVDQA(Y0, k.a.Offset(32*i))
	}

	Label("absorb")
	CMPQ(left, Imm(keccakRate))
	JB(LabelRef("last"))
	for g := range 4 {
		for i := range 4 {
			VMOVDQU(msg.at(i, 32*g), y(i))
		}
		k.absorb(g)
	}
	word, at := GP64(), GP64()
	for i := range 4 {
		MOVQ(msg.at(i, 128), word)
		XORQ(word, k.a.Offset(32*16+8*i))
	}
	JMP(LabelRef("permute"))

	Label("last")
	Comment("Pad after the words left and at the end of the block.")
	MOVL(U32(1), word.As32())
	MOVQ(left, at)
	SHLQ(Imm(2), at)
	ADDQ(scratch, at)
	for i := range 4 {
		XORQ(word, Mem{Base: at, Disp: 8 * i})
	}
	SHLQ(Imm(63), word)
	for i := range 4 {
		XORQ(word, k.a.Offset(32*16+8*i))
	}
	Comment("Load words with masks: a window into ones followed by zeros.")
	window := GP64()
	LEAQ(shared("window", append(repeat(16, ^uint64(0)), repeat(16, 0)...)...), window)
	ADDQ(I32(16*8), window)
	SUBQ(left, window)
	for g := range 4 {
		VMOVDQU(Mem{Base: window, Disp: 32 * g}, Y8)
		for i := range 4 {
			VPMASKMOVQ(msg.at(i, 32*g), Y8, y(i))
		}
		k.absorb(g)
	}
	Comment("No further block.")
	MOVQ(I32(-1), left)

	Label("permute")
	k.permute()
	CMPQ(left, I8(-1))
	JE(LabelRef("squeeze"))
	SUBQ(Imm(keccakRate), left)
	ADDQ(Imm(keccakRate), data)
	JMP(LabelRef("absorb"))

	Label("squeeze")
	maskAddr := param("mask")
	for i := range 4 {
		VPBROADCASTQ(Mem{Base: maskAddr, Disp: 8 * i}, y(i))
		VPAND(k.a.Offset(32*i), y(i), y(i))
	}
	transpose4()
	for i := range 4 {
		VMOVDQU(y(i), Mem{Base: dst, Disp: 32 * i})
	}
	VZEROUPPER()
	RET()
}

// absorb adds to lanes 4g … 4g+3 the words that Y0 … Y3 hold, one register a
// message.
func (k *keccak4) absorb(g int) {
	transpose4()
	for i := range 4 {
		lane := k.a.Offset(32 * (4*g + i))
		VPXOR(lane, y(i), y(i))
		VMOVDQA(y(i), lane)
	}
}

// transpose4 transposes the 4×4 64-bit elements of Y0 … Y3, using Y4 … Y7.
func transpose4() {
	VPUNPCKLQDQ(Y1, Y0, Y4)
	VPUNPCKHQDQ(Y1, Y0, Y5)
	VPUNPCKLQDQ(Y3, Y2, Y6)
	VPUNPCKHQDQ(Y3, Y2, Y7)
	VPERM2I128(Imm(0x20), Y6, Y4, Y0)
	VPERM2I128(Imm(0x20), Y7, Y5, Y1)
	VPERM2I128(Imm(0x31), Y6, Y4, Y2)
	VPERM2I128(Imm(0x31), Y7, Y5, Y3)
}

// keccakSearch4 tries nonces: the state of a message of 40 bytes.
func keccakSearch4() {
	TEXT("keccakSearch4", NOSPLIT, "func(prefix *[32]byte, start, groups, mask uint64, scratch *[344]uint64) uint64")
	Pragma("noescape")
	Doc("keccakSearch4 is keccakSearch8 with 4 nonces in a group.")
	prefix, scratch := param("prefix"), param("scratch")
	start, groups, mask := param("start"), param("groups"), param("mask")
	align(scratch, 64)
	k := &keccak4{a: Mem{Base: scratch}, b: Mem{Base: scratch, Disp: 25 * 32}}
	group, t := GP64(), GP64()
	XORQ(group, group)
	Label("group")
	CMPQ(group, groups)
	JE(LabelRef("done"))
	VPXOR(Y0, Y0, Y0)
	for i := 4; i < 25; i++ {
		VMOVDQA(Y0, k.a.Offset(32*i))
	}
	for i := range 4 {
		VPBROADCASTQ(Mem{Base: prefix, Disp: 8 * i}, Y1)
		VMOVDQA(Y1, k.a.Offset(32*i))
	}
	VMOVQ(start, X1)
	VPBROADCASTQ(X1, Y1)
	VPADDQ(counting(), Y1, Y1)
	VPSHUFB(swap64(), Y1, Y1)
	VMOVDQA(Y1, k.a.Offset(32*4))
	MOVL(U32(1), t.As32())
	VMOVQ(t, X1)
	VPBROADCASTQ(X1, Y1)
	VMOVDQA(Y1, k.a.Offset(32*5))
	VPSLLQ(Imm(63), Y1, Y1)
	VMOVDQA(Y1, k.a.Offset(32*16))
	k.permute()
	VMOVQ(mask, X1)
	VPBROADCASTQ(X1, Y1)
	VPAND(k.a, Y1, Y1)
	VPXOR(Y0, Y0, Y0)
	VPCMPEQQ(Y0, Y1, Y1)
	VPMOVMSKB(Y1, t.As32())
	TESTL(t.As32(), t.As32())
	JNE(LabelRef("done"))
	ADDQ(Imm(4), start)
	INCQ(group)
	JMP(LabelRef("group"))
	Label("done")
	Store(group, ReturnIndex(0))
	VZEROUPPER()
	RET()
}
