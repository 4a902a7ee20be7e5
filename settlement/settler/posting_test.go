package settler_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/crypto/kzg4844"

	"quarry/settlement/blob"
	"quarry/settlement/settler"
	"quarry/settlement/settler/settlertest"
)

// Data of another chain goes to L1 by itself, through a restart, a node that forgets it,
// and a reorganisation.
func TestPosting(t *testing.T) {
	w := newWorld(t, settlertest.Options{})
	words := []fp.Element{fp.NewElement(1), fp.NewElement(2), fp.NewElement(3)}
	if _, err := w.settler.Post("0xb10c", words); err != nil {
		t.Fatal(err)
	}
	if _, err := w.settler.Post("0xb10c", words[1:]); err == nil {
		t.Fatal("a name stands for two things")
	}
	if _, err := w.settler.Post("a b", words); err == nil {
		t.Fatal("a name with a blank")
	}
	w.open()
	parent := w.Commit()
	w.step()
	w.Chain.Drop()
	w.Commit()
	w.now = w.now.Add(time.Minute)
	w.round()
	w.step()
	p, err := w.settler.Posting("0xb10c")
	if err != nil || p.Stage != settler.Included || len(p.Blobs) != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	if err := w.Chain.Fork(parent.Hash()); err != nil {
		t.Fatal(err)
	}
	for range 8 {
		w.round()
		w.now = w.now.Add(time.Minute)
	}
	w.step()
	if p, err = w.settler.Posting("0xb10c"); err != nil || p.Job.Status != settler.Completed || p.Stage != settler.Finalized {
		t.Fatalf("%+v, %+v, %v", p, p.Job, err)
	}
	ctx := context.Background()
	receipt, err := w.Client.TransactionReceipt(ctx, p.Transaction)
	if err != nil {
		t.Fatal(err)
	}
	header, err := w.Client.HeaderByHash(ctx, receipt.BlockHash)
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := w.Client.Blobs(ctx, header, p.Blobs)
	if err != nil {
		t.Fatal(err)
	}
	got, err := blob.Decode([]kzg4844.Blob(blobs))
	if err != nil || !slices.Equal(got[:3], words) {
		t.Fatal(got[:3], err)
	}
	if again, err := w.settler.Post("0xb10c", words); err != nil || again.Transaction != p.Transaction {
		t.Fatal("posted again", again, err)
	}
}

// A posting whose blobs can't be kept is not sent without, and can be asked for again when
// it has failed.
func TestPostingNotKept(t *testing.T) {
	w := newWorld(t, settlertest.Options{})
	dir := filepath.Join(t.TempDir(), "blobs")
	if err := os.WriteFile(dir, nil, 0o600); err != nil { // a file where the folder should be
		t.Fatal(err)
	}
	w.config.Archive, w.config.MaxAttempts = &blob.Archive{Dir: dir}, 2
	w.open()
	words := []fp.Element{fp.NewElement(7)}
	if _, err := w.settler.Post("0x7", words); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		w.round()
		w.now = w.now.Add(time.Hour)
	}
	p, err := w.settler.Posting("0x7")
	if err != nil || p.Job.Status != settler.Failed || p.Job.Reason.Code != blob.CodeArchive || len(w.manager.Transactions()) != 0 {
		t.Fatalf("%+v, %+v, %v", p, p.Job, err)
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	w.open()
	w.round()
	if p, err := w.settler.Post("0x7", words); err != nil || p.Job.Status != settler.Created {
		t.Fatalf("%+v, %v", p, err)
	}
	w.round()
	w.step()
	if p, err = w.settler.Posting("0x7"); err != nil || p.Stage != settler.Included {
		t.Fatalf("%+v, %+v, %v", p, p.Job, err)
	}
	if copied, err := w.config.Archive.Get(p.Blobs[0]); err != nil || copied == nil {
		t.Fatal(err)
	}
}
