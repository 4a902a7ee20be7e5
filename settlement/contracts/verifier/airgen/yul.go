package main

import (
	"fmt"
	"math/big"
	"math/bits"
	"strings"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
)

// expr is a Yul expression whose value, modulo p, is a felt.
type expr struct {
	text string
	// depth is the most stack slots that its evaluation takes.
	depth int
	// bound is such that the value is below bound·p. It is at most maxBound,
	// so that it fits a word.
	bound int
}

const (
	// maxBound is the largest k with k·p < 2^256.
	maxBound = 31
	// maxDepth leaves room below the 16 slots that EVM instructions reach.
	maxDepth = 11
)

// yul collects statements.
type yul struct {
	strings.Builder
	indent string
}

func (y *yul) line(format string, args ...any) {
	y.WriteString(y.indent)
	fmt.Fprintf(y, format, args...)
	y.WriteByte('\n')
}

// invertProduct declares inverse, that of the variable product, by the modular
// exponentiation of Ethereum; if there is none, the call returns nothing. It
// overwrites the first 0xc0 bytes of memory.
func (y *yul) invertProduct() {
	y.line("    if iszero(product) { return(0, 0) }")
	y.line("    mstore(0, 0x20)")
	y.line("    mstore(0x20, 0x20)")
	y.line("    mstore(0x40, 0x20)")
	y.line("    mstore(0x60, product)")
	y.line("    mstore(0x80, sub(p, 2))")
	y.line("    mstore(0xa0, p)")
	y.line("    if iszero(staticcall(gas(), 5, 0, 0xc0, 0, 0x20)) { revert(0, 0) }")
	y.line("    let inverse := mload(0)")
}

// sayTag is the answer to a call without data: the part's tag.
func (y *yul) sayTag() {
	y.line("if iszero(calldatasize()) {")
	y.line("    mstore(0, %s)", tagPlace)
	y.line("    return(0, 0x20)")
	y.line("}")
}

// hex is a literal.
func hex(v int) string { return fmt.Sprintf("0x%x", v) }

func word(v *fp.Element) string {
	var b big.Int
	return fmt.Sprintf("0x%x", v.BigInt(&b))
}

func leaf(format string, args ...any) expr {
	return expr{fmt.Sprintf(format, args...), 1, 1}
}

func literal(v *fp.Element) expr { return leaf("%s", word(v)) }

// memory is the word at an address.
func memory(at int) expr { return leaf("mload(%s)", hex(at)) }

// input is a word of the call's data.
func input(index int) expr { return leaf("calldataload(%s)", hex(32*index)) }

// reduced is e below p. The variable p holds the prime.
func reduced(e expr) expr {
	if e.bound == 1 {
		return e
	}
	return expr{fmt.Sprintf("mod(%s, p)", e.text), max(2, 1+e.depth), 1}
}

// add leaves out the reduction as long as the sum fits a word.
func add(a, b expr) expr {
	if a.bound+b.bound > maxBound {
		if a.bound > b.bound {
			a = reduced(a)
		} else {
			b = reduced(b)
		}
	}
	if a.depth > b.depth { // the second operand is evaluated first
		a, b = b, a
	}
	return expr{fmt.Sprintf("add(%s, %s)", a.text, b.text), max(b.depth, 1+a.depth), a.bound + b.bound}
}

func sub(a, b expr) expr {
	b = reduced(b)
	return add(a, expr{fmt.Sprintf("sub(p, %s)", b.text), max(2, b.depth), 1})
}

func mul(a, b expr) expr {
	if a.depth > b.depth {
		a, b = b, a
	}
	return expr{fmt.Sprintf("mulmod(%s, %s, p)", a.text, b.text), max(1+b.depth, 2+a.depth), 1}
}

func log2(n uint64) int { return bits.Len64(n) - 1 }

// root is the generator of the subgroup of order 2^log that Stone uses.
func root(log int) fp.Element {
	e := fp.Modulus()
	e.Sub(e, big.NewInt(1)).Rsh(e, uint(log))
	var r fp.Element
	r.SetUint64(3)
	return *r.Exp(r, e)
}

// header starts a generated file.
func header(name string) string {
	return "// SPDX-License-Identifier: Apache-2.0\n" +
		"// Written by airgen from the description of the layout " + name + " in prover/air. Not to be edited.\n" +
		"pragma solidity ^0.8.30;\n\n"
}
