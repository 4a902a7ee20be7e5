package script

import (
	"fmt"
	"math/big"
	"strings"
)

// maxNesting bounds the nesting of code, so that parsing and running it needs
// a bounded stack.
const maxNesting = 100

// maxCode bounds the length of a hint.
const maxCode = 1 << 20

type parser struct {
	toks  []token
	pos   int
	depth int
	// loops and functions are how many of them stand around a statement.
	loops, functions int
}

// Parse reads the code of a hint.
func Parse(code string) (*Program, error) {
	if len(code) > maxCode {
		return nil, &SyntaxError{1, "the hint is too long"}
	}
	toks, err := lex(code)
	if err != nil {
		return nil, err
	}
	p := &parser{toks: toks}
	body, err := p.catch(func() []stmt { return p.block(tokEnd) })
	if err != nil {
		return nil, err
	}
	return &Program{body}, nil
}

// The parser panics with *SyntaxError and catches it in Parse.
func (p *parser) catch(f func() []stmt) (body []stmt, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*SyntaxError)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	return f(), nil
}

func (p *parser) fail(format string, args ...any) {
	panic(&SyntaxError{p.tok().line, fmt.Sprintf(format, args...)})
}

func (p *parser) tok() *token { return &p.toks[p.pos] }

func (p *parser) enter() func() {
	if p.depth++; p.depth > maxNesting {
		p.fail("nested too deep")
	}
	return func() { p.depth-- }
}

func (p *parser) isOp(s string) bool   { return p.tok().kind == tokOp && p.tok().text == s }
func (p *parser) isWord(s string) bool { return p.tok().kind == tokName && p.tok().text == s }

func (p *parser) op(s string) bool {
	if p.isOp(s) {
		p.pos++
		return true
	}
	return false
}

func (p *parser) word(s string) bool {
	if p.isWord(s) {
		p.pos++
		return true
	}
	return false
}

func (p *parser) needOp(s string) {
	if !p.op(s) {
		p.fail("expected %q, found %q", s, p.tok().text)
	}
}

var keywords = map[string]bool{"and": true, "or": true, "not": true, "if": true, "else": true, "elif": true, "for": true,
	"in": true, "is": true, "lambda": true, "while": true, "break": true, "continue": true, "pass": true, "return": true,
	"def": true, "class": true, "import": true, "from": true, "as": true, "assert": true, "del": true, "raise": true,
	"try": true, "except": true, "finally": true, "with": true, "global": true, "nonlocal": true, "yield": true,
	"None": true, "True": true, "False": true, "async": true, "await": true}

func (p *parser) ident() string {
	t := p.tok()
	if t.kind != tokName || keywords[t.text] {
		p.fail("expected a name, found %q", t.text)
	}
	p.pos++
	return t.text
}

// block parses statements up to a token of that kind.
func (p *parser) block(end tokenKind) []stmt {
	defer p.enter()()
	var out []stmt
	for p.tok().kind != end {
		if p.tok().kind == tokNewline {
			p.pos++
			continue
		}
		if p.tok().kind == tokEnd || p.tok().kind == tokDedent || p.tok().kind == tokIndent {
			p.fail("unexpected indentation")
		}
		out = append(out, p.statement()...)
	}
	return out
}

// suite parses what follows the colon of a compound statement.
func (p *parser) suite() []stmt {
	p.needOp(":")
	if p.tok().kind != tokNewline {
		return p.simple()
	}
	p.pos++
	if p.tok().kind != tokIndent {
		p.fail("expected an indented block")
	}
	p.pos++
	body := p.block(tokDedent)
	p.pos++
	return body
}

// loopSuite parses the body of a loop.
func (p *parser) loopSuite() []stmt {
	p.loops++
	defer func() { p.loops-- }()
	return p.suite()
}

// functionSuite parses the body of a function, which is in no loop.
func (p *parser) functionSuite() []stmt {
	loops := p.loops
	p.loops = 0
	p.functions++
	defer func() { p.loops = loops; p.functions-- }()
	return p.suite()
}

