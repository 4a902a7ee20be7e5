package contracts

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"quarry/sequencer/starknet"
)

// Random messages in random blocks: what the contract counts and holds is what a
// model does.
func TestRandomMessages(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { randomMessages(t, rand.New(rand.NewPCG(seed, 3))) })
	}
}

func randomMessages(t *testing.T, random *rand.Rand) {
	r := newRollup(t)
	felts := func() []fp.Element {
		list := make([]fp.Element, random.IntN(4))
		for i := range list {
			list[i] = fp.NewElement(uint64(random.IntN(3)))
		}
		return list
	}
	type pending struct {
		message *starknet.MessageToL2
		fee     int64
	}
	var waiting []pending
	toL1 := map[[32]byte]int64{}
	sent := map[[32]byte]*starknet.MessageToL1{}
	fees, held := int64(0), int64(0)
	for range 60 {
		switch random.IntN(4) {
		case 0:
			fee := int64(1 + random.IntN(1000))
			from := []common.Address{alice, bob}[random.IntN(2)]
			waiting = append(waiting, pending{r.message(from, big.NewInt(fee), fp.NewElement(uint64(random.IntN(3))), fp.One(), felts()...), fee})
			held += fee
		case 1:
			b := r.next()
			for range random.IntN(4) {
				m := &starknet.MessageToL1{From: fp.NewElement(uint64(random.IntN(2))), To: starknet.EthAddress(bob), Payload: felts()}
				b.addToL1(m)
				toL1[m.Hash()]++
				sent[m.Hash()] = m
			}
			random.Shuffle(len(waiting), func(i, j int) { waiting[i], waiting[j] = waiting[j], waiting[i] })
			n := random.IntN(len(waiting) + 1)
			for _, p := range waiting[:n] {
				b.addToL2(p.message)
				fees += p.fee
			}
			waiting = waiting[n:]
			r.settled(b)
		case 2:
			for hash, m := range sent {
				args := make([]*big.Int, len(m.Payload))
				for i := range args {
					args[i] = number(&m.Payload[i])
				}
				result := r.core.call(bob, nil, "consumeMessageFromL2", number(&m.From), args)
				if toL1[hash] == 0 {
					result.reverts("NoMessageToConsume")
					continue
				}
				result.ok()
				toL1[hash]--
			}
		case 3:
			if fees == 0 {
				r.core.call(operator, nil, "withdrawCredit", alice).reverts("NoCredit")
				continue
			}
			if got := r.core.call(operator, nil, "withdrawCredit", alice).ok()[0].(*big.Int); got.Int64() != fees {
				t.Fatalf("%s paid, want %d", got, fees)
			}
			held -= fees
			fees = 0
		}
		if got := r.balance(r.core.at).Int64(); got != held {
			t.Fatalf("the contract holds %d, want %d", got, held)
		}
	}
	for hash, want := range toL1 {
		if got := r.core.get("l2ToL1Messages", hash).(*big.Int); got.Int64() != want {
			t.Fatalf("%s messages, want %d", got, want)
		}
	}
	for _, p := range waiting {
		if got := r.core.get("l1ToL2Messages", p.message.Hash()).(*big.Int); got.Int64() != p.fee+1 {
			t.Fatalf("fee + 1 is %s, want %d", got, p.fee+1)
		}
	}
}

func FuzzReasonOf(f *testing.F) {
	for id, e := range errorsByID() {
		f.Add(append(id[:], make([]byte, 32*len(e.Inputs))...))
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		if r := ReasonOf(data); r.Name == "" || r.String() == "" {
			t.Fatalf("%x has no reason", data)
		}
	})
}

func FuzzOutputWords(f *testing.F) {
	good, err := pack("updateState", statement(12), statement(3), new(big.Int), []byte("proof"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:40])
	f.Fuzz(func(t *testing.T, data []byte) {
		if words, _, err := OutputWords(data); err == nil && len(words) > len(data)/32 {
			t.Fatalf("%d words of %d bytes", len(words), len(data))
		}
	})
}

func FuzzParseMessageToL2(f *testing.F) {
	topics := [][]byte{MessageToL2Topic().Bytes(), make([]byte, 32), make([]byte, 32), make([]byte, 32)}
	f.Add(topics[0], topics[1], topics[2], topics[3], make([]byte, 160))
	f.Add(MessageToL2CanceledTopic().Bytes(), topics[1], topics[2], topics[3], make([]byte, 160))
	f.Add(MessageToL2CancellationStartedTopic().Bytes(), topics[1], topics[2], topics[3], make([]byte, 160))
	f.Fuzz(func(t *testing.T, a, b, c, d, data []byte) {
		log := &types.Log{Data: data}
		for _, topic := range [][]byte{a, b, c, d} {
			if topic != nil {
				log.Topics = append(log.Topics, common.BytesToHash(topic))
			}
		}
		if m, err := ParseMessageToL2(log); err == nil && m.Fee == nil {
			t.Fatal("no fee")
		}
		if _, err := ParseStateUpdate(log); err == nil && log.Topics[0] != StateUpdateTopic() {
			t.Fatal("another event")
		}
		if _, err := ParseMessageToL2Canceled(log); err == nil && log.Topics[0] != MessageToL2CanceledTopic() {
			t.Fatal("another event")
		}
		if _, err := ParseMessageToL2CancellationStarted(log); err == nil && log.Topics[0] != MessageToL2CancellationStartedTopic() {
			t.Fatal("another event")
		}
	})
}
