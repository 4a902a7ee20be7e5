package contracts

import (
	_ "embed"
	"encoding/json"
	"sync"

	"github.com/ethereum/go-ethereum/accounts/abi/bind"
)

//go:embed artifacts/Escape.json
var escapeArtifact []byte

// escapeMetaData is that of Escape, which has no bindings: the bridge calls it.
var escapeMetaData = sync.OnceValue(func() *bind.MetaData {
	var artifact struct {
		ABI      json.RawMessage `json:"abi"`
		Bytecode string          `json:"bytecode"`
	}
	if err := json.Unmarshal(escapeArtifact, &artifact); err != nil {
		panic(err) // the file is part of the binary
	}
	return &bind.MetaData{ABI: string(artifact.ABI), Bin: artifact.Bytecode}
})
