package hints

import (
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels/hash"
	"quarry/prover/cairo/script"
)

// merkleNames is starkware.python.merkle_tree. An update tree is None, a pair
// of trees, or at height 0 what the leaf is set to.
var merkleNames = map[string]script.Value{
	"build_update_tree": fn("build_update_tree", []string{"height", "modifications"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		height, err := script.AsIndex(a[0])
		if err != nil {
			return nil, err
		}
		return updateTree(in, height, a[1])
	}),
	"decode_node": fn("decode_node", []string{"node"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		left, right, err := children(in, a[0])
		if err != nil {
			return nil, err
		}
		which := "both"
		if left == nil {
			if right == nil {
				return nil, failed("No updates in tree")
			}
			which = "right"
		} else if right == nil {
			which = "left"
		}
		return script.Tuple{left, right, which}, nil
	}),
}

func children(in *script.Interp, node script.Value) (left, right script.Value, err error) {
	pair, err := in.Items(node)
	if err != nil {
		return nil, nil, err
	}
	if len(pair) != 2 {
		return nil, nil, script.Raise("ValueError", "a node has two children")
	}
	return pair[0], pair[1], nil
}

// updateTree builds the tree of the leaves that change; of several changes of
// a leaf the last counts.
func updateTree(in *script.Interp, height int64, modifications script.Value) (script.Value, error) {
	items, err := in.Items(modifications)
	if err != nil || len(items) == 0 {
		return nil, err
	}
	if height < 0 || height > 1024 {
		return nil, script.Raise("ValueError", "height %d", height)
	}
	type leaf struct {
		index *big.Int
		node  script.Value
	}
	layer := map[string]leaf{}
	var order []string
	for _, m := range items {
		pair, err := in.Items(m)
		if err != nil {
			return nil, err
		}
		if len(pair) != 2 {
			return nil, script.Raise("ValueError", "a modification is a pair (index, value)")
		}
		n, err := ints(pair[:1])
		if err != nil {
			return nil, err
		}
		key := string(n[0].Bytes())
		if _, ok := layer[key]; !ok {
			order = append(order, key)
		}
		layer[key] = leaf{n[0], pair[1]}
	}
	for range height {
		if err := in.Spend(4 * len(order)); err != nil {
			return nil, err
		}
		next := map[string]leaf{}
		var nextOrder []string
		for _, k := range order {
			l := layer[k]
			up := new(big.Int).Rsh(l.index, 1)
			key := string(up.Bytes())
			parent, ok := next[key]
			if !ok {
				nextOrder = append(nextOrder, key)
				parent = leaf{up, script.Tuple{nil, nil}}
			}
			parent.node.(script.Tuple)[l.index.Bit(0)] = l.node
			next[key] = parent
		}
		layer, order = next, nextOrder
	}
	root, ok := layer[""]
	if len(layer) != 1 || !ok {
		return nil, failed("")
	}
	return root.node, nil
}

// patriciaNames is starkware.cairo.common.patricia_utils.
var patriciaNames = map[string]script.Value{
	"canonic": fn("canonic", []string{"preimage", "node_hash"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		n, err := canonic(in, a[0], a[1])
		if err != nil {
			return nil, err
		}
		return script.Tuple{n.length, n.path, n.bottom}, nil
	}),
	"patricia_guess_descents": fn("patricia_guess_descents", []string{"height", "node", "preimage", "prev_root", "new_root"},
		func(in *script.Interp, a []script.Value) (script.Value, error) {
			height, err := script.AsIndex(a[0])
			if err != nil {
				return nil, err
			}
			if height < 0 || height > 1024 {
				return nil, script.Raise("ValueError", "height %d", height)
			}
			d := &descents{in: in, preimage: a[2], out: script.NewDict()}
			nodes := [3]tree{{update: a[1], isUpdate: true, present: a[1] != nil}}
			for i, root := range a[3:] {
				n, err := canonic(in, a[2], root)
				if err != nil {
					return nil, err
				}
				nodes[1+i] = tree{edge: n, present: true}
			}
			return d.out, d.walk(height, new(big.Int), nodes)
		}),
}

