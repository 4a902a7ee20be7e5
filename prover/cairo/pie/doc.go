// Package pie reads, checks and writes Cairo PIEs: position independent
// executions, zip files with the program, the memory of a run outside proof
// mode with its pointers unresolved, and what the run took.
//
// The format is cairo-lang's (starkware/cairo/lang/vm/cairo_pie.py): five
// members, all deflated. metadata.json has the program without hints and the
// segments in a fixed order: program 0, execution 1, the builtins, the two
// empty segments that the return addresses point to, and the others.
// memory.bin has 40 bytes a cell, little-endian: an address of 8 bytes (bit 63
// set, segment in bits 47 to 62, offset below) and a value of 32 (bit 255 set:
// a pointer, packed in the same way). additional_data.json has what builtins
// need beyond memory, execution_resources.json steps, holes and instances,
// version.json the format's version.
//
// Read bounds what it inflates. Check does what cairo-lang calls validity
// checks, and what its runner finds out when it loads a PIE.
package pie
