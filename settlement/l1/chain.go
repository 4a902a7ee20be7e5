package l1

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"math/big"
	"net"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/beacon/engine"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/txpool"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto/kzg4844"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/eth/filters"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/miner"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"

	"quarry/fault"
)

// ChainOptions say what the embedded chain is like.
type ChainOptions struct {
	// ChainID is the chain's; 0: 1337.
	ChainID uint64
	// Alloc are the accounts of the genesis block.
	Alloc types.GenesisAlloc
	// Dir keeps the chain on disk; empty: it is in memory, and ends with the process.
	Dir string
	// Listen is the address (host:port) of a JSON-RPC server for others; empty: none.
	Listen string
	// BlockTime is the time from block to block; 0: blocks are made by Commit only.
	BlockTime time.Duration
	// SafeDepth and FinalDepth are the numbers of blocks behind the last one that
	// are not yet safe and final; 0: 2 and 4.
	SafeDepth, FinalDepth uint64
	// BaseFee is the genesis block's, in wei; nil: 1 gwei.
	BaseFee *big.Int
	// GasLimit is a block's; 0: 60 million.
	GasLimit uint64
	// Log is told of blocks that can't be made; nil: nobody is.
	Log *slog.Logger
}

// DefaultChainID is that of embedded chains.
const DefaultChainID = 1337

// Chain is an Ethereum chain of one node, in this process, by go-ethereum and with
// Osaka's rules. It makes its own blocks, so it can also make time pass and
// reorganise itself.
type Chain struct {
	options ChainOptions
	node    *node.Node
	eth     *eth.Ethereum
	client  *Client
	blobs   *blobShelf

	mutex  sync.Mutex // one block at a time
	ahead  time.Duration
	closed chan struct{}
	miner  sync.WaitGroup
	once   sync.Once
}

// StartChain starts an embedded chain, anew or where its directory left off.
func StartChain(options ChainOptions) (*Chain, error) {
	options = options.withDefaults()
	c := &Chain{options: options, blobs: newBlobShelf(options.Dir), closed: make(chan struct{})}
	if err := c.start(); err != nil {
		if c.node != nil {
			c.node.Close()
		}
		return nil, fault.Wrap(err, CodeChain, "the embedded L1 chain doesn't start").At("%s", options.Dir)
	}
	if options.BlockTime > 0 {
		c.miner.Go(c.mine)
	}
	return c, nil
}

