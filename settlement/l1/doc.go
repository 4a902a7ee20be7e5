// Package l1 is the room of Ethereum as the settlement sees it: a chain to talk to
// (an embedded one for development, or any by its URL), keys that sign,
// transactions that are sent until they are final, and logs that are read only
// where they will stay.
//
// # Transactions
//
// A Manager owns one account's nonces. What is asked for is a Request with a key;
// the key gets a nonce, once, and every transaction with this nonce carries the
// request or, if it is voided, nothing: a nonce never carries two requests. A
// transaction is stored before it is sent, so that whatever was sent is known
// after a crash. Fees rise by the rules that clients have for replacements, up to
// a cap on the whole cost that the request sets. States go
//
//	Submitted → Included → Safe → Finalized
//
// by the hash of the block that holds the transaction, and back when a
// reorganisation takes the block away.
//
// # Logs
//
// A Watcher hands out logs of blocks that lie deep enough, in order, and looks
// again whether the blocks that it has handed out are still in the chain.
//
// Amounts are in wei. All methods are safe for use by several goroutines unless
// they say otherwise.
package l1
