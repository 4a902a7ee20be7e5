package rpc

import (
	"net"
	"sync"
)

// listener counts the connections of each network and hangs up on those that are
// too many.
type listener struct {
	net.Listener
	most, mostPerNetwork int

	mu        sync.Mutex
	open      int
	byNetwork map[string]int
}

func newListener(l net.Listener, limits *Limits) *listener {
	return &listener{Listener: l, most: limits.Connections, mostPerNetwork: limits.ConnectionsPerNetwork, byNetwork: map[string]int{}}
}

// Accept implements net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		network := networkOf(c.RemoteAddr().String())
		if l.enter(network) {
			return &connection{Conn: c, leave: sync.OnceFunc(func() { l.leave(network) })}, nil
		}
		_ = c.Close()
	}
}

func (l *listener) enter(network string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open >= l.most || l.byNetwork[network] >= l.mostPerNetwork {
		return false
	}
	l.open++
	l.byNetwork[network]++
	return true
}

func (l *listener) leave(network string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open--
	if l.byNetwork[network]--; l.byNetwork[network] == 0 {
		delete(l.byNetwork, network)
	}
}

// connection is one that is counted.
type connection struct {
	net.Conn
	leave func()
}

// Close implements net.Conn.
func (c *connection) Close() error {
	c.leave()
	return c.Conn.Close()
}
