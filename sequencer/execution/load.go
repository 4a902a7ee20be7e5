package execution

import "quarry/sequencer/program"

// Load is what the block holds so far, as far as it costs something to prove, with
// what the sequencer's account will add. It takes time in proportion to the accounts
// that the block has looked at.
func (o *Overlay) Load(blobs bool) program.Load {
	// The sequencer's account may be new, and its neighbour is opened then.
	l := program.Load{AccountCount: o.view.Count(), Opened: 1, Blobs: blobs}
	if s := o.accounts[o.header.Sequencer]; s == nil {
		l.New = 1
	}
	for _, s := range o.accounts {
		switch {
		case s.before == nil:
			l.New++
		case s.touched:
			l.Opened++
		}
	}
	for _, t := range o.transactions {
		payload := 0
		if t.Message != nil {
			payload = len(t.Message.Payload)
		}
		l.Add(t.Kind, payload)
	}
	return l
}
