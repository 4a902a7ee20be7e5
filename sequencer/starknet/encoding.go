package starknet

import (
	"encoding/binary"

	"github.com/holiman/uint256"

	"quarry/fault"
)

// The binary encoding of a transaction, for disk and network: a byte for its
// kind, then its fields in their order, felts as 32 big-endian bytes, integers
// of 64 bits and lengths of lists as unsigned varints of least length, prices
// as 16 and fees as 32 big-endian bytes. Each transaction has one encoding.
const (
	kindInvokeV3        = 1
	kindDeployAccountV3 = 2
	kindL1Handler       = 3
)

// AppendTransaction appends the binary encoding of a transaction.
func AppendTransaction(b []byte, t Transaction) []byte { return t.appendBinary(b) }

// EncodeTransaction returns the binary encoding of a transaction.
func EncodeTransaction(t Transaction) []byte { return t.appendBinary(make([]byte, 0, 512)) }

func (t *InvokeV3) appendBinary(b []byte) []byte {
	b = t.V3.append(append(b, kindInvokeV3))
	b = appendFelt(b, &t.Sender)
	b = appendFelts(b, t.Calldata)
	b = appendFelts(b, t.AccountDeploymentData)
	return appendFelts(b, t.ProofFacts)
}

func (t *DeployAccountV3) appendBinary(b []byte) []byte {
	b = t.V3.append(append(b, kindDeployAccountV3))
	b = appendFelt(b, &t.ClassHash)
	b = appendFelt(b, &t.Salt)
	return appendFelts(b, t.ConstructorCalldata)
}

func (t *L1Handler) appendBinary(b []byte) []byte {
	b = appendFelt(append(b, kindL1Handler), &t.Contract)
	b = appendFelt(b, &t.Selector)
	b = appendFelts(b, t.Calldata)
	b = binary.AppendUvarint(b, t.Nonce)
	fee := t.PaidFee.Bytes32()
	return append(b, fee[:]...)
}

func (v *V3) append(b []byte) []byte {
	flags := byte(v.NonceMode)&1 | byte(v.FeeMode)&1<<1
	if v.Query {
		flags |= 4
	}
	b = append(b, flags)
	b = appendFelts(b, v.Signature)
	b = binary.AppendUvarint(b, v.Nonce)
	for _, r := range [...]*ResourceBound{&v.Bounds.L1Gas, &v.Bounds.L2Gas, &v.Bounds.L1DataGas} {
		b = binary.AppendUvarint(b, r.MaxAmount)
		price := r.MaxPrice.Bytes32()
		b = append(b, price[16:]...)
	}
	b = binary.AppendUvarint(b, v.Tip)
	return appendFelts(b, v.PaymasterData)
}

func appendFelt(b []byte, e *Felt) []byte {
	bytes := e.Bytes()
	return append(b, bytes[:]...)
}

func appendFelts(b []byte, felts []Felt) []byte {
	b = binary.AppendUvarint(b, uint64(len(felts)))
	for i := range felts {
		b = appendFelt(b, &felts[i])
	}
	return b
}

// DecodeTransaction reads one transaction's binary encoding, which must be all
// of b and the one that EncodeTransaction makes.
func DecodeTransaction(b []byte) (Transaction, error) {
	r := binaryReader{rest: b}
	var t Transaction
	switch kind := r.take(1)[0]; kind {
	case kindInvokeV3:
		t = &InvokeV3{V3: r.common(), Sender: r.felt(), Calldata: r.felts(), AccountDeploymentData: r.felts(), ProofFacts: r.felts()}
	case kindDeployAccountV3:
		t = &DeployAccountV3{V3: r.common(), ClassHash: r.felt(), Salt: r.felt(), ConstructorCalldata: r.felts()}
	case kindL1Handler:
		t = &L1Handler{Contract: r.felt(), Selector: r.felt(), Calldata: r.felts(), Nonce: r.uvarint(), PaidFee: r.integer(32)}
	default:
		return nil, fault.New(CodeEncoding, "there is no kind %d of transactions", kind)
	}
	if r.err == nil && len(r.rest) > 0 {
		r.fail("%d bytes too many", len(r.rest))
	}
	if r.err != nil {
		return nil, r.err
	}
	return t, nil
}

// binaryReader reads fields and keeps the first error; after one, all fields
// are zero.
type binaryReader struct {
	rest []byte
	err  error
}

func (r *binaryReader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fault.New(CodeEncoding, format, args...)
	}
	r.rest = nil
}

var zeros [32]byte

// take returns the next n bytes, n being at most 32.
func (r *binaryReader) take(n int) []byte {
	if len(r.rest) < n {
		r.fail("it ends too early")
		return zeros[:n]
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *binaryReader) uvarint() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 || n > 1 && r.rest[n-1] == 0 {
		r.fail("an integer is malformed")
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *binaryReader) felt() (e Felt) {
	if e.SetBytesCanonical(r.take(32)) != nil {
		r.fail("a felt is not below the prime")
		return Felt{}
	}
	return e
}

// felts reads a list; an empty one is nil.
func (r *binaryReader) felts() []Felt {
	n := r.uvarint()
	if n > uint64(len(r.rest)/32) {
		r.fail("it ends too early")
	}
	if r.err != nil || n == 0 {
		return nil
	}
	list := make([]Felt, n)
	for i := range list {
		list[i] = r.felt()
	}
	return list
}

func (r *binaryReader) integer(bytes int) (v uint256.Int) {
	v.SetBytes(r.take(bytes))
	return v
}

func (r *binaryReader) common() (v V3) {
	flags := r.take(1)[0]
	if flags > 7 {
		r.fail("there are no flags %#x", flags)
	}
	v.NonceMode, v.FeeMode, v.Query = DAMode(flags&1), DAMode(flags>>1&1), flags&4 != 0
	v.Signature = r.felts()
	v.Nonce = r.uvarint()
	for _, b := range [...]*ResourceBound{&v.Bounds.L1Gas, &v.Bounds.L2Gas, &v.Bounds.L1DataGas} {
		b.MaxAmount = r.uvarint()
		b.MaxPrice = r.integer(16)
	}
	v.Tip = r.uvarint()
	v.PaymasterData = r.felts()
	return v
}
