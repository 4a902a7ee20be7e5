package api_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"quarry/api"
	"quarry/prover/lineup"
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

	// Nothing is waited for where the header says that it is too much.
	for path, headers := range map[string]string{
		"/v1/uploads": "Content-Length: 99999999999\r\n",
		"/v1/proofs":  "Content-Length: 67108865\r\nExpect: 100-continue\r\nContent-Type: application/json\r\n",
	} {
		a, err := http.ReadResponse(bufio.NewReader(dial("POST "+path+" HTTP/1.1\r\nHost: 127.0.0.1\r\n"+headers+"\r\n")), nil)
		if err != nil {
			t.Fatal(err)
		}
		if raw, _ := io.ReadAll(a.Body); a.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("%s with too large a body: %d %s", path, a.StatusCode, raw)
		}
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

// The same over TLS, and HTTP/2 with it: uploads, streams, slow bodies.
func TestTLS(t *testing.T) {
	issuer := httptest.NewTLSServer(nil)
	defer issuer.Close()
	stall := 300 * time.Millisecond
	f := start(t, func(c *api.Config) {
		c.TLS = &tls.Config{Certificates: issuer.TLS.Certificates}
		c.Limits.Stall = stall
	})
	addr, stop := f.serve()
	client := issuer.Client()
	client.Transport.(*http.Transport).ForceAttemptHTTP2 = true
	f.url = "https://" + addr
	upload, err := client.Post(f.url+"/v1/uploads", "application/octet-stream", strings.NewReader(strings.Repeat("x", 1<<20)))
	if err != nil {
		t.Fatal(err)
	}
	upload.Body.Close()
	if upload.StatusCode != http.StatusCreated || upload.ProtoMajor != 2 {
		t.Errorf("%d over HTTP/%d", upload.StatusCode, upload.ProtoMajor)
	}

	reader, writer := io.Pipe()
	defer writer.Close()
	go func() { _, _ = writer.Write([]byte("half")) }()
	slow, err := client.Post(f.url+"/v1/uploads", "application/octet-stream", reader)
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := io.ReadAll(slow.Body)
	slow.Body.Close()
	if slow.StatusCode != http.StatusRequestTimeout {
		t.Errorf("a body that stalls: %d %s", slow.StatusCode, raw)
	}

	job, _, err := f.lineup.Submit(context.Background(), lineup.Submission{})
	if err != nil {
		t.Fatal(err)
	}
	events, err := client.Get(f.url + "/v1/proofs/" + job.ID + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close()
	time.Sleep(2 * stall)
	f.lineup.Succeed(job.ID, []byte("p"), []byte("r"))
	if all, err := io.ReadAll(events.Body); err != nil || !strings.Contains(string(all), "succeeded") {
		t.Errorf("%q %v", all, err)
	}
	client.CloseIdleConnections()
	if err := stop(); err != nil {
		t.Error(err)
	}
}
