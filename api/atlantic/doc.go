// Package atlantic lets clients that were written for Herodotus' Atlantic, the
// hosted prover, talk to a Quarry: a second face of the same line-up, with
// Atlantic's paths, fields, states and errors.
//
// A query is a job; its id is the job's. Here live only the translation of
// forms, records and errors, and the addresses of artifacts; keys, quotas and
// limits are those of package api, which mounts this one. Which parts of Atlantic
// are spoken, and why others are not, is said in docs/atlantic.md.
//
// As at Atlantic, a query's record and its artifacts need no key: clients fetch
// both without one. Whoever knows the id, which has 80 random bits, may read
// them. Jobs that were not submitted through this face don't exist here.
package atlantic
