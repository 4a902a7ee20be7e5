//go:build amd64 && !purego

#include "textflag.h"

// Bytes of a 128-bit half in reverse order.
DATA reverseBytes<>+0(SB)/8, $0x08090a0b0c0d0e0f
DATA reverseBytes<>+8(SB)/8, $0x0001020304050607
DATA reverseBytes<>+16(SB)/8, $0x08090a0b0c0d0e0f
DATA reverseBytes<>+24(SB)/8, $0x0001020304050607
GLOBL reverseBytes<>(SB), RODATA|NOPTR, $32

// func serializeAVX2(dst *byte, stride int, src *fp.Element, n int)
TEXT ·serializeAVX2(SB), NOSPLIT, $0-32
	MOVQ    dst+0(FP), DI
	MOVQ    stride+8(FP), R8
	MOVQ    src+16(FP), SI
	MOVQ    n+24(FP), CX
	VMOVDQU reverseBytes<>(SB), Y1
	TESTQ   CX, CX
	JZ      done

next:
	VMOVDQU (SI), Y0
	VPSHUFB Y1, Y0, Y0
	VPERMQ  $0x4e, Y0, Y0
	VMOVDQU Y0, (DI)
	ADDQ    $32, SI
	ADDQ    R8, DI
	DECQ    CX
	JNZ     next

done:
	VZEROUPPER
	RET
