// Package config is the one table of Quarry's settings, and where their values
// come from: a flag goes before an environment variable, that before the
// configuration file, that before the default.
//
// A setting is a field of one of the structs in this package; its tags are its
// name, its default and its help. From them come the flag (--webhook_ports), the
// variable (QUARRY_WEBHOOK_PORTS), the key of the file (webhook_ports), the lines
// of `quarry config` and the table in docs/operations.md. Names that no setting
// has are errors, with a suggestion.
//
// Here live names, sources and their order. What a setting means is the affair
// of the room that it configures, and cmd/quarry hands it there.
package config

//go:generate go run ../internal/configdoc -out ../docs/operations.md
