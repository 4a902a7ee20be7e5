package rpc

import (
	"slices"

	"quarry/sequencer/chain"
	"quarry/sequencer/starknet"
)

// mostBlocksBack is how far back a subscription can begin.
const mostBlocksBack = 1024

// subscriptionBlock reads the parameter that says from which block on a
// subscription wants to know; the latest, if there is none.
func (c *call) subscriptionBlock(i int) uint64 {
	var id blockID
	if c.has(i) {
		c.read(i, &id)
		if c.err == nil && (id.tag == tagPreConfirmed || id.tag == tagL1Accepted) {
			c.err = newError(codeInvalidParams, "block_id: a subscription begins at a sealed block")
		}
	}
	if c.err != nil {
		return 0
	}
	ref, err := c.find(&id)
	if err != nil {
		c.err = c.errorOf(err)
		return 0
	}
	if head := c.server.config.Blocks.Head(); ref.Number+mostBlocksBack < head.Number {
		c.err = newError(codeTooManyBlocksBack, "the latest is block %d", head.Number)
	}
	return ref.Number
}

// sequence is what a topic that follows sealed blocks has told.
type sequence struct {
	// next is the number of the next block to tell of.
	next uint64
}

// blocks calls tell for all sealed blocks that it was not called for yet.
func (q *sequence) blocks(k *socket, tell func(*chain.Header) error) error {
	for k.ctx.Err() == nil {
		head := k.server.config.Blocks.Head()
		if q.next > head.Number {
			return nil
		}
		h, err := k.server.config.Blocks.Header(q.next)
		if isFault(err, chain.CodeBlockUnknown) {
			return nil // it was reverted; there will be a notice
		}
		if err != nil {
			return err
		}
		if err := tell(h); err != nil {
			return err
		}
		q.next++
	}
	return nil
}

// reverted tells of blocks that were taken back.
func (q *sequence) reverted(k *socket, id string, n *chain.RevertNotice) error {
	q.next = min(q.next, n.First.Number)
	return k.notify(id, "Reorg", struct {
		First       starknet.Hex `json:"starting_block_hash"`
		FirstNumber uint64       `json:"starting_block_number"`
		Last        starknet.Hex `json:"ending_block_hash"`
		LastNumber  uint64       `json:"ending_block_number"`
	}{starknet.Hex(n.First.Hash), n.First.Number, starknet.Hex(n.Last.Hash), n.Last.Number})
}

// newHeads tells of new blocks.
type newHeads struct{ sequence }

func subscribeNewHeads(c *call) (any, error) {
	from := c.subscriptionBlock(0)
	if c.err != nil {
		return nil, c.err
	}
	return c.subscribe(&newHeads{sequence{from}})
}

func (t *newHeads) begin(k *socket, id string) error {
	return t.blocks(k, func(h *chain.Header) error {
		header, err := k.server.sealedHeaderOf(k.version, h)
		if err != nil {
			return err
		}
		return k.notify(id, "NewHeads", header)
	})
}

func (t *newHeads) tell(k *socket, id string, n chain.Notice) error {
	switch n := n.(type) {
	case *chain.BlockNotice:
		return t.begin(k, id)
	case *chain.RevertNotice:
		return t.reverted(k, id, n)
	}
	return nil
}

// eventsTopic tells of events.
type eventsTopic struct {
	sequence
	filter chain.EventFilter
	// early: also of those that are only pre-confirmed.
	early bool
}

func subscribeEvents(c *call) (any, error) {
	var addresses addressList
	var keys [][]starknet.Hex
	finality := string(chain.AcceptedOnL2)
	if c.has(0) {
		c.read(0, &addresses)
	}
	if c.has(1) {
		c.read(1, &keys)
	}
	if c.has(3) {
		c.read(3, &finality)
	}
	from := c.subscriptionBlock(2)
	c.checkKeys(keys)
	c.checkAddresses(addresses)
	t := &eventsTopic{
		sequence: sequence{from}, early: finality == string(chain.PreConfirmed),
		filter: chain.EventFilter{Addresses: starknet.Felts(addresses), Keys: keysOf(keys)},
	}
	if !t.early && finality != string(chain.AcceptedOnL2) && c.err == nil {
		c.err = newError(codeInvalidParams, "finality_status: PRE_CONFIRMED or ACCEPTED_ON_L2")
	}
	if c.err != nil {
		return nil, c.err
	}
	return c.subscribe(t)
}

