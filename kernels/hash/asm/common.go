package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// labels makes the labels of one function unique within it.
type labels struct{ n int }

func (l *labels) next(name string) string {
	l.n++
	return fmt.Sprintf("%s%d", name, l.n)
}

// align rounds the pointer in r up to a multiple of n.
func align(r Register, n int) {
	ADDQ(Imm(uint64(n-1)), r)
	ANDQ(I8(int8(-n)), r)
}

// rows addresses 8 messages of equal size that lie one after the other.
type rows struct{ base, s1, s3, s5, s7 Register }

// newRows computes the multiples of the size in s1.
func newRows(base, s1 Register) rows {
	r := rows{base, s1, GP64(), GP64(), GP64()}
	LEAQ(Mem{Base: s1, Index: s1, Scale: 2}, r.s3)
	LEAQ(Mem{Base: s1, Index: s1, Scale: 4}, r.s5)
	LEAQ(Mem{Base: r.s3, Index: s1, Scale: 4}, r.s7)
	return r
}

// at addresses offset bytes into message i.
func (r rows) at(i, offset int) Mem {
	m := Mem{Base: r.base, Disp: offset}
	switch i {
	case 0:
	case 1, 2, 4:
		m.Index, m.Scale = r.s1, uint8(i)
	case 3, 6:
		m.Index, m.Scale = r.s3, uint8(i/3)
	case 5:
		m.Index, m.Scale = r.s5, 1
	case 7:
		m.Index, m.Scale = r.s7, 1
	}
	return m
}

// constant emits a table of 64-bit words for reading with vector loads.
func constant(name string, words ...uint64) Mem {
	m := GLOBL(name, RODATA|NOPTR)
	for i, w := range words {
		DATA(8*i, U64(w))
	}
	return m
}

// memo makes constants at their first use in the file.
var memo = map[string]Mem{}

func shared(name string, words ...uint64) Mem {
	m, ok := memo[name]
	if !ok {
		m = constant(name, words...)
		memo[name] = m
	}
	return m
}

// repeat repeats words n times.
func repeat(n int, words ...uint64) []uint64 {
	var all []uint64
	for range n {
		all = append(all, words...)
	}
	return all
}

// counting is 0, 1, 2 … 7 as 64-bit elements.
func counting() Mem { return shared("counting", 0, 1, 2, 3, 4, 5, 6, 7) }

// swap64 is the byte shuffle that reverses 64-bit elements.
func swap64() Mem {
	return shared("swap64", repeat(4, 0x0001020304050607, 0x08090a0b0c0d0e0f)...)
}

// param loads a parameter of 64 bits.
func param(name string) GPVirtual {
	r := GP64()
	Load(Param(name), r)
	return r
}
