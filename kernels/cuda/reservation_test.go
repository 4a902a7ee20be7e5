//go:build emu

package cuda

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"quarry/fault"
	"quarry/kernels"
)

// columnBytes is the size of a column of 2^16 felts.
const columnBytes = 1 << 16 * elementSize

var errTooLittle = errors.New("too little")

// wants asks for n columns, and counts how often it was told to wait.
func wants(n int64, waiting *int) Request {
	return Request{
		Plan: func(available int64) (Demand, error) {
			if available < n*columnBytes {
				return Demand{}, errTooLittle
			}
			return Demand{Arenas: n * columnBytes}, nil
		},
		Waiting: func(int) { *waiting++ },
	}
}

// withFree makes the emulated device have so many free columns.
func withFree(t *testing.T, b *Backend, n int64) {
	t.Helper()
	available, total, err := b.Memory()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("QUARRY_EMU_MEMORY", fmt.Sprint(total-available+n*columnBytes+columnBytes/2))
}

func reserve(t *testing.T, b *Backend, n int64) *Reservation {
	t.Helper()
	var waited int
	r, err := b.Reserve(t.Context(), wants(n, &waited))
	if err != nil || waited != 0 {
		t.Fatalf("%d columns: %v, waited %d times", n, err, waited)
	}
	return r
}

// What was promised is neither promised again nor used by others; what is not there
// at all is not waited for.
func TestReserve(t *testing.T) {
	b := openBackend(t)
	withFree(t, b, 6)
	first, second := reserve(t, b, 4), reserve(t, b, 2)
	var waited int
	if _, err := b.Reserve(t.Context(), wants(7, &waited)); !errors.Is(err, errTooLittle) || waited != 0 {
		t.Errorf("more than there is: %v, waited %d times", err, waited)
	}
	a := second.NewArena(0)
	defer a.Free()
	if _, err := a.Alloc(2, 1<<16); err != nil {
		t.Error(err)
	}
	if _, err := a.Alloc(1, 1<<16); fault.CodeOf(err) != kernels.CodeOutOfMemory {
		t.Errorf("beyond the share: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := b.Reserve(ctx, wants(1, &waited)); !errors.Is(err, context.DeadlineExceeded) || waited != 1 {
		t.Errorf("with everything promised: %v, waited %d times", err, waited)
	}
	first.Release()
	first.Release()
	reserve(t, b, 4).Release()
	a.Free()
	second.Release()
	reserve(t, b, 6).Release()
}

// A request that waits is not overtaken by a later one that would fit at once.
func TestReserveInOrder(t *testing.T) {
	b := openBackend(t)
	withFree(t, b, 4)
	first := reserve(t, b, 3)
	waits := make(chan struct{})
	large := wants(4, new(int))
	large.Waiting = func(int) { close(waits) }
	granted := make(chan *Reservation)
	go func() {
		r, err := b.Reserve(t.Context(), large)
		if err != nil {
			t.Error(err)
		}
		granted <- r
	}()
	<-waits
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := b.Reserve(ctx, wants(1, new(int))); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the later request: %v", err)
	}
	first.Release()
	(<-granted).Release()
	reserve(t, b, 1).Release()
}

// Proofs that each take what they were promised, all at once, never run out of memory,
// and each counts its own bytes on the bus.
func TestReservationsTogether(t *testing.T) {
	b := openBackend(t)
	withFree(t, b, 5)
	var all sync.WaitGroup
	for k := range 6 {
		all.Go(func() {
			r, err := b.Reserve(t.Context(), wants(2, new(int)))
			if err != nil {
				t.Error(err)
				return
			}
			defer r.Release()
			a := r.NewArena(0)
			defer a.Free()
			for range 3 {
				cols, err := a.Alloc(1, 1<<16)
				if err != nil {
					t.Errorf("proof %d: %v", k, err)
					return
				}
				rest, err := a.Alloc(1, 1<<16)
				if err != nil {
					t.Errorf("proof %d: %v", k, err)
					return
				}
				if _, err := r.ReadRows(t.Context(), rest, make([]int, k+1)); err != nil {
					t.Errorf("proof %d: %v", k, err)
				}
				cols.Free()
				rest.Free()
			}
			a.Free()
			if down := r.Traffic().Down; down != int64(3*(k+1)*elementSize) {
				t.Errorf("proof %d: %d bytes came down", k, down)
			}
		})
	}
	all.Wait()
	if _, others := b.ledger.watch(); others != 0 {
		t.Errorf("%d reservations are left", others)
	}
}
