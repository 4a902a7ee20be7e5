// Package columns holds the periodic columns of layouts in the form in which
// the verifier's contracts read them: coefficients in data contracts.
package columns

import (
	"quarry/prover/air"
	"quarry/prover/air/layouts"
)

// chunkElements is how many coefficients one data contract holds: code is at
// most 24,576 bytes, and the first is a STOP.
const chunkElements = (24576 - 1) / 32

// Chunks are the data of a layout's columns: the coefficients of each column's
// polynomial (air.Periodic.Coefficients), constant term last, as 32 big-endian
// bytes each in standard form, column after column, cut into data contracts.
func Chunks(periodics []air.Periodic) [][]byte {
	var data []byte
	for i := range periodics {
		c := periodics[i].Coefficients()
		for k := len(c) - 1; k >= 0; k-- {
			b := c[k].Bytes()
			data = append(data, b[:]...)
		}
	}
	var chunks [][]byte
	for len(data) > 0 {
		n := min(len(data), chunkElements*32)
		chunks = append(chunks, data[:n:n])
		data = data[n:]
	}
	return chunks
}

// Of is Chunks of a layout by Stone's name. It fails if there is no such layout.
func Of(layout string) ([][]byte, error) {
	a, err := layouts.New(layout, layouts.MinSteps(layout))
	if err != nil {
		return nil, err
	}
	return Chunks(a.(*air.LayoutAIR).Periodics()), nil
}
