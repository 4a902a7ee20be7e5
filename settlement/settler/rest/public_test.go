package rest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"quarry/fault"
	"quarry/sequencer/chain/chaintest"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/settlertest"
)

const secret = "prover-7.internal.example:9999/srv/quarry"

// loudProver tells where it is whenever it fails.
type loudProver struct{ settlertest.Prover }

func (*loudProver) Submit(context.Context, *settler.Order) (string, error) {
	return "", fault.Wrap(errors.New("dial "+secret), settler.CodeProver, "the prover at %s", secret)
}

// loudBlocks can't be read, and say where they are.
type loudBlocks struct {
	settlertest.Blocks
	broken bool
}

func (b *loudBlocks) Sealed(ctx context.Context) (uint64, error) {
	if b.broken {
		return 0, fault.New("chain/store", "the disk at %s", secret)
	}
	return b.Blocks.Sealed(ctx)
}

// The explorer's pages say what is wrong, but not where the operator has his machines.
func TestPublicPages(t *testing.T) {
	w := settlertest.New(t, settlertest.Options{})
	manager, err := l1.OpenManager(t.Context(), l1.ManagerOptions{Client: w.Client, Signer: l1.NewKeySigner(settlertest.Key(1)), Store: l1.NewMemoryStore()})
	if err != nil {
		t.Fatal(err)
	}
	blocks := &loudBlocks{Blocks: settlertest.Blocks{Config: w.Config}}
	blocks.Seal(1)
	s, err := settler.Open(settler.Config{
		DB: chaintest.Database(t, vfs.NewMem(), "db"), Client: w.Client, Manager: manager, Core: w.Addresses.Core,
		Origin: w.Addresses.Block, Blocks: blocks, Proofs: settlertest.Proofs{}, Prover: &loudProver{}, MaxAttempts: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	blocks.broken = true
	if err := s.Step(t.Context()); err == nil {
		t.Fatal("the blocks are broken")
	}
	if own, _ := json.Marshal(s.Overview()); !strings.Contains(string(own), secret) {
		t.Fatalf("who has a key reads all: %s", own)
	}
	p := Pages{func() *settler.Settler { return s }}
	state, err := p.State()
	if err != nil {
		t.Fatal(err)
	}
	block, err := p.Block(1)
	if err != nil {
		t.Fatal(err)
	}
	page, err := json.Marshal([]any{state, block})
	if err != nil || strings.Contains(string(page), "internal") {
		t.Errorf("%s, %v", page, err)
	}
	for _, want := range []string{"the prover has given up [settler/prover]", "the operator's log says what [chain/store]"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("%q is not in %s", want, page)
		}
	}
	if got := publicTransactions([]*l1.Transaction{{Trouble: l1.CodeUnreachable, TroubleText: secret}, {}}); got[0].TroubleText != publicText(l1.CodeUnreachable) || got[1].TroubleText != "" {
		t.Errorf("%+v", got)
	}
}
