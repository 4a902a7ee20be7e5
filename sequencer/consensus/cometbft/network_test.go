package cometbft

import (
	"io"
	"net"
	"sync"
	"testing"
)

// link carries what one node says to another, and can be cut: then nothing arrives, as
// if a cable had been pulled, and what was sent meanwhile arrives when it is mended.
type link struct {
	listener net.Listener
	target   string

	mu   sync.Mutex
	cond *sync.Cond
	cut  bool
}

func newLink(t testing.TB, target string) *link {
	t.Helper()
	l := &link{target: target}
	l.cond = sync.NewCond(&l.mu)
	var err error
	if l.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		l.listener.Close()
		l.set(false)
	})
	go l.accept()
	return l
}

func (l *link) address() string { return l.listener.Addr().String() }

func (l *link) set(cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = cut
	l.cond.Broadcast()
}

func (l *link) accept() {
	for {
		from, err := l.listener.Accept()
		if err != nil {
			return
		}
		go func() {
			l.wait()
			to, err := net.Dial("tcp", l.target)
			if err != nil {
				from.Close()
				return
			}
			go l.carry(to, from)
			l.carry(from, to)
		}()
	}
}

// wait returns when the link is not cut.
func (l *link) wait() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.cut {
		l.cond.Wait()
	}
}

// carry copies one direction of a connection.
func (l *link) carry(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		l.wait()
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			if err != io.EOF {
				return
			}
			return
		}
	}
}
