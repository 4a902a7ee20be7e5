package cairo1

import "quarry/fault"

// contract is the error for a compiled contract class: its entry points take
// gas, a syscall handler and calldata from a Starknet node.
func contract() *fault.Error {
	return fault.New(CodeEntrypoint, "the file is a compiled contract class, whose entry points only a Starknet node can call").
		WithHint("prove a function: mark it #[executable] and give the target/dev/NAME.executable.json that scarb build writes")
}
