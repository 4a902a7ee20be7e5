package script

import (
	"fmt"
	"strings"
)

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokNewline
	tokIndent
	tokDedent
	tokName
	tokNumber
	tokString // text is the value
	tokBytes
	tokFString // text is the raw content
	tokOp
)

type token struct {
	kind tokenKind
	text string
	raw  bool // of an f-string: no escapes
	line int
}

// SyntaxError is code that is no Python, or Python beyond what hints may use.
type SyntaxError struct {
	Line int // from 1
	What string
}

// Error implements error.
func (e *SyntaxError) Error() string { return fmt.Sprintf("SyntaxError: line %d: %s", e.Line, e.What) }

type lexer struct {
	s       string
	pos     int
	line    int
	depth   int // of brackets
	indents []int
	out     []token
}

var operators = []string{"**=", "//=", ">>=", "<<=", "...", "->", ":=", "**", "//", "<<", ">>", "<=", ">=", "==", "!=",
	"+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="}

func lex(s string) ([]token, error) {
	l := &lexer{s: strings.ReplaceAll(s, "\r\n", "\n"), line: 1, indents: []int{0}}
	start := true
	for {
		if start && l.depth == 0 {
			more, err := l.indent()
			if err != nil {
				return nil, err
			}
			if !more {
				break
			}
			start = false
		}
		l.blanks()
		if l.pos >= len(l.s) {
			break
		}
		if l.s[l.pos] == '\n' {
			l.pos++
			if l.depth == 0 {
				l.emit(tokNewline, "")
				start = true
			}
			l.line++
			continue
		}
		if err := l.token(); err != nil {
			return nil, err
		}
	}
	if l.depth > 0 {
		return nil, l.errorf("a bracket is not closed")
	}
	l.emit(tokNewline, "")
	for len(l.indents) > 1 {
		l.indents = l.indents[:len(l.indents)-1]
		l.emit(tokDedent, "")
	}
	l.emit(tokEnd, "")
	return l.out, nil
}

func (l *lexer) errorf(format string, args ...any) error {
	return &SyntaxError{l.line, fmt.Sprintf(format, args...)}
}

func (l *lexer) emit(k tokenKind, text string) {
	l.out = append(l.out, token{kind: k, text: text, line: l.line})
}

// indent skips empty lines and compares the next line's indentation; it
// reports whether there is a line.
func (l *lexer) indent() (bool, error) {
	for {
		at := l.pos
		n := 0
		for ; l.pos < len(l.s) && (l.s[l.pos] == ' ' || l.s[l.pos] == '\t'); l.pos++ {
			n++
			if l.s[l.pos] == '\t' {
				n += 7
			}
		}
		if l.pos >= len(l.s) {
			return false, nil
		}
		if l.s[l.pos] == '#' {
			for l.pos < len(l.s) && l.s[l.pos] != '\n' {
				l.pos++
			}
		}
		if l.pos < len(l.s) && l.s[l.pos] == '\n' {
			l.pos++
			l.line++
			continue
		}
		if l.pos >= len(l.s) {
			return false, nil
		}
		_ = at
		top := l.indents[len(l.indents)-1]
		if n > top {
			l.indents = append(l.indents, n)
			l.emit(tokIndent, "")
		}
		for n < l.indents[len(l.indents)-1] {
			l.indents = l.indents[:len(l.indents)-1]
			l.emit(tokDedent, "")
		}
		if n != l.indents[len(l.indents)-1] {
			return false, l.errorf("unindent does not match any outer indentation level")
		}
		return true, nil
	}
}

// blanks skips spaces, comments and continued lines.
func (l *lexer) blanks() {
	for l.pos < len(l.s) {
		switch c := l.s[l.pos]; {
		case c == ' ' || c == '\t' || c == '\f':
			l.pos++
		case c == '\\' && l.pos+1 < len(l.s) && l.s[l.pos+1] == '\n':
			l.pos += 2
			l.line++
		case c == '#':
			for l.pos < len(l.s) && l.s[l.pos] != '\n' {
				l.pos++
			}
		default:
			return
		}
	}
}

