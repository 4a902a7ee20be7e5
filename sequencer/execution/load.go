package execution

import "quarry/sequencer/program"

// Load is what the block holds so far, as far as it costs something to prove, with
// what the sequencer's account will add; blobs tells whether the state diff goes into
// blobs. It costs next to nothing.
func (o *Overlay) Load(blobs bool) program.Load {
	l := o.load
	l.AccountCount, l.Blobs = o.view.Count(), blobs
	if o.fees.IsZero() {
		return l
	}
	switch s := o.accounts[o.header.Sequencer]; { // it is staged since the first fee
	case s == nil: // it will be new, and its neighbour opened
		l.New++
		l.Opened++
	case !s.touched:
		l.Opened++
	}
	return l
}

// Load is what the block costs to prove; blobs tells whether its state diff goes
// into blobs.
func (b *Sealed) Load(blobs bool) program.Load {
	l := program.Load{
		AccountCount: b.Plan.CountBefore, Blobs: blobs, New: int(b.Plan.CountAfter - b.Plan.CountBefore),
	}
	l.Opened = len(b.Plan.Changes) - l.New
	for _, t := range b.Transactions {
		l.Add(t.Kind, t.payloadWords())
	}
	return l
}

// payloadWords is the length of a deposit's payload.
func (t *Transaction) payloadWords() int {
	if t.Message == nil {
		return 0
	}
	return len(t.Message.Payload)
}
