package api_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"quarry/api"
)

// serve serves the fixture's server on a real listener.
func (f *fixture) serve() (addr string, stop func() error) {
	f.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		f.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f.server.Serve(ctx, l) }()
	stopped := false
	stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		select {
		case err := <-done:
			return err
		case <-time.After(20 * time.Second):
			return fmt.Errorf("the server does not stop")
		}
	}
	f.Cleanup(func() { _ = stop() })
	f.url = "http://" + l.Addr().String()
	return l.Addr().String(), stop
}

func TestServeStopsGracefully(t *testing.T) {
	f := start(t, nil)
	_, stop := f.serve()
	job := f.submit(nil)
	lines, _, _ := f.listen("/v1/proofs/" + job.ID + "/events")
	f.await(lines, "id: 1")
	if err := stop(); err != nil {
		t.Error(err)
	}
	f.await(lines, "retry: 5000")
	if _, err := http.Get(f.url + "/healthz"); err == nil {
		t.Error("the server still answers")
	}
}

func TestSlowClients(t *testing.T) {
	stall := 200 * time.Millisecond
	big := strings.Repeat("x", 32<<20)
	f := start(t, func(c *api.Config) {
		c.Limits.Stall, c.Limits.HeaderTime = stall, stall
		c.Mounts = []api.Mount{func(r gin.IRouter, _ *api.Server) {
			r.GET("/big", func(c *gin.Context) { c.String(200, big) })
		}}
	})
	addr, _ := f.serve()
	dial := func(request string) net.Conn {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		_ = c.SetDeadline(time.Now().Add(20 * time.Second))
		_, _ = io.WriteString(c, request)
		return c
	}

	slow := dial("POST /v1/uploads HTTP/1.1\r\nHost: x\r\nHost: 127.0.0.1\r\n")
	if answer, err := io.ReadAll(slow); err != nil || strings.Contains(string(answer), "200 OK") {
		t.Errorf("headers that do not end: %q %v", answer, err)
	}

	body := dial("POST /v1/uploads HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/octet-stream\r\nContent-Length: 1000\r\n\r\nhalf")
	a, err := http.ReadResponse(bufio.NewReader(body), nil)
	if err != nil {
		t.Fatal(err, f.logged())
	}
	raw, _ := io.ReadAll(a.Body)
	if a.StatusCode != http.StatusRequestTimeout || !strings.Contains(string(raw), string(api.CodeTimeout)) {
		t.Errorf("a body that stalls: %d %s", a.StatusCode, raw)
	}

	reader := dial("GET /big HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
	time.Sleep(3 * stall)
	n, err := io.Copy(io.Discard, reader)
	if n >= int64(len(big)) {
		t.Errorf("a client that takes nothing is waited for: %d bytes, %v", n, err)
	}

	// A stream that says nothing for longer is not slow.
	job := f.submit(nil)
	lines, _, _ := f.listen("/v1/proofs/" + job.ID + "/events")
	f.await(lines, "id: 1")
	time.Sleep(2 * stall)
	f.lineup.Succeed(job.ID, []byte("p"), []byte("r"))
	f.await(lines, "succeeded")
}

func TestConnectionsAreBounded(t *testing.T) {
	f := start(t, func(c *api.Config) { c.Limits.Connections = 1 })
	addr, _ := f.serve()
	first, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(first, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
	if _, err := http.ReadResponse(bufio.NewReader(first), nil); err != nil {
		t.Fatal(err)
	}
	second := make(chan error, 1)
	go func() {
		a, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(must(http.NewRequest("GET", f.url+"/healthz", nil)))
		if err == nil {
			a.Body.Close()
		}
		second <- err
	}()
	select {
	case err := <-second:
		t.Errorf("the second connection is served beside the first: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	first.Close()
	if err := <-second; err != nil {
		t.Error(err)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
