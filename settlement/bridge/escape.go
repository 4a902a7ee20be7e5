package bridge

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
	"quarry/settlement/contracts"
)

// Leave is an account that leaves L2, and to whom the bridge pays its balance.
type Leave struct {
	Account, L2ChainID starknet.Felt
	L1ChainID          uint64
	Bridge, Recipient  common.Address
}

// Message is the hash that the account's owner signs.
func (l *Leave) Message() starknet.Felt {
	return contracts.EscapeMessage(&l.Account, &l.L2ChainID, l.L1ChainID, l.Bridge, l.Recipient)
}

// typedField is a field of a SNIP-12 type.
type typedField struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// TypedData is the message as SNIP-12 has it (revision 1), for wallets: they show it
// and sign its hash for the account.
type TypedData struct {
	Types       map[string][]typedField `json:"types"`
	PrimaryType string                  `json:"primaryType"`
	Domain      map[string]string       `json:"domain"`
	Message     map[string]string       `json:"message"`
}

// TypedData returns what a wallet of Starknet's signs for the account.
func (l *Leave) TypedData() *TypedData {
	chain, ok := starknet.ShortStringText(&l.L2ChainID)
	if !ok {
		chain = starknet.FormatFelt(&l.L2ChainID)
	}
	return &TypedData{
		Types: map[string][]typedField{
			"StarknetDomain": {{"name", "shortstring"}, {"version", "shortstring"}, {"chainId", "shortstring"}, {"revision", "shortstring"}},
			"Escape":         {{"L1 chain", "felt"}, {"Bridge", "felt"}, {"Recipient", "felt"}},
		},
		PrimaryType: "Escape",
		Domain:      map[string]string{"name": "Quarry", "version": "v1", "chainId": chain, "revision": "1"},
		Message: map[string]string{
			"L1 chain": fmt.Sprintf("0x%x", l.L1ChainID), "Bridge": feltText(l.Bridge), "Recipient": feltText(l.Recipient),
		},
	}
}

func feltText(a common.Address) string {
	e := starknet.EthAddress(a).Felt()
	return starknet.FormatFelt(&e)
}

// Call is the call of the bridge that pays the account's balance under a root, of which
// proof shows the account. publicKey's owner has signed the message; salt is that of the
// address of an account that has not been deployed, and counts only then.
func (l *Leave) Call(proof *state.Proof, root, publicKey *starknet.Felt, signature []starknet.Felt, salt *starknet.Felt) (*contracts.Call, error) {
	if err := l.checkProof(proof, root); err != nil {
		return nil, err
	}
	deployed := !proof.Account.ClassHash.IsZero()
	switch {
	case deployed && *publicKey != proof.Account.PublicKey:
		return nil, fault.New(contracts.CodeEscape, "the account's public key is %s, not %s",
			starknet.FormatFelt(&proof.Account.PublicKey), starknet.FormatFelt(publicKey)).WithHint("sign with the account's key")
	case !deployed && starknet.AccountAddress(publicKey, salt) != l.Account:
		return nil, fault.New(contracts.CodeEscape, "the account was never deployed, and its address is not made of key %s and salt %s",
			starknet.FormatFelt(publicKey), starknet.FormatFelt(salt)).WithHint("sign with the account's key, and give the salt of its address")
	case deployed:
		salt = nil
	}
	message := l.Message()
	e, err := contracts.NewEscape(proof, &message, publicKey, signature, salt)
	if err != nil {
		return nil, err
	}
	return contracts.BridgeCall(l.Bridge, "escape", e.Account, e.Place, e.Authorisation, l.Recipient)
}

// checkProof demands that the proof shows the account under the root.
func (l *Leave) checkProof(proof *state.Proof, root *starknet.Felt) error {
	if proof.Address != l.Account {
		return fault.New(CodeProof, "the proof is of another account")
	}
	if err := proof.Verify(root); err != nil {
		return fault.Wrap(err, CodeProof, "the proof, of the state after block %d, is not of the last root on L1", proof.Block).
			WithHint("take a node that has just the blocks that L1 has (quarry node revert), or the state that quarry derive rebuilds (--data)")
	}
	if !proof.Present() {
		return fault.New(CodeUnknown, "the state has no account %s", starknet.FormatFelt(&l.Account))
	}
	return nil
}
