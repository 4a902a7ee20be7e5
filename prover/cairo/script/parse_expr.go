package script

import "strings"

func (p *parser) expression() expr {
	defer p.enter()()
	if p.word("lambda") {
		fn := &lambda{params: p.params(":"), name: "<lambda>"}
		p.needOp(":")
		fn.body = p.expression()
		return fn
	}
	x := p.or()
	if p.word("if") {
		t := &ternary{cond: p.or(), yes: x}
		if !p.word("else") {
			p.fail("expected 'else'")
		}
		t.no = p.expression()
		return t
	}
	return x
}

func (p *parser) or() expr {
	x := p.and()
	for p.word("or") {
		x = &logic{true, x, p.and()}
	}
	return x
}

func (p *parser) and() expr {
	x := p.not()
	for p.word("and") {
		x = &logic{false, x, p.not()}
	}
	return x
}

func (p *parser) not() expr {
	if p.word("not") {
		defer p.enter()()
		return &unary{"not", p.not()}
	}
	x := p.binary(0)
	var c *compare
	for {
		op := p.comparison()
		if op == "" {
			break
		}
		if c == nil {
			c = &compare{first: x}
		}
		c.ops = append(c.ops, op)
		c.rest = append(c.rest, p.binary(0))
	}
	if c != nil {
		return c
	}
	return x
}

func (p *parser) comparison() string {
	t := p.tok()
	switch {
	case t.kind == tokOp && (t.text == "<" || t.text == ">" || t.text == "<=" || t.text == ">=" || t.text == "==" || t.text == "!="):
		p.pos++
		return t.text
	case p.word("in"):
		return "in"
	case p.word("is"):
		if p.word("not") {
			return "is not"
		}
		return "is"
	case p.isWord("not") && p.toks[p.pos+1].kind == tokName && p.toks[p.pos+1].text == "in":
		p.pos += 2
		return "not in"
	}
	return ""
}

var levels = [][]string{{"|"}, {"^"}, {"&"}, {"<<", ">>"}, {"+", "-"}, {"*", "//", "/", "%"}}

func (p *parser) binary(level int) expr {
	if level == len(levels) {
		return p.unary()
	}
	x := p.binary(level + 1)
again:
	for _, op := range levels[level] {
		if p.op(op) {
			x = &binary{op, x, p.binary(level + 1)}
			goto again
		}
	}
	return x
}

func (p *parser) unary() expr {
	for _, op := range []string{"-", "+", "~"} {
		if p.op(op) {
			defer p.enter()()
			return &unary{op, p.unary()}
		}
	}
	x := p.postfix()
	if p.op("**") {
		defer p.enter()()
		return &binary{"**", x, p.unary()}
	}
	return x
}

// postfix parses an atom with its calls, subscripts and attributes.
func (p *parser) postfix() expr {
	x := p.atom()
	for n := 0; ; n++ {
		if n > maxNesting {
			p.fail("too many calls in a row")
		}
		switch line := p.tok().line; {
		case p.op("."):
			t := p.tok()
			if t.kind != tokName {
				p.fail("expected a name after '.'")
			}
			p.pos++
			x = &attribute{x, t.text}
		case p.op("["):
			x = &subscript{x, p.index()}
			p.needOp("]")
		case p.op("("):
			x = &call{x, p.arguments(), line}
		default:
			return x
		}
	}
}

func (p *parser) index() expr {
	var from expr
	if !p.isOp(":") {
		from = p.exprList()
	}
	if !p.op(":") {
		return from
	}
	s := &slice{from: from}
	if !p.isOp(":") && !p.isOp("]") {
		s.to = p.expression()
	}
	if p.op(":") && !p.isOp("]") {
		s.step = p.expression()
	}
	return s
}

