package chain

import "encoding/binary"

// Keys of the database begin with keyPrefix and a letter; numbers in them are
// big-endian, so that they sort.
const keyPrefix = "chain/"

const (
	keyHead        = 'H' // → number of the last block
	keyHeader      = 'h' // number → header
	keyHash        = 'n' // block hash → number
	keyTransaction = 't' // number, index → hash and transaction
	keyReceipt     = 'r' // number, index → receipt
	keyPlace       = 'x' // transaction hash → number, index
	keyDiff        = 'd' // number → state diff
	keyInput       = 'i' // number → input of the run that proves it
	keyFinality    = 'f' // number → finality
	keyStage       = 's' // stage → number of blocks from block 1 on that have reached it
	keyEvent       = 'e' // event key, number → nothing
	keyOpen        = 'o' // → header of the block that is being built
	keyOpenItem    = 'p' // index → transaction of the block that is being built
	keyReverted    = 'v' // number, index → transaction that the pool gets back
	keyTag         = 'g' // name → what consensus keeps with the head
)

func key(kind byte, parts ...[]byte) []byte {
	k := append(make([]byte, 0, len(keyPrefix)+1+40), keyPrefix...)
	k = append(k, kind)
	for _, p := range parts {
		k = append(k, p...)
	}
	return k
}

func feltKey(kind byte, e *Felt) []byte {
	b := e.Bytes()
	return key(kind, b[:])
}

func numberKey(kind byte, n uint64) []byte {
	return binary.BigEndian.AppendUint64(key(kind), n)
}

func itemKey(kind byte, n uint64, index uint32) []byte {
	return binary.BigEndian.AppendUint32(numberKey(kind, n), index)
}

func eventKey(e *Felt, n uint64) []byte {
	return binary.BigEndian.AppendUint64(feltKey(keyEvent, e), n)
}

// after returns the first key that does not begin with prefix.
func after(prefix []byte) []byte {
	end := append([]byte(nil), prefix...)
	for i := len(end) - 1; ; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
}

// numberOf reads the number that a key ends with.
func numberOf(k []byte) uint64 { return binary.BigEndian.Uint64(k[len(k)-8:]) }
