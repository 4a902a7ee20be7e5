package l1

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"
)

// logger is the creation code of a contract that logs its calldata's first word as
// a topic: PUSH0 CALLDATALOAD PUSH0 PUSH0 LOG1 STOP.
var logger = common.FromHex("655f355f5fa1005f526006601af3")

// logs is a chain with the logging contract.
type logsTest struct {
	*managerTest
	contract common.Address
	count    int64
}

func newLogsTest(t testing.TB, options ChainOptions) *logsTest {
	t.Helper()
	l := &logsTest{managerTest: newManagerTest(t, options)}
	l.submit(Request{Key: "logger", Data: logger, MaxCost: ether})
	l.contract = crypto.CreateAddress(l.manager.Address(), 0)
	l.commit()
	l.step()
	return l
}

// emit sends a transaction that logs the next number.
func (l *logsTest) emit() {
	l.Helper()
	l.count++
	l.submit(Request{Key: fmt.Sprint("log ", l.count), To: &l.contract, Data: common.BigToHash(big.NewInt(l.count)).Bytes(), Gas: 50_000, MaxCost: ether})
}

// canonical are all logs of the chain, up to a block.
func (l *logsTest) canonical(end uint64) (numbers []int64) {
	l.Helper()
	all, err := l.chain.Client().FilterLogs(context.Background(), ethereum.FilterQuery{
		FromBlock: common.Big0, ToBlock: new(big.Int).SetUint64(end), Addresses: []common.Address{l.contract},
	})
	if err != nil {
		l.Fatal(err)
	}
	return numbersOf(all)
}

func numbersOf(logs []types.Log) (numbers []int64) {
	for i := range logs {
		numbers = append(numbers, logs[i].Topics[0].Big().Int64())
	}
	return numbers
}

// reader is what a reader of a watcher has: logs by the block that they came with,
// and the position that it stored.
type reader struct {
	logs     []types.Log
	position Position
	rewound  int
}

func (r *reader) take(b *Batch) {
	if b.Rewound {
		r.rewound++
		for len(r.logs) > 0 && r.logs[len(r.logs)-1].BlockNumber > b.Position.Number {
			r.logs = r.logs[:len(r.logs)-1]
		}
	}
	r.logs = append(r.logs, b.Logs...)
	r.position = b.Position
}

func (l *logsTest) watcher(depth uint64, from Position) *Watcher {
	return NewWatcher(WatchOptions{Client: l.chain.Client(), Addresses: []common.Address{l.contract}, Depth: depth, From: from, Range: 3})
}

// drain takes all that there is.
func drain(t testing.TB, w *Watcher, r *reader) {
	t.Helper()
	for {
		b, err := w.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if b == nil {
			return
		}
		r.take(b)
	}
}

func TestWatcherDepth(t *testing.T) {
	l := newLogsTest(t, ChainOptions{})
	w, r := l.watcher(3, Position{}), new(reader)
	l.emit()
	head := l.commit().Number.Uint64()
	for i := range uint64(4) {
		drain(t, w, r)
		if want := i / 3; uint64(len(r.logs)) != want {
			t.Fatalf("%d blocks deep: %d logs", i, len(r.logs))
		}
		l.commit()
	}
	if r.position.Number != head {
		t.Fatalf("position %d, head %d", r.position.Number, head)
	}
	tagged := NewWatcher(WatchOptions{Client: l.chain.Client(), Addresses: []common.Address{l.contract}, Tag: rpc.FinalizedBlockNumber})
	f := new(reader)
	drain(t, tagged, f)
	final, _ := l.chain.Client().Header(context.Background(), rpc.FinalizedBlockNumber)
	if f.position.Number != final.Number.Uint64() || len(f.logs) != 1 {
		t.Fatalf("%+v, final is %d", f, final.Number)
	}
}

// Whatever the chain does, the reader has just the logs of the chain.
func TestWatcherRandom(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 2))
			l := newLogsTest(t, ChainOptions{SafeDepth: 60, FinalDepth: 60})
			depth := uint64(random.IntN(3))
			w, r := l.watcher(depth, Position{}), new(reader)
			ctx := context.Background()
			for range 120 {
				switch k := random.IntN(12); {
				case k < 3:
					l.emit()
				case k < 7:
					l.commit()
				case k < 8:
					head, _ := l.chain.Client().Header(ctx, rpc.LatestBlockNumber)
					back := min(uint64(1+random.IntN(5)), head.Number.Uint64()-1)
					ancestor, _ := l.chain.Client().Header(ctx, rpc.BlockNumber(head.Number.Uint64()-back))
					if err := l.chain.Fork(ancestor.Hash()); err != nil {
						t.Fatal(err)
					}
					if random.IntN(2) == 0 { // else shorter than before
						for range back + 1 {
							l.commit()
						}
					}
				case k == 8: // restarted, with the position that it stored
					w = l.watcher(depth, r.position)
				default:
					drain(t, w, r)
				}
			}
			for range 10 {
				l.commit()
			}
			drain(t, w, r)
			head, _ := l.chain.Client().Header(ctx, rpc.LatestBlockNumber)
			if r.position.Number != head.Number.Uint64()-depth {
				t.Fatalf("position %d, head %d", r.position.Number, head.Number)
			}
			if got, want := numbersOf(r.logs), l.canonical(r.position.Number); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Fatalf("got %v, want %v", got, want)
			}
			t.Logf("%d logs, rewound %d times", len(r.logs), r.rewound)
		})
	}
}
