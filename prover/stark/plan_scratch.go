package stark

import (
	"quarry/fault"
	"quarry/kernels"
)

// ScratchPlan is how a proof uses a scratch folder.
type ScratchPlan struct {
	// Memory is what the proof keeps in the folder and what it computes again;
	// its limit is the folder's free space.
	Memory MemoryPlan
	// Disk is the predicted most that the folder holds.
	Disk int64
	// Window is how much of that may be in memory (kernels.OpenScratch), Peak
	// the predicted most that is.
	Window, Peak int64
}

// scratchPlans are the ones to choose from with a scratch folder, fastest first.
// What needs less space is read and written less; three levels are skipped since
// a tile of rows, in which rows are hashed, still lies in few pages then, but the
// part of a tree that is written at random is small.
var scratchPlans = []MemoryPlan{
	{KeepTrace: true, SkipLayers: 3},
	{SkipLayers: 3},
	{InPlace: true, SkipLayers: 3},
	{InPlace: true, SkipLayers: 6},
}

// hashedStrides is in how many places of a column rows are hashed at a time.
const hashedStrides = 1 << 4

// maxTwiddles is the largest table of roots of unity that transforms keep; that of
// a short column is half as large as the column.
const maxTwiddles = 32 << 20

// readAround is what the system may map beyond what is touched: a piece around
// each place of each column in which rows are hashed, or cells read.
func (s Shape) readAround() int64 {
	places := int64(hashedStrides+1) * int64(s.Original+s.Interaction)
	return min(places*kernels.ScratchReadAround, int64(s.Original+s.Interaction)*elementSize<<s.LogLength)
}

// ChooseScratchPlan plans a proof in a scratch folder with free bytes of space,
// of which at most budget bytes are to be in memory; with budget 0 as little as
// works well. It fails with CodeMemoryPlan if the budget, and with
// kernels.CodeScratchFull if the folder is too small.
func (s Shape) ChooseScratchPlan(budget, free int64) (ScratchPlan, error) {
	memory, disk, ok := s.firstWithin(scratchPlans, free)
	if !ok {
		return ScratchPlan{Disk: disk}, fault.New(kernels.CodeScratchFull,
			"the proof needs at least %d bytes in the scratch folder, which has %d", disk, free).
			WithHint("free space there, or name a folder on a larger disk")
	}
	memory.Limit = free
	// A column is transformed in memory; below, pages would come and go for
	// every few rows that are hashed.
	around := s.readAround()
	column := int64(elementSize) << s.LogLength
	twiddles := min(column/2, maxTwiddles)
	p := ScratchPlan{Memory: memory, Disk: disk, Window: max(column-around, around), Peak: max(column, 2*around) + twiddles}
	switch {
	case budget == 0:
	case budget < p.Peak:
		return p, fault.New(CodeMemoryPlan, "the proof needs at least %d bytes, but only %d may be used", p.Peak, budget).
			WithHint("allow more memory, or prove fewer steps")
	default:
		p.Window = min(budget-around-twiddles, disk)
		p.Peak = p.Window + around + twiddles
	}
	return p, nil
}
