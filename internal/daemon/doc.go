// Package daemon is what a service needs of the system that it runs on: a data
// directory that only its owner can enter, certificates that are read again when
// they are renewed, and words with systemd.
//
// Here live files and the system only; what is served is cmd/quarry's wiring.
package daemon
