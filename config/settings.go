package config

import "time"

// The tags of fields are kong's: name, default, help, enum, group. secret marks
// values that are never shown.

// File names the configuration file; it is no setting of the file itself.
type File struct {
	Config string `name:"config" placeholder:"FILE" help:"Read settings from this file (TOML, or YAML if it is named .yaml). Also QUARRY_CONFIG."`
}

// All are the settings of all commands.
type All struct {
	Serve
	Client         `group:"Client"`
	SettlerAddress `group:"Client"`
	Sequencer      `group:"Sequencer"`
	RPC            `group:"RPC"`
	Consensus      `group:"Consensus"`
	Rollup         `group:"Proofs and L1"`
	Settlement
}

// Serve are the settings of quarry serve.
type Serve struct {
	HTTP     `group:"Service"`
	Store    `group:"Data"`
	Keeping  `group:"Data"`
	LineUp   `group:"Line-up"`
	Prove    bool `name:"prove" default:"true" negatable:"" group:"Proving" help:"Make proofs in this process's children, too, not only in separate workers."`
	Proving  `group:"Proving"`
	Policy   `group:"Policy"`
	Webhooks `group:"Webhooks"`
	Log      `group:"Log"`
}

// Node are the settings of quarry node.
type Node struct {
	Store     `group:"Data"`
	Sequencer `group:"Sequencer"`
	RPC       `group:"RPC"`
	Consensus `group:"Consensus"`
	Rollup    `group:"Proofs and L1"`
	Settlement
	Log `group:"Log"`
}

// Sequencer says which chain a node has, to whom it speaks, and what it holds.
type Sequencer struct {
	Genesis             string   `name:"genesis" help:"The chain's genesis file (quarry genesis makes one)."`
	RPCListen           string   `name:"rpc-listen" form:"address" default:"127.0.0.1:9545" help:"Address of Starknet's JSON-RPC, and of the explorer. What the chain says is public, and what it takes is signed."`
	MonitorListen       string   `name:"monitor-listen" form:"address" help:"Loopback address for the node's health and metrics; none if empty."`
	Explorer            bool     `name:"explorer" default:"true" negatable:"" help:"Serve the explorer's pages at /explorer."`
	FeeAddress          string   `name:"fee-address" help:"Account that gets the fees of the blocks that this node makes; that of genesis if empty."`
	BlockTime           Duration `name:"block-time" least:"1ms" default:"2s" help:"How long a block is open at most; with CometBFT, the pause between two."`
	BlockIdle           Duration `name:"block-idle" least:"0s" help:"Close a block when nothing has come for so long; 0 for a quarter of block_time."`
	EmptyEvery          Duration `name:"empty-every" least:"0s" help:"Make an empty block when there was none for so long; 0 for never."`
	BlockSteps          int      `name:"block-steps" least:"1" default:"1048576" help:"The most steps of a block's proof, a power of two: 512 transactions fill 2^20."`
	BlockTransactions   int      `name:"block-transactions" placeholder:"N" help:"The most transactions of a block; 0 for what its proof allows."`
	MempoolTransactions int      `name:"mempool-transactions" least:"1" default:"100000" help:"The most transactions that wait."`
	MempoolBytes        Size     `name:"mempool-bytes" least:"1" default:"256MiB" help:"The memory that they may take."`
	MempoolTTL          Duration `name:"mempool-ttl" least:"1ms" default:"3h" help:"How long a transaction may wait."`
	MempoolFIFO         bool     `name:"mempool-fifo" help:"Take accounts in the order in which their transactions came, not by tip."`
}

// RPC bounds what clients can make a node do; a network is an IPv4 address, or the first
// 64 bits of an IPv6 address.
type RPC struct {
	Rate                  float64  `name:"rpc-rate" default:"5000" help:"Work that one network may cause a second: most calls cost 1 (some 50 µs of a core), refused transactions 50 more."`
	Burst                 int      `name:"rpc-burst" least:"1" default:"10000" help:"Work that it may cause at once."`
	Calls                 int      `name:"rpc-calls" least:"1" default:"128" help:"Calls at once, a quarter of them for one network at most; more wait."`
	Connections           int      `name:"rpc-connections" least:"1" default:"4096" help:"Connections at once."`
	ConnectionsPerNetwork int      `name:"rpc-connections-per-network" least:"1" default:"512" help:"Those of one network."`
	Subscriptions         int      `name:"rpc-subscriptions" least:"1" default:"64" help:"Subscriptions of one WebSocket."`
	MaxBody               Size     `name:"rpc-max-body" least:"1" default:"256KiB" help:"The largest request."`
	Batch                 int      `name:"rpc-batch" least:"1" default:"100" help:"Calls in one request."`
	MaxAnswer             Size     `name:"rpc-max-answer" least:"1" default:"16MiB" help:"The largest answer to one request."`
	Events                int      `name:"rpc-events" least:"1" default:"1000" help:"Events in one answer."`
	AnswerTime            Duration `name:"rpc-answer-time" least:"1ms" default:"1m" help:"How long an answer may take to reach its client."`
}

