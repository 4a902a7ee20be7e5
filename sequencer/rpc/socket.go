package rpc

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"quarry/sequencer/chain"
)

// socket is a WebSocket: one goroutine reads calls and carries them out, one
// writes, and from the first subscription on one follows the chain. What is to be
// written waits in a queue of bounded length, and so do the chain's notices; whoever
// takes nothing for a while, or falls far behind, is cut.
type socket struct {
	server  *Server
	version version
	conn    *websocket.Conn
	network string
	bucket  *rate.Limiter
	queue   chan []byte
	// done is closed, and ctx done, when the connection is to end.
	ctx  context.Context
	done context.CancelFunc
	// last is what the client is told at the end; once guards it.
	last []byte
	once sync.Once

	// mu guards what follows.
	mu sync.Mutex
	// subscriptions are by id; fresh ones have not been told to the client yet and
	// get no notifications.
	subscriptions map[string]*subscription
	fresh         []*subscription
	// wake tells the follower that there are new subscriptions; nil as long as
	// there is no follower.
	wake chan struct{}
}

// subscription is what a client wants to be told of.
type subscription struct {
	id string
	// active subscriptions get notifications.
	active bool
	topic
}

// topic is what a subscription is about. Its methods are called by the follower
// only; they say what has to be told by socket.notify.
type topic interface {
	// begin tells what is known already.
	begin(k *socket, id string) error
	// tell tells of something that happened to the chain.
	tell(k *socket, id string, n chain.Notice) error
}

// feedBuffer is how many notices of the chain may wait for a connection to look at
// them: more than a block causes.
const feedBuffer = 4096

// open makes a WebSocket of a GET request.
func (s *Server) open(c *gin.Context, v version) {
	if !websocket.IsWebSocketUpgrade(c.Request) {
		s.refuse(c, http.StatusMethodNotAllowed, newError(codeInvalidRequest, "send JSON-RPC by POST, or open a WebSocket"))
		return
	}
	network := networkOf(c.Request.RemoteAddr)
	bucket := s.rates.of(network)
	if !bucket.AllowN(time.Now(), blockCost) {
		s.metrics.limited.Inc()
		s.refuse(c, http.StatusTooManyRequests, errTooFast)
		return
	}
	conn, err := s.upgrader.Upgrade(c.Writer, c.Request, nil)
	if err != nil {
		return // the client was told
	}
	k := &socket{
		server: s, version: v, conn: conn, network: network, bucket: bucket, queue: make(chan []byte, s.config.Limits.Queue),
		subscriptions: map[string]*subscription{},
	}
	// The request's context ends with this handler, which is that of the socket.
	k.ctx, k.done = context.WithCancel(c.Request.Context())
	defer k.done()
	if !s.keep(k) {
		_ = conn.Close()
		return
	}
	defer s.forget(k)
	var others sync.WaitGroup
	others.Go(k.write)
	k.read(&others)
	k.done()
	others.Wait()
}

// keep counts a socket; it returns false on a server that stops.
func (s *Server) keep(k *socket) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drained {
		return false
	}
	s.sockets[k] = struct{}{}
	s.metrics.sockets.Inc()
	return true
}

func (s *Server) forget(k *socket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sockets, k)
	s.metrics.sockets.Dec()
}

// hangUp ends the connection, and says why.
func (k *socket) hangUp(code int, why string) {
	k.once.Do(func() {
		k.last = websocket.FormatCloseMessage(code, why)
		k.done()
	})
}

// cut ends the connection of a client that is too slow.
func (k *socket) cut() {
	k.server.metrics.cut.Inc()
	k.hangUp(websocket.ClosePolicyViolation, "the client does not keep up")
}

// send queues a message. A client that takes nothing for too long is cut.
func (k *socket) send(message []byte) {
	select {
	case k.queue <- message:
		return
	default:
	}
	timer := time.NewTimer(k.server.config.Limits.Stall)
	defer timer.Stop()
	select {
	case k.queue <- message:
	case <-k.ctx.Done():
	case <-timer.C:
		k.cut()
	}
}

// read carries out calls until the connection ends. It answers no call before the
// ones before it, and takes none as long as answers wait.
func (k *socket) read(others *sync.WaitGroup) {
	limits := &k.server.config.Limits
	patience := 2*limits.Ping + limits.Stall
	k.conn.SetReadLimit(limits.Body)
	_ = k.conn.SetReadDeadline(time.Now().Add(patience))
	k.conn.SetPongHandler(func(string) error { return k.conn.SetReadDeadline(time.Now().Add(patience)) })
	for k.ctx.Err() == nil {
		kind, message, err := k.conn.ReadMessage()
		if err != nil {
			return
		}
		_ = k.conn.SetReadDeadline(time.Now().Add(patience))
		if kind != websocket.TextMessage {
			k.hangUp(websocket.CloseUnsupportedData, "JSON-RPC is text")
			return
		}
		k.handle(message, others)
	}
}

