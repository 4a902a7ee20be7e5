package starknet

import "github.com/holiman/uint256"

// Event is what a contract emits.
type Event struct {
	From       Felt
	Keys, Data []Felt
}

// TransferEvent is the event of the token for a transfer, as OpenZeppelin's
// ERC-20 emits it: sender and receiver are keys, the amount is data. From is 0
// where tokens are made, to where they are destroyed.
func TransferEvent(from, to *Felt, amount *uint256.Int) Event {
	value := U256(amount)
	return Event{From: TokenAddress, Keys: []Felt{EventTransfer, *from, *to}, Data: value[:]}
}