func (o ChainOptions) withDefaults() ChainOptions {
	if o.ChainID == 0 {
		o.ChainID = DefaultChainID
	}
	if o.SafeDepth == 0 && o.FinalDepth == 0 {
		o.SafeDepth, o.FinalDepth = 2, 4
	}
	if o.BaseFee == nil {
		o.BaseFee = big.NewInt(params.GWei)
	}
	if o.GasLimit == 0 {
		o.GasLimit = 60_000_000
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// genesis has all forks up to Osaka active.
func (o *ChainOptions) genesis() *core.Genesis {
	config := *params.AllDevChainProtocolChanges
	config.ChainID = new(big.Int).SetUint64(o.ChainID)
	config.BogotaTime = nil
	config.BlobScheduleConfig = &params.BlobScheduleConfig{
		Cancun: params.DefaultCancunBlobConfig,
		Prague: params.DefaultPragueBlobConfig,
	}
	alloc := core.SystemContractAllocs()
	for address, account := range o.Alloc {
		alloc[address] = account
	}
	return &core.Genesis{Config: &config, GasLimit: o.GasLimit, BaseFee: o.BaseFee, Alloc: alloc, Difficulty: new(big.Int)}
}

func (c *Chain) start() error {
	stackConfig := node.DefaultConfig
	stackConfig.DataDir = c.options.Dir
	stackConfig.P2P = p2p.Config{NoDiscovery: true}
	if c.options.Listen != "" {
		host, port, err := splitListen(c.options.Listen)
		if err != nil {
			return err
		}
		stackConfig.HTTPHost, stackConfig.HTTPPort = host, port
		stackConfig.HTTPModules = []string{"eth", "net", "web3", "txpool"}
		if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
			stackConfig.HTTPVirtualHosts = []string{"*"} // whoever opens it to others has names for it
		}
	}
	config := ethconfig.Defaults
	config.Genesis = c.options.genesis()
	config.SyncMode = ethconfig.FullSync
	config.NoPruning = true
	config.TxPool.NoLocals = true
	config.Miner.GasCeil = c.options.GasLimit
	config.Miner.GasPrice = big.NewInt(1)
	config.LogNoHistory = true
	config.TransactionHistory = 0
	if c.options.Dir == "" {
		config.BlobPool.Datadir = ""
	} else {
		// Each block's state is on disk with the block: a process that is killed goes on
		// where it was, and takes nothing back that it had called final.
		config.StateScheme = rawdb.HashScheme
	}
	stack, err := node.New(&stackConfig)
	if err != nil {
		return err
	}
	c.node = stack
	if c.eth, err = eth.New(stack, &config); err != nil {
		return err
	}
	stack.RegisterAPIs([]rpc.API{{
		Namespace: "eth",
		Service:   filters.NewFilterAPI(filters.NewFilterSystem(c.eth.APIBackend, filters.Config{})),
	}})
	if err := stack.Start(); err != nil {
		return err
	}
	c.eth.SetSynced()
	c.client = &Client{
		Client:  ethclient.NewClient(stack.Attach()),
		chainID: new(big.Int).SetUint64(c.options.ChainID),
		blobs:   c.blobs,
	}
	c.settle()
	return nil
}

// indexed waits until the node can say of all transactions where they are.
func (c *Chain) indexed() {
	for end := time.Now().Add(5 * time.Second); !c.eth.BlockChain().TxIndexDone() && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
}

// Close ends the chain. The clients that it gave end with it.
func (c *Chain) Close() error {
	var err error
	c.once.Do(func() {
		close(c.closed)
		c.miner.Wait()
		c.client.Close()
		err = c.node.Close()
	})
	return err
}

// Client returns a connection to the chain.
func (c *Chain) Client() *Client { return c.client }

// URL returns where the chain's JSON-RPC server listens, empty if it does not.
func (c *Chain) URL() string {
	if c.options.Listen == "" {
		return ""
	}
	return c.node.HTTPEndpoint()
}

// mine makes blocks in time.
func (c *Chain) mine() {
	tick := time.NewTicker(c.options.BlockTime)
	defer tick.Stop()
	for {
		select {
		case <-c.closed:
			return
		case <-tick.C:
			if _, err := c.Commit(); err != nil {
				c.options.Log.Warn("no block on the embedded L1 chain", "err", err)
			}
		}
	}
}

// Commit makes a block with the transactions that wait, and returns its header.
func (c *Chain) Commit() (*types.Header, error) { return c.commit(0) }

// AdvanceTime makes an empty or full block that lies this long after the last one.
// The time of later blocks goes on from there.
func (c *Chain) AdvanceTime(by time.Duration) (*types.Header, error) { return c.commit(by) }

func (c *Chain) commit(skip time.Duration) (*types.Header, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	parent := c.eth.BlockChain().CurrentBlock()
	now := uint64(time.Now().Add(c.ahead).Unix())
	if skip > 0 {
		now = parent.Time + uint64(skip/time.Second)
	}
	now = max(now, parent.Time+1)
	block, err := c.seal(parent, now)
	if err != nil {
		return nil, fault.Wrap(err, CodeChain, "the embedded L1 chain can't make block %d", parent.Number.Uint64()+1)
	}
	if skip > 0 {
		c.ahead = max(c.ahead, time.Until(time.Unix(int64(now), 0)))
	}
	c.settle()
	c.indexed()
	return block.Header(), nil
}

// seal builds a block upon parent and makes it the chain's last one.
func (c *Chain) seal(parent *types.Header, timestamp uint64) (*types.Block, error) {
	c.sorted()
	args := &miner.BuildPayloadArgs{
		Parent: parent.Hash(), Timestamp: timestamp, Withdrawals: types.Withdrawals{},
		BeaconRoot: new(common.Hash), Version: engine.PayloadV3,
	}
	rand.Read(args.Random[:])
	payload, err := c.eth.Miner().BuildPayload(context.Background(), args, false)
	if err != nil {
		return nil, err
	}
	envelope := payload.ResolveFull()
	if envelope == nil {
		return nil, errors.New("no payload was built")
	}
	hashes, err := c.blobs.add(envelope.BlobsBundle)
	if err != nil {
		return nil, err
	}
	block, err := engine.ExecutableDataToBlock(*envelope.ExecutionPayload, hashes, args.BeaconRoot, envelope.Requests)
	if err != nil {
		return nil, err
	}
	if _, err := c.eth.BlockChain().InsertBlockWithoutSetHead(context.Background(), block, false); err != nil {
		return nil, err
	}
	if _, err := c.eth.BlockChain().SetCanonical(block); err != nil {
		return nil, err
	}
	return block, c.eth.TxPool().Sync()
}

// sorted waits until the pool has sorted in what came last, as far as it can be
// executed. To have it begin anew (TxPool.Sync) would leave out a transaction that
// comes behind another of its account and is not sorted in yet.
func (c *Chain) sorted() {
	for range 20 {
		if _, queued := c.eth.TxPool().Stats(); queued == 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// settle tells which blocks are safe and final.
func (c *Chain) settle() {
	chain := c.eth.BlockChain()
	head := chain.CurrentBlock().Number.Uint64()
	behind := func(depth uint64) *types.Header { return chain.GetHeaderByNumber(head - min(head, depth)) }
	chain.SetSafe(behind(c.options.SafeDepth))
	final := behind(c.options.FinalDepth)
	if last := chain.CurrentFinalBlock(); last == nil || last.Number.Cmp(final.Number) <= 0 {
		chain.SetFinalized(final)
	}
}

// Fork makes an earlier block the last one: the next blocks are made upon it, and
// what was behind it is no longer in the chain. Its transactions wait again. What
// is final can't be left.
func (c *Chain) Fork(parent common.Hash) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	chain := c.eth.BlockChain()
	block := chain.GetBlockByHash(parent)
	if block == nil {
		return fault.New(CodeChain, "the embedded L1 chain has no block %s", parent)
	}
	if final := chain.CurrentFinalBlock(); final != nil && block.Number().Cmp(final.Number) < 0 {
		return fault.New(CodeChain, "block %d lies before the final block %d", block.Number(), final.Number)
	}
	if _, err := chain.SetCanonical(block); err != nil {
		return fault.Wrap(err, CodeChain, "the embedded L1 chain can't go back to block %d", block.Number())
	}
	c.settle()
	return c.eth.TxPool().Sync()
}

// Drop forgets the transactions that wait, as nodes do that are restarted.
func (c *Chain) Drop() {
	c.eth.TxPool().Clear()
}

// Pending returns the number of transactions that wait.
func (c *Chain) Pending() int {
	c.sorted()
	pending, _ := c.eth.TxPool().Pending(txpool.PendingFilter{})
	n := 0
	for _, list := range pending {
		n += len(list)
	}
	return n
}

// Finalize makes empty blocks until what is in the chain now is final.
func (c *Chain) Finalize() error {
	for range c.options.FinalDepth {
		if _, err := c.Commit(); err != nil {
			return err
		}
	}
	return nil
}

// versionedHash is that of a blob's commitment.
func versionedHash(commitment *kzg4844.Commitment) common.Hash {
	return kzg4844.CalcBlobHashV1(hasher(), commitment)
}
