package rest

import (
	"fmt"
	"strings"

	"quarry/settlement/l1"
	"quarry/settlement/settler"
)

// Pages is a settler as a node's explorer shows it, to everybody: api/dashboard.Settlement.
// Of what goes wrong they have codes and what these mean, not the errors' own texts.
type Pages struct {
	// Settler returns the settler, nil while there is none.
	Settler func() *settler.Settler
}

// shownBlocks and shownTransactions are how many of the last ones a page has.
const shownBlocks, shownTransactions = 25, 50

// State returns what the settler does, nil if there is none.
func (p Pages) State() (any, error) {
	s := p.Settler()
	if s == nil {
		return nil, nil
	}
	blocks, err := s.Blocks(0, shownBlocks)
	if err != nil {
		return nil, err
	}
	publicBlocks(blocks...)
	sent := publicTransactions(s.Transactions())
	return map[string]any{"overview": publicOverview(s.Overview()), "blocks": blocks, "transactions": sent[max(0, len(sent)-shownTransactions):]}, nil
}

// Block returns all of one block.
func (p Pages) Block(number uint64) (any, error) {
	s := p.Settler()
	if s == nil {
		return nil, nil
	}
	b, err := s.Block(number)
	if err != nil {
		return nil, err
	}
	sent := []*l1.Transaction{}
	for _, t := range s.Transactions() {
		if strings.HasPrefix(t.Key, fmt.Sprintf("update/%d/", number)) {
			sent = append(sent, t)
		}
	}
	publicBlocks(b)
	return map[string]any{"block": b, "transactions": publicTransactions(sent)}, nil
}
