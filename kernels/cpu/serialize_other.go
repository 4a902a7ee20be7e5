//go:build !amd64 || purego

package cpu

import "quarry/kernels"

// serialize writes the elements in the bytes that Stone hashes, stride bytes
// apart.
func serialize(dst []byte, stride int, src []kernels.Element) { serializeGo(dst, stride, src) }
