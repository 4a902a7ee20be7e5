package state

import (
	"encoding/binary"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/kernels"
	"quarry/sequencer/program"
)

// The records of the database, all below the state's prefix; integers in keys are
// big-endian, so that they sort.
//
//	a index             the account at the head, and the block that left it so
//	h index ~block      the account after a block that changed it; the newest first
//	x address           the account's index
//	b balance key       the index of the account with this key in the token's storage
//	n level index       a node of the tree at the head; level 0 are the leaves
//	r block             the roots after the block, and which accounts it changed
//	s                   the head's block number and the first block that can be read
const (
	accountRecord = 'a'
	historyRecord = 'h'
	addressRecord = 'x'
	balanceRecord = 'b'
	nodeRecord    = 'n'
	blockRecord   = 'r'
	headRecord    = 's'
)

// keys makes the keys of one state.
type keys struct{ prefix []byte }

func (k keys) key(kind byte, room int) []byte {
	b := make([]byte, 0, len(k.prefix)+1+room)
	return append(append(b, k.prefix...), kind)
}

func (k keys) account(index uint32) []byte {
	return binary.BigEndian.AppendUint32(k.key(accountRecord, 4), index)
}

func (k keys) history(index uint32, block uint64) []byte {
	b := binary.BigEndian.AppendUint32(k.key(historyRecord, 13), index)
	return binary.BigEndian.AppendUint64(b, ^block)
}

func (k keys) historyEnd(index uint32) []byte {
	return append(k.history(index, 0), 0) // block 0 has the last key
}

func (k keys) address(address *fp.Element) []byte {
	v := address.Bytes()
	return append(k.key(addressRecord, len(v)), v[:]...)
}

func (k keys) balance(key *fp.Element) []byte {
	v := key.Bytes()
	return append(k.key(balanceRecord, len(v)), v[:]...)
}

func (k keys) node(level int, index uint64) []byte {
	b := append(k.key(nodeRecord, 5), byte(level))
	return binary.BigEndian.AppendUint32(b, uint32(index))
}

func (k keys) block(number uint64) []byte {
	return binary.BigEndian.AppendUint64(k.key(blockRecord, 8), number)
}

func (k keys) head() []byte { return k.key(headRecord, 0) }

// span returns the bounds of all records of one kind.
func (k keys) span(kind byte) (lower, upper []byte) { return k.key(kind, 0), k.key(kind+1, 0) }

// all returns the bounds of all records of the state.
func (k keys) all() (lower, upper []byte) { return k.key(0, 0), k.key(0xff, 0) }

const accountBytes = 32 + 32 + 4 + 32 + 32 + 8 + 16

// appendAccount encodes an account: its fields in the order of the format, felts
// and integers big-endian.
func appendAccount(b []byte, a *program.Account) []byte {
	b = appendFelt(appendFelt(b, &a.Address), &a.NextAddress)
	b = binary.BigEndian.AppendUint32(b, a.NextIndex)
	b = appendFelt(appendFelt(b, &a.ClassHash), &a.PublicKey)
	b = binary.BigEndian.AppendUint64(b, a.Nonce)
	balance := a.Balance.Bytes32()
	return append(b, balance[16:]...)
}

func decodeAccount(b []byte, a *program.Account) error {
	if len(b) != accountBytes {
		return fault.New(CodeCorrupt, "the record of an account has %d bytes, not %d", len(b), accountBytes)
	}
	for i, e := range [...]*fp.Element{&a.Address, &a.NextAddress, &a.ClassHash, &a.PublicKey} {
		at := 32 * i
		if i >= 2 {
			at += 4
		}
		if e.SetBytesCanonical(b[at:at+32]) != nil {
			return fault.New(CodeCorrupt, "the record of an account has a felt that is not below the prime")
		}
	}
	a.NextIndex = binary.BigEndian.Uint32(b[64:])
	a.Nonce = binary.BigEndian.Uint64(b[132:])
	a.Balance = *new(uint256.Int).SetBytes(b[140:])
	return nil
}

func appendFelt(b []byte, e *fp.Element) []byte {
	v := e.Bytes()
	return append(b, v[:]...)
}

// digest is a node on disk.
type digest = kernels.Digest

// block is the record of a block: what the state was committed to after it, and
// which accounts it changed.
type block struct {
	root, treeRoot kernels.Digest
	count          uint32
	touched        []uint32 // rising
}

func (r *block) encode() []byte {
	b := make([]byte, 0, 68+2*len(r.touched))
	b = append(append(b, r.root[:]...), r.treeRoot[:]...)
	b = binary.BigEndian.AppendUint32(b, r.count)
	last := uint32(0)
	for _, i := range r.touched {
		b = binary.AppendUvarint(b, uint64(i-last))
		last = i
	}
	return b
}

func decodeBlock(b []byte) (r block, err error) {
	if len(b) < 68 {
		return r, fault.New(CodeCorrupt, "the record of a block has %d bytes", len(b))
	}
	copy(r.root[:], b)
	copy(r.treeRoot[:], b[32:])
	r.count = binary.BigEndian.Uint32(b[64:])
	last := uint64(0)
	for b = b[68:]; len(b) > 0; {
		d, n := binary.Uvarint(b)
		if n <= 0 || last+d >= uint64(r.count) {
			return r, fault.New(CodeCorrupt, "the record of a block has a malformed list of accounts")
		}
		last += d
		r.touched = append(r.touched, uint32(last))
		b = b[n:]
	}
	return r, nil
}

func feltOf(d *kernels.Digest) (e fp.Element) {
	e.SetBytes(d[:])
	return e
}
