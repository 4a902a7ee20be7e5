package cpu

import (
	"encoding/binary"

	"quarry/kernels"
)

// serializeGo writes each element as the big-endian bytes of its Montgomery
// form, stride bytes apart.
func serializeGo(dst []byte, stride int, src []kernels.Element) {
	for i := range src {
		e, out := &src[i], dst[i*stride:][:elementSize]
		binary.BigEndian.PutUint64(out[0:], e[3])
		binary.BigEndian.PutUint64(out[8:], e[2])
		binary.BigEndian.PutUint64(out[16:], e[1])
		binary.BigEndian.PutUint64(out[24:], e[0])
	}
}
