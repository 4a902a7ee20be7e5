package program

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels/hash"
)

// Layout is the layout that blocks are proved in.
const Layout = "starknet"

//go:embed block.json.gz
var packed []byte

// Compiled returns the compiled program, as cairo-compile wrote it but with less
// debug information: what a proving job takes. The caller must not change it.
func Compiled() []byte { return compiled() }

var compiled = sync.OnceValue(func() []byte {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		panic(err)
	}
	return data
})

// artifact is what is read of the compiled program here.
type artifact struct {
	Data     []fp.Element
	Builtins []string
}

var parsed = sync.OnceValue(func() artifact {
	var raw struct {
		Data     []string `json:"data"`
		Builtins []string `json:"builtins"`
	}
	if err := json.Unmarshal(Compiled(), &raw); err != nil {
		panic(fmt.Sprintf("the compiled program: %v", err))
	}
	a := artifact{Data: make([]fp.Element, len(raw.Data)), Builtins: raw.Builtins}
	for i, s := range raw.Data {
		a.Data[i] = mustFelt(s)
	}
	return a
})

// Cells returns the program's cells, which lie in a proof's public memory from
// address 1 on: a proof is one of this program if they are these.
func Cells() []fp.Element { return slices.Clone(parsed().Data) }

// Builtins returns the names of the builtins that the program uses, in the order
// in which it takes and returns their pointers.
func Builtins() []string { return slices.Clone(parsed().Builtins) }

// Hash returns the Poseidon hash of the program's cells, by which verifiers in
// Cairo name programs, and the policies of package prover.
func Hash() fp.Element { return hash.PoseidonHashMany(parsed().Data) }
