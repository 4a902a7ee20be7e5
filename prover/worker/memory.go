package worker

import (
	"time"

	"quarry/fault"
	"quarry/prover"
)

// setLimit bounds the memory that an order may make the process take.
func (p *Process) setLimit(a *pending, bytes int64) {
	p.mu.Lock()
	a.limit = bytes
	limit := p.limitLocked()
	p.mu.Unlock()
	p.group.limit(limit)
}

// limitLocked is what the process may take for all its orders: what they were
// granted, and a margin for what plans don't foresee. 0 is no limit.
func (p *Process) limitLocked() int64 {
	sum := int64(0)
	for _, a := range p.asks {
		if a.limit == 0 {
			return 0
		}
		sum += a.limit
	}
	margin := int64(memoryMargin)
	if p.gpu {
		margin = gpuMargin
	}
	return sum + sum/4 + margin
}

// memoryMargin is what a process may take beyond what it was granted.
const memoryMargin = 192 << 20

// gpuMargin is that of a process with a GPU: a driver keeps some hundred megabytes in
// main memory for a context, and the backend its pinned memory, which may count too.
const gpuMargin = 1 << 30

// watchEvery is how often a process's memory is looked at. A proof maps its
// columns one by one: what it takes in this time is less than the margin.
const watchEvery = 50 * time.Millisecond

// watch looks after the process's memory until stop is called.
func (p *Process) watch() (stop func()) {
	p.mu.Lock()
	p.group.limit(p.limitLocked())
	p.mu.Unlock()
	done := make(chan struct{})
	go func() {
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-p.dead:
				return
			case <-tick.C:
			}
			resident := residentBytes(p.cmd.Process.Pid)
			p.mu.Lock()
			p.resident = max(p.resident, resident)
			limit := p.limitLocked()
			p.mu.Unlock()
			if limit > 0 && resident > limit {
				p.kill(fault.New(CodeMemory, "the process that proved took %s of memory; it was granted %s and was killed",
					prover.Bytes(resident), prover.Bytes(limit)))
				return
			}
		}
	}()
	return func() { close(done) }
}

// peak is the most memory that the process was seen to have.
func (p *Process) peak() int64 {
	now := residentBytes(p.cmd.Process.Pid)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.resident = max(p.resident, now)
	return p.resident
}
