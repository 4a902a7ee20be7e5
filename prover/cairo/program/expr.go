package program

import (
	"fmt"
	"math/big"
	"strings"
)

// TypeKind is a kind of Cairo type.
type TypeKind uint8

// The kinds of types.
const (
	TypeFelt TypeKind = iota
	TypePointer
	TypeStruct
	TypeTuple // tuples, of which hints see no members
)

// Type is a Cairo type.
type Type struct {
	Kind TypeKind
	Elem *Type  // of a TypePointer
	Name string // of a TypeStruct: its full name
}

// ExprKind is a kind of expression.
type ExprKind uint8

// The kinds of expressions in references.
const (
	ExprConst ExprKind = iota
	ExprAP
	ExprFP
	ExprAdd
	ExprSub
	ExprMul
	ExprDiv
	ExprNeg
	ExprDeref // [A]
	ExprCast  // cast(A, Type)
	ExprTuple // (A, B, …), which has no value of its own
)

// Expr is the expression of a reference, such as [cast(fp + (-3), felt*)].
type Expr struct {
	Kind  ExprKind
	A, B  *Expr
	Value *big.Int
	Type  *Type
}

// maxDepth bounds the nesting of expressions and types.
const maxDepth = 200

// ParseExpr reads the expression of a reference.
func ParseExpr(s string) (*Expr, error) {
	p := &parser{s: s}
	e, err := p.sum(0)
	if err == nil && p.peek() != "" {
		err = fmt.Errorf("unexpected %q", p.peek())
	}
	return e, err
}

// ParseType reads a type.
func ParseType(s string) (*Type, error) {
	p := &parser{s: s}
	t, err := p.typ(0)
	if err == nil && p.peek() != "" {
		err = fmt.Errorf("unexpected %q", p.peek())
	}
	return t, err
}

type parser struct {
	s   string
	pos int
}

func word(c byte) bool {
	return c == '_' || c == '.' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// peek returns the next token, "" at the end.
func (p *parser) peek() string {
	for p.pos < len(p.s) && (p.s[p.pos] == ' ' || p.s[p.pos] == '\n' || p.s[p.pos] == '\t') {
		p.pos++
	}
	if p.pos == len(p.s) {
		return ""
	}
	end := p.pos
	for end < len(p.s) && word(p.s[end]) {
		end++
	}
	if end == p.pos {
		end++
		if p.s[p.pos] == '*' && strings.HasPrefix(p.s[p.pos:], "**") {
			end++
		}
	}
	return p.s[p.pos:end]
}

func (p *parser) next() string {
	t := p.peek()
	p.pos += len(t)
	return t
}

func (p *parser) expect(t string) error {
	if got := p.next(); got != t {
		return fmt.Errorf("%q where %q should be", got, t)
	}
	return nil
}

func (p *parser) sum(depth int) (*Expr, error) {
	a, err := p.product(depth)
	for err == nil {
		t := p.peek()
		if t != "+" && t != "-" {
			return a, nil
		}
		p.next()
		var b *Expr
		if b, err = p.product(depth); err == nil {
			k := ExprAdd
			if t == "-" {
				k = ExprSub
			}
			a = &Expr{Kind: k, A: a, B: b}
		}
	}
	return nil, err
}

func (p *parser) product(depth int) (*Expr, error) {
	a, err := p.unary(depth)
	for err == nil {
		t := p.peek()
		if t != "*" && t != "/" {
			return a, nil
		}
		p.next()
		var b *Expr
		if b, err = p.unary(depth); err == nil {
			k := ExprMul
			if t == "/" {
				k = ExprDiv
			}
			a = &Expr{Kind: k, A: a, B: b}
		}
	}
	return nil, err
}

func (p *parser) unary(depth int) (*Expr, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("nested too deep")
	}
	switch t := p.next(); {
	case t == "-":
		a, err := p.unary(depth + 1)
		return &Expr{Kind: ExprNeg, A: a}, err
	case t == "(":
		a, err := p.sum(depth + 1)
		for err == nil && p.peek() == "," {
			p.next()
			var b *Expr
			if p.peek() == ")" {
				b = a
			} else {
				b, err = p.sum(depth + 1)
			}
			a = &Expr{Kind: ExprTuple, A: a, B: b}
		}
		if err == nil {
			err = p.expect(")")
		}
		return a, err
	case t == "[":
		a, err := p.sum(depth + 1)
		if err == nil {
			err = p.expect("]")
		}
		return &Expr{Kind: ExprDeref, A: a}, err
	case t == "cast":
		return p.cast(depth)
	case t == "ap":
		return &Expr{Kind: ExprAP}, nil
	case t == "fp":
		return &Expr{Kind: ExprFP}, nil
	case t != "" && t[0] >= '0' && t[0] <= '9' && len(t) < 100:
		if n, ok := new(big.Int).SetString(t, 0); ok {
			return &Expr{Kind: ExprConst, Value: n}, nil
		}
		return nil, fmt.Errorf("bad number %q", t)
	default:
		return nil, fmt.Errorf("unexpected %q", t)
	}
}

func (p *parser) cast(depth int) (*Expr, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	a, err := p.sum(depth + 1)
	if err == nil {
		err = p.expect(",")
	}
	var t *Type
	if err == nil {
		t, err = p.typ(depth + 1)
	}
	if err == nil {
		err = p.expect(")")
	}
	return &Expr{Kind: ExprCast, A: a, Type: t}, err
}

func (p *parser) typ(depth int) (*Type, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("nested too deep")
	}
	var t *Type
	switch tok := p.next(); {
	case tok == "felt", tok == "codeoffset":
		t = &Type{Kind: TypeFelt}
	case tok == "(":
		t = &Type{Kind: TypeTuple}
		for level := 1; level > 0; {
			switch p.next() {
			case "(":
				level++
			case ")":
				level--
			case "":
				return nil, fmt.Errorf("unbalanced parentheses in type")
			}
		}
	case tok != "" && word(tok[0]):
		t = &Type{Kind: TypeStruct, Name: tok}
	default:
		return nil, fmt.Errorf("unexpected %q in type", tok)
	}
	for n := 0; ; {
		switch p.peek() {
		case "*":
			t = &Type{Kind: TypePointer, Elem: t}
			n++
		case "**":
			t = &Type{Kind: TypePointer, Elem: &Type{Kind: TypePointer, Elem: t}}
			n += 2
		default:
			return t, nil
		}
		if n > maxDepth {
			return nil, fmt.Errorf("pointer nested too deep")
		}
		p.next()
	}
}