// Consensus says who makes the blocks.
type Consensus struct {
	Consensus    string `name:"consensus" default:"solo" enum:"solo,cometbft,external" help:"Who makes the blocks: this node alone (solo), the validators of network (cometbft), or another process over the engine API (external)."`
	Network      string `name:"network" help:"File (JSON) of the validators' network: chain_id, begins, validators, peers. For cometbft."`
	P2PListen    string `name:"p2p-listen" form:"address" default:"127.0.0.1:26656" help:"Address that other validators connect to. For cometbft."`
	KeepBlocks   int64  `name:"consensus-keep" placeholder:"N" help:"How many of CometBFT's last blocks are kept, at least 100000; a validator that was away longer can't catch up by itself. 0 for all. For cometbft."`
	EngineListen string `name:"engine-listen" form:"address" default:"127.0.0.1:9551" help:"Address of the engine API. For external."`
	EngineSecret string `name:"engine-secret" help:"File of the secret of the engine API's tokens, 64 hexadecimal digits; made in the data directory if empty."`
}

// Rollup says who proves the blocks, and which L1 they go to.
type Rollup struct {
	Prover       string   `name:"prover" help:"Who proves the blocks: the address of a quarry serve, or embedded for one in this process; nobody if empty."`
	ProverKey    string   `name:"prover-key-file" help:"File with the API key for prover."`
	ProofsAtOnce int      `name:"proofs-at-once" least:"1" default:"4" help:"Blocks that are with the prover at the same time."`
	L1URL        string   `name:"l1" secret:"password" help:"L1 node's JSON-RPC, from which deposits are taken, and by which blocks are followed until they are final; none if empty."`
	L1Origin     uint64   `name:"l1-origin" placeholder:"N" help:"The L1 block before the core contract's first: nothing earlier is read."`
	L1Depth      uint64   `name:"l1-depth" default:"10" help:"How many L1 blocks must lie upon a deposit's before it is taken."`
	L1Every      Duration `name:"l1-every" least:"1ms" default:"4s" help:"How often L1 is asked for what is new."`
	Availability string   `name:"data-availability" default:"calldata" enum:"calldata,blobs" help:"Where state diffs go on L1: into the calldata of the update (calldata), or into blobs. All nodes of a chain must have the same."`
}

// Settlement says whether and how a node brings blocks to L1.
type Settlement struct {
	Settle           bool     `name:"settle" group:"Settlement" help:"Bring the blocks to L1: have them proved, send the core contract's updates, and follow these until they are final. Takes l1, prover and an account."`
	SettlementListen string   `name:"settlement-listen" form:"address" default:"127.0.0.1:9546" group:"Settlement" help:"Address at which the settler answers over HTTP (quarry settlement), and with it an embedded prover. Beyond loopback addresses it takes API keys (quarry keys add)."`
	MaxCost          string   `name:"settle-max-cost" default:"0.5" group:"Settlement" help:"What one update may cost at most (ETH). One that would cost more waits for cheaper gas."`
	ProofTime        Duration `name:"settle-proof-time" least:"1ms" default:"1h" group:"Settlement" help:"How long a block's proof may take before it is ordered again."`
	BumpAfter        Duration `name:"settle-bump-after" least:"1ms" default:"36s" group:"Settlement" help:"How long a transaction waits before its fee follows the market's."`
	StuckAfter       Duration `name:"settle-stuck-after" least:"1ms" default:"10m" group:"Settlement" help:"How long a transaction waits before it is called stuck."`
	Archive          string   `name:"blob-archive" group:"Settlement" help:"Folder that keeps copies of the blobs with state diffs, as L1's nodes forget theirs after some weeks; in the data directory if empty."`
	L1Account        `group:"L1 account"`
}

