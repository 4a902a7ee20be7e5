package contracts

import (
	"os"
	"regexp"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// constantsOf reads the 256-bit constants of a contract's source.
func constantsOf(t *testing.T, file string) map[string]common.Hash {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	constants := map[string]common.Hash{}
	for _, m := range regexp.MustCompile(`constant ([A-Z_0-9]+) = (0x[0-9a-f]+);`).FindAllSubmatch(source, -1) {
		constants[string(m[1])] = common.HexToHash(string(m[2]))
	}
	return constants
}

// The contracts' constants are those that the other rooms compute.
func TestConstants(t *testing.T) {
	tables := EscapeTables()
	if n := len(pieces(tables)); n != tablePieces {
		t.Errorf("the tables take %d data contracts", n)
	}
	felt := func(e starknet.Felt) common.Hash { return e.Bytes() }
	for file, want := range map[string]map[string]common.Hash{
		"escape/Escape.sol": {
			"TABLES_HASH":   crypto.Keccak256Hash(tables),
			"DOMAIN_TYPE":   felt(domainType),
			"ESCAPE_TYPE":   felt(escapeType),
			"ACCOUNT_CLASS": felt(starknet.AccountClassHash),
		},
		"bridge/Bridge.sol": {
			"L2_BRIDGE":      felt(program.L2Bridge),
			"HANDLE_DEPOSIT": felt(starknet.SelectorDeposit),
		},
	} {
		got := constantsOf(t, file)
		for name, value := range want {
			if got[name] != value {
				t.Errorf("%s: %s is %s, want %s", file, name, got[name], value)
			}
		}
	}
}

// Each part of the storage has a place of its own: that of its name (ERC-7201).
func TestStorageSlots(t *testing.T) {
	seen := map[common.Hash]string{}
	for file, name := range map[string]string{
		"governance/Roles.sol": "GOVERNORS", "governance/Proxy.sol": "UPGRADES", "governance/Implementation.sol": "INITIALIZATION",
		"core/Messaging.sol": "MESSAGES", "core/Operators.sol": "OPERATORS", "core/Versions.sol": "VERSIONS",
		"core/Freezing.sol": "ICE", "core/Core.sol": "STATE", "bridge/Bridge.sol": "STORAGE",
	} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		id := regexp.MustCompile(`erc7201:([a-z.]+)`).FindSubmatch(source)[1]
		number := crypto.Keccak256Hash(id).Big()
		slot := crypto.Keccak256Hash(common.BigToHash(number.Sub(number, common.Big1)).Bytes())
		slot[31] = 0
		if got := constantsOf(t, file)[name]; got != slot {
			t.Errorf("%s: %s is %s, want %s", file, name, got, slot)
		}
		if other := seen[slot]; other != "" {
			t.Errorf("%s and %s have the same storage", file, other)
		}
		seen[slot] = file
	}
}
