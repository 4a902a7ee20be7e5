package settler

import (
	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
	"quarry/settlement/l1"
)

// Overview is what the settler is doing.
type Overview struct {
	// Contract is the core contract as the last step saw it, nil if it could not.
	Contract *ContractState `json:"contract,omitempty"`
	// Sealed is the number of L2's last block.
	Sealed uint64 `json:"sealed"`
	// Operator is the account that sends, Balance what it has, in wei.
	Operator common.Address `json:"operator"`
	Balance  string         `json:"balance,omitempty"`
	// Foreign is what another program has sent with the operator's account while the
	// settler ran; nil if none has.
	Foreign *l1.Foreign `json:"foreign,omitempty"`
	Control Control     `json:"control"`
	// Cancellations are messages to L2 that can soon be taken back, those first that are
	// due first. One that a block has taken must be settled before.
	Cancellations []Cancellation `json:"cancellations,omitempty"`
	// L1 and L2 say why they could not be read, with the errors' codes; empty if they could.
	L1     string     `json:"l1,omitempty"`
	L1Code fault.Code `json:"l1Code,omitempty"`
	L2     string     `json:"l2,omitempty"`
	L2Code fault.Code `json:"l2Code,omitempty"`
	// Blocks are those that are under way, by rising number.
	Blocks []*Block `json:"blocks"`
}

// Overview returns what the last step has seen and done.
func (s *Settler) Overview() *Overview {
	blocks := s.active()
	s.mu.Lock()
	defer s.mu.Unlock()
	o := &Overview{
		Contract: s.seen.contract, Sealed: s.seen.sealed, Operator: s.config.Manager.Address(), Control: s.control,
		Blocks: make([]*Block, len(blocks)),
	}
	if s.seen.balance != nil {
		o.Balance = s.seen.balance.String()
	}
	if foreign := s.config.Manager.Foreign(); foreign.Count > 0 {
		o.Foreign = &foreign
	}
	if s.config.Deposits != nil {
		o.Cancellations = s.config.Deposits.Cancellations()
	}
	if s.seen.l1 != nil {
		o.L1, o.L1Code = s.seen.l1.Error(), fault.CodeOf(s.seen.l1)
	}
	if s.seen.blocks != nil {
		o.L2, o.L2Code = s.seen.blocks.Error(), fault.CodeOf(s.seen.blocks)
	}
	for i, b := range blocks {
		o.Blocks[i] = b.clone()
	}
	return o
}

// Blocks returns the records of at most limit blocks, also of those that are done, by
// falling number: the last ones, or, if below is not 0, the last with smaller numbers.
func (s *Settler) Blocks(below uint64, limit int) ([]*Block, error) {
	return s.store.lastBlocks(below, limit)
}

// Transactions returns what was sent to L1, by rising nonce, without the transactions'
// bytes.
func (s *Settler) Transactions() []*l1.Transaction {
	all := s.config.Manager.Transactions()
	for _, t := range all {
		for i := range t.Attempts {
			t.Attempts[i].Raw = nil
		}
	}
	return all
}
