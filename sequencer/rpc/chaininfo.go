package rpc

import (
	"slices"

	"quarry/sequencer/chain"
	"quarry/sequencer/starknet"
)

func specVersion(c *call) (any, error) { return c.version.String(), nil }

func chainID(c *call) (any, error) { return starknet.Hex(c.server.config.ChainID), nil }

// syncing answers false on a node that has caught up.
func syncing(c *call) (any, error) {
	if c.server.config.Sync == nil {
		return false, nil
	}
	s, ok := c.server.config.Sync()
	if !ok {
		return false, nil
	}
	return struct {
		StartingHash starknet.Hex `json:"starting_block_hash"`
		Starting     uint64       `json:"starting_block_num"`
		CurrentHash  starknet.Hex `json:"current_block_hash"`
		Current      uint64       `json:"current_block_num"`
		HighestHash  starknet.Hex `json:"highest_block_hash"`
		Highest      uint64       `json:"highest_block_num"`
	}{
		starknet.Hex(s.Starting.Hash), s.Starting.Number, starknet.Hex(s.Current.Hash), s.Current.Number,
		starknet.Hex(s.Highest.Hash), s.Highest.Number,
	}, nil
}

// stateDiff is STATE_DIFF of the specification.
type stateDiff struct {
	Storage    []contractDiff     `json:"storage_diffs"`
	Deprecated []starknet.Hex     `json:"deprecated_declared_classes"`
	Declared   []struct{}         `json:"declared_classes"`
	Deployed   []deployedContract `json:"deployed_contracts"`
	Replaced   []struct{}         `json:"replaced_classes"`
	Nonces     []nonceUpdate      `json:"nonces"`
}

type contractDiff struct {
	Address starknet.Hex   `json:"address"`
	Entries []storageEntry `json:"storage_entries"`
}

type storageEntry struct {
	Key   starknet.Hex `json:"key"`
	Value starknet.Hex `json:"value"`
}

type deployedContract struct {
	Address starknet.Hex `json:"address"`
	Class   starknet.Hex `json:"class_hash"`
}

type nonceUpdate struct {
	Address starknet.Hex `json:"contract_address"`
	Nonce   integer      `json:"nonce"`
}

// diffOf is the answer for a state diff; if addresses are given, of these
// contracts only.
func diffOf(d *chain.StateDiff, addresses ...starknet.Felt) *stateDiff {
	out := &stateDiff{
		Storage: []contractDiff{}, Deprecated: []starknet.Hex{}, Declared: []struct{}{}, Deployed: []deployedContract{},
		Replaced: []struct{}{}, Nonces: []nonceUpdate{},
	}
	wanted := func(a starknet.Felt) bool { return len(addresses) == 0 || slices.Contains(addresses, a) }
	for _, s := range d.Storage {
		if !wanted(s.Address) {
			continue
		}
		entries := make([]storageEntry, len(s.Entries))
		for i, e := range s.Entries {
			entries[i] = storageEntry{starknet.Hex(e.Key), starknet.Hex(e.Value)}
		}
		out.Storage = append(out.Storage, contractDiff{starknet.Hex(s.Address), entries})
	}
	for _, a := range d.Deployed {
		if wanted(a.Address) {
			out.Deployed = append(out.Deployed, deployedContract{starknet.Hex(a.Address), starknet.Hex(a.ClassHash)})
		}
	}
	for _, n := range d.Nonces {
		if wanted(n.Address) {
			out.Nonces = append(out.Nonces, nonceUpdate{starknet.Hex(n.Address), integerOf(n.Nonce)})
		}
	}
	return out
}

func getStateUpdate(c *call) (any, error) {
	ref := c.block(0)
	addresses := c.felts(1, c.server.config.Limits.Addresses)
	if c.err != nil {
		return nil, c.err
	}
	if ref.open != nil {
		out := struct {
			OldRoot *starknet.Hex `json:"old_root,omitempty"`
			Diff    *stateDiff    `json:"state_diff"`
		}{Diff: diffOf(ref.open.Diff(), addresses...)}
		out.OldRoot = (*starknet.Hex)(&ref.OldRoot)
		return out, nil
	}
	diff, err := c.server.config.Blocks.StateDiff(ref.Number)
	if err != nil {
		return nil, err
	}
	return struct {
		Hash    starknet.Hex `json:"block_hash"`
		OldRoot starknet.Hex `json:"old_root"`
		NewRoot starknet.Hex `json:"new_root"`
		Diff    *stateDiff   `json:"state_diff"`
	}{starknet.Hex(ref.Hash), starknet.Hex(ref.OldRoot), starknet.Hex(ref.StateRoot), diffOf(diff, addresses...)}, nil
}

// getMessagesStatus answers what became of the messages that a transaction of L1
// has sent to L2.
func getMessagesStatus(c *call) (any, error) {
	var text string
	c.read(0, &text)
	if c.err != nil {
		return nil, c.err
	}
	l1, err := starknet.ParseInteger(text, 256)
	if err != nil {
		c.fail(0, err)
		return nil, c.err
	}
	unknown := newError(codeTransactionNotFound, "no message from L1 is known that such a transaction has sent")
	if c.server.config.Messages == nil {
		return nil, unknown
	}
	messages, ok, err := c.server.config.Messages.Sent(c, l1.Bytes32())
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, unknown
	}
	type answer struct {
		Hash      starknet.Hex            `json:"transaction_hash"`
		Finality  chain.TransactionStatus `json:"finality_status"`
		Execution string                  `json:"execution_status"`
		Failure   string                  `json:"failure_reason,omitempty"`
	}
	out := []answer{}
	for i := range messages {
		hash := messages[i].Transaction().Hash(&c.server.config.ChainID)
		f, err := c.server.lookup(&hash)
		if err != nil {
			continue // it waits for its turn
		}
		status, err := c.server.status(f)
		if err != nil {
			return nil, err
		}
		s := statusOf(status, f.receipt)
		out = append(out, answer{starknet.Hex(hash), s.Finality, s.Execution, s.Failure})
	}
	return out, nil
}

// getStorageProof says why there are no such proofs: there is no tree of Starknet's
// form.
func getStorageProof(*call) (any, error) {
	return nil, newError(codeStorageProof, "the state is an indexed Merkle tree of accounts, not Starknet's tries: quarry_getAccountProof proves an account")
}
