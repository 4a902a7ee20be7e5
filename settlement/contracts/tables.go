package contracts

import (
	"math/big"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"

	"quarry/kernels/hash"
)

// The windows of the escape's Pedersen tables: StarkCurve.sol says how they lie.
const (
	windowValues  = 15 // of four bits, without 0
	windows       = 62 // of the low 248 bits
	highestValues = 8  // of the bits from 248 on: felts are below 2^251 + 2^248
)

// maxData is how many bytes a data contract holds behind its STOP.
const maxData = 24576 - 1

// EscapeTables returns the constants of the escape contract's hashes, 32-byte
// words: the points of the Pedersen hash, then Poseidon's round constants.
func EscapeTables() []byte {
	p := hash.PedersenPoints()
	var points []starkcurve.G1Affine
	for input := range 2 {
		low, high := p[1+2*input], p[2+2*input]
		for range windows {
			points = appendMultiples(points, &low, windowValues)
			low.ScalarMultiplication(&low, big.NewInt(windowValues+1))
		}
		points = appendMultiples(points, &high, highestValues)
	}
	keys := hash.PoseidonSchedule()
	tables := make([]byte, 0, 64*len(points)+32*len(keys))
	for i := range points {
		x, y := points[i].X.Bytes(), points[i].Y.Bytes()
		tables = append(append(tables, x[:]...), y[:]...)
	}
	for i := range keys {
		key := keys[i].Bytes()
		tables = append(tables, key[:]...)
	}
	return tables
}

// appendMultiples appends base, 2·base, …, n·base.
func appendMultiples(points []starkcurve.G1Affine, base *starkcurve.G1Affine, n int) []starkcurve.G1Affine {
	sum := *base
	for range n {
		points = append(points, sum)
		sum.Add(&sum, base)
	}
	return points
}

// tablePieces is how many data contracts the tables take; Escape.sol names as many.
const tablePieces = 6

// pieces cuts data for data contracts.
func pieces(data []byte) (cut [][]byte) {
	for len(data) > 0 {
		n := min(len(data), maxData)
		cut = append(cut, data[:n])
		data = data[n:]
	}
	return cut
}
