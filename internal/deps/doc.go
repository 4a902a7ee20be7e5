// Package deps holds the modules that the house is built on but that no package
// imports yet, so that one go.mod resolves all of them together. It is never
// built into anything: `go build -tags deps ./internal/deps` shows that the set
// compiles.
package deps
