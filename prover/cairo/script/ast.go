package script

// Nodes of expressions.
type (
	expr interface{}

	constant struct{ value Value }
	name     struct {
		id   string
		line int
	}
	attribute struct {
		of   expr
		name string
	}
	subscript struct{ of, index expr }
	slice     struct{ from, to, step expr }
	call      struct {
		fn   expr
		args []argument
		line int
	}
	argument struct {
		name  string // keyword, or ""
		stars int    // 0, 1 (*args) or 2 (**kwargs)
		value expr
	}
	unary struct {
		op string
		x  expr
	}
	binary struct {
		op   string
		a, b expr
	}
	compare struct {
		first expr
		ops   []string
		rest  []expr
	}
	logic struct { // and, or
		or   bool
		a, b expr
	}
	ternary  struct{ cond, yes, no expr }
	sequence struct { // tuple, list or set display
		kind  byte // '(' '[' '{'
		items []expr
	}
	starred  struct{ x expr }
	dictNode struct {
		keys   []expr // nil for **mapping
		values []expr
	}
	comprehension struct {
		kind       byte // '(' '[' '{' or ':' for a dictionary
		key, value expr
		loops      []loop
	}
	loop struct {
		target expr
		over   expr
		conds  []expr
	}
	lambda struct {
		params []param
		body   expr   // of a lambda
		block  []stmt // of a def
		name   string
	}
	param struct {
		name  string
		value expr // default, or nil
		stars int
	}
	fstring struct{ parts []fpart }
	fpart   struct {
		text string
		x    expr
		conv byte // 0, 'r', 's'
		spec string
	}
)

// Nodes of statements.
type (
	stmt interface{}

	exprStmt struct {
		x    expr
		line int
	}
	assign struct {
		targets []expr
		value   expr
		line    int
	}
	augment struct {
		target expr
		op     string
		value  expr
		line   int
	}
	ifStmt struct {
		cond    expr
		yes, no []stmt
		line    int
	}
	forStmt struct {
		loop
		body, other []stmt
		line        int
	}
	whileStmt struct {
		cond        expr
		body, other []stmt
		line        int
	}
	control struct { // break, continue, pass
		word string
	}
	returnStmt struct {
		value expr
		line  int
	}
	assertStmt struct {
		cond, msg expr
		line      int
	}
	raiseStmt struct {
		x    expr
		line int
	}
	delStmt struct {
		targets []expr
		line    int
	}
	scopeStmt struct { // global, nonlocal
		outer bool
		names []string
		line  int
	}
	importStmt struct {
		module string
		names  [][2]string // name, as; empty for a plain import
		as     string
		line   int
	}
	defStmt struct {
		fn   *lambda
		line int
	}
	tryStmt struct {
		body     []stmt
		handlers []handler
		other    []stmt
		finally  []stmt
		line     int
	}
	handler struct {
		types []string // empty: all
		as    string
		body  []stmt
	}
)

// Program is parsed code, ready to run any number of times.
type Program struct {
	body []stmt
}
