package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/faucet"
	"quarry/sequencer/starknet"
	"quarry/sequencer/wallet"
)

type walletFaucetCommand struct {
	jsonFlag
	nodeFlags
	keystoreFlags
	To string `arg:"" optional:"" help:"Address, or name in the keystore; the only one that there is by default."`
}

// codeFaucet: the faucet does not give; its reason stands in the message.
const codeFaucet fault.Code = "wallet/faucet"

func (c *walletFaucetCommand) run(ctx context.Context, s streams) error {
	address, err := c.address(c.To)
	if err != nil {
		return err
	}
	gift, err := askFaucet(ctx, c.RPC, &address)
	if err != nil {
		return err
	}
	if c.JSON {
		printJSON(s.out, gift)
		return nil
	}
	hash := starknet.Felt(gift.Transaction)
	amount, err := uint256.FromDecimal(gift.Amount)
	if err != nil {
		return fault.Wrap(err, codeFaucet, "the faucet's answer is malformed")
	}
	fmt.Fprintf(s.out, "%s ETH on the way: %s\n", wallet.FormatAmount(amount), starknet.FormatFelt(&hash))
	return nil
}

// askFaucet asks the faucet of a node.
func askFaucet(ctx context.Context, node string, address *starknet.Felt) (*faucet.Gift, error) {
	u, err := url.Parse(node)
	if err != nil || u.Host == "" {
		return nil, usageError("--rpc %q is no address of a node", node)
	}
	u.Path = "/faucet"
	body, _ := json.Marshal(map[string]any{"address": starknet.Hex(*address)}) // of a text
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, usageError("--rpc %q is no address of a node", node)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fault.Wrap(err, wallet.CodeUnreachable, "the faucet does not answer").At("%s", u)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(answer.Body, 1<<16))
	if err != nil {
		return nil, fault.Wrap(err, wallet.CodeUnreachable, "the faucet does not answer").At("%s", u)
	}
	if answer.StatusCode != http.StatusOK {
		var p struct{ Detail, Hint string }
		if json.Unmarshal(raw, &p) != nil || p.Detail == "" {
			p.Detail = "there is no faucet (" + answer.Status + ")"
		}
		return nil, fault.New(codeFaucet, "%s", p.Detail).At("%s", u).WithHint("%s", p.Hint)
	}
	gift := new(faucet.Gift)
	if err := json.Unmarshal(raw, gift); err != nil {
		return nil, fault.Wrap(err, codeFaucet, "the faucet's answer is malformed").At("%s", u)
	}
	return gift, nil
}
