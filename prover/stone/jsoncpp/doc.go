// Package jsoncpp reads and writes JSON as jsoncpp 1.8.4 does, the library that
// Stone uses: the proof file has to come out in the same bytes.
//
// Reading keeps what jsoncpp keeps (integers of 64 bits exactly, larger or
// fractional numbers as doubles, members sorted by their names' bytes) and the
// byte offset of each value, for error messages. Comments are skipped, as
// jsoncpp accepts them. It is stricter than jsoncpp in three things, all of
// which let two readers see two documents in one file: a key that occurs twice
// in one object, anything but white space after the document, and strings that
// are not UTF-8 are errors.
//
// Only the syntax lives here; what the documents mean is prover/stone's affair.
package jsoncpp
