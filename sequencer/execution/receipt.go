package execution

import (
	"fmt"

	"github.com/holiman/uint256"

	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// Receipt is what became of a transaction.
type Receipt struct {
	// Hash is the transaction's.
	Hash Felt
	Kind program.Kind
	// Status tells whether it had its effect; a reverted one has paid.
	Status program.Status
	// RevertReason is text for people, empty if it succeeded.
	RevertReason string
	// Fee is what was paid, in the token's smallest unit.
	Fee uint256.Int
	// Gas is what was taken of each resource.
	Gas program.Gas
	// Events were emitted, in this order: that of the transfer, then that of the fee.
	Events []starknet.Event
	// Messages were sent to L1, in this order.
	Messages []starknet.MessageToL1
}

// The reasons that Starknet's contracts would give, as short strings.
const (
	reasonBalance  = "ERC20: insufficient balance"
	reasonBridge   = "EXPECTED_FROM_BRIDGE_ONLY"
	reasonPayload  = "INVALID_PAYLOAD"
	reasonEntry    = "ENTRYPOINT_NOT_FOUND"
	reasonContract = "CONTRACT_NOT_FOUND"
	reasonOverflow = "u256_add Overflow"
)

// revertText words a failure as Starknet's receipts do: what was called, and why it
// failed, as felt and text.
func revertText(contract, class, selector *Felt, reason string) string {
	felt := starknet.MustShortString(reason)
	return fmt.Sprintf("Transaction execution has failed:\n0: Error in the called contract (contract address: %s, class hash: %s, selector: %s):\n"+
		"Execution failed. Failure reason:\n%s ('%s').\n",
		padded(contract), padded(class), padded(selector), starknet.FormatFelt(&felt), reason)
}

// padded writes a felt with all its 64 digits, as Starknet's texts do.
func padded(e *Felt) string {
	b := e.Bytes()
	return fmt.Sprintf("0x%x", b[:])
}
