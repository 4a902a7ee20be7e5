package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/holiman/uint256"
	"golang.org/x/term"

	"quarry/fault"
	"quarry/sequencer/starknet"
	"quarry/sequencer/wallet"
)

type walletCommands struct {
	New      walletNewCommand      `cmd:"" help:"Make a key."`
	Import   walletImportCommand   `cmd:"" help:"Keep a key that there is already."`
	List     walletListCommand     `cmd:"" help:"List the keystore's accounts."`
	Address  walletAddressCommand  `cmd:"" help:"Print an account's address."`
	Balance  walletBalanceCommand  `cmd:"" help:"Print what an account has."`
	Deploy   walletDeployCommand   `cmd:"" help:"Deploy an account that has received something."`
	Send     walletSendCommand     `cmd:"" help:"Send ETH on L2."`
	Withdraw walletWithdrawCommand `cmd:"" help:"Send ETH to L1, where it can be claimed when the block is settled."`
	History  walletHistoryCommand  `cmd:"" help:"List what an account has received and sent."`
	Faucet   walletFaucetCommand   `cmd:"" help:"Ask a devnet's faucet."`
}

// keystoreFlags say where the keys are.
type keystoreFlags struct {
	Keystore string `help:"Folder of the keys (default: wallet in the user's configuration folder)." placeholder:"DIR"`
}

func (k *keystoreFlags) open() (*wallet.Keystore, error) {
	dir := k.Keystore
	if dir == "" {
		config, err := os.UserConfigDir()
		if err != nil {
			return nil, usageError("there is no configuration folder: give --keystore")
		}
		dir = filepath.Join(config, "quarry", "wallet")
	}
	return &wallet.Keystore{Dir: dir}, nil
}

// passwordFlags say where the password comes from.
type passwordFlags struct {
	PasswordFile string `help:"File with the password; without it, it is asked for." placeholder:"FILE"`
}

// stdin is where passwords are typed.
var stdin = bufio.NewReader(os.Stdin)

// password is the password, asked for twice if it is a new one.
func (p *passwordFlags) password(s streams, isNew bool) (string, error) {
	if p.PasswordFile != "" {
		raw, err := fileContent("--password_file", p.PasswordFile)
		return strings.TrimRight(string(raw), "\r\n"), err
	}
	first, err := secret(s, "Password: ")
	if err != nil || !isNew {
		return first, err
	}
	again, err := secret(s, "Once more: ")
	if err == nil && again != first {
		return "", fault.New(wallet.CodePassword, "the two passwords differ")
	}
	return first, err
}

