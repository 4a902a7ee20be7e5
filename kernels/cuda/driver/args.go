package driver

import (
	"encoding/binary"

	"quarry/kernels"
)

// Args collects the arguments of a launch, in the order of the kernel's
// parameters. Go's integers must have the size of the parameter.
type Args struct {
	buf     []byte
	offsets []uint32
	sizes   []uint32 // of the parameters
}

// next begins an argument of that many bytes.
func (a *Args) next(bytes int) {
	a.offsets = append(a.offsets, uint32(len(a.buf)))
	a.sizes = append(a.sizes, uint32(bytes))
}

// Ptr adds a device address.
func (a *Args) Ptr(p Ptr) *Args { return a.Uint64(uint64(p)) }

// Uint64 adds a parameter of 8 bytes.
func (a *Args) Uint64(v uint64) *Args {
	a.next(8)
	a.buf = binary.LittleEndian.AppendUint64(a.buf, v)
	return a
}

// Uint32 adds a parameter of 4 bytes.
func (a *Args) Uint32(v uint32) *Args {
	a.next(4)
	a.buf = binary.LittleEndian.AppendUint64(a.buf, uint64(v)) // what follows stays aligned
	return a
}

// Int adds a parameter of 4 bytes; it panics if v does not fit.
func (a *Args) Int(v int) *Args {
	if int(uint32(v)) != v {
		panic("driver: argument beyond 32 bits")
	}
	return a.Uint32(uint32(v))
}

// Felt adds a felt that is passed by value.
func (a *Args) Felt(e *kernels.Element) *Args {
	a.next(8 * len(e))
	for _, limb := range e {
		a.buf = binary.LittleEndian.AppendUint64(a.buf, limb)
	}
	return a
}

// Bytes adds a parameter that is a structure, of which b is a copy; its size
// must be a multiple of 8.
func (a *Args) Bytes(b []byte) *Args {
	a.next(len(b))
	a.buf = append(a.buf, b...)
	return a
}
