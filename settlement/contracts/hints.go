package contracts

import (
	"fmt"
	"math/big"
	"strings"
	"time"

	"quarry/fault"
)

// hints say of a typed error what whoever made the call can do about it. %s is the
// error's first value, a moment if the name is among those of moments.
var hints = map[string]string{
	// roles
	"NotGovernor":      "only governors of this contract may do this, and %s is none",
	"NotOperator":      "governors register operators, and %s is none",
	"NotNominated":     "a governor must nominate %s before",
	"NotEligible":      "%s is a governor already, or no address",
	"CannotRemoveSelf": "another governor must do this, so that one always remains",
	// code
	"NotAContract":       "there is no code at %s: deploy it first",
	"AlreadyAdded":       "this has been announced before, and waits",
	"NotAdded":           "announce it first, with the same code, data and finality",
	"NotYetActive":       "the delay of code ends at %s",
	"IsFinal":            "the code of this contract can't be replaced any more",
	"AlreadyInitialized": "the contract is initialised: new code takes no data",
	// versions
	"NoUpgrade":            "no version is announced: propose one first",
	"UpgradePending":       "a version from block %s on is announced already: activate or cancel it first",
	"UpgradeNotYetActive":  "the delay of versions ends at %s",
	"UpgradeTooLate":       "block %s has been settled meanwhile: cancel, and propose a later one",
	"NotASuitableContract": "%s is no verifier, or no program's data contract",
	"NotAConfigHash":       "a config hash is a field element other than 0",
	"VersionsAreFinal":     "program, config and verifier can't be changed any more",
	// freezing
	"IsFrozen":              "the rollup is frozen: see quarry bridge escape",
	"IsNotFrozen":           "the rollup is not frozen",
	"UnfreezeNotYetAllowed": "users have time to leave until %s",
	"AccountsHaveLeft":      "%s accounts have left: the last root is the last for ever",
	"NotOverdue":            "the message has not waited longer than the freeze delay, or it does not wait",
	// messages and deposits
	"NoFee":                     "a message to L2 needs a fee",
	"FeeTooHigh":                "the fee of a message is at most 1 ETH",
	"NotAnL2Address":            "an address on L2 is a number from 1 to 2^251 − 257",
	"NoAmount":                  "the amount is 0",
	"DepositTooHigh":            "governors have limited deposits: see quarry contracts show",
	"BridgeFull":                "governors have limited what the bridge holds: see quarry contracts show",
	"NotDepositor":              "only who made the deposit takes it back, and %s did not",
	"NoMessageToCancel":         "L2 has consumed the deposit, or it was taken back",
	"NoMessageToConsume":        "the message is not on L1 (any more): the block is not settled yet, or it was consumed or cancelled",
	"CancellationNotStarted":    "begin with quarry bridge cancel, then wait for the delay",
	"CancellationNotYetAllowed": "the delay of cancellations ends at %s",
	// withdrawals and escapes
	"DailyLimitReached": "announce it (quarry bridge announce): then it is paid in seven days whatever the limit",
	"NoWithdrawal":      "L2 has sent no such withdrawal that a settled block holds, or it was paid",
	"PaymentFailed":     "%s does not take ether, or the bridge does not hold so much",
	"CoreNotFrozen":     "accounts leave only when the rollup is frozen; until then, withdraw on L2",
	"AlreadyEscaped":    "the account has left already",
	"WrongStateRoot":    "the proof is not of the last root on L1",
	"NotTheOwnersKey":   "the key, with the salt, is not the account's",
	"WrongSignature":    "the account's owner must sign for this bridge, chain and recipient",
}

// moments are the errors whose first value is a time in seconds since 1970.
var moments = map[string]bool{
	"NotYetActive": true, "UpgradeNotYetActive": true, "UnfreezeNotYetAllowed": true, "CancellationNotYetAllowed": true,
}

// Hint says what can be done about the error, empty if nothing is known.
func (r Reason) Hint() string {
	hint := hints[r.Name]
	if hint == "" || len(r.Values) == 0 {
		return hint
	}
	value := fmt.Sprint(r.Values[0])
	if seconds, ok := r.Values[0].(*big.Int); ok && moments[r.Name] && seconds.IsInt64() {
		value = time.Unix(seconds.Int64(), 0).UTC().Format(time.RFC3339)
	}
	return strings.Replace(hint, "%s", value, 1)
}

// Refusal is the fault of a call that a contract reverts, with its typed reason and
// what can be done about it. Errors that don't come from a contract are returned as
// they are.
func Refusal(err error, method string) error {
	reason, ok := ReasonIn(err)
	if !ok {
		return err
	}
	name, _, _ := strings.Cut(method, "(")
	return fault.New(CodeRefused, "the contract refuses %s: %s", name, reason).WithHint("%s", reason.Hint())
}
