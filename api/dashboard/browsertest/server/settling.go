package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/gin-gonic/gin"

	"quarry/api/dashboard"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/rest"
	"quarry/settlement/settler/settlertest"
)

// settlerHouse is what settlertest needs of a test: what fails ends the process.
type settlerHouse struct{ ends []func() }

func (*settlerHouse) Helper() {}

func (*settlerHouse) Fatal(args ...any) {
	fmt.Fprintln(os.Stderr, args...)
	os.Exit(1)
}

func (h *settlerHouse) Cleanup(f func()) { h.ends = append(h.ends, f) }

// settle serves the explorer of a node that settles blocks on an L1 of its own: the
// second proof is refused by the contract, whatever it is. POST /step lets settler and L1
// go on by one step, /seal has a block more, /requeue has block 2 proved anew, /pause
// stops updates.
func settle(ctx context.Context, listen string) error {
	h := &settlerHouse{}
	defer func() {
		for _, end := range h.ends {
			end()
		}
	}()
	w := settlertest.New(h, settlertest.Options{})
	blocks := &settlertest.Blocks{Config: w.Config}
	db, err := pebble.Open("db", &pebble.Options{FS: vfs.NewMem()})
	if err != nil {
		return err
	}
	manager, err := l1.OpenManager(ctx, l1.ManagerOptions{Client: w.Client, Signer: l1.NewKeySigner(settlertest.Key(1)), Store: l1.NewMemoryStore()})
	if err != nil {
		return err
	}
	s, err := settler.Open(settler.Config{
		DB: db, Client: w.Client, Manager: manager, Core: w.Addresses.Core, Origin: w.Addresses.Block, Blocks: blocks,
		Proofs: settlertest.Proofs{}, Prover: &settlertest.Prover{Bad: func(o *settler.Order) bool { return o.Block == 2 && o.Round == 0 }},
	})
	if err != nil {
		return err
	}
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	dashboard.MountExplorer(func(uint64) (any, error) { return map[string]any{"stage": "sealed"}, nil }, rest.Pages{Settler: func() *settler.Settler { return s }})(r)
	do := func(path string, what func() error) {
		r.POST(path, func(c *gin.Context) {
			if err := what(); err != nil {
				c.String(http.StatusInternalServerError, err.Error())
			}
		})
	}
	do("/seal", func() error { blocks.Seal(1); return nil })
	do("/step", func() error {
		err := s.Step(ctx)
		w.Commit()
		return err
	})
	do("/requeue", func() error { _, err := s.Requeue(2); return err })
	var paused atomic.Bool
	do("/pause", func() error {
		stop := !paused.Load()
		paused.Store(stop)
		_, err := s.Pause(stop, false, true)
		return err
	})
	return listenAndServe(ctx, listen, r)
}

// listenAndServe prints the address and serves until the context ends.
func listenAndServe(ctx context.Context, listen string, handler http.Handler) error {
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	server := &http.Server{Handler: handler}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return server.Serve(l)
}
