// Package starknetgo holds what an application does with starknet.go, unmodified,
// against a node, as a test. It is a module of its own, since starknet.go's
// dependencies are not the house's. make starknetgo-test runs it.
package starknetgo
