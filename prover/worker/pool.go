package worker

import (
	"context"
	"sync"

	"quarry/fault"
)

// pool hands out children: a new one for each attempt, but one that lives long
// for each backend that needs a device.
type pool struct {
	w *Worker

	mu     sync.Mutex
	shared map[string]*Process
	alive  map[*Process]bool
	closed bool
}

// get returns a child for an attempt. release must be called with the attempt's
// error when the child is not needed any more.
func (p *pool) get(ctx context.Context, a *attempt) (*Process, func(error), error) {
	if p.w.longLived[a.backend] {
		return p.getShared(ctx, a.backend)
	}
	s := p.spawn()
	s.Read, s.Write = []string{a.in, a.out}, []string{a.out}
	c, err := Start(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	if !p.keep(c) {
		return nil, nil, fault.New(CodeStart, "the worker is closed")
	}
	return c, func(error) { p.end(c) }, nil
}

// spawn is what all children have in common.
func (p *pool) spawn() Spawn {
	c := &p.w.cfg
	return Spawn{Command: c.Command, Env: c.Env, Cgroup: c.Cgroup, Nice: c.Nice, Log: c.Log}
}

// getShared returns the backend's child, a new one if there is none or it died.
func (p *pool) getShared(ctx context.Context, backend string) (*Process, func(error), error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.shared[backend]
	if c != nil {
		select {
		case <-c.Dead():
			c = nil
		default:
		}
	}
	if c == nil {
		s := p.spawn()
		s.Read, s.Write = []string{p.w.inputs(), p.w.outputs()}, []string{p.w.outputs()}
		s.Shared, s.GPU = true, true
		var err error
		if c, err = Start(ctx, s); err != nil {
			return nil, nil, err
		}
		if p.shared == nil {
			p.shared = map[string]*Process{}
		}
		p.shared[backend] = c
	}
	return c, func(err error) {
		if deviceFault(fault.CodeOf(err)) {
			c.Close() // its context on the device is of no more use
		}
	}, nil
}

// keep remembers a child until it is ended; if the pool is closed, it ends it.
func (p *pool) keep(c *Process) bool {
	p.mu.Lock()
	if p.alive == nil {
		p.alive = map[*Process]bool{}
	}
	closed := p.closed
	if !closed {
		p.alive[c] = true
	}
	p.mu.Unlock()
	if closed {
		c.Close()
	}
	return !closed
}

func (p *pool) end(c *Process) {
	c.Close()
	p.mu.Lock()
	delete(p.alive, c)
	p.mu.Unlock()
}

// close ends all children.
func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	var all []*Process
	for c := range p.alive {
		all = append(all, c)
	}
	for _, c := range p.shared {
		all = append(all, c)
	}
	p.mu.Unlock()
	for _, c := range all {
		c.Close()
	}
}