func (t *eventsTopic) begin(k *socket, id string) error {
	return t.blocks(k, func(h *chain.Header) error {
		if h.EventCount == 0 {
			return nil
		}
		status, err := k.server.blockStatus(h.Number)
		if err != nil {
			return err
		}
		receipts, err := k.server.config.Blocks.Receipts(h.Number)
		if err != nil {
			return err
		}
		for i := range receipts {
			if err := t.matching(k, id, &receipts[i], h, i, status); err != nil {
				return err
			}
		}
		return nil
	})
}

// matching tells of a transaction's events that match.
func (t *eventsTopic) matching(k *socket, id string, r *chain.Receipt, h *chain.Header, index int, status chain.TransactionStatus) error {
	for i := range r.Events {
		if !t.filter.Match(&r.Events[i]) {
			continue
		}
		e := chain.EmittedEvent{
			Event: r.Events[i], Block: h.Number, BlockHash: h.Hash, Transaction: r.Hash,
			Place: chain.Place{Block: h.Number, Index: uint32(index)}, Index: uint32(i),
		}
		err := k.notify(id, "Events", struct {
			emittedEvent
			Finality chain.TransactionStatus `json:"finality_status"`
		}{emittedEventOf(k.version, &e), status})
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *eventsTopic) tell(k *socket, id string, n chain.Notice) error {
	switch n := n.(type) {
	case *chain.BlockNotice:
		return t.begin(k, id)
	case *chain.RevertNotice:
		return t.reverted(k, id, n)
	case *chain.StatusNotice:
		if !t.early || n.Status != chain.PreConfirmed || n.Receipt == nil {
			return nil
		}
		f, err := k.server.lookup(&n.Hash)
		if err != nil || f.receipt == nil {
			return nil // it is gone, or sealed in the meantime, which is told then
		}
		if f.block.open == nil {
			return nil
		}
		return t.matching(k, id, f.receipt, f.block.Header, f.index, chain.PreConfirmed)
	}
	return nil
}

// statusTopic tells how far a transaction is.
type statusTopic struct {
	hash starknet.Felt
	told chain.TransactionStatus
}

func subscribeTransactionStatus(c *call) (any, error) {
	hash := c.felt(0)
	if c.err != nil {
		return nil, c.err
	}
	return c.subscribe(&statusTopic{hash: hash})
}

// begin tells of the transaction's status, if there is one and it is new.
func (t *statusTopic) begin(k *socket, id string) error {
	f, err := k.server.lookup(&t.hash)
	if err != nil {
		return notTransaction(err)
	}
	status, err := k.server.status(f)
	if err != nil {
		return err
	}
	return t.say(k, id, status, f.receipt)
}

// notTransaction takes it for no error that there is no such transaction (yet).
func notTransaction(err error) error {
	if e, ok := err.(*Error); ok && e.Code == codeTransactionNotFound {
		return nil
	}
	if isFault(err, chain.CodeTransactionUnknown) || isFault(err, chain.CodeBlockUnknown) {
		return nil
	}
	return err
}

func (t *statusTopic) say(k *socket, id string, status chain.TransactionStatus, r *chain.Receipt) error {
	if status == t.told {
		return nil
	}
	t.told = status
	return k.notify(id, "TransactionStatus", struct {
		Hash   starknet.Hex `json:"transaction_hash"`
		Status statusAnswer `json:"status"`
	}{starknet.Hex(t.hash), statusOf(status, r)})
}

func (t *statusTopic) tell(k *socket, id string, n chain.Notice) error {
	switch n := n.(type) {
	case *chain.StatusNotice:
		if n.Hash == t.hash {
			return t.say(k, id, n.Status, n.Receipt)
		}
		return nil
	case *chain.RevertNotice:
		var q sequence
		if err := q.reverted(k, id, n); err != nil {
			return err
		}
	}
	return t.begin(k, id)
}

// transactionsTopic tells of new transactions, or of their receipts.
type transactionsTopic struct {
	sequence
	receipts bool
	statuses []chain.TransactionStatus
	senders  []starknet.Felt
	facts    bool
}

// transactionsTopic reads the parameters of a subscription to transactions.
func (c *call) transactionsTopic(known ...chain.TransactionStatus) *transactionsTopic {
	t := &transactionsTopic{statuses: []chain.TransactionStatus{chain.AcceptedOnL2}}
	if c.has(0) {
		c.read(0, &t.statuses)
	}
	for _, s := range t.statuses {
		if !slices.Contains(known, s) && c.err == nil {
			c.err = newError(codeInvalidParams, "finality_status: there is no %.64q", string(s))
		}
	}
	var senders []starknet.Hex
	if c.has(1) {
		c.read(1, &senders)
	}
	if most := c.server.config.Limits.Addresses; len(senders) > most && c.err == nil {
		c.err = newError(codeTooManyAddresses, "at most %d are taken", most)
	}
	t.senders = starknet.Felts(senders)
	t.next = c.server.config.Blocks.Head().Number + 1
	return t
}

func subscribeNewTransactionReceipts(c *call) (any, error) {
	t := c.transactionsTopic(chain.PreConfirmed, chain.AcceptedOnL2)
	t.receipts = true
	if c.err != nil {
		return nil, c.err
	}
	return c.subscribe(t)
}

func subscribeNewTransactions(c *call) (any, error) {
	t := c.transactionsTopic(chain.Received, chain.Candidate, chain.PreConfirmed, chain.AcceptedOnL2)
	t.facts = c.flags(2, includeProofFacts)[includeProofFacts]
	if c.err != nil {
		return nil, c.err
	}
	return c.subscribe(t)
}

func (t *transactionsTopic) begin(k *socket, id string) error {
	return t.blocks(k, func(h *chain.Header) error {
		if !slices.Contains(t.statuses, chain.AcceptedOnL2) {
			return nil
		}
		transactions, err := k.server.config.Blocks.Transactions(h.Number)
		if err != nil {
			return err
		}
		receipts, err := k.server.config.Blocks.Receipts(h.Number)
		if err != nil {
			return err
		}
		for i := range min(len(transactions), len(receipts)) {
			f := &found{Transaction: &transactions[i], block: blockRef{h, nil}, index: i, receipt: &receipts[i]}
			if err := t.say(k, id, f, chain.AcceptedOnL2); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *transactionsTopic) say(k *socket, id string, f *found, status chain.TransactionStatus) error {
	if len(t.senders) > 0 && !slices.Contains(t.senders, f.ContractAddress()) {
		return nil
	}
	if t.receipts {
		r := receiptOf(f.Transaction, f.receipt, status)
		r.blockInfo = blockInfoOf(f.block)
		return k.notify(id, "NewTransactionReceipts", r)
	}
	data, err := transactionAnswer{f.Transaction, t.facts, true}.MarshalJSON()
	if err != nil {
		return err
	}
	return k.notify(id, "NewTransaction", withFinality{data, status})
}

// withFinality is an object with finality_status added.
type withFinality struct {
	object []byte
	status chain.TransactionStatus
}

// MarshalJSON implements json.Marshaler.
func (w withFinality) MarshalJSON() ([]byte, error) {
	return append([]byte(`{"finality_status":"`+string(w.status)+`",`), w.object[1:]...), nil
}

func (t *transactionsTopic) tell(k *socket, id string, n chain.Notice) error {
	switch n := n.(type) {
	case *chain.BlockNotice:
		return t.begin(k, id)
	case *chain.RevertNotice:
		return t.reverted(k, id, n)
	case *chain.StatusNotice:
		if n.Status == chain.AcceptedOnL2 || !slices.Contains(t.statuses, n.Status) {
			return nil
		}
		f, err := k.server.lookup(&n.Hash)
		if err != nil {
			return notTransaction(err)
		}
		if t.receipts && f.receipt == nil {
			return nil
		}
		return t.say(k, id, f, n.Status)
	}
	return nil
}
