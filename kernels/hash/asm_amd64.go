//go:build amd64 && !purego

package hash

const haveAssembly = true
