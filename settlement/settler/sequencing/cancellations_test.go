package sequencing_test

import (
	"bytes"
	"encoding/hex"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"quarry/sequencer/chain/chaintest"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/l1"
	"quarry/settlement/settler/sequencing"
	"quarry/settlement/settler/settlertest"
)

// The operator hears of messages that can soon be taken back, and above all of those that
// a block has taken; until they are taken back, or L1 has settled the block.
func TestCancellations(t *testing.T) {
	w := settlertest.New(t, settlertest.Options{Chain: l1.ChainOptions{SafeDepth: 1, FinalDepth: 2}})
	db, log := chaintest.Database(t, vfs.NewMem(), "db"), new(faults)
	open := func() *sequencing.Deposits {
		t.Helper()
		d, err := sequencing.OpenDeposits(sequencing.DepositsConfig{
			DB: db, Prefix: []byte("deposits/"), Client: w.Client, Core: w.Addresses.Core, Origin: w.Addresses.Block, Depth: depth, Log: slog.New(log),
		})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	d := open()
	logged := func(want int64) {
		t.Helper()
		if n := log.count.Swap(0); n != want {
			t.Fatalf("%d lines were logged, want %d", n, want)
		}
	}
	commit := func() {
		for range depth {
			w.Commit()
		}
	}
	auth := *w.Governor
	auth.Value = big.NewInt(5)
	const messages = 3
	for i := range int64(messages) {
		w.Transact(w.Core.SendMessageToL2(&auth, big.NewInt(1), big.NewInt(10+i), nil))
	}
	commit()
	pending(t, d, 0, 0, 1, 2)
	if list := d.Cancellations(); len(list) != 0 {
		t.Fatal(list)
	}
	logged(0)

	// Two are begun to be taken back, the second one first; a block takes one of them.
	for _, nonce := range []int64{1, 0} {
		w.Transact(w.Core.StartL1ToL2MessageCancellation(w.Governor, big.NewInt(1), big.NewInt(10+nonce), nil, big.NewInt(nonce)))
	}
	commit()
	pending(t, d, 1, 1, 2)
	list := d.Cancellations()
	if len(list) != 2 || list[0].Nonce != 1 || list[1].Nonce != 0 || list[0].Taken || !list[1].Taken || list[0].Due.After(list[1].Due) {
		t.Fatalf("%+v", list)
	}
	begun, err := w.Core.L1ToL2MessageCancellations(nil, pending(t, d, 1, 1, 2)[0].Hash())
	if err != nil {
		t.Fatal(err)
	}
	delay, err := w.Core.MessageCancellationDelay(nil)
	if err != nil || list[0].Due.Unix() != begun.Int64()+delay.Int64() {
		t.Fatal(list[0].Due, begun, delay, err)
	}
	// The delay is shorter than a day here, so that one presses.
	logged(2)
	d.Pending(2, 2, 1)
	pending(t, d, 2, 2)
	logged(1)
	pending(t, d, 2, 2)
	logged(0) // once is enough

	// All is known after a restart, and told again.
	d = open()
	pending(t, d, 2, 2)
	if again := d.Cancellations(); len(again) != 2 || !again[0].Taken {
		t.Fatalf("%+v", again)
	}
	logged(2)

	// One is taken back.
	if _, err := w.Chain.AdvanceTime(time.Hour); err != nil {
		t.Fatal(err)
	}
	w.Transact(w.Core.CancelL1ToL2Message(w.Governor, big.NewInt(1), big.NewInt(10), nil, big.NewInt(0)))
	pending(t, d, 2, 2)
	if list := d.Cancellations(); len(list) != 1 || list[0].Nonce != 1 {
		t.Fatalf("%+v", list)
	}
	commit()
	pending(t, d, 2, 2)
	if list := open().Cancellations(); len(list) != 0 { // not before L1 was asked
		t.Fatalf("%+v", list)
	}
}

// A node that does not say when a cancellation is due has nobody told of it: it is asked
// again, and the log hears of the real time.
func TestCancellationUnsaid(t *testing.T) {
	w := settlertest.New(t, settlertest.Options{Chain: l1.ChainOptions{Listen: "127.0.0.1:0"}})
	target, err := url.Parse(w.Chain.URL())
	if err != nil {
		t.Fatal(err)
	}
	abi, err := bindings.CoreMetaData.GetAbi()
	if err != nil {
		t.Fatal(err)
	}
	selector := []byte(hex.EncodeToString(abi.Methods["l1ToL2MessageCancellations"].ID))
	var silent atomic.Bool
	proxy := httputil.NewSingleHostReverseProxy(target)
	node := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if silent.Load() && bytes.Contains(body, selector) {
			http.Error(w, "not now", http.StatusServiceUnavailable)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		proxy.ServeHTTP(w, r)
	}))
	defer node.Close()
	client, err := l1.Dial(t.Context(), l1.Connection{URL: node.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	log := new(faults)
	d, err := sequencing.OpenDeposits(sequencing.DepositsConfig{
		DB: chaintest.Database(t, vfs.NewMem(), "db"), Client: client, Core: w.Addresses.Core, Origin: w.Addresses.Block, Depth: depth, Log: slog.New(log),
	})
	if err != nil {
		t.Fatal(err)
	}
	auth := *w.Governor
	auth.Value = big.NewInt(5)
	w.Transact(w.Core.SendMessageToL2(&auth, big.NewInt(1), big.NewInt(10), nil))
	w.Transact(w.Core.StartL1ToL2MessageCancellation(w.Governor, big.NewInt(1), big.NewInt(10), nil, big.NewInt(0)))
	for range depth {
		w.Commit()
	}
	d.Pending(1, 1, 1) // a block has it
	silent.Store(true)
	if err := d.Step(t.Context()); err == nil || log.count.Load() > 0 || len(d.Cancellations()) > 0 {
		t.Fatalf("%v, %d lines were logged, %+v", err, log.count.Load(), d.Cancellations())
	}
	silent.Store(false)
	if err := d.Step(t.Context()); err != nil || log.count.Load() != 1 || len(d.Cancellations()) != 1 {
		t.Fatalf("%v, %d lines were logged, %+v", err, log.count.Load(), d.Cancellations())
	}
}