// edge is a node of a Patricia tree: a path of some length to a bottom node.
type edge struct{ length, path, bottom *big.Int }

func (e edge) empty() bool {
	return e.length.Sign() == 0 && e.path.Sign() == 0 && e.bottom.Sign() == 0
}

// canonic is the encoding of a node's hash: of length 0 unless the node is an
// edge.
func canonic(in *script.Interp, preimage, nodeHash script.Value) (edge, error) {
	d, ok := preimage.(*script.Dict)
	if !ok {
		return edge{}, script.Raise("TypeError", "preimage must be a dict")
	}
	back, ok, err := d.Get(nodeHash)
	if err != nil {
		return edge{}, err
	}
	if ok {
		w, err := words(in, back)
		if err != nil {
			return edge{}, err
		}
		if len(w) == 3 {
			return edge{w[0], w[1], w[2]}, nil
		}
	}
	n, err := ints([]script.Value{nodeHash})
	if err != nil {
		return edge{}, err
	}
	return edge{new(big.Int), new(big.Int), n[0]}, nil
}

// tree is a node of an update tree or of a Patricia tree.
type tree struct {
	update   script.Value
	isUpdate bool
	edge     edge
	present  bool
}

// descents finds the maximal paths longer than one along which none of the
// trees branches.
type descents struct {
	in       *script.Interp
	preimage script.Value
	out      *script.Dict
}

// split returns the children of a node above the leaves.
func (d *descents) split(t tree) (left, right tree, err error) {
	if !t.present {
		return
	}
	if t.isUpdate {
		l, r, err := children(d.in, t.update)
		return tree{update: l, isUpdate: true, present: l != nil}, tree{update: r, isUpdate: true, present: r != nil}, err
	}
	e := t.edge
	if e.length.Sign() == 0 {
		return d.binary(e)
	}
	if !e.length.IsUint64() || e.length.Uint64() > 1024 {
		return left, right, script.Raise("ValueError", "edge of length %v", e.length)
	}
	length := new(big.Int).Sub(e.length, one)
	below := edge{length, new(big.Int).Set(e.path), e.bottom}
	if new(big.Int).Rsh(e.path, uint(length.Uint64())).Sign() == 0 {
		left = tree{edge: below, present: !below.empty()}
		return
	}
	below.path.Sub(below.path, new(big.Int).Lsh(one, uint(length.Uint64())))
	right = tree{edge: below, present: !below.empty()}
	return
}

func (d *descents) binary(e edge) (left, right tree, err error) {
	hashes := []script.Value{script.Int(0), script.Int(0)}
	if e.bottom.Sign() != 0 {
		v, ok, err := d.preimage.(*script.Dict).Get(e.bottom)
		if err != nil {
			return left, right, err
		}
		if !ok {
			return left, right, script.Raise("KeyError", "%v", e.bottom)
		}
		if hashes, err = d.in.Items(v); err != nil {
			return left, right, err
		}
		if len(hashes) != 2 {
			return left, right, script.Raise("ValueError", "a binary node has two children")
		}
	}
	for i, t := range []*tree{&left, &right} {
		n, err := canonic(d.in, d.preimage, hashes[i])
		if err != nil {
			return left, right, err
		}
		*t = tree{edge: n, present: !n.empty()}
	}
	return left, right, nil
}

func (d *descents) walk(height int64, path *big.Int, nodes [3]tree) error {
	if !nodes[0].present {
		return nil
	}
	top, topPath := height, path
	var lefts, rights [3]tree
	for height > 0 {
		if err := d.in.Spend(20); err != nil {
			return err
		}
		anyLeft, anyRight := false, false
		for i := range nodes {
			var err error
			if lefts[i], rights[i], err = d.split(nodes[i]); err != nil {
				return err
			}
			anyLeft = anyLeft || lefts[i].present
			anyRight = anyRight || rights[i].present
		}
		path2 := new(big.Int).Lsh(path, 1)
		if !anyLeft {
			nodes, path = rights, path2.Add(path2, one)
		} else if !anyRight {
			nodes, path = lefts, path2
		} else {
			break
		}
		height--
	}
	if length := top - height; length > 1 {
		mask := new(big.Int).Lsh(one, uint(length))
		word := new(big.Int).And(path, mask.Sub(mask, one))
		if err := d.out.Set(script.Tuple{script.Int(top), topPath}, script.Tuple{script.Int(length), word}); err != nil {
			return err
		}
	}
	if height == 0 {
		return nil
	}
	down := new(big.Int).Lsh(path, 1)
	if err := d.walk(height-1, down, lefts); err != nil {
		return err
	}
	return d.walk(height-1, new(big.Int).Add(down, one), rights)
}