// handle carries out the calls of one message.
func (k *socket) handle(message []byte, others *sync.WaitGroup) {
	// A client that is too fast is slowed down: its messages wait.
	if err := k.bucket.Wait(k.ctx); err != nil {
		return
	}
	leave, ok := k.server.turns.enter(k.ctx, k.network, k.server.config.Limits.Wait)
	if !ok {
		k.send(encode(failed(nil, errBusy)))
		return
	}
	answer := k.server.answer(&call{Context: k.ctx, server: k.server, version: k.version, socket: k, bucket: k.bucket}, message)
	leave()
	if answer != nil {
		k.send(answer)
	}
	k.activate(others)
}

// activate lets subscriptions begin whose ids the client has been told.
func (k *socket) activate(others *sync.WaitGroup) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.fresh) == 0 {
		return
	}
	if k.wake == nil {
		k.wake = make(chan struct{}, 1)
		// It listens before anything is told of what is known already.
		feed := k.server.config.Blocks.Feed().Subscribe(feedBuffer)
		others.Go(func() { k.follow(feed) })
	}
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

// write writes what is queued, and pings.
func (k *socket) write() {
	defer k.conn.Close()
	stall := k.server.config.Limits.Stall
	ping := time.NewTicker(k.server.config.Limits.Ping)
	defer ping.Stop()
	for {
		var err error
		select {
		case message := <-k.queue:
			_ = k.conn.SetWriteDeadline(time.Now().Add(stall))
			err = k.conn.WriteMessage(websocket.TextMessage, message)
		case <-ping.C:
			err = k.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(stall))
		case <-k.ctx.Done():
			k.once.Do(func() { k.last = websocket.FormatCloseMessage(websocket.CloseNormalClosure, "") })
			_ = k.conn.WriteControl(websocket.CloseMessage, k.last, time.Now().Add(time.Second))
			return
		}
		if err != nil {
			k.done()
			return
		}
	}
}

// follow tells subscriptions what happens to the chain.
func (k *socket) follow(feed *chain.Subscription) {
	defer feed.Close()
	for {
		var err error
		select {
		case <-k.ctx.Done():
			return
		case <-k.wake:
			err = k.begin()
		case n, ok := <-feed.C():
			if !ok {
				k.cut()
				return
			}
			err = k.each(func(s *subscription) error { return s.tell(k, s.id, n) })
		}
		if err != nil {
			k.server.log.Error("rpc subscription failed", "error", err)
			k.hangUp(websocket.CloseInternalServerErr, "the server failed")
			return
		}
	}
}

// begin starts the subscriptions that are new.
func (k *socket) begin() error {
	k.mu.Lock()
	fresh := k.fresh
	k.fresh = nil
	for _, s := range fresh {
		s.active = true
	}
	k.mu.Unlock()
	for _, s := range fresh {
		if err := s.begin(k, s.id); err != nil {
			return err
		}
	}
	return nil
}

// each does something for all subscriptions that are active.
func (k *socket) each(do func(*subscription) error) error {
	k.mu.Lock()
	var active []*subscription
	for _, s := range k.subscriptions {
		if s.active {
			active = append(active, s)
		}
	}
	k.mu.Unlock()
	for _, s := range active {
		if err := do(s); err != nil {
			return err
		}
	}
	return nil
}

// notify tells a subscription something.
func (k *socket) notify(id, method string, result any) error {
	data, err := encodeResult(struct {
		Version string `json:"jsonrpc"`
		Method  string `json:"method"`
		Params  any    `json:"params"`
	}{protocolVersion, "starknet_subscription" + method, struct {
		ID     string `json:"subscription_id"`
		Result any    `json:"result"`
	}{id, result}})
	if err == nil {
		k.send(data)
	}
	return err
}

// subscribe adds a subscription and answers its id.
func (c *call) subscribe(t topic) (any, error) {
	k := c.socket
	k.mu.Lock()
	defer k.mu.Unlock()
	if most := c.server.config.Limits.Subscriptions; len(k.subscriptions) >= most {
		return nil, newError(codeLimit, "a connection has at most %d subscriptions", most)
	}
	s := &subscription{id: strconv.FormatUint(rand.Uint64(), 10), topic: t}
	k.subscriptions[s.id] = s
	k.fresh = append(k.fresh, s)
	return s.id, nil
}

func unsubscribe(c *call) (any, error) {
	var id string
	if raw := c.values[0]; len(raw) > 0 && raw[0] != '"' {
		id = string(raw) // as a number, which older versions had
	} else {
		c.read(0, &id)
	}
	if c.err != nil {
		return nil, c.err
	}
	k := c.socket
	k.mu.Lock()
	defer k.mu.Unlock()
	s, ok := k.subscriptions[id]
	if !ok {
		return nil, newError(codeSubscription, "this connection has none of that id")
	}
	s.active = false
	delete(k.subscriptions, id)
	for i, f := range k.fresh {
		if f == s {
			k.fresh = append(k.fresh[:i:i], k.fresh[i+1:]...)
			break
		}
	}
	return true, nil
}
