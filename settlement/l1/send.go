package l1

import (
	"context"
	"errors"
	"strings"

	"github.com/ethereum/go-ethereum/rpc"

	"quarry/fault"
)

// send gives the newest attempt to the node. What is said against it is noted as
// trouble, not returned: it will be sent again.
func (m *Manager) send(ctx context.Context, t *Transaction) error {
	tx, err := t.last().transaction()
	if err != nil {
		return err
	}
	err = m.client.SendTransaction(ctx, tx)
	t.Sent = m.options.Now()
	code, text := sendFault(err), ""
	if code != "" {
		text = Quiet(err).Error()
		if code != t.Trouble {
			m.options.Log.Warn("L1 transaction", "key", t.Key, "nonce", t.Nonce, "code", code, "text", text)
		}
	}
	t.Trouble, t.TroubleText = code, text
	return m.put(t)
}

// sendFault returns what a node's answer to a transaction means: no fault if the
// node has it. Nodes say it in words only; these are those of geth, which others
// use, too.
func sendFault(err error) fault.Code {
	if err == nil {
		return ""
	}
	if !isAnswer(err) {
		return CodeUnreachable
	}
	text := strings.ToLower(err.Error())
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has("already known", "already imported", "known transaction", "already in mempool"):
		return ""
	case has("insufficient funds"):
		return CodeBalance
	case has("nonce too low", "nonce is too low", "invalid nonce"):
		// Most likely a block has just taken it; the next step sees which.
		return ""
	case has("underpriced", "fee too low", "max fee per gas less than", "fee cap less than", "gas price too low"):
		return CodeFeeCap
	case has("chain id", "chainid"):
		return CodeChainID
	}
	return CodeRejected
}

// isAnswer tells whether an error is what a node says, and not that it is silent.
func isAnswer(err error) bool {
	var answer rpc.Error
	return errors.As(err, &answer)
}

// isIndexing tells whether a node doesn't know yet where a transaction is. It will.
func isIndexing(err error) bool {
	return err != nil && strings.Contains(err.Error(), "indexing is in progress")
}
