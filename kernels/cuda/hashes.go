package cuda

import (
	"context"
	"encoding/binary"
	"math/bits"
	"sync"
	"unsafe"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cuda/driver"
	"quarry/kernels/hash"
)

// The kernels of each family of hashes.
var (
	keccakRows   = declare("keccak", "keccak_rows", 0)
	keccakNodes  = declare("keccak", "keccak_nodes", 0)
	keccakGrind  = declare("keccak", "keccak_grind", 0)
	blake2sRows  = declare("blake2s", "blake2s_rows", 0)
	blake2sNodes = declare("blake2s", "blake2s_nodes", 0)
	blake2sGrind = declare("blake2s", "blake2s_grind", 0)

	poseidonRows  = declare("poseidon", "poseidon_rows", 0)
	poseidonNodes = declare("poseidon", "poseidon_nodes", 0)

	pedersenRows   = declare("pedersen", "pedersen_rows", 0)
	pedersenNodes  = declare("pedersen", "pedersen_nodes", 0)
	pedersenFinish = declare("pedersen", "pedersen_finish", 0)
)

// What a masked hash keeps of a digest, as digest.cuh numbers it.
const (
	keepAll = iota
	keep160MSB
	keep160LSB
	keep248LSB
)

// bytesHash are the kernels of a hash of bytes.
type bytesHash struct {
	rows, nodes kernel
	keep        uint32
}

// bytesHashes are the hashes of bytes. The others are over felts.
var bytesHashes = map[kernels.Hash]bytesHash{
	kernels.Keccak256:             {keccakRows, keccakNodes, keepAll},
	kernels.Keccak256Masked160MSB: {keccakRows, keccakNodes, keep160MSB},
	kernels.Keccak256Masked160LSB: {keccakRows, keccakNodes, keep160LSB},
	kernels.Blake256:              {blake2sRows, blake2sNodes, keepAll},
	kernels.Blake256Masked160MSB:  {blake2sRows, blake2sNodes, keep160MSB},
	kernels.Blake256Masked248LSB:  {blake2sRows, blake2sNodes, keep248LSB},
}

// hashTuning says how work is divided into launches.
type hashTuning struct {
	// logChunk is the logarithm of what is hashed at a time where that takes
	// temporary memory: enough to keep all processors busy.
	logChunk int
	// Hashes that share an inversion: as many as possible up to mostShared, while
	// leastThreads threads are left.
	mostShared, leastThreads int
	// mostDeep is up to how many nodes of a level are worth a launch that goes on to
	// the levels above, in which ever fewer threads of a block work.
	mostDeep int
}

var defaultHashTuning = hashTuning{logChunk: 19, mostShared: 32, leastThreads: 1 << 13, mostDeep: 1 << 13}

// hashTemporary is what hashing takes of temporary memory for each row of a chunk, in
// blocks whose sizes are powers of two: a tree of digests and Pedersen's work area.
const hashTemporary = 2*digestSize + 4*elementSize

// hashThreads is the size of a block of the kernels that hash.
const hashThreads = 128

// hashing is a task that hashes into arrays of digests.
type hashing struct {
	*task
	// What the Pedersen kernels need: a flag and a work area, 0 until they are used.
	failed   driver.Ptr
	work     driver.Ptr
	workSize int // in hashes
}

// blocks runs a kernel on n threads at least.
func (h *hashing) blocks(k kernel, n int, args *driver.Args) {
	h.launch(k, driver.Line((n+hashThreads-1)/hashThreads), driver.Line(min(n, hashThreads)), 0, args)
}

// rows is the structure Rows of rows.cuh; pair says that rows are pairs of single
// felts, which are hashed as nodes.
type rows struct {
	table                        driver.Ptr
	stride, columns              int
	arity, logRows               int
	logStrides, logRun, firstRow int
	pair                         bool
}

func (r *rows) bytes() []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(r.table))
	b = binary.LittleEndian.AppendUint64(b, uint64(r.stride))
	for _, v := range []int{r.columns, r.arity, r.logRows, r.logStrides, r.logRun, r.firstRow} {
		b = binary.LittleEndian.AppendUint32(b, uint32(v))
	}
	return b
}