func nameStart(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func (l *lexer) token() error {
	c := l.s[l.pos]
	start := l.pos
	switch {
	case digit(c):
		for l.pos < len(l.s) && (digit(l.s[l.pos]) || nameStart(l.s[l.pos])) {
			l.pos++
		}
		l.emit(tokNumber, l.s[start:l.pos])
		return nil
	case nameStart(c):
		for l.pos < len(l.s) && (digit(l.s[l.pos]) || nameStart(l.s[l.pos])) {
			l.pos++
		}
		word := l.s[start:l.pos]
		if l.pos < len(l.s) && (l.s[l.pos] == '"' || l.s[l.pos] == '\'') && len(word) <= 2 &&
			strings.Trim(strings.ToLower(word), "fbru") == "" {
			return l.str(strings.ToLower(word))
		}
		l.emit(tokName, word)
		return nil
	case c == '"' || c == '\'':
		return l.str("")
	}
	for _, op := range operators {
		if strings.HasPrefix(l.s[l.pos:], op) {
			l.pos += len(op)
			l.emit(tokOp, op)
			return nil
		}
	}
	switch c {
	case '(', '[', '{':
		l.depth++
	case ')', ']', '}':
		if l.depth--; l.depth < 0 {
			return l.errorf("unmatched %q", string(c))
		}
	default:
		if !strings.ContainsRune("+-*/%&|^~<>=.,:;@", rune(c)) {
			return l.errorf("invalid character %q", string(c))
		}
	}
	l.pos++
	l.emit(tokOp, string(c))
	return nil
}

// str reads a string literal whose prefix has been read.
func (l *lexer) str(prefix string) error {
	quote := l.s[l.pos : l.pos+1]
	if strings.HasPrefix(l.s[l.pos:], strings.Repeat(quote, 3)) {
		quote = strings.Repeat(quote, 3)
	}
	l.pos += len(quote)
	start, line := l.pos, l.line
	for ; ; l.pos++ {
		if l.pos >= len(l.s) || l.s[l.pos] == '\n' && len(quote) == 1 {
			return l.errorf("unterminated string literal")
		}
		if l.s[l.pos] == '\n' {
			l.line++
		}
		if l.s[l.pos] == '\\' && l.pos+1 < len(l.s) {
			l.pos++
			continue
		}
		if strings.HasPrefix(l.s[l.pos:], quote) {
			break
		}
	}
	text := l.s[start:l.pos]
	l.pos += len(quote)
	raw := strings.Contains(prefix, "r")
	t := token{kind: tokString, text: text, raw: raw, line: line}
	switch {
	case strings.Contains(prefix, "f"):
		t.kind = tokFString
	case !raw:
		s, err := unescape(text, strings.Contains(prefix, "b"))
		if err != nil {
			return l.errorf("%v", err)
		}
		t.text = s
	}
	if strings.Contains(prefix, "b") {
		t.kind = tokBytes
	}
	l.out = append(l.out, t)
	return nil
}

// unescape replaces the escapes of a string literal.
func unescape(s string, bytes bool) (string, error) {
	if !strings.Contains(s, "\\") {
		return s, nil
	}
	var b strings.Builder
	simple := map[byte]string{'n': "\n", 't': "\t", 'r': "\r", '\\': "\\", '\'': "'", '"': "\"", '0': "\x00",
		'a': "\a", 'b': "\b", 'f': "\f", 'v': "\v", '\n': ""}
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		if r, ok := simple[s[i]]; ok {
			b.WriteString(r)
			continue
		}
		n := map[byte]int{'x': 2, 'u': 4, 'U': 8}[s[i]]
		if n == 0 {
			b.WriteByte('\\')
			b.WriteByte(s[i])
			continue
		}
		var r rune
		if i+n >= len(s) {
			return "", fmt.Errorf("truncated escape")
		}
		if _, err := fmt.Sscanf(s[i+1:i+1+n], "%x", &r); err != nil {
			return "", fmt.Errorf("bad escape")
		}
		if bytes {
			b.WriteByte(byte(r))
		} else {
			b.WriteRune(r)
		}
		i += n
	}
	return b.String(), nil
}
