package program

import "github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

// MessageToL1 is a message that a block sends to L1.
type MessageToL1 struct {
	From    fp.Element
	To      [20]byte
	Payload []fp.Element
}

// MessageToL2 is a message from L1 that a block consumes.
type MessageToL2 struct {
	From     [20]byte
	To       fp.Element
	Nonce    fp.Element
	Selector fp.Element
	Payload  []fp.Element // at most MaxPayload
}
