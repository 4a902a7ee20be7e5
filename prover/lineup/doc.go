// Package lineup is the prover's line-up: which proofs are to be made, by whom,
// in which order, and what became of them. It keeps its records, its work queue
// and its artifacts in NATS JetStream: embedded in the process with files in
// the data directory, or an external cluster by URL, by the same code.
//
// JetStream itself is first in, first out. So one dispatcher, leader by
// compare-and-swap in the key-value store, decides priority, ageing, share and
// admission, and the stream carries only assignments. A worker holds a lease on
// an attempt, with a fencing token: a result counts only under its current
// lease. A proof becomes visible only when the server's own judge has verified
// its bytes.
//
// Here live records, queue, leases, events of jobs, artifacts and retention. How
// a task is proved is prover/worker's affair, what a task is prover/task's, and
// HTTP that of the api room.
package lineup