func (p *parser) statement() []stmt {
	line := p.tok().line
	if p.tok().kind == tokName {
		switch p.tok().text {
		case "if":
			p.pos++
			return []stmt{p.ifRest(line)}
		case "for":
			p.pos++
			s := &forStmt{line: line}
			s.target = p.targets()
			if !p.word("in") {
				p.fail("expected 'in'")
			}
			s.over = p.exprList()
			s.body = p.loopSuite()
			s.other = p.elseSuite()
			return []stmt{s}
		case "while":
			p.pos++
			return []stmt{&whileStmt{p.expression(), p.loopSuite(), p.elseSuite(), line}}
		case "def":
			p.pos++
			fn := &lambda{name: p.ident()}
			p.needOp("(")
			fn.params = p.params(")")
			p.needOp(")")
			if p.op("->") {
				p.expression()
			}
			fn.block = p.functionSuite()
			return []stmt{&defStmt{fn, line}}
		case "try":
			p.pos++
			return []stmt{p.try(line)}
		case "class", "with", "async", "yield", "await":
			p.fail("%s is not supported in hints", p.tok().text)
		}
	}
	return p.simple()
}

func (p *parser) ifRest(line int) stmt {
	defer p.enter()()
	s := &ifStmt{cond: p.expression(), line: line}
	s.yes = p.suite()
	if at := p.tok().line; p.word("elif") {
		s.no = []stmt{p.ifRest(at)}
	} else {
		s.no = p.elseSuite()
	}
	return s
}

func (p *parser) elseSuite() []stmt {
	if p.word("else") {
		return p.suite()
	}
	return nil
}

func (p *parser) try(line int) stmt {
	s := &tryStmt{body: p.suite(), line: line}
	for p.word("except") {
		var h handler
		if !p.isOp(":") {
			paren := p.op("(")
			h.types = append(h.types, p.dotted())
			for paren && p.op(",") && !p.isOp(")") {
				h.types = append(h.types, p.dotted())
			}
			if paren {
				p.needOp(")")
			}
			if p.word("as") {
				h.as = p.ident()
			}
		}
		h.body = p.suite()
		s.handlers = append(s.handlers, h)
	}
	s.other = p.elseSuite()
	if p.word("finally") {
		s.finally = p.suite()
	}
	if s.handlers == nil && s.finally == nil {
		p.fail("try without except")
	}
	return s
}

func (p *parser) dotted() string {
	s := p.ident()
	for p.op(".") {
		s += "." + p.ident()
	}
	return s
}

// simple parses the simple statements of a line.
func (p *parser) simple() []stmt {
	var out []stmt
	for {
		out = append(out, p.small())
		if !p.op(";") || p.tok().kind == tokNewline {
			break
		}
	}
	if p.tok().kind != tokNewline {
		p.fail("unexpected %q", p.tok().text)
	}
	p.pos++
	return out
}

func (p *parser) small() stmt {
	line := p.tok().line
	if p.tok().kind == tokName {
		switch w := p.tok().text; w {
		case "pass", "break", "continue":
			if p.loops == 0 && w != "pass" {
				p.fail("'%s' outside loop", w)
			}
			p.pos++
			return &control{w}
		case "return":
			if p.functions == 0 {
				p.fail("'return' outside function")
			}
			p.pos++
			s := &returnStmt{line: line}
			if p.tok().kind != tokNewline && !p.isOp(";") {
				s.value = p.exprList()
			}
			return s
		case "assert":
			p.pos++
			s := &assertStmt{cond: p.expression(), line: line}
			if p.op(",") {
				s.msg = p.expression()
			}
			return s
		case "raise":
			p.pos++
			s := &raiseStmt{line: line}
			if p.tok().kind != tokNewline && !p.isOp(";") {
				s.x = p.expression()
				if p.word("from") {
					p.expression()
				}
			}
			return s
		case "del":
			p.pos++
			s := &delStmt{line: line}
			for {
				s.targets = append(s.targets, p.target())
				if !p.op(",") {
					return s
				}
			}
		case "global", "nonlocal":
			p.pos++
			s := &scopeStmt{outer: w == "nonlocal", names: []string{p.ident()}, line: line}
			for p.op(",") {
				s.names = append(s.names, p.ident())
			}
			return s
		case "import", "from":
			return p.imports(line)
		}
	}
	return p.assignment(line)
}

