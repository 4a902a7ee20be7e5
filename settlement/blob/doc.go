// Package blob brings state diffs into EIP-4844's blobs and back.
//
// A diff's words are the coefficients of polynomials over BLS12-381's scalar field,
// program.BlobWords of them each; a blob holds a polynomial's values at the roots of
// unity, in bit-reversed order (see sequencer/program/format.md). The block program
// gets the commitments to the blobs and outputs each polynomial's value at a point
// that depends on them; the core contract checks those values by the
// point-evaluation precompile, for which this package makes the proofs.
package blob
