package air

import "quarry/kernels"

// Expr is an immutable expression over the cells of a row's neighbourhood,
// periodic columns and parameters. The zero Expr is not valid.
type Expr struct{ n *node }

type nodeKind uint8

const (
	nodeConst nodeKind = iota
	nodeCell
	nodePeriodic
	nodeParam
	nodeAdd
	nodeSub
	nodeMul
)

// node is one node of the expression graph; equal nodes are merged when a
// layout is compiled.
type node struct {
	kind  nodeKind
	a, b  *node
	index int          // nodePeriodic, nodeParam: index in the layout's list
	cell  kernels.Cell // nodeCell
	value kernels.Element
}

// Add returns e + f.
func (e Expr) Add(f Expr) Expr { return Expr{&node{kind: nodeAdd, a: e.n, b: f.n}} }

// Sub returns e − f.
func (e Expr) Sub(f Expr) Expr { return Expr{&node{kind: nodeSub, a: e.n, b: f.n}} }

// Mul returns e · f.
func (e Expr) Mul(f Expr) Expr { return Expr{&node{kind: nodeMul, a: e.n, b: f.n}} }

// Square returns e².
func (e Expr) Square() Expr { return e.Mul(e) }

// Double returns e + e.
func (e Expr) Double() Expr { return e.Add(e) }

// Lit is the constant v.
func Lit(v uint64) Expr {
	n := &node{kind: nodeConst}
	n.value.SetUint64(v)
	return Expr{n}
}

// LitElement is the constant v, Montgomery form.
func LitElement(v kernels.Element) Expr { return Expr{&node{kind: nodeConst, value: v}} }
