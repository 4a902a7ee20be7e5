// Package wallet is a user's side of the chain: keys in encrypted files, and a client
// that signs transactions and speaks to a node by Starknet's JSON-RPC like any other
// program. Nothing here knows what the node is made of.
package wallet
