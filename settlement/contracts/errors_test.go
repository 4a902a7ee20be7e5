package contracts

import (
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi/bind"

	"quarry/settlement/contracts/bindings"
)

// Every reason to revert has a test that expects it. One can't be brought about:
// nothing that the core contract calls while it settles can change a state.
func TestEveryErrorHasATest(t *testing.T) {
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tests.Write(source)
	}
	for _, m := range []*bind.MetaData{bindings.ProxyMetaData, bindings.CoreMetaData, bindings.BridgeMetaData, escapeMetaData()} {
		parsed, err := m.GetAbi()
		if err != nil {
			t.Fatal(err)
		}
		for name := range parsed.Errors {
			if name != "Reentered" && !strings.Contains(tests.String(), `"`+name+`"`) {
				t.Errorf("no test expects %s", name)
			}
		}
	}
}

// Every hint is for an error that a contract has.
func TestHints(t *testing.T) {
	known := map[string]bool{}
	for _, e := range errorsByID() {
		known[e.Name] = true
	}
	for name := range hints {
		if !known[name] {
			t.Errorf("no contract has the error %s", name)
		}
	}
	for name := range moments {
		if hints[name] == "" {
			t.Errorf("%s has no hint", name)
		}
	}
	r := Reason{"NotYetActive", []any{big.NewInt(1_800_000_000)}}
	if got := r.Hint(); got != "the delay of code ends at 2027-01-15T08:00:00Z" {
		t.Error(got)
	}
	if got := (Reason{"Error", []any{"text"}}).Hint(); got != "" {
		t.Error(got)
	}
}