// L1Account says who signs transactions on L1: a keystore file on this machine, or a
// service that holds the key.
type L1Account struct {
	Keystore     string `name:"l1-keystore" help:"Keystore file (version 3, as geth makes them) of the account that sends to L1."`
	PasswordFile string `name:"l1-password-file" help:"File with the keystore's password."`
	Signer       string `name:"l1-signer" secret:"password" help:"JSON-RPC of a service that signs instead: web3signer, clef or one like them."`
	Account      string `name:"l1-account" help:"The address for which the service signs."`
	SignerMethod string `name:"l1-signer-method" default:"eth_signTransaction" enum:"eth_signTransaction,account_signTransaction" help:"The service's method: clef's is account_signTransaction."`
}

// Worker are the settings of quarry worker.
type Worker struct {
	Store   `group:"Data"`
	LineUp  `group:"Line-up"`
	Proving `group:"Proving"`
	Log     `group:"Log"`
}

// Client are the settings of the commands that speak to a server.
type Client struct {
	Server string `name:"server" default:"http://127.0.0.1:7419" help:"Address of the server to speak to."`
	Access
}

// SettlementClient are the settings of the commands that speak to a node's settler.
type SettlementClient struct {
	SettlerAddress
	Access
}

// SettlerAddress says where a node's settler is.
type SettlerAddress struct {
	SettlementServer string `name:"settlement-server" default:"http://127.0.0.1:9546" help:"Address at which a node's settler answers: its settlement_listen."`
}

// Access says by which right a server is spoken to, and how it is known.
type Access struct {
	Key     string `name:"key" secret:"yes" help:"API key. Better in a file or in the environment: others on the machine see command lines."`
	KeyFile string `name:"key-file" help:"File that holds the API key."`
	CAFile  string `name:"ca-file" help:"File of the certificates to trust (PEM), instead of the system's."`
}

// HTTP says where and to whom the service speaks.
type HTTP struct {
	Listen      string   `name:"listen" form:"address" default:"127.0.0.1:7419" help:"Address to listen on. Beyond loopback addresses it takes API keys (quarry keys add) or --insecure."`
	AdminListen string   `name:"admin-listen" form:"address" help:"Loopback address for profiles (pprof) and metrics without a key; none if empty."`
	TLSCert     string   `name:"tls-cert" help:"Certificate chain (PEM) to serve HTTPS with. It is read again when it changes."`
	TLSKey      string   `name:"tls-key" help:"The certificate's private key (PEM)."`
	Insecure    bool     `name:"insecure" help:"Without API keys, serve everybody who can reach the address."`
	Hosts       []string `name:"hosts" placeholder:"NAME,…" help:"Names under which browsers may reach a server without keys, beside loopback addresses."`
	PublicURL   string   `name:"public-url" form:"url" help:"Address under which clients reach the service, for links in answers; that of the request if empty."`
	Rate        float64  `name:"rate" default:"500" help:"Requests per second of one API key that has no rate of its own; 0 for any number."`
	Burst       int      `name:"burst" least:"1" default:"1000" help:"Requests that may come at once before the rate counts."`
	MaxUpload   Size     `name:"max-upload" least:"1" default:"2GiB" help:"The largest file that a client may upload."`
	MaxBody     Size     `name:"max-body" least:"1" default:"4GiB" help:"The largest body of one request."`
	Connections int      `name:"connections" least:"1" default:"8192" help:"Connections at once; more wait."`
	Streams     int      `name:"streams" least:"1" default:"1000" help:"Streams of events at once."`
	Dashboard   bool     `name:"dashboard" default:"true" negatable:"" help:"Serve the dashboard."`
	Atlantic    bool     `name:"atlantic" default:"true" negatable:"" help:"Serve Atlantic's dialect, too."`
	AuditSize   Size     `name:"audit-size" least:"1" default:"64MiB" help:"Begin a new audit log when it has this size."`
	AuditFiles  int      `name:"audit-files" default:"16" help:"Audit logs to keep; 0 keeps all."`
}

// Duration is time.Duration: flags, files and variables write it 90s or 1h30m.
type Duration = time.Duration

// Store says where the service keeps what it must not lose.
type Store struct {
	Data string `name:"data" default:"quarry-data" help:"Directory of jobs, proofs, keys and logs. One server at a time uses it."`
}

