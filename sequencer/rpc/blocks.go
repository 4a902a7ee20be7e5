package rpc

import (
	"github.com/holiman/uint256"

	"quarry/sequencer/chain"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// starknetVersion is the version of Starknet's protocol whose transactions are
// spoken.
const starknetVersion = "0.14.1"

// resourcePrice is RESOURCE_PRICE of the specification: the one token is both FRI
// and WEI.
type resourcePrice struct {
	FRI integer `json:"price_in_fri"`
	WEI integer `json:"price_in_wei"`
}

func priceOf(p uint64) resourcePrice {
	v := integer(*uint256.NewInt(p))
	return resourcePrice{v, v}
}

// integer is an unsigned integer in JSON: 0x and hexadecimal digits without
// leading zeros.
type integer uint256.Int

// MarshalText implements encoding.TextMarshaler.
func (i integer) MarshalText() ([]byte, error) { return []byte((*uint256.Int)(&i).Hex()), nil }

func integerOf(v uint64) integer { return integer(*uint256.NewInt(v)) }

// openHeader is PRE_CONFIRMED_BLOCK_HEADER of the specification.
type openHeader struct {
	Number          uint64        `json:"block_number"`
	Timestamp       uint64        `json:"timestamp"`
	Sequencer       starknet.Hex  `json:"sequencer_address"`
	L1GasPrice      resourcePrice `json:"l1_gas_price"`
	L2GasPrice      resourcePrice `json:"l2_gas_price"`
	L1DataGasPrice  resourcePrice `json:"l1_data_gas_price"`
	L1DAMode        string        `json:"l1_da_mode"`
	StarknetVersion string        `json:"starknet_version"`
}

// sealedHeader is BLOCK_HEADER of the specification.
type sealedHeader struct {
	Hash   starknet.Hex `json:"block_hash"`
	Parent starknet.Hex `json:"parent_hash"`
	Root   starknet.Hex `json:"new_root"`
	openHeader
	*commitments
}

// commitments are what block headers have since 0.10. Only the transactions are
// committed to here.
type commitments struct {
	Events           starknet.Hex `json:"event_commitment"`
	Transactions     starknet.Hex `json:"transaction_commitment"`
	Receipts         starknet.Hex `json:"receipt_commitment"`
	StateDiff        starknet.Hex `json:"state_diff_commitment"`
	EventCount       int          `json:"event_count"`
	TransactionCount int          `json:"transaction_count"`
	StateDiffLength  int          `json:"state_diff_length"`
}

func (s *Server) openHeaderOf(h *program.Header) openHeader {
	mode := "CALLDATA"
	if s.config.Blobs {
		mode = "BLOB"
	}
	return openHeader{
		Number: h.Number, Timestamp: h.Timestamp, Sequencer: starknet.Hex(h.Sequencer),
		L1GasPrice: priceOf(h.Prices.L1), L2GasPrice: priceOf(h.Prices.L2), L1DataGasPrice: priceOf(h.Prices.L1Data),
		L1DAMode: mode, StarknetVersion: starknetVersion,
	}
}

func (s *Server) sealedHeaderOf(v version, h *chain.Header) (*sealedHeader, error) {
	out := &sealedHeader{
		Hash: starknet.Hex(h.Hash), Parent: starknet.Hex(h.ParentHash), Root: starknet.Hex(h.StateRoot),
		openHeader: s.openHeaderOf(&h.Header),
	}
	if v < version10 {
		return out, nil
	}
	diff, err := s.config.Blocks.StateDiff(h.Number)
	if err != nil {
		return nil, err
	}
	out.commitments = &commitments{
		Transactions: starknet.Hex(h.Commitment), EventCount: h.EventCount, TransactionCount: h.TransactionCount,
		StateDiffLength: diffLength(diff),
	}
	return out, nil
}

// diffLength is the length of a state diff as Starknet counts: what it says of
// storage cells, nonces and deployed contracts.
func diffLength(d *chain.StateDiff) int {
	n := len(d.Deployed) + len(d.Nonces)
	for i := range d.Storage {
		n += len(d.Storage[i].Entries)
	}
	return n
}

// blockAnswer is a block with transactions in one of three forms.
type blockAnswer struct {
	Status chain.TransactionStatus `json:"status,omitempty"`
	*sealedHeader
	Transactions any `json:"transactions"`
}

// openAnswer is the block that is being built.
type openAnswer struct {
	openHeader
	Transactions any `json:"transactions"`
}

// answerBlock is a block's answer; form makes that of the transactions.
func (c *call) answerBlock(ref blockRef, form func(status chain.TransactionStatus) (any, error)) (any, error) {
	if ref.open != nil {
		list, err := form(chain.PreConfirmed)
		return openAnswer{c.server.openHeaderOf(&ref.Header.Header), list}, err
	}
	status, err := c.server.blockStatus(ref.Number)
	if err != nil {
		return nil, err
	}
	header, err := c.server.sealedHeaderOf(c.version, ref.Header)
	if err != nil {
		return nil, err
	}
	list, err := form(status)
	return blockAnswer{status, header, list}, err
}

// blockStatus is a sealed block's status.
func (s *Server) blockStatus(number uint64) (chain.TransactionStatus, error) {
	reached, err := s.config.Blocks.Reached(chain.L1Included)
	if err != nil {
		return "", err
	}
	if number <= reached {
		return chain.AcceptedOnL1, nil
	}
	return chain.AcceptedOnL2, nil
}

// transactions are those of a block.
func (c *call) transactions(ref blockRef) ([]chain.Transaction, error) {
	charge(c.bucket, ref.TransactionCount/perUnit)
	if ref.open != nil {
		return ref.open.Block.Transactions, nil
	}
	return c.server.config.Blocks.Transactions(ref.Number)
}

// receipts are those of a block.
func (c *call) receipts(ref blockRef) ([]chain.Receipt, error) {
	charge(c.bucket, ref.TransactionCount/perUnit)
	if ref.open != nil {
		return ref.open.Block.Receipts, nil
	}
	return c.server.config.Blocks.Receipts(ref.Number)
}

// openBlock is the block that is being built, or an empty one in its place.
func (s *Server) openBlock() (*chain.Open, error) {
	head := s.config.Blocks.Head()
	if o := s.config.Builder.Open(); o != nil && o.Block.Number > head.Number {
		return o, nil
	}
	overlay, err := s.config.Builder.Fork(0)
	if err != nil {
		return nil, err
	}
	return &chain.Open{
		Block: &chain.Block{Header: chain.Header{Header: overlay.Header(), OldRoot: overlay.View().Root()}},
		Diff:  func() *chain.StateDiff { return &chain.StateDiff{} },
		Account: func(address *starknet.Felt) (*program.Account, bool) {
			a, _, err := overlay.View().Lookup(address)
			return a, err == nil && a != nil
		},
	}, nil
}

func getBlockWithTxHashes(c *call) (any, error) {
	ref := c.block(0)
	if c.err != nil {
		return nil, c.err
	}
	return c.answerBlock(ref, func(chain.TransactionStatus) (any, error) {
		list, err := c.transactions(ref)
		hashes := make([]starknet.Hex, len(list))
		for i := range list {
			hashes[i] = starknet.Hex(list[i].Hash)
		}
		return hashes, err
	})
}

func getBlockWithTxs(c *call) (any, error) {
	ref, facts := c.block(0), c.flags(1, includeProofFacts)[includeProofFacts]
	if c.err != nil {
		return nil, c.err
	}
	return c.answerBlock(ref, func(chain.TransactionStatus) (any, error) {
		list, err := c.transactions(ref)
		if err != nil {
			return nil, err
		}
		out := make([]any, len(list))
		for i := range list {
			out[i] = transactionAnswer{&list[i], facts, true}
		}
		return out, nil
	})
}

func getBlockWithReceipts(c *call) (any, error) {
	ref, facts := c.block(0), c.flags(1, includeProofFacts)[includeProofFacts]
	if c.err != nil {
		return nil, c.err
	}
	return c.answerBlock(ref, func(status chain.TransactionStatus) (any, error) {
		list, err := c.transactions(ref)
		if err != nil {
			return nil, err
		}
		receipts, err := c.receipts(ref)
		if err != nil {
			return nil, err
		}
		type both struct {
			Transaction transactionAnswer `json:"transaction"`
			Receipt     *receiptAnswer    `json:"receipt"`
		}
		out := make([]both, min(len(list), len(receipts)))
		for i := range out {
			out[i] = both{transactionAnswer{&list[i], facts, false}, receiptOf(&list[i], &receipts[i], status)}
		}
		return out, nil
	})
}

func getBlockTransactionCount(c *call) (any, error) {
	ref := c.block(0)
	if c.err != nil {
		return nil, c.err
	}
	if ref.open != nil {
		return len(ref.open.Block.Transactions), nil
	}
	return ref.Header.TransactionCount, nil
}

func blockNumber(c *call) (any, error) {
	head := c.server.config.Blocks.Head()
	return head.Number, nil
}

func blockHashAndNumber(c *call) (any, error) {
	head := c.server.config.Blocks.Head()
	return struct {
		Hash   starknet.Hex `json:"block_hash"`
		Number uint64       `json:"block_number"`
	}{starknet.Hex(head.Hash), head.Number}, nil
}
