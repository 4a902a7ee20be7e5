// Package task is one proof to be made, as data: which files go in, and how the
// proof is to be made. A Task with the bytes that it names gives the same proof
// wherever and whenever it runs, so it can be stored, queued, sent to another
// machine and done again.
//
// Here live the description itself, the way from it to a prover.Source and a
// memory plan (what a worker needs), and the judge of the finished proof (what
// the one who hands it out needs): Judge verifies the proof's bytes against a
// statement that it derives from the task, never from what the worker says.
// Queues, leases and processes belong to the rooms above.
package task
