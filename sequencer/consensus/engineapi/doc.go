// Package engineapi offers the engine that makes blocks to a consensus in another
// process, in the way of Ethereum's engine API: JSON-RPC 2.0 over HTTP, and each
// request carries a token (JWT, HS256, over a secret of 32 bytes that both sides
// have) which was issued within the last minute.
//
// The methods are those of chain.Engine:
//
//	engine_head() → head
//	engine_build({parent, timestamp, limits, budget_ms, allow_empty}) → proposal or null
//	engine_validate(payload, decided) → true
//	engine_finalise(hash) → head
//	engine_announce(number, hash) → true
//
// A proposal's payload is opaque: consensus carries it to the others, who give it
// to engine_validate. A refusal is an error with code -32000 and in data the fault's
// code, such as chain/state-root.
package engineapi