func (p *parser) arguments() []argument {
	var out []argument
	for !p.op(")") {
		var a argument
		switch {
		case p.op("**"):
			a.stars = 2
		case p.op("*"):
			a.stars = 1
		case p.tok().kind == tokName && p.toks[p.pos+1].kind == tokOp && p.toks[p.pos+1].text == "=":
			a.name = p.ident()
			p.pos++
		}
		a.value = p.expression()
		if p.isWord("for") {
			a.value = p.comprehension('(', nil, a.value)
		}
		out = append(out, a)
		if !p.op(",") && !p.isOp(")") {
			p.fail("expected ',' or ')', found %q", p.tok().text)
		}
	}
	return out
}

func (p *parser) params(end string) []param {
	var out []param
	for !p.isOp(end) {
		var a param
		switch {
		case p.op("**"):
			a.stars = 2
		case p.op("*"):
			a.stars = 1
		}
		if a.stars == 1 && p.isOp(",") { // bare *
			p.pos++
			continue
		}
		a.name = p.ident()
		if end == ")" && p.op(":") {
			p.expression()
		}
		if p.op("=") {
			a.value = p.expression()
		}
		out = append(out, a)
		if !p.op(",") {
			break
		}
	}
	return out
}

func (p *parser) atom() expr {
	defer p.enter()()
	t := p.tok()
	switch t.kind {
	case tokNumber:
		p.pos++
		return p.number(t.text)
	case tokString, tokFString, tokBytes:
		return p.strings()
	case tokName:
		p.pos++
		switch t.text {
		case "None":
			return &constant{nil}
		case "True":
			return &constant{true}
		case "False":
			return &constant{false}
		}
		if keywords[t.text] {
			p.fail("unexpected %q", t.text)
		}
		return &name{t.text, t.line}
	case tokOp:
		switch {
		case p.op("("):
			return p.parens()
		case p.op("["):
			return p.display('[', "]")
		case p.op("{"):
			return p.braces()
		}
	}
	if t.kind == tokNewline || t.kind == tokEnd {
		p.fail("unexpected end of line")
	}
	p.fail("unexpected %q", t.text)
	return nil
}

func (p *parser) parens() expr {
	if p.op(")") {
		return &sequence{kind: '('}
	}
	x := p.starOrExpr()
	if p.isWord("for") {
		x = p.comprehension('(', nil, x)
	} else if p.isOp(",") {
		seq := &sequence{kind: '(', items: []expr{x}}
		for p.op(",") && !p.isOp(")") {
			seq.items = append(seq.items, p.starOrExpr())
		}
		x = seq
	}
	p.needOp(")")
	return x
}

func (p *parser) display(kind byte, end string) expr {
	seq := &sequence{kind: kind}
	for !p.op(end) {
		x := p.starOrExpr()
		if len(seq.items) == 0 && p.isWord("for") {
			c := p.comprehension(kind, nil, x)
			p.needOp(end)
			return c
		}
		seq.items = append(seq.items, x)
		if !p.op(",") && !p.isOp(end) {
			p.fail("expected ',' or %q, found %q", end, p.tok().text)
		}
	}
	return seq
}

func (p *parser) braces() expr {
	if p.op("}") {
		return &dictNode{}
	}
	d := &dictNode{}
	for !p.op("}") {
		if p.op("**") {
			d.keys, d.values = append(d.keys, nil), append(d.values, p.expression())
		} else {
			key := p.starOrExpr()
			if len(d.keys) == 0 && !p.isOp(":") {
				return p.setRest(key)
			}
			p.needOp(":")
			value := p.expression()
			if len(d.keys) == 0 && p.isWord("for") {
				c := p.comprehension(':', key, value)
				p.needOp("}")
				return c
			}
			d.keys, d.values = append(d.keys, key), append(d.values, value)
		}
		if !p.op(",") && !p.isOp("}") {
			p.fail("expected ',' or '}', found %q", p.tok().text)
		}
	}
	return d
}

