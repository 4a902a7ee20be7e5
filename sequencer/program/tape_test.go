package program_test

import (
	"context"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/stretchr/testify/require"

	"quarry/prover/cairo"
	"quarry/sequencer/program"
)

// Words of the output that show what a changed tape has done: the core contract
// knows them, or they are in the block that everybody knows.
const (
	rootBefore = 0
	numberWord = 3
	parentHash = 4
	blockHash  = 5
	configHash = 7
)

// shows tells, of the words of the tape whose change need not be refused, in which
// word of the output it shows.
var shows = map[string]int{
	"number": numberWord, "parent_hash": parentHash, "timestamp": blockHash,
	"l1_gas_price": blockHash, "l2_gas_price": blockHash, "l1_data_gas_price": blockHash,
	"l1_chain_id": configHash, "core": configHash,
	"account_count":   rootBefore,
	"account.nonce":   rootBefore, // of an account that signs nothing
	"account.balance": rootBefore, "account.next_index": rootBefore, "account.public_key": rootBefore,
	"sibling": rootBefore,
	// A refused deposit may say anything: the core contract knows what was sent.
	"nonce": blockHash, "to_address": blockHash, "payload": blockHash, "from": blockHash, "handler": blockHash,
}

// branches are words that only choose a branch, in which any number counts as 1,
// or as the last choice.
var branches = []string{"is_new", "status", "kind", "fits", "touched"}

// TestChangedTape changes each kind of word of a tape: the program refuses it, or
// proves another statement, and says so.
func TestChangedTape(t *testing.T) {
	w := state()
	pay(w)
	payNew(w)
	payTooMuch(w)
	sendToL1(w)
	deployCarol(w)
	depositToBob(w)
	badDeposit(w)
	b, witness := w.end()
	b.Commitments = make([][48]byte, 1)
	honest := program.NewTape(b, witness)
	want, err := runTape(honest)
	require.NoError(t, err)
	places := map[string][]int{}
	for i, name := range honest.Names() {
		places[name] = append(places[name], i)
	}
	for name, at := range places {
		for k, delta := range map[int]fp.Element{0: fp.One(), len(at) - 1: felt("0x123456789abcdef0123456789abcdef0123456789abcdef")} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				tape := program.NewTape(b, witness)
				tape.AddTo(name, k, delta)
				got, err := runTape(tape)
				if err != nil {
					return
				}
				if slices.Contains(branches, name) {
					require.Equal(t, want, got)
					return
				}
				word, ok := shows[name]
				require.True(t, ok, "word %d is not refused", k)
				require.NotEqual(t, want[word], got[word])
			})
		}
	}
}

// TestShortTape: a tape that ends too early ends the run.
func TestShortTape(t *testing.T) {
	w := state()
	pay(w)
	tape := program.NewTape(w.end())
	tape.Cut(len(tape.Names())-1, len(tape.Names()))
	_, err := runTape(tape)
	require.ErrorContains(t, err, "the advice tape is at its end")
}

func runTape(tape *program.Tape) ([]fp.Element, error) {
	r, err := cairo.Execute(context.Background(), cairo.Options{
		Program: program.Compiled(), Input: tape.JSON(), Layout: program.Layout, MaxSteps: 1 << 22,
	})
	if err != nil {
		return nil, err
	}
	return output(r), nil
}
