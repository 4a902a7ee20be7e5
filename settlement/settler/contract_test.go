package settler

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

// What the pages show to everybody does not have the L1 node's URL, in which keys are.
func TestContractFault(t *testing.T) {
	err := contractFault(&url.Error{Op: "Post", URL: "https://l1.example/v3/apikey", Err: errors.New("no answer")}, common.Address{1})
	if text := err.Error(); strings.Contains(text, "apikey") || !strings.Contains(text, "no answer") {
		t.Error(text)
	}
}
