package stark

import (
	"encoding/hex"
	"strconv"
	"strings"

	"quarry/kernels"
)

// notes keeps the annotations of a channel: a line for everything that passes
// between prover and verifier, with the scope it belongs to, and statistics.
// Scopes are kept also if no lines are wanted: errors name them. (Stone:
// channel.cc, annotation_scope.h.)
type notes struct {
	on     bool // keep lines
	extra  bool // keep extra lines: what the verifier computes besides
	scopes []string
	prefix string // "/a/b", for the current scopes

	lines, extraLines []string
	stats             statistics
}

// statistics are the counts at the end of Stone's annotations.
type statistics struct {
	bytes, hashes, commitments, elements, data int
}

// enter opens a scope and returns the function that closes it.
func (n *notes) enter(scope string) (leave func()) {
	outer := n.prefix
	n.scopes = append(n.scopes, scope)
	n.prefix = outer + "/" + scope
	return func() {
		n.scopes = n.scopes[:len(n.scopes)-1]
		n.prefix = outer
	}
}

// sent notes bytes that went from the prover to the verifier. Call it after
// the statistics' byte count was raised by size.
func (n *notes) sent(l label, value string, size int) {
	n.lines = append(n.lines, "P->V["+strconv.Itoa(n.stats.bytes-size)+":"+strconv.Itoa(n.stats.bytes)+"]: "+
		n.prefix+": "+l.String()+": "+value)
}

// drawn notes randomness that went from the verifier to the prover.
func (n *notes) drawn(l label, value string) {
	n.lines = append(n.lines, "V->P: "+n.prefix+": "+l.String()+": "+value)
}

// computed notes a value that the verifier works out itself.
func (n *notes) computed(l label, value string) {
	n.extraLines = append(n.extraLines, n.prefix+": "+l.String()+": "+value)
}

// text is the annotations as Stone prints them, line by line.
func (n *notes) text() []string {
	out := make([]string, 0, len(n.lines)+10)
	out = append(out, "title "+statementName+" Proof Protocol", "")
	out = append(out, n.lines...)
	return append(out, "", "Proof Statistics:", "",
		"Byte count: "+strconv.Itoa(n.stats.bytes),
		"Hash count: "+strconv.Itoa(n.stats.hashes),
		"Commitment count: "+strconv.Itoa(n.stats.commitments),
		"Field element count: "+strconv.Itoa(n.stats.elements),
		"Data count: "+strconv.Itoa(n.stats.data))
}

// statementName is Stone's name of the statement, the outermost scope.
const statementName = "cpu air"

// label says what an annotated value is. It is rendered only if annotations
// are kept.
type label struct {
	kind     labelKind
	text     string
	row, col uint64
}

type labelKind uint8

const (
	labelText labelKind = iota
	labelNumbered
	labelCell
	labelNode
	labelPackage
)

func named(text string) label { return label{text: text} }
func numbered(prefix string, i int) label {
	return label{kind: labelNumbered, text: prefix, row: uint64(i)}
}
func cellLabel(row, col uint64) label        { return label{kind: labelCell, row: row, col: col} }
func nodeLabel(node kernels.NodeIndex) label { return label{kind: labelNode, row: node} }
func packageLabel(element uint64) label      { return label{kind: labelPackage, row: element} }

// String is the label in Stone's words.
func (l label) String() string {
	row := strconv.FormatUint(l.row, 10)
	switch l.kind {
	case labelNumbered:
		return l.text + row
	case labelCell:
		return "Row " + row + ", Column " + strconv.FormatUint(l.col, 10)
	case labelNode:
		return "For node " + row
	case labelPackage:
		return "To complete packages, element #" + row
	}
	return l.text
}

// elementText is Stone's rendering of an element: its value in hexadecimal.
func elementText(e *kernels.Element) string { return "Field Element(" + hexValue(e) + ")" }

func elementsText(v []kernels.Element) string {
	var b strings.Builder
	b.WriteString("Field Elements(")
	for i := range v {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(hexValue(&v[i]))
	}
	b.WriteByte(')')
	return b.String()
}

func hexValue(e *kernels.Element) string {
	b := e.Bytes()
	return trimmedHex(b[:])
}

// digestText is Stone's rendering of a digest of hash h: hashes masked at the
// low end are printed in full, others without leading zeros.
func digestText(h kernels.Hash, d *kernels.Digest) string {
	switch h {
	case kernels.Keccak256Masked160LSB, kernels.Blake256Masked248LSB:
		return "Hash(0x" + hex.EncodeToString(d[:]) + ")"
	}
	return "Hash(" + trimmedHex(d[:]) + ")"
}

func dataText(data []byte) string { return "Data(" + trimmedHex(data) + ")" }

// trimmedHex writes bytes without leading zeros, and no bytes but zeros as 0x0.
func trimmedHex(b []byte) string {
	s := strings.TrimLeft(hex.EncodeToString(b), "0")
	if s == "" {
		s = "0"
	}
	return "0x" + s
}