// secret asks for a text that is not shown on a terminal.
func secret(s streams, prompt string) (string, error) {
	fmt.Fprint(s.err, prompt)
	if fd := int(os.Stdin.Fd()); term.IsTerminal(fd) {
		raw, err := term.ReadPassword(fd)
		fmt.Fprintln(s.err)
		return string(raw), err
	}
	line, err := stdin.ReadString('\n')
	if err != nil && line == "" {
		return "", usageError("there is nothing to read on standard input")
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// nodeFlags say which node is spoken to.
type nodeFlags struct {
	RPC string `name:"rpc" default:"http://127.0.0.1:9545" help:"The node's address." placeholder:"URL"`
}

// whose is the account that a command is about.
type whose struct {
	keystoreFlags
	Account string `help:"Name or address; the only one that there is by default." placeholder:"NAME"`
}

func (w *whose) find() (*wallet.Keystore, *wallet.Entry, error) {
	k, err := w.open()
	if err != nil {
		return nil, nil, err
	}
	e, err := k.Find(w.Account)
	return k, e, err
}

// address is an address that is given, or that of an account of the keystore.
func (k *keystoreFlags) address(which string) (starknet.Felt, error) {
	if strings.HasPrefix(which, "0x") {
		a, err := starknet.ParseFelt(which)
		if err == nil {
			err = starknet.CheckAddress(&a)
		}
		return a, err
	}
	store, err := k.open()
	if err != nil {
		return starknet.Felt{}, err
	}
	e, err := store.Find(which)
	if err != nil {
		return starknet.Felt{}, err
	}
	return starknet.Felt(e.Address), nil
}

type walletNewCommand struct {
	jsonFlag
	keystoreFlags
	passwordFlags
	Name string `help:"A name for the account." placeholder:"NAME"`
}

func (c *walletNewCommand) run(_ context.Context, s streams) error {
	return keep(s, &c.keystoreFlags, &c.passwordFlags, starknet.NewPrivateKey(), c.Name, c.JSON)
}

// keep puts a key into the keystore and prints its account.
func keep(s streams, flags *keystoreFlags, p *passwordFlags, key starknet.PrivateKey, name string, asJSON bool) error {
	k, err := flags.open()
	if err != nil {
		return err
	}
	password, err := p.password(s, true)
	if err != nil {
		return err
	}
	e, err := k.Add(key, name, password)
	if err != nil {
		return err
	}
	printEntry(s, e, asJSON)
	return nil
}

// printEntry prints an account of the keystore: its address alone, or all of it.
func printEntry(s streams, e *wallet.Entry, asJSON bool) {
	if asJSON {
		printJSON(s.out, e)
		return
	}
	address := starknet.Felt(e.Address)
	fmt.Fprintln(s.out, starknet.FormatFelt(&address))
}

type walletImportCommand struct {
	jsonFlag
	keystoreFlags
	passwordFlags
	Name    string `help:"A name for the account." placeholder:"NAME"`
	KeyFile string `name:"private-key-file" help:"File with the private key in hexadecimal; without it, it is asked for." placeholder:"FILE"`
}

func (c *walletImportCommand) run(_ context.Context, s streams) error {
	var text string
	if c.KeyFile != "" {
		raw, err := fileContent("--private_key_file", c.KeyFile)
		if err != nil {
			return err
		}
		text = string(raw)
	} else {
		var err error
		if text, err = secret(s, "Private key: "); err != nil {
			return err
		}
	}
	key, err := starknet.ParsePrivateKey(strings.TrimSpace(text))
	if err != nil {
		return err
	}
	return keep(s, &c.keystoreFlags, &c.passwordFlags, key, c.Name, c.JSON)
}

type walletListCommand struct {
	jsonFlag
	keystoreFlags
}

func (c *walletListCommand) run(_ context.Context, s streams) error {
	k, err := c.open()
	if err != nil {
		return err
	}
	list, err := k.List()
	if err != nil {
		return err
	}
	if c.JSON {
		printJSON(s.out, map[string]any{"accounts": list})
		return nil
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tADDRESS")
	for _, e := range list {
		address := starknet.Felt(e.Address)
		fmt.Fprintf(w, "%s\t%s\n", e.Name, starknet.FormatFelt(&address))
	}
	return w.Flush()
}

type walletAddressCommand struct {
	jsonFlag
	whose
}

func (c *walletAddressCommand) run(_ context.Context, s streams) error {
	_, e, err := c.find()
	if err != nil {
		return err
	}
	printEntry(s, e, c.JSON)
	return nil
}

type walletBalanceCommand struct {
	jsonFlag
	nodeFlags
	keystoreFlags
	Of string `arg:"" optional:"" help:"Address, or name in the keystore; the only one that there is by default."`
}

func (c *walletBalanceCommand) run(ctx context.Context, s streams) error {
	address, err := c.address(c.Of)
	if err != nil {
		return err
	}
	client, err := wallet.Dial(ctx, c.RPC)
	if err != nil {
		return err
	}
	defer client.Close()
	balance, err := client.Balance(ctx, &address)
	if err != nil {
		return err
	}
	if c.JSON {
		printJSON(s.out, map[string]any{"address": starknet.Hex(address), "balance": balance.Dec()})
		return nil
	}
	fmt.Fprintf(s.out, "%s ETH\n", wallet.FormatAmount(balance))
	return nil
}

// sender is part of the commands that send a transaction.
type sender struct {
	jsonFlag
	nodeFlags
	whose
	passwordFlags
	Until string        `enum:"sent,pre_confirmed,l2,l1" default:"l2" help:"Wait until the transaction is so far: sent, pre_confirmed, or accepted on l2 or l1."`
	For   time.Duration `default:"10m" help:"Wait no longer than that."`
}

// sent is what came of a transaction.
type sent struct {
	Transaction starknet.Hex   `json:"transaction_hash"`
	Fee         string         `json:"estimated_fee"`
	Status      *wallet.Status `json:"status,omitempty"`
}

// send signs a transaction of the account, hands it in and waits for it.
func (c *sender) send(ctx context.Context, s streams, make func(a *wallet.Account) starknet.AccountTransaction) error {
	k, e, err := c.find()
	if err != nil {
		return err
	}
	client, err := wallet.Dial(ctx, c.RPC)
	if err != nil {
		return err
	}
	defer client.Close()
	password, err := c.password(s, false)
	if err != nil {
		return err
	}
	a, err := k.Open(e, password)
	if err != nil {
		return err
	}
	nonce, _, err := client.Nonce(ctx, &a.Address)
	if err != nil {
		return err
	}
	t := make(a)
	fee, err := client.Prepare(ctx, a, t, nonce)
	if err != nil {
		return err
	}
	hash, err := client.Send(ctx, t)
	if err != nil {
		return err
	}
	out := sent{Transaction: starknet.Hex(hash), Fee: fee.Dec()}
	if !c.JSON {
		fmt.Fprintf(s.out, "%s\n", starknet.FormatFelt(&hash))
		fmt.Fprintf(s.err, "fee about %s ETH\n", wallet.FormatAmount(fee))
	}
	if stage, ok := map[string]string{"pre_confirmed": "PRE_CONFIRMED", "l2": "ACCEPTED_ON_L2", "l1": "ACCEPTED_ON_L1"}[c.Until]; ok {
		if out.Status, err = c.wait(ctx, s, client, &hash, stage); err != nil {
			return err
		}
	}
	if c.JSON {
		printJSON(s.out, out)
	}
	return nil
}

// wait waits for a stage and shows those on the way.
func (c *sender) wait(ctx context.Context, s streams, client *wallet.Client, hash *starknet.Felt, stage string) (*wallet.Status, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.For, fault.New(codeWaited, "the transaction is not %s after %s", stage, c.For).
		At("%s", starknet.FormatFelt(hash)).WithHint("it goes on by itself; --for waits longer"))
	defer cancel()
	start := time.Now()
	status, err := client.Wait(ctx, hash, stage, func(w wallet.Status) {
		if !c.JSON {
			fmt.Fprintf(s.err, "%5.1f s  %s\n", time.Since(start).Seconds(), w.Finality)
		}
	})
	if err != nil && ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return status, err
}

// codeWaited: a transaction is not as far as was waited for.
const codeWaited fault.Code = "wallet/waited"

type walletDeployCommand struct{ sender }

func (c *walletDeployCommand) run(ctx context.Context, s streams) error {
	return c.send(ctx, s, func(a *wallet.Account) starknet.AccountTransaction { return a.Deployment() })
}

// amountFlags say how much is sent.
type amountFlags struct {
	Amount string `arg:"" help:"How much: 1.5 (ETH), 30gwei or 700wei."`
}

// pay has an account do something with the amount.
func (f *amountFlags) pay(ctx context.Context, s streams, c *sender, action func(amount uint256.Int) starknet.Action) error {
	amount, err := wallet.ParseAmount(f.Amount)
	if err != nil {
		return err
	}
	return c.send(ctx, s, func(a *wallet.Account) starknet.AccountTransaction { return a.Invocation(action(*amount)) })
}

type walletSendCommand struct {
	sender
	To string `arg:"" help:"Address, or name in the keystore."`
	amountFlags
}

func (c *walletSendCommand) run(ctx context.Context, s streams) error {
	to, err := c.address(c.To)
	if err != nil {
		return err
	}
	return c.pay(ctx, s, &c.sender, func(amount uint256.Int) starknet.Action {
		return starknet.Transfer{Recipient: to, Amount: amount}
	})
}

type walletWithdrawCommand struct {
	sender
	To string `arg:"" help:"Address on L1."`
	amountFlags
}

func (c *walletWithdrawCommand) run(ctx context.Context, s streams) error {
	to, err := l1Address("the recipient", c.To)
	if err != nil {
		return err
	}
	return c.pay(ctx, s, &c.sender, func(amount uint256.Int) starknet.Action {
		return starknet.Withdrawal{Recipient: starknet.EthAddress(to), Amount: amount}
	})
}

type walletHistoryCommand struct {
	jsonFlag
	nodeFlags
	keystoreFlags
	Of   string `arg:"" optional:"" help:"Address, or name in the keystore; the only one that there is by default."`
	Most int    `default:"50" help:"The most lines, the latest first."`
}

func (c *walletHistoryCommand) run(ctx context.Context, s streams) error {
	address, err := c.address(c.Of)
	if err != nil {
		return err
	}
	client, err := wallet.Dial(ctx, c.RPC)
	if err != nil {
		return err
	}
	defer client.Close()
	list, err := client.History(ctx, &address, max(c.Most, 0))
	if err != nil {
		return err
	}
	if c.JSON {
		printJSON(s.out, map[string]any{"address": starknet.Hex(address), "movements": list})
		return nil
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "BLOCK\tAMOUNT\tOTHER\tTRANSACTION")
	for _, m := range list {
		sign, other := "+", starknet.Felt(m.From)
		if m.From == starknet.Hex(address) {
			sign, other = "-", starknet.Felt(m.To)
		}
		hash := starknet.Felt(m.Transaction)
		fmt.Fprintf(w, "%d\t%s%s\t%s\t%s\n", m.Block, sign, wallet.FormatAmount(m.Amount), starknet.FormatFelt(&other), starknet.FormatFelt(&hash))
	}
	return w.Flush()
}