// smallMerkleNames is starkware.cairo.common.small_merkle_tree.
var smallMerkleNames = map[string]script.Value{
	"get_preimage_dictionary": fn("get_preimage_dictionary", []string{"initial_leaves", "modifications", "tree_height", "default_leaf"},
		func(in *script.Interp, a []script.Value) (script.Value, error) {
			height, err := script.AsIndex(a[2])
			if err != nil {
				return nil, err
			}
			if height < 0 || height > 256 {
				return nil, script.Raise("ValueError", "height %d", height)
			}
			leaf, err := ints(a[3:])
			if err != nil {
				return nil, err
			}
			t := newSmallTree(int(height), leaf[0])
			before, err := t.update(in, a[0])
			if err != nil {
				return nil, err
			}
			after, err := t.update(in, a[1])
			if err != nil {
				return nil, err
			}
			return script.Tuple{bigOf(before), bigOf(after), t.preimage}, nil
		}),
}

// smallTree is a Merkle tree of Pedersen hashes with a default leaf.
type smallTree struct {
	height   int
	defaults []fp.Element // by height, from the leaf up
	nodes    map[string]fp.Element
	preimage *script.Dict
}

func newSmallTree(height int, leaf *big.Int) *smallTree {
	t := &smallTree{height: height, nodes: map[string]fp.Element{}, preimage: script.NewDict()}
	var e fp.Element
	e.SetBigInt(leaf)
	for range height + 1 {
		t.defaults = append(t.defaults, e)
		e = hash.PedersenHash(&e, &e)
	}
	t.nodes[string(one.Bytes())] = t.defaults[height]
	return t
}

func (t *smallTree) node(index *big.Int, height int) fp.Element {
	if e, ok := t.nodes[string(index.Bytes())]; ok {
		return e
	}
	return t.defaults[height]
}

// update sets leaves and returns the root.
func (t *smallTree) update(in *script.Interp, modifications script.Value) (fp.Element, error) {
	items, err := in.Items(modifications)
	if err != nil {
		return fp.Element{}, err
	}
	layer := map[string]*big.Int{}
	for _, m := range items {
		pair, err := words(in, m)
		if err != nil {
			return fp.Element{}, err
		}
		if len(pair) != 2 || pair[0].Sign() < 0 || pair[0].BitLen() > t.height {
			return fp.Element{}, script.Raise("ValueError", "a modification is a pair (index, value)")
		}
		at := new(big.Int).Add(pair[0], new(big.Int).Lsh(one, uint(t.height)))
		var e fp.Element
		e.SetBigInt(pair[1])
		t.nodes[string(at.Bytes())] = e
		up := new(big.Int).Rsh(at, 1)
		layer[string(up.Bytes())] = up
	}
	for h := 0; h < t.height; h++ {
		next := map[string]*big.Int{}
		for _, at := range layer {
			if err := in.Spend(1000); err != nil {
				return fp.Element{}, err
			}
			l := t.node(new(big.Int).Lsh(at, 1), h)
			r := t.node(new(big.Int).Add(new(big.Int).Lsh(at, 1), one), h)
			e := hash.PedersenHash(&l, &r)
			t.nodes[string(at.Bytes())] = e
			if err := t.preimage.Set(bigOf(e), script.Tuple{bigOf(l), bigOf(r)}); err != nil {
				return fp.Element{}, err
			}
			up := new(big.Int).Rsh(at, 1)
			next[string(up.Bytes())] = up
		}
		layer = next
	}
	return t.node(one, t.height), nil
}