// Keeping says how much is kept, and how long.
type Keeping struct {
	MinFree       Size     `name:"min-free" default:"1GiB" help:"Refuse jobs and uploads when the data directory's disk has less room than this."`
	KeepFor       Duration `name:"keep-for" least:"1ms" default:"720h" help:"Keep ended jobs and their proofs for so long."`
	KeepBytes     Size     `name:"keep-bytes" help:"Give up the oldest ended jobs earlier when all files take more than this; 0 for never."`
	KeepUploads   Duration `name:"keep-uploads" least:"1ms" default:"24h" help:"Keep uploads that no job names for so long."`
	MaxJobs       int      `name:"max-jobs" least:"1" default:"10000" help:"Jobs that have not ended, at once."`
	MaxJobsPerKey int      `name:"max-jobs-per-key" least:"1" default:"10000" help:"Those of one API key."`
}

// Policy says which proofs the service makes and finds valid.
type Policy struct {
	MinSecurityBits float64 `name:"min-security-bits" default:"80" help:"Refuse parameters worth fewer bits in the regime of security_regime."`
	SecurityRegime  string  `name:"security-regime" default:"johnson" enum:"conjectured,johnson,unique" help:"Regime in which bits are counted: johnson, unique, or conjectured, which was refuted in 2025."`
	MinHashBits     int     `name:"min-hash-bits" default:"80" help:"Refuse hashes of which a collision costs less than 2^N."`
	MaxSteps        uint64  `name:"max-steps" default:"268435456" help:"The most steps of one run."`
	RerunSteps      uint64  `name:"rerun-steps" default:"4194304" help:"Run programs of up to so many steps again before their proofs are handed out: then the proof is about the declared input, too, whatever a worker did; 0 for none."`
}

// LineUp says which queue it is.
type LineUp struct {
	NATSURL      string `name:"nats-url" secret:"password" help:"External NATS cluster that keeps jobs and proofs (tls://…); empty: embedded, in the data directory."`
	NATSCreds    string `name:"nats-creds" help:"Credentials file for the external cluster."`
	NATSCA       string `name:"nats-ca" help:"Certificates (PEM) that the external cluster's are checked with, instead of the system's."`
	NATSCert     string `name:"nats-cert" help:"This machine's own certificate (PEM) for the external cluster."`
	NATSKey      string `name:"nats-key" help:"The private key (PEM) of nats_cert."`
	NATSReplicas int    `name:"nats-replicas" placeholder:"N" help:"Servers of the external cluster that keep everything; 0 for 3, or 1 on a loopback address."`
	NATSName     string `name:"nats-name" default:"quarry" help:"Prefix of all names in the cluster's account, so that several line-ups can share it."`
}

// Proving says how jobs are proved on this machine.
type Proving struct {
	Slots       int      `name:"slots" placeholder:"N" help:"Proofs at once; 0 for as many as the cores allow."`
	Threads     int      `name:"threads" placeholder:"N" help:"Cores that one proof may use; 0 for all."`
	ProofMemory Size     `name:"proof-memory" help:"Memory that all proofs together may take; 0 for what the machine has free at the start."`
	Cgroup      string   `name:"cgroup" form:"folder" help:"Control group (version 2) that is delegated to the service, in which each proof gets a limit of its own; found by itself under systemd."`
	Work        string   `name:"work" help:"Directory for the files of running proofs; in the data directory if empty."`
	Grace       Duration `name:"grace" least:"0s" default:"2m" help:"When stopping, let running proofs end for so long; what is not done then is done again."`
}

// Webhooks says whom the service may call.
type Webhooks struct {
	WebhookAllow     []string `name:"webhook-allow" placeholder:"NETWORK,…" help:"Networks (10.1.0.0/16) or addresses that webhooks may reach although they are not public."`
	WebhookAllowHTTP bool     `name:"webhook-allow-http" help:"Let webhooks go to http addresses, too; they are signed, but all can read them."`
	WebhookPorts     []int    `name:"webhook-ports" default:"443,8443" help:"Ports that webhooks may reach; 0 for all."`
	WebhookTimeout   Duration `name:"webhook-timeout" least:"1ms" default:"15s" help:"How long a receiver may take to answer."`
}

// Log says what is logged, and how.
type Log struct {
	LogLevel  string `name:"log-level" default:"info" enum:"debug,info,warn,error" help:"The least level that is logged: debug, info, warn or error."`
	LogFormat string `name:"log-format" default:"text" enum:"text,json" help:"Form of the log on standard error: text or json."`
}
