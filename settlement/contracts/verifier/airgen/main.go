// Command airgen writes the parts of the verifier's contracts that depend on
// the layout, from the one description of the AIR in prover/air: Layout.sol
// (constants), Composition.sol (the composition polynomial at one point) and
// Deep.sol (the DEEP polynomial at the queries), a folder for each layout.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/sha3"

	"quarry/prover/air"
	"quarry/prover/air/layouts"
)

// generated are the layouts that have contracts.
var generated = []string{"starknet", "recursive"}

func main() {
	out := flag.String("out", "settlement/contracts/verifier/generated", "the folder to write to")
	flag.Parse()
	for _, name := range generated {
		if err := write(filepath.Join(*out, name), name); err != nil {
			log.Fatal(err)
		}
	}
}

func write(dir, name string) error {
	l, err := newLayout(name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	composition, compositionTag := tagged(l.composition())
	deep, deepTag := tagged(l.deep())
	for file, text := range map[string]string{
		"Layout.sol":      l.constants(compositionTag, deepTag),
		"Composition.sol": composition,
		"Deep.sol":        deep,
	} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// layout is what is generated from. The AIR is compiled for two lengths, so
// that constants that depend on the length can be told from others.
type layout struct {
	name         string
	info         layouts.Info
	minSteps     uint64
	short, long  *air.LayoutAIR
	logShort     int
	maskAt       int // first word of the mask in the composition's input
	segmentsAt   int
	interactions []string
}

func newLayout(name string) (*layout, error) {
	steps := layouts.MinSteps(name)
	short, err := layouts.New(name, steps)
	if err != nil {
		return nil, err
	}
	long, err := layouts.New(name, 2*steps)
	if err != nil {
		return nil, err
	}
	info, _ := layouts.Describe(name)
	l := &layout{
		name: name, info: info, minSteps: steps,
		short: short.(*air.LayoutAIR), long: long.(*air.LayoutAIR),
	}
	l.logShort = log2(uint64(l.short.TraceLength()))
	l.interactions = l.short.InteractionParams()
	l.segmentsAt = inputInteraction + len(l.interactions)
	l.maskAt = l.segmentsAt + 2*len(info.Segments)
	return l, nil
}

// tagPlace stands in a part's source where its tag comes.
const tagPlace = "TAG"

// tagged puts a part's tag in its place: the hash of its source, so that a verifier
// can tell the part that was generated with it from any other.
func tagged(source string) (text, tag string) {
	h := sha3.NewLegacyKeccak256()
	h.Write([]byte(source))
	tag = fmt.Sprintf("0x%x", h.Sum(nil))
	return strings.Replace(source, tagPlace, tag, 1), tag
}

// Words of the input of Composition.
const (
	inputPoint = iota
	inputAlpha
	inputLogLength
	inputRangeCheckMin
	inputRangeCheckMax
	inputMemoryProduct
	inputAggregate
	inputInteraction
)