func (p *parser) imports(line int) stmt {
	s := &importStmt{line: line}
	if p.word("import") {
		s.module = p.dotted()
		if p.word("as") {
			s.as = p.ident()
		}
		return s
	}
	p.pos++
	s.module = p.dotted()
	if !p.word("import") {
		p.fail("expected 'import'")
	}
	paren := p.op("(")
	for {
		n := p.ident()
		as := n
		if p.word("as") {
			as = p.ident()
		}
		s.names = append(s.names, [2]string{n, as})
		if !p.op(",") || paren && p.isOp(")") {
			break
		}
	}
	if paren {
		p.needOp(")")
	}
	return s
}

func (p *parser) assignment(line int) stmt {
	x := p.exprList()
	if t := p.tok(); t.kind == tokOp && len(t.text) >= 2 && t.text[len(t.text)-1] == '=' && !strings.Contains("== != <= >= :=", t.text) {
		p.pos++
		p.checkTarget(x)
		return &augment{x, t.text[:len(t.text)-1], p.exprList(), line}
	}
	if p.isOp(":") { // annotation
		p.pos++
		p.expression()
		if !p.isOp("=") {
			return &control{"pass"}
		}
	}
	if !p.isOp("=") {
		return &exprStmt{x, line}
	}
	s := &assign{line: line}
	for p.op("=") {
		p.checkTarget(x)
		s.targets = append(s.targets, x)
		x = p.exprList()
	}
	s.value = x
	return s
}

func (p *parser) checkTarget(x expr) {
	switch t := x.(type) {
	case *name, *attribute, *subscript:
	case *starred:
		p.checkTarget(t.x)
	case *sequence:
		if t.kind == '{' {
			p.fail("cannot assign to a set")
		}
		for _, i := range t.items {
			p.checkTarget(i)
		}
	default:
		p.fail("cannot assign to this expression")
	}
}

// target parses one assignable expression without operators.
func (p *parser) target() expr {
	var x expr
	if p.op("*") {
		x = &starred{p.postfix()}
	} else {
		x = p.postfix()
	}
	p.checkTarget(x)
	return x
}

// targets parses the targets of a loop.
func (p *parser) targets() expr {
	x := p.target()
	if !p.isOp(",") {
		return x
	}
	seq := &sequence{kind: '(', items: []expr{x}}
	for p.op(",") && !p.isWord("in") {
		seq.items = append(seq.items, p.target())
	}
	return seq
}

// exprList parses an expression, or a tuple without parentheses.
func (p *parser) exprList() expr {
	x := p.starOrExpr()
	if !p.isOp(",") {
		return x
	}
	seq := &sequence{kind: '(', items: []expr{x}}
	for p.op(",") {
		if t := p.tok(); t.kind == tokNewline || t.kind == tokOp && strings.Contains("= ) ] } : ;", t.text) {
			break
		}
		seq.items = append(seq.items, p.starOrExpr())
	}
	return seq
}

func (p *parser) starOrExpr() expr {
	if p.op("*") {
		return &starred{p.expression()}
	}
	return p.expression()
}

func (p *parser) number(text string) expr {
	s := strings.ReplaceAll(strings.ToLower(text), "_", "")
	if len(s) > 1 && s[0] == '0' && digit(s[1]) && strings.Trim(s, "0") != "" || len(s) > 5000 {
		p.fail("bad number %q", text)
	}
	base := 10
	if len(s) > 2 && s[0] == '0' {
		base = map[byte]int{'x': 16, 'o': 8, 'b': 2}[s[1]]
		if base != 0 {
			s = s[2:]
		} else {
			base = 10
		}
	}
	n, ok := new(big.Int).SetString(s, base)
	if !ok {
		p.fail("bad number %q (hints know integers only)", text)
	}
	return &constant{n}
}
