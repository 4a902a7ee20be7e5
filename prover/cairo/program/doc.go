// Package program reads compiled Cairo programs: cairo-compile's JSON with
// data, identifiers, hints with their flow tracking, references, attributes
// and debug information, and what Cairo 1 tools leave behind (Recognise). A
// Program is read only and may be shared by runs.
package program
