// Package icicle is an optional backend: transforms by Ingonyama's icicle, everything
// else by the processor's best. It is there to be compared with, and for those who
// have one of icicle's licensed backends for GPUs; Quarry never chooses it by itself.
//
// It is built with the tag "icicle" only, against a checkout that the user has: see
// `make icicle`. Nothing of icicle is in Quarry.
//
// icicle's number-theoretic transforms are linear, so felts go in and out in
// Montgomery form as they are; only the points' generators are given as plain numbers.
// Of the hashes, icicle's Poseidon has other constants and rounds than Starknet's, so
// that none of its digests is of use here.
package icicle
