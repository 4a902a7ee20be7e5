//go:build l1node

package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/ethereum/go-ethereum/rpc"

	"quarry/config"
	"quarry/settlement/settler/settlertest"
)

// startAnvil starts the anvil that QUARRY_ANVIL names, with a block each second; an epoch
// is one of them.
func startAnvil(t *testing.T) (url string) {
	t.Helper()
	path := os.Getenv("QUARRY_ANVIL")
	if path == "" {
		t.Fatal("QUARRY_ANVIL names no anvil: make l1-node-test installs it")
	}
	t.Setenv("QUARRY_ANVIL", path)  // restores it at the end
	_ = os.Unsetenv("QUARRY_ANVIL") // it is no setting, and commands refuse what they don't know
	cmd := exec.Command(path, "--port", "0", "--block-time", "1", "--slots-in-an-epoch", "1", "--hardfork", "osaka")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	listening := regexp.MustCompile(`Listening on (\S+)`)
	for lines := bufio.NewScanner(out); url == "" && lines.Scan(); {
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			url = "http://" + m[1]
		}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return url
}

// A transfer's whole way on a node of another make, with state diffs in blobs and in
// calldata: contracts deployed, blocks proved, settled and final there, and a withdrawal
// paid out.
func TestAnvilDemo(t *testing.T) {
	t.Setenv(asChild, "1")
	for name, args := range map[string][]string{"calldata": nil, "blobs": {"--blobs"}} {
		t.Run(name, func(t *testing.T) {
			url, dir := startAnvil(t), t.TempDir()
			client, err := rpc.Dial(url)
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			if err := client.Call(nil, "anvil_setBalance", settlertest.Address(1), "0x8ac7230489e80000"); err != nil { // 10 ETH
				t.Fatal(err)
			}
			a := config.L1Account{Keystore: filepath.Join(dir, "key"), PasswordFile: filepath.Join(dir, "password")}
			if err := writeKeystore(&a, settlertest.Key(1), settlertest.Address(1)); err != nil {
				t.Fatal(err)
			}
			var shown struct {
				Final          bool
				Core           string
				Update_gas     uint64
				Calldata_bytes int
				Blobs          int
				Seconds        float64
			}
			must(t, &shown, append([]string{
				"demo", "--l1=" + url, "--l1_keystore=" + a.Keystore, "--l1_password_file=" + a.PasswordFile, "--data=" + filepath.Join(dir, "demo"),
			}, args...)...)
			if !shown.Final || shown.Update_gas < 1e6 || shown.Calldata_bytes == 0 || (shown.Blobs > 0) != (args != nil) {
				t.Errorf("%+v", shown)
			}
			t.Logf("%+v", shown)
		})
	}
}
