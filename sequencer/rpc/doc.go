// Package rpc is the sequencer's face to Starknet's tools: JSON-RPC over HTTP and
// WebSocket by Starknet's specifications 0.9 and 0.10, each under its own path.
//
// What this sequencer does not have (declarations of classes, calls of other
// contracts than the token, the bridge and accounts, proof facts, …) is refused
// with Starknet's own error codes and a reason. docs/sequencer.md names all
// deviations.
//
// Everything that a client can make the server do is bounded: bodies, batches,
// answers, connections and work of one network, calls at a time, subscriptions
// and what waits in their queues. Refused transactions cost a network more than
// accepted ones, so that junk runs dry and honest clients don't.
//
// Sources: starknet-specs v0.9.0 and v0.10.2 (starknet_api_openrpc.json,
// starknet_write_api.json, starknet_trace_api_openrpc.json, starknet_ws_api.json),
// the JSON-RPC 2.0 specification.
package rpc
