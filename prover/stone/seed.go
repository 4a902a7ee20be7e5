package stone

import (
	"encoding/binary"
	"math/bits"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/hash"
	"quarry/prover/air/layouts"
	"quarry/prover/execution"
)

// Seed serialises a statement to the bytes that the Fiat–Shamir transcript
// starts from: words of 32 big-endian bytes. The public input must have passed
// CheckStatement. It holds, in order:
//
//	V3 only: the number of verifier-friendly commitment layers
//	log2 of the number of steps, rc_min, rc_max, the layout's name
//	for each segment of the layout: begin and stop
//	address and value of the padding cell (the first of the public memory)
//	the number of pages, then for page 0: size and hash,
//	and for each other page: first address, size and hash
//
// Page 0 is hashed as a list of addresses and values, other pages as values.
// (Stone: CpuAirStatement::GetInitialHashChainSeed.)
func Seed(pub *execution.PublicInput, p *Parameters, v Version) ([]byte, error) {
	info, ok := layouts.Describe(pub.Layout)
	if !ok {
		return nil, unknownLayout(pub.Layout)
	}
	if len(pub.PublicMemory) == 0 {
		return nil, fault.New(CodePublicMemory, "the public memory is empty").At("public input: /public_memory")
	}
	var w words
	if v == V3 {
		w.uint(uint64(p.STARK.FriendlyLayers))
	}
	w.uint(uint64(bits.Len64(pub.NSteps) - 1))
	w.uint(pub.RCMin)
	w.uint(pub.RCMax)
	w.text(pub.Layout)
	for _, name := range info.Segments {
		s := pub.Segments[name]
		w.uint(s.Begin)
		w.uint(s.Stop)
	}
	w.uint(pub.PublicMemory[0].Address)
	w.felt(&pub.PublicMemory[0].Value)
	w.pages(Pages(pub), p.PageHash)
	return w, nil
}

// words is a growing list of 32-byte words.
type words []byte

func (w *words) uint(x uint64) {
	*w = append(*w, make([]byte, 24)...)
	*w = binary.BigEndian.AppendUint64(*w, x)
}

func (w *words) felt(e *fp.Element) {
	b := e.Bytes()
	*w = append(*w, b[:]...)
}

// text appends a name of at most 31 bytes as the integer of its ASCII codes.
func (w *words) text(s string) {
	*w = append(*w, make([]byte, 32-len(s))...)
	*w = append(*w, s...)
}

func (w *words) pages(pages []Page, h kernels.Hash) {
	w.uint(uint64(len(pages)))
	for _, page := range pages {
		if page.ID != 0 {
			w.uint(page.Cells[0].Address)
		}
		w.uint(uint64(len(page.Cells)))
		digest := HashPage(page, h)
		*w = append(*w, digest[:]...)
	}
}

// HashPage is the hash of a page that the seed contains.
func HashPage(page Page, h kernels.Hash) kernels.Digest {
	var w words
	for i := range page.Cells {
		if page.ID == 0 {
			w.uint(page.Cells[i].Address)
		}
		w.felt(&page.Cells[i].Value)
	}
	return hash.Sum(h, w)
}