func (p *parser) setRest(first expr) expr {
	if p.isWord("for") {
		c := p.comprehension('{', nil, first)
		p.needOp("}")
		return c
	}
	seq := &sequence{kind: '{', items: []expr{first}}
	for p.op(",") && !p.isOp("}") {
		seq.items = append(seq.items, p.starOrExpr())
	}
	p.needOp("}")
	return seq
}

func (p *parser) comprehension(kind byte, key, value expr) expr {
	c := &comprehension{kind: kind, key: key, value: value}
	for p.word("for") {
		l := loop{target: p.targets()}
		if !p.word("in") {
			p.fail("expected 'in'")
		}
		l.over = p.or()
		for p.word("if") {
			l.conds = append(l.conds, p.or())
		}
		c.loops = append(c.loops, l)
	}
	return c
}

// strings parses adjacent string literals, which are one.
func (p *parser) strings() expr {
	out := &fstring{}
	var bytes []byte
	isBytes, formatted := false, false
	for {
		t := p.tok()
		switch t.kind {
		case tokString:
			out.parts = append(out.parts, fpart{text: t.text})
		case tokBytes:
			isBytes = true
			bytes = append(bytes, t.text...)
		case tokFString:
			formatted = true
			out.parts = append(out.parts, p.fparts(t)...)
		default:
			if isBytes {
				return &constant{Bytes(bytes)}
			}
			if formatted {
				return out
			}
			var b strings.Builder
			for _, part := range out.parts {
				b.WriteString(part.text)
			}
			return &constant{b.String()}
		}
		p.pos++
	}
}

// fparts splits the content of an f-string.
func (p *parser) fparts(t *token) []fpart {
	var out []fpart
	var text strings.Builder
	flush := func() {
		s := text.String()
		if !t.raw {
			u, err := unescape(s, false)
			if err != nil {
				p.fail("%v", err)
			}
			s = u
		}
		if s != "" {
			out = append(out, fpart{text: s})
		}
		text.Reset()
	}
	s := t.text
	for i := 0; i < len(s); i++ {
		switch {
		case strings.HasPrefix(s[i:], "{{"), strings.HasPrefix(s[i:], "}}"):
			text.WriteByte(s[i])
			i++
		case s[i] == '{':
			flush()
			end := closing(s, i)
			if end < 0 {
				p.fail("f-string: expecting '}'")
			}
			out = append(out, p.fexpr(s[i+1:end], t.line))
			i = end
		default:
			text.WriteByte(s[i])
		}
	}
	flush()
	return out
}

// closing finds the brace that closes the one at i.
func closing(s string, i int) int {
	depth := 0
	for ; i < len(s); i++ {
		switch s[i] {
		case '{', '(', '[':
			depth++
		case '}', ')', ']':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// fexpr parses the inside of the braces of an f-string: expression, !r, :spec.
func (p *parser) fexpr(s string, line int) (part fpart) {
	code := s
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' || c == ']' || c == '}':
			depth--
		case depth == 0 && c == '!' && i+1 < len(s) && s[i+1] != '=':
			part.conv = s[i+1]
			code = s[:i]
			if i+2 < len(s) && s[i+2] == ':' {
				part.spec = s[i+3:]
			}
			i = len(s)
		case depth == 0 && c == ':':
			code, part.spec = s[:i], s[i+1:]
			i = len(s)
		}
	}
	if trimmed := strings.TrimRight(code, " "); strings.HasSuffix(trimmed, "=") && !strings.HasSuffix(trimmed, "==") {
		part.text = code
		code = strings.TrimSuffix(trimmed, "=")
		if part.conv == 0 {
			part.conv = 'r'
		}
	}
	toks, err := lex("(" + strings.TrimSpace(code) + ")")
	if err != nil {
		panic(&SyntaxError{line, "f-string: " + err.Error()})
	}
	sub := &parser{toks: toks, depth: p.depth}
	part.x = sub.expression()
	if sub.tok().kind != tokNewline {
		sub.fail("f-string: unexpected %q", sub.tok().text)
	}
	return part
}
