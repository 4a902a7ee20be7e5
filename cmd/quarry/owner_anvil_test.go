//go:build l1node

package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"regexp"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/rpc"

	"quarry/settlement/settler/settlertest"
)

// The whole life on a node of another make, which mines in time.
func TestAnvilOwnersLife(t *testing.T) {
	path := os.Getenv("QUARRY_ANVIL")
	if path == "" {
		t.Fatal("QUARRY_ANVIL names no anvil: make l1-node-test installs it")
	}
	os.Unsetenv("QUARRY_ANVIL") // it is no setting, and commands refuse what they don't know
	t.Cleanup(func() { os.Setenv("QUARRY_ANVIL", path) })
	cmd := exec.Command(path, "--port", "0", "--chain-id", "1337", "--hardfork", "osaka")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	url := ""
	listening := regexp.MustCompile(`Listening on (\S+)`)
	for lines := bufio.NewScanner(out); url == "" && lines.Scan(); {
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			url = "http://" + m[1]
		}
	}
	go io.Copy(io.Discard, out)
	client, err := rpc.Dial(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	call := func(method string, args ...any) {
		t.Helper()
		var result any
		if err := client.Call(&result, method, args...); err != nil {
			t.Fatalf("%s: %v", method, err)
		}
	}
	for i := range ownerKeys - 1 {
		call("anvil_setBalance", settlertest.Address(i), "0x3635c9adc5dea00000")
	}
	life(newL1World(t, url, func(d time.Duration) {
		call("evm_increaseTime", int(d/time.Second))
		call("evm_mine")
	}))
}
