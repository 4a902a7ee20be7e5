package contracts

import "quarry/fault"

// What can go wrong around the contracts.
const (
	// CodeOptions: the contracts can't be deployed like this.
	CodeOptions fault.Code = "contracts/options"
	// CodeDeploy: a contract was not deployed, or a call on the way failed.
	CodeDeploy fault.Code = "contracts/deploy"
	// CodeRefused: a contract refuses the call; its reason stands in the message.
	CodeRefused fault.Code = "contracts/refused"
	// CodeRead: a contract can't be read: it is not there, or is another one.
	CodeRead fault.Code = "contracts/read"
	// CodeLog: a log is not the event that it is taken for.
	CodeLog fault.Code = "contracts/log"
	// CodeCall: a proof or output can't be made a call of.
	CodeCall fault.Code = "contracts/call"
	// CodeEscape: an account's leaf or signature is not what the contract takes.
	CodeEscape fault.Code = "contracts/escape"
)
