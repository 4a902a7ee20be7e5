package program

// Cost is what the proof of a block takes: steps, and instances of builtins.
type Cost struct {
	Steps, Pedersen, Poseidon, RangeChecks, Signatures int
	// OutputWords is the length of the output.
	OutputWords int
}

// The layout's instances: one for that many steps.
const (
	stepsPerPedersen   = 32
	stepsPerPoseidon   = 32
	stepsPerRangeCheck = 16
	stepsPerSignature  = 2048
	// minProofSteps is the least number of steps of a proof in the layout.
	minProofSteps = 1 << 17
)

// ProofSteps is the number of steps that a proof of this cost has: the least
// power of two that has room for everything.
func (c Cost) ProofSteps() int {
	need := max(c.Steps, c.Pedersen*stepsPerPedersen, c.Poseidon*stepsPerPoseidon,
		c.RangeChecks*stepsPerRangeCheck, c.Signatures*stepsPerSignature)
	steps := minProofSteps
	for steps < need {
		steps *= 2
	}
	return steps
}

func (c *Cost) add(n int, per Cost) {
	c.Steps += n * per.Steps
	c.Pedersen += n * per.Pedersen
	c.Poseidon += n * per.Poseidon
	c.RangeChecks += n * per.RangeChecks
	c.Signatures += n * per.Signatures
	c.OutputWords += n * per.OutputWords
}

// Load is what a block holds, as far as it costs something.
type Load struct {
	// AccountCount is the number of accounts before the block.
	AccountCount uint32
	// Kinds counts the transactions of each kind.
	Kinds [Deposit + 1]int
	// PayloadWords are those of the deposits' payloads.
	PayloadWords int
	// Opened is the number of accounts that were there before and are touched, New
	// of those that the block makes. The sequencer's counts if there are fees.
	Opened, New int
	// Blobs tells whether the state diff goes into blobs.
	Blobs bool
}

// Add counts a transaction; payload is the number of words of a deposit's.
func (l *Load) Add(k Kind, payload int) {
	l.Kinds[k]++
	l.PayloadWords += payload
}

// What the parts of a block cost at most, counted on runs of the program. Steps
// leave room for the branches that addresses near their bound take.
var (
	costOfBlock = Cost{Steps: 720, Poseidon: 15, RangeChecks: 20, OutputWords: HeaderWords + 2}
	costOfKind  = [...]Cost{
		Transfer:   {Steps: 440, Poseidon: 14, RangeChecks: 26, Signatures: 1},
		Withdrawal: {Steps: 384, Poseidon: 14, RangeChecks: 22, Signatures: 1, OutputWords: withdrawalWords},
		Deploy:     {Steps: 448, Pedersen: 8, Poseidon: 12, RangeChecks: 20, Signatures: 1},
		Deposit:    {Steps: 325, Pedersen: 11, Poseidon: 1, RangeChecks: 6, OutputWords: 5},
	}
	costOfPayloadWord = Cost{Steps: 10, Pedersen: 1, OutputWords: 1}
	costOfOpenedLeaf  = Cost{Steps: 232, Poseidon: 8, RangeChecks: 16}
	costOfNewLeaf     = Cost{Steps: 220, Poseidon: 4, RangeChecks: 17}
	costOfNode        = Cost{Steps: 23, Pedersen: 2}
	costOfBlobs       = Cost{Steps: 160, Poseidon: 4, RangeChecks: 10, OutputWords: 2}
	costOfBlob        = Cost{Steps: 160, Poseidon: 1, RangeChecks: 20, OutputWords: 4}
	costOfBlobWord    = Cost{Steps: 103, RangeChecks: 13}
)

// Cost returns an upper bound of what a block costs to prove.
func (l *Load) Cost() Cost {
	c := costOfBlock
	for k, n := range l.Kinds {
		c.add(n, costOfKind[k])
	}
	c.add(l.PayloadWords, costOfPayloadWord)
	c.add(l.Opened, costOfOpenedLeaf)
	c.add(l.New, costOfNewLeaf)
	c.add(l.nodes(), costOfNode)
	words := l.diffWords()
	if !l.Blobs {
		c.OutputWords += words
		return c
	}
	c.add(1, costOfBlobs)
	c.add(BlobCount(words), costOfBlob)
	c.add(words, costOfBlobWord)
	c.Poseidon += words/2 + 1
	return c
}

// diffWords is the length of the state diff.
func (l *Load) diffWords() int { return 1 + l.Opened + 2*l.New + l.Kinds[Deploy] }

// nodes is how many inner nodes there are at most above the touched leaves.
func (l *Load) nodes() int {
	touched := l.Opened + l.New
	used := int(l.AccountCount) + l.New
	nodes := 0
	for height := 1; height <= TreeHeight; height++ {
		nodes += min(touched, (used-1)>>height+1)
	}
	return nodes
}