// count is the number of rows that one launch hashes.
func (r *rows) count() int { return 1 << (r.logStrides + r.logRun) }

func (r *rows) pairFlag() uint32 {
	if r.pair {
		return 1
	}
	return 0
}

// hashRows hashes rows into an array of digests.
func (h *hashing) hashRows(f kernels.Hash, digests driver.Ptr, r *rows) {
	switch f {
	case kernels.Poseidon3:
		args := new(driver.Args).Ptr(digests).Bytes(r.bytes()).Uint32(r.pairFlag()).Ptr(h.poseidonTable())
		h.blocks(poseidonRows, r.count(), args)
	case kernels.Pedersen:
		h.pedersenRows(digests, r)
	default:
		k := bytesHashes[f]
		h.blocks(k.rows, r.count(), new(driver.Args).Ptr(digests).Bytes(r.bytes()).Uint32(k.keep))
	}
}

// pedersenRows hashes rows element by element.
func (h *hashing) pedersenRows(digests driver.Ptr, r *rows) {
	n := r.count()
	work, table := h.workArea(n), h.pedersenTable()
	first, last := 0, r.columns<<r.arity
	if r.pair {
		first, last = 1, 1
	}
	for e := first; e <= last; e++ {
		args := new(driver.Args).Ptr(digests).Bytes(r.bytes()).Int(e).Uint32(r.pairFlag()).Ptr(work).Ptr(table)
		h.blocks(pedersenRows, n, args)
		h.finish(digests, n, work)
	}
}

// pedersenWork is the work area of a Pedersen hash, in bytes.
const pedersenWork = 3 * elementSize

// workArea is memory for n hashes; launches of a task use it one after the other.
func (h *hashing) workArea(n int) driver.Ptr {
	if n > h.workSize {
		h.work, h.workSize = h.memory(n*pedersenWork), n
	}
	return h.work
}

// finish divides what the Pedersen kernels have left in the work area.
func (h *hashing) finish(digests driver.Ptr, n int, work driver.Ptr) {
	if h.failed == 0 {
		h.failed = put(h.task, []uint32{0})
	}
	shared := min(max(n/h.b.hashing.leastThreads, 1), h.b.hashing.mostShared)
	h.blocks(pedersenFinish, n/shared, new(driver.Args).Ptr(digests).Int(n).Ptr(work).Ptr(h.failed))
}

// hashLevels computes count levels of nodes: level upward, the 2^logNodes nodes
// from first on, out of their children in an array of nodes, and the levels above
// them. hashOf says which hash makes the digests of a level.
func (h *hashing) hashLevels(nodes driver.Ptr, first uint64, logNodes, level, count int, hashOf func(level int) kernels.Hash) {
	for count > 0 && h.err == nil {
		f, n := hashOf(level), 1<<logNodes
		depth := 1
		if f != kernels.Pedersen && n <= h.b.hashing.mostDeep {
			for most := min(bits.Len(uint(min(n, hashThreads))), count); depth < most && hashOf(level-depth) == f; {
				depth++
			}
		}
		h.hashLevel(f, nodes, first, n, depth)
		first >>= depth
		logNodes -= depth
		level -= depth
		count -= depth
	}
}

// hashLevel computes the n nodes from first on, and depth − 1 levels above them.
func (h *hashing) hashLevel(f kernels.Hash, nodes driver.Ptr, first uint64, n, depth int) {
	switch f {
	case kernels.Poseidon3:
		h.blocks(poseidonNodes, n, levelArgument(nodes, first, n, depth).Ptr(h.poseidonTable()))
	case kernels.Pedersen:
		h.pedersenNodes(nodes, first, n)
	default:
		k := bytesHashes[f]
		h.blocks(k.nodes, n, levelArgument(nodes, first, n, depth).Uint32(k.keep))
	}
}

// levelArgument is the structure Level of nodes.cuh.
func levelArgument(nodes driver.Ptr, first uint64, n, depth int) *driver.Args {
	level := binary.LittleEndian.AppendUint64(nil, uint64(nodes))
	level = binary.LittleEndian.AppendUint64(level, first)
	level = binary.LittleEndian.AppendUint32(level, uint32(n))
	level = binary.LittleEndian.AppendUint32(level, uint32(depth))
	return new(driver.Args).Bytes(level)
}

