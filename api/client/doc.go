// Package client speaks to a Quarry service: it submits proofs, watches them,
// fetches what was proved and checks that it is what the service said.
//
// What the service refuses comes as a *fault.Error with the service's code, which
// wraps an *Error with what HTTP adds. Requests that may be repeated are, a few
// times, if the service can't be reached or asks to come back later.
package client
