package starknet

import "encoding/binary"

// MessageToL1 is a message from a contract on L2 to one on L1.
type MessageToL1 struct {
	// From is the sender on L2, To the receiver on L1.
	From    Felt
	To      EthAddress
	Payload []Felt
}

// Hash is the name of the message in the core contract: Keccak-256 of sender,
// receiver, length of the payload and payload, each 32 bytes.
func (m *MessageToL1) Hash() [32]byte {
	b := appendFelt(make([]byte, 0, 32*(3+len(m.Payload))), &m.From)
	b = appendEth(b, m.To)
	return Keccak(appendPayload(b, m.Payload))
}

// MessageToL2 is a message from a contract on L1 to a handler on L2.
type MessageToL2 struct {
	// From is the sender on L1.
	From EthAddress
	// To is the receiver on L2, Selector that of its handler.
	To, Selector Felt
	Payload      []Felt
	// Nonce is the message's number in the core contract.
	Nonce uint64
}

// Hash is the name of the message in the core contract: Keccak-256 of sender,
// receiver, nonce, selector, length of the payload and payload, each 32 bytes.
func (m *MessageToL2) Hash() [32]byte {
	b := appendEth(make([]byte, 0, 32*(5+len(m.Payload))), m.From)
	b = appendFelt(b, &m.To)
	b = appendUint(b, m.Nonce)
	b = appendFelt(b, &m.Selector)
	return Keccak(appendPayload(b, m.Payload))
}

// Transaction is the message as the transaction that L2 carries it out by; the
// fee that was paid is not part of it.
func (m *MessageToL2) Transaction() *L1Handler {
	return &L1Handler{
		Contract: m.To, Selector: m.Selector, Nonce: m.Nonce,
		Calldata: append([]Felt{m.From.Felt()}, m.Payload...),
	}
}

// Message is the message that the transaction carries out.
func (t *L1Handler) Message() (*MessageToL2, error) {
	if len(t.Calldata) == 0 {
		return nil, errNoSender
	}
	from, err := EthAddressFromFelt(&t.Calldata[0])
	if err != nil {
		return nil, err
	}
	return &MessageToL2{From: from, To: t.Contract, Selector: t.Selector, Payload: t.Calldata[1:], Nonce: t.Nonce}, nil
}

func appendEth(b []byte, a EthAddress) []byte { return append(append(b, zeros[:12]...), a[:]...) }

func appendUint(b []byte, n uint64) []byte {
	return binary.BigEndian.AppendUint64(append(b, zeros[:24]...), n)
}

func appendPayload(b []byte, payload []Felt) []byte {
	b = appendUint(b, uint64(len(payload)))
	for i := range payload {
		b = appendFelt(b, &payload[i])
	}
	return b
}
