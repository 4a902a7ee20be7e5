package mempool

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quarry/fault"
	"quarry/sequencer/execution"
	"quarry/sequencer/starknet"
)

// BenchmarkAdd adds transfers of many accounts from several goroutines, to a real
// disk; the hash and the signature are checked.
func BenchmarkAdd(b *testing.B) {
	for _, parallel := range []int{1, 32} {
		b.Run(fmt.Sprint(parallel, " senders"), func(b *testing.B) {
			w := newWorld(b, 200)
			w.openAt(b, b.TempDir())
			o := w.options()
			o.Threads = 0
			p := w.open(b, o)
			took := make([]time.Duration, b.N)
			txs := make([]starknet.AccountTransaction, b.N)
			for i := range txs {
				txs[i] = w.transfer(b, i%200, uint64(i/200), 1, 5)
			}
			var next atomic.Int64
			b.ResetTimer()
			var wg sync.WaitGroup
			for range parallel {
				wg.Go(func() {
					for i := next.Add(1) - 1; i < int64(b.N); i = next.Add(1) - 1 {
						began := time.Now()
						if _, err := p.Add(context.Background(), txs[i]); err != nil && fault.CodeOf(err) != execution.CodeNonceAhead {
							b.Error(err)
							return
						}
						took[i] = time.Since(began)
					}
				})
			}
			wg.Wait()
			slices.Sort(took)
			b.ReportMetric(took[len(took)/2].Seconds()*1e3, "ms-median")
			b.ReportMetric(took[len(took)*99/100].Seconds()*1e3, "ms-p99")
		})
	}
}

// BenchmarkRefuse is what junk costs: from nobody, with a used nonce, sent again, for
// another contract, with a forged signature.
func BenchmarkRefuse(b *testing.B) {
	w := newWorld(b, 3)
	w.accounts[w.address[1]].Nonce = 1
	p := w.open(b, w.options())
	again := w.transfer(b, 0, 0, 1, 5)
	mustAdd(b, p, again)
	for n := range uint64(3) { // account 2 gets its table
		mustAdd(b, p, w.transfer(b, 2, n, 1, 5))
	}
	nobody, other := w.transfer(b, 0, 1, 1, 5), w.transfer(b, 2, 3, 1, 5)
	nobody.Sender = starknet.NewFelt(5)
	other.Calldata[1] = starknet.NewFelt(5)
	forged := w.transfer(b, 2, 3, 1, 5)
	forged.Signature[1].Double(&forged.Signature[1])
	for _, c := range []struct {
		name string
		tx   starknet.AccountTransaction
	}{{"nobody", nobody}, {"used nonce", w.transfer(b, 1, 0, 1, 5)}, {"again", again}, {"other contract", other}, {"forged", forged}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := p.Add(b.Context(), c.tx); err == nil {
					b.Fatal("it is taken")
				}
			}
		})
	}
}

// BenchmarkStage stages a pool of 20,000 transactions and rewinds.
func BenchmarkStage(b *testing.B) {
	w := newWorld(b, 200)
	o := w.options()
	o.Threads = 0
	p := w.open(b, o)
	for i := range 20_000 {
		mustAdd(b, p, w.transfer(b, i%200, uint64(i/200), uint64(i%7), 5))
	}
	b.ResetTimer()
	for b.Loop() {
		if len(p.Stage(512)) != 512 {
			b.Fatal("not enough")
		}
		p.Rewind()
	}
}
