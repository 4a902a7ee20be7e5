package cuda

import (
	"sync"

	"quarry/kernels/cuda/driver"
)

var powerTable = declare("ntt", "power_table", 0)

// powerPair is a pair of tables of powers of a felt x on the device: x^e is
// low[e mod 2^split] · high[e >> split]; high follows low in memory.
type powerPair struct {
	ptr   driver.Ptr
	split int
}

// sizes of the two tables for exponents below 2^log.
func powerSizes(log int) (split, low, high int) {
	split = (log + 1) / 2
	return split, 1 << split, 1 << (log - split)
}

// powersOf makes tables of start·x^e for e below 2^log, for the time of the task.
func (t *task) powersOf(x, start *Element, log int) powerPair {
	_, low, high := powerSizes(log)
	return t.fillPowers(t.memory((low+high)*elementSize), x, start, log)
}

// fillPowers computes such tables into memory.
func (t *task) fillPowers(ptr driver.Ptr, x, start *Element, log int) powerPair {
	split, low, high := powerSizes(log)
	squares := make([]Element, log+1) // x^(2^k)
	squares[0] = *x
	for k := 1; k <= log; k++ {
		squares[k].Square(&squares[k-1])
	}
	var one Element
	one.SetOne()
	s := put(t, squares)
	t.each(powerTable, low, new(driver.Args).Ptr(ptr).Ptr(s).Felt(&one).Uint64(uint64(low)))
	t.each(powerTable, high, new(driver.Args).Ptr(ptr+driver.Ptr(low*elementSize)).
		Ptr(s+driver.Ptr(split*elementSize)).Felt(start).Uint64(uint64(high)))
	return powerPair{ptr, split}
}

// rootCache keeps what depends on a device and on sizes only, across proofs.
type rootCache struct {
	mu    sync.Mutex
	pairs map[int]powerPair // powers of the generator of order 2^log
	small driver.Ptr        // see tileRoots; 0 until it is made
}

// roots returns tables of the powers of the generator of order 2^log.
func (t *task) roots(log int) powerPair {
	c := &t.b.roots
	c.mu.Lock()
	defer c.mu.Unlock()
	if p, ok := c.pairs[log]; ok || t.err != nil {
		return p
	}
	_, low, high := powerSizes(log)
	ptr, err := t.b.keep(int64(low+high) * elementSize)
	if err != nil {
		t.fail(err)
		return powerPair{}
	}
	g := generator(1 << log)
	var one Element
	one.SetOne()
	p := t.fillPowers(ptr, &g, &one, log)
	if t.sync(); t.err != nil { // another stream may be the next to read it
		_ = t.b.device.Free(ptr) // fails only on a device that is of no use any more
		return powerPair{}
	}
	if c.pairs == nil {
		c.pairs = map[int]powerPair{}
	}
	c.pairs[log] = p
	return p
}

// tileRoots returns two tables of 2^(tileLog−1) elements for the transforms of
// tiles, w being the generator of order 2^tileLog: w^j, and w^−reverse(j).
func (t *task) tileRoots() (forward, backward driver.Ptr) {
	c := &t.b.roots
	c.mu.Lock()
	defer c.mu.Unlock()
	const half = 1 << (tileLog - 1)
	if c.small == 0 && t.err == nil {
		ptr, err := t.b.keep(2 * half * elementSize)
		if err != nil {
			t.fail(err)
			return 0, 0
		}
		send(t, ptr, smallRoots())
		if t.sync(); t.err != nil {
			_ = t.b.device.Free(ptr) // fails only on a device that is of no use any more
			return 0, 0
		}
		c.small = ptr
	}
	return c.small, c.small + half*elementSize
}

// smallRoots are the tables of tileRoots, one after the other.
func smallRoots() []Element {
	const half = 1 << (tileLog - 1)
	w := generator(1 << tileLog)
	inverse := w
	inverse.Inverse(&inverse)
	all := make([]Element, 2*half)
	var one Element
	one.SetOne()
	powers(all[:half], one, &w)
	natural := make([]Element, half)
	powers(natural, one, &inverse)
	for j, x := range natural {
		all[half+reverse(j, tileLog-1)] = x
	}
	return all
}

// free gives the tables back.
func (c *rootCache) free(d *driver.Device) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.pairs {
		_ = d.Free(p.ptr) // fails only on a device that is of no use any more
	}
	if c.small != 0 {
		_ = d.Free(c.small)
	}
	c.pairs, c.small = nil, 0
}
