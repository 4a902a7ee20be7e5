package program

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"sync"
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