// pedersenNodes computes the n nodes from first on, in chunks that bound the work
// area.
func (h *hashing) pedersenNodes(nodes driver.Ptr, first uint64, n int) {
	chunk := min(n, 1<<h.b.hashing.logChunk)
	work, table := h.workArea(chunk), h.pedersenTable()
	for end := first + uint64(n); first < end && h.err == nil; first += uint64(chunk) {
		h.blocks(pedersenNodes, chunk, levelArgument(nodes, first, chunk, 1).Ptr(work).Ptr(table))
		h.finish(nodes+driver.Ptr(first*digestSize), chunk, work)
	}
}

// end ends the task.
func (h *hashing) end() error {
	if h.failed != 0 {
		if flag := get[uint32](h.task, h.failed, 1); flag[0] != 0 {
			h.fail(fault.New(kernels.CodeExceptionalPoint, "a sum of points met two points with the same x").
				WithHint("prove on the CPU, which adds such points too"))
		}
	}
	return h.task.end()
}

// hashTables are the tables that hashes over felts need on the device, made when
// they are first used and kept.
type hashTables struct {
	mu                 sync.Mutex
	poseidon, pedersen driver.Ptr
}

// free gives the tables' memory back.
func (h *hashTables) free(d *driver.Device) {
	for _, p := range []*driver.Ptr{&h.poseidon, &h.pedersen} {
		if *p != 0 {
			_ = d.Free(*p) // fails only on a device that is of no use any more
			*p = 0
		}
	}
}

func (h *hashing) poseidonTable() driver.Ptr {
	return keepTable(h.task, &h.b.tables.poseidon, poseidonTable)
}

func (h *hashing) pedersenTable() driver.Ptr {
	return keepTable(h.task, &h.b.tables.pedersen, hash.PedersenTable)
}

// keepTable uploads what data returns, if that was not done before.
func keepTable[T fp.Element | starkcurve.G1Affine](t *task, at *driver.Ptr, data func() []T) driver.Ptr {
	t.b.tables.mu.Lock()
	defer t.b.tables.mu.Unlock()
	if *at != 0 || !t.check() {
		return *at
	}
	table := data()
	bytes := int64(len(table)) * int64(unsafe.Sizeof(table[0]))
	p, err := t.b.keep(bytes)
	if err != nil {
		t.fail(err)
		return 0
	}
	send(t, p, table)
	t.fail(t.stream.Sync()) // other streams use it from now on
	if t.err != nil {
		_ = t.b.device.Free(p) // the task's error is the one that counts
		return 0
	}
	*at = p
	return p
}

// poseidonTable is the schedule of package hash as poseidon.cuh wants it: with
// multiples of p that keep differences positive, and zeros where the schedule
// leaves out a constant.
func poseidonTable() []fp.Element {
	const partial = 83
	schedule := hash.PoseidonSchedule()
	var table []fp.Element
	add := func(constant fp.Element, multiple uint64) { table = append(table, plusModulus(constant, multiple)) }
	next := func(multiple uint64) {
		add(schedule[0], multiple)
		schedule = schedule[1:]
	}
	next(0)
	next(0)
	next(0)
	for range 3 {
		next(0)
		next(1)
		next(2)
	}
	add(fp.Element{}, 0)
	add(fp.Element{}, 1)
	next(2)
	for range partial {
		next(2)
	}
	next(0)
	next(3)
	for range 3 {
		next(0)
		next(1)
		next(2)
	}
	add(fp.Element{}, 0)
	add(fp.Element{}, 1)
	add(fp.Element{}, 2)
	require(len(schedule) == 0, "a schedule of %d constants more", len(schedule))
	return table
}

// plusModulus adds a multiple of p without reducing.
func plusModulus(e fp.Element, multiple uint64) fp.Element {
	var carry uint64
	e[0], carry = bits.Add64(e[0], multiple, 0)
	e[1], carry = bits.Add64(e[1], 0, carry)
	e[2], carry = bits.Add64(e[2], 0, carry)
	e[3] += multiple*(1<<59+17) + carry
	return e
}

// beginHashing begins a task that hashes.
func (a *arena) beginHashing(ctx context.Context) *hashing { return &hashing{task: a.begin(ctx)} }
