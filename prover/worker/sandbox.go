package worker

// sandbox says what the process keeps of its rights.
type sandbox struct {
	read, write []string
	gpu         bool
}

// maxFileBytes bounds each file that a child writes.
const maxFileBytes = 4 << 30

// childOOMScore makes the kernel choose children first if memory runs out.
const childOOMScore = 700

// DefaultNice keeps the server responsive beside proofs.
const DefaultNice = 10
