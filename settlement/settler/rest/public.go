package rest

import (
	"fmt"

	"quarry/fault"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
)

// publicTexts say what a code means to everybody. The errors' own texts may name hosts,
// files and other things of the operator's: they are in the log, and in the answers to
// those who have a key.
var publicTexts = map[fault.Code]string{
	l1.CodeUnreachable:     "the L1 node does not answer",
	l1.CodeChainID:         "the L1 node is on another chain",
	l1.CodeSigner:          "whoever signs for the operator refuses",
	l1.CodeReverts:         "the transaction would fail",
	l1.CodeBalance:         "the operator's account has too little ether",
	l1.CodeFeeCap:          "gas costs more than the transaction may",
	l1.CodeStuck:           "the transaction has waited long, and not for its fee",
	l1.CodeNonce:           "another program has used the transaction's nonce",
	l1.CodeRejected:        "the L1 node refuses the transaction",
	settler.CodeContract:   "the core contract can't be read",
	settler.CodeProver:     "the prover has given up",
	settler.CodeProof:      "the proof is not one of the block",
	settler.CodeRejected:   "the contract refuses the proof",
	settler.CodeReverts:    "the core contract does not take the update now",
	settler.CodeUpdate:     "the transaction will not happen, and is sent anew",
	settler.CodeConflict:   "L1 has settled another block with this number",
	settler.CodeTimeout:    "it takes longer than it should",
	settler.CodeData:       "the block's data can't be brought into the form in which L1 takes it",
	settler.CodeStore:      "the settler's records can't be read or written",
	settler.CodeOtherChain: "the core contract is of another chain, or of another release",
}

// publicText is what everybody may read of an error.
func publicText(code fault.Code) string {
	text, ok := publicTexts[code]
	if !ok {
		text = "something is wrong, and the operator's log says what"
	}
	if code == "" {
		return text
	}
	return fmt.Sprintf("%s [%s]", text, code)
}

// publicOverview leaves out what is not for everybody; o is changed.
func publicOverview(o *settler.Overview) *settler.Overview {
	for _, side := range []struct {
		text *string
		code fault.Code
	}{{&o.L1, o.L1Code}, {&o.L2, o.L2Code}} {
		if *side.text != "" {
			*side.text = publicText(side.code)
		}
	}
	publicBlocks(o.Blocks...)
	return o
}

// publicBlocks leaves out what is not for everybody; the blocks are changed.
func publicBlocks(blocks ...*settler.Block) {
	for _, b := range blocks {
		for _, j := range b.Jobs {
			if j.Reason != nil {
				j.Reason.Text = publicText(j.Reason.Code)
			}
			for i := range j.Past {
				j.Past[i].Text = publicText(j.Past[i].Code)
			}
		}
	}
}

// publicTransactions leaves out what is not for everybody; the transactions are changed.
func publicTransactions(all []*l1.Transaction) []*l1.Transaction {
	for _, t := range all {
		if t.TroubleText != "" {
			t.TroubleText = publicText(t.Trouble)
		}
	}
	return all
}
