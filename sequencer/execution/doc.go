// Package execution applies transactions and deposits to the state, by the rules of
// sequencer/program/format.md: receipts, events, fees, the block's hash and state
// diff, and all that the block program is given to prove it.
//
// A transaction is checked in two parts. Executor.Check looks at it alone: form,
// action, amounts of gas, hash; Verify at its signature, under the account's key.
// Both are independent of other transactions, so they are done in parallel, and
// done once: a checked Transaction remembers its hash and the key that its
// signature is valid under. Overlay.Apply does the rest, in order, on accounts
// staged over a view of the state, and can take everything back to a Mark. Seal
// ends the block. Execute does all of it for a block that somebody else made.
//
// The same transactions on the same state make the same block, always.
package execution
