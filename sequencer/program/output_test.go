package program_test

import (
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/stretchr/testify/require"

	"quarry/fault"
	"quarry/sequencer/program"
)

// outputs are what the program writes of some blocks.
func outputs(t testing.TB) (out [][]fp.Element) {
	for _, kzg := range []bool{false, true} {
		b, witness, _ := allKinds()
		if kzg {
			b.Commitments = [][48]byte{{0: 0xc0, 47: 7}}
		}
		o, err := program.NewOutput(b, witness)
		require.NoError(t, err)
		out = append(out, o.Words())
	}
	return out
}

// TestOutputIsExact: no word may be missing, nor one too many.
func TestOutputIsExact(t *testing.T) {
	for _, words := range outputs(t) {
		for n := range words {
			_, err := program.ParseOutput(words[:n])
			require.NotEmpty(t, fault.CodeOf(err), "%d words", n)
		}
		_, err := program.ParseOutput(append(slices.Clone(words), fp.Element{}))
		require.NotEmpty(t, fault.CodeOf(err))
	}
}

// TestBadOutput: words that the program never writes are refused.
func TestBadOutput(t *testing.T) {
	both := outputs(t)
	large := pow2(200, 1)
	// In blobs: z, number of blobs, the commitment's two parts, the value's.
	const blobs, low, valueLow, valueHigh = 11, 12, 14, 15
	for _, c := range []struct {
		name string
		kzg  int
		at   int
		word fp.Element
	}{
		{"previous number", 0, 2, fp.One()},
		{"number", 0, 3, fp.NewElement(7)},
		{"large number", 0, 3, large},
		{"program hash", 0, 6, fp.One()},
		{"kind of data availability", 0, 8, fp.NewElement(2)},
		{"full output", 0, 9, fp.One()},
		{"length of messages to L1", 0, 10, fp.NewElement(6)},
		{"no messages to L1", 0, 10, fp.Element{}},
		{"receiver on L1", 0, 12, pow2(160, 0)},
		{"payload", 0, 13, fp.NewElement(5)},
		{"large payload", 0, 13, large},
		{"length of messages to L2", 0, 18, fp.NewElement(9)},
		{"sender on L1", 0, 19, pow2(160, 0)},
		{"number of blobs", 1, blobs, fp.NewElement(2)},
		{"large number of blobs", 1, blobs, large},
		{"commitment", 1, low, pow2(192, 0)},
		{"value", 1, valueLow, pow2(128, 0)},
		{"value above the order", 1, valueHigh, felt("0x73eda753299d7d483339d80809a1d806")},
	} {
		words := slices.Clone(both[c.kzg])
		words[c.at] = c.word
		_, err := program.ParseOutput(words)
		require.NotEmpty(t, fault.CodeOf(err), c.name)
	}
}

// TestBadDiff: words that are no state diff are refused.
func TestBadDiff(t *testing.T) {
	b, witness, _ := allKinds()
	diff, err := program.NewStateDiff(b, witness)
	require.NoError(t, err)
	words := diff.Words()
	zero := append(slices.Clone(words), make([]fp.Element, 5)...)
	_, err = program.ParseStateDiff(zero, false)
	require.Equal(t, program.CodeDiff, fault.CodeOf(err))
	padded, err := program.ParseStateDiff(zero, true)
	require.NoError(t, err)
	require.Equal(t, diff, padded)
	zero[len(words)+3].SetOne()
	_, err = program.ParseStateDiff(zero, true)
	require.Equal(t, program.CodeDiff, fault.CodeOf(err))
	for name, change := range map[string]func(w []fp.Element){
		"bits above the number of entries": func(w []fp.Element) { w[0] = plus(w[0], pow2(160, 0)) },
		"one entry more":                   func(w []fp.Element) { w[0] = plus(w[0], pow2(128, 0)) },
		"one entry less":                   func(w []fp.Element) { w[0] = plus(w[0], negative(pow2(128, 0))) },
		"another count before":             func(w []fp.Element) { w[0] = plus(w[0], negative(pow2(64, 0))) },
		"another count after":              func(w []fp.Element) { w[0] = plus(w[0], pow2(96, 0)) },
		"bits above an entry":              func(w []fp.Element) { w[1] = plus(w[1], pow2(226, 0)) },
		"a new account below the count":    func(w []fp.Element) { w[1] = plus(w[1], pow2(224, 0)) },
		"the same index twice":             func(w []fp.Element) { w[2] = w[1] },
		"an address of zero": func(w []fp.Element) {
			for i := range w[1:] {
				if w[i+1].Equal(&diff.Entries[len(diff.Entries)-1].Address) {
					w[i+1] = fp.Element{}
				}
			}
		},
	} {
		changed := slices.Clone(words)
		change(changed)
		_, err := program.ParseStateDiff(changed, false)
		require.Equal(t, program.CodeDiff, fault.CodeOf(err), name)
	}
}

// wordsOf reads 32 bytes a word; what is left over is dropped.
func wordsOf(data []byte) (words []fp.Element) {
	for c := range slices.Chunk(data[:len(data)/32*32], 32) {
		words = append(words, *new(fp.Element).SetBytes(c))
	}
	return words
}

func bytesOf(words []fp.Element) (data []byte) {
	for i := range words {
		b := words[i].Bytes()
		data = append(data, b[:]...)
	}
	return data
}

// FuzzParseOutput: what can be read is what would be written.
func FuzzParseOutput(f *testing.F) {
	for _, words := range outputs(f) {
		f.Add(bytesOf(words))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		words := wordsOf(data)
		o, err := program.ParseOutput(words)
		if err != nil {
			require.NotEmpty(t, fault.CodeOf(err))
			return
		}
		require.Equal(t, words, o.Words())
	})
}

// FuzzParseStateDiff: what can be read is what would be written.
func FuzzParseStateDiff(f *testing.F) {
	b, witness, _ := allKinds()
	diff, err := program.NewStateDiff(b, witness)
	require.NoError(f, err)
	f.Add(bytesOf(diff.Words()))
	f.Fuzz(func(t *testing.T, data []byte) {
		words := wordsOf(data)
		d, err := program.ParseStateDiff(words, false)
		if err != nil {
			require.Equal(t, program.CodeDiff, fault.CodeOf(err))
			return
		}
		require.Equal(t, words, d.Words())
	})
}
