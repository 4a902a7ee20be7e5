package rpc

import (
	"log/slog"
	"reflect"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"quarry/sequencer/chain"
	"quarry/sequencer/execution"
	"quarry/sequencer/starknet"
)

// Config is what a Server is made of.
type Config struct {
	// ChainID is the chain's name, a short string.
	ChainID starknet.Felt
	// Blocks are the sealed blocks, States the states after them, Builder makes the
	// next, Pool takes transactions, Executor tries them out.
	Blocks   Blocks
	States   States
	Builder  Builder
	Pool     Pool
	Executor *execution.Executor
	// Messages knows messages from L1; nil: there is no L1.
	Messages Messages
	// Sync says how far a node that catches up is; nil: this node never does.
	Sync func() (chain.Sync, bool)
	// Blobs tells whether state diffs go to L1 in blobs rather than calldata.
	Blobs bool

	// Mounts add what else is served at the server's address: pages, a faucet. Their
	// paths must not be those of the RPC, and they bound their own work.
	Mounts []func(gin.IRouter)

	Limits Limits
	// Log receives the access log and faults of the server; nil is slog.Default.
	Log *slog.Logger
	// Metrics registers the server's metrics; nil makes a new registry.
	Metrics *prometheus.Registry
}

// Limits bound what clients can make the server do. Zero values are replaced by
// those of DefaultLimits.
type Limits struct {
	// Body is the most bytes of one request, Batch the most calls in it, Answer the
	// most bytes of the answers to a batch.
	Body   int64
	Batch  int
	Answer int
	// Bodies is the memory that requests of more than smallBody bytes take together
	// while they come; there is always room for others.
	Bodies int64
	// Rate is the work that one network (an IPv4 address, the first 64 bits of an
	// IPv6 address) may cause a second, Burst what it may cause at once. A unit is
	// about 50 µs of one core: most calls cost 1, refused transactions Junk more.
	Rate  float64
	Burst int
	Junk  int
	// Penalty is how long a refusal for the rate takes, so that who does not heed it
	// keeps its own connections busy and not the server.
	Penalty time.Duration
	// Calls are how many go on at once, a quarter of them for one network at most;
	// Wait is how long one waits for its turn.
	Calls int
	Wait  time.Duration
	// Connections are how many there are at once, ConnectionsPerNetwork those of
	// one network.
	Connections, ConnectionsPerNetwork int
	// Events is the most events of one answer, Keys the most keys of a filter,
	// Addresses the most addresses of a filter.
	Events, Keys, Addresses int
	// Simulations is the most transactions of one simulation or estimate.
	Simulations int
	// Subscriptions are those of one connection, Queue how many of its messages wait
	// for the network.
	Subscriptions, Queue int
	// Header is the most bytes of a request's headers, HeaderTime how long they
	// may take, BodyTime how long a whole request may, AnswerTime how long its
	// answer, Idle how long a connection may be unused.
	Header                                 int
	HeaderTime, BodyTime, AnswerTime, Idle time.Duration
	// Ping is the time between two pings of a WebSocket; a connection that
	// answers none of two is cut. Stall is how long its client may take nothing.
	Ping, Stall time.Duration
	// Drain is how long a stopping server waits for requests in progress.
	Drain time.Duration
}

// DefaultLimits are good for one box.
func DefaultLimits() Limits {
	return Limits{
		Body: 256 << 10, Batch: 100, Answer: 16 << 20, Bodies: 64 << 20,
		Rate: 5000, Burst: 10000, Junk: 50, Penalty: time.Second,
		Calls: 128, Wait: 2 * time.Second,
		Connections: 4096, ConnectionsPerNetwork: 512,
		Events: 1000, Keys: 256, Addresses: 256,
		Simulations:   64,
		Subscriptions: 64, Queue: 1024,
		Header: 16 << 10, HeaderTime: 10 * time.Second, BodyTime: 30 * time.Second, AnswerTime: time.Minute, Idle: 2 * time.Minute,
		Ping: 20 * time.Second, Stall: 10 * time.Second, Drain: 10 * time.Second,
	}
}

// orDefault replaces zero values.
func (l Limits) orDefault() Limits {
	given, defaults := reflect.ValueOf(&l).Elem(), reflect.ValueOf(DefaultLimits())
	for i := range given.NumField() {
		if given.Field(i).IsZero() {
			given.Field(i).Set(defaults.Field(i))
		}
	}
	return l
}
