package rpc

import (
	"encoding/hex"
	"errors"
	"strings"

	"quarry/sequencer/chain"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// includeProofFacts is the flag for answers with proof facts, which are always
// empty here.
const includeProofFacts = "INCLUDE_PROOF_FACTS"

// transactionAnswer is a transaction as it is answered: TXN or, with its hash,
// TXN_WITH_HASH of the specification.
type transactionAnswer struct {
	*chain.Transaction
	facts, hash bool
}

// MarshalJSON implements json.Marshaler.
func (t transactionAnswer) MarshalJSON() ([]byte, error) {
	data, err := marshalTransaction(t.Transaction.Transaction, t.facts)
	if err != nil || !t.hash {
		return data, err
	}
	var b strings.Builder
	b.WriteString(`{"transaction_hash":"`)
	b.WriteString(starknet.FormatFelt(&t.Hash))
	b.WriteString(`",`)
	b.Write(data[1:])
	return []byte(b.String()), nil
}

func marshalTransaction(t starknet.Transaction, facts bool) ([]byte, error) {
	switch t := t.(type) {
	case *starknet.InvokeV3:
		if facts {
			return t.MarshalWithProofFacts()
		}
		return t.MarshalJSON()
	case *starknet.DeployAccountV3:
		return t.MarshalJSON()
	case *starknet.L1Handler:
		return t.MarshalJSON()
	}
	return nil, errors.New("a transaction of no known type")
}

// eventAnswer is EVENT of the specification.
type eventAnswer struct {
	From starknet.Hex   `json:"from_address"`
	Keys []starknet.Hex `json:"keys"`
	Data []starknet.Hex `json:"data"`
}

func eventOf(e *starknet.Event) eventAnswer {
	return eventAnswer{starknet.Hex(e.From), starknet.HexList(e.Keys), starknet.HexList(e.Data)}
}

// messageAnswer is MSG_TO_L1 of the specification.
type messageAnswer struct {
	From    starknet.Hex   `json:"from_address"`
	To      starknet.Hex   `json:"to_address"`
	Payload []starknet.Hex `json:"payload"`
}

func messageOf(m *starknet.MessageToL1) messageAnswer {
	return messageAnswer{starknet.Hex(m.From), starknet.Hex(m.To.Felt()), starknet.HexList(m.Payload)}
}

// feePayment is FEE_PAYMENT of the specification.
type feePayment struct {
	Amount integer `json:"amount"`
	Unit   string  `json:"unit"`
}

// The units of fees.
const (
	unitFRI = "FRI"
	unitWEI = "WEI"
)

// resources are EXECUTION_RESOURCES of the specification.
type resources struct {
	L1Gas     uint64 `json:"l1_gas"`
	L1DataGas uint64 `json:"l1_data_gas"`
	L2Gas     uint64 `json:"l2_gas"`
}

func resourcesOf(g program.Gas) resources { return resources{g.L1, g.L1Data, g.L2} }

// receiptAnswer is TXN_RECEIPT of the specification.
type receiptAnswer struct {
	Type            starknet.TransactionType `json:"type"`
	Hash            starknet.Hex             `json:"transaction_hash"`
	Fee             feePayment               `json:"actual_fee"`
	Finality        chain.TransactionStatus  `json:"finality_status"`
	Execution       string                   `json:"execution_status"`
	RevertReason    string                   `json:"revert_reason,omitempty"`
	Messages        []messageAnswer          `json:"messages_sent"`
	Events          []eventAnswer            `json:"events"`
	Resources       resources                `json:"execution_resources"`
	MessageHash     string                   `json:"message_hash,omitempty"`
	ContractAddress *starknet.Hex            `json:"contract_address,omitempty"`
	*blockInfo
}

// blockInfo is what a receipt says of its block: TXN_RECEIPT_WITH_BLOCK_INFO.
type blockInfo struct {
	Hash   *starknet.Hex `json:"block_hash,omitempty"`
	Number uint64        `json:"block_number"`
}

func blockInfoOf(ref blockRef) *blockInfo {
	if ref.open != nil {
		return &blockInfo{Number: ref.Number}
	}
	return &blockInfo{(*starknet.Hex)(&ref.Hash), ref.Number}
}

// executionStatus is how a transaction ended, in the specification's words.
func executionStatus(s program.Status) string {
	if s == program.Reverted {
		return "REVERTED"
	}
	return "SUCCEEDED"
}

// receiptOf is the answer for a receipt, without its block.
func receiptOf(t *chain.Transaction, r *chain.Receipt, status chain.TransactionStatus) *receiptAnswer {
	out := &receiptAnswer{
		Type: t.Type(), Hash: starknet.Hex(r.Hash), Fee: feePayment{integer(r.Fee), unitFRI}, Finality: status,
		Execution: executionStatus(r.Status), Resources: resourcesOf(r.Gas),
		Messages: make([]messageAnswer, len(r.Messages)), Events: make([]eventAnswer, len(r.Events)),
	}
	if r.Status == program.Reverted {
		if out.RevertReason = r.RevertReason; out.RevertReason == "" {
			out.RevertReason = "reverted"
		}
	}
	for i := range r.Messages {
		out.Messages[i] = messageOf(&r.Messages[i])
	}
	for i := range r.Events {
		out.Events[i] = eventOf(&r.Events[i])
	}
	switch t := t.Transaction.(type) {
	case *starknet.DeployAccountV3:
		address := starknet.Hex(t.ContractAddress())
		out.ContractAddress = &address
	case *starknet.L1Handler:
		out.Fee.Unit = unitWEI
		if m, err := t.Message(); err == nil {
			hash := m.Hash()
			out.MessageHash = "0x" + hex.EncodeToString(hash[:])
		}
	}
	return out
}

// found is a transaction that was asked for, and where it is.
type found struct {
	*chain.Transaction
	block blockRef
	index int
	// receipt is nil as long as the transaction waits in the pool; staged tells
	// whether the builder has taken it.
	receipt *chain.Receipt
	staged  bool
}

// lookup finds a transaction in the sealed blocks, the block that is being built,
// or the pool. As it may move on in between, it is looked for twice.
func (s *Server) lookup(hash *starknet.Felt) (f *found, err error) {
	for range 2 {
		if f, err = s.lookupOnce(hash); f != nil || err != nil {
			return f, err
		}
	}
	return nil, newError(codeTransactionNotFound, "neither a block nor the mempool has it")
}

// lookupOnce returns nil if the transaction is nowhere.
func (s *Server) lookupOnce(hash *starknet.Felt) (*found, error) {
	place, err := s.config.Blocks.Place(hash)
	switch {
	case isFault(err, chain.CodeTransactionUnknown):
	case err == nil && place.Block > s.config.Blocks.Head().Number: // it is on disk, but not yet the latest
	case err != nil:
		return nil, err
	default:
		return s.at(place)
	}
	if open := s.config.Builder.Open(); open != nil {
		for i := range open.Block.Transactions {
			if open.Block.Transactions[i].Hash == *hash {
				return &found{
					Transaction: &open.Block.Transactions[i], index: i, receipt: &open.Block.Receipts[i],
					block: blockRef{&open.Block.Header, open},
				}, nil
			}
		}
	}
	if t, staged, ok := s.config.Pool.Get(*hash); ok {
		return &found{Transaction: &chain.Transaction{Hash: *hash, Transaction: t}, staged: staged}, nil
	}
	return nil, nil
}

// at is the transaction at a place of a sealed block.
func (s *Server) at(p chain.Place) (*found, error) {
	header, err := s.config.Blocks.Header(p.Block)
	if err != nil {
		return nil, err
	}
	t, err := s.config.Blocks.TransactionAt(p)
	if err != nil {
		return nil, err
	}
	r, err := s.config.Blocks.ReceiptAt(p)
	if err != nil {
		return nil, err
	}
	return &found{Transaction: &t, block: blockRef{header, nil}, index: int(p.Index), receipt: &r}, nil
}

// status is how far the transaction is.
func (s *Server) status(f *found) (chain.TransactionStatus, error) {
	switch {
	case f.receipt == nil && f.staged:
		return chain.Candidate, nil
	case f.receipt == nil:
		return chain.Received, nil
	case f.block.open != nil:
		return chain.PreConfirmed, nil
	}
	return s.blockStatus(f.block.Number)
}

func getTransactionByHash(c *call) (any, error) {
	hash, facts := c.felt(0), c.flags(1, includeProofFacts)[includeProofFacts]
	if c.err != nil {
		return nil, c.err
	}
	f, err := c.server.lookup(&hash)
	if err != nil {
		return nil, err
	}
	return transactionAnswer{f.Transaction, facts, true}, nil
}

func getTransactionByBlockIDAndIndex(c *call) (any, error) {
	ref, facts := c.block(0), c.flags(2, includeProofFacts)[includeProofFacts]
	var index uint64
	c.read(1, &index)
	if c.err != nil {
		return nil, c.err
	}
	var count int
	if ref.open != nil {
		count = len(ref.open.Block.Transactions)
	} else {
		count = ref.Header.TransactionCount
	}
	if index >= uint64(count) {
		return nil, newError(codeTransactionIndex, "block %d has %d transactions", ref.Number, count)
	}
	if ref.open != nil {
		return transactionAnswer{&ref.open.Block.Transactions[index], facts, true}, nil
	}
	t, err := c.server.config.Blocks.TransactionAt(chain.Place{Block: ref.Number, Index: uint32(index)})
	return transactionAnswer{&t, facts, true}, err
}

func getTransactionReceipt(c *call) (any, error) {
	hash := c.felt(0)
	if c.err != nil {
		return nil, c.err
	}
	f, err := c.server.lookup(&hash)
	if err != nil {
		return nil, err
	}
	if f.receipt == nil {
		return nil, newError(codeTransactionNotFound, "it waits in the mempool and has no receipt yet")
	}
	return c.server.receiptWithBlock(f)
}

// receiptWithBlock is the answer for the receipt of a transaction that is in a
// block.
func (s *Server) receiptWithBlock(f *found) (*receiptAnswer, error) {
	status, err := s.status(f)
	if err != nil {
		return nil, err
	}
	r := receiptOf(f.Transaction, f.receipt, status)
	r.blockInfo = blockInfoOf(f.block)
	return r, nil
}

// statusAnswer is TXN_STATUS_RESULT of the specification.
type statusAnswer struct {
	Finality  chain.TransactionStatus `json:"finality_status"`
	Execution string                  `json:"execution_status,omitempty"`
	Failure   string                  `json:"failure_reason,omitempty"`
}

func statusOf(status chain.TransactionStatus, r *chain.Receipt) statusAnswer {
	out := statusAnswer{Finality: status}
	if r != nil {
		out.Execution, out.Failure = executionStatus(r.Status), r.RevertReason
	}
	return out
}

func getTransactionStatus(c *call) (any, error) {
	hash := c.felt(0)
	if c.err != nil {
		return nil, c.err
	}
	f, err := c.server.lookup(&hash)
	if err != nil {
		return nil, err
	}
	status, err := c.server.status(f)
	return statusOf(status, f.receipt), err
}
