// Package kernels says what a device can do on columns of felts.
//
// A Backend is a sum of small interfaces, one for each step of the protocol.
// Its operations are coarse (evaluate these columns on this coset, hash these
// rows, fold this layer) and work coset by coset, so that streaming and holding
// everything are one path, and so that a GPU launches few kernels. Columns are
// opaque handles that live where the device computes; every transfer between
// host and device is an explicit call.
//
// Only the interfaces, the plain data they speak of (programs, hashes, tree
// shapes) and host memory live here. Implementations are the packages below;
// kerneltest holds the suite that each of them must pass, and no protocol
// logic lives in any of them.
//
// # The element
//
// Everywhere an element is gnark-crypto's fp.Element of the Stark curve: four
// 64-bit limbs, little-endian, Montgomery form with R = 2^256, canonical
// (below p) whenever it rests in a column.
//
// # Order and domains
//
// g generates the trace domain of size N; a coset is offset·<g>. A column of
// evaluations is always in natural order: index i holds the value at
// offset·g^i. Stone's evaluation domain of N·2^b points is
// 3·<w>, w^(2^b) = g; it commits to it in bit-reversed order, so the coset with
// committed index c (0 ≤ c < 2^b) has offset 3·w^bitreverse(c, b) and is one
// consecutive segment of leaves; within the segment, leaf bitreverse(i) is row
// i. Coefficients are held in an order that is the backend's own affair.
package kernels
