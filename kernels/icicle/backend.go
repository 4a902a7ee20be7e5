//go:build icicle

package icicle

/*
#include "shim.h"
*/
import "C"

import (
	"context"
	"math/big"
	"math/bits"
	"runtime"
	"sync"
	"unsafe"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cpu"
)

// Name is the backend's name.
const Name = "icicle"

// backend is the processor's with icicle's transforms.
type backend struct{ kernels.Backend }

// New makes the backend; what icicle does not do, the processor does with so many
// threads. icicle's own number of threads can't be bounded.
func New(threads int) (kernels.Backend, error) {
	rest, err := cpu.New(cpu.Options{Name: cpu.AVX2, Threads: threads})
	if err != nil {
		rest, err = cpu.New(cpu.Options{Name: cpu.Portable, Threads: threads})
	}
	if err != nil {
		return nil, err
	}
	if _, err := Device(); err != nil {
		return nil, err
	}
	return &backend{rest}, nil
}

// load finds further backends of icicle's, once for the process.
var load = sync.OnceFunc(func() { C.shim_load() })

// Device is what icicle computes on: CUDA or CPU.
func Device() (string, error) {
	runtime.LockOSThread() // icicle's choice of a device is the thread's
	defer runtime.UnlockOSThread()
	return choose()
}

func choose() (string, error) {
	load()
	var name [32]C.char
	err := problem("choosing a device", C.shim_device(&name[0], C.int(len(name)-1)))
	return C.GoString(&name[0]), err
}

// problem makes an error of icicle's number for one.
func problem(what string, code C.int) error {
	if code == 0 {
		return nil
	}
	return fault.New(kernels.CodeUnsupported, "icicle failed with its error %d", int(code)).At("%s", what)
}

// Name implements kernels.Backend.
func (*backend) Name() string { return Name }

// Interpolate implements kernels.Transform.
func (*backend) Interpolate(ctx context.Context, cols kernels.Columns, offset *kernels.Element) error {
	data := cpu.Data(cols)
	return transform(ctx, data, data, true, offset)
}

// Evaluate implements kernels.Transform.
func (*backend) Evaluate(ctx context.Context, dst, coeffs kernels.Columns, offset *kernels.Element) error {
	to, from := cpu.Data(dst), cpu.Data(coeffs)
	if len(to) != len(from) || dst.Len() != coeffs.Len() {
		panic("icicle: tables of different shapes")
	}
	return transform(ctx, to, from, false, offset)
}

// domain is what icicle has roots of unity for: columns of 2^log rows, for the whole
// process. Not more, since each transform on a coset takes a multiplication for every
// point of the domain.
var domain struct {
	sync.RWMutex
	log int
}

// enter makes the domain that of columns of 2^log rows until leave is called.
func enter(log int) (leave func(), err error) {
	for {
		domain.RLock()
		if domain.log == log {
			return domain.RUnlock, nil
		}
		domain.RUnlock()
		domain.Lock()
		if domain.log != log {
			g := plain(generator(log))
			domain.log = 0 // what was there is given up first
			if err = problem("making roots of unity", C.shim_domain((*C.uint64_t)(&g[0]))); err == nil {
				domain.log = log
			}
		}
		domain.Unlock()
		if err != nil {
			return nil, err
		}
	}
}

func transform(ctx context.Context, to, from [][]kernels.Element, inverse bool, offset *kernels.Element) error {
	if len(from) == 0 || len(from[0]) == 0 {
		return nil
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if _, err := choose(); err != nil {
		return err
	}
	n := len(from[0])
	if n == 1 { // a constant, which icicle does not take
		for k := range from {
			to[k][0] = from[k][0]
		}
		return nil
	}
	leave, err := enter(bits.Len(uint(n)) - 1)
	if err != nil {
		return err
	}
	defer leave()
	coset, direction := plain(*offset), C.int(0)
	if inverse {
		direction = 1
	}
	group := len(from)
	if !together(from) || !together(to) {
		group = 1
	}
	for k := 0; k < len(from); k += group {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		err := problem("a transform", C.shim_transform((*C.uint64_t)(unsafe.Pointer(&from[k][0])), (*C.uint64_t)(unsafe.Pointer(&to[k][0])),
			C.int(n), C.int(group), direction, (*C.uint64_t)(&coset[0])))
		if err != nil {
			return err
		}
	}
	return nil
}

// together tells whether columns lie one after the other, and are short enough for
// all of them to be cancelled within a fraction of a second.
func together(columns [][]kernels.Element) bool {
	n := len(columns[0])
	for k := range columns {
		if unsafe.Pointer(&columns[k][0]) != unsafe.Add(unsafe.Pointer(&columns[0][0]), k*n*int(unsafe.Sizeof(columns[0][0]))) {
			return false
		}
	}
	return n*len(columns) <= 1<<20
}

// plain is a felt as a number, not in Montgomery form.
func plain(e kernels.Element) [4]uint64 { return e.Bits() }

// generator generates the points of columns of 2^log rows: 3^((p−1)/2^log), as
// everywhere.
func generator(log int) kernels.Element {
	exponent := new(big.Int).Sub(fp.Modulus(), big.NewInt(1))
	var g kernels.Element
	g.SetUint64(3)
	g.Exp(g, exponent.Rsh(exponent, uint(log)))
	return g
}
