//go:build l1node

package contracts

import (
	"bufio"
	"context"
	"io"
	"math/big"
	"os"
	"os/exec"
	"regexp"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"

	"quarry/settlement/contracts/verifier"
)

// The contracts on a node of another make, which mines each transaction at once.
func TestAnvilDeploy(t *testing.T) {
	path := os.Getenv("QUARRY_ANVIL")
	if path == "" {
		t.Fatal("QUARRY_ANVIL names no anvil: make l1-node-test installs it")
	}
	cmd := exec.Command(path, "--port", "0", "--chain-id", "1337", "--hardfork", "osaka")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	listening := regexp.MustCompile(`Listening on (\S+)`)
	url := ""
	for lines := bufio.NewScanner(out); url == "" && lines.Scan(); {
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			url = "http://" + m[1]
		}
	}
	go io.Copy(io.Discard, out)
	client, err := ethclient.Dial(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	auth, err := bind.NewKeyedTransactorWithChainID(key, big.NewInt(1337))
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Client().CallContext(context.Background(), nil, "anvil_setBalance", auth.From, "0x3635c9adc5dea00000"); err != nil {
		t.Fatal(err)
	}
	testDeployment(t, &verifier.Deployer{Backend: client, Auth: auth})
}
