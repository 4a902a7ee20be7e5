// Package bench finds out what a machine is worth: it runs kernels and whole
// proofs on every backend that the machine has, beside others that do the same
// work (Stone, gnark-crypto, x/crypto), and says what each took.
//
// # How it measures
//
// What is measured together is a Contest: several contenders do the same work
// on the same data. After a warm-up they take turns, and the order changes from
// round to round, so that whatever else the machine does meets all of them. A
// ratio is that of two contenders in the same round; its median and the interval
// that holds it come from all rounds. Times are medians with quartiles.
//
// # What it trusts
//
// Nothing. What the work must give is computed before by definition: with
// gnark-crypto's field and x/crypto's hashes where they have it, otherwise by
// the portable backend, which is itself checked by definition on sampled rows.
// Each result of each round is compared with that. A contender with one wrong
// result has no time. Proofs must be the same bytes from every backend and from
// Stone.
//
// # What it writes
//
// A Report: the machine, the commit and the results with all samples, as JSON
// (docs/bench.md), as a table for a terminal, and as an HTML page with plots.
// Compare judges two reports.
package bench

//go:generate go run ../cmd/quarry bench page results/2026-11-23-xeon-2core-proofs.json --history results --pictures ../docs/images/bench/proofs
//go:generate go run ../cmd/quarry bench page results/2026-11-23-xeon-2core-kernels.json --history results --pictures ../docs/images/bench/kernels
