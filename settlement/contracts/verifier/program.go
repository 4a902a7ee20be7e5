package verifier

import (
	"encoding/binary"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// maxChunk is how many bytes of cells one data contract holds.
const maxChunk = (24576 - 1) / cellSize * cellSize

// cellSize is the size of a cell on chain: address and value.
const cellSize = 64

// words are the program's cells as they lie on chain.
func (p *Program) words() []byte {
	data := make([]byte, 0, len(p.Cells)*cellSize)
	for i := range p.Cells {
		data = append(data, make([]byte, 24)...)
		data = binary.BigEndian.AppendUint64(data, uint64(i)+1)
		value := p.Cells[i].Bytes()
		data = append(data, value[:]...)
	}
	return data
}

// Chunks are the data of the contracts that hold the program's cells.
func (p *Program) Chunks() [][]byte {
	data := p.words()
	var chunks [][]byte
	for len(data) > 0 {
		n := min(len(data), maxChunk)
		chunks = append(chunks, data[:n:n])
		data = data[n:]
	}
	return chunks
}

// Identity is the hash by which a program is named: keccak256 of builtins and
// cells. ProgramFactory computes the same.
func (p *Program) Identity() common.Hash {
	var builtins [32]byte
	binary.BigEndian.PutUint64(builtins[24:], p.Builtins)
	return crypto.Keccak256Hash(builtins[:], p.words())
}
