package cuda

import "quarry/kernels"

// tree implements kernels.Tree: 2^(KeptLevel+1) digests in device memory, that of
// node i at index i; digest 0 is unused.
type tree struct {
	shape  kernels.TreeShape
	memory *columns
}

// NewTree implements kernels.Arena.
func (a *arena) NewTree(s kernels.TreeShape) (kernels.Tree, error) {
	require(s.LogSegments >= 0 && s.LogRows >= 0 && s.Width > 0 && s.SkipLayers >= 0, "tree of shape %+v", s)
	require(s.Width > 1 || s.LogRows > 0, "tree of single felts needs two rows a segment: %+v", s)
	memory, err := a.alloc(1, 2<<s.KeptLevel())
	if err != nil {
		return nil, err
	}
	return &tree{shape: s, memory: memory}, nil
}

// Shape implements kernels.Tree.
func (t *tree) Shape() kernels.TreeShape { return t.shape }

// Free implements kernels.Tree.
func (t *tree) Free() { t.memory.Free() }
