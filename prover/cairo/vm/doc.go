// Package vm is the Cairo machine itself: segmented memory of field elements
// and pointers, the instruction set, and the loop that runs it. Builtins and
// hints are plugged in from outside: a segment may carry a Rule that deduces
// and checks its cells, and a program counter may carry hints (HintRunner).
//
// A cell is 32 bytes: a field element in Montgomery form, or a pointer
// (segment, offset), with tags in the top bits that a field element never
// uses. A zeroed page is "all unknown". Instructions are decoded once per
// address. The loop in fast.go takes every step whose operands are at hand;
// whatever is unusual (an unknown operand in a builtin's segment, a hint, a
// jump to another segment, an error) goes to Step, which has the whole
// semantics of cairo-lang's runner, errors included, and costs more.
package vm
