package bench

import (
	"context"
	"crypto/sha256"
	"math/bits"
	"math/rand/v2"
	"slices"
	"unsafe"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover"
)

// seeded is the source of all data: the same in each run.
func seeded(stream uint64) *rand.Rand { return rand.New(rand.NewPCG(0x51, stream)) }

// element returns a canonical element, uniform but for the 2^-59th part of them
// at the top.
func element(rng *rand.Rand) (e kernels.Element) {
	for i := range e {
		e[i] = rng.Uint64()
	}
	e[3] >>= 5
	return e
}

func elements(rng *rand.Rand, n int) []kernels.Element {
	v := make([]kernels.Element, n)
	for i := range v {
		v[i] = element(rng)
	}
	return v
}

func table(rng *rand.Rand, width, length int) [][]kernels.Element {
	t := make([][]kernels.Element, width)
	for c := range t {
		t[c] = elements(rng, length)
	}
	return t
}

// fingerprint stands for a vector.
type fingerprint [sha256.Size]byte

func fingerprintOf(columns ...[]kernels.Element) fingerprint {
	h := sha256.New()
	for _, v := range columns {
		if len(v) > 0 {
			h.Write(unsafe.Slice((*byte)(unsafe.Pointer(&v[0])), len(v)*int(unsafe.Sizeof(v[0]))))
		}
	}
	return fingerprint(h.Sum(nil))
}

func wrong(format string, args ...any) error { return fault.New(CodeWrong, format, args...) }

// bed is a backend with an arena and data in it.
type bed struct {
	kernels.Backend
	arena kernels.Arena
}

func openBed(name string, threads int) (*bed, error) {
	b, err := prover.OpenBackend(name, threads)
	if err != nil {
		return nil, err
	}
	return &bed{Backend: b, arena: b.NewArena(0)}, nil
}

// upload moves a copy of columns to the backend.
func (b *bed) upload(ctx context.Context, columns ...[]kernels.Element) (kernels.Columns, error) {
	host, err := kernels.NewHostColumns(len(columns), len(columns[0]))
	if err != nil {
		return nil, err
	}
	for c := range columns {
		copy(host.Data[c], columns[c])
	}
	return b.arena.Upload(ctx, host)
}

// download returns all columns.
func (b *bed) download(ctx context.Context, c kernels.Columns) ([][]kernels.Element, error) {
	rows := make([]int, c.Len())
	for i := range rows {
		rows[i] = i
	}
	flat, err := b.ReadRows(ctx, c, rows)
	if err != nil {
		return nil, err
	}
	out := make([][]kernels.Element, c.Width())
	for k := range out {
		out[k] = make([]kernels.Element, c.Len())
		for i := range out[k] {
			out[k][i] = flat[i*c.Width()+k]
		}
	}
	return out, nil
}

// expect compares what columns hold with the reference.
func (b *bed) expect(ctx context.Context, c kernels.Columns, want fingerprint) error {
	got, err := b.download(ctx, c)
	if err != nil {
		return err
	}
	if fingerprintOf(got...) != want {
		return wrong("the result is not the reference's")
	}
	return nil
}

// sampleRows are rows at which results are checked by definition: both ends,
// and some between.
func sampleRows(rng *rand.Rand, n int) []int {
	rows := []int{0, 1, n/2 - 1, n / 2, n - 1}
	for range 11 {
		rows = append(rows, rng.IntN(n))
	}
	return rows
}

func log2(n int) int { return bits.Len(uint(n)) - 1 }

// backendContenders are the backends, each with all cores, and with single
// also with one core, for peers that use one.
func backendContenders(names []string, single bool, open func(ctx context.Context, b *bed) (runner, error)) []contender {
	var all []contender
	add := func(label, name string, threads int) {
		all = append(all, contender{name: label, threads: threads, open: func(ctx context.Context) (runner, error) {
			b, err := openBed(name, threads)
			if err != nil {
				return runner{}, err
			}
			r, err := open(ctx, b)
			if err != nil {
				b.arena.Free()
				return runner{}, err
			}
			inner := r.close
			r.close = func() {
				if inner != nil {
					inner()
				}
				b.arena.Free()
			}
			return r, nil
		}})
	}
	for _, name := range names {
		add(name, name, 0)
		if single && !prover.OnGPU(name) {
			add(name+", 1 thread", name, 1)
		}
	}
	return all
}

// peerContenders are the optional backends, as peers, unless they are measured as
// backends: for work that they do themselves.
func peerContenders(backends []string, open func(ctx context.Context, b *bed) (runner, error)) []contender {
	var names []string
	for _, b := range prover.Backends() {
		if b.Problem == nil && prover.Optional(b.Name) && !slices.Contains(backends, b.Name) {
			names = append(names, b.Name)
		}
	}
	all := backendContenders(names, false, open)
	for i := range all {
		all[i].peer = true
	}
	return all
}
