// Package script runs the Python of Cairo 0 hints: the part of the language
// that hints are written in, on integers of any size, strings, bytes, lists,
// tuples, dictionaries, sets, functions and objects of the host. There is no
// way from it to files, network, time or randomness, every operation is
// charged against a budget, and integers and containers are bounded, so that a
// stranger's hint ends with an error and never with the machine.
//
// A hint is parsed once (Parse) and may be run many times (Interp.Run). What
// hints know beyond the language (memory, ids, imported functions) is the
// host's: it supplies names and modules as Values.
package script
