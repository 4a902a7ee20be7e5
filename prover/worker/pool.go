package worker

import (
	"context"
	"sync"

	"quarry/fault"
)

// pool hands out children: a new one for each attempt, but one that lives long
// for each device.
type pool struct {
	w *Worker

	mu     sync.Mutex
	shared map[string]*longLived
	alive  map[*Process]bool
	closed bool
}

// longLived is a child that proves many tasks, and its successors.
type longLived struct {
	// starting is held while a child is started.
	starting sync.Mutex
	child    *Process
	// tasks are those that it has in work, under the pool's mu.
	tasks int
}

// get returns a child for an attempt, and where it proves. release must be called
// with the attempt's error when the child is not needed any more.
func (p *pool) get(ctx context.Context, a *attempt) (c *Process, where place, release func(error), err error) {
	where, l, err := p.choose(a.job.Task.Backend)
	if err != nil {
		return nil, where, nil, err
	}
	if l != nil {
		c, err = p.lasting(ctx, l, where)
		release = func(err error) {
			p.mu.Lock()
			l.tasks--
			p.mu.Unlock()
			if c != nil && deviceFault(fault.CodeOf(err)) {
				// Its context on the device is of no more use to the others either.
				c.kill(fault.New(CodeDied, "the process that proved was ended, since the device failed it"))
				p.end(c) // when it is gone the next task is not given to it
			}
		}
		if err != nil {
			release(nil)
		}
		return c, where, release, err
	}
	s := p.spawn()
	s.Read, s.Write = []string{a.in, a.out}, []string{a.out}
	if c, err = Start(ctx, s); err == nil {
		err = p.keep(c)
	}
	return c, where, func(error) { p.end(c) }, err
}

// choose finds the place of a task; a long-lived child is reserved for it.
func (p *pool) choose(backend string) (place, *longLived, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	where, err := p.w.devices.place(backend, func(child string) int {
		if l := p.shared[child]; l != nil {
			return l.tasks
		}
		return 0
	})
	if err != nil || where.child == "" {
		return where, nil, err
	}
	l := p.shared[where.child]
	if l == nil {
		l = &longLived{}
		if p.shared == nil {
			p.shared = map[string]*longLived{}
		}
		p.shared[where.child] = l
	}
	l.tasks++
	return where, l, nil
}

// spawn is what all children have in common.
func (p *pool) spawn() Spawn {
	c := &p.w.cfg
	return Spawn{Command: c.Command, Env: c.Env, Cgroup: c.Cgroup, Nice: c.Nice, Log: c.Log}
}

// lasting returns a long-lived child, a new one if there is none or it died.
func (p *pool) lasting(ctx context.Context, l *longLived, where place) (*Process, error) {
	l.starting.Lock()
	defer l.starting.Unlock()
	p.mu.Lock()
	c := l.child
	p.mu.Unlock()
	if c != nil {
		select {
		case <-c.Dead():
			p.end(c)
		default:
			return c, nil
		}
	}
	s := p.spawn()
	s.Read, s.Write = []string{p.w.inputs(), p.w.outputs()}, []string{p.w.outputs()}
	s.Shared = true
	if where.device != "" {
		s.GPU, s.Env = true, append(append([]string(nil), s.Env...), "CUDA_VISIBLE_DEVICES="+where.device)
	}
	c, err := Start(ctx, s)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	l.child = c
	p.mu.Unlock()
	return c, p.keep(c)
}

// keep remembers a child until it is ended; if the pool is closed, it ends it.
func (p *pool) keep(c *Process) error {
	p.mu.Lock()
	if p.alive == nil {
		p.alive = map[*Process]bool{}
	}
	closed := p.closed
	if !closed {
		p.alive[c] = true
	}
	p.mu.Unlock()
	if !closed {
		return nil
	}
	c.Close()
	return fault.New(CodeStart, "the worker is closed")
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
	p.mu.Unlock()
	for _, c := range all {
		c.Close()
	}
}
