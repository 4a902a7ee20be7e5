// Package fault is the house's one error type: a stable code that programs can
// match, and three sentences for people: what is wrong, where, and what to do.
//
// Every room may import it; it imports none. Only the error type and the codes
// live here, never the checks that raise them.
package fault
