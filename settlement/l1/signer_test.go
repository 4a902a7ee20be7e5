package l1

import (
	"context"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
	"github.com/google/uuid"
)

func TestKeystore(t *testing.T) {
	dir := t.TempDir()
	key := testKey(t, 3)
	content, err := keystore.EncryptKey(&keystore.Key{Id: uuid.New(), Address: addressOf(key), PrivateKey: key}, "secret", 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	file, password, wrong := filepath.Join(dir, "key"), filepath.Join(dir, "password"), filepath.Join(dir, "wrong")
	for path, text := range map[string]string{file: string(content), password: "secret\n", wrong: "sacred"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := OpenKeystore(file, password)
	if err != nil || s.Address() != addressOf(key) {
		t.Fatal(s, err)
	}
	for _, paths := range [][2]string{{file, wrong}, {password, password}, {filepath.Join(dir, "none"), password}, {file, filepath.Join(dir, "none")}} {
		if _, err := OpenKeystore(paths[0], paths[1]); !hasCode(err, CodeKey) {
			t.Errorf("%v: %v", paths, err)
		}
	}
}

// remoteSigner is a service that signs with a key what it is asked to, as
// web3signer does, after a change by the test.
func remoteSigner(t *testing.T, change func(*types.DynamicFeeTx), wrap bool, key byte) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var call struct {
			ID     json.RawMessage       `json:"id"`
			Method string                `json:"method"`
			Params []apitypes.SendTxArgs `json:"params"`
		}
		body, _ := io.ReadAll(r.Body)
		reply := func(field string, value any) {
			text, _ := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": call.ID, field: value})
			w.Header().Set("Content-Type", "application/json")
			w.Write(text)
		}
		refuse := func(text string) { reply("error", map[string]any{"code": -32000, "message": text}) }
		if err := json.Unmarshal(body, &call); err != nil || len(call.Params) != 1 {
			refuse("bad request")
			return
		}
		if call.Method != "eth_signTransaction" {
			refuse("no such method")
			return
		}
		tx, err := call.Params[0].ToTransaction()
		if err != nil {
			refuse(err.Error())
			return
		}
		inner := &types.DynamicFeeTx{
			ChainID: tx.ChainId(), Nonce: tx.Nonce(), GasTipCap: tx.GasTipCap(), GasFeeCap: tx.GasFeeCap(),
			Gas: tx.Gas(), To: tx.To(), Value: tx.Value(), Data: tx.Data(), AccessList: tx.AccessList(),
		}
		if change != nil {
			change(inner)
		}
		signed, err := types.SignNewTx(testKey(t, key), types.LatestSignerForChainID(tx.ChainId()), inner)
		if err != nil {
			refuse(err.Error())
			return
		}
		raw, _ := signed.MarshalBinary()
		if wrap {
			reply("result", map[string]any{"raw": hexutil.Bytes(raw), "tx": signed})
		} else {
			reply("result", hexutil.Bytes(raw))
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestRemoteSigner(t *testing.T) {
	ctx := context.Background()
	address := addressOf(testKey(t, 0))
	chainID := big.NewInt(DefaultChainID)
	tx := types.NewTx(&types.DynamicFeeTx{
		ChainID: chainID, Nonce: 3, GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(2e9), Gas: 30000, To: &common.Address{4}, Value: big.NewInt(5), Data: []byte{6},
	})
	for name, c := range map[string]struct {
		change func(*types.DynamicFeeTx)
		wrap   bool
		key    byte
		method string
		bad    bool
	}{
		"bytes":          {},
		"an object":      {wrap: true},
		"another value":  {change: func(tx *types.DynamicFeeTx) { tx.Value = big.NewInt(6) }, bad: true},
		"another to":     {change: func(tx *types.DynamicFeeTx) { tx.To = &common.Address{9} }, bad: true},
		"another key":    {key: 1, bad: true},
		"another method": {method: "account_signTransaction", bad: true},
	} {
		s, err := DialRemoteSigner(ctx, remoteSigner(t, c.change, c.wrap, c.key), address, c.method)
		if err != nil {
			t.Fatal(err)
		}
		signed, err := s.Sign(ctx, tx, chainID)
		s.Close()
		if c.bad {
			if !hasCode(err, CodeSigner) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if from, err := types.Sender(types.LatestSignerForChainID(chainID), signed); err != nil || from != address {
			t.Errorf("%s: %s %v", name, from, err)
		}
	}

	// A manager sends with it.
	m := newManagerTest(t, ChainOptions{})
	s, err := DialRemoteSigner(ctx, remoteSigner(t, nil, false, 0), address, "")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	manager, err := OpenManager(ctx, ManagerOptions{Client: m.client, Signer: s, Store: m.store})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := manager.Submit(ctx, pay("a", 5)); err != nil {
		t.Fatal(err)
	}
	m.commit()
	if m.received() != 5 {
		t.Fatal(m.received())
	}

	// So do bindings.
	_, tx, _, deployErr := bind.DeployContract(TransactOpts(ctx, s, chainID), abi.ABI{}, logger, m.client)
	if deployErr != nil {
		t.Fatal(deployErr)
	}
	m.commit()
	if receipt, err := m.client.TransactionReceipt(ctx, tx.Hash()); err != nil || receipt.Status != types.ReceiptStatusSuccessful {
		t.Fatal(receipt, err)
	}
	if _, err := TransactOpts(ctx, s, chainID).Signer(common.Address{1}, tx); !hasCode(err, CodeKey) {
		t.Fatal(err)
	}
}
