package stark

import (
	"strconv"

	"quarry/kernels"
	"quarry/prover/air"
)

// Verified is what Verify leaves behind.
type Verified struct {
	// Annotations are Stone's, line by line; nil unless asked for.
	Annotations []string
	// ExtraAnnotations are what Stone's verifier writes to its extra output
	// file, for those who split proofs: leaf hashes, folded FRI values and
	// inverses of their points. Nil unless asked for.
	ExtraAnnotations []string
	// Digests are the offsets in the proof, ascending, at which digests stand:
	// roots and authentication nodes. Nil unless asked for.
	Digests []int
}

// Verify checks a proof. It returns nil only if the proof is right to the last
// byte; otherwise a *fault.Error whose code says what is wrong (errors.go). If
// Annotate or AnnotateExtra is set, the result is not nil even then and holds
// the annotations up to the failure.
func Verify(in VerifyInput) (*Verified, error) {
	v := &verifier{in: in}
	err := v.run()
	if err != nil && !in.Annotate && !in.AnnotateExtra {
		return nil, err
	}
	result := &Verified{}
	if in.Annotate {
		result.Annotations = v.c.text()
	}
	if in.AnnotateExtra {
		result.ExtraAnnotations = v.c.extraLines
	}
	if in.LocateDigests {
		result.Digests = v.c.digests
	}
	return result, err
}

// verifier walks through a proof in the order in which it was made.
type verifier struct {
	in     VerifyInput
	c      verifierChannel
	domain domain
	traces []table // committed traces: original, interaction, composition
	roots  []kernels.Digest
}

func (v *verifier) run() error {
	a, p := v.in.AIR, &v.in.Params
	if err := p.Validate(a.TraceLength()); err != nil {
		return err
	}
	t, err := newTranscript(p, v.in.Seed)
	if err != nil {
		return err
	}
	v.domain = newDomain(logLength(a), p.LogNCosets)
	v.c.transcript, v.c.proof = t, v.in.Proof
	v.c.on, v.c.extra, v.c.locate = v.in.Annotate, v.in.AnnotateExtra, v.in.LocateDigests
	defer v.c.enter(statementName)()
	if err := v.stark(); err != nil {
		return err
	}
	return v.c.end()
}

// stark is the protocol from the first commitment to the last opening.
func (v *verifier) stark() error {
	defer v.c.enter("STARK")()
	interaction, err := v.readTraces()
	if err != nil {
		return err
	}
	alpha := drawAlpha(&v.c.channel, "Original")
	params, err := v.in.AIR.Params(v.in.Public, interaction, &alpha)
	if err != nil {
		return err
	}
	o, terms, err := v.outOfDomain(params)
	if err != nil {
		return err
	}
	return v.lowDegree(o, terms)
}

// readTraces receives the roots of both traces and draws the interaction
// elements between them.
func (v *verifier) readTraces() ([]kernels.Element, error) {
	original, interaction := v.in.AIR.Widths()
	leave := v.c.enter("Original")
	err := v.readTrace("the original trace", original)
	leave()
	if err != nil || interaction == 0 {
		return nil, err
	}
	defer v.c.enter("Interaction")()
	elements := drawInteraction(&v.c.channel, v.in.AIR)
	return elements, v.readTrace("the interaction trace", interaction)
}

func (v *verifier) readTrace(name string, width int) error {
	defer v.c.enter("Commit on Trace")()
	t := newTable(&v.in.Params, name, v.domain.logCosets, v.domain.logLen, width)
	root, err := t.readRoot(&v.c)
	v.traces = append(v.traces, t)
	v.roots = append(v.roots, root)
	return err
}

// drawInteraction draws the interaction elements.
func drawInteraction(c *channel, a air.AIR) []kernels.Element {
	elements := make([]kernels.Element, a.NumInteractionElements())
	for i := range elements {
		elements[i] = c.drawElement(numbered("Interaction element #", i))
	}
	return elements
}

// drawAlpha draws the element whose powers weigh the constraints.
func drawAlpha(c *channel, scope string) kernels.Element {
	if scope != "" {
		defer c.enter(scope)()
	}
	return c.drawElement(named("Constraint polynomial random element"))
}

// outOfDomain receives the composition's root and the values at z, and returns
// them with the quotients of the DEEP polynomial.
func (v *verifier) outOfDomain(params []kernels.Element) (*oods, []kernels.DeepTerm, error) {
	defer v.c.enter("Out Of Domain Sampling")()
	if err := v.readTrace("the composition polynomial", numHalves); err != nil {
		return nil, nil, err
	}
	o, err := verifyOODS(&v.c, &v.domain, v.in.AIR, params, v.in.Params.FriendlyChannelUpdates)
	if err != nil {
		return nil, nil, err
	}
	alpha := drawAlpha(&v.c.channel, "")
	original, interaction := v.in.AIR.Widths()
	return &o, o.deepTerms(&alpha, original+interaction), nil
}

// lowDegree is FRI over the DEEP polynomial.
func (v *verifier) lowDegree(o *oods, terms []kernels.DeepTerm) error {
	defer v.c.enter("FRI")()
	p := &v.in.Params
	f := friVerifier{c: &v.c, params: p, layers: friLayers(p, v.domain)}
	if err := f.readCommitments(); err != nil {
		return err
	}
	if err := v.c.verifyWork(p); err != nil {
		return err
	}
	queries := drawQueries(&v.c.channel, p, &f.layers[1])
	v.c.queries = true
	defer v.c.enter("Decommitment")()
	values, err := v.openTraces(o, terms, queries)
	if err != nil {
		return err
	}
	return f.verifyLayers(queries, values)
}

// openTraces checks the opened rows of all traces and computes from them the
// DEEP polynomial's values there.
func (v *verifier) openTraces(o *oods, terms []kernels.DeepTerm, queries []uint64) ([]kernels.Element, error) {
	defer v.c.enter("Layer 0")()
	defer v.c.enter("Virtual Oracle")()
	step := v.in.Params.FRI.StepList[0]
	width := 0
	widths := make([]int, len(v.traces))
	for i := range v.traces {
		widths[i] = v.traces[i].Width
		width += widths[i]
	}
	if err := v.c.demand(uint64(len(shifted(queries, 0))*width) << step); err != nil {
		return nil, err
	}
	rows := firstLayerRows(queries, step)
	data := make([][]kernels.Element, len(v.traces))
	for i := range v.traces {
		var err error
		if data[i], err = v.openTrace(i, rows); err != nil {
			return nil, err
		}
	}
	return o.deepAt(&v.domain, terms, rows, data, widths), nil
}

func (v *verifier) openTrace(i int, rows []uint64) ([]kernels.Element, error) {
	defer v.c.enter("Trace " + strconv.Itoa(i))()
	t := &v.traces[i]
	data := make([]kernels.Element, 0, len(rows)*t.Width)
	for _, row := range rows {
		for col := range t.Width {
			e, err := v.c.receiveElement(cellLabel(row, uint64(col)))
			if err != nil {
				return nil, err
			}
			data = append(data, e)
		}
	}
	return data, t.verifyRows(&v.c, &v.roots[i], rows, data, CodeTraceRoot)
}
